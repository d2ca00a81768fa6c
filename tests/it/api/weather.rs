//! When it is our fault, it is said as JSON, with a reference to the log. And what happens when several ask at once.

use axum::http::StatusCode;
use serde_json::json;

use crate::support::api::Api;
use crate::support::databases::on_both;

on_both!(a_database_that_is_gone_is_a_503_to_try_again, async |store| {
    let api = Api::on(&store).await;
    store.close().await;
    for answer in [
        api.get("schedules/").await,
        api.post("schedules/", json!({"name": "a", "type": "web"})).await,
        api.delete("on_call_shifts/ONOPE/").await,
    ] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.header("retry-after").is_some());
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("Something broke on our side, reference `"), "{detail}");
        assert!(detail.ends_with("`. Nothing was changed"), "{detail}");
    }
});

#[tokio::test]
async fn a_panic_is_a_500_that_says_so() {
    let answer = rota::api::error::panicked(Box::new("boom"));
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert!(body["detail"].as_str().unwrap().starts_with("Something broke on our side, reference `"));
    assert!(!body.to_string().contains("boom"), "what broke is for the log");
}

on_both!(two_names_at_once_make_one_schedule, async |store| {
    let api = Api::on(&store).await;
    let make = || api.post("schedules/", json!({"name": "payments", "type": "web"}));
    let answers = futures::future::join_all((0..8).map(|_| make())).await;
    let created = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    assert_eq!(created, 1);
    assert!(answers.iter().all(|answer| [201, 400].contains(&answer.status.as_u16())));
});

on_both!(edits_of_different_fields_at_once_are_all_kept, async |store| {
    let api = Api::on(&store).await;
    let shift = json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60, "users": [api.bob]});
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].as_str().unwrap().to_owned();
    let body = json!({"name": "a", "type": "calendar", "shifts": [shift]});
    let schedule = api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned();
    let (shift, schedule) = (format!("on_call_shifts/{shift}/"), format!("schedules/{schedule}/"));
    let edits = [
        api.patch(&shift, json!({"name": "b"})),
        api.patch(&shift, json!({"level": 3})),
        api.patch(&schedule, json!({"time_zone": "Asia/Tokyo"})),
        api.patch(&schedule, json!({"enable_web_overrides": true})),
        api.patch(&schedule, json!({"name": "b"})),
    ];
    for answer in futures::future::join_all(edits).await {
        answer.is(200);
    }
    let read = api.get(&shift).await.is(200);
    assert_eq!((&read["name"], &read["level"]), (&json!("b"), &json!(3)));
    let read = api.get(&schedule).await.is(200);
    assert_eq!((&read["name"], &read["time_zone"]), (&json!("b"), &json!("Asia/Tokyo")));
    assert_eq!(read["enable_web_overrides"], json!(true));
});
