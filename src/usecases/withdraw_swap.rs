//! Taking a swap back. If somebody had taken it, whoever asked serves again.

use std::collections::BTreeSet;

use super::changed::{begin_change, schedules_changed};
use super::refusal::{Outcome, Refused};
use super::{Actor, Ctx, cover};
use crate::ids::SwapId;
use crate::store::swaps;

/// Withdraws a swap. From then on it is not found.
pub async fn withdraw_swap(ctx: &Ctx, actor: Actor, id: SwapId) -> Outcome<()> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let swap = swaps::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    swaps::withdraw(&mut tx, workspace, id, now).await?;
    if swap.taken.is_some() {
        schedules_changed(&mut tx, workspace, &BTreeSet::from([swap.schedule]), now).await?;
    }
    cover::withdrawn_elsewhere(&mut tx, &swap, actor.user(), now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}
