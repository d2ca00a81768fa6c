//! An event as its author meant it: one start, how it repeats, and which instance of which other event it stands for.

use std::sync::Arc;

use jiff::civil::DateTime;

use super::clock::Clock;
use super::components::{OwnedProperty, RawEvent};
use super::lines::unescaped;
use super::people::level;
use super::rule::Rule;
use super::value::{Form, Length, On, Stamp, reading};
use super::zones::Zones;
use super::{Details, Notes, ShowsAs};

/// Texts are kept up to this length: a list of people is shorter.
const LONGEST: usize = 2_000;
/// Dates that one event may list.
const DATES: usize = 20_000;

/// One `VEVENT`, read.
#[derive(Debug, Clone)]
pub struct Series {
    /// Where it begins in the text.
    pub line: usize,
    /// What its occurrences share.
    pub details: Arc<Details>,
    /// The first start.
    pub start: Stamp,
    /// When the first occurrence ends.
    pub end: End,
    /// How it repeats.
    pub rule: Option<Rule>,
    /// Further starts, some with a length of their own.
    pub more: Vec<(Stamp, Option<End>)>,
    /// Starts that are taken out.
    pub without: Vec<Stamp>,
    /// The occurrence it stands for.
    pub replaces: Option<Stamp>,
    /// Whether it stands for all later ones, too.
    pub and_future: bool,
    /// Whether it was called off.
    pub cancelled: bool,
}

/// When something ends.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// At a time.
    At(Stamp),
    /// After a while.
    After(Length),
}

impl Series {
    /// The event in `raw`, or `None` (with a note) when it has no time.
    pub fn read(raw: &RawEvent, zones: &mut Zones, notes: &mut Notes) -> Option<Self> {
        let all = |name: &'static str| raw.properties.iter().filter(move |(_, property)| property.name == name);
        let first = |name: &'static str| all(name).next();
        let word = |name: &'static str| first(name).map(|(_, property)| property.value.trim());
        let text = |name: &'static str| first(name).map(|(_, property)| unescaped(&property.value, LONGEST));

        let Some((line, start)) = first("DTSTART") else {
            notes.add(raw.line, "an event without a start");
            return None;
        };
        let Some(start) = stamp(*line, start, &start.value, zones, notes) else {
            notes.add(*line, "a start that is no date or time");
            return None;
        };
        let replaces = first("RECURRENCE-ID").and_then(|(line, id)| stamp(*line, id, &id.value, zones, notes));
        let and_future = replaces.is_some()
            && first("RECURRENCE-ID")
                .and_then(|(_, id)| id.parameter("RANGE"))
                .is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
        let end = end(raw, &start, zones, notes)?;

        let mut rules: Vec<&(usize, OwnedProperty)> = all("RRULE").collect();
        rules.dedup_by(|one, other| one.1.value.eq_ignore_ascii_case(&other.1.value));
        if let [_, (line, _), ..] = rules[..] {
            notes.add(*line, "an event with two different recurrence rules");
            return None;
        }
        let rule = rules
            .first()
            .filter(|_| replaces.is_none())
            .and_then(|(line, rule)| Rule::read(&rule.value, start.reading).map_err(|why| notes.add(*line, why)).ok());
        let (mut more, mut without) = (Vec::new(), Vec::new());
        for (line, property) in all("RDATE").filter(|_| replaces.is_none()) {
            for date in property.value.split(',').take(DATES) {
                match period(*line, property, date, zones, notes) {
                    Some(date) => more.push(date),
                    None => notes.add(*line, "a date that cannot be read"),
                }
            }
        }
        for (line, property) in all("EXDATE") {
            for date in property.value.split(',').take(DATES) {
                match stamp(*line, property, date, zones, notes) {
                    Some(date) => without.push(date),
                    None => notes.add(*line, "a date that cannot be read"),
                }
            }
        }
        let summary = text("SUMMARY");
        let uid = text("UID").filter(|uid| !uid.trim().is_empty());
        let made_up = || format!("{} {}", start.reading, summary.as_deref().unwrap_or_default());
        let details = Details {
            uid: uid.unwrap_or_else(made_up),
            sequence: first("SEQUENCE").and_then(|(_, number)| number.value.trim().parse().ok()).unwrap_or(0),
            recurrence_id: first("RECURRENCE-ID").map(|(_, id)| id.value.clone()),
            all_day: start.is_day() && !matches!(&end, End::At(end) if !end.is_day()),
            level: level(summary.as_deref().unwrap_or_default()),
            summary,
            description: text("DESCRIPTION"),
            attendees: all("ATTENDEE").map(|(_, attendee)| unescaped(&attendee.value, LONGEST)).take(200).collect(),
            shows_as: shows_as(word("X-MICROSOFT-CDO-BUSYSTATUS"), word("STATUS"), word("TRANSP")),
        };
        let cancelled = word("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED"));
        let line = raw.line;
        let details = Arc::new(details);
        Some(Self { line, details, start, end, rule, more, without, replaces, and_future, cancelled })
    }

    /// How long each occurrence lasts, in a calendar whose own clock is `own`.
    pub fn length(&self, own: &Clock) -> Option<Length> {
        length(&self.start, &self.end, own)
    }
}

/// How long it is from `start` to `end`.
pub fn length(start: &Stamp, end: &End, own: &Clock) -> Option<Length> {
    match end {
        End::After(length) => Some(*length),
        End::At(end) => {
            let clock = start.clock(own);
            let ends = if end.clock(own) == clock { end.reading } else { clock.reading(end.instant(own)?) };
            Some(Length::Wall(seconds(start.reading, ends)))
        }
    }
}

/// Seconds of the wall clock from one reading to another.
pub fn seconds(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs()
}

fn end(raw: &RawEvent, start: &Stamp, zones: &mut Zones, notes: &mut Notes) -> Option<End> {
    let first = |name: &'static str| raw.properties.iter().find(|(_, property)| property.name == name);
    let a_day = End::After(Length::Exact { days: 1, seconds: 0 });
    let given = if let Some((line, end)) = first("DTEND") {
        let read = stamp(*line, end, &end.value, zones, notes).map(|end| (*line, End::At(end)));
        read.or_else(|| notes.refuse(*line, "an end that is no date or time"))
    } else if let Some((line, length)) = first("DURATION") {
        let read = Length::read(&length.value).map(|length| (*line, End::After(length)));
        read.or_else(|| notes.refuse(*line, "a length that cannot be read"))
    } else {
        None
    };
    match given {
        // Some writers give the last day instead of the day after it.
        Some((_, End::At(end))) if start.is_day() && end.is_day() && end.reading <= start.reading => Some(a_day),
        Some((_, End::After(length))) if start.is_day() && length.seconds() <= 0 => Some(a_day),
        Some((line, End::At(end))) if end.on == start.on && end.reading <= start.reading => {
            notes.add(line, "an end that is not after the start");
            None
        }
        Some((_, end)) => Some(end),
        None if start.is_day() => Some(a_day),
        None => {
            notes.add(raw.line, "an event without an end");
            None
        }
    }
}

fn stamp(line: usize, property: &OwnedProperty, text: &str, zones: &mut Zones, notes: &mut Notes) -> Option<Stamp> {
    let Some((reading, form)) = reading(text) else {
        // Not iCalendar, but written and clear: a time with its offset.
        let at: jiff::Timestamp = text.trim().parse().ok()?;
        return Some(Stamp { reading: Clock::UTC.reading(at), on: On::Clock(Clock::UTC) });
    };
    let is_day = property.parameter("VALUE").is_some_and(|value| value.eq_ignore_ascii_case("DATE"));
    let on = match (form, property.parameter("TZID")) {
        (Form::Day, _) => On::Day,
        (Form::Local, _) if is_day => return Some(Stamp { reading: midnight(reading), on: On::Day }),
        (Form::Utc, _) => On::Clock(Clock::UTC),
        (Form::Local, None) => On::Floating,
        (Form::Local, Some(name)) => On::Clock(zones.clock(name).unwrap_or_else(|| {
            notes.add(line, "a time zone that nobody knows, read as UTC");
            Clock::UTC
        })),
    };
    Some(Stamp { reading, on })
}

/// Exchange's word counts before the others: it knows more of them.
fn shows_as(exchange: Option<&str>, status: Option<&str>, transparency: Option<&str>) -> ShowsAs {
    let is = |given: Option<&str>, word: &str| given.is_some_and(|given| given.eq_ignore_ascii_case(word));
    if is(exchange, "OOF") {
        return ShowsAs::Away;
    }
    let is_open = is(status, "TENTATIVE") || is(exchange, "TENTATIVE");
    if is_open || is(exchange, "WORKINGELSEWHERE") {
        return ShowsAs::Present;
    }
    if is(exchange, "FREE") || is(transparency, "TRANSPARENT") { ShowsAs::Free } else { ShowsAs::Busy }
}

fn midnight(reading: DateTime) -> DateTime {
    reading.date().to_datetime(jiff::civil::Time::midnight())
}

/// A date, or a period: `start/end` or `start/length`.
fn period(
    line: usize,
    property: &OwnedProperty,
    text: &str,
    zones: &mut Zones,
    notes: &mut Notes,
) -> Option<(Stamp, Option<End>)> {
    let Some((start, end)) = text.split_once('/') else {
        return Some((stamp(line, property, text, zones, notes)?, None));
    };
    let start = stamp(line, property, start, zones, notes)?;
    let end = match Length::read(end) {
        Some(length) => End::After(length),
        None => End::At(stamp(line, property, end, zones, notes)?),
    };
    Some((start, Some(end)))
}
