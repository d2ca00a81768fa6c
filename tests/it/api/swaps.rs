//! Swaps over REST, where Rota promises more than the reference, and what a taken one does to who is on call.

use axum::http::StatusCode;
use rota::store::Store;
use rota::store::people::Standing;
use serde_json::{Value, json};

use super::garbage::oddities;
use crate::support::api::{Api, add_person};
use crate::support::databases::on_both;

/// A schedule in which Alice is on call day and night.
async fn schedule(api: &Api) -> String {
    let shift = json!({
        "type": "recurrent_event", "start": "2024-06-01T00:00:00", "duration": 86_400, "frequency": "daily",
        "users": [api.alice],
    });
    let shift = api.post("on_call_shifts/", shift).await.is(201)["id"].clone();
    let body = json!({"name": "payments", "type": "calendar", "shifts": [shift]});
    api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned()
}

/// Alice asks for cover on Tuesday from ten to noon. Its address.
async fn asked(api: &Api, schedule: &str) -> String {
    let body = json!({
        "schedule": schedule, "swap_start": "2024-06-04T10:00:00Z", "swap_end": "2024-06-04T12:00:00Z",
        "beneficiary": api.alice,
    });
    let id = api.post("shift_swaps/", body).await.is(201)["id"].as_str().unwrap().to_owned();
    format!("shift_swaps/{id}/")
}

async fn on_call(api: &Api, at: &str, schedule: &str) -> Value {
    api.at(at).get(&format!("schedules/{schedule}/")).await.is(200)["on_call_now"].clone()
}

async fn asking(store: &Store) -> (Api, String, String) {
    let api = Api::on(store).await;
    let schedule = schedule(&api).await;
    let swap = asked(&api, &schedule).await;
    (api, schedule, swap)
}

on_both!(whoever_takes_a_swap_is_on_call_until_it_is_withdrawn, async |store| {
    let (api, schedule, swap) = asking(&store).await;
    assert_eq!(on_call(&api, "2024-06-04T11:00:00Z", &schedule).await, json!([api.alice]));
    api.post(&format!("{swap}take"), json!({"benefactor": api.bob})).await.is(200);
    for (at, who) in [
        ("2024-06-04T09:59:59Z", api.alice),
        ("2024-06-04T10:00:00Z", api.bob),
        ("2024-06-04T11:59:59Z", api.bob),
        ("2024-06-04T12:00:00Z", api.alice),
    ] {
        assert_eq!(on_call(&api, at, &schedule).await, json!([who]), "{at}");
    }
    let later = json!({"swap_start": "2024-06-04T11:00:00Z", "swap_end": "2024-06-04T13:00:00Z"});
    api.patch(&swap, later).await.is(200);
    assert_eq!(on_call(&api, "2024-06-04T10:30:00Z", &schedule).await, json!([api.alice]));
    assert_eq!(on_call(&api, "2024-06-04T12:30:00Z", &schedule).await, json!([api.bob]));
    api.delete(&swap).await.is(204);
    assert_eq!(on_call(&api, "2024-06-04T12:30:00Z", &schedule).await, json!([api.alice]));
    for answer in [
        api.get(&swap).await,
        api.put(&swap, json!({})).await,
        api.patch(&swap, json!({})).await,
        api.delete(&swap).await,
        api.post(&format!("{swap}take/"), json!({"benefactor": api.bob})).await,
    ] {
        answer.is(404);
    }
});

on_both!(of_two_who_take_a_swap_at_once_the_first_wins_and_the_other_is_told_who, async |store| {
    let api = Api::on(&store).await;
    let schedule = schedule(&api).await;
    for _ in 0..20 {
        let swap = asked(&api, &schedule).await;
        let path = format!("{swap}take/");
        let takes = async |who| api.post(&path, json!({"benefactor": who})).await;
        let (bobs, carols) = futures::join!(takes(api.bob), takes(api.carol));
        let (won, lost, winner, name) = match bobs.status {
            StatusCode::OK => (bobs, carols, api.bob, "bob"),
            _ => (carols, bobs, api.carol, "carol"),
        };
        assert_eq!(won.is(200)["benefactor"], json!(winner));
        let detail =
            format!("The shift swap request is not in a state which allows it to be taken: {name} has taken it");
        assert_eq!(lost.is(400), json!({ "detail": detail }));
        assert_eq!(api.get(&swap).await.is(200)["benefactor"], json!(winner));
        api.delete(&swap).await.is(204);
    }
});

on_both!(a_swap_that_has_begun_is_read_by_its_id_and_not_listed, async |store| {
    let (api, _, swap) = asking(&store).await;
    let during = api.at("2024-06-04T10:00:01Z");
    assert_eq!(during.get(&swap).await.is(200)["status"], "past_due");
    assert_eq!(during.get("shift_swaps/").await.is(200)["count"], 0);
    let before = "shift_swaps/?starting_after=2024-06-04T12:00:00%2B0200";
    assert_eq!(during.get(before).await.is(200)["results"][0]["status"], "past_due");
    assert_eq!(during.get(&format!("{before}&open_only=true")).await.is(200)["count"], 0);
    let detail = "The shift swap request is not in a state which allows it to be taken";
    let take = during.post(&format!("{swap}take"), json!({"benefactor": api.bob})).await;
    assert_eq!(take.is(400), json!({ "detail": detail }));
    during.delete(&swap).await.is(204);
});

on_both!(nobody_covers_who_may_not_be_on_call_or_is_not_from_here, async |store| {
    let (api, _, swap) = asking(&store).await;
    let guest = add_person(&store, api.workspace, "guest", "guest@example.com", Standing::Guest).await;
    let stranger = Api::on(&store).await;
    let path = format!("{swap}take");
    for nobody in [guest, stranger.bob] {
        let answer = api.post(&path, json!({ "benefactor": nobody })).await.is(400);
        assert_eq!(answer, json!({"detail": "Invalid benefactor user ID"}));
    }
    assert_eq!(api.get(&swap).await.is(200)["status"], "open");
    for answer in [
        stranger.get(&swap).await,
        stranger.put(&swap, json!({})).await,
        stranger.patch(&swap, json!({})).await,
        stranger.delete(&swap).await,
        stranger.post(&path, json!({"benefactor": stranger.bob})).await,
    ] {
        assert_eq!(answer.is(404), json!({"detail": "Not found."}));
    }
    assert_eq!(stranger.get("shift_swaps/").await.is(200)["count"], 0);
    let theirs = schedule(&stranger).await;
    let body = json!({
        "schedule": theirs, "swap_start": "2024-06-04T10:00:00Z", "swap_end": "2024-06-04T12:00:00Z",
        "beneficiary": api.alice,
    });
    assert_eq!(api.post("shift_swaps/", body).await.is(400), json!({"schedule": ["Object does not exist"]}));
});

on_both!(a_swap_for_ever_shows_the_shifts_of_its_first_year, async |store| {
    let (api, schedule, _) = asking(&store).await;
    let body = json!({
        "schedule": schedule, "swap_start": "2024-06-05T00:00:00Z", "swap_end": "9999-12-30T00:00:00Z",
        "beneficiary": api.alice,
    });
    let made = api.post("shift_swaps/", body).await.is(201);
    assert_eq!(made["shifts"].as_array().unwrap().len(), 366);
});

on_both!(an_odd_value_in_any_field_of_a_swap_is_taken_or_refused, async |store| {
    let (api, schedule, swap) = asking(&store).await;
    let good = json!({
        "schedule": schedule, "swap_start": "2024-06-04T10:00:00Z", "swap_end": "2024-06-04T12:00:00Z",
        "beneficiary": api.alice, "description": "dentist", "benefactor": api.bob,
    });
    for field in ["schedule", "swap_start", "swap_end", "beneficiary", "description", "benefactor"] {
        for value in oddities() {
            let mut body = good.clone();
            body[field] = value.clone();
            let made = api.post("shift_swaps/", body).await;
            assert!([201, 400].contains(&made.status.as_u16()), "{field} {value}: {}", made.text);
            let part = api.patch(&swap, json!({ field: value })).await;
            assert!([200, 400].contains(&part.status.as_u16()), "{field} {value}: {}", part.text);
            let taken = api.post("shift_swaps/SSRNOPE/take", json!({ field: value })).await;
            assert_eq!(taken.status, StatusCode::NOT_FOUND);
            if field == "benefactor" {
                let taken = api.post(&format!("{swap}take"), json!({ field: value })).await;
                assert_eq!(taken.status, StatusCode::BAD_REQUEST, "{value}: {}", taken.text);
            }
            api.get(&swap).await.is(200);
        }
    }
    api.get("shift_swaps/?schedule_id=%00").await.is(400);
});
