//! From a rotation as a form says it to the rule that is stored, and back. Whatever a form can say comes back as it was said,
//! or as something that puts the same people on call.

use std::num::NonZeroU32;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{SignedDuration, ToSpan as _};

use super::rotation_plan::RotationPlan;
use super::rules::SOURCE_WEB;
use crate::ids::UserId;
use crate::schedule::recurrence::Frequency;
use crate::schedule::rotation::Turns;
use crate::schedule::{Level, Zone};
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts::{Day, Edition, ShiftRecord, ShiftType};

const DAY: i64 = 86_400;

/// The rule of a rotation, in the words of a stored shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Where turns are counted from.
    pub start: DateTime,
    /// When it takes effect: what began before is cut.
    pub rotation_start: DateTime,
    /// The length of a slot in seconds.
    pub duration: i64,
    /// What it repeats in.
    pub frequency: Frequency,
    /// Every how many of them.
    pub interval: u32,
    /// The day its weeks begin with.
    pub week_start: Weekday,
    /// Only these days; empty: all, or the start's.
    pub by_day: Vec<Day>,
    /// Which units are turns.
    pub turns: Turns,
    /// How many times in a row each group is listed, so that it keeps as many units.
    pub repeat: usize,
}

impl Pattern {
    /// The rule `plan` asks for, with turns counted from the day it begins.
    pub fn of(plan: &RotationPlan) -> Self {
        let time = plan.turn_time();
        let begins = plan.begins.to_datetime(time);
        let every = plan.every.get();
        let days = plan.limited_days();
        let whole = days.is_empty() && plan.active_hours.is_none();
        let week_start = plan.turn_day();
        let slot = plan.active_hours.map_or(DAY, |(from, to)| seconds_between(from, to));
        let one_by_one = Self {
            start: begins,
            rotation_start: begins,
            duration: slot,
            frequency: plan.unit,
            interval: 1,
            week_start,
            by_day: days.clone(),
            turns: Turns::Served,
            repeat: usize::try_from(every).unwrap_or(1),
        };
        // One slot for each turn, so that people see one shift.
        let in_one = |start: Date, seconds: i64| Self {
            start: start.to_datetime(time),
            duration: seconds.saturating_mul(i64::from(every)),
            interval: every,
            by_day: Vec::new(),
            repeat: 1,
            ..one_by_one.clone()
        };
        match plan.unit {
            Frequency::Hourly if whole => in_one(plan.begins, 3_600),
            Frequency::Hourly => Self { by_day: days, turns: plan.turns, ..in_one(plan.begins, 3_600) },
            Frequency::Daily if whole => in_one(plan.begins, DAY),
            Frequency::Daily if days.is_empty() => one_by_one,
            Frequency::Daily => Self { turns: plan.turns, ..one_by_one },
            Frequency::Weekly if whole => in_one(on_or_before(plan.begins, week_start), 7 * DAY),
            Frequency::Weekly => match run_of(&days, week_start).filter(|_| plan.active_hours.is_none()) {
                Some((first, length)) => one_by_one.in_runs(plan.begins, first, length),
                None if days.is_empty() => Self { by_day: WEEK.map(Day).to_vec(), ..one_by_one },
                None => one_by_one,
            },
            Frequency::Monthly if days.is_empty() => Self { by_day: WEEK.map(Day).to_vec(), ..one_by_one },
            Frequency::Monthly => one_by_one,
        }
    }

    /// Days in a row are one slot a week.
    fn in_runs(self, begins: Date, first: Weekday, length: i64) -> Self {
        let week = on_or_before(begins, self.week_start);
        let into_week = i64::from(first.since(self.week_start));
        let mut start = plus_days(week, into_week);
        if plus_days(start, length) <= begins {
            start = plus_days(start, 7);
        }
        let start = start.to_datetime(self.start.time());
        Self { start, rotation_start: self.start.max(start), duration: length * DAY, by_day: Vec::new(), ..self }
    }

    /// The same rule, counted from `start` on and in force from `effect` on.
    #[must_use]
    pub fn from(&self, start: DateTime, effect: DateTime) -> Self {
        Self { start, rotation_start: effect, ..self.clone() }
    }

    /// The same grid of slots begun earlier: at or before `reading`, which is before the start.
    #[must_use]
    pub fn begun_before(&self, reading: DateTime) -> Self {
        let one_day = !self.by_day.is_empty() && self.frequency != Frequency::Hourly;
        let step = match self.frequency {
            Frequency::Hourly => SignedDuration::from_hours(i64::from(self.interval)),
            _ if one_day => SignedDuration::from_hours(24),
            Frequency::Daily | Frequency::Monthly => SignedDuration::from_hours(24 * i64::from(self.interval)),
            Frequency::Weekly => SignedDuration::from_hours(7 * 24 * i64::from(self.interval)),
        };
        let ahead = self.start.duration_since(reading).as_secs().max(0);
        let steps = ahead / step.as_secs().max(1) + 2;
        let back = SignedDuration::from_secs(steps.saturating_mul(step.as_secs()));
        self.from(self.start.saturating_sub(back), reading)
    }

    /// Writes the rule into a shift with `groups`, the one at `first` serving first.
    pub fn write(&self, shift: &mut ShiftRecord, groups: &[Vec<UserId>], first: usize, zone: &str) {
        let repeated = groups.iter().flat_map(|group| std::iter::repeat_n(group.clone(), self.repeat));
        shift.kind = ShiftType::Rolling;
        shift.source = SOURCE_WEB;
        shift.time_zone = Some(zone.to_owned());
        shift.start = self.start;
        shift.rotation_start = self.rotation_start;
        shift.duration = self.duration;
        shift.until = None;
        shift.frequency = Some(self.frequency);
        shift.interval = Some(i64::from(self.interval));
        shift.week_start = Some(Day(self.week_start));
        shift.by_day = Some(self.by_day.clone()).filter(|days| !days.is_empty());
        (shift.by_month, shift.by_monthday) = (None, None);
        shift.users = Vec::new();
        shift.rolling_users = Some(repeated.collect());
        shift.first_group = Some(i64::try_from(first * self.repeat).unwrap_or(0));
        shift.edition.turns = Some(self.turns);
    }
}

impl RotationPlan {
    /// When turns begin: at the handoff, or with the active hours.
    pub fn turn_time(&self) -> Time {
        self.active_hours.map_or(self.handoff, |(from, _)| from)
    }

    /// On which day turns of weeks begin.
    pub fn turn_day(&self) -> Weekday {
        let begins = self.begins.weekday();
        if self.unit == Frequency::Weekly { self.handoff_day.map_or(begins, |day| day.0) } else { begins }
    }

    /// The days it is limited to, from Monday on; none when it is not limited.
    fn limited_days(&self) -> Vec<Day> {
        let days: Vec<Day> = WEEK.into_iter().map(Day).filter(|day| self.active_days.contains(day)).collect();
        if days.len() == WEEK.len() { Vec::new() } else { days }
    }

    /// Whether the two change people at the same times.
    pub fn same_grid(&self, other: &Self) -> bool {
        let grid = |plan: &Self| (Pattern::of(plan), plan.turn_time(), plan.begins);
        grid(self) == grid(other)
    }

    /// Whether the two put the same people on call, whatever they are called.
    pub fn same_service(&self, other: &Self) -> bool {
        let who = |plan: &Self| (plan.level, plan.groups.clone(), plan.ends);
        self.same_grid(other) && who(self) == who(other)
    }
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The rotation that a stored shift is, or why no form can say it: "it …".
pub fn plan_from(schedule: &ScheduleRecord, shift: &ShiftRecord) -> Result<RotationPlan, &'static str> {
    let (Some(unit), Some(groups), ShiftType::Rolling) = (shift.frequency, &shift.rolling_users, shift.kind) else {
        return Err("is not people taking turns");
    };
    if shift.by_month.is_some() || shift.by_monthday.is_some() {
        return Err("is limited to months or to days of the month");
    }
    if shift.until.is_some() {
        return Err("ends by its last start");
    }
    if !same_zone(&super::rules::zone(schedule, shift), &schedule.time_zone) {
        return Err("has a time zone of its own");
    }
    let interval = shift.interval.and_then(|every| u32::try_from(every).ok()).and_then(NonZeroU32::new);
    let first = usize::try_from(shift.first_group.unwrap_or(0)).ok().filter(|first| *first < groups.len()).unwrap_or(0);
    let one_by_one = shift.by_day.is_some() && unit != Frequency::Hourly
        || unit == Frequency::Daily && shift.duration < DAY
        || unit == Frequency::Weekly && shift.duration < 7 * DAY;
    let repeat = if one_by_one { repeats(groups, first) } else { 1 };
    let every = if one_by_one { NonZeroU32::new(u32::try_from(repeat).unwrap_or(1)) } else { interval };
    let hours = shift.duration < DAY && unit != Frequency::Hourly;
    let end = shift.start.time().wrapping_add(shift.duration.min(DAY).seconds());
    let run = unit == Frequency::Weekly && shift.by_day.is_none() && !hours && shift.duration < 7 * DAY;
    let days_in_run = usize::try_from(shift.duration / DAY).unwrap_or(0);
    let in_run = (0..7).map(|day| Day(shift.start.weekday().wrapping_add(day))).take(days_in_run).collect();
    let plan = RotationPlan {
        shift: Some(shift.id),
        name: shift.name.clone(),
        level: Level::from_number(shift.level),
        groups: groups.iter().step_by(repeat.max(1)).cloned().collect(),
        every: every.unwrap_or(NonZeroU32::MIN),
        unit,
        handoff: shift.start.time(),
        handoff_day: (unit == Frequency::Weekly).then(|| match shift.week_start {
            Some(day) if one_by_one && !run => day,
            _ => Day(shift.start.weekday()),
        }),
        active_days: if run { in_run } else { shift.by_day.clone().unwrap_or_default() },
        active_hours: hours.then_some((shift.start.time(), end)),
        begins: day_of(shift.rotation_start, shift.start.time()),
        ends: shift.edition.ends_at.map(|ends| super::rules::zone(schedule, shift).reading(ends).date()),
        turns: shift.edition.turns.unwrap_or_default(),
        restart_with: None,
    };
    if plan.groups.iter().any(Vec::is_empty) || plan.groups.is_empty() {
        return Err("has a group of nobody");
    }
    let begun_earlier = RotationPlan { begins: shift.start.date(), ..plan.clone() };
    let found = [plan, begun_earlier].into_iter().find(|plan| says(plan, shift));
    found.ok_or("changes in a way no form can say")
}

/// Whether the rule of `plan` is the one of a stored shift.
fn says(plan: &RotationPlan, shift: &ShiftRecord) -> bool {
    let rule = Pattern::of(plan);
    let mut said = ShiftRecord { edition: Edition::default(), ..shift.clone() };
    rule.write(&mut said, &plan.groups, 0, "");
    let grid = |shift: &ShiftRecord| {
        let days = shift.by_day.clone().map(|mut days| {
            days.sort_unstable_by_key(|day| day.0.to_monday_zero_offset());
            days
        });
        (shift.start, shift.duration, shift.frequency, shift.interval.unwrap_or(1), days, shift.rolling_users.clone())
    };
    let weeks = rule.frequency != Frequency::Weekly
        || rule.by_day.is_empty()
        || shift.week_start.map_or(Weekday::Sunday, |day| day.0) == rule.week_start;
    // Dealt as in the reference, only what leaves nothing out is the same.
    let counted = if let Some(turns) = shift.edition.turns {
        turns == rule.turns || rule.by_day.is_empty()
    } else {
        let nothing_cut = shift.start == shift.rotation_start;
        rule.by_day.is_empty() && rule.repeat == 1 && rule.frequency != Frequency::Monthly && nothing_cut
    };
    grid(&said) == grid(shift) && weeks && counted
}

/// The last day whose handoff at `time` is not after `reading`.
fn day_of(reading: DateTime, time: Time) -> Date {
    if reading.time() < time { plus_days(reading.date(), -1) } else { reading.date() }
}

/// How many times in a row each group is listed.
fn repeats(groups: &[Vec<UserId>], first: usize) -> usize {
    let runs = groups.chunk_by(|one, other| one == other).map(<[_]>::len);
    let common = runs.fold(first, gcd);
    common.max(1)
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

fn same_zone(zone: &Zone, name: &str) -> bool {
    Zone::named(name).is_ok_and(|named| named.name() == zone.name())
}

/// The first of `days` in a week that begins on `week_start` and how many there are, when they follow each other.
fn run_of(days: &[Day], week_start: Weekday) -> Option<(Weekday, i64)> {
    let places: Vec<i64> = (0..7).filter(|place| days.contains(&Day(week_start.wrapping_add(*place)))).collect();
    let (first, last) = (*places.first()?, *places.last()?);
    let length = i64::try_from(places.len()).unwrap_or(7);
    (last - first + 1 == length).then(|| (week_start.wrapping_add(first), length))
}

fn on_or_before(date: Date, day: Weekday) -> Date {
    plus_days(date, -i64::from(date.weekday().since(day)))
}

fn plus_days(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

/// From one time to the next that reads so; a whole day between equal ones.
pub fn seconds_between(from: Time, to: Time) -> i64 {
    let seconds = from.duration_until(to).as_secs();
    if seconds > 0 { seconds } else { seconds + DAY }
}
