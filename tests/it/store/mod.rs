//! The store, on both databases.

mod everybody;
mod exports;
mod leases;
mod migrations;
mod outbox;
mod plans;
mod records;
mod scopes;
mod statements;
mod swaps;

use jiff::{SignedDuration, Timestamp};
use rota::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use rota::store::people::{Person, Standing};
use rota::store::schedules::{ScheduleKind, ScheduleRecord, Vacancy};
use rota::store::shifts::{Edition, ShiftRecord, ShiftType};
use rota::store::{Store, people, workspaces};

/// A moment, in minutes after the tests' noon.
fn at(minute: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    noon.checked_add(SignedDuration::from_mins(minute)).unwrap()
}

async fn workspace(store: &Store) -> WorkspaceId {
    let id = WorkspaceId::random();
    let mut tx = store.begin().await.unwrap();
    workspaces::insert(&mut tx, id, "town", at(0)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn person(store: &Store, workspace: WorkspaceId, username: &str) -> UserId {
    let person = Person {
        id: UserId::random(),
        slack_id: None,
        username: username.to_owned(),
        full_name: username.to_owned(),
        email: None,
        time_zone: None,
        standing: Standing::Member,
    };
    let mut tx = store.begin().await.unwrap();
    people::insert(&mut tx, workspace, &person, at(0)).await.unwrap();
    tx.commit().await.unwrap();
    person.id
}

fn schedule(workspace: WorkspaceId, name: &str) -> ScheduleRecord {
    ScheduleRecord {
        id: ScheduleId::random(),
        workspace,
        kind: ScheduleKind::Web,
        name: name.to_owned(),
        time_zone: "Europe/Oslo".to_owned(),
        team: None,
        channel: None,
        user_group: None,
        ical_url_primary: None,
        ical_url_overrides: None,
        enable_web_overrides: Some(false),
        vacancy: Vacancy::Keep,
        made_by: None,
        created_at: at(0),
        version: 1,
    }
}

fn shift(workspace: WorkspaceId, users: Vec<UserId>) -> ShiftRecord {
    ShiftRecord {
        id: ShiftId::random(),
        workspace,
        schedule: None,
        kind: ShiftType::Single,
        name: None,
        team: None,
        time_zone: None,
        level: 0,
        start: "2026-03-02T09:00:00".parse().unwrap(),
        duration: 3600,
        rotation_start: "2026-03-02T09:00:00".parse().unwrap(),
        until: None,
        frequency: None,
        interval: None,
        week_start: None,
        by_day: None,
        by_month: None,
        by_monthday: None,
        users,
        rolling_users: None,
        first_group: None,
        source: 1,
        created_at: at(0),
        made_by: None,
        reason: None,
        lies_over: 0,
        edition: Edition::default(),
    }
}
