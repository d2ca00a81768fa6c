//! What calendars by address add to a schedule's rules: the slots kept for the time ahead, or for another time worked out
//! from the last good copy.

use super::calendar_meaning::{Readers, slots_in};
use super::people::People;
use super::rules::Loaded;
use crate::schedule::{Imported, Interval};
use crate::store::feeds::{self, Kept};
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, Result};

/// What the calendars of `schedule` come to. Asks nobody about a schedule that names none.
pub(super) async fn kept_of(db: &mut Reader, schedule: &ScheduleRecord) -> Result<Vec<Kept>> {
    if schedule.ical_url_primary.is_none() && schedule.ical_url_overrides.is_none() {
        return Ok(Vec::new());
    }
    feeds::kept(db, schedule.workspace, schedule.id).await
}

impl Loaded {
    /// Adds what calendars say. People named there who may not be on call serve in none of it.
    #[must_use]
    pub fn with_calendars(mut self, kept: Vec<Kept>, people: &People) -> Self {
        let windows = kept.iter().filter_map(|kept| kept.window);
        self.calendars_through = windows.reduce(|one, other| one.intersect(other).unwrap_or(one));
        self.calendars_every = kept.first().map(|kept| kept.every);
        let slots: Vec<_> = kept.into_iter().flat_map(|kept| kept.slots).collect();
        let named = slots.iter().flat_map(|imported| &imported.slot.crew.0);
        self.rules.may_not_serve.extend(named.filter(|user| !people.may_be_on_call(**user)));
        self.rules.imported = Imported::new(slots);
        self
    }

    /// Makes sure that calendars have been worked out for `window`: what is kept reaches a month back and a year ahead.
    pub async fn reach(&mut self, db: &mut Reader, window: Interval) -> Result<()> {
        let Some(kept) = self.calendars_through else { return Ok(()) };
        if kept.intersect(window) == Some(window) {
            return Ok(());
        }
        let everybody = People::of(db, self.record.workspace).await?;
        let readers = Readers::of(&everybody, &self.record.time_zone);
        let mut slots = Vec::new();
        for feed in feeds::of_schedule(db, self.record.workspace, self.record.id).await? {
            let Some(copy) = feeds::body(db, feed.workspace, feed.schedule, feed.which).await? else { continue };
            match slots_in(copy, feed.which, &readers, window).await {
                Ok(found) => slots.extend(found),
                Err(trouble) => tracing::error!(schedule = %feed.schedule, %trouble, "a kept calendar cannot be read"),
            }
        }
        self.rules.imported = Imported::new(slots);
        self.calendars_through = Some(window);
        Ok(())
    }
}
