//! Two versions of a schedule compared: who serves more and who less, and where nobody serves any more. Apart from `handoff`,
//! which compares two moments of one version.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::interval::Spans;
use super::resolve::timeline;
use super::{Interval, Schedule, Zone};
use crate::ids::UserId;

/// How far a change is compared when nobody says how far.
pub const REACH: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Less than this without anybody is a seam and not a gap.
const SHORTEST_GAP: SignedDuration = SignedDuration::from_mins(1);

/// The same measure of both versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Measure<T> {
    /// As it was.
    pub before: T,
    /// As it becomes.
    pub after: T,
}

/// What changes for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonChange {
    /// Who.
    pub user: UserId,
    /// How many shifts they serve. What they serve without a pause is one shift, from however many rules it comes.
    pub shifts: Measure<usize>,
    /// How long they serve altogether.
    pub time: Measure<SignedDuration>,
    /// On how many weekends they serve at all.
    pub weekends: Measure<usize>,
    /// When they serve and did not, by start.
    pub gained: Vec<Interval>,
    /// When they served and do not any more, by start.
    pub lost: Vec<Interval>,
}

impl PersonChange {
    /// Whether they come to the schedule by this.
    pub fn joins(&self) -> bool {
        self.shifts.before == 0
    }

    /// Whether they have nothing to do with it any more.
    pub fn leaves(&self) -> bool {
        self.shifts.after == 0
    }
}

/// Somebody is on call while they are away, and was not before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AwayConflict {
    /// Who.
    pub user: UserId,
    /// When.
    pub interval: Interval,
}

/// What is different between two versions of a schedule through a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The span that was looked at.
    pub window: Interval,
    /// Everybody for whom anything changes, by id.
    pub people: Vec<PersonChange>,
    /// When nobody is on call and somebody was.
    pub opened: Vec<Interval>,
    /// When somebody is on call and nobody was.
    pub closed: Vec<Interval>,
    /// Who comes to serve in their time off.
    pub conflicts: Vec<AwayConflict>,
}

impl Comparison {
    /// Whether nobody's time changes.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}

/// What becomes different when `after` takes the place of `before`, through `window`.
///
/// Weekends are Saturday and Sunday on the clock of `zone`; `away` is everybody's time off.
pub fn compare(
    before: &Schedule,
    after: &Schedule,
    window: Interval,
    zone: &Zone,
    away: &BTreeMap<UserId, Vec<Interval>>,
) -> Comparison {
    let (before, after) = (Service::of(before, window), Service::of(after, window));
    let weekends = weekends(window, zone);
    let mut users: Vec<UserId> = before.of_person.keys().chain(after.of_person.keys()).copied().collect();
    users.sort_unstable();
    users.dedup();
    let nothing = Spans::default();
    let mut people = Vec::new();
    let mut conflicts = Vec::new();
    for user in users {
        let was = before.of_person.get(&user).unwrap_or(&nothing);
        let becomes = after.of_person.get(&user).unwrap_or(&nothing);
        let (gained, lost) = (without(becomes, was), without(was, becomes));
        if gained.is_empty() && lost.is_empty() {
            continue;
        }
        let off = Spans::covering(away.get(&user).into_iter().flatten().copied());
        let both = gained.iter().flat_map(|gained| off.iter().filter_map(|off| gained.intersect(off)));
        conflicts.extend(both.map(|interval| AwayConflict { user, interval }));
        people.push(PersonChange {
            user,
            shifts: Measure { before: was.iter().count(), after: becomes.iter().count() },
            time: Measure { before: total(was), after: total(becomes) },
            weekends: Measure { before: touched(&weekends, was), after: touched(&weekends, becomes) },
            gained,
            lost,
        });
    }
    let long = |gap: &Interval| gap.duration() >= SHORTEST_GAP;
    let opened = without(&before.covered, &after.covered).into_iter().filter(long).collect();
    let closed = without(&after.covered, &before.covered).into_iter().filter(long).collect();
    Comparison { window, people, opened, closed, conflicts }
}

/// When each person serves inside a window, and when anybody does.
struct Service {
    of_person: BTreeMap<UserId, Spans>,
    covered: Spans,
}

impl Service {
    fn of(schedule: &Schedule, window: Interval) -> Self {
        let mut served: BTreeMap<UserId, Vec<Interval>> = BTreeMap::new();
        let mut covered = Vec::new();
        for shift in timeline(schedule, window).covered() {
            let Some(interval) = shift.interval.intersect(window) else { continue };
            covered.push(interval);
            for on_duty in &shift.people {
                served.entry(on_duty.user).or_default().push(interval);
            }
        }
        let of_person = served.into_iter().map(|(user, served)| (user, Spans::covering(served))).collect();
        Self { of_person, covered: Spans::covering(covered) }
    }
}

fn without(spans: &Spans, others: &Spans) -> Vec<Interval> {
    spans.iter().flat_map(|span| span.subtract(others)).collect()
}

fn total(spans: &Spans) -> SignedDuration {
    spans.iter().map(|span| span.duration()).sum()
}

/// The weekends that `window` has any part of, by start.
fn weekends(window: Interval, zone: &Zone) -> Vec<Interval> {
    let midnight = |date: Date| zone.instant(date.at(0, 0, 0, 0));
    let first_day = zone.reading(window.start()).date();
    let days_since = i64::from(first_day.weekday().since(Weekday::Saturday));
    let saturdays = (0..).map_while(|week| first_day.checked_add((week * 7 - days_since).days()).ok());
    let weekends = saturdays.map_while(|saturday| {
        let monday = saturday.checked_add(2.days()).ok().and_then(midnight).unwrap_or(Timestamp::MAX);
        Interval::new(midnight(saturday)?, monday)
    });
    let begun = weekends.take_while(|weekend| weekend.start() < window.end());
    begun.filter(|weekend| weekend.overlaps(window)).collect()
}

fn touched(weekends: &[Interval], served: &Spans) -> usize {
    weekends.iter().filter(|weekend| served.iter().any(|span| span.overlaps(**weekend))).count()
}
