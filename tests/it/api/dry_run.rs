//! Requests that are tried: refused as they would be, answered with what would be, and nothing is changed by them.

use axum::body::Body;
use axum::http::{Method, Request};
use expect_test::expect;
use jiff::Timestamp;
use rota::schedule::Interval;
use rota::usecases::{Actor, away};
use serde_json::{Value, json};

use super::described::Things;
use super::openapi::{document, operations, shapes};
use crate::support::api::Api;
use crate::support::calendars::{Calendars, Serves};
use crate::support::databases::on_both;
use crate::support::everything::everything;

fn can_be_tried(operation: &Value) -> bool {
    let parameters = operation["parameters"].as_array().unwrap();
    parameters.iter().any(|parameter| parameter["$ref"] == "#/components/parameters/DryRun")
}

/// Sends a request with a key of its own.
async fn keyed(api: &Api, key: &str, method: &Method, address: &str, body: &Value) -> crate::support::api::Answer {
    let request = Request::builder().method(method).header("Content-Type", "application/json");
    api.send_request(request.header("Idempotency-Key", key), address, Body::from(body.to_string())).await
}

on_both!(whatever_can_be_tried_changes_nothing_and_can_then_be_done, async |store| {
    let api = Api::on(&store).await;
    let calendars = Calendars::open().await;
    let address_of_one = calendars.serves("/a.ics", Serves::Text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned()));
    let document = document(&api).await;
    let things = Things::of(&api).await;
    let (mut tried, mut refused) = (0, 0);
    for (path, method, operation) in operations(&document).into_iter().filter(|(_, method, _)| *method != Method::GET) {
        let address = if path.contains("{id}") { things.fill(&path) } else { path.clone() };
        let query = format!("{address}?dry_run=true");
        let mut bodies: Vec<Value> = shapes(&document, &operation).iter().map(|shape| things.body(shape)).collect();
        if bodies.is_empty() {
            bodies.push(Value::Null);
        }
        for mut body in bodies {
            if body["type"] == "ical" {
                body["ical_url_primary"] = json!(address_of_one);
            }
            if path.ends_with("/take/") {
                body["benefactor"] = json!(api.carol);
            }
            let what = format!("{method} {path} {body}");
            let before = everything(&store).await;
            if !can_be_tried(&operation) {
                let answer = api.send_json(method.clone(), &query, &body).await.is(400);
                let sentence = "This request cannot be tried. Leave `dry_run` out to have it done.";
                assert_eq!(answer, json!({"dry_run": [sentence]}), "{what}");
                assert_eq!(everything(&store).await, before, "{what}");
                refused += 1;
                continue;
            }
            let key = format!("key-{tried}");
            for again in ["first", "again"] {
                let answer = keyed(&api, &key, &method, &query, &body).await;
                assert_eq!(answer.status, 200, "{what}, {again}: {}", answer.text);
                let answer = answer.json();
                assert!(answer["diff"]["schedules"].is_array(), "{what}: {answer}");
                assert_eq!(everything(&store).await, before, "{what}, {again}, left something");
            }
            tried += 1;
            for unclear in ["", "1", "True", "yes", "true&dry_run=false"] {
                let answer = keyed(&api, &key, &method, &format!("{address}?dry_run={unclear}"), &body).await.is(400);
                let sentence = "Write `true` to have the request tried, or `false` to have it done.";
                assert_eq!(answer, json!({"dry_run": [sentence]}), "{what}");
            }
            assert_eq!(everything(&store).await, before, "{what} was unclear, and left something");
        }
    }
    assert_eq!((tried, refused), (17, 8));
    // The key is still free for the request that was tried.
    let body = json!({"name": "done", "type": "web"});
    let would_be = keyed(&api, "key-0", &Method::POST, "schedules/?dry_run=true", &body).await.is(200);
    let made = keyed(&api, "key-0", &Method::POST, "schedules/?dry_run=false", &body).await.is(201);
    assert_eq!(without(&would_be, &["id", "diff"]), without(&made, &["id"]));
    api.get(&format!("schedules/{}/", would_be["id"].as_str().unwrap())).await.is(404);
});

fn without(record: &Value, keys: &[&str]) -> Value {
    let mut record = record.clone();
    record.as_object_mut().unwrap().retain(|key, _| !keys.contains(&key.as_str()));
    record
}

/// Alice, Bob and Carol take turns of a day on *payments*; Alice is on call.
async fn daily(api: &Api) -> (String, String) {
    let shift = json!({"type": "rolling_users", "name": "daily", "start": "2024-06-03T00:00:00", "duration": 86_400,
        "frequency": "daily", "rolling_users": [[api.alice], [api.bob], [api.carol]],
        "start_rotation_from_user_index": 0});
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].as_str().unwrap().to_owned();
    let schedule = json!({"name": "payments", "type": "calendar", "shifts": [shift]});
    let schedule = api.post("schedules/", schedule).await.is(201)["id"].as_str().unwrap().to_owned();
    (shift, schedule)
}

/// "payments: alice 20→30 shifts, …", a line each.
fn told(answer: &Value) -> String {
    let mut lines = Vec::new();
    for schedule in answer["diff"]["schedules"].as_array().unwrap() {
        let mut said = Vec::new();
        for person in schedule["people"].as_array().unwrap() {
            let of = |key: &str| format!("{}→{}", person[key]["before"], person[key]["after"]);
            let hours = |side: &str| person["seconds"][side].as_i64().unwrap() / 3_600;
            let (gained, lost) = (person["gained"].as_array().unwrap().len(), person["lost"].as_array().unwrap().len());
            said.push(format!(
                "{} {} shifts, {}→{} h, {} weekends, gained {gained}, lost {lost}",
                person["username"].as_str().unwrap(),
                of("shifts"),
                hours("before"),
                hours("after"),
                of("weekends"),
            ));
        }
        said.sort();
        let spans = |key: &str| schedule[key].as_array().unwrap().len();
        let gaps = format!("gaps +{} -{}", spans("gaps_opened"), spans("gaps_closed"));
        lines.push(format!("{}: {}; {gaps}", schedule["name"].as_str().unwrap(), said.join("; ")));
    }
    lines.sort();
    lines.join("\n")
}

on_both!(a_dry_run_tells_who_would_win_and_who_would_lose, async |store| {
    let api = Api::on(&store).await;
    let (shift, schedule) = daily(&api).await;
    let other = json!({"name": "billing", "type": "calendar", "shifts": [shift]});
    let other = api.post("schedules/", other).await.is(201)["id"].as_str().unwrap().to_owned();

    // What two schedules share changes both.
    let without_carol = json!({"rolling_users": [[api.alice], [api.bob]]});
    let tried = api.patch(&format!("on_call_shifts/{shift}/?dry_run=true"), without_carol.clone()).await.is(200);
    expect![[r#"
        billing: alice 21→31 shifts, 480→720 h, 6→8 weekends, gained 20, lost 10; bob 20→30 shifts, 480→720 h, 5→8 weekends, gained 20, lost 10; carol 20→0 shifts, 480→0 h, 5→0 weekends, gained 0, lost 20; gaps +0 -0
        payments: alice 21→31 shifts, 480→720 h, 6→8 weekends, gained 20, lost 10; bob 20→30 shifts, 480→720 h, 5→8 weekends, gained 20, lost 10; carol 20→0 shifts, 480→0 h, 5→0 weekends, gained 0, lost 20; gaps +0 -0"#]]
    .assert_eq(&told(&tried));
    assert_eq!(
        (&tried["diff"]["start"], &tried["diff"]["end"]),
        (&json!("2024-06-03T10:00:00Z"), &json!("2024-08-02T10:00:00Z"))
    );
    let done = api.patch(&format!("on_call_shifts/{shift}/"), without_carol).await.is(200);
    assert_eq!(without(&tried, &["diff"]), done);

    let emptied = api.put(&format!("schedules/{other}/?dry_run=true"), json!({"shifts": []})).await.is(200);
    expect!["billing: alice 31→0 shifts, 720→0 h, 8→0 weekends, gained 0, lost 31; bob 30→0 shifts, 720→0 h, 8→0 weekends, gained 0, lost 30; gaps +1 -0"]
    .assert_eq(&told(&emptied));
    assert_eq!((&emptied["shifts"], &emptied["on_call_now"]), (&json!([]), &json!([])));
    let gone = api.delete(&format!("schedules/{other}/?dry_run=true")).await.is(200);
    assert_eq!((told(&gone), without(&gone, &["diff"])), (told(&emptied), json!({})));
    let gone = api.delete(&format!("on_call_shifts/{shift}/?dry_run=true")).await.is(200);
    assert_eq!(gone["diff"]["schedules"].as_array().unwrap().len(), 2);

    let over = json!({"users": [api.carol], "start": "2024-06-03T12:00:00Z", "end": "2024-06-03T18:00:00Z"});
    let tried = api.post(&format!("schedules/{schedule}/overrides/?dry_run=true"), over.clone()).await.is(200);
    expect!["payments: alice 31→32 shifts, 720→714 h, 8→8 weekends, gained 0, lost 1; carol 0→1 shifts, 0→6 h, 0→0 weekends, gained 1, lost 0; gaps +0 -0"]
    .assert_eq(&told(&tried));
    let span = json!([{"start": "2024-06-03T12:00:00Z", "end": "2024-06-03T18:00:00Z"}]);
    let person = |who| {
        tried["diff"]["schedules"][0]["people"].as_array().unwrap().iter().find(move |person| person["user"] == who)
    };
    assert_eq!(
        (&person(json!(api.carol)).unwrap()["gained"], &person(json!(api.alice)).unwrap()["lost"]),
        (&span, &span)
    );
    let made = api.post(&format!("schedules/{schedule}/overrides/"), over).await.is(201);
    let path = format!("schedules/{schedule}/overrides/{}/?dry_run=true", made["id"].as_str().unwrap());
    expect!["payments: alice 32→31 shifts, 714→720 h, 8→8 weekends, gained 1, lost 0; carol 1→0 shifts, 6→0 h, 0→0 weekends, gained 0, lost 1; gaps +0 -0"]
    .assert_eq(&told(&api.delete(&path).await.is(200)));
    // In its middle it would end and stay.
    let during = api.at("2024-06-03T15:00:00Z").delete(&path).await.is(200);
    assert_eq!((&during["id"], &during["end"]), (&made["id"], &json!("2024-06-03T15:00:00Z")));
});

on_both!(a_swap_on_trial_moves_nobody_until_it_would_be_taken, async |store| {
    let api = Api::on(&store).await;
    let (_, schedule) = daily(&api).await;
    let body = json!({"schedule": schedule, "beneficiary": api.bob, "swap_start": "2024-06-04T06:00:00Z",
        "swap_end": "2024-06-04T12:00:00Z"});
    let tried = api.post("shift_swaps/?dry_run=true", body.clone()).await.is(200);
    assert_eq!((told(&tried), tried["shifts"].as_array().unwrap().len()), ("payments: ; gaps +0 -0".to_owned(), 1));
    let made = api.post("shift_swaps/", body).await.is(201);
    let swap = format!("shift_swaps/{}/", made["id"].as_str().unwrap());
    let take = json!({"benefactor": api.carol});
    let tried = api.post(&format!("{swap}take/?dry_run=true"), take.clone()).await.is(200);
    assert_eq!((&tried["status"], &tried["benefactor"]), (&json!("taken"), &json!(api.carol)));
    let shown = expect![
        "payments: bob 20→21 shifts, 480→474 h, 5→5 weekends, gained 0, lost 1; carol 20→21 shifts, 480→486 h, 5→5 weekends, gained 1, lost 0; gaps +0 -0"
    ];
    shown.assert_eq(&told(&tried));
    assert_eq!(without(&tried, &["diff"]), api.post(&format!("{swap}take/"), take).await.is(200));
    let moved = json!({"swap_start": "2024-06-04T06:00:00Z", "swap_end": "2024-06-04T09:00:00Z"});
    expect!["payments: bob 21→21 shifts, 474→477 h, 5→5 weekends, gained 1, lost 0; carol 21→21 shifts, 486→483 h, 5→5 weekends, gained 0, lost 1; gaps +0 -0"]
    .assert_eq(&told(&api.patch(&format!("{swap}?dry_run=true"), moved).await.is(200)));
    expect!["payments: bob 21→20 shifts, 474→480 h, 5→5 weekends, gained 1, lost 0; carol 21→20 shifts, 486→480 h, 5→5 weekends, gained 0, lost 1; gaps +0 -0"]
    .assert_eq(&told(&api.delete(&format!("{swap}?dry_run=true")).await.is(200)));
    assert_eq!(api.get(&swap).await.is(200)["status"], "taken");
});

on_both!(a_dry_run_is_refused_as_the_request_would_be, async |store| {
    let api = Api::on(&store).await;
    let (shift, schedule) = daily(&api).await;
    let before = everything(&store).await;
    for (method, path, body) in [
        (Method::POST, "schedules/".to_owned(), json!({"name": "Payments", "type": "web"})),
        (Method::POST, "schedules/".to_owned(), json!({"type": "web"})),
        (Method::PUT, format!("schedules/{schedule}/"), json!({"shifts": ["OXXXXXXXXXXXX"]})),
        (Method::DELETE, "schedules/SXXXXXXXXXXXX/".to_owned(), Value::Null),
        (Method::PATCH, format!("on_call_shifts/{shift}/"), json!({"frequency": "weekly", "week_start": null})),
        (Method::PATCH, format!("on_call_shifts/{shift}/"), json!({"team_id": "TXXXXXXXXXXXX"})),
        (
            Method::POST,
            "shift_swaps/".to_owned(),
            json!({"schedule": schedule, "beneficiary": api.bob,
            "swap_start": "2024-06-02T06:00:00Z", "swap_end": "2024-06-04T12:00:00Z"}),
        ),
    ] {
        let tried = api.send_json(method.clone(), &format!("{path}?dry_run=true"), &body).await;
        assert!(tried.status.is_client_error(), "{method} {path} {body}: {}", tried.text);
        let done = api.send_json(method.clone(), &path, &body).await;
        assert_eq!((tried.status, &tried.text), (done.status, &done.text), "{method} {path} {body}");
    }
    assert_eq!(everything(&store).await, before);
});

on_both!(whoever_would_serve_in_their_time_off_is_named, async |store| {
    let api = Api::on(&store).await;
    let (_, schedule) = daily(&api).await;
    let moment = |text: &str| text.parse::<Timestamp>().unwrap();
    let off = Interval::new(moment("2024-06-10T00:00:00Z"), moment("2024-06-12T00:00:00Z")).unwrap();
    let carol = Actor::Person { workspace: api.workspace, user: api.carol };
    away::be_away(&api.ctx, carol, api.carol, off).await.unwrap();
    let over = json!({"users": [api.carol], "start": "2024-06-10T12:00:00Z", "end": "2024-06-11T18:00:00Z"});
    let tried = api.post(&format!("schedules/{schedule}/overrides/?dry_run=true"), over).await.is(200);
    let conflict = json!([{"user": api.carol, "username": "carol", "start": "2024-06-10T12:00:00Z",
        "end": "2024-06-11T00:00:00Z"}]);
    let named = &tried["diff"]["schedules"][0]["on_call_while_away"];
    assert_eq!(named, &conflict);
});
