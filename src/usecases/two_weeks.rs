//! Two weeks of a schedule, row by row, from today's midnight by its own clock: who is on call, and what says so.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::ledger::{View, covered};
use super::people::People;
use super::rules::Loaded;
use super::{Actor, Ctx, Result};
use crate::ids::ScheduleId;
use crate::schedule::interval::Spans;
use crate::schedule::resolve::{FinalShift, scheduled};
use crate::schedule::{Interval, Level, Precedence, Schedule, ShiftKind, Zone};
use crate::store::schedules;

/// How many days are shown.
pub const DAYS: usize = 14;
/// Less than this is a seam and not a gap.
const SHORTEST_GAP: SignedDuration = SignedDuration::from_mins(1);

/// What a row below the answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// What people took over from each other.
    Swaps,
    /// Overrides.
    Overrides,
    /// What the rotations of one layer plan; the lowest is 1.
    Layer(usize),
}

/// A row below the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// What it tells.
    pub source: Source,
    /// Its shifts by start, not cut.
    pub shifts: Vec<FinalShift>,
}

/// Two weeks of a schedule.
#[derive(Debug, Clone)]
pub struct TwoWeeks {
    /// The schedule's name.
    pub name: String,
    /// Its zone, by which days begin.
    pub zone: Zone,
    /// When each day begins, and when the last ends.
    pub midnights: Vec<Timestamp>,
    /// Who is on call, by start, not cut. What touches and says the same is one.
    pub on_call: Vec<FinalShift>,
    /// When nobody is.
    pub nobody: Vec<Interval>,
    /// What decides it, the strongest first.
    pub sources: Vec<SourceRow>,
    /// Everybody named.
    pub people: People,
    /// The present.
    pub now: Timestamp,
}

/// Two weeks of a schedule from today on; `None` when it is gone.
pub async fn two_weeks(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Result<Option<TwoWeeks>> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut db = ctx.store.reader().await?;
    let Some(record) = schedules::find(&mut db, workspace, id).await? else { return Ok(None) };
    let people = People::of(&mut db, workspace).await?;
    let loaded = Loaded::of(&mut db, record, &people).await?;
    let zone = Zone::named(&loaded.record.time_zone).unwrap_or(Zone::UTC);
    let on_call = match fortnight(now, &zone) {
        Some(window) => covered(&mut db, &loaded.record, &loaded.rules, window, View::Recorded).await?,
        None => Vec::new(),
    };
    Ok(Some(TwoWeeks::of(&loaded.record.name, zone, (&loaded.rules, on_call), people, now)))
}

impl TwoWeeks {
    /// Two weeks of the rules, and of who is on call by them (or was, by the record).
    pub fn of(
        name: &str,
        zone: Zone,
        (rules, on_call): (&Schedule, Vec<FinalShift>),
        people: People,
        now: Timestamp,
    ) -> Self {
        let window = fortnight(now, &zone);
        Self {
            name: name.to_owned(),
            midnights: midnights(now, &zone),
            zone,
            nobody: window.map(|window| nobody(rules, &on_call, window)).unwrap_or_default(),
            sources: window.map(|window| sources(rules, &on_call, window)).unwrap_or_default(),
            on_call: joined(on_call),
            people,
            now,
        }
    }

    /// The whole of it.
    pub fn window(&self) -> Option<Interval> {
        Interval::new(*self.midnights.first()?, *self.midnights.last()?)
    }
}

/// Two weeks from today's midnight on.
pub fn fortnight(now: Timestamp, zone: &Zone) -> Option<Interval> {
    let midnights = midnights(now, zone);
    Interval::new(*midnights.first()?, *midnights.last()?)
}

/// The beginnings of the days from today on, and of the day after the last.
fn midnights(now: Timestamp, zone: &Zone) -> Vec<Timestamp> {
    let today = zone.reading(now).date();
    let days = (0..=DAYS).map_while(|day| today.checked_add(i64::try_from(day).ok()?.days()).ok());
    days.map_while(|day| zone.instant(day.at(0, 0, 0, 0))).collect()
}

/// When nobody is on call. Whole days of a calendar say on which date, not from when to when: what lies between is no gap.
fn nobody(rules: &Schedule, on_call: &[FinalShift], window: Interval) -> Vec<Interval> {
    if rules.imported.overlapping(window).any(|imported| imported.all_day) {
        return Vec::new();
    }
    let covered = Spans::covering(on_call.iter().map(|shift| shift.interval));
    window.subtract(&covered).filter(|gap| gap.duration() >= SHORTEST_GAP).collect()
}

fn sources(rules: &Schedule, on_call: &[FinalShift], window: Interval) -> Vec<SourceRow> {
    let planned: Vec<FinalShift> =
        scheduled(rules, window).into_iter().filter(|shift| !shift.people.is_empty()).collect();
    let level_of = |precedence: Precedence| match precedence {
        Precedence::Shift(level) => Some(level),
        Precedence::Override(_) => None,
    };
    let by_rules = rules.shifts.iter().filter(|shift| !matches!(shift.kind, ShiftKind::Override(_)));
    let by_rules = by_rules.map(|shift| shift.level);
    let levels: BTreeSet<Level> =
        by_rules.chain(planned.iter().filter_map(|shift| level_of(shift.precedence))).collect();
    let of = |level: Option<Level>| {
        joined(planned.iter().filter(|shift| level_of(shift.precedence) == level).cloned().collect())
    };
    let swapped = on_call.iter().filter(|shift| shift.people.iter().any(|on_duty| on_duty.covers.is_some()));
    let mut rows = vec![
        SourceRow { source: Source::Swaps, shifts: joined(swapped.cloned().collect()) },
        SourceRow { source: Source::Overrides, shifts: of(None) },
    ];
    let numbered = levels.iter().enumerate().rev();
    rows.extend(
        numbered.map(|(below, level)| SourceRow { source: Source::Layer(below + 1), shifts: of(Some(*level)) }),
    );
    rows.retain(|row| !row.shifts.is_empty());
    rows
}

/// `shifts` by start, those that touch and have the same people for the same reason as one.
fn joined(mut shifts: Vec<FinalShift>) -> Vec<FinalShift> {
    shifts.sort_by_key(|shift| (shift.interval, shift.shift));
    let mut joined: Vec<FinalShift> = Vec::with_capacity(shifts.len());
    for shift in shifts {
        let same = |before: &&mut FinalShift| {
            before.interval.end() == shift.interval.start()
                && before.people == shift.people
                && is_override(before) == is_override(&shift)
        };
        // What is on call at once is little.
        match joined.iter_mut().rev().take(8).find(same) {
            Some(before) => {
                let whole = Interval::new(before.interval.start(), shift.interval.end());
                before.interval = whole.unwrap_or(before.interval);
            }
            None => joined.push(shift),
        }
    }
    joined
}

fn is_override(shift: &FinalShift) -> bool {
    matches!(shift.precedence, Precedence::Override(_))
}
