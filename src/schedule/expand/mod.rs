//! From rules to slots: every time a shift is due to begin, inside a window.
//!
//! A [`Plan`] is a shift worked out as far as no window matters: one series of starts for each crew. Starts and ends are
//! readings of one wall clock; [`Offsets`] turn both into instants.

mod daily_by_day;
mod day_filter;
mod dealt;
mod occurrences;
mod rolling;
mod series;
mod skip;
mod turns;
mod wall;
pub mod whose_turn;

use jiff::{SignedDuration, Timestamp};

use self::dealt::Dealt;
use self::series::Series;
use self::wall::{DAY, Wall};
use super::offsets::Offsets;
use super::rotation::Rotation;
use super::{Crew, Interval, Precedence, Shift, ShiftKind};
use crate::ids::ShiftId;

/// One planned stretch of one shift, before levels, overrides and swaps decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The rule it comes from.
    pub shift: ShiftId,
    /// When. Not cut to the window.
    pub interval: Interval,
    /// What it beats and what beats it.
    pub precedence: Precedence,
    /// Who serves. May be nobody.
    pub crew: Crew,
}

/// The slots of `shift` that overlap `window`, by start. The cost does not grow with the age of the rule.
///
/// Of slots that began before the window and still last, the latest thousand count; a window holds the first 25,000 of
/// each crew. Only rules that no team can mean have more.
pub fn slots(shift: &Shift, window: Interval) -> Vec<Slot> {
    Plan::of(shift).slots(window)
}

/// A shift, ready to be asked about any window.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    shift: &'a Shift,
    precedence: Precedence,
    /// Nothing is planned before it, and what began before it begins here.
    cut: Option<Timestamp>,
    series: Vec<Series<'a>>,
    /// A rotation that counts its turns has this instead of series.
    dealt: Option<Dealt<'a>>,
}

impl<'a> Plan<'a> {
    /// The plan of `shift`.
    pub fn of(shift: &'a Shift) -> Self {
        let start = Wall::of(shift.start);
        let series = match &shift.kind {
            _ if shift.duration <= 0 => Vec::new(),
            ShiftKind::Single(crew) | ShiftKind::Override(crew) => vec![Series::once(start, crew)],
            ShiftKind::Recurrent(rule, crew) => vec![Series::again(start, rule, u64::from(rule.interval.get()), crew)],
            ShiftKind::Rolling(_, Rotation { turns: Some(_), .. }) => Vec::new(),
            ShiftKind::Rolling(rule, rotation) => rolling::series(shift, rule, rotation),
        };
        let dealt = Dealt::of(shift);
        let precedence = match &shift.kind {
            ShiftKind::Override(_) => Precedence::Override(shift.level),
            _ => Precedence::Shift(shift.level),
        };
        let cut =
            if shift.cut_at_rotation_start { Wall::of(shift.rotation_start).instant_in(&shift.zone) } else { None };
        let series = series.into_iter().filter_map(|series| series.ended_by(shift)).collect();
        Self { shift, precedence, cut, series, dealt }
    }

    /// The slots that overlap `window`, by start. Those of the same time are one, with everybody in it.
    ///
    /// All that the cut at `rotation_start` leaves of earlier turns is one slot too, as long as the shortest of them.
    pub fn slots(&self, window: Interval) -> Vec<Slot> {
        if self.shift.ends.is_some_and(|ends| ends <= window.start()) {
            return Vec::new();
        }
        let mut slots = self.uncut(window);
        if let Some(cut) = self.cut
            && slots.iter().any(|slot| slot.interval.start() <= cut)
        {
            slots.retain(|slot| slot.interval.start() > cut);
            slots.extend(self.left_by(cut).filter(|slot| slot.interval.overlaps(window)));
        }
        if let Some(ends) = self.shift.ends {
            slots.retain_mut(|slot| match slot.interval.before(ends) {
                Some(left) if left.overlaps(window) => {
                    slot.interval = left;
                    true
                }
                _ => false,
            });
        }
        slots.sort_by_key(|slot| slot.interval);
        slots.dedup_by(|later, kept| {
            let same = later.interval == kept.interval;
            if same {
                kept.crew.join(&later.crew);
            }
            same
        });
        slots
    }

    /// What the cut leaves of the turns that are going on at it.
    fn left_by(&self, cut: Timestamp) -> Option<Slot> {
        let instant = Interval::new(cut, cut.checked_add(SignedDuration::from_nanos(1)).ok()?)?;
        let mut slots = self.uncut(instant);
        slots.sort_by_key(|slot| slot.interval.end());
        let mut slots = slots.into_iter();
        let mut left = slots.next()?;
        left.interval = left.interval.from(cut)?;
        slots.for_each(|slot| left.crew.join(&slot.crew));
        Some(left)
    }

    /// The turns that overlap `window`, in no order, as if nothing were cut.
    fn uncut(&self, window: Interval) -> Vec<Slot> {
        let mut slots = Vec::new();
        let first =
            self.series.iter().map(|series| series.first).chain(self.dealt.iter().map(|dealt| dealt.first)).min();
        let Some(first) = first.map(Wall::seconds) else { return slots };
        // Readings are a day around the window, and as far as what began before it or ends after it.
        let reach = self.shift.duration.saturating_add(DAY);
        let begins = window.start().as_second().saturating_sub(reach).max(first);
        let ends = window.end().as_second().saturating_add(reach);
        let offsets = Offsets::through(&self.shift.zone, begins, ends);
        let until = self.shift.until.unwrap_or(Timestamp::MAX);
        for series in &self.series {
            slots.extend(series.intervals(window, until, &offsets, self.series.len()).map(|interval| Slot {
                shift: self.shift.id,
                interval,
                precedence: self.precedence,
                crew: series.crew.clone(),
            }));
        }
        if let Some(dealt) = &self.dealt {
            let slot = |(interval, crew): (Interval, &Crew)| Slot {
                shift: self.shift.id,
                interval,
                precedence: self.precedence,
                crew: crew.clone(),
            };
            slots.extend(dealt.intervals(window, until, &offsets).map(slot));
        }
        slots
    }
}

impl Crew {
    /// Everybody of the two, each once.
    fn join(&mut self, other: &Self) {
        for user in &other.0 {
            if !self.0.contains(user) {
                self.0.push(*user);
            }
        }
    }
}
