//! From one group's date to the next group's.

use jiff::Timestamp;

use super::day_filter::DayFilter;
use super::occurrences::Occurrences;
use super::wall::{DAY, HOUR, Month, Wall, weekday, weekday_number};
use crate::schedule::recurrence::{Frequency, Recurrence};
use crate::schedule::{Shift, Zone};

/// The dates at which the groups of a rotation begin.
#[derive(Debug)]
pub struct Turns<'a> {
    pub(super) rule: &'a Recurrence,
    zone: &'a Zone,
    pub(super) until: Option<Timestamp>,
    /// The first reading at which a turn counts.
    pub(super) counts_from: Wall,
    pub(super) days: DayFilter,
}

impl<'a> Turns<'a> {
    /// The dates of `shift`, which repeats by `rule`.
    pub fn new(shift: &'a Shift, rule: &'a Recurrence) -> Self {
        let rotation_start = Wall::of(shift.rotation_start);
        // A turn that is cut counts when any of it is left.
        let counts_from =
            if shift.cut_at_rotation_start { rotation_start.plus(-shift.duration).plus(1) } else { rotation_start };
        Self { rule, zone: &shift.zone, until: shift.until, counts_from, days: DayFilter::of(rule) }
    }

    /// The date of the group after the one that begins at `date`.
    pub fn next(&self, date: Wall) -> Option<Wall> {
        self.after(date, self.rule.interval.get())
    }

    /// The next date when every unit counts, whatever the interval.
    pub fn next_selected(&self, date: Wall) -> Option<Wall> {
        self.after(date, 1)
    }

    /// The first date that counts in the week or month of `date`, or `date`.
    pub fn same_block(&self, date: Wall) -> Option<Wall> {
        let last = match self.rule.frequency {
            // The first hour or day of a rule is always one of its dates.
            Frequency::Hourly | Frequency::Daily => date,
            Frequency::Weekly | Frequency::Monthly => self.end_of_block(date),
        };
        self.search(date, date, last, self.rule.interval.get())
    }

    fn after(&self, date: Wall, interval: u32) -> Option<Wall> {
        let month_long = date.month().length() * DAY;
        let (earliest, last) = match self.rule.frequency {
            Frequency::Hourly => (date.plus(HOUR), date.plus(HOUR + month_long)),
            Frequency::Daily => (date.plus(DAY), date.plus(DAY + month_long)),
            Frequency::Weekly | Frequency::Monthly => {
                let earliest = self.block_after(date, interval);
                (earliest, self.end_of_block(earliest))
            }
        };
        self.search(date, earliest, last, interval)
    }

    /// The first start from `earliest` to `last` of the rule as it would run from `anchor`, else `earliest`.
    fn search(&self, anchor: Wall, earliest: Wall, last: Wall, interval: u32) -> Option<Wall> {
        let blocks = matches!(self.rule.frequency, Frequency::Weekly | Frequency::Monthly);
        let found = Occurrences::new(anchor, self.rule, u64::from(interval))
            .between(earliest, last)
            .find(|at| !blocks || *at >= self.counts_from)
            .filter(|at| !self.is_over(*at));
        let date = found.unwrap_or(earliest);
        (!self.is_over(date)).then_some(date)
    }

    /// The same time on the first day of the week or month that is `interval` after the one of `date`.
    pub(super) fn block_after(&self, date: Wall, interval: u32) -> Wall {
        let interval = i64::from(interval);
        if self.rule.frequency == Frequency::Monthly {
            return Wall::on(Month(date.month().0 + interval).first_day(), date.time());
        }
        let days_into_week = self.days_into_week(date);
        Wall::on(date.day() - days_into_week + 7 * interval, date.time())
    }

    /// The same time on the last day of the week or month of `date`.
    fn end_of_block(&self, date: Wall) -> Wall {
        if self.rule.frequency == Frequency::Monthly {
            return Wall::on(Month(date.month().0 + 1).first_day() - 1, date.time());
        }
        Wall::on(date.day() - self.days_into_week(date) + 6, date.time())
    }

    fn days_into_week(&self, date: Wall) -> i64 {
        (weekday(date.day()) - weekday_number(self.rule.week_start)).rem_euclid(7)
    }

    fn is_over(&self, date: Wall) -> bool {
        let Some(until) = self.until else { return date > Wall::LAST };
        // Clocks are less than a day from UTC, so most dates need no zone.
        let until_utc = Wall::of_utc(until);
        if date < until_utc.plus(-DAY) {
            return false;
        }
        date.instant_in(self.zone).is_none_or(|at| at > until)
    }
}
