//! Everybody of a workspace is read once, and again when somebody of them changed: here, in another process, or not after all.

use std::sync::Arc;

use rota::store::everybody::{Everybody, of_workspace};
use rota::store::people::{self, Person};
use rota::store::person_settings::{self, PeopleSettings, PersonSettings};
use rota::store::{Connection, Reader, Store, Transaction};

use super::{person, workspace};
use crate::support::databases::{on_both, postgres, postgres_url, sqlite_url};

async fn everybody(store: &Store, workspace: rota::ids::WorkspaceId) -> Arc<Everybody> {
    of_workspace(&mut store.reader().await.unwrap(), workspace).await.unwrap()
}

fn zone<'a>(everybody: &'a Everybody, user: &rota::ids::UserId) -> Option<&'a str> {
    everybody.people[user].time_zone.as_deref()
}

async fn called(db: &mut Reader, workspace: rota::ids::WorkspaceId, user: rota::ids::UserId) -> String {
    of_workspace(db, workspace).await.unwrap().people[&user].full_name.clone()
}

async fn find(db: &mut Reader, workspace: rota::ids::WorkspaceId, user: rota::ids::UserId) -> Person {
    people::find(db, workspace, user).await.unwrap().unwrap()
}

on_both!(people_are_read_once_until_one_of_them_changes, async |store| {
    let (here, there) = (workspace(&store).await, workspace(&store).await);
    let (alice, bob) = (person(&store, here, "alice").await, person(&store, there, "bob").await);
    let first = everybody(&store, here).await;
    assert_eq!((first.people.len(), zone(&first, &alice)), (1, None));
    assert!(Arc::ptr_eq(&first, &everybody(&store, here).await));

    // What happens in another workspace is nothing to this one.
    let mut tx = store.begin().await.unwrap();
    let gone = Person { full_name: "Robert".to_owned(), ..find(&mut tx, there, bob).await };
    people::update(&mut tx, there, &gone).await.unwrap();
    tx.commit().await.unwrap();
    assert!(Arc::ptr_eq(&first, &everybody(&store, here).await));
    assert!(!everybody(&store, there).await.people.contains_key(&alice));

    let mut tx = store.begin().await.unwrap();
    let chosen = PersonSettings { time_zone: Some("Asia/Kathmandu".to_owned()), ..PersonSettings::default() };
    person_settings::keep(&mut tx, here, alice, &chosen).await.unwrap();
    tx.commit().await.unwrap();
    let second = everybody(&store, here).await;
    assert_eq!((zone(&second, &alice), &second.chosen[&alice]), (Some("Asia/Kathmandu"), &chosen));

    let mut tx = store.begin().await.unwrap();
    let settings = PeopleSettings { override_phone_privacy: true, tells_by_default: false };
    person_settings::keep_of_everybody(&mut tx, here, settings).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(everybody(&store, here).await.settings, settings);

    let carol = person(&store, here, "carol").await;
    assert!(everybody(&store, here).await.people.contains_key(&carol));
});

on_both!(who_writes_reads_what_they_wrote_and_nobody_else_does_until_it_lasts, async |store| {
    let here = workspace(&store).await;
    let alice = person(&store, here, "alice").await;
    let before = everybody(&store, here).await;

    let mut tx = store.begin().await.unwrap();
    assert!(Arc::ptr_eq(&before, &of_workspace(&mut tx, here).await.unwrap()));
    let renamed = Person { full_name: "Alice Weiß".to_owned(), ..find(&mut tx, here, alice).await };
    people::update(&mut tx, here, &renamed).await.unwrap();
    assert_eq!(called(&mut tx, here, alice).await, "Alice Weiß");
    assert!(Arc::ptr_eq(&before, &everybody(&store, here).await));
    drop(tx);
    assert_eq!(called(&mut store.reader().await.unwrap(), here, alice).await, "alice");

    // The count that was taken back is used again, for another change.
    let mut tx = store.begin().await.unwrap();
    people::update(&mut tx, here, &Person { full_name: "Alicia".to_owned(), ..renamed.clone() }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(called(&mut store.reader().await.unwrap(), here, alice).await, "Alicia");

    // What was tried and taken back inside a transaction, and then done.
    let mut tx = store.begin().await.unwrap();
    tx.mark().await.unwrap();
    people::update(&mut tx, here, &renamed).await.unwrap();
    tx.back_to_mark().await.unwrap();
    assert_eq!(called(&mut tx, here, alice).await, "Alicia");
    people::update(&mut tx, here, &renamed).await.unwrap();
    assert_eq!(called(&mut tx, here, alice).await, "Alice Weiß");
    tx.commit().await.unwrap();
    assert_eq!(called(&mut store.reader().await.unwrap(), here, alice).await, "Alice Weiß");
});

async fn two_processes_on(url: &str) {
    let (store, other) = (Store::open(url).await.unwrap(), Store::open(url).await.unwrap());
    let here = workspace(&store).await;
    let alice = person(&store, here, "alice").await;
    assert_eq!(everybody(&store, here).await.people.len(), 1);
    let bob = person(&other, here, "bob").await;
    let now = everybody(&store, here).await;
    assert!(now.people.contains_key(&alice) && now.people.contains_key(&bob));
}

#[tokio::test]
async fn a_change_made_by_another_process_is_seen_on_sqlite() {
    two_processes_on(&sqlite_url()).await;
}

#[tokio::test]
async fn a_change_made_by_another_process_is_seen_on_postgres() {
    if let Some(url) = postgres_url().await {
        two_processes_on(&url).await;
    }
}

#[tokio::test]
async fn who_is_changed_while_they_are_read_is_read_again() {
    let Some(store) = postgres().await else { return };
    let here = workspace(&store).await;
    let alice = person(&store, here, "alice").await;

    // Whoever reads now knows the count and then waits for what was chosen, until the change lasts.
    let mut tx = store.begin().await.unwrap();
    let renamed = Person { full_name: "Alice Weiß".to_owned(), ..find(&mut tx, here, alice).await };
    people::update(&mut tx, here, &renamed).await.unwrap();
    say(&mut tx, "LOCK TABLE person_settings IN ACCESS EXCLUSIVE MODE").await;
    let reading = tokio::spawn({
        let store = store.clone();
        async move { everybody(&store, here).await }
    });
    let waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'person_settings'::regclass";
    while say(&mut tx, waits).await == Some(0) {
        tokio::task::yield_now().await;
    }
    tx.commit().await.unwrap();
    let read = reading.await.unwrap();
    assert_eq!(read.people[&alice].full_name, "Alice Weiß");

    // What was read under the count of before is not taken for what holds under the next.
    let now = everybody(&store, here).await;
    assert!(!Arc::ptr_eq(&read, &now) && Arc::ptr_eq(&now, &everybody(&store, here).await));
    let mut tx = store.begin().await.unwrap();
    people::update(&mut tx, here, &Person { full_name: "Alicia".to_owned(), ..renamed }).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(called(&mut store.reader().await.unwrap(), here, alice).await, "Alicia");
}

/// Runs a statement on PostgreSQL: the number it answers with, if it does.
async fn say(tx: &mut Transaction, statement: &'static str) -> Option<i64> {
    match tx.connection() {
        Connection::Pg(connection) => sqlx::query_scalar(statement).fetch_optional(connection).await.unwrap(),
        Connection::Lite(_) => None,
    }
}
