//! The starts of a recurrence on the wall clock (RFC 5545), found by division: a window costs what lies in it, however old
//! the rule is.

use super::day_filter::DayFilter;
use super::wall::{DAY, HOUR, Wall, weekday, weekday_number};
use crate::schedule::recurrence::{Frequency, Recurrence};

/// No rule comes twice in the years 1 to 9999 with more units between than this.
const LONGEST_INTERVAL: u64 = 100_000_000;

/// A recurrence that is anchored at its first start.
#[derive(Debug, Clone, Copy)]
pub struct Occurrences {
    first: Wall,
    frequency: Frequency,
    /// Units from one turn to the next.
    pub(super) every: i64,
    /// The first day of the block that `first` is in.
    anchor: i64,
    pub(super) days: DayFilter,
}

/// A day, week or month with the readings in it that a rule falls on.
struct Block {
    base: Wall,
    step: i64,
    /// Bit `i` is `base` plus `i` steps.
    bits: u32,
}

impl Occurrences {
    /// The rule from `first` on, every `every` units (0 counts as 1).
    pub fn new(first: Wall, rule: &Recurrence, every: u64) -> Self {
        let mut days = DayFilter::of(rule);
        let anchor = match rule.frequency {
            Frequency::Hourly | Frequency::Daily => first.day(),
            Frequency::Weekly => {
                days.default_to_weekday(weekday(first.day()));
                first.day() - (weekday(first.day()) - weekday_number(rule.week_start)).rem_euclid(7)
            }
            Frequency::Monthly => {
                days.default_to_day_of_month(first);
                first.month().first_day()
            }
        };
        let every = i64::try_from(every.clamp(1, LONGEST_INTERVAL)).unwrap_or(1);
        Self { first, frequency: rule.frequency, every, anchor, days }
    }

    /// The starts from `from` to `to`, both included, in order. The first start is one whether or not it fits the rule.
    pub fn between(self, from: Wall, to: Wall) -> impl Iterator<Item = Wall> {
        let from = from.max(self.first);
        let to = to.min(Wall::LAST);
        let blocks = self.block_of(from)..=self.block_of(to);
        let later = from.max(self.first.plus(1));
        let first = (from == self.first && from <= to).then_some(self.first);
        let rest = blocks.flat_map(move |index| self.block(index));
        first.into_iter().chain(rest.skip_while(move |at| *at < later).take_while(move |at| *at <= to))
    }

    /// The latest reading that `turns` turns of the rule before `at` lie after.
    pub fn turns_before(&self, at: Wall, turns: i64) -> Wall {
        let unit = match self.frequency {
            Frequency::Hourly => HOUR,
            Frequency::Daily => DAY,
            Frequency::Weekly => 7 * DAY,
            Frequency::Monthly => 31 * DAY,
        };
        at.plus(-turns.saturating_mul(self.every.saturating_mul(unit)))
    }

    /// Whether any day of a block after the first fits.
    pub fn has_start(&self, block: i64) -> bool {
        self.block(block).bits != 0
    }

    /// Which block `at` is in, counted from the one that `first` is in. Blocks of hours are days.
    pub fn block_of(&self, at: Wall) -> i64 {
        match self.frequency {
            Frequency::Hourly => at.day() - self.anchor,
            Frequency::Daily => (at.day() - self.anchor).div_euclid(self.every),
            Frequency::Weekly => (at.day() - self.anchor).div_euclid(7 * self.every),
            Frequency::Monthly => (at.month().0 - self.first.month().0).div_euclid(self.every),
        }
    }

    fn block(&self, index: i64) -> Block {
        let time = self.first.time();
        match self.frequency {
            Frequency::Hourly => {
                let day = self.anchor + index;
                let bits = if self.days.allows(day) { self.hours_of(index) } else { 0 };
                Block { base: Wall::on(day, time % HOUR), step: HOUR, bits }
            }
            Frequency::Daily => {
                let day = self.anchor + index * self.every;
                Block { base: Wall::on(day, time), step: DAY, bits: u32::from(self.days.allows(day)) }
            }
            Frequency::Weekly => {
                let day = self.anchor + index * 7 * self.every;
                let bits = (0..7).filter(|i| self.days.allows(day + i)).fold(0, |bits, i| bits | 1 << i);
                Block { base: Wall::on(day, time), step: DAY, bits }
            }
            Frequency::Monthly => {
                let mut month = self.first.month();
                month.0 += index * self.every;
                Block { base: Wall::on(month.first_day(), time), step: DAY, bits: self.days.in_month(month) }
            }
        }
    }
}

impl Occurrences {
    /// The hours of the day `index` days after the first that are whole turns after the first start.
    fn hours_of(&self, index: i64) -> u32 {
        let first = (self.first.time() / HOUR - index * 24).rem_euclid(self.every);
        let every = usize::try_from(self.every).unwrap_or(usize::MAX);
        (first..24).step_by(every).fold(0, |bits, hour| bits | 1 << hour)
    }
}

impl Iterator for Block {
    type Item = Wall;

    fn next(&mut self) -> Option<Wall> {
        if self.bits == 0 {
            return None;
        }
        let place = self.bits.trailing_zeros();
        self.bits &= self.bits - 1;
        Some(self.base.plus(i64::from(place) * self.step))
    }
}
