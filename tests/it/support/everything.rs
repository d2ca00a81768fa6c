//! All that a database holds, as text: two of them are equal when nothing was changed in between.

use rota::store::{Connection, Reads as _, Store};

const TABLES_OF_SQLITE: &str =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
const TABLES_OF_POSTGRES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";

/// Every row of every table, a line each.
pub async fn everything(store: &Store) -> String {
    let mut rows = Vec::new();
    for table in tables(store).await {
        let select = if is_sqlite(store).await {
            format!("SELECT {} FROM {table} ORDER BY 1", columns_of_sqlite(store, &table).await)
        } else {
            format!("SELECT one::text FROM {table} AS one ORDER BY 1")
        };
        rows.extend(texts(store, &select).await.into_iter().map(|row| format!("{table}: {row}")));
    }
    rows.join("\n")
}

/// Every table of ours.
pub async fn tables(store: &Store) -> Vec<String> {
    texts(store, if is_sqlite(store).await { TABLES_OF_SQLITE } else { TABLES_OF_POSTGRES }).await
}

async fn is_sqlite(store: &Store) -> bool {
    matches!(store.reader().await.unwrap().connection(), Connection::Lite(_))
}

async fn columns_of_sqlite(store: &Store, table: &str) -> String {
    let columns = texts(store, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
    columns.iter().map(|column| format!("quote({column})")).collect::<Vec<_>>().join(" || ',' || ")
}

/// The first column of what a query answers.
pub async fn texts(store: &Store, query: &str) -> Vec<String> {
    let query = sqlx::AssertSqlSafe(query.to_owned());
    let mut reader = store.reader().await.unwrap();
    match reader.connection() {
        Connection::Lite(connection) => sqlx::query_scalar(query).fetch_all(connection).await.unwrap(),
        Connection::Pg(connection) => sqlx::query_scalar(query).fetch_all(connection).await.unwrap(),
    }
}
