//! The description of the API: whole, true to the routes, and readable without anything else.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::described::Things;
use crate::support::api::Api;
use crate::support::databases::{on_both, sqlite};

/// The document, as anybody reads it.
pub async fn document(api: &Api) -> Value {
    api.asked_with(None).get("/openapi.json").await.is(200)
}

/// Path, method and operation of everything described.
pub fn operations(document: &Value) -> Vec<(String, Method, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters") {
            found.push((path.clone(), method.to_uppercase().parse().unwrap(), operation.clone()));
        }
    }
    found
}

/// Follows a `$ref`.
pub fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap_or_else(|| panic!("{reference} is nowhere")),
        None => value,
    }
}

/// The records a body may be: one, or one for each type.
pub fn shapes<'a>(document: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
    let schema = resolve(document, &operation["requestBody"]["content"]["application/json"]["schema"]);
    match schema["oneOf"].as_array() {
        Some(variants) => variants.iter().map(|variant| resolve(document, variant)).collect(),
        None if schema.is_null() => Vec::new(),
        None => vec![schema],
    }
}

on_both!(what_is_described_is_what_is_allowed, async |store| {
    let api = Api::on(&store).await;
    let document = document(&api).await;
    assert_eq!(document["openapi"], "3.1.0");
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut described: BTreeSet<String> =
            item.as_object().unwrap().keys().filter(|key| *key != "parameters").map(|key| key.to_uppercase()).collect();
        described.insert("OPTIONS".to_owned());
        if described.contains("GET") {
            described.insert("HEAD".to_owned());
        }
        let address = path.replace("{id}", "X1").replace("{override}", "X2");
        let answer = api.send(Method::OPTIONS, &address, Body::empty(), None).await;
        let allowed: BTreeSet<String> = answer
            .header("allow")
            .unwrap_or_else(|| panic!("{path} is no route"))
            .split(", ")
            .map(str::to_owned)
            .collect();
        assert_eq!(described, allowed, "{path}");
        // The router's own list, too: a method that is described is served.
        for method in &described {
            let answer = api.send(method.parse().unwrap(), &address, Body::empty(), None).await;
            assert_ne!(answer.status, 405, "{method} {path}");
        }
    }
});

#[tokio::test]
async fn everything_described_says_what_it_means_and_shows_an_example() {
    let api = Api::on(&sqlite().await).await;
    let document = document(&api).await;
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let what = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{what}: its id is another's");
        for text in ["summary", "description"] {
            assert!(operation[text].as_str().is_some_and(|text| !text.is_empty()), "{what} has no {text}");
        }
        for parameter in operation["parameters"].as_array().unwrap() {
            assert!(resolve(&document, parameter)["description"].is_string(), "{what}: {parameter}");
        }
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{what} never ends well");
        for (status, answer) in answers {
            let content = &resolve(&document, answer)["content"]["application/json"];
            assert_eq!(
                content["examples"]["usual"]["value"].is_null(),
                status == "204",
                "{what}: an example of {status}"
            );
        }
        if matches!(method, Method::POST | Method::PUT | Method::PATCH) && !path.ends_with("/export_token/") {
            let body = &operation["requestBody"]["content"]["application/json"];
            assert!(body["examples"]["usual"]["value"].is_object(), "{what}: an example of its body");
        }
    }
    let mut pending = vec![(String::new(), document["components"]["schemas"].clone())];
    while let Some((path, value)) = pending.pop() {
        if let Some(properties) = value["properties"].as_object() {
            for (name, field) in properties {
                let told = resolve(&document, field)["description"].is_string();
                assert!(told, "{path}.{name} says nothing of itself");
            }
        }
        if value["$ref"].is_string() {
            resolve(&document, &value);
        }
        match value {
            Value::Object(record) => {
                pending.extend(record.into_iter().map(|(key, value)| (format!("{path}.{key}"), value)));
            }
            Value::Array(items) => pending.extend(items.into_iter().map(|value| (path.clone(), value))),
            _ => {}
        }
    }
}

on_both!(a_body_is_needed_where_a_field_is, async |store| {
    let api = Api::on(&store).await;
    let document = document(&api).await;
    let things = Things::of(&api).await;
    for (path, method, operation) in operations(&document) {
        let shapes = shapes(&document, &operation);
        if shapes.is_empty() {
            continue;
        }
        let needed = shapes.iter().all(|shape| !shape["required"].as_array().unwrap().is_empty());
        assert_eq!(operation["requestBody"]["required"], needed, "{method} {path}");
        let answer = api.send(method.clone(), &things.fill(&path), Body::empty(), None).await;
        assert_eq!(answer.status, if needed { 400 } else { 200 }, "{method} {path}: {}", answer.text);
    }
});

on_both!(what_is_answered_has_every_field_that_is_described_and_no_other, async |store| {
    let api = Api::on(&store).await;
    let document = document(&api).await;
    let fields = |name: &str| -> BTreeSet<String> {
        let schema = &document["components"]["schemas"][name];
        schema["properties"].as_object().unwrap().keys().cloned().collect()
    };
    let keys = |value: &Value| -> BTreeSet<String> { value.as_object().unwrap().keys().cloned().collect() };
    let shift = json!({"name": "x", "start": "2024-06-03T00:00:00", "duration": 86_400, "frequency": "weekly",
        "week_start": "MO", "users": [api.bob], "rolling_users": [[api.bob]], "start_rotation_from_user_index": 0});
    for (kind, name) in [
        ("single_event", "SingleShift"),
        ("recurrent_event", "RecurrentShift"),
        ("rolling_users", "RollingShift"),
        ("override", "OverrideShift"),
    ] {
        let mut shift = shift.clone();
        shift["type"] = json!(kind);
        assert_eq!(keys(&api.post("on_call_shifts/", shift).await.is(201)), fields(name));
    }
    for (kind, name) in [("calendar", "CalendarSchedule"), ("web", "WebSchedule")] {
        let made = api.post("schedules/", json!({"name": kind, "type": kind})).await.is(201);
        assert_eq!(keys(&made), fields(name));
    }
    let page = api.get("schedules/").await.is(200);
    assert_eq!(keys(&page), fields("SchedulePage"));
    let id = page["results"][1]["id"].as_str().unwrap();
    let over = json!({"users": [api.bob], "start": "2024-06-03T00:00:00Z", "end": "2024-06-05T00:00:00Z"});
    assert_eq!(keys(&api.post(&format!("schedules/{id}/overrides/"), over).await.is(201)), fields("Override"));
    let on_call = api.get(&format!("schedules/{id}/current_oncall/")).await.is(200);
    assert_eq!((keys(&on_call), keys(&on_call["users"][0])), (fields("OnCall"), fields("OnCallUser")));
    let rows =
        api.get(&format!("schedules/{id}/final_shifts/?start_date=2024-06-03&end_date=2024-06-04")).await.is(200);
    assert_eq!(keys(&rows["results"][0]), fields("FinalShift"));
    let swap = json!({"schedule": id, "beneficiary": api.bob, "swap_start": "2024-06-04T00:00:00Z", "swap_end": "2024-06-05T00:00:00Z"});
    let swap = api.post("shift_swaps/?expand_users=true", swap).await.is(201);
    assert_eq!(keys(&swap), fields("DetailedSwap"));
    assert_eq!(keys(&swap["shifts"][0]["users"][0]), fields("SwapPerson"));
    assert_eq!(keys(&api.get("shift_swaps/").await.is(200)["results"][0]), fields("Swap"));
    assert_eq!(keys(&api.post("teams/", json!({"name": "x"})).await.is(201)), fields("Team"));
    assert_eq!(keys(&api.get("users/").await.is(200)["results"][0]), fields("User"));
    assert_eq!(api.get("info").await.is(200), json!({"url": ""}));
    api.asked_with(None).get("info/").await.is(403);
});

#[tokio::test]
async fn the_address_with_its_prefix_is_where_the_document_says_it_is_served() {
    let api = Api::on(&sqlite().await).await.with_settings("https://example.com/oncall/", 0).asked_with(None);
    for path in ["/openapi.json", "/oncall/openapi.json"] {
        assert_eq!(api.get(path).await.is(200)["servers"][0]["url"], "https://example.com/oncall");
    }
    let answer = api.get("/oncall/docs").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(answer.text.contains("https://example.com/oncall"), "{}", answer.text);
}

#[tokio::test]
async fn the_page_shows_every_operation_and_needs_nothing_from_elsewhere() {
    let api = Api::on(&sqlite().await).await;
    let page = api.asked_with(None).get("/docs").await.text;
    let document = document(&api).await;
    for (path, method, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(page.contains(&format!("<section id=\"{id}\">")), "{id}");
        assert!(page.contains(&format!("{method}</b> <code>{path}</code>")), "{method} {path}");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(page.contains(&format!("<section id=\"schema-{name}\">")), "{name}");
    }
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(page.contains(&format!("id=\"{link}\"")), "a link to {link}");
    }
    for outside in ["<script", "<link", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}
