//! Messages wait in line, one line for each target.

use rota::ids::WorkspaceId;
use rota::store::outbox::{self, Queued, Turn};
use rota::store::{Store, pace};

use super::{at, workspace};
use crate::support::databases::on_both;

async fn queue(store: &Store, workspace: WorkspaceId, target: &str, key: &str, due: i64) -> bool {
    let queued = Queued {
        workspace,
        key: format!("{workspace}:{key}"),
        target: target.to_owned(),
        message: format!("{{\"say\":\"{key}\"}}"),
        due_at: at(due),
        how: rota::store::outbox::How::Anew,
    };
    let mut tx = store.begin().await.unwrap();
    let added = outbox::add(&mut tx, &queued, at(0)).await.unwrap();
    tx.commit().await.unwrap();
    added
}

/// Claims for a minute.
async fn claim(store: &Store, owner: &str, now: i64) -> Vec<Turn> {
    let mut tx = store.begin().await.unwrap();
    let turns = outbox::claim(&mut tx, owner, at(now), at(now + 1), 10).await.unwrap();
    let turns = turns.into_iter().map(Result::unwrap).collect();
    tx.commit().await.unwrap();
    turns
}

fn keys(turns: &[Turn]) -> Vec<&str> {
    let mut keys: Vec<&str> = turns.iter().map(|turn| turn.key.split_once(':').unwrap().1).collect();
    keys.sort_unstable();
    keys
}

async fn sent(store: &Store, turn: &Turn, owner: &str, now: i64) -> bool {
    let mut tx = store.begin().await.unwrap();
    let sent = outbox::sent(&mut tx, turn.id, owner, &turn.target, "1.2", at(now)).await.unwrap();
    tx.commit().await.unwrap();
    sent
}

on_both!(messages_to_one_target_go_one_after_the_other, async |store| {
    let workspace = workspace(&store).await;
    for (target, key) in [("C1", "a"), ("C1", "b"), ("C2", "c"), ("C1", "d")] {
        assert!(queue(&store, workspace, target, key, 0).await);
    }
    assert!(!queue(&store, workspace, "C1", "a", 0).await, "the same is not said twice");
    let first = claim(&store, "one", 0).await;
    assert_eq!(keys(&first), ["a", "c"]);
    assert_eq!(keys(&claim(&store, "two", 0).await), [""; 0], "`b` waits for `a`, which is under way");
    let a = first.iter().find(|turn| turn.key.ends_with(":a")).unwrap();
    assert_eq!((a.attempts, a.may_be_sent, a.message.as_str()), (1, false, "{\"say\":\"a\"}"));
    assert!(sent(&store, a, "one", 0).await);
    assert_eq!(keys(&claim(&store, "two", 0).await), ["b"]);
    let mut db = store.reader().await.unwrap();
    assert_eq!(outbox::waiting(&mut db).await.unwrap(), 3);
});

on_both!(a_message_that_is_later_holds_up_those_behind_it, async |store| {
    let workspace = workspace(&store).await;
    queue(&store, workspace, "C1", "a", 5).await;
    queue(&store, workspace, "C1", "b", 0).await;
    assert_eq!(keys(&claim(&store, "one", 0).await), [""; 0]);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(outbox::next_due(&mut tx, at(0)).await.unwrap(), Some(at(5)));
    drop(tx);
    let a = claim(&store, "one", 5).await.pop().unwrap();
    let mut tx = store.begin().await.unwrap();
    outbox::later(&mut tx, a.id, "one", at(9), "ratelimited").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(keys(&claim(&store, "one", 8).await), [""; 0]);
    let a = claim(&store, "one", 9).await.pop().unwrap();
    assert_eq!((keys(std::slice::from_ref(&a)), a.attempts, a.may_be_sent), (vec!["a"], 2, false));
    let mut tx = store.begin().await.unwrap();
    outbox::refused(&mut tx, a.id, "one", "channel_not_found").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(keys(&claim(&store, "one", 9).await), ["b"], "a refusal is final");
});

on_both!(after_a_crash_a_message_may_have_been_sent, async |store| {
    let workspace = workspace(&store).await;
    queue(&store, workspace, "C1", "a", 0).await;
    let lost = claim(&store, "crashed", 0).await.pop().unwrap();
    let next = outbox::next_due(&mut store.reader().await.unwrap(), at(0)).await.unwrap();
    assert_eq!(next, Some(at(1)), "when its lease runs out");
    assert_eq!(keys(&claim(&store, "two", 0).await), [""; 0]);
    let again = claim(&store, "two", 1).await.pop().unwrap();
    assert!(again.may_be_sent);
    assert_eq!((again.attempts, again.first_attempt_at), (2, at(0)));
    assert!(!sent(&store, &lost, "crashed", 1).await, "its lease is lost");
    let mut tx = store.begin().await.unwrap();
    outbox::unsure(&mut tx, again.id, "two", at(2), "timeout").await.unwrap();
    tx.commit().await.unwrap();
    let third = claim(&store, "two", 2).await.pop().unwrap();
    assert!(third.may_be_sent);
    assert!(sent(&store, &third, "two", 2).await);
    let mut tx = store.begin().await.unwrap();
    assert_eq!(outbox::next_due(&mut tx, at(2)).await.unwrap(), None);
    assert_eq!(outbox::prune(&mut tx, at(3)).await.unwrap(), 1);
});

on_both!(a_target_and_a_method_are_paced_in_their_workspace, async |store| {
    let (here, there) = (workspace(&store).await, workspace(&store).await);
    for workspace in [here, there] {
        queue(&store, workspace, "C1", "a", 0).await;
        queue(&store, workspace, "C2", "b", 0).await;
    }
    let mut tx = store.begin().await.unwrap();
    pace::hold(&mut tx, here, "C1", at(3)).await.unwrap();
    pace::hold(&mut tx, there, "chat.postMessage", at(2)).await.unwrap();
    assert_eq!(outbox::next_due(&mut tx, at(0)).await.unwrap(), Some(at(0)));
    tx.commit().await.unwrap();
    let turns = claim(&store, "one", 0).await;
    assert_eq!((keys(&turns), turns[0].workspace), (vec!["b"], here));
    assert!(sent(&store, &turns[0], "one", 0).await);
    let mut db = store.reader().await.unwrap();
    assert_eq!(outbox::next_due(&mut db, at(0)).await.unwrap(), Some(at(2)));
    drop(db);
    let turns = claim(&store, "one", 2).await;
    assert!(turns.iter().all(|turn| turn.workspace == there));
    assert_eq!(keys(&turns), ["a", "b"]);
});

on_both!(two_workers_never_take_the_same_message, async |store| {
    let workspace = workspace(&store).await;
    for number in 0..20 {
        queue(&store, workspace, &format!("C{number}"), &format!("m{number}"), 0).await;
    }
    let (one, two) = tokio::join!(claim(&store, "one", 0), claim(&store, "two", 0));
    let mut all = [keys(&one), keys(&two)].concat();
    let claimed = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), claimed);
});
