//! From events to their occurrences in a window: rules walked, dates added and taken out, moved and cancelled instances put
//! in the place of what they replace.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use super::clock::Clock;
use super::rule::{Budget, CutShort};
use super::series::{Series, length, seconds};
use super::value::{Form, Length};
use super::{Details, Event};
use crate::schedule::Interval;

/// How far a moved series may be from where it was.
const FARTHEST: i64 = 400 * 86_400;

/// All that share one UID, with the clock of the calendar each stands in.
#[derive(Debug, Default)]
pub struct Family<'a> {
    /// Those that repeat, or stand alone.
    pub originals: Vec<(&'a Series, &'a Clock)>,
    /// Those that stand for an occurrence of an original.
    pub instances: Vec<(&'a Series, &'a Clock)>,
}

/// A start by the clock of its event, the instant it is, and how long what begins then lasts.
type Start = (DateTime, Timestamp, Length);

/// An occurrence, before duplicates are settled.
struct Occurrence<'a> {
    series: &'a Series,
    day: Date,
    interval: Interval,
}

impl Family<'_> {
    /// The events that overlap `window`, added to `events`.
    pub fn events(&self, window: Interval, budget: &mut Budget, events: &mut Vec<Event>) -> Result<(), CutShort> {
        let mut cut_short = Ok(());
        let instances = self.latest_instances();
        let mut found: Vec<Occurrence<'_>> = Vec::new();
        for (original, own) in &self.originals {
            cut_short = cut_short.and(occurrences(original, own, &instances, window, budget, &mut found));
        }
        if self.originals.len() > 1 {
            only_the_latest(&mut found);
        }
        for (instance, own) in &instances {
            let clock = instance.start.clock(own);
            found.extend(instance.length(own).and_then(|length| {
                let start = instance.start.reading;
                Some(Occurrence { series: instance, day: start.date(), interval: interval(start, length, clock)? })
            }));
        }
        let mut known: HashSet<(Interval, &Details)> = HashSet::new();
        for one in &found {
            let wanted = !one.series.cancelled && one.interval.overlaps(window);
            // A calendar that comes twice in one text says nothing new.
            if wanted && (self.originals.len() < 2 || known.insert((one.interval, &one.series.details))) {
                events.push(Event { interval: one.interval, details: Arc::clone(&one.series.details) });
            }
        }
        cut_short
    }

    /// What is asked first: what stands alone, then what can be found by a short walk, then the rest.
    pub fn effort(&self) -> (u8, usize) {
        let effort = |series: &Series| series.rule.as_ref().map_or(0, |rule| 1 + u8::from(rule.may_be_long()));
        let effort = self.originals.iter().map(|(series, _)| effort(series)).max().unwrap_or(0);
        (effort, self.originals.first().map_or(0, |(series, _)| series.line))
    }

    /// The instances, of several for the same occurrence the one with the highest sequence.
    fn latest_instances(&self) -> Vec<(&Series, &Clock)> {
        let mut latest: Vec<(&Series, &Clock)> = Vec::new();
        let mut places: HashMap<Option<Timestamp>, usize> = HashMap::new();
        for (instance, own) in &self.instances {
            let at = instance.replaces.as_ref().and_then(|stamp| stamp.instant(own));
            match places.get(&at) {
                Some(place) if latest[*place].0.details.sequence <= instance.details.sequence => {
                    latest[*place] = (instance, own);
                }
                Some(_) => {}
                None => {
                    places.insert(at, latest.len());
                    latest.push((instance, own));
                }
            }
        }
        latest
    }
}

/// Where two events of one UID begin on the same day, the one with the higher sequence counts.
fn only_the_latest(found: &mut Vec<Occurrence<'_>>) {
    let mut highest: HashMap<Date, i64> = HashMap::new();
    for one in &*found {
        let sequence = highest.entry(one.day).or_insert(i64::MIN);
        *sequence = (*sequence).max(one.series.details.sequence);
    }
    found.retain(|one| highest.get(&one.day) == Some(&one.series.details.sequence));
}

fn occurrences<'a>(
    series: &'a Series,
    own: &Clock,
    instances: &[(&'a Series, &Clock)],
    window: Interval,
    budget: &mut Budget,
    found: &mut Vec<Occurrence<'a>>,
) -> Result<(), CutShort> {
    let clock = series.start.clock(own);
    let Some(usual) = series.length(own) else { return Ok(()) };
    let later: Vec<Move<'a>> = moves(instances);
    let farthest = later.iter().map(|moved| moved.by.abs()).max().unwrap_or(0).min(FARTHEST);
    let longest = later.iter().map(|moved| moved.length.seconds()).fold(usual.seconds(), i64::max);

    let (starts, cut_short) = starts(series, own, usual, around(window, clock, farthest, longest), budget);
    let at: HashMap<Timestamp, Length> = starts.iter().map(|(_, at, length)| (*at, *length)).collect();
    let replaced = Replaced::of(instances, &at, clock);
    let without = Without::of(series, own);
    for (reading, at, length) in starts {
        if without.has(reading, at) || replaced.at.contains(&at) || replaced.days.contains(&reading.date()) {
            continue;
        }
        let moved = later.partition_point(|moved| moved.from < at).checked_sub(1).and_then(|last| later.get(last));
        found.extend(match moved {
            None => {
                interval(reading, length, clock).map(|interval| Occurrence { series, day: reading.date(), interval })
            }
            Some(moved) => moved.occurrence(at),
        });
    }
    cut_short
}

/// The readings between which a start can matter to `window`.
fn around(window: Interval, clock: &Clock, farthest: i64, longest: i64) -> (DateTime, DateTime) {
    let before = SignedDuration::from_secs(longest.saturating_add(farthest).saturating_add(86_400));
    let after = SignedDuration::from_secs(farthest.saturating_add(86_400));
    let first = clock.reading(window.start()).checked_sub(before).unwrap_or(DateTime::MIN);
    (first, clock.reading(window.end()).checked_add(after).unwrap_or(DateTime::MAX))
}

/// The starts of `series` between two readings: its first, those of its rule, those it lists. Each once.
fn starts(
    series: &Series,
    own: &Clock,
    usual: Length,
    (first, last): (DateTime, DateTime),
    budget: &mut Budget,
) -> (Vec<Start>, Result<(), CutShort>) {
    let clock = series.start.clock(own);
    let mut readings = Vec::new();
    let mut cut_short = Ok(());
    if let Some(rule) = &series.rule {
        cut_short = rule.starts(first.max(series.start.reading), last, budget, &mut readings);
        if let Some((until, form)) = rule.until {
            readings.retain(|start| !is_past(*start, series, until, form, clock));
        }
    }
    readings.push(series.start.reading);
    let listed = series.more.iter().filter_map(|(stamp, end)| {
        let length = end.as_ref().map_or(Some(usual), |end| length(stamp, end, own))?;
        let reading = if stamp.clock(own) == clock { stamp.reading } else { clock.reading(stamp.instant(own)?) };
        Some((reading, length))
    });
    let usual = readings.into_iter().map(|reading| (reading, usual));
    let within = |(reading, length): (DateTime, Length)| {
        (reading <= last).then(|| Some((reading, clock.instant(reading)?, length)))?
    };
    let mut starts: Vec<_> = listed.chain(usual).filter_map(within).collect();
    // Of two with the same start, one that was given a length of its own comes first and stays.
    starts.sort_by_key(|(_, at, _)| *at);
    starts.dedup_by_key(|(_, at, _)| *at);
    (starts, cut_short)
}

/// Whether a rule has ended before `start`. What has no zone is UTC, unless the event has none either.
fn is_past(start: DateTime, series: &Series, until: DateTime, form: Form, clock: &Clock) -> bool {
    let by_own_clock = series.start.is_day() || (form == Form::Local && series.start.on == super::value::On::Floating);
    if by_own_clock {
        return start > until && (form != Form::Day || start.date() > until.date());
    }
    clock.instant(start) > Clock::UTC.instant(until)
}

fn interval(start: DateTime, length: Length, clock: &Clock) -> Option<Interval> {
    Interval::new(clock.instant(start)?, length.end(start, clock)?)
}

/// The starts that other events stand for.
struct Replaced {
    at: HashSet<Timestamp>,
    /// Where no start is at the very instant, any of that day is meant.
    days: HashSet<Date>,
}

impl Replaced {
    fn of(instances: &[(&Series, &Clock)], starts: &HashMap<Timestamp, Length>, clock: &Clock) -> Self {
        let mut replaced = Self { at: HashSet::new(), days: HashSet::new() };
        for (instance, own) in instances {
            let Some(stamp) = &instance.replaces else { continue };
            let Some(at) = stamp.instant(own) else { continue };
            if stamp.is_day() {
                replaced.days.insert(stamp.reading.date());
            } else if starts.contains_key(&at) {
                replaced.at.insert(at);
            } else {
                replaced.days.insert(clock.reading(at).date());
            }
        }
        replaced
    }
}

/// The starts that `EXDATE` takes out.
struct Without {
    at: HashSet<Timestamp>,
    days: HashSet<Date>,
}

impl Without {
    fn of(series: &Series, own: &Clock) -> Self {
        let by_day = |stamp: &&super::value::Stamp| stamp.is_day() || series.start.is_day();
        Self {
            at: series.without.iter().filter_map(|stamp| stamp.instant(own)).collect(),
            days: series.without.iter().filter(by_day).map(|stamp| stamp.reading.date()).collect(),
        }
    }

    fn has(&self, reading: DateTime, at: Timestamp) -> bool {
        self.at.contains(&at) || self.days.contains(&reading.date())
    }
}

/// What an instance "and all later ones" does to later starts.
struct Move<'a> {
    from: Timestamp,
    by: i64,
    length: Length,
    series: &'a Series,
    clock: Clock,
}

fn moves<'a>(instances: &[(&'a Series, &Clock)]) -> Vec<Move<'a>> {
    let moves = instances.iter().filter(|(instance, _)| instance.and_future).filter_map(|(instance, own)| {
        let from = instance.replaces.as_ref()?.instant(own)?;
        let clock = instance.start.clock(own).clone();
        let by = seconds(clock.reading(from), instance.start.reading);
        Some(Move { from, by, length: instance.length(own)?, series: instance, clock })
    });
    let mut moves: Vec<_> = moves.collect();
    moves.sort_by_key(|moved| moved.from);
    moves
}

impl<'a> Move<'a> {
    fn occurrence(&self, at: Timestamp) -> Option<Occurrence<'a>> {
        let start = self.clock.reading(at).checked_add(SignedDuration::from_secs(self.by)).ok()?;
        let interval = interval(start, self.length, &self.clock)?;
        Some(Occurrence { series: self.series, day: start.date(), interval })
    }
}
