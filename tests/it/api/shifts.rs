//! Shifts over REST: the rules between their fields, and what an edit or a deletion does.

use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

fn rolling(api: &Api) -> Value {
    json!({
        "name": "roll", "type": "rolling_users", "start": "2024-06-01T09:00:00", "duration": 86_400, "frequency": "daily",
        "interval": 1, "rolling_users": [[api.alice], [api.bob, api.carol]], "start_rotation_from_user_index": 0,
    })
}

fn with(mut body: Value, changes: &Value) -> Value {
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

async fn make(api: &Api, body: Value) -> String {
    api.post("on_call_shifts/", body).await.is(201)["id"].as_str().unwrap().to_owned()
}

fn keys(shift: &Value) -> Vec<&str> {
    shift.as_object().unwrap().keys().map(String::as_str).collect()
}

on_both!(a_shift_has_the_keys_of_its_type_in_their_order, async |store| {
    let api = Api::on(&store).await;
    let always = ["id", "team_id", "schedule", "name", "type", "time_zone"];
    let times = ["start", "duration", "rotation_start"];
    let repeats = ["frequency", "interval", "until"];
    let limits = ["by_day", "by_month", "by_monthday"];
    let made = api.post("on_call_shifts/", rolling(&api)).await.is(201);
    let rotation = ["rolling_users", "start_rotation_from_user_index"];
    assert_eq!(keys(&made), [&always[..], &["level"], &times, &repeats, &limits, &rotation].concat());
    let id = made["id"].as_str().unwrap();
    let path = format!("on_call_shifts/{id}/");

    let weekly = json!({"type": "recurrent_event", "frequency": "weekly", "week_start": "MO", "users": [api.bob]});
    let edited = api.put(&path, weekly).await.is(200);
    assert_eq!(
        keys(&edited),
        [&always[..], &["level"], &times, &repeats, &["week_start"], &limits, &["users"]].concat()
    );
    let edited = api.put(&path, json!({"type": "single_event"})).await.is(200);
    assert_eq!(keys(&edited), [&always[..], &["level"], &times, &["users"]].concat());
    assert_eq!(edited["users"], json!([api.bob]));
    let edited = api.put(&path, json!({"type": "override", "level": 5})).await.is(200);
    assert_eq!(keys(&edited), [&always[..], &times, &["users"]].concat());
    // What a type has no use for is gone for good.
    let edited = api.put(&path, json!({"type": "rolling_users"})).await.is(200);
    assert_eq!(
        (&edited["frequency"], &edited["rolling_users"], &edited["level"]),
        (&Value::Null, &Value::Null, &json!(0))
    );
    assert_eq!(api.get(&path).await.is(200), edited);
});

on_both!(everything_that_is_wrong_with_a_shift_is_told_at_once, async |store| {
    let api = Api::on(&store).await;
    let body = json!({
        "name": "", "type": "single_event", "start": null, "duration": "long", "rotation_start": null, "level": 1.5,
        "time_zone": "+02:00", "by_day": "MO", "users": [api.bob, "UNOPE", 5, null], "rolling_users": [[], ["UNOPE"], 3],
        "start_rotation_from_user_index": -1, "team_id": "TNOPE", "interval": "x",
    });
    let wrong = json!({
        "team_id": ["Object does not exist"],
        "name": ["This field may not be blank."],
        "time_zone": ["Invalid timezone"],
        "level": ["A valid integer is required."],
        "start": ["This field may not be null."],
        "duration": [
            "Duration has wrong format. Use one of these formats instead: [DD] [HH:[MM:]]ss[.uuuuuu]."
        ],
        "rotation_start": ["This field may not be null."],
        "interval": ["A valid integer is required."],
        "by_day": ["Expected a list of items but got type \"str\"."],
        "users": ["User does not exist {'UNOPE', 5, None}"],
        "rolling_users": {
            "1": ["User does not exist {'UNOPE'}"], "2": ["Expected a list of items but got type \"int\"."],
        },
        "start_rotation_from_user_index": ["Ensure this value is greater than or equal to 0."],
    });
    assert_eq!(api.post("on_call_shifts/", body).await.is(400), wrong);
    assert_eq!(api.get("on_call_shifts/").await.is(200)["count"], 0);
});

on_both!(a_repeating_shift_says_how_often_from_when_and_who_begins, async |store| {
    let api = Api::on(&store).await;
    let required = |field: &str| format!("Field '{field}' is required for this on-call shift type");
    for (change, detail) in [
        (json!({"frequency": null}), required("frequency")),
        (json!({"frequency": "yearly"}), "Invalid frequency type".to_owned()),
        (json!({"frequency": "weekly"}), "Field 'week_start' is required for frequency type 'weekly'".to_owned()),
        (json!({"interval": null}), "Field 'interval' must be a positive integer".to_owned()),
        (json!({"interval": 0}), "Invalid value for interval".to_owned()),
        (json!({"start_rotation_from_user_index": null}), required("start_rotation_from_user_index")),
        (
            json!({"by_day": ["MO"], "interval": 2}),
            "Interval must be less than or equal to the number of selected days".to_owned(),
        ),
        (
            json!({"by_monthday": [1]}),
            "Day limits are temporarily disabled for on-call shifts with type 'rolling_users' and frequency 'daily'"
                .to_owned(),
        ),
        (json!({"start": "2024-06-01"}), "Invalid datetime format, should be \"yyyy-mm-dd'T'hh:mm:ss\"".to_owned()),
    ] {
        let answer = api.post("on_call_shifts/", with(rolling(&api), &change)).await;
        assert_eq!(answer.is(400), json!({"detail": detail}), "{change}");
    }
    let unpadded = with(rolling(&api), &json!({"start": "2024-6-1T9:0:0", "interval": "1", "frequency": "hourly"}));
    assert_eq!(api.post("on_call_shifts/", unpadded).await.is(201)["start"], "2024-06-01T09:00:00");
});

on_both!(changing_the_frequency_is_like_making_the_shift_anew, async |store| {
    let api = Api::on(&store).await;
    let id = make(&api, with(rolling(&api), &json!({"interval": 3}))).await;
    let path = format!("on_call_shifts/{id}/");
    let needs_week_start = json!({"detail": "Field 'week_start' is required for frequency type 'weekly'"});
    assert_eq!(api.patch(&path, json!({"frequency": "weekly"})).await.is(400), needs_week_start);
    let weekly = api.patch(&path, json!({"frequency": "weekly", "week_start": "TU"})).await.is(200);
    assert_eq!((&weekly["interval"], &weekly["week_start"]), (&json!(1), &json!("TU")));
    // The same frequency again asks for nothing, and an interval may then be emptied.
    let same = api.patch(&path, json!({"frequency": "weekly", "interval": null})).await.is(200);
    assert_eq!((&same["interval"], &same["week_start"]), (&Value::Null, &json!("TU")));
    let monthly = api.patch(&path, json!({"frequency": "monthly"})).await.is(200);
    assert_eq!(monthly.get("week_start"), None, "which a monthly shift was not given");
    let monthly = api.patch(&path, json!({"week_start": "FR"})).await.is(200);
    assert_eq!(monthly["week_start"], "FR", "once it is");
    assert_eq!(api.patch(&path, json!({"duration": 60})).await.is(200)["week_start"], "FR");
});

on_both!(an_edit_of_a_shift_changes_what_it_names_and_nothing_else, async |store| {
    let api = Api::on(&store).await;
    let made = api.post("on_call_shifts/", rolling(&api)).await.is(201);
    let path = format!("on_call_shifts/{}/", made["id"].as_str().unwrap());
    assert_eq!(api.put(&path, json!({"bogus": true, "id": "OOTHER", "schedule": "SNOPE"})).await.is(200), made);
    let moved = api.put(&path, json!({"start": "2024-06-02T09:00:00"})).await.is(200);
    assert_eq!((&moved["start"], &moved["rotation_start"]), (&json!("2024-06-02T09:00:00"), &made["rotation_start"]));
    let null = json!({"name": ["This field may not be null."]});
    assert_eq!(api.put(&path, json!({"name": null, "level": 3})).await.is(400), null);
    assert_eq!(api.get(&path).await.is(200)["level"], 0);
    // Users do not belong to a rotation, whoever they are.
    assert_eq!(api.put(&path, json!({"users": ["UNOPE"]})).await.is(200).get("users"), None);
    let index = json!({"detail": "Field 'start_rotation_from_user_index' is required for this on-call shift type"});
    assert_eq!(api.put(&path, json!({"start_rotation_from_user_index": null})).await.is(400), index);
});

on_both!(people_are_kept_in_their_order_and_once, async |store| {
    let api = Api::on(&store).await;
    let (alice, bob, carol) = (api.alice, api.bob, api.carol);
    let groups = json!([[carol, alice, carol], [], [bob], [alice, bob]]);
    let made = api.post("on_call_shifts/", with(rolling(&api), &json!({"rolling_users": groups}))).await.is(201);
    assert_eq!(made["rolling_users"], json!([[carol, alice], [], [bob], [alice, bob]]));
    let body =
        json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 60, "users": [carol, bob, carol]});
    assert_eq!(api.post("on_call_shifts/", body).await.is(201)["users"], json!([carol, bob]));
});

on_both!(deleting_a_shift_detaches_it_everywhere, async |store| {
    let api = Api::on(&store).await;
    let id = make(&api, rolling(&api)).await;
    let body = json!({"name": "a", "type": "calendar", "shifts": [id]});
    let schedule = api.post("schedules/", body).await.is(201);
    assert_eq!(schedule["on_call_now"], json!([api.alice]));
    api.delete(&format!("on_call_shifts/{id}/")).await.is(204);
    api.get(&format!("on_call_shifts/{id}/")).await.is(404);
    let path = format!("schedules/{}/", schedule["id"].as_str().unwrap());
    let read = api.get(&path).await.is(200);
    assert_eq!((&read["shifts"], &read["on_call_now"]), (&json!([]), &json!([])));
});

on_both!(a_web_schedules_shift_that_has_begun_ends_now_instead_of_vanishing, async |store| {
    let api = Api::on(&store).await;
    let begun = make(&api, rolling(&api)).await;
    let later = make(&api, with(rolling(&api), &json!({"rotation_start": "2024-06-03T10:00:01"}))).await;
    let over = make(
        &api,
        json!({"type": "override", "source": 0, "start": "2024-06-03T09:00:00", "duration": 7200, "users": [api.carol]}),
    )
    .await;
    let past = make(
        &api,
        json!({"type": "override", "source": 0, "start": "2024-06-02T09:00:00", "duration": 7200, "users": [api.carol]}),
    )
    .await;
    let shifts = json!([begun, later, over, past]);
    let schedule = api.post("schedules/", json!({"name": "web", "type": "web", "shifts": shifts})).await.is(201);
    assert_eq!(schedule["on_call_now"], json!([api.carol]));
    for id in [&begun, &later, &over, &past] {
        api.delete(&format!("on_call_shifts/{id}/")).await.is(204);
    }
    let read = async |id: &str| api.get(&format!("on_call_shifts/{id}/")).await;
    assert_eq!(read(&begun).await.is(200)["until"], "2024-06-03T10:00:00");
    read(&later).await.is(404);
    assert_eq!(read(&over).await.is(200)["duration"], 3600);
    assert_eq!(read(&past).await.is(200)["duration"], 7200);
    let after = api.at("2024-06-03T10:00:00Z").get(&format!("schedules/{}/", schedule["id"].as_str().unwrap())).await;
    // The rotation's slot that began on Monday at nine goes on; none begins any more.
    assert_eq!(after.is(200)["on_call_now"], json!([api.alice]));
});

on_both!(shifts_are_found_by_name_and_by_schedule, async |store| {
    let api = Api::on(&store).await;
    let id = make(&api, rolling(&api)).await;
    make(&api, with(rolling(&api), &json!({"name": null}))).await;
    let body = json!({"name": "a", "type": "calendar", "shifts": [id]});
    let schedule = api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned();
    for (query, count) in [
        ("name=roll".to_owned(), 1),
        ("name=Roll".to_owned(), 0),
        ("name=".to_owned(), 2),
        (format!("schedule_id={schedule}"), 1),
        (format!("schedule_id={schedule}&name=nope"), 0),
        ("schedule_id=SNOPE".to_owned(), 0),
        ("team_id=null".to_owned(), 2),
    ] {
        let page = api.get(&format!("on_call_shifts/?{query}")).await.is(200);
        assert_eq!(page["count"], count, "{query}");
        assert_eq!(page["results"].as_array().unwrap().len(), count, "{query}");
    }
});
