//! Calls of methods: tokens, arguments, scopes, and the few that everything rests on.

use rota::playground::Weather;
use serde_json::json;

use super::support::{BOT_TOKEN, Scene};
use crate::support::plain_http;

#[tokio::test]
async fn a_token_belongs_in_the_header_and_must_be_a_known_one() {
    let scene = Scene::new().await;
    let (_, none) = scene.send("auth.test", |request| request).await;
    assert_eq!(none, json!({ "ok": false, "error": "not_authed" }));
    let (_, argument) = scene.send("auth.test", |request| request.form(&[("token", BOT_TOKEN)])).await;
    assert_eq!(argument["error"], "not_authed");
    let (_, wrong) = scene.send("auth.test", |request| request.bearer_auth("xoxb-wrong")).await;
    assert_eq!(wrong["error"], "invalid_auth");
    let right = scene.call("auth.test", &[]).await;
    assert_eq!((&right["ok"], &right["user"]), (&json!(true), &json!("rota")));
}

#[tokio::test]
async fn a_method_slack_does_not_know_is_refused_with_status_200() {
    let scene = Scene::new().await;
    let (status, body) = scene.send("chat.shout", |request| request.bearer_auth(BOT_TOKEN)).await;
    assert_eq!((status, &body["error"]), (200, &json!("unknown_method")));
    assert_eq!(scene.slack.rule_breaks(), ["chat.shout is no method of Slack's"]);
}

#[tokio::test]
async fn a_call_without_its_scope_hears_what_is_needed() {
    let scene = Scene::new().await;
    scene.slack.set_scopes(&["chat:write"]);
    let answer = scene.call("users.list", &[]).await;
    let expected = json!({ "ok": false, "error": "missing_scope", "needed": "users:read", "provided": "chat:write" });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_method_that_reads_forms_refuses_json() {
    let scene = Scene::new().await;
    let answer = scene.call_json("users.info", json!({ "user": scene.id("bob") })).await;
    assert_eq!(answer["error"], "invalid_post_type");
    let answer = scene.call("users.info", &[("user", &scene.id("bob"))]).await;
    assert_eq!(answer["user"]["name"], "bob");
}

#[tokio::test]
async fn a_message_is_posted_edited_and_read_back_with_its_metadata() {
    let scene = Scene::new().await;
    let metadata =
        json!({ "event_type": "oncall_announcement", "event_payload": { "key": "k1", "nested": [1, { "a": 2 }] } });
    let posted = scene
        .call_json(
            "chat.postMessage",
            json!({ "channel": scene.payments, "text": "Bob is on call", "metadata": metadata }),
        )
        .await;
    let ts = posted["ts"].as_str().unwrap();
    scene.call_json("chat.update", json!({ "channel": scene.payments, "ts": ts, "text": "Carol is on call" })).await;
    let plain = scene.call("conversations.history", &[("channel", &scene.payments)]).await;
    assert_eq!(plain["messages"][0]["text"], "Carol is on call");
    assert_eq!(plain["messages"][0].get("metadata"), None);
    let with =
        scene.call("conversations.history", &[("channel", &scene.payments), ("include_all_metadata", "true")]).await;
    assert_eq!(with["messages"][0]["metadata"], metadata);
    assert_eq!(scene.reads(), "#payments   bot: Bob is on call\n#payments   bot (edited): Carol is on call");
    assert_eq!(scene.slack.rule_breaks(), Vec::<String>::new());
}

#[tokio::test]
async fn bad_weather_comes_in_the_order_it_was_forecast_and_then_clears() {
    let scene = Scene::new().await;
    scene.slack.fails_next("chat.postMessage", Weather::RateLimited(30));
    scene.slack.fails_next("chat.postMessage", Weather::Status(503));
    scene.slack.fails_next("chat.postMessage", Weather::Refused("is_archived"));
    let fields = [("channel", scene.payments.as_str()), ("text", "hello")];
    let (limited, body) = scene.send("chat.postMessage", |call| call.bearer_auth(BOT_TOKEN).form(&fields)).await;
    assert_eq!((limited, &body["error"]), (429, &json!("ratelimited")));
    assert_eq!(scene.send("chat.postMessage", |call| call.bearer_auth(BOT_TOKEN).form(&fields)).await.0, 503);
    assert_eq!(scene.call("chat.postMessage", &fields).await["error"], "is_archived");
    assert_eq!(scene.call("chat.postMessage", &fields).await["ok"], true);
    assert_eq!(scene.reads(), "#payments   bot: hello");
    assert_eq!(scene.slack.calls_of("chat.postMessage").len(), 4);
}

#[tokio::test]
async fn a_lost_reply_leaves_the_message_posted() {
    let scene = Scene::new().await;
    scene.slack.fails_next("chat.postMessage", Weather::LosesReply);
    let lost = plain_http()
        .post(format!("{}/chat.postMessage", scene.slack.api_url()))
        .bearer_auth(BOT_TOKEN)
        .form(&[("channel", scene.payments.as_str()), ("text", "hello")])
        .send()
        .await;
    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(scene.reads(), "#payments   bot: hello");
}

#[tokio::test]
async fn people_come_in_pages_and_mail_addresses_only_with_their_scope() {
    let scene = Scene::new().await;
    let first = scene.call("users.list", &[("limit", "3")]).await;
    assert_eq!(first["members"].as_array().unwrap().len(), 3);
    let cursor = first["response_metadata"]["next_cursor"].as_str().unwrap();
    let second = scene.call("users.list", &[("limit", "3"), ("cursor", cursor)]).await;
    let names: Vec<&str> = [&first, &second]
        .iter()
        .flat_map(|page| page["members"].as_array().unwrap())
        .map(|member| member["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["slackbot", "rota", "alice", "bob", "carol"]);
    assert_eq!(second["response_metadata"]["next_cursor"], "");
    assert_eq!(second["members"][0]["profile"]["email"], "bob@example.com");
    scene.slack.drop_scope("users:read.email");
    let without = scene.call("users.info", &[("user", &scene.id("bob"))]).await;
    assert_eq!(without["user"]["profile"].get("email"), None);
}
