//! Schedules that follow calendars by address, over REST.

use rota::store::tokens::Scope;
use serde_json::{Value, json};

use crate::support::api::{Api, token};
use crate::support::calendars::{Calendars, Serves, calendar};
use crate::support::databases::on_both;

fn alices_week() -> Serves {
    Serves::Text(calendar(&[("alice", "20240603T080000Z", "20240610T080000Z")]))
}

fn ical(url: &str) -> Value {
    json!({"name": "search", "type": "ical", "ical_url_primary": url})
}

/// What is said of a calendar's address.
async fn refusal(api: &Api, url: &str) -> Vec<String> {
    let refused = api.post("schedules/", ical(url)).await.is(400);
    serde_json::from_value(refused["ical_url_primary"].clone()).unwrap()
}

on_both!(a_calendar_is_read_before_its_schedule_is_made, async |store| {
    let (api, server) = (Api::on(&store).await, Calendars::open().await);
    let url = server.serves("/a.ics", alices_week());
    let made = api.post("schedules/", ical(&url)).await.is(201);
    assert_eq!(made["on_call_now"], json!([api.alice]));
    assert_eq!((&made["ical_url_primary"], &made["ical_url_overrides"]), (&json!(url), &Value::Null));
    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await.is(200), made);

    let overrides = Serves::Text(calendar(&[("bob", "20240603T090000Z", "20240603T120000Z")]));
    let overrides = server.serves("/b.ics", overrides);
    let edited = api.put(&path, json!({"ical_url_overrides": overrides})).await.is(200);
    assert_eq!(edited["on_call_now"], json!([api.bob]));
    let cleared = api.put(&path, json!({"ical_url_overrides": null})).await.is(200);
    assert_eq!(cleared["on_call_now"], json!([api.alice]));
    // What is not named or not changed is not fetched again.
    let before = server.asked().len();
    api.put(&path, json!({"name": "other", "ical_url_primary": url})).await.is(200);
    assert_eq!(server.asked().len(), before);
    api.delete(&path).await.is(204);
});

on_both!(what_is_wrong_with_a_calendar_is_said_in_two_sentences, async |store| {
    let (api, server) = (Api::on(&store).await, Calendars::open().await);
    let html = server.serves("/html", Serves::Text("<html>Sign in</html>".to_owned()));
    let gone = server.serves("/gone", Serves::Status(404));
    for (url, expected) in [
        (gone.as_str(), ["Ical download failed", "The server answers 404 Not Found."]),
        (&html, ["Ical parse failed", "The answer is no calendar; it begins with `<html>Sign in</html>`."]),
        (
            "https://rota.example.com/api/v1/schedules/S1/export",
            ["Potential self-reference", "This is an address of Rota itself."],
        ),
        (
            "http://127.0.0.9/x",
            ["Ical download failed", "`127.0.0.9` is a private address, and this server reads only public ones."],
        ),
    ] {
        assert_eq!(refusal(&api, url).await, expected);
    }
    let five = refusal(&api, "5").await;
    assert_eq!(five[0], "Ical download failed");
    // All that is wrong is told at once, and nothing is made.
    api.post("schedules/", json!({"name": "search", "type": "web"})).await.is(201);
    let both = json!({"name": "search", "type": "ical", "ical_url_primary": gone, "ical_url_overrides": html});
    let refused = api.post("schedules/", both).await.is(400);
    let keys: Vec<&String> = refused.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["name", "ical_url_primary", "ical_url_overrides"]);
    assert_eq!(api.get("schedules/").await.is(200)["count"], 1);
});

on_both!(an_edit_whose_calendar_cannot_be_read_changes_nothing, async |store| {
    let (api, server) = (Api::on(&store).await, Calendars::open().await);
    let url = server.serves("/a.ics", alices_week());
    let made = api.post("schedules/", ical(&url)).await.is(201);
    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
    let edit = json!({"name": "other", "ical_url_primary": server.url("/gone")});
    api.put(&path, edit).await.is(400);
    assert_eq!(api.get(&path).await.is(200), made);
});

on_both!(every_type_takes_a_calendar_of_overrides, async |store| {
    let (api, server) = (Api::on(&store).await, Calendars::open().await);
    let url = server.serves("/a.ics", alices_week());
    for kind in ["calendar", "web"] {
        let body = json!({"name": kind, "type": kind, "ical_url_overrides": url});
        let made = api.post("schedules/", body).await.is(201);
        assert_eq!((&made["on_call_now"], &made["ical_url_overrides"]), (&json!([api.alice]), &json!(url)), "{kind}");
    }
});

on_both!(a_password_is_shown_only_to_who_may_write, async |store| {
    let (api, server) = (Api::on(&store).await, Calendars::open().await);
    let url = server.serves("/a.ics", alices_week()).replace("http://", "http://al:s3cret@");
    let made = api.post("schedules/", ical(&url)).await.is(201);
    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await.is(200)["ical_url_primary"], json!(url));
    let reader = token(&api.ctx, api.workspace, Scope::Read, Some(api.bob)).await;
    let reader = api.asked_with(Some(&reader));
    let masked = json!(url.replace("s3cret", "***"));
    assert_eq!(reader.get(&path).await.is(200)["ical_url_primary"], masked);
    assert_eq!(reader.get("schedules/").await.is(200)["results"][0]["ical_url_primary"], masked);
});

on_both!(how_often_a_calendar_is_read_can_be_chosen, async |store| {
    let (api, server) = (Api::on(&store).await, Calendars::open().await);
    let url = server.serves("/a.ics", alices_week());
    let made = api.post("schedules/", ical(&url)).await.is(201);
    assert_eq!(made.get("ical_refresh_interval"), None);
    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
    let often = api.put(&path, json!({"ical_refresh_interval": 60})).await.is(200);
    assert_eq!(often["ical_refresh_interval"], 60);
    let usual = api.put(&path, json!({"ical_refresh_interval": null})).await.is(200);
    assert_eq!(usual.get("ical_refresh_interval"), None);
    for wrong in [json!(59), json!(86_401), json!("often")] {
        let refused = api.put(&path, json!({"ical_refresh_interval": wrong})).await.is(400);
        assert!(refused["ical_refresh_interval"].is_array(), "{refused}");
    }
});

on_both!(years_away_a_calendar_is_worked_out_when_somebody_asks, async |store| {
    let (api, server) = (Api::on(&store).await, Calendars::open().await);
    let weekly = calendar(&[("alice", "20160606T080000Z", "20160606T160000Z\r\nRRULE:FREQ=WEEKLY")]);
    let url = server.serves("/a.ics", Serves::Text(weekly));
    let made = api.post("schedules/", ical(&url)).await.is(201);
    let path = format!("schedules/{}", made["id"].as_str().unwrap());
    for (from, to) in [("2017-01-02", "2017-01-09"), ("2024-06-10", "2024-06-17"), ("2034-01-02", "2034-01-09")] {
        let found = api.get(&format!("{path}/final_shifts?start_date={from}&end_date={to}")).await.is(200);
        assert_eq!(found["results"][0]["shift_start"], json!(format!("{from}T08:00:00Z")));
        assert_eq!(found["count"], 1);
        let at = format!("{path}/current_oncall/?at={from}T09:00:00Z");
        assert_eq!(api.get(&at).await.is(200)["users"][0]["username"], "alice");
    }
});
