//! Which clock a calendar means by a `TZID`: a name of the database, the tail of a path that ends in one, a name of Windows,
//! or the `VTIMEZONE` that the calendar brings along.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::clock::{Change, Changes, Clock};
use super::rule::{Budget, Rule};
use super::value::{Form, reading};
use super::windows;
use crate::schedule::Zone;

/// Through which years a described clock is worked out.
const YEARS: (i16, i16) = (1970, 2100);
/// Described clocks that one calendar may use.
const DESCRIBED: usize = 32;

/// A `VTIMEZONE` as it stands in the text.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Its changes, winter and summer.
    pub observances: Vec<Observance>,
}

/// A `STANDARD` or `DAYLIGHT` part, values as they stand in the text.
#[derive(Debug, Clone, Default)]
pub struct Observance {
    /// `DTSTART`.
    pub start: String,
    /// `TZOFFSETFROM`.
    pub before: String,
    /// `TZOFFSETTO`.
    pub after: String,
    /// `RRULE`.
    pub rule: Option<String>,
    /// All of `RDATE`.
    pub dates: Vec<String>,
}

/// The clocks that one calendar names.
#[derive(Debug, Default)]
pub struct Zones {
    descriptions: HashMap<String, Description>,
    known: HashMap<String, Option<Clock>>,
    described: usize,
}

impl Zones {
    /// Learns what the calendar says of `name`. What is said first counts.
    pub fn describe(&mut self, name: &str, description: Description) {
        self.descriptions.entry(key(name)).or_insert(description);
    }

    /// The clock that is called `name`, or `None` when nobody knows.
    pub fn clock(&mut self, name: &str) -> Option<Clock> {
        let key = key(name);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let clock = named(&key).or_else(|| {
            let description = self.descriptions.get(&key).filter(|_| self.described < DESCRIBED)?;
            self.described += 1;
            evaluated(description)
        });
        self.known.insert(key, clock.clone());
        clock
    }
}

fn key(name: &str) -> String {
    name.trim().trim_matches(['"', '\'']).trim().to_owned()
}

fn named(name: &str) -> Option<Clock> {
    let zone = |name: &str| Zone::named(name).ok();
    let whole = || zone(name).or_else(|| windows::iana_name(name).and_then(zone));
    // `/mozilla.org/20050126_1/Europe/Berlin`: the last three parts, or two.
    let tail = || {
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
        [3, 2]
            .into_iter()
            .filter(|count| parts.len() >= *count)
            .find_map(|count| zone(&parts[parts.len() - count..].join("/")))
    };
    whole().or_else(tail).map(Clock::Zone)
}

fn evaluated(description: &Description) -> Option<Clock> {
    let mut budget = Budget::of(8);
    let observances = description.observances.iter().take(200);
    let changes = observances.flat_map(|observance| changes(observance, &mut budget)).collect();
    Changes::new(changes).map(|changes| Clock::Described(Arc::new(changes)))
}

fn changes(observance: &Observance, budget: &mut Budget) -> Vec<Change> {
    let parts = (reading(&observance.start), offset(&observance.before), offset(&observance.after));
    let (Some((start, _)), Some(before), Some(after)) = parts else { return Vec::new() };
    let mut starts = vec![start];
    starts.extend(observance.dates.iter().flat_map(|dates| dates.split(',')).filter_map(|date| Some(reading(date)?.0)));
    if let Some(rule) = observance.rule.as_deref().and_then(|rule| Rule::read(rule, start).ok()) {
        let year = |year: i16| DateTime::new(year, 1, 1, 0, 0, 0, 0).unwrap_or(start);
        // What cannot be walked to its end still counts as far as it goes.
        let _cut_short = rule.starts(start.max(year(YEARS.0)), year(YEARS.1), budget, &mut starts);
        if let Some((until, form)) = rule.until {
            let ahead = if form == Form::Utc { before } else { 0 };
            starts.retain(|start| second(*start) - ahead <= second(until));
        }
    }
    let mut changes: Vec<_> =
        starts.into_iter().map(|start| Change { at: second(start) - before, before, after }).collect();
    changes.sort_unstable();
    changes.dedup();
    changes
}

fn second(reading: DateTime) -> i64 {
    Offset::UTC.to_timestamp(reading).map_or(i64::MIN / 4, jiff::Timestamp::as_second)
}

/// `+0530`, `-05:00`, `+013000`: seconds ahead of UTC.
fn offset(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.replace(':', "");
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| digits.get(from..from + 2).map_or(Some(0), |part| part.parse::<i64>().ok());
    let seconds = part(0)? * 3_600 + part(2)? * 60 + part(4)?;
    (seconds < 86_400).then_some(sign * seconds)
}
