//! One workspace's rows are not there for another, whatever function is asked.

use rota::store::directory::{self, Channel, UserGroup};
use rota::store::schedules::{self, ScheduleRecord};
use rota::store::shifts::{self, ShiftRecord};
use rota::store::{people, tokens};

use super::{at, person, schedule, shift, workspace};
use crate::support::databases::on_both;

on_both!(another_workspace_reads_nothing_and_changes_nothing, async |store| {
    let (here, there) = (workspace(&store).await, workspace(&store).await);
    let alice = person(&store, here, "alice").await;
    let record =
        ScheduleRecord { channel: Some("C1".into()), user_group: Some("S1".into()), ..schedule(here, "payments") };
    let rule = ShiftRecord { schedule: Some(record.id), ..shift(here, vec![alice]) };
    let free = shift(here, vec![alice]);
    let group = UserGroup {
        id: rota::ids::GroupId::random(),
        slack_id: "S1".into(),
        name: "On call".into(),
        handle: "on-call".into(),
        is_disabled: false,
    };
    let channel = Channel { slack_id: "C1".into(), name: "payments".into(), is_private: false, is_archived: false };
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    schedules::add_manager(&mut tx, record.id, alice).await.unwrap();
    shifts::insert(&mut tx, &rule).await.unwrap();
    shifts::insert(&mut tx, &free).await.unwrap();
    schedules::attach(&mut tx, here, record.id, &[free.id]).await.unwrap();
    directory::keep_group(&mut tx, here, &group).await.unwrap();
    directory::keep_channel(&mut tx, here, &channel).await.unwrap();

    // Reading.
    assert_eq!(people::find(&mut tx, there, alice).await.unwrap(), None);
    assert_eq!(people::all(&mut tx, there).await.unwrap(), []);
    assert_eq!(schedules::find(&mut tx, there, record.id).await.unwrap(), None);
    assert_eq!(schedules::named(&mut tx, there, "payments").await.unwrap(), None);
    assert_eq!(schedules::of_channel(&mut tx, there, "C1").await.unwrap(), []);
    assert_eq!(schedules::of_group(&mut tx, there, "S1").await.unwrap(), []);
    assert_eq!(schedules::naming(&mut tx, there, alice).await.unwrap(), []);
    assert_eq!(schedules::names(&mut tx, there).await.unwrap(), []);
    assert_eq!(schedules::count(&mut tx, there, schedules::Filter::default()).await.unwrap(), 0);
    assert_eq!(schedules::using_shift(&mut tx, there, free.id).await.unwrap(), []);
    assert_eq!(schedules::managers(&mut tx, there, record.id).await.unwrap(), []);
    assert_eq!(shifts::find(&mut tx, there, rule.id).await.unwrap(), None);
    assert_eq!(shifts::of_schedule(&mut tx, there, record.id).await.unwrap(), []);
    let theirs = shifts::Filter { schedule: Some(record.id.as_str()), ..shifts::Filter::default() };
    assert_eq!(shifts::page(&mut tx, there, theirs, 10, 0).await.unwrap(), []);
    assert_eq!(shifts::count(&mut tx, there, theirs).await.unwrap(), 0);
    assert_eq!(directory::group(&mut tx, there, "S1").await.unwrap(), None);
    assert_eq!(directory::channel(&mut tx, there, "C1").await.unwrap(), None);
    assert_eq!(tokens::all(&mut tx, there).await.unwrap(), []);

    // Changing.
    schedules::update(&mut tx, &ScheduleRecord { workspace: there, name: "mine".into(), ..record.clone() })
        .await
        .unwrap();
    schedules::touch(&mut tx, there, record.id, at(5)).await.unwrap();
    schedules::touch_all_of(&mut tx, there, alice, at(5)).await.unwrap();
    schedules::attach(&mut tx, there, record.id, &[]).await.unwrap();
    assert!(!schedules::delete(&mut tx, there, record.id).await.unwrap());
    shifts::update(&mut tx, &ShiftRecord { workspace: there, level: 9, ..rule.clone() }).await.unwrap();
    assert!(!shifts::delete(&mut tx, there, rule.id).await.unwrap());
    directory::set_disabled(&mut tx, there, "S1", true).await.unwrap();
    directory::group_is_due(&mut tx, there, "S1", at(5)).await.unwrap();
    directory::forget_channel(&mut tx, there, "C1").await.unwrap();
    assert_eq!(schedules::find(&mut tx, here, record.id).await.unwrap(), Some(record.clone()));
    assert_eq!(shifts::of_schedule(&mut tx, here, record.id).await.unwrap(), [rule, free.clone()]);
    assert_eq!(directory::group(&mut tx, here, "S1").await.unwrap(), Some(group));
    assert_eq!(directory::channel(&mut tx, here, "C1").await.unwrap(), Some(channel));
    assert_eq!(directory::next_due(&mut tx).await.unwrap(), None);

    // A foreign shift is not attached, even to a schedule of one's own.
    let mine = schedule(there, "mine");
    schedules::insert(&mut tx, &mine).await.unwrap();
    schedules::attach(&mut tx, there, mine.id, &[free.id]).await.unwrap();
    assert_eq!(shifts::of_schedule(&mut tx, there, mine.id).await.unwrap(), []);
});
