//! One line of starts with the same people at each: what a rule is made of once its turns are dealt out.

use jiff::Timestamp;

use super::occurrences::Occurrences;
use super::wall::Wall;
use crate::schedule::offsets::Offsets;
use crate::schedule::recurrence::Recurrence;
use crate::schedule::{Crew, Interval, Shift};

/// Of slots that began before a window and still last, how many of one shift count.
pub(super) const STILL_LASTING: i64 = 1_000;
/// How many slots of one series a window holds.
pub(super) const IN_A_WINDOW: usize = 25_000;

/// Starts of a shift that the same crew serves.
#[derive(Debug, Clone)]
pub struct Series<'a> {
    /// Who serves.
    pub crew: &'a Crew,
    /// The first start.
    pub first: Wall,
    again: Option<Occurrences>,
    /// How long each slot is on the wall clock.
    length: i64,
    /// Where `until` cuts the first slot, which would have been longer.
    first_end: Option<Timestamp>,
    /// No slot is longer.
    reach: i64,
}

impl<'a> Series<'a> {
    /// A single start.
    pub fn once(first: Wall, crew: &'a Crew) -> Self {
        Self { crew, first, again: None, length: 0, first_end: None, reach: 0 }
    }

    /// A start that comes again by `rule`, every `every` of its units.
    pub fn again(first: Wall, rule: &Recurrence, every: u64, crew: &'a Crew) -> Self {
        Self { again: Some(Occurrences::new(first, rule, every)), ..Self::once(first, crew) }
    }

    /// The series with the length and the end that `shift` gives it, or `None` when it ends before it begins.
    ///
    /// A first slot that lasts past `until` ends there, and those after it are as short on the wall clock.
    pub fn ended_by(self, shift: &Shift) -> Option<Self> {
        let whole = Self { length: shift.duration, reach: shift.duration, ..self };
        let Some(until) = shift.until else { return Some(whole) };
        let begin = self.first.instant_in(&shift.zone)?;
        let end = self.first.plus(shift.duration).instant_in(&shift.zone)?;
        if until <= begin {
            return None;
        }
        if end <= until {
            return Some(whole);
        }
        let length = Wall::of(shift.zone.reading(until)).seconds() - whole.first.seconds();
        Some(Self { length, first_end: Some(until), ..whole })
    }

    /// When it is served around `window`, by start. One of `turns` series of the shift.
    pub fn intervals(
        &self,
        window: Interval,
        until: Timestamp,
        offsets: &Offsets,
        turns: usize,
    ) -> impl Iterator<Item = Interval> {
        let (least, most) = offsets.range();
        let begins = Wall::of_utc(window.start()).plus(least - 1);
        let ends = Wall::of_utc(window.end()).plus(most + 1);
        self.starts(begins, ends, turns)
            .filter_map(|start| Some((start, start.instant(offsets)?)))
            .take_while(move |(_, begin)| *begin <= until)
            .filter_map(|(start, begin)| {
                let first_end = self.first_end.filter(|_| start == self.first);
                let end = first_end.or_else(|| start.plus(self.length).instant(offsets))?;
                Interval::new(begin, end)
            })
            .filter(move |interval| interval.overlaps(window))
            .take(IN_A_WINDOW)
    }

    /// The starts of what is served between two readings.
    fn starts(&self, begins: Wall, ends: Wall, turns: usize) -> impl Iterator<Item = Wall> {
        let turns = i64::try_from(turns).unwrap_or(i64::MAX).max(1);
        let once = self.again.is_none().then_some(self.first).into_iter();
        let again = self.again.into_iter().flat_map(move |rule| {
            let lasting = rule.turns_before(begins, STILL_LASTING / turns + 1);
            rule.between(begins.plus(-self.reach).max(lasting), ends)
        });
        once.chain(again)
    }
}
