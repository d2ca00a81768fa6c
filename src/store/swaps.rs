//! Swaps: somebody asks for cover in a schedule, somebody takes it. Requests are kept for good; a withdrawn one is only
//! not read any more.

use jiff::{SignedDuration, Timestamp};

use super::rows::{Columns, beside_schedule};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, SwapId, UserId, WorkspaceId};
use crate::schedule::{Interval, TakenSwap};

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwapState {
    /// It waits for somebody.
    Open,
    /// Somebody serves instead. It stays so, also when it is over.
    Taken {
        /// Who.
        by: UserId,
        /// Since when that is agreed.
        at: Timestamp,
    },
    /// It was taken back, perhaps after somebody had taken it.
    Withdrawn,
    /// Its time came and nobody had taken it.
    PastDue,
}

/// A request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwapRecord {
    /// Public id.
    pub id: SwapId,
    /// The workspace it belongs to.
    pub workspace: WorkspaceId,
    /// The schedule it is about.
    pub schedule: ScheduleId,
    /// Who asks, and is off when somebody takes it.
    pub beneficiary: UserId,
    /// When it begins, to the microsecond.
    pub start: Timestamp,
    /// When it ends; not before it begins, perhaps in the same instant.
    pub end: Timestamp,
    /// Why, in the asker's words.
    pub description: Option<String>,
    /// Who took it, and when.
    pub taken: Option<(UserId, Timestamp)>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Raised at every change.
    pub version: i64,
}

impl SwapRecord {
    /// What has become of it by `now`.
    pub fn state(&self, now: Timestamp) -> SwapState {
        match (self.withdrawn_at, self.taken) {
            (Some(_), _) => SwapState::Withdrawn,
            (None, Some((by, at))) => SwapState::Taken { by, at },
            (None, None) if now > self.start => SwapState::PastDue,
            (None, None) => SwapState::Open,
        }
    }

    /// The swap for the engine, with `benefactor` serving; `None` when no time lies in it. Whole milliseconds, as all
    /// instants at which somebody is looked for.
    pub fn served_by(&self, benefactor: UserId) -> Option<TakenSwap> {
        let whole = |at: Timestamp| Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
        let span = Interval::new(whole(self.start), whole(self.end))?;
        Some(TakenSwap { id: self.id, span, beneficiary: self.beneficiary, benefactor })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    workspace_id: String,
    schedule_id: String,
    beneficiary: String,
    starts_us: i64,
    ends_us: i64,
    description: Option<String>,
    taken_by: Option<String>,
    taken_at: Option<i64>,
    withdrawn_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    version: i64,
}

impl TryFrom<Row> for SwapRecord {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        let taken_by = columns.optional("taken_by", row.taken_by.as_deref())?;
        Ok(Self {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            schedule: columns.text("schedule_id", &row.schedule_id)?,
            beneficiary: columns.text("beneficiary", &row.beneficiary)?,
            start: columns.precise_instant("starts_us", row.starts_us)?,
            end: columns.precise_instant("ends_us", row.ends_us)?,
            taken: taken_by.zip(columns.optional_instant("taken_at", row.taken_at)?),
            withdrawn_at: columns.optional_instant("withdrawn_at", row.withdrawn_at)?,
            created_at: columns.instant("created_at", row.created_at)?,
            updated_at: columns.instant("updated_at", row.updated_at)?,
            description: row.description,
            version: row.version,
        })
    }
}

statements! {
    FIND = "SELECT id, workspace_id, schedule_id, beneficiary, starts_us, ends_us, description, taken_by, taken_at, withdrawn_at,
            created_at, updated_at, version FROM swaps WHERE workspace_id = $1 AND id = $2 AND withdrawn_at IS NULL";
    FIND_ANY = "SELECT id, workspace_id, schedule_id, beneficiary, starts_us, ends_us, description, taken_by, taken_at,
            withdrawn_at, created_at, updated_at, version FROM swaps WHERE workspace_id = $1 AND id = $2";
    SERVED_FOR = "SELECT CAST(COALESCE(SUM(ends_us - starts_us), 0) AS BIGINT) FROM swaps
            WHERE workspace_id = $1 AND taken_by = $2 AND beneficiary = $3 AND withdrawn_at IS NULL";
    PAGE = "SELECT id, workspace_id, schedule_id, beneficiary, starts_us, ends_us, description, taken_by, taken_at, withdrawn_at,
            created_at, updated_at, version FROM swaps
            WHERE workspace_id = $1 AND withdrawn_at IS NULL AND starts_us >= $2
            AND (CAST($3 AS TEXT) IS NULL OR schedule_id = $3) AND (CAST($4 AS TEXT) IS NULL OR beneficiary = $4)
            AND (CAST($5 AS TEXT) IS NULL OR taken_by = $5)
            AND (CAST($6 AS BIGINT) IS NULL OR (taken_by IS NULL AND starts_us >= $6))
            ORDER BY starts_us, seq, id LIMIT $7 OFFSET $8";
    COUNT = "SELECT COUNT(*) FROM swaps
            WHERE workspace_id = $1 AND withdrawn_at IS NULL AND starts_us >= $2
            AND (CAST($3 AS TEXT) IS NULL OR schedule_id = $3) AND (CAST($4 AS TEXT) IS NULL OR beneficiary = $4)
            AND (CAST($5 AS TEXT) IS NULL OR taken_by = $5)
            AND (CAST($6 AS BIGINT) IS NULL OR (taken_by IS NULL AND starts_us >= $6))";
    OF_SCHEDULE = "SELECT id, workspace_id, schedule_id, beneficiary, starts_us, ends_us, description, taken_by, taken_at,
            withdrawn_at, created_at, updated_at, version FROM swaps
            WHERE workspace_id = $1 AND schedule_id = $2 AND withdrawn_at IS NULL ORDER BY seq, id";
    TAKEN_IN_LEASED = "SELECT w.id, w.workspace_id, w.schedule_id, w.beneficiary, w.starts_us, w.ends_us, w.description, w.taken_by,
            w.taken_at, w.withdrawn_at, w.created_at, w.updated_at, w.version
            FROM schedules s JOIN swaps w ON w.schedule_id = s.id
            WHERE s.lease_owner = $1 AND w.taken_by IS NOT NULL AND w.withdrawn_at IS NULL ORDER BY w.seq, w.id";
    INSERT = "INSERT INTO swaps (id, workspace_id, seq, schedule_id, beneficiary, starts_us, ends_us, description, taken_by,
                taken_at, withdrawn_at, created_at, updated_at, version)
              VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM swaps WHERE workspace_id = $2), $3, $4, $5, $6, $7, $8, $9,
                $10, $11, $12, $13)";
    UPDATE = "UPDATE swaps SET schedule_id = $1, starts_us = $2, ends_us = $3, description = $4, updated_at = $5,
                version = version + 1
              WHERE workspace_id = $6 AND id = $7 AND withdrawn_at IS NULL";
    TAKE = "UPDATE swaps SET taken_by = $1, taken_at = $2, updated_at = $2, version = version + 1
            WHERE workspace_id = $3 AND id = $4 AND taken_by IS NULL AND withdrawn_at IS NULL";
    RAISE_VERSION = "UPDATE swaps SET updated_at = $1, version = version + 1 WHERE workspace_id = $2 AND id = $3";
    WITHDRAW = "UPDATE swaps SET withdrawn_at = $1, updated_at = $1, version = version + 1
                WHERE workspace_id = $2 AND id = $3 AND withdrawn_at IS NULL";
}

/// One request by id, unless it was withdrawn.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: SwapId) -> Result<Option<SwapRecord>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(SwapRecord::try_from).transpose()
}

/// One request by id, also when it was withdrawn.
pub async fn find_any(db: &mut Reader, workspace: WorkspaceId, id: SwapId) -> Result<Option<SwapRecord>> {
    row!(db, Row, FIND_ANY, workspace.as_str(), id.as_str())?.map(SwapRecord::try_from).transpose()
}

/// How long `by` served for `whom`, or is going to.
pub async fn served_for(db: &mut Reader, workspace: WorkspaceId, by: UserId, whom: UserId) -> Result<SignedDuration> {
    let micros = row!(db, (i64,), SERVED_FOR, workspace.as_str(), by.as_str(), whom.as_str())?;
    Ok(SignedDuration::from_micros(micros.map_or(0, |(micros,)| micros)))
}

/// Which requests a list is about. Empty fields ask for all that were not withdrawn.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// Those that do not begin before this.
    pub starting_after: Timestamp,
    /// Those in this schedule.
    pub schedule: Option<&'a str>,
    /// Those of this person.
    pub beneficiary: Option<&'a str>,
    /// Those this person took.
    pub benefactor: Option<&'a str>,
    /// Those still open at this moment.
    pub open_at: Option<Timestamp>,
}

/// One page of requests by start, then in the order they were made.
pub async fn page(
    db: &mut Reader,
    workspace: WorkspaceId,
    filter: Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<SwapRecord>> {
    let Filter { schedule, beneficiary, benefactor, .. } = filter;
    let (after, open_at) = (filter.starting_after.as_microsecond(), filter.open_at.map(Timestamp::as_microsecond));
    rows!(db, Row, PAGE, workspace.as_str(), after, schedule, beneficiary, benefactor, open_at, limit, offset)?
        .into_iter()
        .map(SwapRecord::try_from)
        .collect()
}

/// How many requests [`page`] pages through.
pub async fn count(db: &mut Reader, workspace: WorkspaceId, filter: Filter<'_>) -> Result<i64> {
    let Filter { schedule, beneficiary, benefactor, .. } = filter;
    let (after, open_at) = (filter.starting_after.as_microsecond(), filter.open_at.map(Timestamp::as_microsecond));
    let count = row!(db, (i64,), COUNT, workspace.as_str(), after, schedule, beneficiary, benefactor, open_at)?;
    Ok(count.map_or(0, |(count,)| count))
}

/// The requests about a schedule, taken or not, in the order they were made: the order in which they apply.
pub async fn of_schedule(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Vec<SwapRecord>> {
    rows!(db, Row, OF_SCHEDULE, workspace.as_str(), id.as_str())?.into_iter().map(SwapRecord::try_from).collect()
}

/// The taken swaps of every schedule that `owner` has leased, in the order they were made.
pub async fn taken_in_leased(db: &mut Reader, owner: &str) -> Result<Vec<(ScheduleId, Result<SwapRecord>)>> {
    beside_schedule(rows!(db, Row, TAKEN_IN_LEASED, owner)?, |row| &row.schedule_id, SwapRecord::try_from)
}

/// Adds a request.
pub async fn insert(tx: &mut Transaction, swap: &SwapRecord) -> Result<()> {
    write!(
        tx,
        INSERT,
        swap.id.as_str(),
        swap.workspace.as_str(),
        swap.schedule.as_str(),
        swap.beneficiary.as_str(),
        swap.start.as_microsecond(),
        swap.end.as_microsecond(),
        swap.description.as_deref(),
        swap.taken.as_ref().map(|(by, _)| by.as_str()),
        swap.taken.map(|(_, at)| at.as_millisecond()),
        swap.withdrawn_at.map(Timestamp::as_millisecond),
        swap.created_at.as_millisecond(),
        swap.updated_at.as_millisecond(),
        swap.version
    )
    .map(drop)
}

/// Changes schedule, times and description to what `swap` says, and raises the version. Whether it was still there.
pub async fn update(tx: &mut Transaction, swap: &SwapRecord) -> Result<bool> {
    let touched = write!(
        tx,
        UPDATE,
        swap.schedule.as_str(),
        swap.start.as_microsecond(),
        swap.end.as_microsecond(),
        swap.description.as_deref(),
        swap.updated_at.as_millisecond(),
        swap.workspace.as_str(),
        swap.id.as_str()
    )?;
    Ok(touched > 0)
}

/// Lets `by` take a request, if nobody has: the first wins. `false` when somebody was faster, or it was withdrawn.
pub async fn take(tx: &mut Transaction, workspace: WorkspaceId, id: SwapId, by: UserId, at: Timestamp) -> Result<bool> {
    Ok(write!(tx, TAKE, by.as_str(), at.as_millisecond(), workspace.as_str(), id.as_str())? > 0)
}

/// Takes a request back. Whether it was still there.
pub async fn withdraw(tx: &mut Transaction, workspace: WorkspaceId, id: SwapId, at: Timestamp) -> Result<bool> {
    Ok(write!(tx, WITHDRAW, at.as_millisecond(), workspace.as_str(), id.as_str())? > 0)
}

/// Raises the version: what was shown of a request does not hold any more.
pub async fn raise_version(tx: &mut Transaction, workspace: WorkspaceId, id: SwapId, at: Timestamp) -> Result<()> {
    write!(tx, RAISE_VERSION, at.as_millisecond(), workspace.as_str(), id.as_str()).map(drop)
}
