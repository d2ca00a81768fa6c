//! From what was said to instants, in the asker's zone and seen from now.
//!
//! What is said of the wall clock is worked out on the wall clock and only then made an instant: a time that does not exist
//! moves forward, one that comes twice is the first.

use jiff::civil::{Date, DateTime, Time as WallTime, Weekday};
use jiff::{SignedDuration, Span, Timestamp};

use super::phrase::{Day, Length, Phrase, Point, Time};
use super::{FARTHEST, LONGEST, Wrong};
use crate::schedule::{Interval, Zone};

/// How far ahead a date without a year may be to be next year's.
const NEXT_YEAR: i64 = 300;

/// The span that was said.
pub(super) fn resolve(phrase: &Phrase, now: Timestamp, zone: &Zone) -> Result<Interval, Wrong> {
    let present = Present { now, here: zone.reading(now), zone };
    let today = present.here.date();
    match phrase {
        Phrase::RestOfDay => within_limits(now, present.midnight(plus(today, 1)?)?, now),
        Phrase::RestOfWeek => within_limits(now, present.midnight(after(today, Weekday::Monday)?)?, now),
        Phrase::Weekend => {
            let monday = after(today, Weekday::Monday)?;
            present.span(plus(monday, -2)?.to_datetime(WallTime::midnight()), present.midnight(monday)?)
        }
        Phrase::Whole(day) => {
            let whole = Point { day: Some(*day), ..Point::default() };
            present.first_ahead(whole, |start| present.midnight(plus(start.date(), 1)?))
        }
        Phrase::Until(to) | Phrase::Between(Point { now: true, .. }, to) => present.until(*to),
        Phrase::Between(from, to) => present.first_ahead(*from, |start| present.end(start, *from, *to)),
        Phrase::For(length) | Phrase::From(Point { now: true, .. }, length) => {
            within_limits(now, present.after(whole_minute(now), *length)?, now)
        }
        Phrase::From(from, length) => {
            present.first_ahead(*from, |start| present.after(present.instant(start)?, *length))
        }
    }
}

/// The span, if it is one of the future and not too long; what has begun begins now.
pub(super) fn within_limits(start: Timestamp, end: Timestamp, now: Timestamp) -> Result<Interval, Wrong> {
    let start = start.max(now);
    if end <= now {
        return Err(Wrong::Ended);
    }
    if start.duration_since(now) > FARTHEST {
        return Err(Wrong::TooFar);
    }
    if end.duration_since(start) > LONGEST {
        return Err(Wrong::TooLong);
    }
    Interval::new(start, end).ok_or(Wrong::EndsBeforeItBegins)
}

/// The present, where the asker is.
struct Present<'a> {
    now: Timestamp,
    here: DateTime,
    zone: &'a Zone,
}

impl Present<'_> {
    fn instant(&self, reading: DateTime) -> Result<Timestamp, Wrong> {
        self.zone.instant(reading).ok_or(Wrong::TooFar)
    }

    fn midnight(&self, date: Date) -> Result<Timestamp, Wrong> {
        self.instant(date.to_datetime(WallTime::midnight()))
    }

    /// Days are the calendar's, hours the clock's.
    fn after(&self, start: Timestamp, length: Length) -> Result<Timestamp, Wrong> {
        let days = self.zone.reading(start).checked_add(Span::new().days(length.days)).map_err(|_| Wrong::TooLong)?;
        let day = if length.days == 0 { start } else { self.instant(days)? };
        day.checked_add(SignedDuration::from_mins(length.minutes)).map_err(|_| Wrong::TooLong)
    }

    fn until(&self, to: Point) -> Result<Interval, Wrong> {
        let now = Point { now: true, ..Point::default() };
        let end = self.end(self.here, now, to)?;
        // `until monday` on a Monday, `until today 8:00` at nine.
        within_limits(self.now, end, self.now)
    }

    /// The span from a reading on; what is fixed and past is refused, what began today begins now.
    fn span(&self, start: DateTime, end: Timestamp) -> Result<Interval, Wrong> {
        let begins = self.instant(start)?;
        if end <= begins {
            return Err(Wrong::EndsBeforeItBegins);
        }
        within_limits(begins, end, self.now)
    }

    /// The first of the moments that `from` may mean whose span is not over.
    fn first_ahead(&self, from: Point, end: impl Fn(DateTime) -> Result<Timestamp, Wrong>) -> Result<Interval, Wrong> {
        let today = self.here.date();
        let mut refused = Wrong::Ended;
        for date in self.dates(from.day)? {
            let start = at(date, from.time)?;
            let span = self.span(start, end(start)?);
            match span {
                Err(wrong @ Wrong::Ended) => refused = wrong,
                Ok(_) if date < today && self.instant(start)? < self.now => return Err(Wrong::BeganInThePast),
                other => return other,
            }
        }
        Err(refused)
    }

    /// The days that may be meant, the likeliest first.
    fn dates(&self, day: Option<Day>) -> Result<Vec<Date>, Wrong> {
        let today = self.here.date();
        Ok(match day {
            None => vec![today, plus(today, 1)?],
            Some(Day::Today) => vec![today],
            Some(Day::Tomorrow) => vec![plus(today, 1)?],
            Some(Day::Weekday(weekday)) => {
                let first = from(today, weekday)?;
                vec![first, plus(first, 7)?]
            }
            Some(Day::Next(weekday)) => vec![after(today, weekday)?],
            Some(Day::Date(date)) => vec![date],
            Some(Day::Of { month, day }) => {
                let this = Date::new(today.year(), month, day).ok();
                let next = today.year().checked_add(1).and_then(|year| Date::new(year, month, day).ok());
                let soon = next.filter(|date| date.duration_since(today).as_hours() <= NEXT_YEAR * 24);
                let dates: Vec<Date> = this.into_iter().chain(soon).collect();
                if dates.is_empty() {
                    return Err(Wrong::NoSuchDay);
                }
                dates
            }
            Some(Day::On { weekday, month, day }) => {
                let mut dates = self.dates(Some(Day::Of { month, day }))?;
                dates.retain(|date| date.weekday() == weekday);
                if dates.is_empty() {
                    return Err(Wrong::OtherWeekday);
                }
                dates
            }
        })
    }

    /// The end of a span that begins at `start`: the first moment after it that `to` may mean.
    fn end(&self, start: DateTime, from_point: Point, to: Point) -> Result<Timestamp, Wrong> {
        let today = self.here.date();
        let whole_days = from_point.time.is_none() && !from_point.now && to.time.is_none();
        let ends = |date: Date| match to.time {
            None if whole_days => at(plus(date, 1)?, None),
            // At the end of a span midnight ends the day that is named.
            time => at(date, time),
        };
        let end = match to.day {
            None if to.now => return Err(Wrong::EndsBeforeItBegins),
            None => {
                let same_day = ends(start.date())?;
                if same_day > start { same_day } else { ends(plus(start.date(), 1)?)? }
            }
            Some(Day::Today) => ends(today)?,
            Some(Day::Tomorrow) => ends(plus(today, 1)?)?,
            Some(Day::Date(date)) => ends(date)?,
            Some(Day::Next(weekday)) => ends(after(today, weekday)?)?,
            Some(Day::Weekday(weekday)) => {
                let first = from(start.date(), weekday)?;
                let end = ends(first)?;
                if end > start { end } else { ends(plus(first, 7)?)? }
            }
            Some(Day::On { weekday, month, day }) => {
                let years = [Some(start.year()), start.year().checked_add(1)].into_iter().flatten();
                let mut dates = years.filter_map(|year| Date::new(year, month, day).ok());
                ends(dates.find(|date| date.weekday() == weekday).ok_or(Wrong::OtherWeekday)?)?
            }
            Some(Day::Of { month, day }) => {
                let in_year = |year: i16| Date::new(year, month, day).map_err(|_| Wrong::NoSuchDay);
                let next_year = || start.year().checked_add(1).ok_or(Wrong::TooFar);
                match in_year(start.year()).and_then(ends) {
                    Ok(end) if end > start => end,
                    _ if start.month() > month => ends(in_year(next_year()?)?)?,
                    other => other?,
                }
            }
        };
        self.instant(end)
    }
}

/// A time of a day; without one its beginning.
fn at(date: Date, time: Option<Time>) -> Result<DateTime, Wrong> {
    let Some(time) = time else { return Ok(date.to_datetime(WallTime::midnight())) };
    if time.hour == 24 {
        return Ok(plus(date, 1)?.to_datetime(WallTime::midnight()));
    }
    let time = WallTime::new(time.hour, time.minute, 0, 0).map_err(|_| Wrong::NoSuchTime)?;
    Ok(date.to_datetime(time))
}

fn plus(date: Date, days: i64) -> Result<Date, Wrong> {
    date.checked_add(Span::new().days(days)).map_err(|_| Wrong::TooFar)
}

/// The first such weekday, `date` included.
fn from(date: Date, weekday: Weekday) -> Result<Date, Wrong> {
    plus(date, i64::from(date.weekday().until(weekday)))
}

/// The first such weekday after `date`.
fn after(date: Date, weekday: Weekday) -> Result<Date, Wrong> {
    match date.weekday().until(weekday) {
        0 => plus(date, 7),
        days => plus(date, i64::from(days)),
    }
}

/// The present minute: spans of two hours end at :05, not at :05:37.
fn whole_minute(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(now)
}
