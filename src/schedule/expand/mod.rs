//! From rules to slots: every time a shift is due to begin, inside a window.
//!
//! A [`Plan`] is a shift worked out as far as no window matters: one [`Series`] of starts for each crew. Starts and ends are
//! readings of one wall clock; [`Zone::instant`](super::Zone::instant) turns both into instants.

mod daily_by_day;
mod day_filter;
mod occurrences;
mod rolling;
mod series;
mod skip;
mod turns;
mod wall;

use jiff::Timestamp;

use self::series::Series;
use self::wall::Wall;
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
/// Of slots that began before the window and still last, the latest thousand count; a window holds a hundred thousand at
/// most. Only rules that no team can mean have more.
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
}

impl<'a> Plan<'a> {
    /// The plan of `shift`.
    pub fn of(shift: &'a Shift) -> Self {
        let start = Wall::of(shift.start);
        let series = match &shift.kind {
            _ if shift.duration <= 0 => Vec::new(),
            ShiftKind::Single(crew) | ShiftKind::Override(crew) => vec![Series::once(start, crew)],
            ShiftKind::Recurrent(rule, crew) => vec![Series::again(start, rule, u64::from(rule.interval.get()), crew)],
            ShiftKind::Rolling(rule, rotation) => rolling::series(shift, rule, rotation),
        };
        let precedence = match &shift.kind {
            ShiftKind::Override(_) => Precedence::Override(shift.level),
            _ => Precedence::Shift(shift.level),
        };
        let cut = if shift.cut_at_rotation_start { Wall::of(shift.rotation_start).instant(&shift.zone) } else { None };
        let series = series.into_iter().filter_map(|series| series.ended_by(shift)).collect();
        Self { shift, precedence, cut, series }
    }

    /// The slots that overlap `window`, by start. Those of the same time are one, with everybody in it.
    ///
    /// All that the cut at `rotation_start` leaves of earlier turns is one slot too, as long as the first of them.
    pub fn slots(&self, window: Interval) -> Vec<Slot> {
        let mut slots: Vec<Slot> = Vec::new();
        let turns = self.series.len();
        for series in &self.series {
            for interval in series.intervals(self.shift, window, turns) {
                let interval = self.cut.map_or(Some(interval), |cut| interval.from(cut));
                slots.extend(interval.filter(|interval| interval.overlaps(window)).map(|interval| Slot {
                    shift: self.shift.id,
                    interval,
                    precedence: self.precedence,
                    crew: series.crew.clone(),
                }));
            }
        }
        slots.sort_by_key(|slot| slot.interval);
        slots.dedup_by(|later, kept| {
            let cut_alike = || self.cut == Some(later.interval.start()) && self.cut == Some(kept.interval.start());
            let same = later.interval == kept.interval || cut_alike();
            if same {
                for user in &later.crew.0 {
                    if !kept.crew.0.contains(user) {
                        kept.crew.0.push(*user);
                    }
                }
            }
            same
        });
        slots
    }
}
