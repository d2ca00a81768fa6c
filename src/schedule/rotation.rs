//! Who takes turns in a rolling shift.

use super::Crew;

/// Groups of people that take turns in order, beginning with the one at `first`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rotation {
    /// The groups in order. An empty group is nobody's turn.
    pub groups: Vec<Crew>,
    /// The group that serves first. Past the end: the first group (the reference's slice semantics).
    pub first: usize,
    /// Which units are turns. None: they are dealt as in the reference, which gives each group one date and lets that come
    /// again by itself. Where nothing is left out, all three are the same.
    pub turns: Option<Turns>,
}

/// Whether time that a rotation leaves out uses up turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turns {
    /// Only what is served is a turn.
    #[default]
    Served,
    /// Every hour, day, week or month is a turn: whose turn is left out misses it.
    Calendar,
}
