//! The ledger: final shifts as they were, and how far each schedule is recorded.

use jiff::Timestamp;

use super::rows::{Columns, beside_schedule, to_json};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, ShiftId, SwapId, UserId, WorkspaceId};
use crate::schedule::record::Piece;
use crate::schedule::resolve::{FinalShift, OnDuty};
use crate::schedule::{Interval, Level, Precedence};

/// How far a schedule is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The first recorded instant: when Rota first looked at the schedule.
    pub from: Timestamp,
    /// The instant up to which all is recorded, to the millisecond. From it on the rules decide.
    pub to: Timestamp,
    /// What the next row is numbered.
    pub next_seq: i64,
    /// Which version of the schedule the kept rules are of.
    pub version: i64,
}

impl Mark {
    /// Whether nothing was recorded so far: nobody was on call.
    pub fn is_of_nobody(&self) -> bool {
        self.next_seq == 0
    }
}

/// A recorded piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the schedule.
    pub seq: i64,
    /// What was on call.
    pub piece: Piece,
    /// Who made it, when it is an override.
    pub made_by: Option<UserId>,
}

#[derive(sqlx::FromRow)]
struct MarkRow {
    schedule_id: String,
    recorded_from: i64,
    recorded_to: i64,
    next_seq: i64,
    version: i64,
}

impl TryFrom<MarkRow> for Mark {
    type Error = super::StoreError;
    fn try_from(row: MarkRow) -> Result<Self> {
        let columns = Columns(&row.schedule_id);
        Ok(Self {
            from: columns.instant("recorded_from", row.recorded_from)?,
            to: columns.instant("recorded_to", row.recorded_to)?,
            next_seq: row.next_seq,
            version: row.version,
        })
    }
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    schedule_id: String,
    seq: i64,
    starts: i64,
    ends: i64,
    shift_id: String,
    level: i64,
    is_override: bool,
    people: String,
    made_by: Option<String>,
    began_before: bool,
    runs_on: bool,
}

/// Who served, and for whom by which swap, as a row keeps it.
type People = Vec<(UserId, Option<(SwapId, UserId)>)>;

impl TryFrom<EntryRow> for Entry {
    type Error = super::StoreError;
    fn try_from(row: EntryRow) -> Result<Self> {
        let columns = Columns(&row.schedule_id);
        let (start, end) = (columns.instant("starts", row.starts)?, columns.instant("ends", row.ends)?);
        let empty = || super::StoreError::Unreadable {
            row: row.schedule_id.clone(),
            column: "ends",
            value: row.ends.to_string(),
        };
        let people: People = columns.json("people", &row.people)?;
        let level = Level::from_number(row.level);
        let shift = FinalShift {
            shift: columns.text("shift_id", &row.shift_id)?,
            interval: Interval::new(start, end).ok_or_else(empty)?,
            precedence: if row.is_override { Precedence::Override(level) } else { Precedence::Shift(level) },
            people: people.into_iter().map(|(user, covers)| OnDuty { user, covers }).collect(),
        };
        let piece = Piece { shift, began_before: row.began_before, runs_on: row.runs_on };
        let made_by = columns.optional("made_by", row.made_by.as_deref())?;
        Ok(Self { seq: row.seq, piece, made_by })
    }
}

statements! {
    MARK = "SELECT schedule_id, recorded_from, recorded_to, next_seq, version FROM ledger_marks
            WHERE workspace_id = $1 AND schedule_id = $2";
    MARKS_OF_LEASED = "SELECT m.schedule_id, m.recorded_from, m.recorded_to, m.next_seq, m.version
            FROM schedules s JOIN ledger_marks m ON m.schedule_id = s.id WHERE s.lease_owner = $1";
    RULES = "SELECT rules FROM ledger_marks WHERE workspace_id = $1 AND schedule_id = $2";
    BEGIN = "INSERT INTO ledger_marks (schedule_id, workspace_id, recorded_from, recorded_to, next_seq, rules, version)
            VALUES ($1, $2, $3, $3, 0, $4, $5) ON CONFLICT (schedule_id) DO NOTHING";
    MOVE = "UPDATE ledger_marks SET recorded_to = $1, next_seq = $2 WHERE workspace_id = $3 AND schedule_id = $4";
    KEEP_RULES = "UPDATE ledger_marks SET rules = $1, version = $2 WHERE workspace_id = $3 AND schedule_id = $4";
    OVERLAPPING = "SELECT schedule_id, seq, starts, ends, shift_id, level, is_override, people, made_by, began_before, runs_on
            FROM ledger WHERE workspace_id = $1 AND schedule_id = $2 AND ends > $3 AND starts < $4 ORDER BY starts, seq";
    OPEN = "SELECT schedule_id, seq, starts, ends, shift_id, level, is_override, people, made_by, began_before, runs_on
            FROM ledger WHERE workspace_id = $1 AND schedule_id = $2 AND ends = $3 AND runs_on ORDER BY starts, seq";
    OPEN_IN_LEASED = "SELECT l.schedule_id, l.seq, l.starts, l.ends, l.shift_id, l.level, l.is_override, l.people, l.made_by,
            l.began_before, l.runs_on
            FROM schedules s JOIN ledger_marks m ON m.schedule_id = s.id
            JOIN ledger l ON l.schedule_id = s.id AND l.ends = m.recorded_to
            WHERE s.lease_owner = $1 AND l.runs_on ORDER BY l.starts, l.seq";
    INSERT = "INSERT INTO ledger (schedule_id, workspace_id, seq, starts, ends, shift_id, level, is_override, people, made_by,
                began_before, runs_on)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    GROW = "UPDATE ledger SET ends = $1, runs_on = $2 WHERE workspace_id = $3 AND schedule_id = $4 AND seq = $5";
}

/// How far a schedule is recorded; `None` while Rota has not looked at it.
pub async fn mark(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Option<Mark>> {
    row!(db, MarkRow, MARK, workspace.as_str(), id.as_str())?.map(Mark::try_from).transpose()
}

/// The marks of every schedule that `owner` has leased.
pub async fn marks_of_leased(db: &mut Reader, owner: &str) -> Result<Vec<(ScheduleId, Result<Mark>)>> {
    beside_schedule(rows!(db, MarkRow, MARKS_OF_LEASED, owner)?, |row| &row.schedule_id, Mark::try_from)
}

/// The rules that are in force since the mark, as they were kept.
pub async fn rules(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Option<String>> {
    Ok(row!(db, (String,), RULES, workspace.as_str(), id.as_str())?.map(|(rules,)| rules))
}

/// Begins to record a schedule at `now`. Nothing when it is recorded already.
pub async fn begin(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    id: ScheduleId,
    now: Timestamp,
    (rules, version): (&str, i64),
) -> Result<()> {
    write!(tx, BEGIN, id.as_str(), workspace.as_str(), now.as_millisecond(), rules, version).map(drop)
}

/// Says up to when a schedule is recorded, and what its next row is numbered.
pub async fn move_mark(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    id: ScheduleId,
    to: Timestamp,
    next_seq: i64,
) -> Result<()> {
    write!(tx, MOVE, to.as_millisecond(), next_seq, workspace.as_str(), id.as_str()).map(drop)
}

/// Keeps the rules that are in force from the mark on.
pub async fn keep_rules(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    id: ScheduleId,
    (rules, version): (&str, i64),
) -> Result<()> {
    write!(tx, KEEP_RULES, rules, version, workspace.as_str(), id.as_str()).map(drop)
}

/// What was recorded of a window, by start.
pub async fn overlapping(
    db: &mut Reader,
    workspace: WorkspaceId,
    id: ScheduleId,
    window: Interval,
) -> Result<Vec<Entry>> {
    // Whole milliseconds around the window: no row begins or ends within one.
    let from = window.start().as_millisecond();
    let to = window.end().as_millisecond().saturating_add(1);
    entries(rows!(db, EntryRow, OVERLAPPING, workspace.as_str(), id.as_str(), from, to)?)
}

/// What was on call at the mark and whose rule would have gone on with it.
pub async fn open(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId, mark: Timestamp) -> Result<Vec<Entry>> {
    entries(rows!(db, EntryRow, OPEN, workspace.as_str(), id.as_str(), mark.as_millisecond())?)
}

fn entries(rows: Vec<EntryRow>) -> Result<Vec<Entry>> {
    rows.into_iter().map(Entry::try_from).collect()
}

/// The same for every schedule that `owner` has leased.
pub async fn open_in_leased(db: &mut Reader, owner: &str) -> Result<Vec<(ScheduleId, Result<Entry>)>> {
    beside_schedule(rows!(db, EntryRow, OPEN_IN_LEASED, owner)?, |row| &row.schedule_id, Entry::try_from)
}

/// Adds a piece.
pub async fn insert(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, entry: &Entry) -> Result<()> {
    let Piece { shift, began_before, runs_on } = &entry.piece;
    let (is_override, level) = match shift.precedence {
        Precedence::Shift(level) => (false, level),
        Precedence::Override(level) => (true, level),
    };
    let people: People = shift.people.iter().map(|on_duty| (on_duty.user, on_duty.covers)).collect();
    write!(
        tx,
        INSERT,
        id.as_str(),
        workspace.as_str(),
        entry.seq,
        shift.interval.start().as_millisecond(),
        shift.interval.end().as_millisecond(),
        ShiftId::as_str(&shift.shift),
        i64::from(level.number()),
        is_override,
        to_json(&people),
        entry.made_by.as_ref().map(UserId::as_str),
        *began_before,
        *runs_on
    )
    .map(drop)
}

/// Lets the piece numbered `seq` last until `end`.
pub async fn grow(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    id: ScheduleId,
    seq: i64,
    (end, runs_on): (Timestamp, bool),
) -> Result<()> {
    write!(tx, GROW, end.as_millisecond(), runs_on, workspace.as_str(), id.as_str(), seq).map(drop)
}
