//! From moment to moment: when the people on call, or the reason they are, change.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::{FinalShift, Plans, people};
use crate::ids::UserId;
use crate::schedule::handoff::{Moment, OnCallPerson};
use crate::schedule::{Interval, Schedule};

/// The first look ahead. Most rotations change within it.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(36);
/// Looks get longer while nothing happens, up to this.
const LONGEST_LOOK: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The first instant after `after` and not after `horizon` at which the people on call, or the reason they are, change.
/// `None` when nothing changes in that time.
pub fn next_change(schedule: &Schedule, after: Timestamp, horizon: Timestamp) -> Option<Timestamp> {
    changes(schedule, after, horizon).next().map(|moment| moment.at)
}

/// The first moment after `after` and not after `horizon` at which somebody is on call and it is not the people who are on
/// call at `after`. Before it there may be a gap: then [`next_change`] is earlier and nobody is on call at it.
pub fn next_on_call(schedule: &Schedule, after: Timestamp, horizon: Timestamp) -> Option<Moment> {
    let mut changes = changes(schedule, after, horizon);
    let before = users(&changes.now);
    changes.find(|moment| !moment.people.is_empty() && users(&moment.people) != before)
}

/// Every change after `after` and not after `horizon`, with the people on call from it on. Looks only as far as it is asked.
pub fn changes(schedule: &Schedule, after: Timestamp, horizon: Timestamp) -> Changes<'_> {
    let plans = Plans::of(schedule);
    let now = plans.on_call_at(after).people;
    Changes { plans, now, seen: after, horizon, look: FIRST_LOOK, found: VecDeque::new() }
}

/// The moments at which something changes, in order. See [`changes`].
#[derive(Debug, Clone)]
pub struct Changes<'a> {
    plans: Plans<'a>,
    /// Who is on call at the last moment found.
    now: Vec<OnCallPerson>,
    /// All instants before it have been looked at.
    seen: Timestamp,
    horizon: Timestamp,
    look: SignedDuration,
    found: VecDeque<Moment>,
}

impl Iterator for Changes<'_> {
    type Item = Moment;

    fn next(&mut self) -> Option<Moment> {
        while self.found.is_empty() {
            let end = self.seen.saturating_add(self.look).unwrap_or(Timestamp::MAX);
            let after_horizon = self.horizon.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX);
            let window = Interval::new(self.seen, end.min(after_horizon))?;
            self.look_through(window);
            self.seen = window.end();
            self.look = self.look.saturating_mul(2).min(LONGEST_LOOK);
        }
        self.found.pop_front()
    }
}

impl Changes<'_> {
    fn look_through(&mut self, window: Interval) {
        let timeline = self.plans.timeline(window);
        let mut coming = timeline.covered().peekable();
        let mut serving: Vec<&FinalShift> = Vec::new();
        for at in borders(timeline.covered(), window) {
            serving.retain(|shift| shift.interval.end() > at);
            while let Some(shift) = coming.next_if(|shift| shift.interval.start() <= at) {
                serving.extend((shift.interval.end() > at).then_some(shift));
            }
            let people = people(serving.iter().copied());
            if !same(&people, &self.now) {
                self.now.clone_from(&people);
                self.found.push_back(Moment { at, people });
            }
        }
    }
}

/// The window's start and every instant inside it at which a row begins or ends.
fn borders<'a>(shifts: impl Iterator<Item = &'a FinalShift>, window: Interval) -> Vec<Timestamp> {
    let ends = shifts.flat_map(|shift| [shift.interval.start(), shift.interval.end()]);
    let mut borders: Vec<Timestamp> = ends.filter(|at| window.contains(*at)).collect();
    borders.push(window.start());
    borders.sort_unstable();
    borders.dedup();
    borders
}

/// Whether the same people are on call for the same reasons, in whatever order.
fn same(one: &[OnCallPerson], other: &[OnCallPerson]) -> bool {
    let has = |person: &OnCallPerson| other.iter().any(|known| known.user == person.user && known.why == person.why);
    one.len() == other.len() && one.iter().all(has)
}

fn users(people: &[OnCallPerson]) -> Vec<UserId> {
    let mut users: Vec<UserId> = people.iter().map(|person| person.user).collect();
    users.sort_unstable();
    users
}
