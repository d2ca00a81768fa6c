//! What Terraform's provider sends and expects, step by step as its acceptance tests go. Each step ends as theirs do: a
//! second plan shows nothing.

use rota::store::directory::{self, Channel, UserGroup};
use rota::store::workspaces;
use serde_json::{Map, Value, json};

use crate::support::api::Api;
use crate::support::calendars::{Calendars, Serves, calendar};
use crate::support::databases::on_both;

/// A resource as its configuration has it. What it does not name is sent as the provider's nothing.
struct Resource {
    collection: &'static str,
    /// Every key the provider sends, with what it sends when nothing was configured.
    nothing: Value,
    /// Keys it leaves out when nothing was configured.
    left_out: &'static [&'static str],
    /// Keys it only reads back when they were configured (optional and computed).
    computed: &'static [&'static str],
}

fn schedule() -> Resource {
    Resource {
        collection: "schedules",
        nothing: json!({
            "team_id": "", "name": "", "type": "", "ical_url_primary": null, "ical_url_overrides": null,
            "enable_web_overrides": false, "slack": {"channel_id": null, "user_group_id": null}, "shifts": null,
        }),
        left_out: &["time_zone"],
        computed: &["time_zone"],
    }
}

fn shift() -> Resource {
    Resource {
        collection: "on_call_shifts",
        nothing: json!({
            "team_id": "", "type": "", "name": "", "level": 0, "start": "", "duration": 0, "until": null,
            "frequency": null, "users": null, "interval": null, "by_day": null, "by_month": null, "by_monthday": null,
            "source": 3, "rolling_users": null, "time_zone": null, "start_rotation_from_user_index": null,
        }),
        left_out: &["week_start"],
        computed: &[],
    }
}

impl Resource {
    fn body(&self, configured: &Value) -> Value {
        let mut body = self.nothing.clone();
        for (key, value) in configured.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    }

    async fn create(&self, api: &Api, configured: &Value) -> String {
        let made = api.post(&format!("{}/", self.collection), self.body(configured)).await.is(201);
        let id = made["id"].as_str().unwrap().to_owned();
        self.assert_no_second_plan(api, &id, configured).await;
        id
    }

    async fn update(&self, api: &Api, id: &str, configured: &Value) {
        let mut body = self.body(configured);
        if self.collection == "schedules" {
            body.as_object_mut().unwrap().remove("type");
        }
        api.put(&format!("{}/{id}/", self.collection), body).await.is(200);
        self.assert_no_second_plan(api, id, configured).await;
    }

    /// Reads the resource back and compares it with its configuration, as a plan does: nothing, null and zero are the same.
    async fn assert_no_second_plan(&self, api: &Api, id: &str, configured: &Value) {
        let read = api.get(&format!("{}/{id}/", self.collection)).await.is(200);
        assert!(read["duration"].is_null() || read["duration"].is_i64(), "the provider reads whole seconds");
        let body = self.body(configured);
        let keys = body.as_object().unwrap().keys().map(String::as_str).chain(self.left_out.iter().copied());
        let mut drift = Map::new();
        for key in keys.filter(|key| *key != "source") {
            let unset = configured.get(key).is_none();
            if unset && self.computed.contains(&key) {
                continue;
            }
            let (wanted, got) = (plain(key, &body[key]), plain(key, &read[key]));
            if wanted != got {
                drift.insert(key.to_owned(), json!([wanted, got]));
            }
        }
        assert!(drift.is_empty(), "a second plan shows {drift:?}");
    }

    async fn destroy(&self, api: &Api, id: &str) {
        let path = format!("{}/{id}/", self.collection);
        api.delete(&path).await.is(204);
        api.get(&path).await.is(404);
    }
}

/// A value as Terraform's state has it: zero values are nothing, and sets have no order.
fn plain(key: &str, value: &Value) -> Value {
    let mut value = value.clone();
    match &mut value {
        Value::Array(items) if key != "rolling_users" => items.sort_by_key(ToString::to_string),
        Value::Array(groups) => {
            for group in groups.iter_mut().filter_map(Value::as_array_mut) {
                group.sort_by_key(ToString::to_string);
            }
        }
        _ => {}
    }
    let nothing = match &value {
        Value::Null => true,
        Value::Bool(yes) => !yes,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(_) => false,
    };
    if nothing { Value::Null } else { value }
}

on_both!(a_schedule_goes_through_the_providers_acceptance_steps, async |store| {
    let api = Api::on(&store).await;
    let mut configured = json!({"name": "acc-test", "type": "calendar", "time_zone": "America/New_York"});
    let id = schedule().create(&api, &configured).await;
    assert_eq!(api.get(&format!("schedules/{id}/")).await.is(200)["enable_web_overrides"], json!(false));
    for overrides in [true, false] {
        configured["enable_web_overrides"] = json!(overrides);
        schedule().update(&api, &id, &configured).await;
    }
    schedule().destroy(&api, &id).await;

    let web = schedule().create(&api, &json!({"name": "acc-test", "type": "web"})).await;
    assert_eq!(api.get(&format!("schedules/{web}/")).await.is(200)["type"], "web");
    schedule().update(&api, &web, &json!({"name": "acc-test-2", "type": "web", "time_zone": "Europe/Paris"})).await;
    schedule().destroy(&api, &web).await;
});

on_both!(a_shift_goes_through_the_providers_acceptance_steps, async |store| {
    let api = Api::on(&store).await;
    let start = "2020-09-04T16:00:00";
    let id = shift()
        .create(
            &api,
            &json!({
                "name": "acc", "type": "recurrent_event", "start": start, "duration": 3600, "level": 1,
                "frequency": "weekly", "week_start": "SU", "interval": 2, "by_day": ["MO", "FR"],
            }),
        )
        .await;
    let steps = [
        json!({"name": "acc", "type": "recurrent_event", "start": start, "duration": 60, "level": 1, "frequency": "hourly",
               "interval": 2}),
        json!({"name": "acc", "type": "rolling_users", "start": start, "duration": 3600, "level": 1, "frequency": "hourly",
               "interval": 2, "rolling_users": [], "start_rotation_from_user_index": 0}),
        json!({"name": "acc", "type": "single_event", "start": start, "duration": 60}),
        json!({"name": "acc", "type": "recurrent_event", "start": start, "duration": 3600, "frequency": "weekly",
               "interval": 1, "week_start": "MO", "until": "2020-10-04T16:00:00"}),
    ];
    for step in &steps {
        shift().update(&api, &id, step).await;
    }
    assert_eq!(api.get(&format!("on_call_shifts/{id}/")).await.is(200)["until"], "2020-10-04T16:00:00");
    shift().destroy(&api, &id).await;
});

on_both!(a_team_of_two_with_a_weekday_rotation_plans_empty_and_detaches_what_it_deletes, async |store| {
    let api = Api::on(&store).await;
    let rolling = |zone: Value| {
        json!({
            "name": "emea", "type": "rolling_users", "start": "2020-09-10T08:00:00", "duration": 60 * 60 * 12,
            "frequency": "weekly", "by_day": ["MO", "TU", "WE", "TH", "FR"], "week_start": "MO", "interval": 1,
            "rolling_users": [[api.alice], [api.bob]], "time_zone": zone, "start_rotation_from_user_index": 0,
        })
    };
    let emea = shift().create(&api, &rolling(Value::Null)).await;
    let daily = json!({
        "name": "daily", "type": "rolling_users", "start": "2024-03-01T00:00:00", "duration": 86_400, "frequency": "daily",
        "interval": 1, "rolling_users": [[api.carol, api.bob], [api.alice]], "time_zone": "Europe/Paris",
        "start_rotation_from_user_index": 1,
    });
    let daily_id = shift().create(&api, &daily).await;
    let mut configured = json!({"name": "team", "type": "calendar", "time_zone": "UTC", "shifts": [daily_id, emea]});
    let team = schedule().create(&api, &configured).await;
    shift().update(&api, &emea, &rolling(json!("Europe/Berlin"))).await;

    // As Terraform orders it: the schedule first lets go, then the shift is destroyed.
    configured["shifts"] = json!([daily_id]);
    schedule().update(&api, &team, &configured).await;
    shift().destroy(&api, &emea).await;
    // And when somebody else deletes a shift, the schedule no longer lists it.
    shift().destroy(&api, &daily_id).await;
    assert_eq!(api.get(&format!("schedules/{team}/")).await.is(200)["shifts"], json!([]));
});

on_both!(a_week_start_that_is_configured_without_need_is_no_endless_diff, async |store| {
    let api = Api::on(&store).await;
    let monthly = json!({
        "name": "monthly", "type": "recurrent_event", "start": "2024-01-01T00:00:00", "duration": 60, "frequency": "monthly",
        "interval": 1, "week_start": "MO", "users": [api.bob],
    });
    let id = shift().create(&api, &monthly).await;
    shift().update(&api, &id, &monthly).await;
});

on_both!(a_data_source_that_finds_nothing_is_an_empty_list, async |store| {
    let api = Api::on(&store).await;
    for path in [
        "schedules/?name=nope",
        "users/?username=nope",
        "slack_channels?channel_name=nope",
        "user_groups?slack_handle=nope",
        "teams?name=nope",
    ] {
        let page = api.get(path).await.is(200);
        assert_eq!((&page["count"], &page["results"], &page["next"]), (&json!(0), &json!([]), &Value::Null), "{path}");
    }
});

on_both!(a_team_that_is_looked_up_is_the_one_of_that_name_and_belongs_to_what_is_configured_with_it, async |store| {
    let api = Api::on(&store).await;
    let team = api.post("teams/", json!({"name": "sre"})).await.is(201)["id"].clone();
    api.post("teams/", json!({"name": "sre-two"})).await.is(201);
    let found = api.get("teams?name=sre").await.is(200);
    assert_eq!((&found["count"], &found["results"][0]["id"]), (&json!(1), &team));

    let daily = json!({
        "name": "daily", "type": "recurrent_event", "start": "2024-01-01T00:00:00", "duration": 86_400, "frequency": "daily",
        "interval": 1, "users": [api.bob], "team_id": team,
    });
    let daily_id = shift().create(&api, &daily).await;
    for kind in ["calendar", "web"] {
        let mut configured = json!({"name": kind, "type": kind, "time_zone": "UTC", "team_id": team});
        if kind == "calendar" {
            configured["shifts"] = json!([daily_id]);
        }
        let id = schedule().create(&api, &configured).await;
        configured.as_object_mut().unwrap().remove("team_id");
        schedule().update(&api, &id, &configured).await;
    }
});

on_both!(an_override_and_a_web_schedule_with_shifts_plan_empty, async |store| {
    let api = Api::on(&store).await;
    let over = json!({"name": "over", "type": "override", "start": "2024-01-01T00:00:00", "duration": 7200, "users": [api.bob]});
    let over = shift().create(&api, &over).await;
    let single = json!({"name": "one", "type": "single_event", "start": "2024-01-01T00:00:00", "duration": 60, "level": 2,
        "users": [api.bob, api.carol], "time_zone": "America/New_York"});
    let single = shift().create(&api, &single).await;
    let mut configured = json!({"name": "web", "type": "web", "time_zone": "Europe/Oslo", "shifts": [over, single]});
    let id = schedule().create(&api, &configured).await;
    configured["name"] = json!("web, renamed");
    schedule().update(&api, &id, &configured).await;
});

on_both!(old_shifts_that_have_ended_stay_beside_new_ones, async |store| {
    let api = Api::on(&store).await;
    let weekly = |start: &str, until: Value, people: Value| {
        json!({
            "name": "weekly", "type": "rolling_users", "start": start, "duration": 604_800, "frequency": "weekly",
            "interval": 1, "week_start": "MO", "rolling_users": people, "until": until,
            "start_rotation_from_user_index": 0,
        })
    };
    let old = weekly("2024-01-01T09:00:00", json!("2024-06-03T08:59:59"), json!([[api.alice], [api.bob]]));
    let old_id = shift().create(&api, &old).await;
    let new = shift().create(&api, &weekly("2024-06-03T09:00:00", Value::Null, json!([[api.carol], [api.bob]]))).await;
    let configured = json!({"name": "payments", "type": "calendar", "time_zone": "UTC", "shifts": [old_id, new]});
    let id = schedule().create(&api, &configured).await;
    shift().update(&api, &old_id, &old).await;
    schedule().update(&api, &id, &configured).await;
    let path = format!("schedules/{id}/final_shifts/?start_date=2024-05-27&end_date=2024-06-11");
    let rows = api.get(&path).await.is(200);
    let names: Vec<&str> =
        rows["results"].as_array().unwrap().iter().map(|row| row["user_username"].as_str().unwrap()).collect();
    assert_eq!(names, ["alice", "bob", "carol", "bob"]);
});

on_both!(a_calendar_with_everything_in_it_is_read_back_as_it_was_configured, async |store| {
    let api = Api::on(&store).await;
    let mut tx = store.begin().await.unwrap();
    workspaces::connect(&mut tx, api.workspace, &format!("T{}", api.workspace), "town", "UBOT").await.unwrap();
    let channel = Channel { slack_id: "C1".into(), name: "payments".into(), is_private: false, is_archived: false };
    directory::keep_channel(&mut tx, api.workspace, &channel).await.unwrap();
    let group = UserGroup {
        id: rota::ids::GroupId::random(),
        slack_id: "S1".into(),
        name: "On call".into(),
        handle: "payments-oncall".into(),
        is_disabled: false,
    };
    directory::keep_group(&mut tx, api.workspace, &group).await.unwrap();
    tx.commit().await.unwrap();
    let channel = api.get("slack_channels?channel_name=payments").await.is(200)["results"][0]["slack_id"].clone();
    let group = api.get("user_groups?slack_handle=payments-oncall").await.is(200)["results"][0]["slack"]["id"].clone();
    let calendars = Calendars::open().await;
    let overrides = calendars.serves("/Overrides.ics/", Serves::Text(calendar(&[])));
    let mut configured = json!({
        "name": "payments", "type": "calendar", "time_zone": "Europe/Oslo", "shifts": [],
        "ical_url_overrides": overrides,
        "slack": {"channel_id": channel, "user_group_id": group},
    });
    let id = schedule().create(&api, &configured).await;
    configured["slack"] = json!({"channel_id": null, "user_group_id": group});
    configured["ical_url_overrides"] = Value::Null;
    schedule().update(&api, &id, &configured).await;
});

on_both!(a_list_ends_where_the_generator_stops, async |store| {
    let api = Api::on(&store).await;
    for number in 0..3 {
        schedule().create(&api, &json!({"name": format!("s{number}"), "type": "web"})).await;
    }
    let mut seen = Vec::new();
    for page in 1.. {
        let found = api.get(&format!("schedules/?page={page}&perpage=2")).await.is(200);
        seen.extend(found["results"].as_array().unwrap().iter().map(|row| row["name"].clone()));
        if found["next"].is_null() {
            break;
        }
    }
    assert_eq!(seen, ["s0", "s1", "s2"]);
});
