//! Handing back: one of the two asks to undo what was accepted, the other agrees or keeps it. Both halves of an exchange go
//! together. What was served by then stays served.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::message::{CardReader, News};
use super::tell::{end, news, redraw_for};
use super::{Refusal, Request, Standing, open_or_why_not};
use crate::ids::{SwapId, UserId};
use crate::store::covers::{self, Ended};
use crate::store::swaps::{self, SwapRecord};
use crate::store::{StoreError, Transaction};
use crate::usecases::changed::{begin_change, schedules_changed};
use crate::usecases::people::People;
use crate::usecases::{Actor, Ctx};

/// What was asked or answered.
#[derive(Debug, Clone)]
pub struct HandedBack {
    /// The request as it is now.
    pub request: Request,
    /// The other one of the two.
    pub other: UserId,
    /// Who serves after it.
    pub serves: UserId,
    /// Everybody, for their names.
    pub people: People,
}

/// Asks the other of the two to undo the swap that a button showed.
///
/// # Errors
/// Why it is not asked.
pub async fn ask_back(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<HandedBack, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let (mut request, taker) = taken(&mut tx, &people, actor, id, now).await?;
    let (me, other) = the_two(&people, actor, &request, taker)?;
    if request.cover.hand_back_by.is_some() {
        return Err(Refusal::HandBackAsked);
    }
    if request.swap.version != version {
        return Err(Refusal::Changed);
    }
    request.cover.hand_back_by = Some(me);
    let request = changed(&mut tx, &request, now).await?;
    news(&mut tx, &people, &request, other, News::HandBackAsked { by: me, taker }, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(HandedBack { request, other, serves: taker, people })
}

/// Agrees: whoever asked for cover serves again.
///
/// # Errors
/// Why nothing is undone.
pub async fn agree(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<HandedBack, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let (request, taker, by) = waiting(&mut tx, &people, actor, id, version, now).await?;
    let asker = request.swap.beneficiary;
    let mut schedules = BTreeSet::from([request.swap.schedule]);
    let other = match request.cover.exchanged_for {
        Some(other) => Request::find(&mut tx, workspace, other).await?,
        None => None,
    };
    if let Some(other) = other {
        schedules.insert(other.swap.schedule);
        undo(&mut tx, &other, Ended::HandedBack, now).await?;
    }
    undo(&mut tx, &request, Ended::HandedBack, now).await?;
    schedules_changed(&mut tx, workspace, &schedules, now).await?;
    let me = if by == asker { taker } else { asker };
    news(&mut tx, &people, &request, by, News::HandBackAgreed { by: me, serves: asker }, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(HandedBack { request, other: by, serves: asker, people })
}

/// Keeps it as it is.
///
/// # Errors
/// Why there is nothing to answer.
pub async fn keep(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<HandedBack, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let (mut request, taker, by) = waiting(&mut tx, &people, actor, id, version, now).await?;
    request.cover.hand_back_by = None;
    let request = changed(&mut tx, &request, now).await?;
    let me = if by == taker { request.swap.beneficiary } else { taker };
    news(&mut tx, &people, &request, by, News::HandBackRefused { by: me, taker }, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(HandedBack { request, other: by, serves: taker, people })
}

/// A taken swap that is not over, and who took it.
async fn taken(
    tx: &mut Transaction,
    people: &People,
    actor: Actor,
    id: SwapId,
    now: Timestamp,
) -> Result<(Request, UserId), Refusal> {
    let request = Request::find(tx, actor.workspace(), id).await?.ok_or(Refusal::Gone)?;
    let Standing::Taken(taker) = request.standing(now) else {
        open_or_why_not(people, actor, &request, now)?;
        return Err(Refusal::Changed);
    };
    if request.swap.end <= now {
        return Err(Refusal::TakenAndOver);
    }
    Ok((request, taker))
}

/// The one of the two who acts, and the other.
fn the_two(people: &People, actor: Actor, request: &Request, taker: UserId) -> Result<(UserId, UserId), Refusal> {
    let asker = request.swap.beneficiary;
    match actor.user() {
        Some(me) if me == taker => Ok((me, asker)),
        Some(me) if me == asker => Ok((me, taker)),
        _ => Err(Refusal::BetweenOthers(people.name(asker), people.name(taker))),
    }
}

/// A taken swap that somebody wants to hand back and the actor answers for.
async fn waiting(
    tx: &mut Transaction,
    people: &People,
    actor: Actor,
    id: SwapId,
    version: i64,
    now: Timestamp,
) -> Result<(Request, UserId, UserId), Refusal> {
    let (request, taker) = taken(tx, people, actor, id, now).await?;
    let (me, _) = the_two(people, actor, &request, taker)?;
    let by = request.cover.hand_back_by.filter(|by| *by != me).ok_or(Refusal::NothingToAnswer)?;
    if request.swap.version != version {
        return Err(Refusal::NothingToAnswer);
    }
    Ok((request, taker, by))
}

/// Keeps what changed and rewrites the cards: their older buttons do nothing any more.
async fn changed(tx: &mut Transaction, request: &Request, now: Timestamp) -> Result<Request, Refusal> {
    covers::update(tx, &request.cover).await?;
    swaps::raise_version(tx, request.swap.workspace, request.swap.id, now).await?;
    let request = request.again(tx).await?;
    let taker = request.swap.taken.map(|(by, _)| by);
    let has_buttons = |reader: &CardReader| match reader {
        CardReader::Taker(_) | CardReader::Covered(_) => true,
        CardReader::Asked(user) => Some(*user) == taker,
        CardReader::Channel | CardReader::Asker { .. } => false,
    };
    redraw_for(tx, &request, now, has_buttons).await?;
    Ok(request)
}

/// Ends a taken swap: what was served of it stays, the rest is the asker's again.
pub(super) async fn undo(
    tx: &mut Transaction,
    request: &Request,
    ended: Ended,
    now: Timestamp,
) -> Result<(), StoreError> {
    let swap = &request.swap;
    if swap.end > now {
        if swap.start < now {
            swaps::update(tx, &SwapRecord { end: now, updated_at: now, ..swap.clone() }).await?;
        } else {
            swaps::withdraw(tx, swap.workspace, swap.id, now).await?;
        }
    }
    end(tx, request.clone(), ended, None, now).await
}
