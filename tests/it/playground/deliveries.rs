//! Deliveries to the app: retries, duplicates, seals, and which events come at all.

use jiff::SignedDuration;
use rota::playground::Seal;
use serde_json::json;

use super::support::{Answer, Scene};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn an_event_that_fails_comes_again_at_once_after_a_minute_and_after_five() {
    let scene = Scene::new().await;
    for status in [500, 503, 404, 500] {
        scene.app.answers(Answer::Nothing(status));
    }
    let slack = scene.slack.clone();
    let delivery = tokio::spawn(async move { slack.delivers_event(json!({ "type": "app_uninstalled" })).await });
    for (waited, seen) in [(0, 2), (60, 3), (300, 4)] {
        scene.passes(SignedDuration::from_secs(waited));
        while scene.app.received().len() < seen {
            tokio::task::yield_now().await;
        }
        scene.slack.settled().await;
        assert_eq!(scene.app.received().len(), seen, "after {waited} seconds");
    }
    assert_eq!(delivery.await.unwrap(), [500, 503, 404, 500]);
    let received = scene.app.received();
    let header = |at: usize, name: &str| received[at].headers.get(name).cloned().unwrap_or_default();
    assert_eq!(header(0, "x-slack-retry-num"), "");
    assert_eq!(
        (header(3, "x-slack-retry-num").as_str(), header(3, "x-slack-retry-reason").as_str()),
        ("3", "http_error")
    );
    assert!(received.iter().all(|again| again.event()["event_id"] == received[0].event()["event_id"]));
}

#[tokio::test]
async fn an_app_can_ask_not_to_be_sent_it_again() {
    let scene = Scene::new().await;
    scene.app.answers(Answer::NoRetry(500));
    assert_eq!(scene.slack.delivers_event(json!({ "type": "app_uninstalled" })).await, [500]);
}

#[tokio::test]
async fn the_same_event_can_come_twice() {
    let scene = Scene::new().await;
    scene.slack.delivers_event_twice(json!({ "type": "app_uninstalled" })).await;
    let ids: Vec<String> = scene.app.received().iter().map(|sent| sent.event()["event_id"].to_string()).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
}

#[tokio::test]
async fn the_challenge_goes_out_as_it_is() {
    let scene = Scene::new().await;
    scene.slack.delivers_event(json!({ "type": "url_verification", "challenge": "abc", "token": "t" })).await;
    assert_eq!(scene.app.last().event(), json!({ "type": "url_verification", "challenge": "abc", "token": "t" }));
}

#[tokio::test]
async fn a_changed_person_is_an_event_for_apps_that_may_read_people() {
    let scene = Scene::new().await;
    scene.slack.change_person("bob", |bob| bob.time_zone = "Asia/Tokyo".to_owned());
    scene.slack.settled().await;
    let event = scene.app.last().event();
    assert_eq!((&event["type"], &event["event"]["user"]["tz"]), (&json!("event_callback"), &json!("Asia/Tokyo")));
    scene.slack.drop_scope("users:read");
    scene.slack.change_person("bob", |bob| bob.deleted = true);
    scene.slack.settled().await;
    assert_eq!(scene.app.received().len(), 1);
}

#[tokio::test]
async fn a_delivery_can_be_sealed_wrongly_in_every_way() {
    let scene = Scene::new().await;
    scene.slack.rotate_signing_secret("a-new-secret");
    let mut seen = Vec::new();
    for seal in [
        Seal::Good,
        Seal::Old(SignedDuration::from_secs(301)),
        Seal::Ahead(SignedDuration::from_secs(301)),
        Seal::Wrong,
        Seal::PreviousSecret,
        Seal::Secret("mine".to_owned()),
        Seal::Missing,
    ] {
        assert_eq!(scene.slack.delivers_raw("/slack/commands", FORM, "text=now", seal).await, 200);
        let headers = scene.app.last().headers;
        seen.push((headers.get("x-slack-request-timestamp").cloned(), headers.get("x-slack-signature").cloned()));
    }
    let times: Vec<&str> = seen.iter().map(|(time, _)| time.as_deref().unwrap_or("none")).collect();
    let now = "1772438400";
    assert_eq!(times, [now, "1772438099", "1772438701", now, now, now, "none"]);
    let signatures: std::collections::BTreeSet<_> = seen.iter().map(|(_, signature)| signature).collect();
    assert_eq!(signatures.len(), seen.len());
}

#[tokio::test]
async fn without_an_app_a_command_fails_as_in_slack() {
    let scene = Scene::new().await;
    scene.slack.connect_app("http://127.0.0.1:1");
    let heard = scene.slack.types("bob", "#payments", "/oncall").await;
    assert!(heard.trouble.unwrap().to_string().starts_with("dispatch_failed"));
}

#[tokio::test]
async fn a_response_url_is_good_five_times_within_thirty_minutes() {
    let scene = Scene::new().await;
    scene.slack.types("bob", "#payments", "/oncall").await.calmly();
    let url = scene.app.last().form()["response_url"].clone();
    for _ in 0..5 {
        assert_eq!(scene.replies(&url, json!({ "text": "hello" })).await, 200);
    }
    assert_eq!(scene.replies(&url, json!({ "text": "hello" })).await, 404);
    scene.slack.types("bob", "#payments", "/oncall").await.calmly();
    let url = scene.app.last().form()["response_url"].clone();
    scene.passes(SignedDuration::from_mins(30));
    assert_eq!(scene.replies(&url, json!({ "text": "hello" })).await, 200);
    scene.passes(SignedDuration::from_secs(1));
    assert_eq!(scene.replies(&url, json!({ "text": "hello" })).await, 404);
    assert_eq!(scene.slack.transcript().len(), 6);
}

#[tokio::test]
async fn an_app_installed_for_an_organisation_hears_of_no_team() {
    let scene = Scene::new().await;
    scene.slack.set_org_install(true);
    scene.slack.types("bob", "#payments", "/oncall").await.calmly();
    let form = scene.app.last().form();
    assert_eq!((form["is_enterprise_install"].as_str(), form["enterprise_id"].as_str()), ("true", "E0000000001"));
    scene.slack.uses_shortcut("bob", "ask_for_cover").await.calmly();
    let payload = scene.app.last().payload();
    assert_eq!((&payload["team"], &payload["enterprise"]["id"]), (&json!(null), &json!("E0000000001")));
}

#[tokio::test]
async fn an_uninstalled_app_hears_of_it_and_its_token_ends() {
    let scene = Scene::new().await;
    scene.slack.uninstalls_app();
    scene.slack.settled().await;
    let mut events: Vec<String> =
        scene.app.received().iter().map(|sent| sent.event()["event"]["type"].to_string()).collect();
    events.sort();
    assert_eq!(events, ["\"app_uninstalled\"", "\"tokens_revoked\""]);
    assert_eq!(scene.call("auth.test", &[]).await["error"], "token_revoked");
}

#[tokio::test]
async fn a_channel_that_gets_another_id_is_an_event_and_the_old_id_is_gone() {
    let scene = Scene::new().await;
    scene.posts("before").await;
    let new = scene.slack.change_channel_id("#payments").unwrap();
    scene.slack.settled().await;
    assert_eq!(scene.app.last().event()["event"]["new_channel_id"], new.as_str());
    let old = scene.call("chat.postMessage", &[("channel", &scene.payments), ("text", "after")]).await;
    assert_eq!(old["error"], "channel_not_found");
    let history = scene.call("conversations.history", &[("channel", &new)]).await;
    assert_eq!(history["messages"][0]["text"], "before");
}
