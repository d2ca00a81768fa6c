//! What a statement costs does not grow with what others have: it finds its rows by an index that begins with the workspace, or
//! with the id of something in it. Both databases are asked how they would run each.

use std::collections::BTreeSet;

use expect_test::expect;
use rota::store::{Connection, Store, every_statement};

use crate::support::databases::on_both;
use crate::support::everything::{tables, texts};

/// Statements that work through what all workspaces share, or are run once in a while: the worker's queues (found by when
/// something is due, or by who leased it), what is done at a start, what is pruned, what an admin chooses for everybody.
const SHARED: [&str; 56] = [
    "covers::CHECK_LEASED",
    "covers::CLAIM",
    "covers::RELEASE_ALL",
    "covers::NEXT_DUE",
    "absences::PRUNE_TOLD",
    "absences::PRUNE",
    "absence_feeds::CLAIM",
    "absence_feeds::LEASED",
    "absence_feeds::RELEASE_ALL",
    "absence_feeds::NEXT_DUE",
    "directory::CLAIM_GROUPS",
    "directory::RELEASE_ALL",
    "directory::NEXT_DUE",
    "drafts::PRUNE",
    "due::CLAIM",
    "due::LEASED",
    "due::RELEASE_ALL",
    "due::NEXT_DUE",
    "feeds::KEPT_OF_LEASED",
    "feeds::CLAIM",
    "feeds::LEASED",
    "feeds::RELEASE_ALL",
    "feeds::NEXT_DUE",
    "health::CLAIM",
    "health::LEASED",
    "health::RELEASE_ALL",
    "health::NEXT_DUE",
    "inbox::PRUNE",
    "jobs::RELEASE_ALL",
    "jobs::NEXT_DUE",
    "leavers::NEXT",
    "leavers::NEXT_DUE",
    "ledger::MARKS_OF_LEASED",
    "ledger::OPEN_IN_LEASED",
    "links::OF_LEASED",
    "outbox::CLAIM",
    "outbox::RELEASE_ALL",
    "outbox::IS_DUE",
    "outbox::NEXT_DUE",
    "outbox::WAITING",
    "outbox::PRUNE",
    "pace::PRUNE",
    "replies::PRUNE",
    "shifts::OWNED_BY_LEASED",
    "shifts::ATTACHED_TO_LEASED",
    "shifts_ahead::SETTLING",
    "shifts_ahead::SOON_FOR_ALL",
    "shifts_ahead::CLAIM",
    "shifts_ahead::LEASED",
    "shifts_ahead::RELEASE_ALL",
    "shifts_ahead::NEXT_DUE",
    "swaps::TAKEN_IN_LEASED",
    "topics::CLAIM",
    "topics::RELEASE_ALL",
    "topics::NEXT_DUE",
    "workspaces::ALL",
];

/// The first column of the index that something is looked up by.
fn belongs_to_one(column: &str) -> bool {
    let others =
        ["id", "hash", "key", "subject", "owner", "taken_by", "dedup_key", "client_key", "name", "return_schedule"];
    column.ends_with("_id") || others.contains(&column)
}

on_both!(no_statement_reads_what_belongs_to_others, async |store| {
    let planner = Planner::of(&store).await;
    let mut unbounded = BTreeSet::new();
    let mut complaints = Vec::new();
    for (file, name, text) in every_statement() {
        let plan = planner.plan(text).await;
        let statement = format!("{file}::{name}");
        if planner.is_bounded(&plan) {
            continue;
        }
        if !SHARED.contains(&statement.as_str()) {
            complaints.push(format!("{statement}:\n    {}", plan.join("\n    ")));
        }
        unbounded.insert(statement);
    }
    assert!(complaints.is_empty(), "these look at rows of every workspace:\n{}", complaints.join("\n"));
    if let Planner::Lite(_) = planner {
        let listed: BTreeSet<String> = SHARED.iter().map(|statement| (*statement).to_owned()).collect();
        assert_eq!(listed, unbounded, "listed, and bounded by now");
    }
});

#[tokio::test]
async fn a_page_of_schedules_is_found_by_its_workspace() {
    let store = crate::support::databases::sqlite().await;
    let planner = Planner::of(&store).await;
    let mut shown = Vec::new();
    for (of, statement) in [
        ("tokens", "BY_HASH"),
        ("schedules", "COUNT"),
        ("schedules", "PAGE"),
        ("schedules", "FIND"),
        ("shifts", "OF_SCHEDULE"),
        ("swaps", "OF_SCHEDULE"),
        ("people", "ALL"),
        ("everybody", "EDITION"),
        ("ledger", "OVERLAPPING"),
        ("rules", "OWNED"),
        ("rules", "ATTACHED"),
        ("rules", "SWAPS"),
        ("rules", "CALENDARS"),
    ] {
        let (_, _, text) =
            every_statement().into_iter().find(|(file, name, _)| (*file, *name) == (of, statement)).unwrap();
        shown.push(format!("{of}::{statement}: {}", planner.plan(text).await.join("; ")));
    }
    expect![[r#"
        tokens::BY_HASH: SEARCH tokens USING INDEX sqlite_autoindex_tokens_2 (hash=?)
        schedules::COUNT: SEARCH schedules USING INDEX schedules_of_group (workspace_id=?)
        schedules::PAGE: SEARCH schedules USING INDEX schedules_in_order (workspace_id=?); USE TEMP B-TREE FOR LAST TERM OF ORDER BY
        schedules::FIND: SEARCH schedules USING INDEX sqlite_autoindex_schedules_1 (id=?)
        shifts::OF_SCHEDULE: MULTI-INDEX OR; INDEX 1; SEARCH shifts USING INDEX shifts_of_schedule (schedule_id=?); INDEX 2; LIST SUBQUERY 1; SEARCH schedule_shifts USING COVERING INDEX sqlite_autoindex_schedule_shifts_1 (schedule_id=?); CREATE BLOOM FILTER; SEARCH shifts USING INDEX sqlite_autoindex_shifts_1 (id=?); USE TEMP B-TREE FOR ORDER BY
        swaps::OF_SCHEDULE: SEARCH swaps USING INDEX swaps_of_schedule (schedule_id=?); USE TEMP B-TREE FOR LAST TERM OF ORDER BY
        people::ALL: SEARCH users USING INDEX users_in_order (workspace_id=?); USE TEMP B-TREE FOR LAST TERM OF ORDER BY
        everybody::EDITION: SEARCH workspaces USING INDEX sqlite_autoindex_workspaces_1 (id=?)
        ledger::OVERLAPPING: SEARCH ledger USING INDEX ledger_by_end (schedule_id=? AND ends>?); USE TEMP B-TREE FOR ORDER BY
        rules::OWNED: SEARCH h USING INDEX shifts_of_schedule (schedule_id=?); USE TEMP B-TREE FOR ORDER BY
        rules::ATTACHED: SEARCH a USING COVERING INDEX sqlite_autoindex_schedule_shifts_1 (schedule_id=?); SEARCH h USING INDEX sqlite_autoindex_shifts_1 (id=?); USE TEMP B-TREE FOR ORDER BY
        rules::SWAPS: SEARCH swaps USING INDEX swaps_of_schedule (schedule_id=?); USE TEMP B-TREE FOR ORDER BY
        rules::CALENDARS: SEARCH f USING INDEX sqlite_autoindex_feeds_1 (schedule_id=?); SEARCH c USING INDEX sqlite_autoindex_feed_copies_1 (schedule_id=? AND which=?) LEFT-JOIN; USE TEMP B-TREE FOR ORDER BY"#]]
    .assert_eq(&shown.join("\n"));
}

/// A database that is asked for plans.
enum Planner<'a> {
    Lite(&'a Store),
    Pg(&'a Store),
}

impl<'a> Planner<'a> {
    async fn of(store: &'a Store) -> Self {
        if matches!(store.reader().await.unwrap().connection(), Connection::Lite(_)) {
            return Self::Lite(store);
        }
        fill(store).await;
        Self::Pg(store)
    }

    /// The lines of a plan.
    async fn plan(&self, text: &str) -> Vec<String> {
        match self {
            Self::Lite(store) => {
                let mut reader = store.reader().await.unwrap();
                let Connection::Lite(connection) = reader.connection() else { unreachable!("asked before") };
                let query = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
                let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(query).fetch_all(connection).await.unwrap();
                rows.into_iter().map(|(.., detail)| detail).collect()
            }
            Self::Pg(store) => {
                let mut reader = store.reader().await.unwrap();
                let Connection::Pg(connection) = reader.connection() else { unreachable!("asked before") };
                let count = (1..=40).rev().find(|number| text.contains(&format!("${number}"))).unwrap_or(0);
                let nulls = vec!["NULL"; count].join(", ");
                let given = if count == 0 { String::new() } else { format!("({nulls})") };
                let prepare = format!(
                    "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL; PREPARE asked AS {text}"
                );
                sqlx::raw_sql(sqlx::AssertSqlSafe(prepare)).execute(&mut *connection).await.unwrap();
                let explain = sqlx::AssertSqlSafe(format!("EXPLAIN (COSTS OFF) EXECUTE asked{given}"));
                let rows = sqlx::raw_sql(explain).fetch_all(connection).await.unwrap();
                rows.iter().map(|row| sqlx::Row::get::<String, _>(row, 0)).collect()
            }
        }
    }

    fn is_bounded(&self, plan: &[String]) -> bool {
        match self {
            Self::Lite(_) => plan.iter().all(|line| {
                let mut words = line.split(' ');
                match words.next() {
                    Some("SCAN") => line == "SCAN CONSTANT ROW" || line.contains("VIRTUAL TABLE"),
                    Some("SEARCH") => {
                        let first = line.split_once('(').and_then(|(_, columns)| columns.split(['=', '<', '>']).next());
                        first.is_some_and(belongs_to_one)
                    }
                    _ => true,
                }
            }),
            // Which index it takes depends on what there is; that it can take one does not.
            Self::Pg(_) => plan.iter().all(|line| !line.contains("Seq Scan on")),
        }
    }
}

/// Fills every table with a thousand rows of fifty workspaces, so that there is something to choose an index for.
async fn fill(store: &Store) {
    let mut steps = vec!["SET session_replication_role = replica".to_owned()];
    for table in tables(store).await.into_iter().filter(|table| !table.starts_with("_sqlx")) {
        let columns = format!(
            "SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
        );
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for column in texts(store, &columns).await {
            let (name, kind) = column.split_once(' ').unwrap();
            values.push(match kind {
                "bigint" => "i",
                "boolean" => "i % 2 = 0",
                "bytea" => "''::bytea",
                _ if name == "workspace_id" => "'W' || i % 50",
                _ => "'x' || i",
            });
            names.push(name.to_owned());
        }
        let (names, values) = (names.join(", "), values.join(", "));
        steps.push(format!(
            "INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, 1000) i ON CONFLICT DO NOTHING"
        ));
    }
    steps.extend(["ANALYZE", "SET session_replication_role = DEFAULT"].map(str::to_owned));
    let mut tx = store.begin().await.unwrap();
    let Connection::Pg(connection) = tx.connection() else { unreachable!("SQLite needs no rows") };
    sqlx::raw_sql(sqlx::AssertSqlSafe(steps.join("; "))).execute(connection).await.unwrap();
    tx.commit().await.unwrap();
}
