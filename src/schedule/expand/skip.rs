//! Past the turns that are used up before a rotation takes effect, by division where the dates are regular.

use super::turns::Turns;
use super::wall::{DAY, HOUR, Month, Wall};
use crate::schedule::recurrence::Frequency;

const WEEK: i64 = 7 * DAY;
/// How many turns are followed one by one. Only rules that no division fits come this far (hourly through a decade, in
/// some months only); whose turn it is then has the first one.
const FOLLOWED: u32 = 100_000;
/// Steps up to this long do not depend on the length of the month they begin in.
const SHORT: i64 = 28 * DAY;

/// A date and the number of turns before it.
#[derive(Debug, Clone, Copy)]
struct Turn {
    date: Wall,
    number: u64,
}

impl Turns<'_> {
    /// The first date from `first` on that counts, and how many turns are used up before it.
    pub fn first_that_counts(&self, first: Wall) -> Option<(Wall, u64)> {
        let mut turn = Turn { date: first, number: 0 };
        let mut seen = turn;
        let mut followed = 0;
        while turn.date < self.counts_from {
            if followed == FOLLOWED {
                return Some((self.next(self.unit_before_start(turn.date))?, turn.number));
            }
            if let Some(later) = self.leap(turn) {
                turn = later;
                continue;
            }
            turn = Turn { date: self.next(turn.date)?, number: turn.number + 1 };
            followed += 1;
            if let Some(later) = self.leap_by_weeks(seen, turn) {
                turn = later;
            }
            if followed.is_power_of_two() {
                seen = turn;
            }
        }
        Some((turn.date, turn.number))
    }

    /// The last reading before turns count that is whole units after `date`.
    fn unit_before_start(&self, date: Wall) -> Wall {
        let unit = if self.rule.frequency == Frequency::Hourly { HOUR } else { DAY };
        let units = (self.counts_from.seconds() - 1 - date.seconds()).div_euclid(unit);
        date.plus(units * unit)
    }

    /// The last turn up to which all steps are alike, when that is further than one step.
    fn leap(&self, turn: Turn) -> Option<Turn> {
        let interval = i64::from(self.rule.interval.get());
        let end = self.regular_end();
        match self.rule.frequency {
            Frequency::Hourly => self.leap_by_units(turn, HOUR),
            Frequency::Daily => self.leap_by_units(turn, DAY),
            // Until a week or month holds a date that counts, its turn begins on its first day.
            Frequency::Weekly if turn.date == self.block_after(turn.date, 0) => {
                let weeks = (end.seconds() - 1 - 6 * DAY - turn.date.seconds()).div_euclid(WEEK * interval);
                later(turn, weeks, |weeks| turn.date.plus(weeks * interval * WEEK))
            }
            Frequency::Monthly if turn.date == self.block_after(turn.date, 0) => {
                let month = turn.date.month().0;
                let months = (end.month().0 - 1 - month).div_euclid(interval);
                later(turn, months, |months| Wall::on(Month(month + months * interval).first_day(), turn.date.time()))
            }
            Frequency::Weekly | Frequency::Monthly => None,
        }
    }

    /// A date is looked for no further than a month ahead; without one the next unit is taken.
    fn leap_by_units(&self, turn: Turn, unit: i64) -> Option<Turn> {
        if self.days.limits_dates() {
            // While all days of the rule are further ahead, turns pass unit by unit.
            let next_day = self.days.next_allowed(turn.date.day()).unwrap_or(i64::MAX);
            let still_far = Wall::on(next_day.saturating_sub(33), 0).min(self.regular_end());
            let steps = (still_far.seconds() - turn.date.seconds()).div_euclid(unit);
            return later(turn, steps, |steps| turn.date.plus(steps * unit));
        }
        if !self.days.allows_all() {
            return None;
        }
        let step = unit * i64::from(self.rule.interval.get());
        let step = match step - unit {
            ..=SHORT => step,
            wait if wait > SHORT + 3 * DAY => unit,
            _ => return None,
        };
        let steps = (self.regular_end().seconds() - turn.date.seconds()).div_euclid(step);
        later(turn, steps, |steps| turn.date.plus(steps * step))
    }

    /// Where only the hour of the week matters, the same hour is followed by the same turns as it was before.
    fn leap_by_weeks(&self, seen: Turn, turn: Turn) -> Option<Turn> {
        // With a turn on every selected day the next one is near, so the length of the month does not matter.
        let every_day = self.rule.frequency == Frequency::Hourly && self.rule.interval.get() <= 24;
        let round = turn.date.seconds() - seen.date.seconds();
        if !every_day || self.days.limits_dates() || round == 0 || round % WEEK != 0 {
            return None;
        }
        let rounds = (self.regular_end().seconds() - turn.date.seconds()).div_euclid(round);
        let rounds = u64::try_from(rounds).ok().filter(|rounds| *rounds > 0)?;
        let date = turn.date.plus(i64::try_from(rounds).ok()? * round);
        Some(Turn { date, number: turn.number + rounds * (turn.number - seen.number) })
    }

    /// Steps up to here are not yet bent by the first date that counts or by the end.
    fn regular_end(&self) -> Wall {
        self.until
            .map_or(self.counts_from, |until| self.counts_from.min(Wall::of_utc(until).plus(-DAY)))
            .min(Wall::LAST)
    }
}

/// The turn `steps` after `turn`, when there are any steps.
fn later(turn: Turn, steps: i64, date: impl Fn(i64) -> Wall) -> Option<Turn> {
    let turns = u64::try_from(steps).ok().filter(|steps| *steps > 0)?;
    Some(Turn { date: date(steps), number: turn.number + turns })
}
