//! What is due is claimed by lease: one owner at a time, anybody once the lease is over, nothing kept that was computed
//! from an older version.

use rota::store::directory::{self, DueGroup, UserGroup};
use rota::store::{Store, Transaction, due, jobs, schedules};

use super::{at, schedule, workspace};
use crate::support::databases::on_both;

/// Claims what is due at `now` for ten minutes and returns the names.
/// Claims all groups that are due for ten minutes: there is one, or none.
async fn claims_group(tx: &mut Transaction, owner: &str, now: i64) -> Option<DueGroup> {
    let mut due = directory::claim_groups(tx, owner, at(now), at(now + 10), 10).await.unwrap();
    assert!(due.len() <= 1, "{due:?}");
    due.pop().map(Result::unwrap)
}

async fn claims(store: &Store, owner: &str, now: i64) -> Vec<String> {
    let mut tx = store.begin().await.unwrap();
    let due = due::claim(&mut tx, owner, at(now), at(now + 10), 10).await.unwrap();
    tx.commit().await.unwrap();
    due.into_iter().map(|due| due.unwrap().schedule.name).collect()
}

on_both!(a_due_schedule_is_one_workers_until_its_lease_is_over, async |store| {
    let workspace = workspace(&store).await;
    let record = schedule(workspace, "payments");
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claims(&store, "one", -1).await, [""; 0], "it is not due yet");
    assert_eq!(claims(&store, "one", 0).await, ["payments"]);
    assert_eq!(claims(&store, "two", 9).await, [""; 0]);
    assert_eq!(claims(&store, "two", 10).await, ["payments"], "the lease is over");

    let mut tx = store.begin().await.unwrap();
    assert!(
        !due::finish(&mut tx, &record, "one", &[], Some(at(60))).await.unwrap(),
        "it is not the first one's any more"
    );
    assert!(due::finish(&mut tx, &record, "two", &[], Some(at(60))).await.unwrap());
    assert_eq!(due::next_due(&mut tx).await.unwrap(), Some(at(60)));
    tx.commit().await.unwrap();
    assert_eq!(claims(&store, "one", 59).await, [""; 0]);
    assert_eq!(claims(&store, "one", 60).await, ["payments"]);
});

on_both!(a_change_during_the_look_makes_the_look_worthless, async |store| {
    let workspace = workspace(&store).await;
    let record = schedule(workspace, "payments");
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(claims(&store, "one", 0).await, ["payments"]);
    let mut tx = store.begin().await.unwrap();
    schedules::touch(&mut tx, workspace, record.id, at(1)).await.unwrap();
    assert!(!due::finish(&mut tx, &record, "one", &[], None).await.unwrap());
    due::release(&mut tx, &record, "one", at(90)).await.unwrap();
    tx.commit().await.unwrap();
    // It is due at once, for whoever comes first, with its new version.
    let mut tx = store.begin().await.unwrap();
    let found = due::claim(&mut tx, "two", at(1), at(11), 10).await.unwrap().pop().unwrap().unwrap();
    assert_eq!((found.schedule.version, found.due_at, found.on_call), (2, at(0), None));
    assert!(due::finish(&mut tx, &found.schedule, "two", &[], None).await.unwrap());
    assert_eq!(due::next_due(&mut tx).await.unwrap(), None, "nothing changes by itself");
    // What was planned for later comes sooner, what is overdue stays so.
    schedules::touch(&mut tx, workspace, record.id, at(7)).await.unwrap();
    assert_eq!(due::next_due(&mut tx).await.unwrap(), Some(at(7)));
    schedules::touch(&mut tx, workspace, record.id, at(9)).await.unwrap();
    assert_eq!(due::next_due(&mut tx).await.unwrap(), Some(at(7)));
});

on_both!(two_workers_share_what_is_due, async |store| {
    let workspace = workspace(&store).await;
    let mut tx = store.begin().await.unwrap();
    for number in 0..20 {
        schedules::insert(&mut tx, &schedule(workspace, &format!("s{number}"))).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (one, two) = tokio::join!(claims(&store, "one", 0), claims(&store, "two", 0));
    let mut all = [one, two].concat();
    let claimed = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), claimed, "nothing is claimed twice");
    let rest = [claims(&store, "three", 0).await, claims(&store, "four", 0).await].concat();
    assert_eq!(claimed + rest.len(), 20);
});

on_both!(a_group_is_looked_at_by_one_and_again_when_asked_meanwhile, async |store| {
    let workspace = workspace(&store).await;
    let group = UserGroup {
        id: rota::ids::GroupId::random(),
        slack_id: "S1".into(),
        name: "On call".into(),
        handle: "on-call".into(),
        is_disabled: false,
    };
    let mut tx = store.begin().await.unwrap();
    directory::keep_group(&mut tx, workspace, &group).await.unwrap();
    directory::group_is_due(&mut tx, workspace, "S1", at(0)).await.unwrap();
    let due = claims_group(&mut tx, "one", 0).await.unwrap();
    assert_eq!((due.group.slack_id.as_str(), due.attempts, due.due_at), ("S1", 0, at(0)));
    assert_eq!(claims_group(&mut tx, "two", 9).await, None);
    let again = claims_group(&mut tx, "two", 10).await.unwrap();
    assert!(!directory::group_done(&mut tx, &due, "one").await.unwrap());
    directory::group_later(&mut tx, &again, "two", at(20), 1).await.unwrap();
    assert_eq!(directory::next_due(&mut tx).await.unwrap(), Some(at(20)));
    let third = claims_group(&mut tx, "two", 20).await.unwrap();
    assert_eq!(third.attempts, 1);
    // Somebody asks while the look is under way: it is not the last.
    directory::group_is_due(&mut tx, workspace, "S1", at(21)).await.unwrap();
    assert!(!directory::group_done(&mut tx, &third, "two").await.unwrap());
    let last = claims_group(&mut tx, "two", 21).await.unwrap();
    assert!(directory::group_done(&mut tx, &last, "two").await.unwrap());
    assert_eq!(directory::next_due(&mut tx).await.unwrap(), None);
});

on_both!(only_groups_that_a_schedule_keeps_are_repaired, async |store| {
    let workspace = workspace(&store).await;
    let mut tx = store.begin().await.unwrap();
    for slack_id in ["S1", "S2"] {
        let group = UserGroup {
            id: rota::ids::GroupId::random(),
            slack_id: slack_id.into(),
            name: slack_id.into(),
            handle: slack_id.into(),
            is_disabled: false,
        };
        directory::keep_group(&mut tx, workspace, &group).await.unwrap();
    }
    let record = schedules::ScheduleRecord { user_group: Some("S2".into()), ..schedule(workspace, "payments") };
    schedules::insert(&mut tx, &record).await.unwrap();
    directory::linked_groups_are_due(&mut tx, workspace, at(3)).await.unwrap();
    assert_eq!(claims_group(&mut tx, "one", 3).await.unwrap().group.slack_id, "S2");
});

on_both!(a_job_is_done_by_one_worker_each_time, async |store| {
    let mut tx = store.begin().await.unwrap();
    jobs::plan(&mut tx, "sync", at(0)).await.unwrap();
    jobs::plan(&mut tx, "sync", at(50)).await.unwrap();
    assert_eq!(jobs::next_due(&mut tx).await.unwrap(), Some(at(0)), "it was planned before");
    assert!(!jobs::claim(&mut tx, "sync", "one", at(-1), at(10)).await.unwrap());
    assert!(jobs::claim(&mut tx, "sync", "one", at(0), at(10)).await.unwrap());
    assert!(!jobs::claim(&mut tx, "sync", "two", at(5), at(15)).await.unwrap());
    assert!(jobs::claim(&mut tx, "sync", "two", at(10), at(20)).await.unwrap());
    jobs::done(&mut tx, "sync", "one", at(99)).await.unwrap();
    assert_eq!(jobs::next_due(&mut tx).await.unwrap(), Some(at(20)), "the first one's lease is lost");
    jobs::done(&mut tx, "sync", "two", at(60)).await.unwrap();
    jobs::sooner(&mut tx, "sync", at(70)).await.unwrap();
    assert_eq!(jobs::next_due(&mut tx).await.unwrap(), Some(at(60)));
    jobs::sooner(&mut tx, "sync", at(30)).await.unwrap();
    assert_eq!(jobs::next_due(&mut tx).await.unwrap(), Some(at(30)));
});
