//! Connecting, migrating, and the two ways in: a reader and a transaction.

use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};

use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::everybody::Memory;
use super::{Result, StoreError};
use crate::ids::WorkspaceId;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a request waits for a connection before it is an error: inside the three seconds Slack gives an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a change waits for its turn, when many write at once.
const TURN: Duration = Duration::from_secs(10);

/// How many changes are made at once in PostgreSQL. Those of one workspace wait for each other with a connection each, so not
/// all connections may be theirs.
const CHANGES_AT_ONCE: usize = 8;

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    /// Who may write now. Others wait here in turn, and not for a connection that nobody gives back in time.
    turns: Arc<Semaphore>,
    memory: Arc<Memory>,
}

#[derive(Debug, Clone)]
enum Pools {
    /// SQLite in WAL mode: many readers and exactly one writing connection.
    Lite { read: SqlitePool, write: SqlitePool, watch: Watch },
    /// PostgreSQL.
    Pg(PgPool),
}

/// A connection that only ever asks whether something was written. `None`: it cannot be asked (any more).
type Watch = Arc<Mutex<Option<SqliteConnection>>>;

/// What reading functions take: a connection that sees what was committed before each query. A [`Transaction`] is one that
/// sees what it wrote itself, too.
pub struct Reader {
    source: Source,
    memory: Arc<Memory>,
    /// Whose people its transaction changes: of those it reads what that wrote.
    changes_people: Vec<WorkspaceId>,
}

enum Source {
    Lite(PoolConnection<Sqlite>),
    Pg(PoolConnection<Postgres>),
    WritingLite(sqlx::Transaction<'static, Sqlite>),
    WritingPg(sqlx::Transaction<'static, Postgres>),
}

/// A transaction: the only way to the functions that write. Dropped without [`commit`](Self::commit), nothing happened.
pub struct Transaction {
    reader: Reader,
    /// Of how many workspaces it had changed people at its mark.
    changed_at_mark: usize,
    /// Given back when it ends.
    _turn: OwnedSemaphorePermit,
}

impl Deref for Transaction {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

/// A borrowed connection of either kind.
pub enum Connection<'a> {
    /// SQLite.
    Lite(&'a mut SqliteConnection),
    /// PostgreSQL.
    Pg(&'a mut PgConnection),
}

impl Reader {
    fn of(source: Source, memory: &Arc<Memory>) -> Self {
        Self { source, memory: memory.clone(), changes_people: Vec::new() }
    }

    /// The connection underneath.
    pub fn connection(&mut self) -> Connection<'_> {
        match &mut self.source {
            Source::Lite(connection) => Connection::Lite(connection),
            Source::Pg(connection) => Connection::Pg(connection),
            Source::WritingLite(transaction) => Connection::Lite(transaction),
            Source::WritingPg(transaction) => Connection::Pg(transaction),
        }
    }

    /// What is remembered of the people of a workspace, where it holds for this reader.
    pub(super) fn memory(&self, workspace: WorkspaceId) -> Option<&Memory> {
        Some(&*self.memory).filter(|_| !self.changes_people.contains(&workspace))
    }
}

impl Transaction {
    /// Notes that it changes people of a workspace. Whether that is new.
    pub(super) fn changes_people_of(&mut self, workspace: WorkspaceId) -> bool {
        let is_new = !self.changes_people.contains(&workspace);
        self.changes_people.extend(is_new.then_some(workspace));
        is_new
    }

    /// Remembers this point: [`back_to_mark`](Self::back_to_mark) undoes what is written from here on.
    pub async fn mark(&mut self) -> Result<()> {
        self.changed_at_mark = self.changes_people.len();
        self.control("SAVEPOINT mark").await
    }

    /// Undoes everything since [`mark`](Self::mark), and sees the database as it was there. What was locked before stays locked.
    pub async fn back_to_mark(&mut self) -> Result<()> {
        self.reader.changes_people.truncate(self.changed_at_mark);
        self.control("ROLLBACK TO SAVEPOINT mark").await
    }

    async fn control(&mut self, statement: &'static str) -> Result<()> {
        match self.connection() {
            Connection::Lite(connection) => sqlx::query(statement).execute(connection).await.map(drop)?,
            Connection::Pg(connection) => sqlx::query(statement).execute(connection).await.map(drop)?,
        }
        Ok(())
    }

    /// Makes everything written so far lasting.
    pub async fn commit(self) -> Result<()> {
        match self.reader.source {
            Source::WritingLite(transaction) => transaction.commit().await?,
            Source::WritingPg(transaction) => transaction.commit().await?,
            // These write nothing.
            Source::Lite(_) | Source::Pg(_) => {}
        }
        Ok(())
    }
}

impl Store {
    /// Connects to `url` (`sqlite://rota.db`, `sqlite::memory:` or `postgres://…`), brings the tables up to date and
    /// opens the working connections. A SQLite file is made when it is missing.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            let scheme = url.split_once(':').map_or(url, |(scheme, _)| scheme);
            Err(StoreError::Address(scheme.to_owned()))
        }
    }

    async fn open_sqlite(url: &str) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            // A list of names goes to the reader in a few pieces: by default two threads take turns every fifty rows.
            .row_buffer_size(1_000);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&write).await?;
        if url.contains(":memory:") {
            return Ok(Self::of(Pools::Lite { read: write.clone(), write, watch: Watch::default() }, 1));
        }
        let read = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone().read_only(true))
            .await?;
        let watch = SqliteConnection::connect_with(&options.read_only(true)).await?;
        Ok(Self::of(Pools::Lite { read, write, watch: Arc::new(Mutex::new(Some(watch))) }, 1))
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address("postgres".to_owned()))?;
        let migrating = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&migrating).await?;
        migrating.close().await;
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect_lazy_with(options);
        Ok(Self::of(Pools::Pg(pool), CHANGES_AT_ONCE))
    }

    fn of(pools: Pools, changes_at_once: usize) -> Self {
        Self { pools, turns: Arc::new(Semaphore::new(changes_at_once)), memory: Arc::default() }
    }

    /// A connection for reading.
    pub async fn reader(&self) -> Result<Reader> {
        let source = match &self.pools {
            Pools::Lite { read, .. } => Source::Lite(read.acquire().await?),
            Pools::Pg(pool) => Source::Pg(pool.acquire().await?),
        };
        Ok(Reader::of(source, &self.memory))
    }

    /// Begins a transaction. On SQLite it holds the only writing connection until it ends, so keep it short and await
    /// nothing but the database inside.
    pub async fn begin(&self) -> Result<Transaction> {
        let turn = timeout(TURN, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let source = match &self.pools {
            Pools::Lite { write, .. } => Source::WritingLite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Pg(pool) => Source::WritingPg(pool.begin().await?),
        };
        Ok(Transaction { reader: Reader::of(source, &self.memory), changed_at_mark: 0, _turn: turn })
    }

    /// Prepares `statement` without running it: an error names the table or column that is wrong.
    pub async fn prepare(&self, statement: &'static str) -> Result<()> {
        use sqlx::{Executor as _, SqlSafeStr as _};
        let mut reader = self.reader().await?;
        match reader.connection() {
            Connection::Lite(connection) => connection.prepare(statement.into_sql_str()).await.map(drop)?,
            Connection::Pg(connection) => connection.prepare(statement.into_sql_str()).await.map(drop)?,
        }
        Ok(())
    }

    /// Whether this process is the only one that works on the database: several replicas need PostgreSQL.
    pub fn is_ours_alone(&self) -> bool {
        matches!(self.pools, Pools::Lite { .. })
    }

    /// A number that stays the same for as long as nobody, in this process or another, has written anything. `None`: this
    /// database does not tell.
    pub async fn edition(&self) -> Option<i64> {
        let Pools::Lite { watch, .. } = &self.pools else { return None };
        let mut watch = watch.lock().await;
        let asked = sqlx::query_scalar::<_, i64>("PRAGMA data_version").fetch_one(watch.as_mut()?).await;
        if asked.is_err() {
            // Another connection would begin to count anew.
            *watch = None;
        }
        asked.ok()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        let mut reader = self.reader().await?;
        match reader.connection() {
            Connection::Lite(connection) => sqlx::query("SELECT 1").execute(connection).await.map(drop)?,
            Connection::Pg(connection) => sqlx::query("SELECT 1").execute(connection).await.map(drop)?,
        }
        Ok(())
    }

    /// Closes every connection, waiting for those in use.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Lite { read, write, watch } => {
                drop(watch.lock().await.take());
                read.close().await;
                write.close().await;
            }
            Pools::Pg(pool) => pool.close().await,
        }
    }
}
