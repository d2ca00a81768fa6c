//! Nothing anybody sends is our fault, and nothing that is refused leaves a trace.

use axum::body::Body;
use axum::http::Method;
use rota::store::{Store, schedules, shifts};
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

/// A value of every kind, and the worst of each.
pub fn oddities() -> Vec<Value> {
    let deep = (0..100).fold(json!([]), |inner, _| json!([inner]));
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(-1e300),
        json!(""),
        json!("x"),
        json!("\0"),
        json!("null"),
        json!("9999-12-31T23:59:59"),
        json!("0001-01-01T00:00:00"),
        json!("P999999999D"),
        json!("🦀 <b>&amp;' \" ; DROP TABLE users; --"),
        json!("x".repeat(10_000)),
        json!([]),
        json!([null]),
        json!([[]]),
        json!([[[]]]),
        json!(["x"]),
        json!([1, "MO", null, {}, [true]]),
        json!({}),
        json!({"": {"": null}}),
        json!({"channel_id": "\0", "user_group_id": {}}),
        deep,
    ]
}

const SHIFT_FIELDS: [&str; 20] = [
    "name",
    "type",
    "team_id",
    "schedule",
    "time_zone",
    "level",
    "start",
    "duration",
    "rotation_start",
    "frequency",
    "interval",
    "until",
    "week_start",
    "by_day",
    "by_month",
    "by_monthday",
    "users",
    "rolling_users",
    "start_rotation_from_user_index",
    "source",
];
const SCHEDULE_FIELDS: [&str; 9] = [
    "name",
    "type",
    "team_id",
    "time_zone",
    "shifts",
    "ical_url_primary",
    "ical_url_overrides",
    "enable_web_overrides",
    "slack",
];

/// How many schedules and shifts there are.
async fn stored(api: &Api) -> (i64, i64) {
    let mut db = api.ctx.store.reader().await.unwrap();
    let shifts = shifts::count(&mut db, api.workspace, shifts::Filter::default()).await.unwrap();
    (schedules::count(&mut db, api.workspace, schedules::Filter::default()).await.unwrap(), shifts)
}

/// Sends a request. It is never our fault; when it is refused, nothing is stored; what is stored can be read. Whether it
/// was taken.
async fn odd(api: &Api, method: Method, path: &str, body: &Value) -> bool {
    let before = stored(api).await;
    let answer = api.send_json(method.clone(), path, body).await;
    assert!(!answer.status.is_server_error(), "{method} {path} {body}: {} {}", answer.status, answer.text);
    if !answer.status.is_success() {
        assert_eq!(stored(api).await, before, "{method} {path} {body}");
        assert_only_texts(&answer.json());
        return false;
    }
    let shown = answer.json();
    let collection = path.split('/').next().unwrap();
    let address = format!("{collection}/{}/", shown["id"].as_str().unwrap());
    assert_eq!(api.get(&address).await.is(200), shown, "{method} {path} {body}");
    if collection == "schedules" {
        let window = "start_date=2024-06-01&end_date=2024-06-08";
        api.get(&format!("{address}final_shifts?{window}")).await.is(200);
    }
    if method == Method::POST {
        assert_eq!(api.delete(&address).await.status.as_u16(), 204, "{address}");
    }
    true
}

/// The Go client can read nothing else in an error.
pub fn assert_only_texts(error: &Value) {
    match error {
        Value::String(_) => {}
        Value::Array(items) => items.iter().for_each(assert_only_texts),
        Value::Object(record) => record.values().for_each(assert_only_texts),
        other => panic!("{other} in an error"),
    }
}

fn shift(api: &Api) -> Value {
    json!({
        "name": "roll", "type": "rolling_users", "start": "2024-06-01T09:00:00", "duration": 86_400, "frequency": "weekly",
        "interval": 1, "week_start": "MO", "rolling_users": [[api.alice], [api.bob]], "start_rotation_from_user_index": 0,
    })
}

on_both!(an_odd_value_in_any_field_of_a_shift_is_taken_or_refused, async |store| {
    let api = Api::on(&store).await;
    let id = api.post("on_call_shifts/", shift(&api)).await.is(201)["id"].as_str().unwrap().to_owned();
    let other = json!({"name": "other", "type": "calendar", "shifts": [id]});
    let schedule = api.post("schedules/", other).await.is(201)["id"].as_str().unwrap().to_owned();
    for field in SHIFT_FIELDS {
        for value in oddities() {
            let mut body = shift(&api);
            if field == "users" {
                body["type"] = json!("recurrent_event");
            }
            body[field] = value.clone();
            odd(&api, Method::POST, "on_call_shifts/", &body).await;
            if odd(&api, Method::PATCH, &format!("on_call_shifts/{id}/"), &json!({field: value})).await {
                // Whatever it became, the schedule that has it can be read.
                let window = "start_date=2024-06-01&end_date=2024-06-08";
                api.get(&format!("schedules/{schedule}/final_shifts?{window}")).await.is(200);
                api.put(&format!("on_call_shifts/{id}/"), shift(&api)).await.is(200);
            }
        }
    }
});

on_both!(an_odd_value_in_any_field_of_a_schedule_is_taken_or_refused, async |store| {
    let api = Api::on(&store).await;
    for kind in ["calendar", "web", "ical"] {
        for field in SCHEDULE_FIELDS {
            for value in oddities() {
                let mut body = json!({"name": "odd", "type": kind, "time_zone": "UTC"});
                body[field] = value;
                odd(&api, Method::POST, "schedules/", &body).await;
            }
        }
    }
    for kind in ["calendar", "web"] {
        let made = api.post("schedules/", json!({"name": kind, "type": kind})).await.is(201);
        for field in SCHEDULE_FIELDS {
            for value in oddities() {
                let path = format!("schedules/{}/", made["id"].as_str().unwrap());
                if odd(&api, Method::PATCH, &path, &json!({field: value})).await {
                    api.put(&path, json!({"name": kind, "time_zone": "UTC"})).await.is(200);
                }
            }
        }
    }
});

on_both!(an_odd_override_is_taken_or_refused, async |store| {
    let api = Api::on(&store).await;
    let id =
        api.post("schedules/", json!({"name": "a", "type": "web"})).await.is(201)["id"].as_str().unwrap().to_owned();
    for field in ["users", "start", "end"] {
        for value in oddities().into_iter().chain([json!("9999-12-30T22:00:00Z"), json!("-009999-01-02T01:59:59Z")]) {
            let mut body = json!({"users": [api.bob], "start": "2024-06-03T00:00:00Z", "end": "2024-06-04T00:00:00Z"});
            body[field] = value;
            let answer = api.post(&format!("schedules/{id}/overrides/"), body.clone()).await;
            assert!(!answer.status.is_server_error(), "{body}: {}", answer.text);
            api.get(&format!("schedules/{id}/overrides/")).await.is(200);
            api.get(&format!("schedules/{id}/")).await.is(200);
        }
    }
});

on_both!(a_body_that_is_no_record_is_a_400, async |store| {
    let api = Api::on(&store).await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies: Vec<Vec<u8>> = [
        &b"["[..],
        b"null",
        b"[]",
        b"\"x\"",
        b"5",
        b"1e999",
        b"{\"name\": 1e999}",
        b"\xff\xfe",
        b"{\"name\": \"\xc3\x28\"}",
        b"{\"name\": \"\\ud800\"}",
        b"\xef\xbb\xbf{}",
        b"{\"a\": 1,}",
        b"\0",
        b"{\"name\": NaN}",
        deep.as_bytes(),
    ]
    .into_iter()
    .map(<[u8]>::to_vec)
    .collect();
    for path in ["schedules/", "on_call_shifts/"] {
        for body in &bodies {
            let answer = api.send(Method::POST, path, Body::from(body.clone()), Some("application/json")).await;
            assert_eq!(
                answer.status.as_u16(),
                400,
                "{:?}: {}",
                String::from_utf8_lossy(&body[..body.len().min(40)]),
                answer.text
            );
            assert_only_texts(&answer.json());
        }
    }
    assert_eq!(stored(&api).await, (0, 0));
});

on_both!(an_odd_address_is_nobodys, async |store| {
    let api = Api::on(&store).await;
    let ids = ["%00", "%ff", "..", "%2e%2e", "%F0%9F%A6%80", "a%20b", "S%27--", &"S".repeat(300), "current_oncall"];
    for id in ids {
        for collection in ["schedules", "on_call_shifts", "users"] {
            let answer = api.get(&format!("{collection}/{id}/")).await;
            assert_eq!(answer.status.as_u16(), 404, "{collection}/{id}: {}", answer.text);
        }
    }
    for query in
        ["name=%00", "name=%ff", "schedule_id=%00", "page=%00", "&&&=", "perpage=-9223372036854775808", "roles=%00"]
    {
        for collection in ["schedules", "on_call_shifts", "users", "user_groups", "slack_channels"] {
            let answer = api.get(&format!("{collection}/?{query}")).await;
            assert!(!answer.status.is_server_error(), "{collection}?{query}: {}", answer.text);
        }
    }
    Store::ping(&store).await.unwrap();
});
