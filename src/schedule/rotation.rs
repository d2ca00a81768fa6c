//! Who takes turns in a rolling shift.

use super::Crew;

/// Groups of people that take turns in order, beginning with the one at `first`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The groups in order. An empty group is nobody's turn.
    pub groups: Vec<Crew>,
    /// The group that serves first. Past the end: the first group (the reference's slice semantics).
    pub first: usize,
}

/// Whether time that a rotation leaves out uses up turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turns {
    /// The calendar gives turns, as in the reference: whose turn falls on excluded days misses it.
    #[default]
    Calendar,
    /// Only what is served is a turn.
    Served,
}
