//! Requests for cover: what was said in Slack beyond the swap itself, and when something is to be done about each.
//!
//! What is due is claimed by lease, so that any number of replicas share the work.

use jiff::Timestamp;

use super::rows::{Columns, soonest, words};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, SwapId, UserId, WorkspaceId};
use crate::schedule::Interval;

/// Why nothing more comes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It was taken back.
    Withdrawn,
    /// Its time came and nobody had taken it.
    PastDue,
    /// The asker does not serve then any more.
    Moved,
    /// It was taken, and the shift it was about is gone.
    Vanished,
    /// It was taken, and both agreed to undo that.
    HandedBack,
}

words!(Ended {
    Withdrawn = "withdrawn",
    PastDue = "past_due",
    Moved = "moved",
    Vanished = "vanished",
    HandedBack = "handed_back",
});

/// What a request for cover says beyond its swap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The swap it is about.
    pub swap: SwapId,
    /// The workspace it belongs to.
    pub workspace: WorkspaceId,
    /// The one person asked; `None`: anybody.
    pub asked: Option<UserId>,
    /// Whether people are asked at night.
    pub urgent: bool,
    /// Whether it was asked for while the shift lasted: then it begins when somebody accepts.
    pub running: bool,
    /// The whole shift it is about, or a part of which.
    pub shift: Interval,
    /// The shift of the person asked that the asker would serve in return.
    pub in_return: Option<(ScheduleId, Interval)>,
    /// The other half of an exchange that was made.
    pub exchanged_for: Option<SwapId>,
    /// The request this was a part of.
    pub part_of: Option<SwapId>,
    /// Who asks to hand it back.
    pub hand_back_by: Option<UserId>,
    /// Why nothing more comes of it; `None` while it is open or taken.
    pub ended: Option<Ended>,
    /// Whose doing the end was.
    pub ended_by: Option<UserId>,
    /// When the last reminder was due.
    pub reminded_at: Option<Timestamp>,
    /// When something is to be done by itself.
    pub due_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    swap_id: String,
    workspace_id: String,
    asked: Option<String>,
    urgent: bool,
    running: bool,
    shift_starts: i64,
    shift_ends: i64,
    return_schedule: Option<String>,
    return_starts: Option<i64>,
    return_ends: Option<i64>,
    exchanged_for: Option<String>,
    part_of: Option<String>,
    hand_back_by: Option<String>,
    ended: Option<String>,
    ended_by: Option<String>,
    reminded_at: Option<i64>,
    due_at: Option<i64>,
}

impl TryFrom<Row> for Cover {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.swap_id);
        let span = |starts: i64, ends: i64| {
            let span = Interval::new(columns.instant("starts", starts)?, columns.instant("ends", ends)?);
            span.ok_or_else(|| columns.unreadable("ends", &ends))
        };
        let returned = row.return_starts.zip(row.return_ends).map(|(starts, ends)| span(starts, ends)).transpose()?;
        Ok(Self {
            swap: columns.text("swap_id", &row.swap_id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            asked: columns.optional("asked", row.asked.as_deref())?,
            urgent: row.urgent,
            running: row.running,
            shift: span(row.shift_starts, row.shift_ends)?,
            in_return: columns.optional("return_schedule", row.return_schedule.as_deref())?.zip(returned),
            exchanged_for: columns.optional("exchanged_for", row.exchanged_for.as_deref())?,
            part_of: columns.optional("part_of", row.part_of.as_deref())?,
            hand_back_by: columns.optional("hand_back_by", row.hand_back_by.as_deref())?,
            ended: columns.optional("ended", row.ended.as_deref())?,
            ended_by: columns.optional("ended_by", row.ended_by.as_deref())?,
            reminded_at: columns.optional_instant("reminded_at", row.reminded_at)?,
            due_at: columns.optional_instant("due_at", row.due_at)?,
        })
    }
}

statements! {
    FIND = "SELECT swap_id, workspace_id, asked, urgent, running, shift_starts, shift_ends, return_schedule, return_starts,
            return_ends, exchanged_for, part_of, hand_back_by, ended, ended_by, reminded_at, due_at
            FROM covers WHERE workspace_id = $1 AND swap_id = $2";
    INSERT = "INSERT INTO covers (swap_id, workspace_id, asked, urgent, running, shift_starts, shift_ends, return_schedule,
                return_starts, return_ends, exchanged_for, part_of, due_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    UPDATE = "UPDATE covers SET asked = $1, running = $2, shift_starts = $3, shift_ends = $4, exchanged_for = $5,
                hand_back_by = $6, ended = $7, ended_by = $8, reminded_at = $9, due_at = $10
              WHERE workspace_id = $11 AND swap_id = $12";
    CHECK_LEASED = "UPDATE covers SET check_at = $1 WHERE ended IS NULL AND swap_id IN (
            SELECT w.id FROM schedules s JOIN swaps w ON w.schedule_id = s.id
            WHERE s.lease_owner = $2 AND w.withdrawn_at IS NULL AND w.ends_us > $3)";
    CLAIM = "UPDATE covers SET lease_owner = $1, lease_until = $2
        WHERE swap_id IN (
            SELECT swap_id FROM covers WHERE (lease_until IS NULL AND due_at <= $3) OR (lease_until IS NULL AND check_at <= $3)
                OR lease_until <= $3 ORDER BY swap_id LIMIT $4)
        AND ((lease_until IS NULL AND (due_at <= $3 OR check_at <= $3)) OR lease_until <= $3)
        RETURNING swap_id, workspace_id, check_at";
    FINISH = "UPDATE covers SET lease_owner = NULL, lease_until = NULL, check_at = CASE WHEN check_at = $1 THEN NULL ELSE check_at END
        WHERE workspace_id = $2 AND swap_id = $3 AND lease_owner = $4";
    RELEASE_ALL = "UPDATE covers SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(d.at) FROM (
        SELECT MIN(due_at) AS at FROM covers WHERE due_at IS NOT NULL AND lease_until IS NULL
        UNION ALL SELECT MIN(check_at) FROM covers WHERE check_at IS NOT NULL AND lease_until IS NULL
        UNION ALL SELECT MIN(lease_until) FROM covers WHERE lease_until IS NOT NULL) d";
}

/// What was said about a swap in Slack, if it was.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: SwapId) -> Result<Option<Cover>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(Cover::try_from).transpose()
}

/// Adds a request.
pub async fn insert(tx: &mut Transaction, cover: &Cover) -> Result<()> {
    let millis = Timestamp::as_millisecond;
    write!(
        tx,
        INSERT,
        cover.swap.as_str(),
        cover.workspace.as_str(),
        cover.asked.as_ref().map(UserId::as_str),
        cover.urgent,
        cover.running,
        millis(cover.shift.start()),
        millis(cover.shift.end()),
        cover.in_return.as_ref().map(|(schedule, _)| schedule.as_str()),
        cover.in_return.map(|(_, span)| millis(span.start())),
        cover.in_return.map(|(_, span)| millis(span.end())),
        cover.exchanged_for.as_ref().map(SwapId::as_str),
        cover.part_of.as_ref().map(SwapId::as_str),
        cover.due_at.map(millis)
    )
    .map(drop)
}

/// Keeps what may change of a request.
pub async fn update(tx: &mut Transaction, cover: &Cover) -> Result<()> {
    let millis = Timestamp::as_millisecond;
    write!(
        tx,
        UPDATE,
        cover.asked.as_ref().map(UserId::as_str),
        cover.running,
        millis(cover.shift.start()),
        millis(cover.shift.end()),
        cover.exchanged_for.as_ref().map(SwapId::as_str),
        cover.hand_back_by.as_ref().map(UserId::as_str),
        cover.ended.map(Ended::word),
        cover.ended_by.as_ref().map(UserId::as_str),
        cover.reminded_at.map(millis),
        cover.due_at.map(millis),
        cover.workspace.as_str(),
        cover.swap.as_str()
    )
    .map(drop)
}

/// Has every request of the schedules that `owner` has leased, open or taken and not over, held against its shift.
pub async fn check_leased(tx: &mut Transaction, owner: &str, now: Timestamp) -> Result<()> {
    write!(tx, CHECK_LEASED, now.as_millisecond(), owner, now.as_microsecond()).map(drop)
}

/// A request that somebody works at.
#[derive(Debug, Clone, Copy)]
pub struct Claimed {
    /// Which.
    pub swap: SwapId,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Since when it is to be held against its shift, if it is.
    pub check_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    swap_id: String,
    workspace_id: String,
    check_at: Option<i64>,
}

/// Claims up to `limit` requests about which something is due, for `owner` until `until`. One that cannot be read is an error
/// of its own.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Result<Claimed>>> {
    let claimed = rows!(tx, ClaimedRow, CLAIM, owner, until.as_millisecond(), now.as_millisecond(), limit)?;
    let read = |row: ClaimedRow| {
        let columns = Columns(&row.swap_id);
        let (swap, workspace) =
            (columns.text("swap_id", &row.swap_id)?, columns.text("workspace_id", &row.workspace_id)?);
        Ok(Claimed { swap, workspace, check_at: columns.optional_instant("check_at", row.check_at)? })
    };
    Ok(claimed.into_iter().map(read).collect())
}

/// Ends the work at a request. `false` when the lease was lost: then nothing may be kept. Called before the request is read
/// for that work, so that a change of the schedule meanwhile is not missed.
pub async fn finish(tx: &mut Transaction, claimed: Claimed, owner: &str) -> Result<bool> {
    let Claimed { swap, workspace, check_at } = claimed;
    let check_at = check_at.map(Timestamp::as_millisecond);
    Ok(write!(tx, FINISH, check_at, workspace.as_str(), swap.as_str(), owner)? > 0)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When something is due next, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
