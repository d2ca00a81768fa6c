//! Changing what a swap is about, in any state: a taken one moves with its times, whoever serves.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::change::Change;
use super::changed::{begin_change, schedules_changed};
use super::refusal::{Outcome, Refused};
use super::request_swap::check_times;
use super::{Actor, Ctx, cover};
use crate::ids::{ScheduleId, SwapId};
use crate::store::schedules;
use crate::store::swaps::{self, SwapRecord};

/// What somebody wants to be different.
#[derive(Debug, Clone, Default)]
pub struct SwapChanges {
    /// The schedule it is about.
    pub schedule: Change<ScheduleId>,
    /// From when and until when: both or neither.
    pub times: Change<(Timestamp, Timestamp)>,
    /// Why.
    pub description: Change<Option<String>>,
}

/// Changes a swap. New times have to be ahead, as those of a new one.
pub async fn edit_swap(ctx: &Ctx, actor: Actor, id: SwapId, changes: SwapChanges) -> Outcome<SwapRecord> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    if let Change::To((start, end)) = changes.times {
        check_times(start, end, now)?;
    }
    let mut tx = begin_change(ctx, workspace).await?;
    let old = swaps::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    let (start, end) = changes.times.or((old.start, old.end));
    let new = SwapRecord {
        schedule: changes.schedule.or(old.schedule),
        start,
        end,
        description: changes.description.or(old.description.clone()),
        updated_at: now,
        ..old.clone()
    };
    schedules::find(&mut tx, workspace, new.schedule).await?.ok_or(Refused::NotFound)?;
    swaps::update(&mut tx, &new).await?;
    if new.taken.is_some() {
        schedules_changed(&mut tx, workspace, &BTreeSet::from([old.schedule, new.schedule]), now).await?;
    }
    let edited = swaps::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    cover::edited_elsewhere(&mut tx, &edited, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(SwapRecord { version: old.version + 1, ..new })
}
