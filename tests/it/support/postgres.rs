//! A PostgreSQL server for the tests: the one `TEST_POSTGRES_URL` names, else a throw-away cluster made from whatever
//! binaries are installed. Apart from `databases` because tests only ever want a database.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use rota::store::Store;
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::databases::{run_directory, run_lock};

/// Who the server runs as when the tests are root's, which it refuses to be.
const NOBODY: u32 = 65534;
/// A database with all tables, which new ones are copied from.
const TEMPLATE: &str = "rota_template";

#[derive(Debug, Clone)]
struct Server {
    /// Address without the database's name.
    base: String,
    /// What follows the name (`?sslmode=…`).
    options: String,
    template: Option<&'static str>,
}

/// Makes a database and returns its address, or says what is missing. Its tables are there already where that is cheaper.
pub async fn new_database() -> Result<String, String> {
    let server = server().await?;
    create(&server, server.template).await
}

/// Makes a database without any tables.
pub async fn empty_database() -> Result<String, String> {
    create(&server().await?, None).await
}

async fn server() -> Result<Server, String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    match SERVER.get() {
        Some(server) => server.clone(),
        None => tokio::task::spawn_blocking(|| SERVER.get_or_init(find_or_start).clone())
            .await
            .expect("starting a server does not panic"),
    }
}

async fn create(server: &Server, template: Option<&str>) -> Result<String, String> {
    let name = format!("rota_test_{:016x}", rand::random::<u64>());
    let template = template.map(|template| format!(" TEMPLATE {template}")).unwrap_or_default();
    run_sql(&server.url("postgres"), format!("CREATE DATABASE {name}{template}")).await?;
    Ok(server.url(&name))
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.base, self.options)
    }
}

async fn run_sql(url: &str, sql: String) -> Result<(), String> {
    let explain = |error: sqlx::Error| format!("`{sql}` failed: {error}");
    let mut connection = PgConnection::connect(url).await.map_err(explain)?;
    connection.execute(sqlx::AssertSqlSafe(sql.clone())).await.map_err(explain)?;
    connection.close().await.map_err(explain)
}

fn find_or_start() -> Result<Server, String> {
    if let Ok(url) = std::env::var("TEST_POSTGRES_URL") {
        let (address, options) =
            url.split_once('?').map_or((url.as_str(), String::new()), |(a, o)| (a, format!("?{o}")));
        let host_at = address.find("://").map_or(0, |at| at + 3);
        let base = address[host_at..].find('/').map_or(address, |slash| &address[..host_at + slash]);
        return Ok(Server { base: base.to_owned(), options, template: None });
    }
    let _lock = run_lock();
    let told = run_directory().join("postgres");
    let base = if let Ok(base) = fs::read_to_string(&told) {
        base
    } else {
        let base = start()?;
        fs::write(&told, &base).map_err(|error| error.to_string())?;
        base
    };
    Ok(Server { base, options: String::new(), template: Some(TEMPLATE) })
}

fn start() -> Result<String, String> {
    let binaries = binaries().ok_or("no `initdb` and `pg_ctl` on the PATH or in the usual places")?;
    let owner = Owner::of_the_server();
    let cluster = run_directory().join("cluster");
    let sockets = run_directory().join("run");
    for directory in [&cluster, &sockets] {
        fs::create_dir_all(directory).map_err(|error| error.to_string())?;
        if let Owner::Nobody = owner {
            chown(directory, Some(NOBODY), Some(NOBODY)).map_err(|error| error.to_string())?;
        }
    }
    let mut initdb = owner.command(&binaries.join("initdb"));
    initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]).arg(&cluster);
    run(initdb)?;

    // The port is free when it is chosen; somebody may take it before the server does.
    let mut trouble = String::new();
    for _ in 0..5 {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .map_err(|error| error.to_string())?
            .port();
        let settings = format!(
            "-k {} -h 127.0.0.1 -p {port} -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
             -c max_connections=400 -c shared_buffers=64MB",
            sockets.display()
        );
        let mut pg_ctl = owner.command(&binaries.join("pg_ctl"));
        pg_ctl.arg("-D").arg(&cluster).arg("-l").arg(cluster.join("server.log")).args(["-w", "-o", &settings, "start"]);
        match run(pg_ctl) {
            Ok(()) => {
                let base = format!("postgres://postgres@127.0.0.1:{port}");
                make_template(&base)?;
                return Ok(base);
            }
            Err(error) => trouble = error,
        }
    }
    let log = fs::read_to_string(cluster.join("server.log")).unwrap_or_default();
    Err(format!("{trouble}\n{log}"))
}

/// Migrates once; every test's database is a copy.
fn make_template(base: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        run_sql(&format!("{base}/postgres"), format!("CREATE DATABASE {TEMPLATE}")).await?;
        let store = Store::open(&format!("{base}/{TEMPLATE}")).await.map_err(|error| error.to_string())?;
        store.close().await;
        Ok(())
    })
}

fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    places.extend(versions.into_iter().rev());
    places.push("/usr/local/bin".into());
    places.into_iter().find(|place| place.join("initdb").is_file() && place.join("pg_ctl").is_file())
}

enum Owner {
    Us,
    Nobody,
}

impl Owner {
    fn of_the_server() -> Self {
        let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
        if root { Self::Nobody } else { Self::Us }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = match self {
            Self::Us => Command::new(program),
            Self::Nobody => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={NOBODY}")).arg(format!("--regid={NOBODY}")).arg("--clear-groups");
                command.arg(program);
                command
            }
        };
        // A server that kept our output open would keep a test runner waiting.
        command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

fn run(mut command: Command) -> Result<(), String> {
    let told = format!("{command:?}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{told} ended with {status}")),
        Err(error) => Err(format!("{told}: {error}")),
    }
}
