//! What lies ahead of the people of each schedule, as they were last told, and when to look again. Claimed by lease, a batch
//! at a time, so that any number of replicas share the work.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rows::{Columns, soonest, to_json};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, UserId, WorkspaceId};

/// When each person of a schedule serves, as of the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ahead {
    /// How far was looked.
    pub until: Timestamp,
    /// Each person's shifts by start: beginnings and ends.
    pub people: Vec<(UserId, Vec<(Timestamp, Timestamp)>)>,
}

/// A reminder that fell into a night and waits for the morning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postponed {
    /// Who is reminded.
    pub user: UserId,
    /// Of the shift that begins then.
    pub start: Timestamp,
    /// In the morning.
    pub at: Timestamp,
}

/// A schedule whose people are to be told something, perhaps.
#[derive(Debug, Clone)]
pub struct DueAhead {
    /// Which schedule.
    pub schedule: ScheduleId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// The schedule's version at the last look; 0 before the first.
    pub version: i64,
    /// What the last look saw; `None` before the first.
    pub ahead: Option<Ahead>,
    /// Reminders up to here have been given; `None` when the schedule is older than this table and nobody is to hear of it.
    pub reminded_until: Option<Timestamp>,
    /// What waits for the morning.
    pub postponed: Vec<Postponed>,
    /// Since when it is due.
    pub due_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    schedule_id: String,
    workspace_id: String,
    version: i64,
    ahead: Option<String>,
    reminded_until: i64,
    postponed: String,
    due_at: i64,
}

impl TryFrom<Row> for DueAhead {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.schedule_id);
        Ok(Self {
            schedule: columns.text("schedule_id", &row.schedule_id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            version: row.version,
            ahead: columns.optional_json("ahead", row.ahead.as_deref())?,
            reminded_until: (row.reminded_until >= 0)
                .then(|| columns.instant("reminded_until", row.reminded_until))
                .transpose()?,
            postponed: columns.json("postponed", &row.postponed)?,
            due_at: columns.instant("due_at", row.due_at)?,
        })
    }
}

statements! {
    SETTLING = "INSERT INTO shifts_ahead (schedule_id, workspace_id, version, reminded_until, due_at)
        SELECT id, workspace_id, 0, CAST($1 AS BIGINT), CAST($2 AS BIGINT) FROM schedules WHERE lease_owner = $3
        ON CONFLICT (schedule_id) DO UPDATE SET due_at = excluded.due_at
        WHERE shifts_ahead.version <> (SELECT s.version FROM schedules s WHERE s.id = excluded.schedule_id)";
    SOON_FOR = "UPDATE shifts_ahead SET due_at = $1 WHERE due_at > $1 AND workspace_id = $2 AND schedule_id IN (
            SELECT s.schedule_id FROM shifts s WHERE s.workspace_id = $2 AND s.schedule_id IS NOT NULL
              AND (s.users LIKE $3 OR s.rolling_users LIKE $3)
            UNION SELECT a.schedule_id FROM schedule_shifts a JOIN shifts s ON s.id = a.shift_id
              WHERE s.workspace_id = $2 AND (s.users LIKE $3 OR s.rolling_users LIKE $3)
            UNION SELECT w.schedule_id FROM swaps w
              WHERE w.workspace_id = $2 AND w.taken_by = $4 AND w.withdrawn_at IS NULL)";
    SOON_FOR_ALL = "UPDATE shifts_ahead SET due_at = $1 WHERE due_at > $1 AND workspace_id = $2";
    CLAIM = "UPDATE shifts_ahead SET lease_owner = $1, lease_until = $2
        WHERE schedule_id IN (SELECT schedule_id FROM shifts_ahead WHERE due_at <= $3
            AND (lease_until IS NULL OR lease_until <= $3) ORDER BY due_at, schedule_id LIMIT $4)
        AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)";
    LEASED = "SELECT schedule_id, workspace_id, version, ahead, reminded_until, postponed, due_at FROM shifts_ahead
        WHERE lease_owner = $1 ORDER BY due_at, schedule_id";
    FINISH = "UPDATE shifts_ahead SET version = $1, ahead = $2, reminded_until = $3, postponed = $4, due_at = $5,
            lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $6 AND schedule_id = $7 AND lease_owner = $8 AND due_at = $9";
    FIND = "SELECT schedule_id, workspace_id, version, ahead, reminded_until, postponed, due_at FROM shifts_ahead
        WHERE workspace_id = $1 AND schedule_id = $2";
    RELEASE_ALL = "UPDATE shifts_ahead SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM shifts_ahead";
    EDITED = "INSERT INTO edits (schedule_id, user_id, version)
        SELECT id, CAST($1 AS TEXT), version FROM schedules WHERE workspace_id = $2 AND id = $3 ON CONFLICT DO NOTHING";
    EDITORS = "SELECT e.user_id FROM edits e JOIN schedules s ON s.id = e.schedule_id
        WHERE s.workspace_id = $1 AND e.schedule_id = $2 AND e.version <= $3
        GROUP BY e.user_id ORDER BY MIN(e.version), e.user_id";
    FORGET_EDITS = "DELETE FROM edits WHERE schedule_id IN (SELECT id FROM schedules WHERE workspace_id = $1 AND id = $2)
        AND version <= $3";
}

/// Of the schedules `owner` has leased to hand over, makes those due at `settled` that were edited since their people were
/// last told, or that are new.
pub async fn settling(tx: &mut Transaction, owner: &str, now: Timestamp, settled: Timestamp) -> Result<()> {
    write!(tx, SETTLING, now.as_millisecond(), settled.as_millisecond(), owner).map(drop)
}

/// Makes every schedule due that names somebody, or in which they took a swap.
pub async fn soon_for(tx: &mut Transaction, workspace: WorkspaceId, user: UserId, at: Timestamp) -> Result<()> {
    let in_json = format!("%\"{user}\"%");
    write!(tx, SOON_FOR, at.as_millisecond(), workspace.as_str(), in_json, user.as_str()).map(drop)
}

/// Makes every schedule of a workspace due.
pub async fn soon_for_all(tx: &mut Transaction, workspace: WorkspaceId, at: Timestamp) -> Result<()> {
    write!(tx, SOON_FOR_ALL, at.as_millisecond(), workspace.as_str()).map(drop)
}

/// Claims up to `limit` due schedules of all workspaces for `owner` until `until`. One that cannot be read is an error of its
/// own: the others must not wait for it.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Result<DueAhead>>> {
    if write!(tx, CLAIM, owner, until.as_millisecond(), now.as_millisecond(), limit)? == 0 {
        return Ok(Vec::new());
    }
    Ok(rows!(tx, Row, LEASED, owner)?.into_iter().map(DueAhead::try_from).collect())
}

/// What a look ended with.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The schedule's version that was looked at.
    pub version: i64,
    /// What lies ahead.
    pub ahead: Ahead,
    /// Reminders up to here are given.
    pub reminded_until: Timestamp,
    /// What waits for the morning.
    pub postponed: Vec<Postponed>,
    /// When to look again.
    pub next: Timestamp,
}

/// Ends a look. `false` when the lease was lost or another look was asked for meanwhile: then nothing may be said.
pub async fn finish(tx: &mut Transaction, due: &DueAhead, owner: &str, looked: &Looked) -> Result<bool> {
    let touched = write!(
        tx,
        FINISH,
        looked.version,
        to_json(&looked.ahead),
        looked.reminded_until.as_millisecond(),
        to_json(&looked.postponed),
        looked.next.as_millisecond(),
        due.workspace.as_str(),
        due.schedule.as_str(),
        owner,
        due.due_at.as_millisecond()
    )?;
    Ok(touched > 0)
}

/// What the last look at a schedule saw.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Option<DueAhead>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(DueAhead::try_from).transpose()
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next look is due, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}

/// Notes who made the present version of a schedule.
pub async fn edited(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, by: UserId) -> Result<()> {
    write!(tx, EDITED, by.as_str(), workspace.as_str(), id.as_str()).map(drop)
}

/// Who edited a schedule up to `version` since its people were last told, in the order they first did.
pub async fn editors(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId, version: i64) -> Result<Vec<UserId>> {
    rows!(db, (String,), EDITORS, workspace.as_str(), id.as_str(), version)?
        .into_iter()
        .map(|(user,)| Columns(&user).text("user_id", &user))
        .collect()
}

/// Forgets who edited a schedule up to `version`: its people have been told.
pub async fn forget_edits(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, version: i64) -> Result<()> {
    write!(tx, FORGET_EDITS, workspace.as_str(), id.as_str(), version).map(drop)
}
