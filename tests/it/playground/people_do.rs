//! What people do reaches the app as Slack sends it, signed, and what the app answers is seen.

use hmac::{Hmac, KeyInit as _, Mac as _};
use rota::playground::{Place, Trouble};
use serde_json::json;

use super::support::{Answer, SECRET, Scene, a_button, a_modal};

#[tokio::test]
async fn a_command_arrives_signed_and_with_names_as_ids() {
    let scene = Scene::new().await;
    scene.app.answers(Answer::Text("Alice is on call"));
    let heard =
        scene.slack.types("bob", "#payments", "/oncall override @alice 2h in #payments for @payments-oncall <b>").await;
    assert_eq!(heard.calmly().text(), "Alice is on call");
    let received = scene.app.last();
    let form = received.form();
    assert_eq!(received.path, "/slack/commands");
    assert_eq!(
        form["text"],
        format!(
            "override <@{}|alice> 2h in <#{}|payments> for <!subteam^S0000000001|@payments-oncall> &lt;b&gt;",
            scene.id("alice"),
            scene.payments
        )
    );
    assert_eq!((form["command"].as_str(), form["user_name"].as_str()), ("/oncall", "bob"));
    let timestamp = &received.headers["x-slack-request-timestamp"];
    assert_eq!(timestamp, "1772438400");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("v0:{timestamp}:{}", received.body).as_bytes());
    assert_eq!(received.headers["x-slack-signature"], format!("v0={}", hex::encode(mac.finalize().into_bytes())));
}

#[tokio::test]
async fn an_answer_in_place_is_seen_by_one_unless_it_is_for_the_channel() {
    let scene = Scene::new().await;
    scene.app.answers(Answer::Json(json!({ "text": "only you" })));
    scene.app.answers(Answer::Json(json!({ "text": "everybody", "response_type": "in_channel" })));
    let quiet = scene.slack.types("bob", "#payments", "/oncall").await.calmly();
    let only_bob = Place::OnlyFor { channel: "payments".to_owned(), handle: "bob".to_owned() };
    assert_eq!(quiet.entries[0].place, only_bob);
    let loud = scene.slack.types("bob", "#payments", "/oncall").await.calmly();
    assert_eq!(loud.entries[0].place, Place::Channel("payments".to_owned()));
}

#[tokio::test]
async fn an_app_that_is_silent_for_three_seconds_times_out() {
    let scene = Scene::new().await;
    scene.app.answers(Answer::Never);
    let slack = scene.slack.clone();
    let typing = tokio::spawn(async move { slack.types("bob", "#payments", "/oncall").await });
    while scene.app.received().is_empty() {
        tokio::task::yield_now().await;
    }
    scene.passes(jiff::SignedDuration::from_secs(3));
    assert_eq!(typing.await.unwrap().trouble, Some(Trouble::OperationTimeout));
}

#[tokio::test]
async fn a_click_carries_the_message_and_a_way_to_replace_it() {
    let scene = Scene::new().await;
    let post =
        json!({ "channel": scene.payments, "text": "Alice asks for cover", "blocks": a_button("Take this shift") });
    scene.call_json("chat.postMessage", post).await;
    scene.slack.clicks("bob", "#payments", "Take this shift").await.calmly();
    let payload = scene.app.last().payload();
    assert_eq!(payload["type"], "block_actions");
    assert_eq!(payload["actions"][0]["action_id"], "take_swap:1");
    assert_eq!(payload["message"]["text"], "Alice asks for cover");
    let url = payload["response_url"].as_str().unwrap();
    assert_eq!(scene.replies(url, json!({ "replace_original": true, "text": "Bob covers for Alice" })).await, 200);
    assert_eq!(
        scene.reads(),
        "#payments   bot: Alice asks for cover\n    [Take this shift]\n#payments   bot (edited): Bob covers for Alice"
    );
}

#[tokio::test]
async fn a_modal_opens_once_within_three_seconds_and_its_errors_stay_on_the_fields() {
    let scene = Scene::new().await;
    scene.slack.types("bob", "#payments", "/oncall swap").await.calmly();
    let trigger = scene.app.last().form()["trigger_id"].clone();
    let open = json!({ "trigger_id": trigger, "view": a_modal() });
    assert_eq!(scene.call_json("views.open", open.clone()).await["ok"], true);
    assert_eq!(scene.call_json("views.open", open).await["error"], "exchanged_trigger_id");
    scene.app.answers(Answer::Json(json!({ "response_action": "errors", "errors": { "note": "Say more" } })));
    let wrong = scene.slack.submits("bob", "swap_form", &[("Why", "x")]).await.calmly();
    assert_eq!(wrong.field_errors["note"], "Say more");
    scene.slack.submits("bob", "swap_form", &[("note", "dentist")]).await.calmly();
    let view = scene.app.last().payload()["view"].clone();
    assert_eq!(view["state"]["values"]["note"]["note"], json!({ "type": "plain_text_input", "value": "dentist" }));
    assert_eq!(scene.slack.modal_of("bob"), None);

    scene.slack.types("bob", "#payments", "/oncall swap").await.calmly();
    let late = scene.app.last().form()["trigger_id"].clone();
    scene.passes(jiff::SignedDuration::from_millis(3001));
    let answer = scene.call_json("views.open", json!({ "trigger_id": late, "view": a_modal() })).await;
    assert_eq!(answer["error"], "expired_trigger_id");
}
