//! A fresh, empty database for each test, on SQLite and on PostgreSQL.
//!
//! `on_both!(a_sentence, async |store| { … })` is two tests, `a_sentence::on_sqlite` and `a_sentence::on_postgres`.
//! Everything lives under one directory, which a watchdog removes when the run is over, however it ends.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::os::unix::process::{CommandExt as _, parent_id};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use rota::store::{Connection, Store};

use super::postgres;

/// One test on both databases. Where there is no PostgreSQL, that half says so on the terminal, or fails when
/// `ROTA_REQUIRE_POSTGRES=1`.
macro_rules! on_both {
    ($name:ident, $body:expr) => {
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;

            #[tokio::test]
            async fn on_sqlite() {
                let store = $crate::support::databases::sqlite().await;
                $crate::support::databases::story($body, store).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(store) = $crate::support::databases::postgres().await {
                    $crate::support::databases::story($body, store).await;
                }
            }
        }
    };
}
pub(crate) use on_both;

/// Lets the compiler see what a test's closure takes.
pub async fn story(body: impl AsyncFnOnce(Store), store: Store) {
    body(store).await;
}

/// Writes to a database behind the store's back. Returns how many rows were changed.
pub async fn tampers(store: &Store, sql: &str) -> u64 {
    let mut tx = store.begin().await.unwrap();
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
    let changed = match tx.connection() {
        Connection::Lite(connection) => sql.execute(connection).await.unwrap().rows_affected(),
        Connection::Pg(connection) => sql.execute(connection).await.unwrap().rows_affected(),
    };
    tx.commit().await.unwrap();
    changed
}

/// An empty SQLite database in a file of its own.
pub async fn sqlite() -> Store {
    Store::open(&sqlite_url()).await.expect("a new file under the temporary directory can be opened")
}

/// The address of a SQLite file that is not there yet.
pub fn sqlite_url() -> String {
    static FILES: AtomicU32 = AtomicU32::new(0);
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    format!("sqlite://{}", run_directory().join(format!("{}-{number}.db", std::process::id())).display())
}

/// An empty PostgreSQL database, or `None` (said aloud) where there is no PostgreSQL.
pub async fn postgres() -> Option<Store> {
    let url = postgres_url().await?;
    Some(Store::open(&url).await.expect("the database that was just made can be opened"))
}

/// The address of a new PostgreSQL database with all tables.
pub async fn postgres_url() -> Option<String> {
    or_said_aloud(postgres::new_database().await)
}

/// The address of a new PostgreSQL database without any tables.
pub async fn empty_postgres_url() -> Option<String> {
    or_said_aloud(postgres::empty_database().await)
}

fn or_said_aloud(made: Result<String, String>) -> Option<String> {
    match made {
        Ok(url) => Some(url),
        Err(missing) if std::env::var_os("ROTA_REQUIRE_POSTGRES").is_some_and(|required| required == "1") => {
            panic!("ROTA_REQUIRE_POSTGRES=1, but {missing}")
        }
        Err(missing) => {
            // Not `eprintln!`: the test harness would keep it to itself.
            let _ = writeln!(std::io::stderr(), "SKIPPED on PostgreSQL: {missing} (TEST_POSTGRES_URL names a server)");
            None
        }
    }
}

/// The directory of this run. Its watchdog is running.
///
/// `cargo test` runs all tests in one process; nextest runs each in its own, and those share what is expensive: the
/// directory's name is then the run's, and the watchdog waits for the runner.
pub(super) fn run_directory() -> &'static Path {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        let (run, watched) = match std::env::var("NEXTEST_RUN_ID") {
            Ok(run) => (run, parent_id()),
            Err(_) => (format!("{}-{:08x}", std::process::id(), rand::random::<u32>()), std::process::id()),
        };
        let directory = memory_or_disk().join(format!("rota-tests-{run}"));
        match DirBuilder::new().mode(0o755).create(&directory) {
            Ok(()) => {
                // PostgreSQL runs as somebody else when we are root, and has to get through here whatever the umask.
                fs::set_permissions(&directory, Permissions::from_mode(0o755)).expect("our own directory");
                watch(watched, &directory);
            }
            Err(error) => assert!(directory.is_dir(), "making {}: {error}", directory.display()),
        }
        directory
    })
}

/// In memory where the machine has a place for that: stories make thousands of transactions, and each waits for the disk.
fn memory_or_disk() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let probe = memory.join(format!("rota-probe-{}", std::process::id()));
    if fs::write(&probe, "").and_then(|()| fs::remove_file(&probe)).is_ok() {
        return memory.to_owned();
    }
    std::env::temp_dir()
}

/// Whoever holds this lock may make what processes of the run share.
pub(super) fn run_lock() -> File {
    let lock = File::create(run_directory().join("lock")).expect("the run's directory can be written to");
    lock.lock().expect("a lock on the run's directory");
    lock
}

/// Starts the watchdog: it outlives `pid`, whatever ends that, then stops PostgreSQL and removes `directory`.
#[expect(clippy::zombie_processes, reason = "it outlives us: that is what it is for")]
fn watch(pid: u32, directory: &Path) {
    const WATCH: &str = r#"
        while kill -0 "$1" 2>/dev/null; do sleep 1; done
        server=$(head -n 1 "$2/cluster/postmaster.pid" 2>/dev/null)
        if [ -n "$server" ]; then
            kill -QUIT "$server" 2>/dev/null
            for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$server" 2>/dev/null || break; sleep 0.3; done
        fi
        rm -rf "$2"
    "#;
    Command::new("sh")
        .args(["-c", WATCH, "rota-tests-watchdog", &pid.to_string()])
        .arg(directory)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("`sh` starts");
}
