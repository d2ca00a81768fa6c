//! All that a database holds, as text: two of them are equal when nothing was changed in between.

use rota::store::{Connection, Store};

const TABLES_OF_SQLITE: &str =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
const TABLES_OF_POSTGRES: &str = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";

/// Looks at everything, as often as anybody wants: with one statement, and only when something may have been written.
pub struct Everything {
    store: Store,
    statement: String,
    /// What stood there, and how far the database was.
    seen: Option<(String, String)>,
}

impl Everything {
    /// What is in `store`.
    pub async fn of(store: &Store) -> Self {
        let mut parts = Vec::new();
        for table in tables(store).await {
            let row =
                if is_sqlite(store).await { columns_of_sqlite(store, &table).await } else { "one::text".to_owned() };
            parts.push(format!("SELECT '{table}: ' || {row} AS line FROM {table} AS one"));
        }
        let statement = format!("{} ORDER BY line", parts.join(" UNION ALL "));
        Self { store: store.clone(), statement, seen: None }
    }

    /// Every row of every table, a line each.
    pub async fn now(&mut self) -> String {
        let reached = match self.store.edition().await {
            Some(edition) => edition.to_string(),
            // Of the whole server: what others write there is looked at in vain.
            None => texts(&self.store, "SELECT pg_current_snapshot()::text").await.concat(),
        };
        match &self.seen {
            Some((then, everything)) if *then == reached => everything.clone(),
            _ => {
                let everything = texts(&self.store, &self.statement).await.join("\n");
                self.seen = Some((reached, everything.clone()));
                everything
            }
        }
    }
}

/// Every row of every table, a line each.
pub async fn everything(store: &Store) -> String {
    Everything::of(store).await.now().await
}

/// Every table.
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
