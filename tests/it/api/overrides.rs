//! Overrides over REST, an addition to the reference: every kind of schedule takes them.

use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

async fn schedule(api: &Api, kind: &str) -> String {
    let shift = json!({
        "type": "recurrent_event", "start": "2024-06-01T00:00:00", "duration": 86_400, "frequency": "daily",
        "users": [api.alice],
    });
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].clone();
    let body = json!({"name": kind, "type": kind, "shifts": [shift]});
    api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned()
}

async fn on_call(api: &Api, schedule: &str) -> Value {
    api.get(&format!("schedules/{schedule}/")).await.is(200)["on_call_now"].clone()
}

on_both!(an_override_beats_every_level_for_its_time, async |store| {
    let api = Api::on(&store).await;
    for kind in ["calendar", "web"] {
        let id = schedule(&api, kind).await;
        let path = format!("schedules/{id}/overrides/");
        let listed = api.get(&format!("schedules/{id}/")).await.is(200)["shifts"].clone();
        let body = json!({
            "users": [api.bob, api.carol], "start": "2024-06-03T12:00:00+02:00", "end": "2024-06-03T11:30:00.9Z",
        });
        let made = api.post(&path, body).await.is(201);
        assert_eq!(
            made,
            json!({
                "id": made["id"], "schedule": id, "users": [api.bob, api.carol], "start": "2024-06-03T10:00:00Z",
                "end": "2024-06-03T11:30:00Z",
            })
        );
        assert_eq!(on_call(&api, &id).await, json!([api.bob, api.carol]), "{kind}");
        assert_eq!(on_call(&api.at("2024-06-03T11:30:00Z"), &id).await, json!([api.alice]));
        let page = api.get(&path).await.is(200);
        assert_eq!((&page["count"], &page["results"][0]), (&json!(1), &made));
        let shift = api.get(&format!("on_call_shifts/{}/", made["id"].as_str().unwrap())).await.is(200);
        assert_eq!(
            (&shift["type"], &shift["schedule"], &shift["time_zone"]),
            (&json!("override"), &json!(id), &json!("UTC"))
        );
        if kind == "calendar" {
            // Terraform decides about a calendar's list, and an override is not its business.
            assert_eq!(api.get(&format!("schedules/{id}/")).await.is(200)["shifts"], listed);
        }
    }
});

on_both!(an_override_taken_back_ends_now_or_never_begins, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api, "calendar").await;
    let path = format!("schedules/{id}/overrides/");
    let make = async |start: &str, end: &str| {
        let body = json!({"users": [api.bob], "start": start, "end": end});
        api.post(&path, body).await.is(201)["id"].as_str().unwrap().to_owned()
    };
    let begun = make("2024-06-03T09:00:00Z", "2024-06-03T18:00:00Z").await;
    let later = make("2024-06-04T09:00:00Z", "2024-06-04T18:00:00Z").await;
    for shift in [&begun, &later] {
        api.delete(&format!("{path}{shift}/")).await.is(204);
    }
    assert_eq!(on_call(&api, &id).await, json!([api.alice]));
    assert_eq!(on_call(&api.at("2024-06-03T09:30:00Z"), &id).await, json!([api.bob]), "what happened stays");
    let page = api.get(&path).await.is(200);
    assert_eq!((&page["count"], &page["results"][0]["end"]), (&json!(1), &json!("2024-06-03T10:00:00Z")));
    api.delete(&format!("{path}{later}/")).await.is(404);
});

on_both!(an_override_needs_people_and_two_moments_in_order, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api, "web").await;
    let path = format!("schedules/{id}/overrides/");
    let required = json!(["This field is required."]);
    assert_eq!(
        api.post(&path, json!({})).await.is(400),
        json!({"users": required, "start": required, "end": required})
    );
    let at = "2024-06-04T09:00:00Z";
    for (body, field) in [
        (json!({"users": [], "start": at, "end": "2024-06-04T10:00:00Z"}), "users"),
        (json!({"users": ["UNOPE"], "start": at, "end": "2024-06-04T10:00:00Z"}), "users"),
        (json!({"users": "x", "start": at, "end": "2024-06-04T10:00:00Z"}), "users"),
        (json!({"users": [api.bob], "start": at, "end": at}), "end"),
        (json!({"users": [api.bob], "start": at, "end": "2024-06-04T08:00:00Z"}), "end"),
        (json!({"users": [api.bob], "start": "2024-06-04T09:00:00", "end": at}), "start"),
        (json!({"users": [api.bob], "start": 5, "end": null}), "end"),
    ] {
        let answer = api.post(&path, body.clone()).await.is(400);
        assert!(answer[field][0].is_string(), "{body}: {answer}");
    }
    assert_eq!(api.get(&path).await.is(200)["count"], 0);
    // Only an override, and only this schedule's, is taken back here.
    let shift = api.get("on_call_shifts/").await.is(200)["results"][0]["id"].as_str().unwrap().to_owned();
    api.delete(&format!("{path}{shift}/")).await.is(404);
    api.get("schedules/SNOPE/overrides/").await.is(404);
});
