//! Calendars as text. [`read`] takes any bytes and loses no event for a bad line beside it; [`Calendar::events`] says what
//! happens in a window; [`people`] finds who is meant; [`slots`] hands the result to the schedule engine, [`absences`]
//! tells when somebody is away.
//!
//! [`write`](mod@write) is the other way. Lines are our own ([`lines`], [`components`]), zones and exceptions too; only recurrence rules are walked by a library,
//! fenced in by [`rule`].

pub mod absences;
pub mod clock;
mod components;
mod lines;
mod occurrences;
pub mod people;
mod rule;
mod series;
pub mod slots;
mod value;
mod windows;
pub mod write;
mod zones;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::SignedDuration;

use self::clock::Clock;
use self::components::{Components, RawCalendar};
use self::occurrences::Family;
use self::rule::Budget;
use self::series::Series;
use self::value::Length;
use self::zones::Zones;
use crate::schedule::{Interval, Level, Zone};

/// The largest text that is read, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// Bad lines that are reported. More are counted.
const REPORTED: usize = 50;

/// A text that is no calendar at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCalendar {
    /// More than [`LARGEST`].
    #[error("The calendar is larger than 20 MB")]
    TooLarge,
    /// Nothing in it.
    #[error("The calendar is empty")]
    Empty,
    /// Something else: a web page, say. Shows how it begins.
    #[error("There is no calendar in it; it begins with `{0}`")]
    SomethingElse(String),
}

/// A line that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its number in the text, from 1.
    pub line: usize,
    /// Why, as it goes on after "line 12: ".
    pub why: &'static str,
}

/// The lines that were passed over, while the text is read.
#[derive(Debug, Clone, Default)]
struct Notes {
    kept: Vec<Skipped>,
    in_all: usize,
}

impl Notes {
    fn add(&mut self, line: usize, why: &'static str) {
        self.in_all += 1;
        if self.kept.len() < 20 * REPORTED {
            self.kept.push(Skipped { line, why });
        }
    }

    /// [`add`](Self::add) where something was asked for.
    fn refuse<T>(&mut self, line: usize, why: &'static str) -> Option<T> {
        self.add(line, why);
        None
    }

    fn first(mut self) -> Vec<Skipped> {
        self.kept.sort_by_key(|skipped| skipped.line);
        self.kept.dedup();
        self.kept.truncate(REPORTED);
        self.kept
    }
}

/// What a text says: all its events, of all the calendars in it.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    series: Vec<(Series, usize)>,
    /// The clock of each calendar in the text that names one.
    clocks: Vec<Option<Clock>>,
    /// How often it asks to be read at most.
    pub refresh: Option<SignedDuration>,
    /// Whether it ends as calendars do. One that does not was cut off on the way.
    pub is_whole: bool,
    /// The first lines that were passed over.
    pub skipped: Vec<Skipped>,
    /// How many there were.
    pub skipped_in_all: usize,
}

/// What happens in a window.
#[derive(Debug, Clone, Default)]
pub struct Events {
    /// By start.
    pub events: Vec<Event>,
    /// Lines of events that repeat too often to be followed to the end.
    pub cut_short: Vec<usize>,
}

/// One occurrence.
#[derive(Debug, Clone)]
pub struct Event {
    /// When. Not cut to the window.
    pub interval: Interval,
    /// What it shares with the other occurrences of its event.
    pub details: Arc<Details>,
}

/// What all occurrences of an event share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Details {
    /// `UID`. Made up from start and summary where there is none.
    pub uid: String,
    /// `SEQUENCE`, or 0.
    pub sequence: i64,
    /// `RECURRENCE-ID` as it stands in the text.
    pub recurrence_id: Option<String>,
    /// Whether it is a matter of whole days.
    pub all_day: bool,
    /// From `[L2]` at the start of the summary. 0 without.
    pub level: Level,
    /// `SUMMARY`, the level still in it.
    pub summary: Option<String>,
    /// `DESCRIPTION`.
    pub description: Option<String>,
    /// Every `ATTENDEE`.
    pub attendees: Vec<String>,
    /// What it says of its owner's time.
    pub shows_as: ShowsAs,
}

/// What an event says of its owner's time: `TRANSP`, and what Exchange and those who follow it say more exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShowsAs {
    /// They are busy. What says nothing means that.
    Busy,
    /// They are free.
    Free,
    /// They are out of office.
    Away,
    /// They are there: it is not settled yet, or they work in another place.
    Present,
}

impl Details {
    /// What tells this event from others: the UID, and sequence and recurrence-id where there are any.
    pub fn identity(&self) -> String {
        let mut identity = self.uid.clone();
        if self.sequence != 0 {
            let _ = write!(identity, "_{}", self.sequence);
        }
        if let Some(id) = &self.recurrence_id {
            let _ = write!(identity, "_{id}");
        }
        identity
    }
}

/// The calendar in `text`. Fails only when there is none: whatever cannot be read is passed over and noted.
pub fn read(text: &[u8]) -> Result<Calendar, NoCalendar> {
    if text.len() > LARGEST {
        return Err(NoCalendar::TooLarge);
    }
    let text = lines::without_mark(text);
    let components = Components::read(&text);
    if components.calendars.is_empty() {
        let begins: String = String::from_utf8_lossy(&text[..text.len().min(200)]).trim().chars().take(40).collect();
        return Err(if begins.is_empty() { NoCalendar::Empty } else { NoCalendar::SomethingElse(begins) });
    }
    let mut notes = components.skipped;
    let mut calendar = Calendar { is_whole: components.is_whole, ..Calendar::default() };
    for raw in components.calendars {
        calendar.add(raw, &mut notes);
    }
    calendar.skipped_in_all = notes.in_all;
    calendar.skipped = notes.first();
    Ok(calendar)
}

impl Calendar {
    fn add(&mut self, raw: RawCalendar, notes: &mut Notes) {
        let mut zones = Zones::default();
        for (name, description) in raw.descriptions {
            zones.describe(&name, description);
        }
        let refresh = raw.refresh.as_deref().and_then(Length::read).map(Length::seconds).filter(|seconds| *seconds > 0);
        self.refresh = self.refresh.max(refresh.map(SignedDuration::from_secs));
        let place = self.clocks.len();
        self.clocks.push(raw.zone.and_then(|(line, name)| {
            zones.clock(&name).or_else(|| notes.refuse(line, "a time zone that nobody knows"))
        }));
        for event in raw.events {
            self.series.extend(Series::read(&event, &mut zones, notes).map(|series| (series, place)));
        }
    }

    /// Whether it says of any event that its owner is out of office.
    pub fn marks_absences(&self) -> bool {
        self.series.iter().any(|(series, _)| series.details.shows_as == ShowsAs::Away && !series.cancelled)
    }

    /// Whether it has any events at all.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// The events that overlap `window`. Days and times without a zone are read on the calendar's own clock, in a calendar
    /// that names none on that of `otherwise`.
    pub fn events(&self, window: Interval, otherwise: &Zone) -> Events {
        let otherwise = Clock::Zone(otherwise.clone());
        let mut families: HashMap<&str, Family<'_>> = HashMap::new();
        for (series, place) in &self.series {
            let own = self.clocks.get(*place).and_then(Option::as_ref).unwrap_or(&otherwise);
            let family = families.entry(series.details.uid.as_str()).or_default();
            let list = if series.replaces.is_some() { &mut family.instances } else { &mut family.originals };
            list.push((series, own));
        }
        // What repeats least is asked first, so that a rule without end takes nothing from its neighbours.
        let mut families: Vec<Family<'_>> = families.into_values().collect();
        let rules = self.series.iter().filter(|(series, _)| series.rule.is_some()).count();
        families.sort_by_key(Family::effort);
        let mut budget = Budget::of(rules);
        let mut found = Events::default();
        for family in families {
            if family.events(window, &mut budget, &mut found.events).is_err() {
                found.cut_short.extend(family.originals.first().map(|(series, _)| series.line));
            }
        }
        found.events.sort_by(|one, other| {
            (one.interval, &one.details.uid, &one.details.summary).cmp(&(
                other.interval,
                &other.details.uid,
                &other.details.summary,
            ))
        });
        found.cut_short.sort_unstable();
        found
    }
}
