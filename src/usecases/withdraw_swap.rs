//! Taking a swap back. If somebody had taken it, whoever asked serves again.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::changed::{begin_change, schedules_changed};
use super::refusal::{Outcome, Refused};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx, cover};
use crate::ids::SwapId;
use crate::store::Transaction;
use crate::store::swaps::{self, SwapRecord};

/// Withdraws a swap. From then on it is not found.
pub async fn withdraw_swap(ctx: &Ctx, actor: Actor, id: SwapId) -> Outcome<()> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    withdraw(&mut tx, actor, id, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}

/// What that would do.
pub async fn preview_withdraw_swap(ctx: &Ctx, actor: Actor, id: SwapId) -> Outcome<Tried<()>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let swap = withdraw(&mut trial.tx, actor, id, ctx.clock.now()).await?;
    let concerned = cover::schedules_of(&mut trial.tx, &swap).await?;
    Ok(trial.ends((), &concerned).await?)
}

async fn withdraw(tx: &mut Transaction, actor: Actor, id: SwapId, now: Timestamp) -> Outcome<SwapRecord> {
    let workspace = actor.workspace();
    let swap = swaps::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    swaps::withdraw(tx, workspace, id, now).await?;
    if swap.taken.is_some() {
        schedules_changed(tx, workspace, &BTreeSet::from([swap.schedule]), now).await?;
    }
    cover::withdrawn_elsewhere(tx, &swap, actor.user(), now).await?;
    Ok(swap)
}
