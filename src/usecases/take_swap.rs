//! Taking a swap: one person serves for another. The first wins; the second is told by whom.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::changed::{begin_change, schedules_changed};
use super::refusal::{Outcome, Problem, Refused};
use super::swap_shifts::{DetailedSwap, preview};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx, cover};
use crate::ids::{SwapId, UserId};
use crate::store::swaps::{self, SwapRecord, SwapState};
use crate::store::{Reader, Transaction, covers, people};

/// Lets `benefactor` serve for whoever asked.
pub async fn take_swap(ctx: &Ctx, actor: Actor, id: SwapId, benefactor: UserId) -> Outcome<SwapRecord> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let swap = take(&mut tx, actor, id, benefactor, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(swap)
}

/// What that would do.
pub async fn preview_take_swap(
    ctx: &Ctx,
    actor: Actor,
    id: SwapId,
    benefactor: UserId,
) -> Outcome<Tried<DetailedSwap>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let swap = take(&mut trial.tx, actor, id, benefactor, ctx.clock.now()).await?;
    preview(ctx, trial, swap).await
}

async fn take(
    tx: &mut Transaction,
    actor: Actor,
    id: SwapId,
    benefactor: UserId,
    now: Timestamp,
) -> Outcome<SwapRecord> {
    let workspace = actor.workspace();
    let swap = swaps::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    match swap.state(now) {
        SwapState::Open => {}
        SwapState::Taken { by, .. } => return Err(taken(tx, &swap, by).await?.into()),
        SwapState::Withdrawn => return Err(Refused::NotFound),
        SwapState::PastDue => return Err(Problem::SwapPastDue.into()),
    }
    if swap.beneficiary == benefactor {
        return Err(Problem::SwapOfOneself.into());
    }
    let taker = people::find(tx, workspace, benefactor).await?;
    let taker = taker.ok_or_else(|| Problem::UnknownPeople(vec![benefactor]))?;
    if !taker.standing.may_be_on_call() {
        return Err(Problem::SwapTakerMayNotServe.into());
    }
    if let Some(asked) = exchange_with(tx, &swap).await?.filter(|asked| *asked != benefactor) {
        return Err(Problem::SwapIsExchange { with: name(tx, &swap, asked).await? }.into());
    }
    let won = swaps::take(tx, workspace, id, benefactor, now).await?;
    let swap = swaps::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    if !won {
        let by = swap.taken.map_or(benefactor, |(by, _)| by);
        return Err(taken(tx, &swap, by).await?.into());
    }
    schedules_changed(tx, workspace, &BTreeSet::from([swap.schedule]), now).await?;
    cover::taken_elsewhere(tx, &swap, benefactor, now).await?;
    Ok(swap)
}

async fn taken(db: &mut Reader, swap: &SwapRecord, by: UserId) -> Outcome<Problem> {
    Ok(Problem::SwapTaken { by, by_name: name(db, swap, by).await? })
}

/// With whom it is an exchange, which nobody else can make.
async fn exchange_with(db: &mut Reader, swap: &SwapRecord) -> Outcome<Option<UserId>> {
    let cover = covers::find(db, swap.workspace, swap.id).await?;
    Ok(cover.filter(|cover| cover.in_return.is_some()).and_then(|cover| cover.asked))
}

async fn name(db: &mut Reader, swap: &SwapRecord, user: UserId) -> Outcome<String> {
    let person = people::find(db, swap.workspace, user).await?;
    Ok(person.map_or_else(|| user.to_string(), |person| person.full_name))
}
