//! Changing what a swap is about, in any state: a taken one moves with its times, whoever serves.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::change::Change;
use super::changed::{begin_change, schedules_changed};
use super::refusal::{Outcome, Refused};
use super::request_swap::check_times;
use super::swap_shifts::{DetailedSwap, preview_with};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx, cover};
use crate::ids::{ScheduleId, SwapId};
use crate::store::swaps::{self, SwapRecord};
use crate::store::{Transaction, schedules};

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
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let swap = update(&mut tx, actor, id, changes, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(swap)
}

/// What that would do.
pub async fn preview_edit_swap(
    ctx: &Ctx,
    actor: Actor,
    id: SwapId,
    changes: SwapChanges,
) -> Outcome<Tried<DetailedSwap>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let before = swaps::find(&mut trial.tx, actor.workspace(), id).await?.ok_or(Refused::NotFound)?;
    let swap = update(&mut trial.tx, actor, id, changes, ctx.clock.now()).await?;
    preview_with(ctx, trial, swap, [before.schedule]).await
}

async fn update(
    tx: &mut Transaction,
    actor: Actor,
    id: SwapId,
    changes: SwapChanges,
    now: Timestamp,
) -> Outcome<SwapRecord> {
    let workspace = actor.workspace();
    if let Change::To((start, end)) = changes.times {
        check_times(start, end, now)?;
    }
    let old = swaps::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    let (start, end) = changes.times.or((old.start, old.end));
    let new = SwapRecord {
        schedule: changes.schedule.or(old.schedule),
        start,
        end,
        description: changes.description.or(old.description.clone()),
        updated_at: now,
        ..old.clone()
    };
    schedules::find(tx, workspace, new.schedule).await?.ok_or(Refused::NotFound)?;
    swaps::update(tx, &new).await?;
    if new.taken.is_some() {
        schedules_changed(tx, workspace, &BTreeSet::from([old.schedule, new.schedule]), now).await?;
    }
    let edited = swaps::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    cover::edited_elsewhere(tx, &edited, now).await?;
    Ok(SwapRecord { version: old.version + 1, ..new })
}
