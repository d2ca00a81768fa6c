//! Rotations whose turns are counted: start by start, the group follows from how many turns came before.
//!
//! The reference deals one date to each group and lets it come again by itself, which goes wrong where days are left out.
//! Here a unit of the rule (its interval of hours, days, weeks or months) is a turn: every unit, or every one with a start.

use jiff::Timestamp;

use super::day_filter::DayFilter;
use super::occurrences::Occurrences;
use super::series::{IN_A_WINDOW, STILL_LASTING};
use super::wall::{DAY, HOUR, Wall};
use crate::schedule::offsets::Offsets;
use crate::schedule::recurrence::{Frequency, Recurrence};
use crate::schedule::rotation::{Rotation, Turns};
use crate::schedule::{Crew, Interval, Shift, ShiftKind};

/// A rotation that counts its turns from the shift's start.
#[derive(Debug, Clone)]
pub struct Dealt<'a> {
    turns: Turns,
    occurrences: Occurrences,
    days: DayFilter,
    frequency: Frequency,
    every: i64,
    pub(super) first: Wall,
    /// Nothing starts before it.
    not_before: Wall,
    /// How long each slot is on the wall clock.
    length: i64,
    /// The groups that have people, from the one that serves first, each with its place among all.
    groups: Vec<(usize, &'a Crew)>,
}

/// One start, and whose turn it is.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    /// The reading.
    pub at: Wall,
    /// How many turns came before this one.
    pub turn: u64,
    /// The group's place in the rotation.
    pub group: usize,
    /// Who serves.
    pub crew: &'a Crew,
}

impl<'a> Dealt<'a> {
    /// The starts of a rotation that counts its turns; `None` for every other shift, and when no group has people.
    pub fn of(shift: &'a Shift) -> Option<Self> {
        match &shift.kind {
            ShiftKind::Rolling(rule, rotation) if shift.duration > 0 => {
                Self::new(shift, rule, rotation, rotation.turns?)
            }
            _ => None,
        }
    }

    fn new(shift: &Shift, rule: &Recurrence, rotation: &'a Rotation, turns: Turns) -> Option<Self> {
        let first_group = if rotation.first < rotation.groups.len() { rotation.first } else { 0 };
        let in_turn = rotation.groups.iter().enumerate().cycle().skip(first_group).take(rotation.groups.len());
        let groups: Vec<(usize, &Crew)> = in_turn.filter(|(_, crew)| !crew.0.is_empty()).collect();
        let first = Wall::of(shift.start);
        let occurrences = Occurrences::new(first, rule, u64::from(rule.interval.get()));
        // What is cut at the rotation's start is cut where slots are.
        let not_before = if shift.cut_at_rotation_start { first } else { Wall::of(shift.rotation_start).max(first) };
        let length = shift.duration;
        let (days, every, frequency) = (occurrences.days, occurrences.every, rule.frequency);
        let dealt = Self { turns, occurrences, days, frequency, every, first, not_before, length, groups };
        (!dealt.groups.is_empty()).then_some(dealt)
    }

    /// The starts from `from` to `to`, both included, in order.
    pub fn between(&self, from: Wall, to: Wall) -> impl Iterator<Item = Start<'a>> {
        let mut before: Option<(i64, u64)> = None;
        // The first reading of a rule is a start whether or not it fits; here only if it does.
        let starts = self.occurrences.between(from.max(self.not_before), to);
        starts.filter(|at| self.days.allows(at.day())).map(move |at| {
            let unit = self.unit_of(at);
            let turn = match before {
                Some((known, turn)) if known == unit => turn,
                Some((_, turn)) if self.turns == Turns::Served => turn + 1,
                _ => self.turn_of(unit),
            };
            before = Some((unit, turn));
            let place = usize::try_from(turn % self.groups.len() as u64).unwrap_or(0);
            let (group, crew) = self.groups[place];
            Start { at, turn, group, crew }
        })
    }

    /// What is served around `window`, by start, and by whom.
    pub fn intervals(
        &self,
        window: Interval,
        until: Timestamp,
        offsets: &Offsets,
    ) -> impl Iterator<Item = (Interval, &'a Crew)> {
        let (least, most) = offsets.range();
        let begins = Wall::of_utc(window.start()).plus(least - 1);
        let ends = Wall::of_utc(window.end()).plus(most + 1);
        let lasting = self.occurrences.turns_before(begins, STILL_LASTING);
        self.between(begins.plus(-self.length).max(lasting), ends)
            .filter_map(|start| Some((start, start.at.instant(offsets)?)))
            .take_while(move |(_, begin)| *begin <= until)
            .filter_map(|(start, begin)| {
                let end = start.at.plus(self.length).instant(offsets)?;
                Some((Interval::new(begin, end)?, start.crew))
            })
            .filter(move |(interval, _)| interval.overlaps(window))
            .take(IN_A_WINDOW)
    }

    /// The starts around `at`, from at least two turns before it on, without end.
    pub fn around(&self, at: Wall) -> impl Iterator<Item = Start<'a>> {
        // A rule that leaves out months has its last start further back.
        let back = if self.days.limits_dates() { at.plus(-800 * DAY) } else { at.plus(-8 * DAY) };
        self.between(back.min(self.occurrences.turns_before(at, 2)), Wall::LAST)
    }

    fn unit_of(&self, at: Wall) -> i64 {
        match self.frequency {
            Frequency::Hourly => (at.seconds() - self.first.seconds()).div_euclid(HOUR * self.every),
            Frequency::Daily | Frequency::Weekly | Frequency::Monthly => self.occurrences.block_of(at),
        }
    }

    fn turn_of(&self, unit: i64) -> u64 {
        let turns = match self.turns {
            Turns::Calendar => unit,
            Turns::Served => self.served_before(unit),
        };
        u64::try_from(turns).unwrap_or(0)
    }

    /// How many units before `unit` have a start. What is alike is counted by division.
    fn served_before(&self, unit: i64) -> i64 {
        if unit <= 0 {
            return 0;
        }
        // What precedes the first reading is missing from the first unit.
        let first = i64::from(self.is_served_first());
        let round = self.alike_after().min(unit - 1).max(1);
        let (rounds, rest) = ((unit - 1) / round, (unit - 1) % round);
        let count = |units: i64| (1..=units).filter(|unit| self.is_served(*unit)).count();
        let count = |units: i64| i64::try_from(count(units)).unwrap_or(i64::MAX);
        let in_rounds = if rounds > 0 { rounds * count(round) } else { 0 };
        first + in_rounds + count(rest)
    }

    /// After how many units the same ones are served again.
    fn alike_after(&self) -> i64 {
        match self.frequency {
            _ if self.days.limits_dates() => i64::MAX,
            Frequency::Hourly => 168 / gcd(self.every, 168),
            Frequency::Daily => 7 / gcd(self.every, 7),
            Frequency::Weekly | Frequency::Monthly => 1,
        }
    }

    fn is_served_first(&self) -> bool {
        let mut starts = self.occurrences.between(self.first, self.first.plus(31 * DAY));
        let start = starts.find(|at| self.days.allows(at.day()));
        start.is_some_and(|at| self.unit_of(at) == 0)
    }

    /// Whether a unit after the first has a start.
    fn is_served(&self, unit: i64) -> bool {
        match self.frequency {
            Frequency::Hourly => self.days.allows(self.first.plus(unit * self.every * HOUR).day()),
            Frequency::Daily | Frequency::Weekly | Frequency::Monthly => self.occurrences.has_start(unit),
        }
    }
}

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}
