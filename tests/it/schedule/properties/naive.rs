//! The rules of rotations as the reference describes them, walked step by step, with the `rrule` crate for recurrences.
//! Slow and plain; for UTC.

use std::fmt::Write as _;

use jiff::Span;
use jiff::civil::{DateTime, Weekday};
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::{Crew, Shift, Zone};
use rrule::RRuleSet;

/// The starts of a rule from `first` on, every `every` units, that lie from `from` to `to`. `first` is always one.
pub fn starts(first: DateTime, rule: &Recurrence, every: u32, from: DateTime, to: DateTime) -> Vec<DateTime> {
    let mut found: Vec<DateTime> = (from <= first && first <= to).then_some(first).into_iter().collect();
    let set: RRuleSet = text(first, rule, every, to).parse().unwrap();
    let walked = set.into_iter().map(|at| Zone::UTC.reading(jiff::Timestamp::from_second(at.timestamp()).unwrap()));
    found.extend(walked.filter(|at| *at > first && *at >= from));
    found
}

fn text(first: DateTime, rule: &Recurrence, every: u32, to: DateTime) -> String {
    let frequency = match rule.frequency {
        Frequency::Hourly => "HOURLY",
        Frequency::Daily => "DAILY",
        Frequency::Weekly => "WEEKLY",
        Frequency::Monthly => "MONTHLY",
    };
    let stamp = |at: DateTime| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let interval = rule.interval.get() * every;
    let mut text = format!(
        "DTSTART:{}\nRRULE:FREQ={frequency};INTERVAL={interval};WKST={};UNTIL={}",
        stamp(first),
        letters(rule.week_start),
        stamp(to.max(first)),
    );
    let mut limit = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            write!(text, ";{name}={}", values.join(",")).unwrap();
        }
    };
    limit("BYDAY", rule.by_day.iter().map(|day| letters(*day).to_owned()).collect());
    limit("BYMONTH", rule.by_month.iter().map(ToString::to_string).collect());
    limit("BYMONTHDAY", rule.by_monthday.iter().map(ToString::to_string).collect());
    text
}

fn letters(day: Weekday) -> &'static str {
    ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][usize::try_from(day.to_monday_zero_offset()).unwrap()]
}

/// The groups of a rotation that is not daily by selected days, and when each begins.
pub fn turns<'a>(shift: &Shift, rule: &Recurrence, groups: &[&'a Crew]) -> Vec<(DateTime, &'a Crew)> {
    let walk = Walk { shift, rule };
    let mut date = if shift.start == shift.rotation_start { Some(shift.start) } else { walk.next(shift.start, false) };
    if let Some(on) = date
        && !rule.by_day.is_empty()
        && !rule.by_day.contains(&on.weekday())
    {
        let first = (0..7).map(|n| rule.week_start.wrapping_add(n)).find(|day| rule.by_day.contains(day)).unwrap();
        date = Some(on + Span::new().days(i64::from(first.since(on.weekday()))));
    }
    let mut turns = Vec::new();
    let mut counted = 0;
    for group in groups.iter().cycle() {
        let Some(on) = date else { break };
        if walk.counts(on) {
            if !group.0.is_empty() {
                turns.push((on, *group));
            }
            counted += 1;
        }
        if counted == groups.len() {
            break;
        }
        if !group.0.is_empty() {
            date = walk.next(on, true);
        }
    }
    turns
}

struct Walk<'a> {
    shift: &'a Shift,
    rule: &'a Recurrence,
}

impl Walk<'_> {
    fn counts(&self, on: DateTime) -> bool {
        let starts_in_time = on >= self.shift.rotation_start;
        let ends_in_time = on + Span::new().seconds(self.shift.duration) > self.shift.rotation_start;
        starts_in_time || self.shift.cut_at_rotation_start && ends_in_time
    }

    fn over(&self, on: DateTime) -> bool {
        self.shift.until.is_some_and(|until| Zone::UTC.instant(on).unwrap() > until)
    }

    fn next(&self, on: DateTime, advance: bool) -> Option<DateTime> {
        let interval = i64::from(self.rule.interval.get());
        let into_week = i64::from(on.weekday().since(self.rule.week_start));
        let month_long = Span::new().days(i64::from(on.days_in_month()));
        let (earliest, last, must_count) = match self.rule.frequency {
            Frequency::Hourly => (on + Span::new().hours(1), on + Span::new().hours(1) + month_long, false),
            Frequency::Daily => (on + Span::new().days(1), on + Span::new().days(1) + month_long, false),
            Frequency::Weekly => {
                let earliest = on + Span::new().days(7 * interval - into_week);
                (earliest, earliest + Span::new().days(6), true)
            }
            Frequency::Monthly => {
                let earliest = on.first_of_month() + Span::new().months(interval);
                (earliest, earliest.last_of_month(), true)
            }
        };
        let (earliest, last) = match (advance, self.rule.frequency) {
            (true, _) => (earliest, last),
            (false, Frequency::Hourly | Frequency::Daily) => (on, on),
            (false, Frequency::Weekly) => (on, on + Span::new().days(6 - into_week)),
            (false, Frequency::Monthly) => (on, on.last_of_month()),
        };
        let found = starts(on, self.rule, 1, earliest, last);
        let found = found.into_iter().find(|at| !self.over(*at) && (!must_count || self.counts(*at)));
        let next = found.unwrap_or(earliest);
        (!self.over(next)).then_some(next)
    }
}
