//! Schedules whose people change now: claimed by lease, a batch at a time, so that any number of replicas share the work.

use jiff::Timestamp;

use super::rows::{Columns, soonest, to_json};
use super::schedules::{Row as ScheduleRow, ScheduleRecord};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::schedule::handoff::OnCallPerson;

/// A schedule that is due to be looked at, and what the last look saw.
#[derive(Debug, Clone)]
pub struct DueSchedule {
    /// Its settings.
    pub schedule: ScheduleRecord,
    /// The instant it became due: the planned change, or the moment somebody edited it.
    pub due_at: Timestamp,
    /// Who was on call at the last look; `None` before the first.
    pub on_call: Option<Vec<OnCallPerson>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    schedule: ScheduleRow,
    next_change_at: i64,
    on_call: Option<String>,
}

statements! {
    CLAIM = "UPDATE schedules SET lease_owner = $1, lease_until = $2
        WHERE id IN (SELECT id FROM schedules WHERE next_change_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
                     ORDER BY next_change_at, id LIMIT $4)
        AND next_change_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)";
    LEASED = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary, ical_url_overrides,
        enable_web_overrides, vacancy, fallback, made_by, created_at, version, next_change_at, on_call FROM schedules
        WHERE lease_owner = $1 AND next_change_at IS NOT NULL ORDER BY workspace_id, next_change_at, seq, id";
    FINISH = "UPDATE schedules SET next_change_at = $1, on_call = $2, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $3 AND id = $4 AND lease_owner = $5 AND version = $6";
    RELEASE = "UPDATE schedules SET next_change_at = $1, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $2 AND id = $3 AND lease_owner = $4";
    RELEASE_ALL = "UPDATE schedules SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > next_change_at THEN lease_until ELSE next_change_at END) FROM schedules
        WHERE next_change_at IS NOT NULL";
}

/// Claims up to `limit` due schedules of all workspaces for `owner` until `until`, and returns those `owner` now holds. One
/// that cannot be read is an error of its own: the others must not wait for it.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Result<DueSchedule>>> {
    if write!(tx, CLAIM, owner, until.as_millisecond(), now.as_millisecond(), limit)? == 0 {
        return Ok(Vec::new());
    }
    Ok(rows!(tx, Row, LEASED, owner)?.into_iter().map(DueSchedule::try_from).collect())
}

impl TryFrom<Row> for DueSchedule {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let schedule = ScheduleRecord::try_from(row.schedule)?;
        let columns = Columns(schedule.id.as_str());
        Ok(Self {
            due_at: columns.instant("next_change_at", row.next_change_at)?,
            on_call: columns.optional_json("on_call", row.on_call.as_deref())?,
            schedule,
        })
    }
}

/// Ends the look at a schedule: who is on call and when to look again. `false` when the lease was lost or the schedule
/// changed meanwhile; then nothing that was computed may be kept.
pub async fn finish(
    tx: &mut Transaction,
    schedule: &ScheduleRecord,
    owner: &str,
    on_call: &[OnCallPerson],
    next: Option<Timestamp>,
) -> Result<bool> {
    let next = next.map(Timestamp::as_millisecond);
    let (workspace, id) = (schedule.workspace.as_str(), schedule.id.as_str());
    Ok(write!(tx, FINISH, next, to_json(&on_call), workspace, id, owner, schedule.version)? > 0)
}

/// Gives a schedule back, to be looked at again at `at`.
pub async fn release(tx: &mut Transaction, schedule: &ScheduleRecord, owner: &str, at: Timestamp) -> Result<()> {
    let (workspace, id) = (schedule.workspace.as_str(), schedule.id.as_str());
    write!(tx, RELEASE, at.as_millisecond(), workspace, id, owner).map(drop)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next schedule is due, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
