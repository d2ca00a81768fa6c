//! From rules to slots: every time a shift is due to begin, inside a window.

use super::{Crew, Interval, Precedence, Shift};
use crate::ids::ShiftId;

/// One planned stretch of one shift, before levels, overrides and swaps decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The rule it comes from.
    pub shift: ShiftId,
    /// When. Not cut to the window.
    pub interval: Interval,
    /// What it beats and what beats it.
    pub precedence: Precedence,
    /// Who serves. May be nobody.
    pub crew: Crew,
}

/// The slots of `shift` that overlap `window`, by start. The cost does not grow with the age of the rule.
pub fn slots(_shift: &Shift, _window: Interval) -> Vec<Slot> {
    Vec::new()
}
