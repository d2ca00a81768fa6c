//! The page: its files, what one person sees of a place, and that another site cannot act for them.

use serde_json::{Value, json};

use super::support::{Answer, Scene, a_button, a_modal};
use crate::support::plain_http;

async fn get(address: String) -> reqwest::Response {
    plain_http().get(address).send().await.unwrap()
}

async fn sees(scene: &Scene, handle: &str, place: &str) -> Value {
    get(format!("{}playground/state?as={handle}&place={place}", scene.slack.page_url())).await.json().await.unwrap()
}

async fn does(scene: &Scene, what: &str, act: Value) -> Value {
    let request = plain_http().post(format!("{}playground/{what}", scene.slack.page_url()));
    request.json(&act).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn the_page_has_one_text_box_and_needs_nothing_from_a_network() {
    let scene = Scene::new().await;
    let response = get(scene.slack.page_url()).await;
    assert!(response.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let html = response.text().await.unwrap();
    assert_eq!(html.matches(r#"id="composer""#).count(), 1);
    assert!(!html.contains("//"), "an address of another host");
    for file in ["page.css", "blocks.css", "page.js", "blocks.js", "controls.js", "modal.js"] {
        assert_eq!(get(format!("{}playground/{file}", scene.slack.page_url())).await.status(), 200, "{file}");
    }
}

#[tokio::test]
async fn an_ephemeral_answer_is_seen_by_the_one_it_is_for() {
    let scene = Scene::new().await;
    scene.app.answers(Answer::Text("*Alice* is on call"));
    let done = does(&scene, "type", json!({ "as": "bob", "place": "payments", "text": "/oncall" })).await;
    assert_eq!(done["trouble"], json!(null));
    let bobs = sees(&scene, "bob", "payments").await;
    assert_eq!(bobs["messages"][0]["only_you"], true);
    assert_eq!(
        bobs["messages"][0]["spans"],
        json!([{ "text": "Alice", "look": ["bold"] }, { "text": " is on call", "look": [] }])
    );
    assert_eq!(sees(&scene, "carol", "payments").await["messages"], json!([]));
}

#[tokio::test]
async fn a_click_and_a_submission_on_the_page_reach_the_app() {
    let scene = Scene::new().await;
    let post = json!({ "channel": scene.payments, "text": "complete", "blocks": a_button("Accept") });
    let posted = scene.call_json("chat.postMessage", post).await;
    let place = (&scene.payments, &posted["ts"]);
    let click = json!({ "as": "bob", "channel": place.0, "ts": place.1, "block": "choices", "action": "take_swap:1" });
    assert_eq!(does(&scene, "click", click).await["trouble"], json!(null));
    let trigger = scene.app.last().payload()["trigger_id"].clone();
    scene.call_json("views.open", json!({ "trigger_id": trigger, "view": a_modal() })).await;
    let picture = sees(&scene, "bob", "payments").await;
    assert_eq!(picture["modal"]["callback_id"], "swap_form");
    let fill = json!({ "as": "bob", "view": picture["modal"]["id"], "values": { "note": { "note": "dentist" } } });
    assert_eq!(does(&scene, "submit", fill).await["trouble"], json!(null));
    assert_eq!(scene.app.last().payload()["view"]["state"]["values"]["note"]["note"]["value"], "dentist");
}

#[tokio::test]
async fn another_site_cannot_act_with_a_form() {
    let scene = Scene::new().await;
    let request = plain_http().post(format!("{}playground/type", scene.slack.page_url()));
    let body = r#"{"as":"bob","place":"payments","text":"hello"}"#;
    let answer = request.header("content-type", "text/plain").body(body).send().await.unwrap();
    assert_eq!(answer.status(), 415);
}

#[tokio::test]
async fn the_clock_moves_with_its_buttons_and_shows_the_persons_own_time() {
    let scene = Scene::new().await;
    assert_eq!(sees(&scene, "alice", "payments").await["now"]["time"], "09:00");
    does(&scene, "clock", json!({ "seconds": 3600 })).await;
    let picture = sees(&scene, "carol", "payments").await;
    assert_eq!((&picture["now"]["time"], &picture["can_jump"]), (&json!("04:00"), &json!(false)));
    assert_eq!(picture["groups"][0]["members"], json!(["Alice Ng"]));
}

#[tokio::test]
async fn a_private_channel_is_not_shown_to_those_outside_it() {
    let scene = Scene::new().await;
    scene.slack.make_channel(rota::playground::NewChannel::named("secret").private().with(&["alice"]));
    scene.slack.types("alice", "#secret", "between us").await.calmly();
    assert_eq!(sees(&scene, "alice", "secret").await["messages"].as_array().unwrap().len(), 1);
    let bobs = sees(&scene, "bob", "secret").await;
    assert_eq!(bobs["messages"], json!([]));
    assert_eq!(bobs["channels"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_page_is_told_the_time_alone_while_nothing_happens() {
    let scene = Scene::new().await;
    let number = sees(&scene, "bob", "payments").await["number"].clone();
    let again = sees(&scene, "bob", &format!("payments&since={number}")).await;
    assert_eq!((&again["same"], &again["now"]["time"]), (&json!(true), &json!("08:00")));
    scene.posts("something").await;
    assert_eq!(sees(&scene, "bob", &format!("payments&since={number}")).await["messages"].as_array().unwrap().len(), 1);
}
