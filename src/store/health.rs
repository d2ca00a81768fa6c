//! When the health of each schedule is looked at next, and what is known of it.

use jiff::Timestamp;

use super::rows::{Columns, soonest, to_json};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, WorkspaceId};
use crate::schedule::Interval;

/// A schedule whose health is due to be looked at.
#[derive(Debug, Clone)]
pub struct DueHealth {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Which.
    pub schedule: ScheduleId,
    /// Whether the coming handoffs are told every week.
    pub weekly_digest: bool,
    /// The Monday that was reported last, or when the schedule came to be known.
    pub reported_at: Timestamp,
    /// When nobody is on call, as the last look saw it; `None` before the first.
    pub uncovered: Option<Vec<Interval>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    schedule_id: String,
    workspace_id: String,
    weekly_digest: bool,
    reported_at: i64,
    uncovered: Option<String>,
}

impl TryFrom<Row> for DueHealth {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.schedule_id);
        Ok(Self {
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            schedule: columns.text("schedule_id", &row.schedule_id)?,
            weekly_digest: row.weekly_digest,
            reported_at: columns.instant("reported_at", row.reported_at)?,
            uncovered: columns.optional_json("uncovered", row.uncovered.as_deref())?,
        })
    }
}

statements! {
    KNOW = "INSERT INTO schedule_health (schedule_id, workspace_id, due_at, weekly_digest, reported_at)
            VALUES ($1, $2, $3, $4, $3) ON CONFLICT (schedule_id) DO NOTHING";
    SET_DIGEST = "UPDATE schedule_health SET weekly_digest = $1 WHERE workspace_id = $2 AND schedule_id = $3";
    DIGEST = "SELECT weekly_digest FROM schedule_health WHERE workspace_id = $1 AND schedule_id = $2";
    SOONER = "UPDATE schedule_health SET due_at = CASE WHEN due_at < $1 THEN due_at ELSE $1 END, lease_owner = NULL,
                lease_until = NULL
              WHERE workspace_id = $2 AND schedule_id = $3";
    CLAIM = "UPDATE schedule_health SET lease_owner = $1, lease_until = $2
             WHERE schedule_id IN (SELECT schedule_id FROM schedule_health
               WHERE due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3) ORDER BY due_at, schedule_id LIMIT $4)
             AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)";
    LEASED = "SELECT schedule_id, workspace_id, weekly_digest, reported_at, uncovered FROM schedule_health
              WHERE lease_owner = $1 ORDER BY due_at, schedule_id";
    FINISH = "UPDATE schedule_health SET due_at = $1, reported_at = $2, uncovered = $3, lease_owner = NULL, lease_until = NULL
              WHERE workspace_id = $4 AND schedule_id = $5 AND lease_owner = $6";
    RELEASE_ALL = "UPDATE schedule_health SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM schedule_health";
}

/// Notes a schedule that is new, to be looked at `now`. Nothing when it is known.
pub async fn know(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, now: Timestamp) -> Result<()> {
    write!(tx, KNOW, id.as_str(), workspace.as_str(), now.as_millisecond(), false).map(drop)
}

/// Says whether the coming handoffs are told every week.
pub async fn set_digest(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, on: bool) -> Result<()> {
    write!(tx, SET_DIGEST, on, workspace.as_str(), id.as_str()).map(drop)
}

/// Whether the coming handoffs are told every week.
pub async fn digest(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<bool> {
    Ok(row!(db, (bool,), DIGEST, workspace.as_str(), id.as_str())?.is_some_and(|(on,)| on))
}

/// Wants a schedule looked at by `at`, after a change. A look that is under way counts no more.
pub async fn sooner(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, at: Timestamp) -> Result<()> {
    write!(tx, SOONER, at.as_millisecond(), workspace.as_str(), id.as_str()).map(drop)
}

/// Claims up to `limit` schedules whose health is due, for `owner` until `until`. One that cannot be read is an error of its
/// own.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Result<DueHealth>>> {
    if write!(tx, CLAIM, owner, until.as_millisecond(), now.as_millisecond(), limit)? == 0 {
        return Ok(Vec::new());
    }
    Ok(rows!(tx, Row, LEASED, owner)?.into_iter().map(DueHealth::try_from).collect())
}

/// Ends a look: due again at `next`. `false` when the lease was lost or the schedule changed meanwhile.
pub async fn finish(
    tx: &mut Transaction,
    due: &DueHealth,
    owner: &str,
    (next, reported_at): (Timestamp, Timestamp),
    uncovered: &[Interval],
) -> Result<bool> {
    let (next, reported) = (next.as_millisecond(), reported_at.as_millisecond());
    let (workspace, id) = (due.workspace.as_str(), due.schedule.as_str());
    Ok(write!(tx, FINISH, next, reported, to_json(&uncovered), workspace, id, owner)? > 0)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next schedule's health is due.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
