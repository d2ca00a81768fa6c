//! The three macros that let one function run on both databases: the body is expanded once per driver, so row types and
//! binds stay typed. `statements!` names SQL texts and lists them for the test that prepares each.

/// `statements! { FIND = "SELECT …"; }` makes the constants and the list `STATEMENTS` of them.
macro_rules! statements {
    ($($name:ident = $text:expr;)*) => {
        $(const $name: &str = $text;)*
        /// The SQL texts of this file, by name.
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

// Where a statement has an id, SQLite would sometimes rather read the whole workspace: it takes an equality for a few rows. Then
// the text says `CAST(workspace_id AS TEXT) = $1`, which is no index to SQLite and nothing at all to PostgreSQL.

/// Rows of one type: `rows!(db, Row, FIND, workspace.as_str(), id)` is a `Result<Vec<Row>>`.
macro_rules! rows {
    ($db:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $db.connection() {
            $crate::store::connection::Connection::Lite(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(connection).await
            }
            $crate::store::connection::Connection::Pg(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(connection).await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

/// At most one row: an `Option` of it.
macro_rules! row {
    ($db:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $db.connection() {
            $crate::store::connection::Connection::Lite(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(connection).await
            }
            $crate::store::connection::Connection::Pg(connection) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(connection).await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

/// How many ids one statement about several has places for.
pub(super) const SEVERAL: usize = 20;

/// The places for them, after that of the workspace.
macro_rules! several {
    () => {
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21"
    };
}

/// Rows about up to [`SEVERAL`] ids, at least one: a short list ends with its last again and again.
macro_rules! rows_about {
    ($db:expr, $row:ty, $sql:expr, $workspace:expr, $ids:expr $(, $bind:expr)* $(,)?) => {{
        let ids: &[_] = $ids;
        let places = ids.iter().chain(std::iter::repeat_n(&ids[ids.len() - 1], $crate::store::sql::SEVERAL - ids.len()));
        match $db.connection() {
            $crate::store::connection::Connection::Lite(connection) => {
                let query = sqlx::query_as::<_, $row>($sql).bind($workspace);
                places.fold(query, |query, id| query.bind(id.as_str()))$(.bind($bind))*.fetch_all(connection).await
            }
            $crate::store::connection::Connection::Pg(connection) => {
                let query = sqlx::query_as::<_, $row>($sql).bind($workspace);
                places.fold(query, |query, id| query.bind(id.as_str()))$(.bind($bind))*.fetch_all(connection).await
            }
        }
        .map_err($crate::store::StoreError::from)
    }};
}

/// A writing statement: how many rows it touched.
macro_rules! write {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $tx.connection() {
            $crate::store::connection::Connection::Lite(connection) => {
                sqlx::query($sql)$(.bind($bind))*.execute(connection).await.map(|done| done.rows_affected())
            }
            $crate::store::connection::Connection::Pg(connection) => {
                sqlx::query($sql)$(.bind($bind))*.execute(connection).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
}

pub(super) use {row, rows, rows_about, several, statements, write};
