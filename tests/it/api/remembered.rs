//! Who is on call is asked again and again, and what is answered from memory is never old.

use jiff::SignedDuration;
use rota::store::Store;
use serde_json::{Value, json};

use crate::support::api::{Api, context, router};
use crate::support::databases::{on_both, sqlite_url};

/// Alice, Bob and Carol take turns of a day; Alice is on call. The address to ask.
async fn daily(api: &Api) -> (String, String) {
    let shift = json!({"type": "rolling_users", "start": "2024-06-03T00:00:00", "duration": 86_400, "frequency": "daily",
        "rolling_users": [[api.alice], [api.bob], [api.carol]], "start_rotation_from_user_index": 0});
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].clone();
    let schedule = json!({"name": "payments", "type": "calendar", "shifts": [shift]});
    let schedule = api.post("schedules/", schedule).await.is(201)["id"].as_str().unwrap().to_owned();
    (format!("schedules/{schedule}/current_oncall/"), format!("schedules/{schedule}/overrides/"))
}

/// Who is on call, asked twice.
async fn on_call(api: &Api, path: &str) -> Vec<String> {
    let first = api.get(path).await;
    assert_eq!(first.header("content-type"), Some("application/json"));
    let again = api.get(path).await;
    assert_eq!((again.status, &again.text, again.headers.len()), (first.status, &first.text, first.headers.len()));
    let answer = again.is(200);
    answer["users"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap().to_owned()).collect()
}

on_both!(who_is_on_call_follows_the_clock_and_every_change, async |store| {
    let api = Api::on(&store).await;
    let (path, overrides) = daily(&api).await;
    assert_eq!(on_call(&api, &path).await, ["alice"]);
    api.ctx.clock.advance(SignedDuration::from_secs(14 * 3_600 - 1));
    assert_eq!(on_call(&api, &path).await, ["alice"]);
    api.ctx.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(on_call(&api, &path).await, ["bob"]);
    let over = json!({"users": [api.carol], "start": "2024-06-04T00:00:00Z", "end": "2024-06-04T02:00:00Z"});
    let over = api.post(&overrides, over).await.is(201);
    assert_eq!(on_call(&api, &path).await, ["carol"]);
    api.delete(&format!("{overrides}{}/", over["id"].as_str().unwrap())).await.is(204);
    assert_eq!(on_call(&api, &path).await, ["bob"]);
    let at: Value = api.get(&format!("{path}?at=2024-06-05T12:00:00Z")).await.is(200);
    assert_eq!(at["users"][0]["username"], "carol");
});

#[tokio::test]
async fn what_another_process_wrote_is_seen_at_once() {
    let url = sqlite_url();
    let api = Api::on(&Store::open(&url).await.unwrap()).await;
    let (path, overrides) = daily(&api).await;
    assert_eq!(on_call(&api, &path).await, ["alice"]);
    let ctx = context(&Store::open(&url).await.unwrap(), api.ctx.clock.now());
    let other = Api { router: router(&ctx), ctx, ..api.clone() };
    let over = json!({"users": [api.carol], "start": "2024-06-03T09:00:00Z", "end": "2024-06-03T12:00:00Z"});
    other.post(&overrides, over).await.is(201);
    assert_eq!(on_call(&api, &path).await, ["carol"]);
}
