//! Taking a swap: one person serves for another. The first wins; the second is told by whom.

use std::collections::BTreeSet;

use super::changed::{begin_change, schedules_changed};
use super::refusal::{Outcome, Problem, Refused};
use super::{Actor, Ctx};
use crate::ids::{SwapId, UserId};
use crate::store::swaps::{self, SwapRecord, SwapState};
use crate::store::{Reads, people};

/// Lets `benefactor` serve for whoever asked.
pub async fn take_swap(ctx: &Ctx, actor: Actor, id: SwapId, benefactor: UserId) -> Outcome<SwapRecord> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let swap = swaps::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    match swap.state(now) {
        SwapState::Open => {}
        SwapState::Taken { by, .. } => return Err(taken(&mut tx, &swap, by).await?.into()),
        SwapState::Withdrawn => return Err(Refused::NotFound),
        SwapState::PastDue => return Err(Problem::SwapPastDue.into()),
    }
    if swap.beneficiary == benefactor {
        return Err(Problem::SwapOfOneself.into());
    }
    let taker = people::find(&mut tx, workspace, benefactor).await?;
    let taker = taker.ok_or_else(|| Problem::UnknownPeople(vec![benefactor]))?;
    if !taker.standing.may_be_on_call() {
        return Err(Problem::SwapTakerMayNotServe.into());
    }
    let won = swaps::take(&mut tx, workspace, id, benefactor, now).await?;
    let swap = swaps::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    if !won {
        let by = swap.taken.map_or(benefactor, |(by, _)| by);
        return Err(taken(&mut tx, &swap, by).await?.into());
    }
    schedules_changed(&mut tx, workspace, &BTreeSet::from([swap.schedule]), now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(swap)
}

async fn taken(db: &mut impl Reads, swap: &SwapRecord, by: UserId) -> Outcome<Problem> {
    let person = people::find(db, swap.workspace, by).await?;
    let by_name = person.map_or_else(|| by.to_string(), |person| person.full_name);
    Ok(Problem::SwapTaken { by, by_name })
}
