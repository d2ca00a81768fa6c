//! Swaps are read as they were written, in the order in which they apply, and taken once.

use jiff::{SignedDuration, Timestamp};
use rota::ids::{ScheduleId, SwapId, UserId, WorkspaceId};
use rota::store::swaps::{self, Filter, SwapRecord, SwapState};
use rota::store::{due, schedules};

use super::{at, person, schedule, workspace};
use crate::support::databases::on_both;

fn swap(workspace: WorkspaceId, schedule: ScheduleId, beneficiary: UserId) -> SwapRecord {
    SwapRecord {
        id: SwapId::random(),
        workspace,
        schedule,
        beneficiary,
        start: at(60).checked_add(SignedDuration::from_micros(123_456)).unwrap(),
        end: at(120),
        description: None,
        taken: None,
        withdrawn_at: None,
        created_at: at(0),
        updated_at: at(0),
        version: 1,
    }
}

const EVERYTHING: Filter<'_> = Filter {
    starting_after: Timestamp::UNIX_EPOCH,
    schedule: None,
    beneficiary: None,
    benefactor: None,
    open_at: None,
};

on_both!(a_swap_is_read_as_it_was_written, async |store| {
    let workspace = workspace(&store).await;
    let (alice, bob) = (person(&store, workspace, "alice").await, person(&store, workspace, "bob").await);
    let record = schedule(workspace, "payments");
    let open = SwapRecord { description: Some("' \" % 🦀\n".into()), ..swap(workspace, record.id, alice) };
    let taken = SwapRecord { taken: Some((bob, at(7))), start: at(60), ..swap(workspace, record.id, alice) };
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    for swap in [&open, &taken] {
        swaps::insert(&mut tx, swap).await.unwrap();
        assert_eq!(swaps::find(&mut tx, workspace, swap.id).await.unwrap().as_ref(), Some(swap));
    }
    assert_eq!(swaps::of_schedule(&mut tx, workspace, record.id).await.unwrap(), [open.clone(), taken.clone()]);
    assert_eq!(swaps::page(&mut tx, workspace, EVERYTHING, 10, 0).await.unwrap(), [taken.clone(), open.clone()]);
    let only_open = Filter { open_at: Some(at(60)), ..EVERYTHING };
    assert_eq!(swaps::page(&mut tx, workspace, only_open, 10, 0).await.unwrap(), std::slice::from_ref(&open));
    assert_eq!(swaps::count(&mut tx, workspace, Filter { open_at: Some(at(61)), ..EVERYTHING }).await.unwrap(), 0);
    assert_eq!(
        swaps::count(&mut tx, workspace, Filter { benefactor: Some(bob.as_str()), ..EVERYTHING }).await.unwrap(),
        1
    );

    let edited = SwapRecord { end: at(90), description: None, updated_at: at(3), ..open };
    assert!(swaps::update(&mut tx, &edited).await.unwrap());
    let edited = SwapRecord { version: 2, ..edited };
    assert_eq!(swaps::find(&mut tx, workspace, edited.id).await.unwrap(), Some(edited.clone()));

    let (now, until) = (at(1), at(2));
    due::claim(&mut tx, "worker", now, until, 10).await.unwrap();
    let leased = swaps::taken_in_leased(&mut tx, "worker").await.unwrap();
    let leased: Vec<_> = leased.into_iter().map(|(schedule, swap)| (schedule, swap.unwrap())).collect();
    assert_eq!(leased, [(record.id, taken.clone())]);

    assert!(swaps::withdraw(&mut tx, workspace, taken.id, at(9)).await.unwrap());
    assert!(!swaps::withdraw(&mut tx, workspace, taken.id, at(9)).await.unwrap());
    assert_eq!(swaps::find(&mut tx, workspace, taken.id).await.unwrap(), None);
    assert_eq!(swaps::of_schedule(&mut tx, workspace, record.id).await.unwrap(), [edited]);
    assert!(swaps::taken_in_leased(&mut tx, "worker").await.unwrap().is_empty());
});

on_both!(a_swap_is_taken_once_and_by_nobody_after_it_is_withdrawn, async |store| {
    let workspace = workspace(&store).await;
    let (alice, bob) = (person(&store, workspace, "alice").await, person(&store, workspace, "bob").await);
    let record = schedule(workspace, "payments");
    let (asked, gone) = (swap(workspace, record.id, alice), swap(workspace, record.id, alice));
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    swaps::insert(&mut tx, &asked).await.unwrap();
    swaps::insert(&mut tx, &gone).await.unwrap();
    assert!(swaps::take(&mut tx, workspace, asked.id, bob, at(5)).await.unwrap());
    assert!(!swaps::take(&mut tx, workspace, asked.id, alice, at(6)).await.unwrap());
    let taken = swaps::find(&mut tx, workspace, asked.id).await.unwrap().unwrap();
    assert_eq!(taken.state(at(500)), SwapState::Taken { by: bob, at: at(5) });
    assert_eq!((taken.version, taken.updated_at), (2, at(5)));
    assert_eq!((asked.state(at(60)), asked.state(at(61))), (SwapState::Open, SwapState::PastDue));
    swaps::withdraw(&mut tx, workspace, gone.id, at(5)).await.unwrap();
    assert!(!swaps::take(&mut tx, workspace, gone.id, bob, at(6)).await.unwrap());
    assert!(!swaps::update(&mut tx, &gone).await.unwrap());
    // What somebody has taken counts as naming them.
    let named = schedules::naming(&mut tx, workspace, bob).await.unwrap();
    assert_eq!(named.iter().map(|schedule| schedule.id).collect::<Vec<_>>(), [record.id]);
});

on_both!(another_workspace_sees_no_swap_and_changes_none, async |store| {
    let (here, there) = (workspace(&store).await, workspace(&store).await);
    let alice = person(&store, here, "alice").await;
    let record = schedule(here, "payments");
    let asked = swap(here, record.id, alice);
    let mut tx = store.begin().await.unwrap();
    schedules::insert(&mut tx, &record).await.unwrap();
    swaps::insert(&mut tx, &asked).await.unwrap();
    assert_eq!(swaps::find(&mut tx, there, asked.id).await.unwrap(), None);
    assert_eq!(swaps::page(&mut tx, there, EVERYTHING, 10, 0).await.unwrap(), []);
    assert_eq!(swaps::count(&mut tx, there, EVERYTHING).await.unwrap(), 0);
    assert_eq!(swaps::of_schedule(&mut tx, there, record.id).await.unwrap(), []);
    assert!(!swaps::take(&mut tx, there, asked.id, alice, at(1)).await.unwrap());
    assert!(!swaps::withdraw(&mut tx, there, asked.id, at(1)).await.unwrap());
    assert!(!swaps::update(&mut tx, &SwapRecord { workspace: there, ..asked.clone() }).await.unwrap());
    assert_eq!(swaps::find(&mut tx, here, asked.id).await.unwrap(), Some(asked));
});
