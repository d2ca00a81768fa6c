//! Where one can post, what is too long, and what can be read back.

use expect_test::expect;
use jiff::SignedDuration;
use rota::playground::{NewChannel, Person};
use serde_json::{Value, json};

use super::support::{BOT_TOKEN, Scene};

async fn posts_to(scene: &Scene, channel: &str) -> Value {
    scene.call("chat.postMessage", &[("channel", channel), ("text", "hello")]).await
}

#[tokio::test]
async fn the_bot_posts_where_it_was_invited() {
    let scene = Scene::new().await;
    let open = scene.slack.make_channel(NewChannel::named("open").without_bot());
    let secret = scene.slack.make_channel(NewChannel::named("secret").private().without_bot().with(&["alice"]));
    let old = scene.slack.make_channel(NewChannel::named("old").archived());
    assert_eq!(posts_to(&scene, &open).await["error"], "not_in_channel");
    assert_eq!(posts_to(&scene, &secret).await["error"], "channel_not_found");
    assert_eq!(posts_to(&scene, &old).await["error"], "is_archived");
    assert_eq!(posts_to(&scene, "C404").await["error"], "channel_not_found");
    scene.slack.set_scopes(&["chat:write", "chat:write.public"]);
    assert_eq!(posts_to(&scene, &open).await["ok"], true);
    assert_eq!(posts_to(&scene, &secret).await["error"], "channel_not_found");
}

#[tokio::test]
async fn a_message_to_a_person_opens_their_direct_messages() {
    let scene = Scene::new().await;
    let posted = posts_to(&scene, &scene.id("bob")).await;
    let channel = posted["channel"].as_str().unwrap();
    assert!(channel.starts_with('D'), "{channel}");
    let opened = scene.call("conversations.open", &[("users", &scene.id("bob"))]).await;
    assert_eq!(opened["channel"]["id"], channel);
    let update =
        [("channel", scene.id("bob")), ("ts", posted["ts"].as_str().unwrap().to_owned()), ("text", "x".to_owned())];
    let update: Vec<(&str, &str)> = update.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(scene.call("chat.update", &update).await["error"], "channel_not_found");
    assert_eq!(scene.reads(), "→ bob   bot: hello");
}

#[tokio::test]
async fn a_long_text_is_cut_when_posted_and_refused_when_updated() {
    let scene = Scene::new().await;
    let long = "x".repeat(40_001);
    let posted = scene.call("chat.postMessage", &[("channel", &scene.payments), ("text", &long)]).await;
    assert_eq!(posted["warning"], "message_truncated");
    assert_eq!(posted["message"]["text"].as_str().unwrap().len(), 40_000);
    let ts = posted["ts"].as_str().unwrap();
    let updated = scene.call("chat.update", &[("channel", &scene.payments), ("ts", ts), ("text", &long[..4001])]).await;
    assert_eq!(updated["error"], "msg_too_long");
}

#[tokio::test]
async fn only_ones_own_messages_are_changed_and_none_in_an_archive() {
    let scene = Scene::new().await;
    scene.slack.types("bob", "#payments", "good morning").await.calmly();
    let history = scene.call("conversations.history", &[("channel", &scene.payments)]).await;
    let bobs = history["messages"][0]["ts"].as_str().unwrap();
    let change = |ts: String| {
        let scene = &scene;
        async move { scene.call("chat.update", &[("channel", &scene.payments), ("ts", &ts), ("text", "x")]).await }
    };
    assert_eq!(change(bobs.to_owned()).await["error"], "cant_update_message");
    assert_eq!(change("1.000001".to_owned()).await["error"], "message_not_found");
    let own = scene.posts("mine").await;
    scene.slack.archive_channel("payments");
    assert_eq!(change(own).await["error"], "is_inactive");
}

#[tokio::test]
async fn history_is_for_members_with_the_scope_and_goes_back_in_pages() {
    let scene = Scene::new().await;
    for text in ["one", "two", "three"] {
        scene.posts(text).await;
        scene.passes(SignedDuration::from_secs(60));
    }
    let page = scene.call("conversations.history", &[("channel", &scene.payments), ("limit", "2")]).await;
    let texts = |page: &Value| -> Vec<String> {
        page["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["text"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(texts(&page), ["three", "two"]);
    let cursor = page["response_metadata"]["next_cursor"].as_str().unwrap();
    let rest =
        scene.call("conversations.history", &[("channel", &scene.payments), ("limit", "2"), ("cursor", cursor)]).await;
    assert_eq!((texts(&rest), &rest["has_more"]), (vec!["one".to_owned()], &json!(false)));
    let since = scene.call("conversations.history", &[("channel", &scene.payments), ("oldest", "1772438430.5")]).await;
    assert_eq!(texts(&since), ["three", "two"]);
    let wrong = scene.call("conversations.history", &[("channel", &scene.payments), ("cursor", "nonsense")]).await;
    assert_eq!(wrong["error"], "invalid_cursor");
    scene.slack.drop_scope("channels:history");
    let answer = scene.call("conversations.history", &[("channel", &scene.payments)]).await;
    assert_eq!((&answer["error"], &answer["needed"]), (&json!("missing_scope"), &json!("channels:history")));
}

#[tokio::test]
async fn each_kind_of_conversation_has_its_own_scope_and_archived_ones_thin_a_page_out() {
    let scene = Scene::new().await;
    scene.slack.make_channel(NewChannel::named("old").archived());
    scene.slack.make_channel(NewChannel::named("secret").private());
    let page = scene
        .call(
            "conversations.list",
            &[("limit", "2"), ("exclude_archived", "true"), ("types", "public_channel,private_channel")],
        )
        .await;
    assert_eq!(page["channels"].as_array().unwrap().len(), 1);
    assert_ne!(page["response_metadata"]["next_cursor"], "");
    scene.slack.drop_scope("groups:read");
    let answer = scene.call("conversations.list", &[("types", "private_channel")]).await;
    assert_eq!((&answer["error"], &answer["needed"]), (&json!("missing_scope"), &json!("groups:read")));
}

#[tokio::test]
async fn a_second_message_within_a_second_waits_when_limits_are_on() {
    let scene = Scene::new().await;
    scene.slack.set_rate_limits(true);
    assert_eq!(posts_to(&scene, &scene.payments).await["ok"], true);
    let fields = [("channel", scene.payments.as_str()), ("text", "hello")];
    let (status, body) = scene.send("chat.postMessage", |call| call.bearer_auth(BOT_TOKEN).form(&fields)).await;
    assert_eq!((status, &body["error"]), (429, &json!("ratelimited")));
    scene.passes(SignedDuration::from_secs(1));
    assert_eq!(posts_to(&scene, &scene.payments).await["ok"], true);
    for _ in 0..20 {
        assert_eq!(scene.call("users.list", &[]).await["ok"], true);
    }
    assert_eq!(scene.send("users.list", |call| call.bearer_auth(BOT_TOKEN)).await.0, 429);
}

#[tokio::test]
async fn a_topic_is_set_and_seen() {
    let scene = Scene::new().await;
    let fields = [("channel", scene.payments.as_str()), ("topic", "On call: Bob")];
    assert_eq!(scene.call("conversations.setTopic", &fields).await["channel"]["topic"]["value"], "On call: Bob");
    assert_eq!(scene.slack.channel_topic("#payments"), "On call: Bob");
    let long = "x".repeat(251);
    let answer = scene.call("conversations.setTopic", &[("channel", &scene.payments), ("topic", &long)]).await;
    assert_eq!(answer["error"], "too_long");
}

#[tokio::test]
async fn an_ephemeral_message_is_for_somebody_in_the_channel_and_cannot_be_updated() {
    let scene = Scene::new().await;
    let dora = scene.slack.add_person(Person::new("dora", "Dora Outside"));
    let to = |user: String| {
        let scene = &scene;
        async move {
            scene.call("chat.postEphemeral", &[("channel", &scene.payments), ("user", &user), ("text", "psst")]).await
        }
    };
    assert_eq!(to(dora).await["error"], "user_not_in_channel");
    let sent = to(scene.id("bob")).await;
    let ts = sent["message_ts"].as_str().unwrap();
    let update = scene.call("chat.update", &[("channel", &scene.payments), ("ts", ts), ("text", "x")]).await;
    assert_eq!(update["error"], "message_not_found");
    assert_eq!(scene.reads(), "#payments (only bob)   bot: psst");
}

#[tokio::test]
async fn dates_are_written_for_who_reads_them() {
    let scene = Scene::new().await;
    let text = "until <!date^1772524800^{date_short_pretty} at {time}|Tue 3 March, 8:00 UTC>";
    scene.posts(text).await;
    for handle in ["alice", "carol"] {
        let id = scene.id(handle);
        scene.call("chat.postMessage", &[("channel", &id), ("text", text)]).await;
    }
    expect![[r"
        #payments   bot: until ⟨tomorrow at 08:00⟩
        → alice   bot: until ⟨tomorrow at 09:00⟩
        → carol   bot: until ⟨tomorrow at 03:00⟩"]]
    .assert_eq(&scene.reads());
}

#[tokio::test]
async fn metadata_of_another_app_is_read_back_as_that_app_wrote_it() {
    let scene = Scene::new().await;
    let metadata = json!({ "event_type": "task", "event_payload": { "id": 7, "tags": ["a"], "by": { "name": "x" } } });
    scene.slack.another_app_posts("#payments", "a task", metadata.clone());
    let fields = [("channel", scene.payments.as_str()), ("include_all_metadata", "true")];
    assert_eq!(scene.call("conversations.history", &fields).await["messages"][0]["metadata"], metadata);
    assert!(scene.slack.transcript().is_empty());
}
