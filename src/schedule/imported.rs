//! Slots that no rule of ours made: calendars elsewhere say who serves when.

use jiff::{SignedDuration, Timestamp};

use super::Interval;
use super::expand::Slot;

/// Imported slots, by start. Most schedules have none, and pay nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    slots: Vec<ImportedSlot>,
    /// The longest of them: no slot that began earlier than this before a window reaches into it.
    longest: SignedDuration,
}

/// A slot, and what its calendar says of it that matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedSlot {
    /// Who, when, and what it beats.
    pub slot: Slot,
    /// Whether it is a matter of whole days. A window with one of these has no gaps to speak of.
    pub all_day: bool,
}

impl Imported {
    /// Those `slots`, in any order.
    pub fn new(mut slots: Vec<ImportedSlot>) -> Self {
        slots.sort_by_key(|imported| (imported.slot.interval, imported.slot.precedence, imported.slot.shift));
        let longest = slots.iter().map(|imported| imported.slot.interval.duration()).max().unwrap_or_default();
        Self { slots, longest }
    }

    /// The slots that overlap `window`, by start.
    pub fn overlapping(&self, window: Interval) -> impl Iterator<Item = &ImportedSlot> {
        let earliest = window.start().checked_sub(self.longest).unwrap_or(Timestamp::MIN);
        let first = self.slots.partition_point(|imported| imported.slot.interval.start() < earliest);
        let reached = self.slots[first..].iter();
        reached
            .take_while(move |imported| imported.slot.interval.start() < window.end())
            .filter(move |imported| imported.slot.interval.overlaps(window))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}
