//! From slots to who is really on call: levels, overrides, swaps and gaps.
//!
//! Swaps come first: they split slots and put somebody else in. Then levels cut away what something stronger covers.
//! [`changes`] walks from moment to moment.

mod changes;
mod gaps;
mod levels;
mod swaps;

use std::collections::BTreeSet;

use jiff::Timestamp;

pub use self::changes::{Changes, changes, next_change, next_on_call};
use super::expand::{Plan, Slot};
use super::handoff::{Moment, OnCallPerson, Why};
use super::{Imported, Interval, Precedence, Schedule, TakenSwap};
use crate::ids::{ShiftId, SwapId, UserId};

/// Somebody who serves in a final shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDuty {
    /// Who serves.
    pub user: UserId,
    /// For whom, when the shift was swapped.
    pub covers: Option<(SwapId, UserId)>,
}

/// A piece of a slot that nothing beats. Its bounds are those of the slot where nothing cut it, even outside the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalShift {
    /// The rule it comes from.
    pub shift: ShiftId,
    /// When.
    pub interval: Interval,
    /// Its layer, or that it is an override.
    pub precedence: Precedence,
    /// Who serves, in the rule's order. Never empty.
    pub people: Vec<OnDuty>,
}

/// One row of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Somebody is on call.
    Covered(FinalShift),
    /// Nothing is planned.
    Gap(Interval),
}

impl Row {
    /// When.
    pub fn interval(&self) -> Interval {
        match self {
            Self::Covered(shift) => shift.interval,
            Self::Gap(interval) => *interval,
        }
    }
}

/// Who is on call through a window, by start. Rows of the same precedence may overlap: those people serve together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The span that was asked about.
    pub window: Interval,
    /// The rows, by start, then shift.
    pub rows: Vec<Row>,
}

impl Timeline {
    /// The same rows, cut to the window.
    #[must_use]
    pub fn clipped(mut self) -> Self {
        for row in &mut self.rows {
            let interval = match row {
                Row::Covered(shift) => &mut shift.interval,
                Row::Gap(interval) => interval,
            };
            *interval = interval.intersect(self.window).unwrap_or(*interval);
        }
        self.rows.sort_by_key(place);
        self
    }

    /// The rows in which somebody is on call.
    pub fn covered(&self) -> impl Iterator<Item = &FinalShift> {
        self.rows.iter().filter_map(|row| match row {
            Row::Covered(shift) => Some(shift),
            Row::Gap(_) => None,
        })
    }

    /// The rows in which nothing is planned.
    pub fn gaps(&self) -> impl Iterator<Item = Interval> {
        self.rows.iter().filter_map(|row| match row {
            Row::Gap(interval) => Some(*interval),
            Row::Covered(_) => None,
        })
    }

    /// The rows in which `user` serves.
    pub fn served_by(&self, user: UserId) -> impl Iterator<Item = &FinalShift> {
        self.covered().filter(move |shift| shift.people.iter().any(|on_duty| on_duty.user == user))
    }
}

/// Where a row belongs among the others.
fn place(row: &Row) -> (Timestamp, Option<ShiftId>, Timestamp) {
    match row {
        Row::Covered(shift) => (shift.interval.start(), Some(shift.shift), shift.interval.end()),
        Row::Gap(interval) => (interval.start(), None, interval.end()),
    }
}

/// Who is on call through `window`.
pub fn timeline(schedule: &Schedule, window: Interval) -> Timeline {
    Plans::of(schedule).timeline(window)
}

/// What the rules plan for any part of `window`, as if nobody had swapped and nothing beat anything, by start. Not cut to the
/// window; crews may be empty.
pub fn scheduled(schedule: &Schedule, window: Interval) -> Vec<FinalShift> {
    let mut scheduled = Plans::of(schedule).scheduled(window);
    scheduled.sort_by_key(|shift| (shift.interval, shift.shift));
    scheduled
}

/// Who is on call at `at`.
pub fn on_call_at(schedule: &Schedule, at: Timestamp) -> Moment {
    Plans::of(schedule).on_call_at(at)
}

/// A schedule whose shifts are worked out, to be asked about several windows.
#[derive(Debug, Clone)]
struct Plans<'a> {
    shifts: Vec<Plan<'a>>,
    swaps: &'a [TakenSwap],
    may_not_serve: &'a BTreeSet<UserId>,
    imported: &'a Imported,
}

impl<'a> Plans<'a> {
    fn of(schedule: &'a Schedule) -> Self {
        let shifts = schedule.shifts.iter().map(Plan::of).collect();
        let Schedule { swaps, may_not_serve, imported, .. } = schedule;
        Self { shifts, swaps, may_not_serve, imported }
    }

    fn timeline(&self, window: Interval) -> Timeline {
        let planned = self.planned(window);
        // Whole days say who serves on which date, not from when to when: what lies between them is no gap.
        let of_days = self.imported.overlapping(window).any(|imported| imported.all_day);
        let gaps = if of_days { Vec::new() } else { gaps::between(&planned, window) };
        let mut rows: Vec<Row> = levels::unbeaten(planned, window).into_iter().map(Row::Covered).collect();
        rows.extend(gaps.into_iter().map(Row::Gap));
        rows.sort_by_key(place);
        Timeline { window, rows }
    }

    fn on_call_at(&self, at: Timestamp) -> Moment {
        let instant = at.checked_add(jiff::SignedDuration::from_nanos(1)).ok().and_then(|next| Interval::new(at, next));
        let mut rows = instant.map_or_else(Vec::new, |window| levels::unbeaten(self.planned(window), window));
        rows.sort_by_key(|shift| (shift.interval.start(), shift.shift, shift.interval.end()));
        Moment { at, people: people(rows.iter().filter(|shift| shift.interval.contains(at))) }
    }

    /// Everything that is planned for any part of `window`, swaps applied, nothing beaten yet. Crews may be empty.
    fn planned(&self, window: Interval) -> Vec<FinalShift> {
        self.those_who_may(swaps::applied(self.slots(window), self.swaps, window))
    }

    fn scheduled(&self, window: Interval) -> Vec<FinalShift> {
        self.those_who_may(self.slots(window))
    }

    fn slots(&self, window: Interval) -> Vec<FinalShift> {
        let imported = self.imported.overlapping(window).map(|imported| imported.slot.clone());
        self.shifts.iter().flat_map(|plan| plan.slots(window)).chain(imported).map(FinalShift::from).collect()
    }

    fn those_who_may(&self, mut shifts: Vec<FinalShift>) -> Vec<FinalShift> {
        if !self.may_not_serve.is_empty() {
            for shift in &mut shifts {
                shift.people.retain(|on_duty| !self.may_not_serve.contains(&on_duty.user));
            }
        }
        shifts
    }
}

impl FinalShift {
    /// Why one of its people is on call.
    pub fn why(&self, on_duty: &OnDuty) -> Why {
        match (on_duty.covers, self.precedence) {
            (Some((swap, covers)), _) => Why::Swap { swap, covers },
            (None, Precedence::Override(_)) => Why::Override,
            (None, Precedence::Shift(_)) => Why::Rotation,
        }
    }
}

impl From<Slot> for FinalShift {
    fn from(slot: Slot) -> Self {
        let people = slot.crew.0.into_iter().map(|user| OnDuty { user, covers: None }).collect();
        Self { shift: slot.shift, interval: slot.interval, precedence: slot.precedence, people }
    }
}

/// The people of `shifts`, each once, for the strongest reason.
fn people<'a>(shifts: impl IntoIterator<Item = &'a FinalShift>) -> Vec<OnCallPerson> {
    let mut people: Vec<OnCallPerson> = Vec::new();
    for shift in shifts {
        for on_duty in &shift.people {
            let person = OnCallPerson { user: on_duty.user, shift: shift.shift, why: shift.why(on_duty) };
            match people.iter_mut().find(|known| known.user == person.user) {
                Some(known) if strength(person.why) > strength(known.why) => *known = person,
                Some(_) => {}
                None => people.push(person),
            }
        }
    }
    people
}

fn strength(why: Why) -> u8 {
    match why {
        Why::Rotation => 0,
        Why::Override => 1,
        Why::Swap { .. } => 2,
    }
}
