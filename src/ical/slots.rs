//! From events and the people they mean to the slots that the schedule engine resolves with everything else.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::people::{Directory, Found};
use super::{Details, Event};
use crate::ids::ShiftId;
use crate::schedule::expand::Slot;
use crate::schedule::imported::ImportedSlot;
use crate::schedule::{Level, Precedence};

/// The slots of a calendar of shifts: an event counts at its level.
pub fn of_shifts(events: &[Event], directory: &Directory) -> Vec<ImportedSlot> {
    slots(events, directory, Precedence::Shift)
}

/// The slots of a calendar of overrides: an event beats every shift, and among overrides its level counts.
pub fn of_overrides(events: &[Event], directory: &Directory) -> Vec<ImportedSlot> {
    slots(events, directory, Precedence::Override)
}

fn slots(events: &[Event], directory: &Directory, precedence: fn(Level) -> Precedence) -> Vec<ImportedSlot> {
    let mut known: HashMap<*const Details, (ShiftId, Found)> = HashMap::new();
    let slots = events.iter().map(|event| {
        let details = &event.details;
        let (shift, found) =
            known.entry(Arc::as_ptr(details)).or_insert_with(|| (shift_id(details), directory.find(details)));
        let crew = found.crew.clone();
        let slot = Slot { shift: *shift, interval: event.interval, precedence: precedence(details.level), crew };
        ImportedSlot { slot, all_day: details.all_day }
    });
    slots.collect()
}

/// The id of an imported event: always the same for the same identity.
#[expect(clippy::missing_panics_doc, reason = "it does not")]
pub fn shift_id(details: &Details) -> ShiftId {
    let mut id = String::from("E");
    id.push_str(&hex::encode_upper(&Sha256::digest(details.identity().as_bytes())[..8]));
    id.parse().expect("seventeen letters and digits are an id")
}
