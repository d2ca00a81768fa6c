//! The days that BYDAY, BYMONTH and BYMONTHDAY leave.

use super::wall::{Month, Wall, weekday, weekday_number};
use crate::schedule::recurrence::Recurrence;

/// A set of days as bits. An empty set of one kind limits nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayFilter {
    /// Bit 0 is Monday.
    weekdays: u32,
    /// Bit 1 is January.
    months: u32,
    /// Bit 1 is the first day of a month.
    from_start: u32,
    /// Bit 1 is the last day of a month.
    from_end: u32,
}

impl DayFilter {
    /// The days `rule` is limited to. Numbers that no month has limit like any other: nothing fits them.
    pub fn of(rule: &Recurrence) -> Self {
        let bit = |number: u8| 1_u32.checked_shl(u32::from(number)).unwrap_or(1);
        let mut filter = Self { weekdays: 0, months: 0, from_start: 0, from_end: 0 };
        for day in &rule.by_day {
            filter.weekdays |= 1 << weekday_number(*day);
        }
        for month in &rule.by_month {
            filter.months |= bit(month.unsigned_abs());
        }
        for day in &rule.by_monthday {
            let side = if *day < 0 { &mut filter.from_end } else { &mut filter.from_start };
            *side |= bit(day.unsigned_abs());
        }
        filter
    }

    /// Whether every day fits.
    pub fn allows_all(&self) -> bool {
        !self.limits_dates() && self.weekdays == 0
    }

    /// Whether days are limited by more than their weekday.
    pub fn limits_dates(&self) -> bool {
        self.months | self.from_start | self.from_end != 0
    }

    /// Without a limit to weekdays or days of the month, only `weekday`.
    pub fn default_to_weekday(&mut self, weekday: i64) {
        if self.weekdays | self.from_start | self.from_end == 0 {
            self.weekdays = 1 << weekday;
        }
    }

    /// Without a limit to weekdays or days of the month, only the day of the month of `first`.
    pub fn default_to_day_of_month(&mut self, first: Wall) {
        if self.weekdays | self.from_start | self.from_end == 0 {
            self.from_start = 1 << Month::of(first.day()).1;
        }
    }

    /// Whether `day`, counted from 1970-01-01, fits.
    pub fn allows(&self, day: i64) -> bool {
        if self.weekdays != 0 && self.weekdays >> weekday(day) & 1 == 0 {
            return false;
        }
        if !self.limits_dates() {
            return true;
        }
        let (month, of_month) = Month::of(day);
        self.in_month(month) >> (i64::from(of_month) - 1) & 1 == 1
    }

    /// The first day from `day` on that fits, or `None` when the calendar has none.
    pub fn next_allowed(&self, day: i64) -> Option<i64> {
        let (month, of_month) = Month::of(day);
        let this_month = self.in_month(month) >> (i64::from(of_month) - 1);
        if this_month != 0 {
            return Some(day + i64::from(this_month.trailing_zeros()));
        }
        // The calendar comes again after four hundred years.
        let mut later = (1..=400 * 12).map(|months| Month(month.0 + months));
        later.find_map(|month| {
            let days = self.in_month(month);
            (days != 0).then(|| month.first_day() + i64::from(days.trailing_zeros()))
        })
    }

    /// The days of `month` that fit. Bit 0 is the first.
    pub fn in_month(&self, month: Month) -> u32 {
        if self.months != 0 && self.months >> month.number() & 1 == 0 {
            return 0;
        }
        let length = month.length();
        let all = u32::MAX >> (32 - length);
        let weekdays = if self.weekdays == 0 {
            all
        } else {
            let first = weekday(month.first_day());
            let week = (self.weekdays | self.weekdays << 7) >> first & 0x7f;
            week | week << 7 | week << 14 | week << 21 | week << 28
        };
        let dates = if self.from_start | self.from_end == 0 {
            all
        } else {
            // Turned round, day 1 from the end lands on the last day.
            self.from_start >> 1 | (self.from_end >> 1).reverse_bits() >> (32 - length)
        };
        weekdays & dates & all
    }
}
