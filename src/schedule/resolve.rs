//! From slots to who is really on call: levels, overrides, swaps and gaps.

use jiff::Timestamp;

use super::handoff::Moment;
use super::{Interval, Precedence, Schedule};
use crate::ids::{ShiftId, SwapId, UserId};

/// Somebody who serves in a final shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDuty {
    /// Who serves.
    pub user: UserId,
    /// For whom, when the shift was swapped.
    pub covers: Option<(SwapId, UserId)>,
}

/// A piece of a slot that nothing beats. Its bounds are those of the slot where nothing cut it, even outside the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinalShift {
    /// The rule it comes from.
    pub shift: ShiftId,
    /// When.
    pub interval: Interval,
    /// Its layer, or that it is an override.
    pub precedence: Precedence,
    /// Who serves, in the rule's order. Never empty.
    pub people: Vec<OnDuty>,
}

/// One row of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Somebody is on call.
    Covered(FinalShift),
    /// Nothing is planned.
    Gap(Interval),
}

/// Who is on call through a window, by start. Rows of the same precedence may overlap: those people serve together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The span that was asked about.
    pub window: Interval,
    /// The rows, by start, then shift.
    pub rows: Vec<Row>,
}

/// Who is on call through `window`.
pub fn timeline(_schedule: &Schedule, window: Interval) -> Timeline {
    Timeline { window, rows: Vec::new() }
}

/// Who is on call at `at`.
pub fn on_call_at(_schedule: &Schedule, at: Timestamp) -> Moment {
    Moment { at, people: Vec::new() }
}

/// The first instant after `after` and not after `horizon` at which the people on call, or the reason they are, change.
/// `None` when nothing changes in that time.
pub fn next_change(_schedule: &Schedule, _after: Timestamp, _horizon: Timestamp) -> Option<Timestamp> {
    None
}
