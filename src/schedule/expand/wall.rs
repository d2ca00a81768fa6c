//! Readings of a wall clock as plain seconds, so that turns can be found by division instead of by walking.
//!
//! A reading has no zone: every day has 24 hours here. [`Offsets`] say which instant a reading stands for.

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};

use crate::schedule::Zone;
use crate::schedule::offsets::Offsets;

/// Seconds in an hour.
pub const HOUR: i64 = 3_600;
/// Seconds in a day of the wall clock.
pub const DAY: i64 = 86_400;

/// A reading of a wall clock: whole seconds since it read 1970-01-01 00:00. Arithmetic stops at the ends instead of overflowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wall(i64);

impl Wall {
    /// The first reading of the first year that people can write.
    pub const FIRST: Self = Self(-62_135_596_800);
    /// The last reading of the last year that people can write.
    pub const LAST: Self = Self(253_402_300_799);

    /// The reading `at`. Fractions of a second are dropped.
    pub fn of(at: DateTime) -> Self {
        let (date, time) = (at.date(), at.time());
        let day = Month::new(date.year(), date.month()).first_day() + i64::from(date.day()) - 1;
        let time = i64::from(time.hour()) * HOUR + i64::from(time.minute()) * 60 + i64::from(time.second());
        Self(day * DAY + time)
    }

    /// What a clock at UTC reads at `at`. No other clock is a day or more away.
    pub fn of_utc(at: Timestamp) -> Self {
        Self(at.as_second())
    }

    /// `time` seconds into `day`.
    pub fn on(day: i64, time: i64) -> Self {
        Self(day.saturating_mul(DAY).saturating_add(time))
    }

    /// Seconds since 1970-01-01 00:00.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The reading as a date and a time.
    pub fn reading(self) -> DateTime {
        let at = Timestamp::from_second(self.0.clamp(Self::FIRST.0, Self::LAST.0)).unwrap_or(Timestamp::UNIX_EPOCH);
        jiff::tz::TimeZone::UTC.to_datetime(at)
    }

    /// The day, counted from 1970-01-01.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Seconds into the day.
    pub fn time(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// The month.
    pub fn month(self) -> Month {
        Month::of(self.day()).0
    }

    /// The reading `seconds` later.
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The instant this reading stands for: `None` before the first year, the end of time after the last.
    pub fn instant(self, offsets: &Offsets) -> Option<Timestamp> {
        let reading = (self >= Self::FIRST).then_some(self.0)?;
        let second = if self > Self::LAST { i64::MAX } else { offsets.instant(reading) };
        Some(Timestamp::from_second(second).unwrap_or(Timestamp::MAX))
    }

    /// The same, for a single reading.
    pub fn instant_in(self, zone: &Zone) -> Option<Timestamp> {
        self.instant(&Offsets::through(zone, self.0, self.0))
    }
}

/// The weekday of a day counted from 1970-01-01: Monday is 0.
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// A weekday as a number: Monday is 0.
pub fn weekday_number(weekday: Weekday) -> i64 {
    i64::from(weekday.to_monday_zero_offset())
}

/// A month of the Gregorian calendar, counted from January of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(pub i64);

impl Month {
    fn new(year: i16, number: i8) -> Self {
        Self(i64::from(year) * 12 + i64::from(number) - 1)
    }

    /// The month that `day` belongs to, and which day of it that is, from 1.
    pub fn of(day: i64) -> (Self, i8) {
        // Years that begin in March end with the leap day, which makes the lengths of their months regular.
        let day = day + 719_468;
        let era = day.div_euclid(146_097);
        let of_era = day.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let of_month = of_year - (153 * month + 2) / 5 + 1;
        let index = (era * 400 + year_of_era) * 12 + month + 2;
        (Self(index), i8::try_from(of_month).unwrap_or(1))
    }

    /// The first day, counted from 1970-01-01.
    pub fn first_day(self) -> i64 {
        let month = self.0 - 2;
        let year = month.div_euclid(12);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let of_year = (153 * month.rem_euclid(12) + 2) / 5;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        era * 146_097 + of_era - 719_468
    }

    /// How many days it has.
    pub fn length(self) -> i64 {
        Self(self.0 + 1).first_day() - self.first_day()
    }

    /// January is 1.
    pub fn number(self) -> i8 {
        i8::try_from(self.0.rem_euclid(12) + 1).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::{Time, date};

    use super::*;

    #[test]
    fn days_and_months_are_those_of_the_calendar() {
        let first = date(1, 1, 1);
        for number in (0..3_652_059).step_by(13) {
            let on = first + number.days();
            let day = Wall::of(on.to_datetime(Time::midnight())).day();
            let (month, of_month) = Month::of(day);
            assert_eq!((month.0.div_euclid(12), month.number(), of_month), (on.year().into(), on.month(), on.day()));
            assert_eq!(month.first_day() + i64::from(on.day()) - 1, day);
            assert_eq!(month.length(), i64::from(on.days_in_month()));
            assert_eq!(weekday(day), weekday_number(on.weekday()));
        }
    }

    #[test]
    fn readings_are_whole_seconds_of_one_long_clock() {
        let reading = Wall::of(date(2026, 3, 2).at(9, 30, 15, 999));
        assert_eq!(reading.instant_in(&Zone::UTC), "2026-03-02T09:30:15Z".parse().ok());
        assert_eq!(Wall::on(reading.day(), reading.time()), reading);
        assert_eq!(Wall::of(date(1, 1, 1).at(0, 0, 0, 0)), Wall::FIRST);
        assert_eq!(Wall::of(date(9999, 12, 31).at(23, 59, 59, 0)), Wall::LAST);
        assert_eq!(Wall::LAST.plus(1).instant_in(&Zone::UTC), Some(Timestamp::MAX));
        assert_eq!(Wall::FIRST.plus(-1).instant_in(&Zone::UTC), None);
    }
}
