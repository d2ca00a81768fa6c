//! Schedules over REST: what may be in one, and what an edit or a deletion does.

use rota::store::directory::{self, Channel, UserGroup};
use rota::store::workspaces;
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

async fn schedule(api: &Api, body: Value) -> String {
    api.post("schedules/", body).await.is(201)["id"].as_str().unwrap().to_owned()
}

async fn shift(api: &Api, body: Value) -> String {
    let mut shift =
        json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 86_400, "users": [api.bob]});
    for (key, value) in body.as_object().unwrap() {
        shift[key] = value.clone();
    }
    api.post("on_call_shifts/", shift).await.is(201)["id"].as_str().unwrap().to_owned()
}

/// Connects the workspace to Slack, with one channel and one group.
async fn connect_slack(api: &Api) {
    let mut tx = api.ctx.store.begin().await.unwrap();
    let team = format!("T{}", api.workspace);
    workspaces::connect(&mut tx, api.workspace, &team, "town", "UBOT").await.unwrap();
    let channel = Channel { slack_id: "C1".into(), name: "payments".into(), is_private: false, is_archived: false };
    directory::keep_channel(&mut tx, api.workspace, &channel).await.unwrap();
    for slack_id in ["S1", "S2"] {
        let group = UserGroup {
            id: rota::ids::GroupId::random(),
            slack_id: slack_id.into(),
            name: "Payments on call".into(),
            handle: format!("payments-{slack_id}"),
            is_disabled: false,
        };
        directory::keep_group(&mut tx, api.workspace, &group).await.unwrap();
    }
    tx.commit().await.unwrap();
}

on_both!(a_schedule_has_the_keys_of_its_type_in_their_order, async |store| {
    let api = Api::on(&store).await;
    let calendar = api.post("schedules/", json!({"name": "a", "type": "calendar", "bogus": 1})).await.is(201);
    let keys: Vec<&String> = calendar.as_object().unwrap().keys().collect();
    let of_calendars = [
        "id",
        "team_id",
        "name",
        "time_zone",
        "on_call_now",
        "shifts",
        "ical_url_overrides",
        "enable_web_overrides",
        "slack",
        "type",
    ];
    assert_eq!(keys, of_calendars);
    assert_eq!(calendar["time_zone"], "UTC", "which is what it is when nothing was said");
    assert_eq!(calendar["slack"], json!({"channel_id": null, "user_group_id": null}));
    let web = api.post("schedules/", json!({"name": "b", "type": "web", "enable_web_overrides": true})).await.is(201);
    let keys: Vec<&String> = web.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "team_id", "name", "time_zone", "on_call_now", "shifts", "slack", "type"]);
});

on_both!(a_name_is_unique_in_a_workspace_whatever_its_case, async |store| {
    let api = Api::on(&store).await;
    let first = schedule(&api, json!({"name": "Payments", "type": "web"})).await;
    let taken = json!({"name": ["A schedule called `payments` already exists."]});
    assert_eq!(api.post("schedules/", json!({"name": " payments ", "type": "calendar"})).await.is(400), taken);
    let second = schedule(&api, json!({"name": "search", "type": "calendar"})).await;
    assert_eq!(api.put(&format!("schedules/{second}/"), json!({"name": "payments"})).await.is(400), taken);
    api.put(&format!("schedules/{first}/"), json!({"name": "payments"})).await.is(200);
    // Another workspace may use it too.
    schedule(&Api::on(&store).await, json!({"name": "Payments", "type": "web"})).await;
});

on_both!(everything_that_is_wrong_with_a_schedule_is_told_at_once, async |store| {
    let api = Api::on(&store).await;
    let body = json!({
        "type": "calendar", "time_zone": "Mars/Phobos", "shifts": 3, "enable_web_overrides": "perhaps", "team_id": "TNOPE",
        "slack": {"channel_id": 5, "user_group_id": ["S1"]}, "ical_url_overrides": "",
    });
    let wrong = json!({
        "team_id": ["Object does not exist"],
        "time_zone": ["Invalid timezone"],
        "shifts": ["Expected a list of items but got type \"int\"."],
        "ical_url_overrides": ["This field may not be blank."],
        "enable_web_overrides": ["Must be a valid boolean."],
        "slack": {"channel_id": ["Invalid Slack channel"], "user_group_id": ["Invalid Slack user group"]},
        "name": ["This field is required."],
    });
    assert_eq!(api.post("schedules/", body).await.is(400), wrong);
    assert_eq!(api.get("schedules/").await.is(200)["count"], 0);
});

on_both!(an_edit_changes_what_it_names_and_nothing_else, async |store| {
    let api = Api::on(&store).await;
    let shift = shift(&api, json!({})).await;
    let body = json!({"name": "a", "type": "calendar", "time_zone": "europe/Paris", "shifts": [shift, shift]});
    let id = schedule(&api, body).await;
    let path = format!("schedules/{id}/");
    for edit in [json!({}), json!({"type": "ical"}), json!({"slack": {}}), json!({"team_id": "null", "bogus": []})] {
        let edited = api.put(&path, edit).await.is(200);
        assert_eq!((&edited["name"], &edited["time_zone"]), (&json!("a"), &json!("europe/Paris")));
        assert_eq!((&edited["shifts"], &edited["type"]), (&json!([shift]), &json!("calendar")));
    }
    assert_eq!(api.patch(&path, json!({"name": "b"})).await.is(200)["name"], "b");
    assert_eq!(api.patch(&path, json!({"shifts": null})).await.is(200)["shifts"], json!([]));
    let not_null = json!({"name": ["This field may not be null."], "time_zone": ["This field may not be null."]});
    assert_eq!(api.put(&path, json!({"name": null, "time_zone": null})).await.is(400), not_null);
    assert_eq!(api.get(&path).await.is(200)["name"], "b");
});

on_both!(an_unknown_shift_is_named_and_nothing_is_changed, async |store| {
    let api = Api::on(&store).await;
    let known = shift(&api, json!({})).await;
    for kind in ["calendar", "web"] {
        let id = schedule(&api, json!({"name": kind, "type": kind, "shifts": [known]})).await;
        let answer = api.put(&format!("schedules/{id}/"), json!({"name": "new", "shifts": [known, "ONOPE"]})).await;
        assert_eq!(answer.is(400), json!({"shifts": ["Shift does not exist {'ONOPE'}"]}));
        let read = api.get(&format!("schedules/{id}/")).await.is(200);
        assert_eq!((&read["name"], &read["shifts"]), (&json!(kind), &json!([known])));
    }
});

on_both!(a_calendar_shares_shifts_and_a_web_schedule_takes_them, async |store| {
    let api = Api::on(&store).await;
    let rota = shift(&api, json!({})).await;
    let over = shift(&api, json!({"type": "override"})).await;
    let one = schedule(&api, json!({"name": "one", "type": "calendar", "shifts": [rota]})).await;
    let two = schedule(&api, json!({"name": "two", "type": "calendar", "shifts": [rota]})).await;
    let read = async |path: String| api.get(&path).await.is(200);
    assert_eq!(read(format!("on_call_shifts/{rota}/")).await["schedule"], json!(one));
    assert_eq!(read(format!("schedules/{two}/")).await["on_call_now"], json!([api.bob]));
    let unsupported = json!({"detail": "Shifts of type override are not supported in this schedule"});
    assert_eq!(api.put(&format!("schedules/{one}/"), json!({"shifts": [over]})).await.is(400), unsupported);

    let web = schedule(&api, json!({"name": "web", "type": "web", "shifts": [rota, over]})).await;
    assert_eq!(read(format!("on_call_shifts/{rota}/")).await["schedule"], json!(web));
    let other = schedule(&api, json!({"name": "other", "type": "web", "shifts": [rota]})).await;
    assert_eq!(read(format!("schedules/{web}/")).await["shifts"], json!([over]));
    assert_eq!(read(format!("schedules/{other}/")).await["shifts"], json!([rota]));
    // To a web schedule null says nothing, and a list leaves its overrides alone.
    assert_eq!(api.put(&format!("schedules/{other}/"), json!({"shifts": null})).await.is(200)["shifts"], json!([rota]));
    assert_eq!(api.put(&format!("schedules/{other}/"), json!({"shifts": []})).await.is(200)["shifts"], json!([]));
    assert_eq!(api.put(&format!("schedules/{web}/"), json!({"shifts": []})).await.is(200)["shifts"], json!([over]));
});

on_both!(deleting_a_schedule_takes_what_it_owns_and_leaves_what_it_shares, async |store| {
    let api = Api::on(&store).await;
    let (shared, owned) = (shift(&api, json!({})).await, shift(&api, json!({})).await);
    let calendar = schedule(&api, json!({"name": "calendar", "type": "calendar", "shifts": [shared, owned]})).await;
    let web = schedule(&api, json!({"name": "web", "type": "web", "shifts": [owned]})).await;
    api.delete(&format!("schedules/{web}/")).await.is(204);
    api.get(&format!("on_call_shifts/{owned}/")).await.is(404);
    assert_eq!(api.get(&format!("schedules/{calendar}/")).await.is(200)["shifts"], json!([shared]));
    api.delete(&format!("schedules/{calendar}/")).await.is(204);
    api.get(&format!("on_call_shifts/{shared}/")).await.is(200);
    assert_eq!(api.delete(&format!("schedules/{calendar}/")).await.is(404), json!({"detail": "Not found."}));
});

on_both!(a_channel_and_a_group_have_to_be_slacks, async |store| {
    let api = Api::on(&store).await;
    let tied = |channel: Value, group: Value| json!({"name": "a", "type": "calendar", "slack": {"channel_id": channel, "user_group_id": group}});
    let unconnected = json!({"detail": "Slack isn't connected to this workspace"});
    assert_eq!(api.post("schedules/", tied(json!("C1"), Value::Null)).await.is(400), unconnected);
    connect_slack(&api).await;
    let unknown = json!({"slack": {
        "channel_id": ["Slack channel does not exist"], "user_group_id": ["Slack user group does not exist"],
    }});
    assert_eq!(api.post("schedules/", tied(json!("CNOPE\0"), json!("SNOPE"))).await.is(400), unknown);
    let made = api.post("schedules/", tied(json!("c1"), json!("s1"))).await.is(201);
    assert_eq!(made["slack"], json!({"channel_id": "C1", "user_group_id": "S1"}));
    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
    let cleared = api.put(&path, json!({"slack": {"channel_id": null}})).await.is(200);
    assert_eq!(cleared["slack"], json!({"channel_id": null, "user_group_id": "S1"}));
    let null = json!({"slack": ["This field may not be null."]});
    assert_eq!(api.put(&path, json!({"slack": null})).await.is(400), null);
    let text = json!({"slack": {"non_field_errors": ["Invalid data. Expected a dictionary, but got str."]}});
    assert_eq!(api.put(&path, json!({"slack": "C1"})).await.is(400), text);
});

on_both!(schedules_are_found_by_their_exact_name, async |store| {
    let api = Api::on(&store).await;
    for name in ["payments", "Search"] {
        schedule(&api, json!({"name": name, "type": "web"})).await;
    }
    for (query, count) in [
        ("name=payments", 1),
        ("name=Payments", 0),
        ("name=", 0),
        ("name=nope&name=Search", 1),
        ("team_id=null", 2),
        ("team_id=", 2),
        ("nonsense=1", 2),
    ] {
        assert_eq!(api.get(&format!("schedules/?{query}")).await.is(200)["count"], count, "{query}");
    }
    let unknown = json!({"team_id": ["Select a valid choice. That choice is not one of the available choices."]});
    assert_eq!(api.get("schedules/?team_id=TNOPE").await.is(400), unknown);
    assert_eq!(api.get("schedules/?name=%00").await.is(400), json!({"name": ["Null characters are not allowed."]}));
});
