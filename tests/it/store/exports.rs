//! What subscribers were told is read as it was written.

use rota::ids::{ShiftId, UserId};
use rota::store::exports::{Entry, copy, copy_of, keep, telling_of};
use rota::store::{StoreError, schedules};

use super::{person, schedule, workspace};
use crate::support::databases::{on_both, tampers};

fn entry(user: UserId, start: i64, modified: i64) -> Entry {
    Entry {
        shift: ShiftId::random(),
        user,
        start,
        end: start + 3_600,
        summary: "alice \"al\" 🚀".into(),
        description: "On call for payments\nFrom: rotation, level 1".into(),
        is_override: false,
        covered: false,
        was_served: true,
        cancelled: false,
        sequence: 0,
        modified,
    }
}

on_both!(what_subscribers_were_told_is_read_as_it_was_written, async |store| {
    let town = workspace(&store).await;
    let (alice, bob) = (person(&store, town, "alice").await, person(&store, town, "bob").await);
    let record = schedule(town, "payments");
    let told = vec![
        entry(alice, -7_200, 1_800_000_000),
        Entry { end: 9_000_000_000, is_override: true, sequence: 41, ..entry(bob, -7_200, 5) },
        Entry { covered: true, was_served: false, summary: "".into(), ..entry(alice, 1_772_449_200, -3) },
        Entry { cancelled: true, description: "".into(), ..entry(bob, 1_772_449_200, 1_800_000_001) },
    ];
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    assert_eq!(copy(&mut tx, town, record.id).await.unwrap(), None);
    keep(&mut tx, town, record.id, (3, 20_514), &told).await.unwrap();
    tx.commit().await.unwrap();

    let mut db = store.reader().await.unwrap();
    let kept = copy(&mut db, town, record.id).await.unwrap().unwrap();
    assert_eq!((kept.version, kept.day, &kept.entries), (3, 20_514, &told));
    assert_eq!(copy_of(&mut db, town, record.id, (3, 20_514)).await.unwrap().unwrap(), kept);
    assert_eq!(copy_of(&mut db, town, record.id, (4, 20_514)).await.unwrap(), None);
    assert_eq!(copy_of(&mut db, town, record.id, (3, 20_515)).await.unwrap(), None);
    assert_eq!(telling_of(&mut db, town, bob).await.unwrap(), [record.id]);

    // Told again, without Bob and then of nobody.
    for told in [&told[..1], &[]] {
        let mut tx = store.begin().await.unwrap();
        keep(&mut tx, town, record.id, (5, 20_515), told).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(copy(&mut db, town, record.id).await.unwrap().unwrap().entries, told);
        assert_eq!(telling_of(&mut db, town, bob).await.unwrap(), []);
        assert_eq!(telling_of(&mut db, town, alice).await.unwrap().len(), told.len());
    }
});

on_both!(a_copy_that_was_spoilt_is_an_error_that_names_it, async |store| {
    let town = workspace(&store).await;
    let alice = person(&store, town, "alice").await;
    let record = schedule(town, "payments");
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    keep(&mut tx, town, record.id, (3, 20_514), &[entry(alice, 0, 0)]).await.unwrap();
    tx.commit().await.unwrap();
    let most = i64::MAX;
    for spoilt in [
        "[0,1,2,3,4]".to_owned(),
        "[0,1,2,9,0,0,0,0,0]".to_owned(),
        "[0,1,-2,3,0,0,0,0,0]".to_owned(),
        "[1.5]".to_owned(),
        "{".to_owned(),
        format!("[0,1,2,3,{most},{most},1,0,{most},0,1,2,{most},{most},{most},1,0,{most}]"),
    ] {
        tampers(&store, &format!("UPDATE export_copies SET entries = '{spoilt}'")).await;
        let read = copy(&mut store.reader().await.unwrap(), town, record.id).await;
        let Err(StoreError::Unreadable { row, .. }) = read else { panic!("{spoilt} was read: {read:?}") };
        assert_eq!(row, record.id.as_str());
    }
});
