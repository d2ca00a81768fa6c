//! Time off, and which shifts in it have been told of.

use jiff::Timestamp;

use super::rows::Columns;
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, StoreError, Transaction};
use crate::ids::{AbsenceFeedId, AbsenceId, ScheduleId, UserId, WorkspaceId};
use crate::schedule::Interval;

/// A span in which somebody is away. Those that people noted for one person neither overlap nor touch, nor do those of one
/// calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Which.
    pub id: AbsenceId,
    /// Who.
    pub user: UserId,
    /// When.
    pub interval: Interval,
    /// Who said so, when it was not the person.
    pub set_by: Option<UserId>,
    /// The calendar that says so, when no person did.
    pub feed: Option<AbsenceFeedId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    user_id: String,
    starts_at: i64,
    ends_at: i64,
    set_by: Option<String>,
    feed_id: Option<String>,
}

impl TryFrom<Row> for Absence {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        let (start, end) = (columns.instant("starts_at", row.starts_at)?, columns.instant("ends_at", row.ends_at)?);
        let backwards =
            || StoreError::Unreadable { row: row.id.clone(), column: "ends_at", value: row.ends_at.to_string() };
        Ok(Self {
            id: columns.text("id", &row.id)?,
            user: columns.text("user_id", &row.user_id)?,
            interval: Interval::new(start, end).ok_or_else(backwards)?,
            set_by: columns.optional("set_by", row.set_by.as_deref())?,
            feed: columns.optional("feed_id", row.feed_id.as_deref())?,
        })
    }
}

statements! {
    FIND = "SELECT id, user_id, starts_at, ends_at, set_by, feed_id FROM absences WHERE workspace_id = $1 AND id = $2";
    OF_PERSON = "SELECT id, user_id, starts_at, ends_at, set_by, feed_id FROM absences
        WHERE workspace_id = $1 AND user_id = $2 AND ends_at >= $3 AND starts_at <= $4 ORDER BY starts_at, id";
    OF_FEED = "SELECT id, user_id, starts_at, ends_at, set_by, feed_id FROM absences
        WHERE workspace_id = $1 AND feed_id = $2 AND ends_at >= $3 ORDER BY starts_at, id";
    DELETE_OF_FEED = "DELETE FROM absences WHERE workspace_id = $1 AND feed_id = $2 AND ends_at >= $3";
    INSERT = "INSERT INTO absences (id, workspace_id, user_id, starts_at, ends_at, set_by, feed_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    DELETE = "DELETE FROM absences WHERE workspace_id = $1 AND id = $2";
    TOLD = "INSERT INTO told_conflicts (schedule_id, workspace_id, user_id, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING";
    FORGET_TOLD = "DELETE FROM told_conflicts WHERE workspace_id = $1 AND user_id = $2 AND starts_at < $3 AND ends_at > $4
        AND NOT EXISTS (SELECT 1 FROM absences a WHERE a.workspace_id = told_conflicts.workspace_id
            AND a.user_id = told_conflicts.user_id AND a.starts_at < told_conflicts.ends_at
            AND a.ends_at > told_conflicts.starts_at)";
    PRUNE_TOLD = "DELETE FROM told_conflicts WHERE ends_at < $1";
    PRUNE = "DELETE FROM absences WHERE ends_at < $1";
}

/// One absence.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: AbsenceId) -> Result<Option<Absence>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(Absence::try_from).transpose()
}

/// Somebody's absences that share an instant with `window` or touch it, by start.
pub async fn of_person(
    db: &mut Reader,
    workspace: WorkspaceId,
    user: UserId,
    window: Interval,
) -> Result<Vec<Absence>> {
    let (start, end) = (window.start().as_millisecond(), window.end().as_millisecond());
    rows!(db, Row, OF_PERSON, workspace.as_str(), user.as_str(), start, end)?
        .into_iter()
        .map(Absence::try_from)
        .collect()
}

/// What a calendar says of the time since `since`, by start.
pub async fn of_feed(
    db: &mut Reader,
    workspace: WorkspaceId,
    feed: AbsenceFeedId,
    since: Timestamp,
) -> Result<Vec<Absence>> {
    let rows = rows!(db, Row, OF_FEED, workspace.as_str(), feed.as_str(), since.as_millisecond())?;
    rows.into_iter().map(Absence::try_from).collect()
}

/// Takes back what a calendar says of the time since `since`.
pub async fn delete_of_feed(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    feed: AbsenceFeedId,
    since: Timestamp,
) -> Result<()> {
    write!(tx, DELETE_OF_FEED, workspace.as_str(), feed.as_str(), since.as_millisecond()).map(drop)
}

/// Adds an absence.
pub async fn insert(tx: &mut Transaction, workspace: WorkspaceId, absence: &Absence, now: Timestamp) -> Result<()> {
    write!(
        tx,
        INSERT,
        absence.id.as_str(),
        workspace.as_str(),
        absence.user.as_str(),
        absence.interval.start().as_millisecond(),
        absence.interval.end().as_millisecond(),
        absence.set_by.as_ref().map(UserId::as_str),
        absence.feed.as_ref().map(AbsenceFeedId::as_str),
        now.as_millisecond()
    )
    .map(drop)
}

/// Takes an absence back. Whether it was there.
pub async fn delete(tx: &mut Transaction, workspace: WorkspaceId, id: AbsenceId) -> Result<bool> {
    Ok(write!(tx, DELETE, workspace.as_str(), id.as_str())? > 0)
}

/// Notes that a shift in somebody's time off is told of. `false` when it was before.
pub async fn told(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    schedule: ScheduleId,
    user: UserId,
    shift: Interval,
) -> Result<bool> {
    let (start, end) = (shift.start().as_millisecond(), shift.end().as_millisecond());
    Ok(write!(tx, TOLD, schedule.as_str(), workspace.as_str(), user.as_str(), start, end)? > 0)
}

/// Forgets what was told of shifts in `interval` in which somebody is not away any more.
pub async fn forget_told(tx: &mut Transaction, workspace: WorkspaceId, user: UserId, interval: Interval) -> Result<()> {
    let (start, end) = (interval.start().as_millisecond(), interval.end().as_millisecond());
    write!(tx, FORGET_TOLD, workspace.as_str(), user.as_str(), end, start).map(drop)
}

/// Forgets absences, and what was told of shifts, that were over before `before`.
pub async fn prune(tx: &mut Transaction, before: Timestamp) -> Result<()> {
    write!(tx, PRUNE_TOLD, before.as_millisecond())?;
    write!(tx, PRUNE, before.as_millisecond()).map(drop)
}
