//! Starting brings the tables up to date: again and again, and when several replicas start at once.

use rota::store::{Store, workspaces};

use super::workspace;
use crate::support::databases;

async fn starts_again_and_at_once(url: &str) {
    let first = Store::open(url).await.unwrap();
    let id = workspace(&first).await;
    let replicas = futures::future::join_all((0..4).map(|_| Store::open(url))).await;
    for replica in replicas {
        let replica = replica.unwrap();
        replica.ping().await.unwrap();
        assert!(workspaces::find(&mut replica.reader().await.unwrap(), id).await.unwrap().is_some());
        replica.close().await;
    }
    assert!(first.begin().await.is_ok());
    first.close().await;
    assert!(first.ping().await.unwrap_err().is_unreachable());
}

async fn starts_at_once_on_nothing(url: &str) {
    for replica in futures::future::join_all((0..4).map(|_| Store::open(url))).await {
        replica.unwrap().ping().await.unwrap();
    }
}

#[tokio::test]
async fn a_file_is_opened_again_with_what_is_in_it() {
    starts_again_and_at_once(&databases::sqlite_url()).await;
}

#[tokio::test]
async fn replicas_that_start_at_once_on_postgres_make_the_tables_once() {
    if let Some(url) = databases::empty_postgres_url().await {
        starts_at_once_on_nothing(&url).await;
        starts_again_and_at_once(&url).await;
    }
}

#[tokio::test]
async fn an_address_that_is_no_database_is_named_without_its_secrets() {
    let refused = Store::open("mysql://root:hunter2@localhost/rota").await.unwrap_err().to_string();
    assert_eq!(
        refused,
        "`mysql` is not a database address: use `sqlite://rota.db` or `postgres://user:password@host/name`"
    );
}
