//! Shifts as they were written: what the API echoes. `usecases::rules` turns them into the engine's.

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;

use super::rows::{Columns, beside_schedule, to_json, wall, words};
use super::sql::{row, rows, statements, write};
use super::teams::OfTeam;
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, ShiftId, TeamId, UserId, WorkspaceId};
use crate::schedule::recurrence::Frequency;
use crate::schedule::rotation::Turns;

/// What kind of rule a shift is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftType {
    /// Once.
    Single,
    /// Again and again, the same people.
    Recurrent,
    /// Again and again, taking turns.
    Rolling,
    /// Once, beating scheduled shifts.
    Override,
}

words!(ShiftType {
    Single = "single_event",
    Recurrent = "recurrent_event",
    Rolling = "rolling_users",
    Override = "override",
});

words!(Turns { Served = "served", Calendar = "calendar" });

words!(Frequency { Hourly = "hourly", Daily = "daily", Weekly = "weekly", Monthly = "monthly" });

/// A weekday as RFC 5545 writes it: `MO` to `SU`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Day(pub Weekday);

const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

impl Day {
    /// The two letters.
    pub fn word(self) -> &'static str {
        DAYS.iter().find(|(_, day)| *day == self.0).map_or("SU", |(word, _)| word)
    }
}

impl std::str::FromStr for Day {
    type Err = ();
    fn from_str(word: &str) -> std::result::Result<Self, ()> {
        DAYS.iter().find(|(name, _)| *name == word).map(|(_, day)| Self(*day)).ok_or(())
    }
}

impl TryFrom<String> for Day {
    type Error = &'static str;
    fn try_from(word: String) -> std::result::Result<Self, &'static str> {
        word.parse().map_err(|()| "not a weekday")
    }
}

impl From<Day> for &'static str {
    fn from(day: Day) -> Self {
        day.word()
    }
}

/// A shift as it was written. Wall-clock readings are in `time_zone`, else the schedule's; `until` is UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftRecord {
    /// Public id.
    pub id: ShiftId,
    /// The workspace it belongs to.
    pub workspace: WorkspaceId,
    /// The schedule that owns it: a web schedule, or any schedule whose override it is.
    pub schedule: Option<ScheduleId>,
    /// What kind of rule it is.
    pub kind: ShiftType,
    /// Its name, as given.
    pub name: Option<String>,
    /// The team it belongs to.
    pub team: Option<TeamId>,
    /// Its zone, as given.
    pub time_zone: Option<String>,
    /// Its level, as given: negative ones act as 0.
    pub level: i64,
    /// When the first slot begins.
    pub start: DateTime,
    /// The length of a slot in seconds on the wall clock; 0 and less yields nothing.
    pub duration: i64,
    /// When the rule takes effect.
    pub rotation_start: DateTime,
    /// The last start, UTC.
    pub until: Option<DateTime>,
    /// How it repeats.
    pub frequency: Option<Frequency>,
    /// Every how many of them; empty acts as 1.
    pub interval: Option<i64>,
    /// The day weeks begin with, as given; empty acts as Sunday.
    pub week_start: Option<Day>,
    /// Only these weekdays.
    pub by_day: Option<Vec<Day>>,
    /// Only these months.
    pub by_month: Option<Vec<i8>>,
    /// Only these days of the month.
    pub by_monthday: Option<Vec<i8>>,
    /// Who serves (every kind but rolling).
    pub users: Vec<UserId>,
    /// Who takes turns (kind rolling).
    pub rolling_users: Option<Vec<Vec<UserId>>>,
    /// Which group serves first (kind rolling).
    pub first_group: Option<i64>,
    /// Who made it: 0 Slack or web page, 1 API, 2 Slack (the reference's), 3 Terraform.
    pub source: i64,
    /// Who made it, where that is known: overrides made in Slack or with a person's token.
    pub made_by: Option<UserId>,
    /// Why it was made, as they said.
    pub reason: Option<String>,
    /// How many earlier overrides it lies on top of. Of two that overlap the higher one wins.
    pub lies_over: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// What the reference has no words for.
    pub edition: Edition,
}

/// What only Rota's own forms say of a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edition {
    /// Which units are turns. None: as the reference deals them.
    pub turns: Option<Turns>,
    /// When it ends as planned, whatever it is at.
    pub ends_at: Option<Timestamp>,
    /// When an edit put something else in its place. From then on it is history, and no form shows it.
    pub retired_at: Option<Timestamp>,
    /// The rotation it is a version of: the id of its first version. None: its own.
    pub rotation: Option<ShiftId>,
}

impl ShiftRecord {
    /// The last start as clients read it, UTC: when something ends the shift earlier than `until`, that.
    pub fn last_start(&self) -> Option<DateTime> {
        let ends = self.edition.ends().map(|ends| TimeZone::UTC.to_datetime(ends));
        self.until.into_iter().chain(ends).min()
    }
}

impl Edition {
    /// When the shift ends, for whichever reason comes first.
    pub fn ends(&self) -> Option<Timestamp> {
        self.ends_at.into_iter().chain(self.retired_at).min()
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    workspace_id: String,
    schedule_id: Option<String>,
    kind: String,
    name: Option<String>,
    team_id: Option<String>,
    time_zone: Option<String>,
    level: i64,
    starts: String,
    duration: i64,
    rotation_start: String,
    until: Option<String>,
    frequency: Option<String>,
    every: Option<i64>,
    week_start: Option<String>,
    by_day: Option<String>,
    by_month: Option<String>,
    by_monthday: Option<String>,
    users: String,
    rolling_users: Option<String>,
    first_group: Option<i64>,
    source: i64,
    made_by: Option<String>,
    reason: Option<String>,
    lies_over: i64,
    created_at: i64,
    turns: Option<String>,
    ends_at: Option<i64>,
    retired_at: Option<i64>,
    rotation: Option<String>,
}

/// A shift and the schedule it is read for.
#[derive(sqlx::FromRow)]
struct RowFor {
    for_schedule: String,
    #[sqlx(flatten)]
    shift: Row,
}

impl TryFrom<Row> for ShiftRecord {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        Ok(Self {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            schedule: columns.optional("schedule_id", row.schedule_id.as_deref())?,
            kind: columns.text("kind", &row.kind)?,
            team: columns.optional("team_id", row.team_id.as_deref())?,
            start: columns.text("starts", &row.starts)?,
            rotation_start: columns.text("rotation_start", &row.rotation_start)?,
            until: columns.optional("until", row.until.as_deref())?,
            frequency: columns.optional("frequency", row.frequency.as_deref())?,
            week_start: columns.optional("week_start", row.week_start.as_deref())?,
            by_day: columns.optional_json("by_day", row.by_day.as_deref())?,
            by_month: columns.optional_json("by_month", row.by_month.as_deref())?,
            by_monthday: columns.optional_json("by_monthday", row.by_monthday.as_deref())?,
            users: columns.json("users", &row.users)?,
            rolling_users: columns.optional_json("rolling_users", row.rolling_users.as_deref())?,
            made_by: columns.optional("made_by", row.made_by.as_deref())?,
            created_at: columns.instant("created_at", row.created_at)?,
            edition: Edition {
                turns: columns.optional("turns", row.turns.as_deref())?,
                ends_at: columns.optional_instant("ends_at", row.ends_at)?,
                retired_at: columns.optional_instant("retired_at", row.retired_at)?,
                rotation: columns.optional("rotation", row.rotation.as_deref())?,
            },
            name: row.name,
            time_zone: row.time_zone,
            level: row.level,
            duration: row.duration,
            interval: row.every,
            first_group: row.first_group,
            source: row.source,
            reason: row.reason,
            lies_over: row.lies_over,
        })
    }
}

statements! {
    FIND = "SELECT id, workspace_id, schedule_id, kind, name, team_id, time_zone, level, starts, duration, rotation_start, until,
            frequency, every, week_start, by_day, by_month, by_monthday, users, rolling_users, first_group, source, made_by,
            reason, lies_over, created_at, turns, ends_at, retired_at, rotation
            FROM shifts WHERE workspace_id = $1 AND id = $2";
    PAGE = "SELECT id, workspace_id, schedule_id, kind, name, team_id, time_zone, level, starts, duration, rotation_start, until,
            frequency, every, week_start, by_day, by_month, by_monthday, users, rolling_users, first_group, source, made_by,
            reason, lies_over, created_at, turns, ends_at, retired_at, rotation
            FROM shifts WHERE workspace_id = $1 AND (CAST($2 AS TEXT) IS NULL OR name = $2)
            AND (CAST($3 AS TEXT) IS NULL OR schedule_id = $3
                 OR id IN (SELECT shift_id FROM schedule_shifts WHERE schedule_id = $3))
            AND (CAST($4 AS TEXT) IS NULL OR team_id = $4) AND ($5 = FALSE OR team_id IS NULL)
            ORDER BY seq, id LIMIT $6 OFFSET $7";
    COUNT = "SELECT COUNT(*) FROM shifts WHERE workspace_id = $1 AND (CAST($2 AS TEXT) IS NULL OR name = $2)
             AND (CAST($3 AS TEXT) IS NULL OR schedule_id = $3
                  OR id IN (SELECT shift_id FROM schedule_shifts WHERE schedule_id = $3))
             AND (CAST($4 AS TEXT) IS NULL OR team_id = $4) AND ($5 = FALSE OR team_id IS NULL)";
    OF_SCHEDULE = "SELECT id, workspace_id, schedule_id, kind, name, team_id, time_zone, level, starts, duration, rotation_start,
            until, frequency, every, week_start, by_day, by_month, by_monthday, users, rolling_users, first_group, source, made_by,
            reason, lies_over, created_at, turns, ends_at, retired_at, rotation
            FROM shifts WHERE CAST(workspace_id AS TEXT) = $1
            AND (schedule_id = $2 OR id IN (SELECT shift_id FROM schedule_shifts WHERE schedule_id = $2)) ORDER BY seq, id";
    OWNED_BY_LEASED = "SELECT h.schedule_id AS for_schedule, h.id, h.workspace_id, h.schedule_id, h.kind, h.name, h.team_id, h.time_zone,
            h.level, h.starts, h.duration, h.rotation_start, h.until, h.frequency, h.every, h.week_start, h.by_day, h.by_month,
            h.by_monthday, h.users, h.rolling_users, h.first_group, h.source, h.made_by, h.reason, h.lies_over, h.created_at,
            h.turns, h.ends_at, h.retired_at, h.rotation
            FROM schedules s JOIN shifts h ON h.schedule_id = s.id WHERE s.lease_owner = $1 ORDER BY h.seq, h.id";
    ATTACHED_TO_LEASED = "SELECT a.schedule_id AS for_schedule, h.id, h.workspace_id, h.schedule_id, h.kind, h.name, h.team_id,
            h.time_zone, h.level, h.starts, h.duration, h.rotation_start, h.until, h.frequency, h.every, h.week_start, h.by_day,
            h.by_month, h.by_monthday, h.users, h.rolling_users, h.first_group, h.source, h.made_by, h.reason, h.lies_over, h.created_at,
            h.turns, h.ends_at, h.retired_at, h.rotation
            FROM schedules s JOIN schedule_shifts a ON a.schedule_id = s.id JOIN shifts h ON h.id = a.shift_id
            WHERE s.lease_owner = $1 AND (h.schedule_id IS NULL OR h.schedule_id <> s.id) ORDER BY h.seq, h.id";
    INSERT = "INSERT INTO shifts (id, workspace_id, seq, schedule_id, kind, name, team_id, time_zone, level, starts, duration,
                rotation_start, until, frequency, every, week_start, by_day, by_month, by_monthday, users, rolling_users,
                first_group, source, made_by, reason, lies_over, created_at, turns, ends_at, retired_at, rotation)
              VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM shifts WHERE workspace_id = $2), $3, $4, $5, $6, $7, $8,
                $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)";
    UPDATE = "UPDATE shifts SET schedule_id = $1, kind = $2, name = $3, team_id = $4, time_zone = $5, level = $6, starts = $7,
                duration = $8, rotation_start = $9, until = $10, frequency = $11, every = $12, week_start = $13, by_day = $14,
                by_month = $15, by_monthday = $16, users = $17, rolling_users = $18, first_group = $19, source = $20,
                turns = $21, ends_at = $22, retired_at = $23, rotation = $24
              WHERE workspace_id = $25 AND id = $26";
    DELETE = "DELETE FROM shifts WHERE workspace_id = $1 AND id = $2";
}

/// One shift by id.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: ShiftId) -> Result<Option<ShiftRecord>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(ShiftRecord::try_from).transpose()
}

/// Which shifts a list is about. Empty fields ask for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Those called exactly this.
    pub name: Option<&'a str>,
    /// Those owned by or attached to this schedule.
    pub schedule: Option<&'a str>,
    /// Those of this team, or of none.
    pub team: OfTeam,
}

/// One page of shifts in the order they were made.
pub async fn page(
    db: &mut Reader,
    workspace: WorkspaceId,
    filter: Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<ShiftRecord>> {
    let (team, no_team) = (filter.team.id(), filter.team.is_none());
    rows!(db, Row, PAGE, workspace.as_str(), filter.name, filter.schedule, team, no_team, limit, offset)?
        .into_iter()
        .map(ShiftRecord::try_from)
        .collect()
}

/// How many shifts [`page`] pages through.
pub async fn count(db: &mut Reader, workspace: WorkspaceId, filter: Filter<'_>) -> Result<i64> {
    let (team, no_team) = (filter.team.id(), filter.team.is_none());
    Ok(row!(db, (i64,), COUNT, workspace.as_str(), filter.name, filter.schedule, team, no_team)?
        .map_or(0, |(count,)| count))
}

/// The shifts a schedule owns and those attached to it, in the order they were made.
pub async fn of_schedule(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Vec<ShiftRecord>> {
    rows!(db, Row, OF_SCHEDULE, workspace.as_str(), id.as_str())?.into_iter().map(ShiftRecord::try_from).collect()
}

/// The shifts of every schedule that `owner` holds by lease, each with the schedule it is for.
pub async fn of_leased(db: &mut Reader, owner: &str) -> Result<Vec<(ScheduleId, Result<ShiftRecord>)>> {
    let mut found = rows!(db, RowFor, OWNED_BY_LEASED, owner)?;
    found.extend(rows!(db, RowFor, ATTACHED_TO_LEASED, owner)?);
    beside_schedule(found, |row| &row.for_schedule, |row| ShiftRecord::try_from(row.shift))
}

/// Adds a shift. Follow it with [`schedules::touch`](super::schedules::touch) for every schedule it belongs to.
pub async fn insert(tx: &mut Transaction, shift: &ShiftRecord) -> Result<()> {
    write!(
        tx,
        INSERT,
        shift.id.as_str(),
        shift.workspace.as_str(),
        shift.schedule.as_ref().map(ScheduleId::as_str),
        shift.kind.word(),
        shift.name.as_deref(),
        shift.team.as_ref().map(TeamId::as_str),
        shift.time_zone.as_deref(),
        shift.level,
        wall(shift.start),
        shift.duration,
        wall(shift.rotation_start),
        shift.until.map(wall),
        shift.frequency.map(Frequency::word),
        shift.interval,
        shift.week_start.map(Day::word),
        shift.by_day.as_ref().map(to_json),
        shift.by_month.as_ref().map(to_json),
        shift.by_monthday.as_ref().map(to_json),
        to_json(&shift.users),
        shift.rolling_users.as_ref().map(to_json),
        shift.first_group,
        shift.source,
        shift.made_by.as_ref().map(UserId::as_str),
        shift.reason.as_deref(),
        shift.lies_over,
        shift.created_at.as_millisecond(),
        shift.edition.turns.map(Turns::word),
        shift.edition.ends_at.map(Timestamp::as_millisecond),
        shift.edition.retired_at.map(Timestamp::as_millisecond),
        shift.edition.rotation.as_ref().map(ShiftId::as_str)
    )
    .map(drop)
}

/// Changes a shift to what `shift` says. Follow it with [`schedules::touch`](super::schedules::touch).
pub async fn update(tx: &mut Transaction, shift: &ShiftRecord) -> Result<()> {
    write!(
        tx,
        UPDATE,
        shift.schedule.as_ref().map(ScheduleId::as_str),
        shift.kind.word(),
        shift.name.as_deref(),
        shift.team.as_ref().map(TeamId::as_str),
        shift.time_zone.as_deref(),
        shift.level,
        wall(shift.start),
        shift.duration,
        wall(shift.rotation_start),
        shift.until.map(wall),
        shift.frequency.map(Frequency::word),
        shift.interval,
        shift.week_start.map(Day::word),
        shift.by_day.as_ref().map(to_json),
        shift.by_month.as_ref().map(to_json),
        shift.by_monthday.as_ref().map(to_json),
        to_json(&shift.users),
        shift.rolling_users.as_ref().map(to_json),
        shift.first_group,
        shift.source,
        shift.edition.turns.map(Turns::word),
        shift.edition.ends_at.map(Timestamp::as_millisecond),
        shift.edition.retired_at.map(Timestamp::as_millisecond),
        shift.edition.rotation.as_ref().map(ShiftId::as_str),
        shift.workspace.as_str(),
        shift.id.as_str()
    )
    .map(drop)
}

/// Deletes a shift and detaches it everywhere. Whether there was one.
pub async fn delete(tx: &mut Transaction, workspace: WorkspaceId, id: ShiftId) -> Result<bool> {
    Ok(write!(tx, DELETE, workspace.as_str(), id.as_str())? > 0)
}
