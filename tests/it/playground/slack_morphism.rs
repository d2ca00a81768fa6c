//! The client library that Rota uses reads what the playground answers.

use slack_morphism::prelude::*;

use super::support::{BOT_TOKEN, Scene};

fn client(scene: &Scene) -> SlackHyperClient {
    let https =
        hyper_rustls::HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_all_versions().build();
    SlackClient::new(SlackClientHyperConnector::with_connector(https).with_slack_api_url(&scene.slack.api_url()))
}

#[tokio::test]
async fn slack_morphism_posts_edits_and_reads_people_and_groups() {
    let scene = Scene::new().await;
    let client = client(&scene);
    let token = SlackApiToken::new(BOT_TOKEN.into());
    let session = client.open_session(&token);
    assert_eq!(session.auth_test().await.unwrap().user.as_deref(), Some("rota"));
    let blocks = slack_blocks![some_into(SlackSectionBlock::new().with_text(md!("*Bob* is on call")))];
    let content = SlackMessageContent::new().with_text("Bob is on call".to_owned()).with_blocks(blocks);
    let posted = session
        .chat_post_message(&SlackApiChatPostMessageRequest::new(scene.payments.clone().into(), content.clone()))
        .await
        .unwrap();
    let update = SlackApiChatUpdateRequest::new(posted.channel, content, posted.ts);
    session.chat_update(&update).await.unwrap();
    assert_eq!(session.users_list(&SlackApiUsersListRequest::new()).await.unwrap().members.len(), 5);
    let history = SlackApiConversationsHistoryRequest::new().with_channel(scene.payments.clone().into());
    assert_eq!(session.conversations_history(&history).await.unwrap().messages.len(), 1);
    let groups = SlackApiUserGroupsListRequest::new().with_include_count(true);
    assert_eq!(session.usergroups_list(&groups).await.unwrap().usergroups.len(), 1);
    let list = SlackApiConversationsListRequest::new();
    assert_eq!(session.conversations_list(&list).await.unwrap().channels.len(), 1);
    assert_eq!(scene.slack.rule_breaks(), Vec::<String>::new());
}
