//! Calendars behind secret links: what they show, what happens to it, who may read it.

use axum::body::Body;
use axum::http::{Method, Request};
use expect_test::expect;
use http_body_util::BodyExt as _;
use rota::store::people::Standing;
use rota::store::tokens::Scope;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::api::{Answer, Api, token};
use crate::support::databases::{on_both, tampers};

/// A weekly rotation of Alice and Bob, Mondays at nine in Oslo, since Monday the third of June.
async fn schedule(api: &Api) -> String {
    let shift = json!({
        "type": "rolling_users", "name": "weekly", "time_zone": "Europe/Oslo", "start": "2024-06-03T09:00:00",
        "duration": 604_800, "frequency": "weekly", "interval": 1, "week_start": "MO", "level": 1,
        "rolling_users": [[api.alice], [api.bob]], "start_rotation_from_user_index": 0,
    });
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].clone();
    let body = json!({"name": "payments", "type": "calendar", "shifts": [shift]});
    api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned()
}

/// Makes a link and returns its path.
async fn link(api: &Api, of: &str) -> String {
    let made = api.post(&format!("{of}/export_token/"), json!({})).await.is(201);
    let address = made["export_url"].as_str().unwrap();
    let path = address.strip_prefix("https://rota.example.com").unwrap();
    assert!(path.ends_with(&format!("?token={}", made["token"].as_str().unwrap())), "{address}");
    path.to_owned()
}

/// Events a line: begin, end, summary, and what is special about them.
fn drawn(calendar: &str) -> String {
    let unfolded = calendar.replace("\r\n ", "");
    let mut rows = Vec::new();
    for event in unfolded.split("BEGIN:VEVENT").skip(1) {
        let value = |name: &str| {
            let line = event.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap_or("");
            line.split_once(':').map_or("", |(_, value)| value)
        };
        let mut row = format!("{} {} {}", value("DTSTART"), value("DTEND"), value("SUMMARY"));
        for (name, usual) in [("TRANSP", "OPAQUE"), ("STATUS", "CONFIRMED"), ("SEQUENCE", "0"), ("PRIORITY", "0")] {
            if value(name) != usual {
                row = format!("{row} {name}={}", value(name));
            }
        }
        rows.push(row);
    }
    rows.iter().flat_map(|row| [row.as_ref(), "\n"]).collect()
}

on_both!(a_schedule_is_read_through_a_secret_link, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let path = link(&api, &format!("schedules/{id}")).await;
    let stranger = api.asked_with(None);
    let answer = stranger.get(&format!("{path}&days=14")).await;
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(
        drawn(&answer.text),
        "20240603T070000Z 20240610T070000Z alice\n20240610T070000Z 20240617T070000Z bob\n\
         20240617T070000Z 20240624T070000Z alice\n"
    );
    let shift = api.get("on_call_shifts/").await.is(200)["results"][0]["id"].as_str().unwrap().to_owned();
    let normal = answer.text.replace(&shift, "SHIFT").replace(api.alice.as_str(), "ALICE");
    let first = normal.split("END:VEVENT").next().unwrap().replace("\r\n", "\n");
    expect![[r#"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Rota//Rota//EN
        CALSCALE:GREGORIAN
        REFRESH-INTERVAL;VALUE=DURATION:PT1H
        X-PUBLISHED-TTL:PT1H
        X-WR-CALNAME:payments
        X-WR-TIMEZONE:UTC
        BEGIN:VEVENT
        UID:SHIFT-20240603070000-ALICE
        SEQUENCE:0
        DTSTAMP:20240603T100000Z
        LAST-MODIFIED:20240603T100000Z
        DTSTART:20240603T070000Z
        DTEND:20240610T070000Z
        SUMMARY:alice
        DESCRIPTION:On call for payments\nFrom: rotation\, level 1
        URL:https://rota.example.com/
        PRIORITY:0
        STATUS:CONFIRMED
        TRANSP:OPAQUE
    "#]]
    .assert_eq(&first);
    // A slash, HEAD and a browser's wishes.
    assert_eq!(stranger.get(&path.replace("export?", "export/?")).await.status, 200);
    let head = stranger.send(Method::HEAD, &path, Body::empty(), None).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    let only_pages = Request::builder().header("accept", "text/html");
    assert_eq!(stranger.send_request(only_pages, &path, Body::empty()).await.status, 406);
});

on_both!(what_is_overridden_or_swapped_away_says_who_covers, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let path = link(&api, &format!("schedules/{id}")).await;
    let before = api.get(&format!("{path}&days=10")).await;
    let overridden = json!({"users": [api.carol], "start": "2024-06-05T12:00:00Z", "end": "2024-06-05T18:00:00Z"});
    api.post(&format!("schedules/{id}/overrides/"), overridden).await.is(201);
    let swap = json!({
        "schedule": id, "beneficiary": api.bob, "swap_start": "2024-06-11T07:00:00Z", "swap_end": "2024-06-12T07:00:00Z",
    });
    let swap = api.post("shift_swaps/", swap).await.is(201)["id"].as_str().unwrap().to_owned();
    api.post(&format!("shift_swaps/{swap}/take/"), json!({"benefactor": api.carol})).await.is(200);
    let after = api.get(&format!("{path}&days=10")).await;
    assert_ne!(before.header("etag"), after.header("etag"));
    expect![[r#"
        20240603T070000Z 20240605T120000Z alice SEQUENCE=1
        20240605T120000Z 20240605T180000Z alice (carol covers) TRANSP=TRANSPARENT
        20240605T120000Z 20240605T180000Z carol PRIORITY=1
        20240605T180000Z 20240610T070000Z alice
        20240610T070000Z 20240611T070000Z bob SEQUENCE=1
        20240611T070000Z 20240612T070000Z bob (carol covers) TRANSP=TRANSPARENT
        20240611T070000Z 20240612T070000Z carol
        20240612T070000Z 20240617T070000Z bob
    "#]]
    .assert_eq(&sorted(&drawn(&after.text)));
    let only_final = api.get(&format!("{path}&days=10&view=final")).await;
    expect![[r#"
        20240603T070000Z 20240605T120000Z alice SEQUENCE=1
        20240605T120000Z 20240605T180000Z carol PRIORITY=1
        20240605T180000Z 20240610T070000Z alice
        20240610T070000Z 20240611T070000Z bob SEQUENCE=1
        20240611T070000Z 20240612T070000Z carol
        20240612T070000Z 20240617T070000Z bob
    "#]]
    .assert_eq(&sorted(&drawn(&only_final.text)));
    let text = after.text.replace("\r\n ", "");
    assert!(text.contains(
        "DESCRIPTION:Planned for payments\\, not on call\\nFrom: rotation\\, level 1\\nOn call instead: carol"
    ));
    assert!(text.contains("DESCRIPTION:On call for payments\\nSwap: covers bob\\nFrom: rotation\\, level 1"));
    assert!(text.contains("DESCRIPTION:On call for payments\\nFrom: override by alice"));
});

/// Lines in order: those of one instant are in the order of random ids.
fn sorted(rows: &str) -> String {
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_unstable();
    rows.iter().flat_map(|row| [row, "\n"]).collect()
}

on_both!(what_vanished_stays_cancelled_and_what_comes_back_is_newer, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let path = link(&api, &format!("schedules/{id}")).await;
    let overrides = format!("schedules/{id}/overrides/");
    let new = json!({"users": [api.carol], "start": "2024-06-05T12:00:00Z", "end": "2024-06-05T18:00:00Z"});
    let made = api.post(&overrides, new).await.is(201)["id"].as_str().unwrap().to_owned();
    api.get(&path).await.status.is_success().then_some(()).unwrap();
    let later = api.at("2024-06-03T11:00:00Z");
    assert_eq!(later.delete(&format!("{overrides}{made}/")).await.status, 204);
    let after = later.get(&format!("{path}&days=3")).await;
    expect![[r#"
        20240603T070000Z 20240610T070000Z alice SEQUENCE=1
        20240605T120000Z 20240605T180000Z alice (carol covers) TRANSP=TRANSPARENT STATUS=CANCELLED SEQUENCE=1
        20240605T120000Z 20240605T180000Z carol TRANSP=TRANSPARENT STATUS=CANCELLED SEQUENCE=1 PRIORITY=1
        20240605T180000Z 20240610T070000Z alice TRANSP=TRANSPARENT STATUS=CANCELLED SEQUENCE=1
    "#]]
    .assert_eq(&sorted(&drawn(&after.text)));
    // A day later nothing else is said, and weeks later it is forgotten.
    let next_day = api.at("2024-06-04T11:00:00Z").get(&format!("{path}&days=2")).await;
    assert_eq!(sorted(&drawn(&next_day.text)), sorted(&drawn(&after.text)));
    let weeks_later = api.at("2024-06-26T00:00:01Z").get(&path).await;
    assert!(!weeks_later.text.contains("CANCELLED"), "{}", weeks_later.text);
});

on_both!(what_was_told_and_cannot_be_read_any_more_is_told_anew, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let path = link(&api, &format!("schedules/{id}")).await;
    let first = api.get(&path).await;
    // As another version writes it.
    tampers(&store, "UPDATE export_copies SET entries = '[[[0,1,2,3],[0,1],0,[0,0]]]'").await;
    for _ in 0..2 {
        let again = api.get(&path).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (200, first.text.as_str()));
    }
});

on_both!(all_who_read_at_the_same_instant_after_a_change_read_the_same, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let path = link(&api, &format!("schedules/{id}")).await;
    let replicas = [api.clone(), api.at("2024-06-03T10:00:00Z")];
    for sequence in 0..3 {
        // The name stands in every event.
        let name = json!({"name": format!("payments {sequence}")});
        api.patch(&format!("schedules/{id}/"), name).await.is(200);
        let answers = futures::future::join_all((0..8).map(|place| replicas[place % 2].get(&path))).await;
        for answer in &answers {
            assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, answers[0].header("etag")));
            assert_eq!(answer.text, answers[0].text);
        }
        let (text, raised) = (&answers[0].text, format!("SEQUENCE:{sequence}\r\n"));
        assert_eq!(text.matches(&raised).count(), text.matches("BEGIN:VEVENT").count(), "once for each change: {text}");
    }
});

on_both!(who_hangs_up_while_their_calendar_is_made_leaves_nothing_half_told, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let path = link(&api, &format!("schedules/{id}")).await;
    api.get(&path).await;
    let (mut hung_up, mut polls) = (0, 0);
    loop {
        let name = format!("payments {polls}");
        api.patch(&format!("schedules/{id}/"), json!({"name": name})).await.is(200);
        let mut reading = Box::pin(api.get(&path));
        let mut read = false;
        for _ in 0..polls {
            read = futures::poll!(&mut reading).is_ready();
            if read {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(reading);
        let answer = api.get(&path).await;
        let (events, named) = (answer.text.matches("BEGIN:VEVENT").count(), answer.text.matches(&name).count());
        assert_eq!((answer.status.as_u16(), named), (200, events + 1), "hung up after {polls} looks");
        assert_eq!(api.get(&path).await.text, answer.text, "hung up after {polls} looks");
        if read {
            break;
        }
        (hung_up, polls) = (hung_up + 1, polls + 1 + polls / 8);
    }
    assert!(hung_up > 5, "{hung_up} hung up in the midst of it");
});

on_both!(a_calendar_that_did_not_change_is_not_sent_again, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let path = link(&api, &format!("schedules/{id}")).await;
    let first = api.get(&path).await;
    let tag = first.header("etag").unwrap().to_owned();
    let again = async |api: &Api, tag: &str| {
        api.send_request(Request::builder().header("if-none-match", tag), &path, Body::empty()).await
    };
    let known = again(&api, &tag).await;
    assert_eq!((known.status.as_u16(), known.text.as_str(), known.header("etag")), (304, "", Some(tag.as_str())));
    assert_eq!(again(&api, "\"other\"").await.status, 200);
    assert_eq!(again(&api, &format!("\"other\", {tag}")).await.status, 304);
    // Whoever is looked at twice is told the same, to the byte.
    assert_eq!(api.at("2024-06-03T22:00:00Z").get(&path).await.text, first.text);
    let renamed = api.patch(&format!("schedules/{id}/"), json!({"name": "pay; ments, \"2\""})).await;
    assert_eq!(renamed.status, 200);
    let changed = again(&api, &tag).await;
    assert_eq!(changed.status, 200);
    assert!(changed.text.contains("X-WR-CALNAME:pay\\; ments\\, \"2\"\r\n"), "{}", changed.text);
    let zipped = Request::get(&path).header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let zipped = api.router.clone().oneshot(zipped).await.unwrap();
    assert_eq!(zipped.headers()["content-encoding"], "gzip");
    let bytes = zipped.into_body().collect().await.unwrap().to_bytes();
    assert!(bytes.starts_with(&[0x1f, 0x8b]) && bytes.len() < changed.text.len() / 2, "{}", bytes.len());
});

on_both!(a_revoked_link_is_refused_at_once_and_says_so, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let tokens = format!("schedules/{id}/export_token/");
    assert_eq!(api.get(&tokens).await.is(404), json!({"detail": "Not found."}));
    assert_eq!(api.delete(&tokens).await.status, 404);
    let path = link(&api, &format!("schedules/{id}")).await;
    assert_eq!(
        api.get(&tokens).await.is(200),
        json!({"created_at": "2024-06-03T10:00:00.000000Z", "revoked_at": null, "active": true})
    );
    let again = api.post(&tokens, json!({})).await;
    assert_eq!(again.is(409), json!({"detail": "Schedule export token for user already exists"}));
    assert_eq!(api.get(&path).await.status, 200);
    assert_eq!(api.delete(&tokens).await.status, 204);
    refuses(&api.get(&path).await, "Export token is deactivated");
    let renewed = link(&api, &format!("schedules/{id}")).await;
    assert_eq!(api.get(&renewed).await.status, 200);
    refuses(&api.get(&path).await, "Export token is deactivated");
});

#[track_caller]
fn refuses(answer: &Answer, detail: &str) {
    assert_eq!(answer.status.as_u16(), 403, "{}", answer.text);
    assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(answer.json(), json!({"detail": detail}));
}

on_both!(only_the_right_link_opens_a_calendar, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let shift = json!({
        "type": "single_event", "name": "one", "start": "2024-06-03T09:00:00", "duration": 3600, "users": [api.bob],
    });
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].clone();
    let other = json!({"name": "other", "type": "calendar", "shifts": [shift]});
    let other = api.post("schedules/", other).await.is(201)["id"].as_str().unwrap().to_owned();
    let of_schedule = link(&api, &format!("schedules/{id}")).await;
    let of_alice = link(&api, &format!("users/{}", api.alice)).await;
    let secret = |path: &str| path.split_once("token=").unwrap().1.to_owned();
    let (schedules, persons) = (secret(&of_schedule), secret(&of_alice));
    let export = async |path: String| api.asked_with(None).get(&path).await;
    for bad in ["", "?token=", "?token=nonsense", &format!("?token={}", "a".repeat(32)), "?token=%00%FF"] {
        refuses(&export(format!("/api/v1/schedules/{id}/export{bad}")).await, "Invalid token.");
        refuses(&export(format!("/api/v1/users/{}/schedule_export{bad}", api.alice)).await, "Invalid token");
    }
    // A token of the API opens no calendar.
    let api_token = api.authorization.clone().unwrap();
    refuses(&export(format!("/api/v1/schedules/{id}/export?token={api_token}")).await, "Invalid token.");
    let wrong = "Invalid schedule export token for schedule";
    refuses(&export(format!("/api/v1/schedules/{other}/export?token={schedules}")).await, wrong);
    refuses(&export(format!("/api/v1/schedules/{id}/export?token={persons}")).await, wrong);
    let wrong = "Invalid schedule export token for user";
    refuses(&export(format!("/api/v1/users/{}/schedule_export?token={persons}", api.bob)).await, wrong);
    refuses(&export(format!("/api/v1/users/{}/schedule_export?token={schedules}", api.alice)).await, wrong);
    for (query, field) in [
        ("view=mine", "view"),
        ("days=0", "days"),
        ("days=367", "days"),
        ("days=x", "days"),
        ("alarm=8d", "alarm"),
        ("alarm=-5m", "alarm"),
        ("alarm=30", "alarm"),
        ("alarm=0m", "alarm"),
    ] {
        let answer = export(format!("{of_schedule}&{query}")).await;
        assert!(answer.is(400)[field].is_array(), "{query}");
    }
    let alarmed = export(format!("{of_schedule}&alarm=90m&days=1")).await.text;
    assert!(
        alarmed.contains("BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:alice\r\nTRIGGER:-PT1H30M\r\nEND:VALARM\r\n")
    );
});

on_both!(my_own_shifts_of_every_schedule_are_one_calendar, async |store| {
    let api = Api::on(&store).await;
    schedule(&api).await;
    let shift = json!({
        "type": "single_event", "name": "one", "start": "2024-06-04T09:00:00", "duration": 3600, "users": [api.alice],
    });
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].as_str().unwrap().to_owned();
    let search = json!({"name": "search", "type": "calendar", "shifts": [shift]});
    let search = api.post("schedules/", search).await.is(201)["id"].as_str().unwrap().to_owned();
    let path = link(&api, &format!("users/{}", api.alice)).await;
    let answer = api.get(&format!("{path}&days=7")).await;
    assert!(answer.text.contains("X-WR-CALNAME:On-Call Schedule for alice\r\n"));
    expect![[r#"
        20240603T070000Z 20240610T070000Z payments: alice
        20240604T090000Z 20240604T100000Z search: alice
    "#]]
    .assert_eq(&drawn(&answer.text));
    // Nothing names her any more: what her calendar showed is cancelled, not forgotten.
    api.patch(&format!("schedules/{search}/"), json!({"shifts": []})).await.is(200);
    expect![[r#"
        20240603T070000Z 20240610T070000Z payments: alice
        20240604T090000Z 20240604T100000Z search: alice TRANSP=TRANSPARENT STATUS=CANCELLED SEQUENCE=1
    "#]]
    .assert_eq(&drawn(&api.get(&format!("{path}&days=7")).await.text));
});

on_both!(a_link_is_its_owners_business, async |store| {
    let api = Api::on(&store).await;
    let id = schedule(&api).await;
    let as_bob = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Write, Some(api.bob)).await));
    let of_alice = format!("users/{}/export_token/", api.alice);
    let refused = json!({"detail": "You do not have permission to perform this action."});
    for answer in [as_bob.get(&of_alice).await, as_bob.post(&of_alice, json!({})).await, as_bob.delete(&of_alice).await]
    {
        assert_eq!(answer.is(403), refused);
    }
    // Each has one of their own, also on the same schedule; admins may see to everybody's.
    link(&api, &format!("schedules/{id}")).await;
    let bobs = link(&as_bob, &format!("schedules/{id}")).await;
    link(&api, &format!("users/{}", api.bob)).await;
    let reads = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Read, None).await));
    assert_eq!(reads.post(&format!("schedules/{id}/export_token/"), json!({})).await.status, 403);
    let writes = api.asked_with(Some(&token(&api.ctx, api.workspace, Scope::Write, None).await));
    link(&writes, &format!("schedules/{id}")).await;
    assert_eq!(writes.get("schedules/SNONE/export_token/").await.status, 404);
    assert_eq!(writes.post("schedules/SNONE/export_token/", json!({})).await.status, 404);
    assert_eq!(writes.post("users/UNONE/export_token/", json!({})).await.status, 404);
    // Whoever leaves reads no more.
    assert_eq!(api.get(&bobs).await.status, 200);
    leaves(&api).await;
    refuses(&api.get(&bobs).await, "Export token is deactivated");
});

async fn leaves(api: &Api) {
    let mut tx = api.ctx.store.begin().await.unwrap();
    let mut bob = rota::store::people::find(&mut tx, api.workspace, api.bob).await.unwrap().unwrap();
    bob.standing = Standing::Deactivated;
    rota::store::people::update(&mut tx, api.workspace, &bob).await.unwrap();
    tx.commit().await.unwrap();
}

on_both!(a_calendar_of_a_schedule_without_shifts_is_empty, async |store| {
    let api = Api::on(&store).await;
    let made: Value = api.post("schedules/", json!({"name": "empty", "type": "web"})).await.is(201);
    let path = link(&api, &format!("schedules/{}", made["id"].as_str().unwrap())).await;
    let text = api.get(&path).await.text;
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n") && !text.contains("VEVENT"));
});
