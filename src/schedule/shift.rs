//! A shift: one rule that says who is on call and when, as people and Terraform write it.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::recurrence::Recurrence;
use super::rotation::Rotation;
use super::{Level, Zone};
use crate::ids::{ShiftId, UserId};

/// The people who are on call together in one slot. Nobody (a deleted person, say) makes the slot an empty shift:
/// it counts as planned, but beats nothing and puts nobody on call.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Crew(pub Vec<UserId>);

/// One rule. Start, rotation start and duration are readings of the wall clock in `zone`.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Shift {
    /// Which shift this is.
    pub id: ShiftId,
    /// Its layer. Overrides have one too, which counts among overrides.
    pub level: Level,
    /// Whose wall clock `start` and `rotation_start` are readings of.
    pub zone: Zone,
    /// When the first slot begins.
    pub start: DateTime,
    /// The length of each slot on the wall clock, in seconds. Zero or less: the rule yields nothing.
    pub duration: i64,
    /// When the rule takes effect. Turns before it are used up without anybody being on call.
    pub rotation_start: DateTime,
    /// The last instant at which a slot may begin (inclusive). A first slot that lasts longer ends here.
    pub until: Option<Timestamp>,
    /// When the rule ends whatever it is at: a slot under way is cut. Unlike `until` it changes nothing that came before.
    pub ends: Option<Timestamp>,
    /// Whether a slot that began before `rotation_start` is cut there (made in Slack; the reference's `source` 0)
    /// or left out (everything else).
    pub cut_at_rotation_start: bool,
    /// What repeats, and who takes turns.
    pub kind: ShiftKind,
}

/// How a shift repeats and who serves.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub enum ShiftKind {
    /// Once. `until` cuts its end short.
    Single(Crew),
    /// Again and again, always the same people.
    Recurrent(Recurrence, Crew),
    /// Again and again, taking turns.
    Rolling(Recurrence, Rotation),
    /// Once, beating every scheduled shift.
    Override(Crew),
}
