//! What a shift may be: the rules that hold between its fields, whoever makes or edits it.
//!
//! Changing the frequency is treated like making the shift anew; every other edit checks only what it touches. A change
//! of kind drops what the new kind has no use for.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::change::Change;
use super::refusal::Problem;
use super::rules::SOURCE_WEB;
use crate::ids::{ShiftId, TeamId, UserId, WorkspaceId};
use crate::schedule::recurrence::Frequency;
use crate::store::shifts::{Day, Edition, ShiftRecord, ShiftType};

/// Made over the API: the reference's `source` 1.
pub const SOURCE_API: i64 = 1;

/// What somebody asks of a shift. Fields as in [`ShiftRecord`].
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each field is the one of the same name in `ShiftRecord`")]
pub struct ShiftChanges {
    pub name: Change<Option<String>>,
    pub kind: Change<ShiftType>,
    pub team: Change<Option<TeamId>>,
    pub time_zone: Change<Option<String>>,
    pub level: Change<i64>,
    pub start: Change<DateTime>,
    pub duration: Change<i64>,
    pub rotation_start: Change<DateTime>,
    pub until: Change<Option<DateTime>>,
    pub frequency: Change<Option<Frequency>>,
    pub interval: Change<Option<i64>>,
    pub week_start: Change<Day>,
    pub by_day: Change<Option<Vec<Day>>>,
    pub by_month: Change<Option<Vec<i8>>>,
    pub by_monthday: Change<Option<Vec<i8>>>,
    pub users: Change<Vec<UserId>>,
    pub rolling_users: Change<Option<Vec<Vec<UserId>>>>,
    pub first_group: Change<Option<i64>>,
    pub source: Change<i64>,
}

/// A shift to be made: what it cannot do without, and the rest.
#[derive(Debug, Clone)]
pub struct NewShift {
    /// What kind of rule.
    pub kind: ShiftType,
    /// When the first slot begins.
    pub start: DateTime,
    /// The length of a slot in seconds.
    pub duration: i64,
    /// Everything else. Its `kind`, `start` and `duration` are not looked at.
    pub rest: ShiftChanges,
}

/// The shift that `new` describes.
pub fn made(new: NewShift, workspace: WorkspaceId, now: Timestamp) -> Result<ShiftRecord, Problem> {
    let NewShift { kind, start, duration, rest } = new;
    let frequency = rest.frequency.or(None);
    let repeats = matches!(kind, ShiftType::Recurrent | ShiftType::Rolling);
    let interval = if repeats { interval_of_new_frequency(frequency, &rest)? } else { None };
    let first_group = rest.first_group.or(None);
    if kind == ShiftType::Rolling && first_group.is_none() {
        return Err(Problem::FirstGroupMissing);
    }
    finished(ShiftRecord {
        id: ShiftId::random(),
        workspace,
        schedule: None,
        kind,
        name: rest.name.or(None),
        team: rest.team.or(None),
        time_zone: rest.time_zone.or(None),
        level: rest.level.or(0),
        start,
        duration,
        rotation_start: rest.rotation_start.or(start),
        until: rest.until.or(None),
        frequency,
        interval,
        week_start: rest.week_start.new_value(),
        by_day: rest.by_day.or(None),
        by_month: rest.by_month.or(None),
        by_monthday: rest.by_monthday.or(None),
        users: rest.users.or(Vec::new()),
        rolling_users: rest.rolling_users.or(None),
        first_group,
        source: rest.source.or(SOURCE_API),
        made_by: None,
        reason: None,
        lies_over: 0,
        created_at: now,
        edition: Edition::default(),
    })
}

/// What `old` becomes.
pub fn edited(old: &ShiftRecord, changes: ShiftChanges) -> Result<ShiftRecord, Problem> {
    let kind = changes.kind.or(old.kind);
    let frequency = changes.frequency.or(old.frequency);
    let repeats = matches!(kind, ShiftType::Recurrent | ShiftType::Rolling);
    let interval = if repeats && frequency != old.frequency {
        interval_of_new_frequency(frequency, &changes)?
    } else {
        changes.interval.or(old.interval)
    };
    let first_group = changes.first_group.or(old.first_group);
    if kind == ShiftType::Rolling && first_group.is_none() && old.first_group.is_some() {
        return Err(Problem::FirstGroupMissing);
    }
    let said_again = changes.frequency.new_value().flatten();
    let old_week_start = old.week_start.filter(|_| said_again.is_none_or(|said| said == Frequency::Weekly));
    let (until, edition) = ended(old, changes.until);
    finished(ShiftRecord {
        kind,
        name: changes.name.or(old.name.clone()),
        team: changes.team.or(old.team),
        time_zone: changes.time_zone.or(old.time_zone.clone()),
        level: changes.level.or(old.level),
        start: changes.start.or(old.start),
        duration: changes.duration.or(old.duration),
        rotation_start: changes.rotation_start.or(old.rotation_start),
        until,
        edition,
        frequency,
        interval,
        // Terraform leaves the day out once it is not weekly any more, and expects it gone.
        week_start: changes.week_start.new_value().or(old_week_start),
        by_day: changes.by_day.or(old.by_day.clone()),
        by_month: changes.by_month.or(old.by_month.clone()),
        by_monthday: changes.by_monthday.or(old.by_monthday.clone()),
        users: changes.users.or(old.users.clone()),
        rolling_users: changes.rolling_users.or(old.rolling_users.clone()),
        first_group,
        source: changes.source.or(old.source),
        ..old.clone()
    })
}

/// A client that sets another last start than it read also undoes what ended the shift in Rota's own words.
fn ended(old: &ShiftRecord, until: Change<Option<DateTime>>) -> (Option<DateTime>, Edition) {
    match until {
        Change::To(until) if until != old.last_start() => {
            (until, Edition { ends_at: None, retired_at: None, ..old.edition })
        }
        Change::To(_) | Change::Keep => (old.until, old.edition),
    }
}

fn interval_of_new_frequency(frequency: Option<Frequency>, said: &ShiftChanges) -> Result<Option<i64>, Problem> {
    let frequency = frequency.ok_or(Problem::FrequencyMissing)?;
    if frequency == Frequency::Weekly && said.week_start.is_keep() {
        return Err(Problem::WeekStartMissing);
    }
    match said.interval {
        Change::Keep => Ok(Some(1)),
        Change::To(None) => Err(Problem::IntervalMissing),
        Change::To(interval) => Ok(interval),
    }
}

/// Drops what the kind has no use for, then checks what is left together.
fn finished(mut shift: ShiftRecord) -> Result<ShiftRecord, Problem> {
    match shift.kind {
        ShiftType::Single => forget_recurrence(&mut shift),
        ShiftType::Override => {
            forget_recurrence(&mut shift);
            shift.until = None;
            shift.level = 0;
            if shift.source == SOURCE_WEB {
                shift.rotation_start = shift.start;
            }
        }
        ShiftType::Recurrent => forget_rotation(&mut shift),
        ShiftType::Rolling => shift.users = Vec::new(),
    }
    shift.by_day = shift.by_day.filter(|days| !days.is_empty());
    shift.by_month = shift.by_month.filter(|months| !months.is_empty());
    shift.by_monthday = shift.by_monthday.filter(|days| !days.is_empty());
    shift.users = each_once(shift.users);
    shift.rolling_users = shift
        .rolling_users
        .filter(|groups| !groups.is_empty())
        .map(|groups| groups.into_iter().map(each_once).collect());

    if shift.kind == ShiftType::Rolling && shift.frequency == Some(Frequency::Daily) {
        if shift.by_monthday.is_some() {
            return Err(Problem::DaysOfMonthInDailyRotation);
        }
        let days = shift.by_day.as_ref().map(|days| i64::try_from(days.len()).unwrap_or(i64::MAX));
        if days.is_some_and(|days| shift.interval.unwrap_or(1) > days) {
            return Err(Problem::IntervalOverDays);
        }
    }
    Ok(shift)
}

fn forget_recurrence(shift: &mut ShiftRecord) {
    shift.frequency = None;
    shift.interval = None;
    shift.week_start = None;
    shift.by_day = None;
    shift.by_month = None;
    shift.by_monthday = None;
    forget_rotation(shift);
}

fn forget_rotation(shift: &mut ShiftRecord) {
    shift.rolling_users = None;
    shift.first_group = None;
}

fn each_once(people: Vec<UserId>) -> Vec<UserId> {
    let mut once = Vec::with_capacity(people.len());
    for person in people {
        if !once.contains(&person) {
            once.push(person);
        }
    }
    once
}
