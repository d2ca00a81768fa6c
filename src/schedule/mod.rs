//! Who is on call, and when. Pure: values in, values out; no clock, no database, no network.
//!
//! A [`Schedule`] is a set of shift rules, slots imported from calendars, and taken swaps. [`expand`] turns rules into slots for a window ([`offsets`] say
//! which instant a reading of the wall clock is), [`resolve`] lets higher levels and overrides win and yields a
//! [`Timeline`](resolve::Timeline), [`handoff`] compares two moments of it.
//! Everything that shows who is on call asks here: Slack, the API, calendars, announcements and previews.

pub mod compare;
pub mod duty;
pub mod expand;
pub mod handoff;
pub mod hours;
pub mod imported;
pub mod interval;
pub mod level;
pub mod offsets;
pub mod quality;
pub mod record;
pub mod recurrence;
pub mod resolve;
pub mod rotation;
pub mod shift;
pub mod stretch;
pub mod swap;
pub mod zone;

pub use imported::Imported;
pub use interval::Interval;
pub use level::{Level, Precedence};
pub use shift::{Crew, Shift, ShiftKind};
pub use swap::TakenSwap;
pub use zone::Zone;

use std::collections::BTreeSet;

use crate::ids::UserId;

/// All that decides who is on call in one schedule: its rules and the swaps people have taken. It can be kept as text, but
/// for what was imported, which its calendars keep.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Schedule {
    /// The rules. Each carries its own zone, so the order and the schedule's own zone do not matter here.
    pub shifts: Vec<Shift>,
    /// Swaps that somebody has taken, oldest first: the order in which they apply.
    pub swaps: Vec<TakenSwap>,
    /// People named by the rules who may not be on call (guests, people who left). They are taken out of every slot; a slot
    /// left with nobody is an empty shift, and their turn is still used up.
    pub may_not_serve: BTreeSet<UserId>,
    /// What calendars elsewhere say, already worked out for the windows that will be asked about.
    #[serde(skip)]
    pub imported: Imported,
}
