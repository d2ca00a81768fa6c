//! When each person of a schedule serves through a window. What follows on without a break is one span, whatever puts them
//! there: five days in a row by the same person are one shift to be reminded of, to be away in, or to lose.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::ids::UserId;
use crate::schedule::interval::Spans;
use crate::schedule::resolve::timeline;
use crate::schedule::{Interval, Schedule};

/// How far ahead people are told of their shifts.
pub const AHEAD: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The next [`AHEAD`].
///
/// # Panics
/// Never: the window is not empty, except at the end of time, where it is the last instant before.
pub fn ahead_of(now: Timestamp) -> Interval {
    let end = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let begun = now.min(end.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(now));
    Interval::new(begun, end).expect("the end is after the beginning")
}

/// When each person serves, by start. Spans that reach out of the window are not cut: what is under way has the beginning
/// of the slot it is in.
pub fn serving(schedule: &Schedule, window: Interval) -> BTreeMap<UserId, Vec<Interval>> {
    let mut pieces: BTreeMap<UserId, Vec<Interval>> = BTreeMap::new();
    for shift in timeline(schedule, window).covered() {
        for on_duty in &shift.people {
            pieces.entry(on_duty.user).or_default().push(shift.interval);
        }
    }
    pieces.into_iter().map(|(user, pieces)| (user, Spans::covering(pieces).iter().collect())).collect()
}
