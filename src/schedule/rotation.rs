//! Who takes turns in a rolling shift.

use super::Crew;

/// Groups of people that take turns in order, beginning with the one at `first`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rotation {
    /// The groups in order. An empty group is nobody's turn.
    pub groups: Vec<Crew>,
    /// The group that serves first. Past the end: the first group (the reference's slice semantics).
    pub first: usize,
}
