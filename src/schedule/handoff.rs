//! Two moments compared: who joined, who left, who stays, and why.

use jiff::Timestamp;

use crate::ids::{ShiftId, SwapId, UserId};

/// Why somebody is on call. When several reasons hold at once, the strongest: swap, then override, then rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// The rotation says so.
    Rotation,
    /// Somebody overrode the rotation.
    Override,
    /// They took a swap of somebody's shift.
    Swap {
        /// The request.
        swap: SwapId,
        /// Whose shift it was.
        covers: UserId,
    },
}

/// One person on call at a moment. A person appears once, however many shifts put them there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OnCallPerson {
    /// Who.
    pub user: UserId,
    /// The shift that puts them on call.
    pub shift: ShiftId,
    /// Why.
    pub why: Why,
}

/// Who is on call at one instant, in the order of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// The people, each once. Nobody: a gap.
    pub people: Vec<OnCallPerson>,
}

/// What changed between two moments. Somebody is in exactly one of the three lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handoff {
    /// On call now and not before.
    pub joined: Vec<OnCallPerson>,
    /// On call at both moments, as now.
    pub stays: Vec<OnCallPerson>,
    /// On call before and not now, as before.
    pub left: Vec<OnCallPerson>,
}

/// What changed from `before` to `after`, or `None` when the same people are on call, for whatever reason.
pub fn compare(before: &[OnCallPerson], after: &[OnCallPerson]) -> Option<Handoff> {
    let is_in = |person: &OnCallPerson, people: &[OnCallPerson]| people.iter().any(|known| known.user == person.user);
    let (stays, joined): (Vec<_>, Vec<_>) = after.iter().cloned().partition(|person| is_in(person, before));
    let left: Vec<_> = before.iter().filter(|person| !is_in(person, after)).cloned().collect();
    (!joined.is_empty() || !left.is_empty()).then_some(Handoff { joined, stays, left })
}
