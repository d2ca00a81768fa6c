//! Recurrence rules: the `rrule` crate, fenced in.
//!
//! It sees every start as if it were UTC; zones are ours. `UNTIL` is ours too. What it would walk or make without end is
//! refused or paid for from a [`Budget`], and rules without `COUNT` begin shortly before the window, however old they are.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan as _};
use rrule::{Frequency, RRule, RRuleSet, Tz, Unvalidated, Validated};

use super::value::{Form, reading};

/// Times of day that one rule may name. More is an attempt to fill the memory.
const TIMES: usize = 48;
/// Steps that one rule may walk.
const STEPS_OF_ONE: i64 = 40_000;
/// What a search costs that finds nothing: the crate gives up after so many steps.
const FRUITLESS: i64 = 100_000;

/// How much walking is left for a calendar.
#[derive(Debug)]
pub struct Budget {
    steps: i64,
    /// Searches that may still end with nothing.
    fruitless: u8,
}

impl Budget {
    /// Enough for `rules` rules of every day through a window of months.
    pub fn of(rules: usize) -> Self {
        let each = i64::try_from(rules).unwrap_or(i64::MAX).saturating_mul(400);
        Self { steps: each.saturating_add(100_000).min(2_000_000), fruitless: 2 }
    }
}

/// A rule that was not walked to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutShort;

/// A rule, checked against the start of its event.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    walk: RRule<Validated>,
    start: DateTime,
    /// The last start that counts.
    pub until: Option<(DateTime, Form)>,
    /// Whether it may ask for days that never come.
    picky: bool,
}

impl Rule {
    /// The rule in `text` of an event that begins at `start`, or what is wrong with it.
    pub fn read(text: &str, start: DateTime) -> Result<Self, &'static str> {
        if !text.is_ascii() || text.len() > 2_000 {
            return Err("a recurrence rule that is not plain text");
        }
        let text = text.to_ascii_uppercase();
        let (mut until, mut kept, mut times, mut picky) = (None, Vec::new(), 1_usize, false);
        for part in text.split(';') {
            let Some((name, value)) = part.split_once('=') else { continue };
            let (name, value) = (name.trim(), value.trim());
            match name {
                "UNTIL" => until = Some(reading(value).ok_or("a recurrence rule whose UNTIL is no date")?),
                "FREQ" if matches!(value, "SECONDLY" | "MINUTELY") => {
                    return Err("a recurrence rule by the minute or second");
                }
                "BYHOUR" | "BYMINUTE" | "BYSECOND" => {
                    times = times.saturating_mul(value.split(',').count());
                    kept.push(format!("{name}={value}"));
                }
                "BYMONTH" | "BYMONTHDAY" | "BYYEARDAY" | "BYWEEKNO" | "BYSETPOS" | "BYDAY" if !value.is_empty() => {
                    picky |= name != "BYDAY" || value.contains(|c: char| c.is_ascii_digit());
                    kept.push(format!("{name}={value}"));
                }
                "FREQ" | "INTERVAL" | "COUNT" | "WKST" => kept.push(format!("{name}={value}")),
                _ => {}
            }
        }
        if times > TIMES {
            return Err("a recurrence rule with too many times of day");
        }
        let dressed = dressed(start).ok_or("a start that no recurrence rule can have")?;
        let read = || kept.join(";").parse::<RRule<Unvalidated>>().ok()?.validate(dressed).ok();
        let rule = catch_unwind(AssertUnwindSafe(read)).ok().flatten();
        let rule = rule.ok_or("a recurrence rule that cannot be read")?;
        if rule.get_interval() == 0 {
            return Err("a recurrence rule whose INTERVAL is 0");
        }
        // In a month or a year without its day, a rule has no start; so days of the month may never come, too.
        picky |= matches!(rule.get_freq(), Frequency::Monthly | Frequency::Yearly);
        Ok(Self { walk: rule, start, until, picky })
    }

    /// Whether its starts may be many steps apart, or must be walked from the first.
    pub fn may_be_long(&self) -> bool {
        self.picky || self.walk.get_count().is_some() || self.walk.get_freq() == Frequency::Hourly
    }

    /// The starts from `first` to `last`, by the clock of the event, added to `starts`.
    pub fn starts(
        &self,
        first: DateTime,
        last: DateTime,
        budget: &mut Budget,
        starts: &mut Vec<DateTime>,
    ) -> Result<(), CutShort> {
        if budget.steps <= 0 || (self.picky && budget.fruitless == 0) {
            return Err(CutShort);
        }
        let from = if self.walk.get_count().is_none() { self.jumped(first) } else { self.start };
        let Some(dressed) = dressed(from) else { return Ok(()) };
        let set = RRuleSet::new(dressed).rrule(self.walk.clone()).limit();
        let mut steps = 0;
        let mut found = 0;
        let walked = catch_unwind(AssertUnwindSafe(|| {
            let mut before = from;
            for start in &set {
                let Some(start) = undressed(start) else { return Ok(()) };
                steps += 1 + self.steps(before, start);
                found += 1;
                if start > last {
                    return Ok(());
                }
                if start >= first {
                    starts.push(start);
                }
                if steps > STEPS_OF_ONE.min(budget.steps) {
                    return Err(CutShort);
                }
                before = start;
            }
            if self.walk.get_count() != Some(found) {
                steps += FRUITLESS;
                budget.fruitless = budget.fruitless.saturating_sub(1);
            }
            Ok(())
        }));
        budget.steps -= steps;
        walked.unwrap_or(Err(CutShort))
    }

    /// A start of a period of the rule that lies well before `first`, so that the walk is short.
    fn jumped(&self, first: DateTime) -> DateTime {
        let interval = i64::from(self.walk.get_interval());
        let days = first.date().since(self.start.date()).map_or(0, |span| i64::from(span.get_days()));
        let months = (i64::from(first.year()) - i64::from(self.start.year())) * 12 + i64::from(first.month())
            - i64::from(self.start.month());
        // The last period but one before `first`, as a multiple of the interval.
        let whole = |passed: i64, unit: i64| (passed / (unit * interval) - 2).max(0) * unit * interval;
        let jumped = match self.walk.get_freq() {
            Frequency::Hourly => self.start.checked_add(hours(whole(days * 24, 1))),
            Frequency::Daily => self.start.checked_add(whole(days, 1).days()),
            Frequency::Weekly => self.start.checked_add(whole(days, 7).days()),
            Frequency::Monthly => self.first_of(whole(months, 1)),
            Frequency::Yearly => self.first_of(whole(months, 12)),
            Frequency::Minutely | Frequency::Secondly => return self.start,
        };
        jumped.ok().filter(|jumped| *jumped > self.start).unwrap_or(self.start)
    }

    /// The first of the month `months` later: the days are named by the rule. For years, the first of January.
    fn first_of(&self, months: i64) -> Result<DateTime, jiff::Error> {
        if months == 0 {
            return Ok(self.start);
        }
        let month = if self.walk.get_freq() == Frequency::Yearly { 1 } else { self.start.month() };
        let first = Date::new(self.start.year(), month, 1)?.to_datetime(self.start.time());
        first.checked_add(Span::new().try_months(months)?)
    }

    /// How many steps the crate took from one start to the next.
    fn steps(&self, from: DateTime, to: DateTime) -> i64 {
        let Ok(days) = to.date().since(from.date()) else { return 0 };
        let days = i64::from(days.get_days());
        let unit = match self.walk.get_freq() {
            Frequency::Yearly => 366,
            Frequency::Monthly => 31,
            Frequency::Weekly => 7,
            _ => 1,
        };
        let each = if self.walk.get_freq() == Frequency::Hourly { 24 } else { 1 };
        (days / unit).saturating_mul(each) / i64::from(self.walk.get_interval().max(1))
    }
}

fn hours(count: i64) -> Span {
    Span::new().try_hours(count).unwrap_or_default()
}

fn dressed(reading: DateTime) -> Option<chrono::DateTime<Tz>> {
    let (date, time) = (reading.date(), reading.time());
    let part = |number: i8| u32::try_from(number).ok();
    let date = chrono::NaiveDate::from_ymd_opt(date.year().into(), part(date.month())?, part(date.day())?)?;
    let naive = date.and_hms_opt(part(time.hour())?, part(time.minute())?, part(time.second())?)?;
    Some(naive.and_utc().with_timezone(&Tz::UTC))
}

fn undressed(start: chrono::DateTime<Tz>) -> Option<DateTime> {
    let second = start.timestamp();
    let days = second.div_euclid(86_400);
    let date = Date::constant(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok()?;
    let time = second.rem_euclid(86_400);
    let part = |seconds: i64, of: i64| i8::try_from(seconds % of).ok();
    let time = Time::new(part(time / 3_600, 24)?, part(time / 60, 60)?, part(time, 60)?, 0).ok()?;
    Some(date.to_datetime(time))
}
