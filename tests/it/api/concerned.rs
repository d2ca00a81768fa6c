//! Every change makes the schedules it concerns due as soon as it has settled, and the user groups they keep: nobody waits
//! for a handoff to hear of it.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use rota::store::directory::{self, UserGroup};
use rota::store::{Store, due, workspaces};
use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::databases::on_both;

/// Takes everything that is due once the edits have settled, as the worker would, and says what that was.
async fn takes_what_is_due(api: &Api) -> BTreeSet<String> {
    api.ctx.clock.advance(SignedDuration::from_secs(2));
    let now = api.ctx.clock.now();
    let until = now.saturating_add(SignedDuration::from_mins(1)).unwrap();
    let mut tx = api.ctx.store.begin().await.unwrap();
    let mut seen = BTreeSet::new();
    for due in due::claim(&mut tx, "worker", now, until, 100).await.unwrap() {
        let due = due.unwrap();
        due::finish(&mut tx, &due.schedule, "worker", &[], None).await.unwrap();
        seen.insert(due.schedule.name);
    }
    for due in directory::claim_groups(&mut tx, "worker", now, until, 100).await.unwrap() {
        let due = due.unwrap();
        directory::group_done(&mut tx, &due, "worker").await.unwrap();
        seen.insert(due.group.slack_id);
    }
    tx.commit().await.unwrap();
    seen
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

async fn town(store: &Store) -> Api {
    let api = Api::on(store).await;
    let mut tx = store.begin().await.unwrap();
    workspaces::connect(&mut tx, api.workspace, &format!("T{}", api.workspace), "town", "UBOT").await.unwrap();
    for slack_id in ["S1", "S2"] {
        let group = UserGroup {
            id: rota::ids::GroupId::random(),
            slack_id: slack_id.into(),
            name: "On call".into(),
            handle: slack_id.into(),
            is_disabled: false,
        };
        directory::keep_group(&mut tx, api.workspace, &group).await.unwrap();
    }
    tx.commit().await.unwrap();
    api
}

async fn make(api: &Api, collection: &str, body: Value) -> String {
    api.post(collection, body).await.is(201)["id"].as_str().unwrap().to_owned()
}

on_both!(every_change_is_looked_at_wherever_it_matters, async |store| {
    let api = town(&store).await;
    let shift = json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 86_400, "users": [api.bob]});
    let shift = make(&api, "on_call_shifts/", shift).await;
    assert_eq!(takes_what_is_due(&api).await, names(&[]), "a shift of no schedule concerns none");

    let tied = |name: &str, group: &str| json!({"name": name, "type": "calendar", "shifts": [shift], "slack": {"user_group_id": group}});
    let one = make(&api, "schedules/", tied("one", "S1")).await;
    make(&api, "schedules/", json!({"name": "two", "type": "calendar", "shifts": [shift]})).await;
    assert_eq!(takes_what_is_due(&api).await, names(&["one", "two", "S1"]));

    let edit = json!({"duration": 3600});
    api.patch(&format!("on_call_shifts/{shift}/"), edit.clone()).await.is(200);
    assert_eq!(takes_what_is_due(&api).await, names(&["one", "two", "S1"]));
    api.patch(&format!("on_call_shifts/{shift}/"), edit).await.is(200);
    assert_eq!(takes_what_is_due(&api).await, names(&[]), "nothing changed");

    // Tied to another group: the old one is let go, the new one is kept.
    api.put(&format!("schedules/{one}/"), json!({"slack": {"user_group_id": "S2"}})).await.is(200);
    assert_eq!(takes_what_is_due(&api).await, names(&["one", "S1", "S2"]));

    // A web schedule takes the shift, and another takes it from there.
    let web = make(&api, "schedules/", json!({"name": "web", "type": "web", "shifts": [shift]})).await;
    assert_eq!(takes_what_is_due(&api).await, names(&["web"]));
    let thief = make(&api, "schedules/", json!({"name": "thief", "type": "web", "shifts": [shift]})).await;
    assert_eq!(takes_what_is_due(&api).await, names(&["web", "thief"]));

    let over = json!({"users": [api.bob], "start": "2024-06-04T00:00:00Z", "end": "2024-06-05T00:00:00Z"});
    let path = format!("schedules/{one}/overrides/");
    let over = make(&api, &path, over).await;
    assert_eq!(takes_what_is_due(&api).await, names(&["one", "S2"]));
    api.delete(&format!("{path}{over}/")).await.is(204);
    assert_eq!(takes_what_is_due(&api).await, names(&["one", "S2"]));

    // Its owner goes, the shift with it, and with that what the calendars had of it.
    api.delete(&format!("schedules/{thief}/")).await.is(204);
    assert_eq!(takes_what_is_due(&api).await, names(&["one", "two", "S2"]));
    api.delete(&format!("schedules/{one}/")).await.is(204);
    assert_eq!(takes_what_is_due(&api).await, names(&["S2"]));
    api.delete(&format!("schedules/{web}/")).await.is(204);
    assert_eq!(takes_what_is_due(&api).await, names(&[]));
});

on_both!(a_refused_change_makes_nothing_due, async |store| {
    let api = town(&store).await;
    let id = make(&api, "schedules/", json!({"name": "one", "type": "calendar"})).await;
    takes_what_is_due(&api).await;
    api.put(&format!("schedules/{id}/"), json!({"name": "x", "shifts": ["ONOPE"]})).await.is(400);
    api.put(&format!("schedules/{id}/"), json!({"slack": {"channel_id": "CNOPE"}})).await.is(400);
    assert_eq!(takes_what_is_due(&api).await, names(&[]));
});

on_both!(a_deleted_shift_is_looked_at_where_it_was, async |store| {
    let api = town(&store).await;
    let shift = json!({"type": "single_event", "start": "2024-06-03T00:00:00", "duration": 86_400, "users": [api.bob]});
    let shift = make(&api, "on_call_shifts/", shift).await;
    make(&api, "schedules/", json!({"name": "one", "type": "calendar", "shifts": [shift]})).await;
    make(&api, "schedules/", json!({"name": "web", "type": "web", "shifts": [shift]})).await;
    takes_what_is_due(&api).await;
    api.delete(&format!("on_call_shifts/{shift}/")).await.is(204);
    assert_eq!(takes_what_is_due(&api).await, names(&["one", "web"]));
});
