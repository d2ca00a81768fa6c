//! When each periodic job is due next, and which replica is at it.

use jiff::Timestamp;

use super::rows::soonest;
use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};

statements! {
    PLAN = "INSERT INTO jobs (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    CLAIM = "UPDATE jobs SET lease_owner = $1, lease_until = $2 WHERE name = $3 AND due_at <= $4
        AND (lease_until IS NULL OR lease_until <= $4)";
    DONE = "UPDATE jobs SET due_at = $1, lease_owner = NULL, lease_until = NULL WHERE name = $2 AND lease_owner = $3";
    RELEASE_ALL = "UPDATE jobs SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM jobs";
    SOONER = "UPDATE jobs SET due_at = $1 WHERE name = $2 AND due_at > $1";
}

/// Adds a job, due at `first`, unless it is there.
pub async fn plan(tx: &mut Transaction, name: &str, first: Timestamp) -> Result<()> {
    write!(tx, PLAN, name, first.as_millisecond()).map(drop)
}

/// Claims a job that is due. `false` when it is not, or another replica is at it.
pub async fn claim(tx: &mut Transaction, name: &str, owner: &str, now: Timestamp, until: Timestamp) -> Result<bool> {
    Ok(write!(tx, CLAIM, owner, until.as_millisecond(), name, now.as_millisecond())? > 0)
}

/// Ends a claimed job: due again at `next`.
pub async fn done(tx: &mut Transaction, name: &str, owner: &str, next: Timestamp) -> Result<()> {
    write!(tx, DONE, next.as_millisecond(), name, owner).map(drop)
}

/// Wants a job done by `at`, if it was planned for later.
pub async fn sooner(tx: &mut Transaction, name: &str, at: Timestamp) -> Result<()> {
    write!(tx, SOONER, at.as_millisecond(), name).map(drop)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next job is due.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
