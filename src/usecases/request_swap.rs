//! Asking for cover: somebody wants another to serve for them in a schedule, for a while that is still ahead.

use jiff::Timestamp;

use super::changed::begin_change;
use super::refusal::{Outcome, Problem, Refused};
use super::swap_shifts::{DetailedSwap, preview};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx};
use crate::ids::{ScheduleId, SwapId, UserId};
use crate::store::swaps::{self, SwapRecord};
use crate::store::{Transaction, people, schedules};

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct NewSwap {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// Who wants to be off.
    pub beneficiary: UserId,
    /// From when.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
    /// Why, in their words.
    pub description: Option<String>,
}

/// Asks. Nobody's shift changes until somebody takes it, so there need not even be a shift in its time.
pub async fn request_swap(ctx: &Ctx, actor: Actor, new: NewSwap) -> Outcome<SwapRecord> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let swap = insert(&mut tx, actor, new, ctx.clock.now()).await?;
    tx.commit().await?;
    Ok(swap)
}

/// What that would do: nothing to the schedule, until somebody takes it.
pub async fn preview_request_swap(ctx: &Ctx, actor: Actor, new: NewSwap) -> Outcome<Tried<DetailedSwap>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let swap = insert(&mut trial.tx, actor, new, ctx.clock.now()).await?;
    preview(ctx, trial, swap).await
}

async fn insert(tx: &mut Transaction, actor: Actor, new: NewSwap, now: Timestamp) -> Outcome<SwapRecord> {
    let workspace = actor.workspace();
    check_times(new.start, new.end, now)?;
    let swap = SwapRecord {
        id: SwapId::random(),
        workspace,
        schedule: new.schedule,
        beneficiary: new.beneficiary,
        start: new.start,
        end: new.end,
        description: new.description,
        taken: None,
        withdrawn_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    schedules::find(tx, workspace, swap.schedule).await?.ok_or(Refused::NotFound)?;
    if people::find(tx, workspace, swap.beneficiary).await?.is_none() {
        return Err(Problem::UnknownPeople(vec![swap.beneficiary]).into());
    }
    swaps::insert(tx, &swap).await?;
    Ok(swap)
}

/// A swap begins in the future and does not end before it begins.
///
/// # Errors
/// Names the first of the two that does not hold.
pub fn check_times(start: Timestamp, end: Timestamp, now: Timestamp) -> Result<(), Problem> {
    if start < now {
        return Err(Problem::SwapNotAhead);
    }
    if end < start {
        return Err(Problem::SwapEndsBeforeItBegins);
    }
    Ok(())
}
