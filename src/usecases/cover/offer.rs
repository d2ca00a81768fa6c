//! Offering to serve a part. The asker takes the offer up or not; what is left of the request stays open.

use jiff::Timestamp;

use super::accept::{accept, can_serve, may_serve_for, settle, take};
use super::ask::put;
use super::message::News;
use super::tell::{news, redraw};
use super::those_asked::ThoseAsked;
use super::{Refusal, Request, Standing, open_or_why_not, shown, watch};
use crate::ids::{OfferId, SwapId, UserId};
use crate::schedule::Interval;
use crate::store::cover_asks::{self, Ask};
use crate::store::cover_offers::{self, Offer, OfferState};
use crate::store::covers::{self, Cover};
use crate::store::swaps::{self, SwapRecord};
use crate::store::{StoreError, Transaction};
use crate::usecases::changed::begin_change;
use crate::usecases::links::swap_channel_of;
use crate::usecases::people::People;
use crate::usecases::{Actor, Ctx};

/// What can be offered a part of.
#[derive(Debug, Clone)]
pub struct Offerable {
    /// The request.
    pub request: Request,
    /// The time of which a part can be offered.
    pub span: Interval,
    /// Everybody, for their names.
    pub people: People,
}

/// What came of an offer.
#[derive(Debug, Clone)]
pub enum Offered {
    /// It was all there is to serve, so it was accepted.
    All(super::accept::Accepted),
    /// The asker is asked.
    Part {
        /// The request.
        request: Request,
        /// The part.
        span: Interval,
        /// Everybody, for their names.
        people: People,
    },
}

/// The request that a button showed, if parts of it can be offered.
///
/// # Errors
/// Why they cannot.
pub async fn about_to_offer(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<Offerable, Refusal> {
    let mut db = ctx.store.reader().await?;
    let people = People::of(&mut db, actor.workspace()).await?;
    let now = ctx.clock.now();
    let request = shown(&mut db, &people, actor, id, version, now).await?;
    if request.cover.in_return.is_some() {
        return Err(Refusal::ExchangeHasNoParts);
    }
    if actor.user() == Some(request.swap.beneficiary) {
        return Err(Refusal::OwnRequest);
    }
    let span = request.span(now).ok_or(Refusal::PastDue(request.swap.start))?;
    Ok(Offerable { request, span, people })
}

/// Offers to serve `part` of the request that a button showed.
///
/// # Errors
/// Why it is not offered.
pub async fn offer_part(ctx: &Ctx, actor: Actor, id: SwapId, version: i64, part: Interval) -> Result<Offered, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let request = shown(&mut tx, &people, actor, id, version, now).await?;
    if request.cover.in_return.is_some() {
        return Err(Refusal::ExchangeHasNoParts);
    }
    let whole = request.span(now).ok_or(Refusal::PastDue(request.swap.start))?;
    if part.start() < request.swap.start || part.end() > whole.end() {
        return Err(Refusal::PartOutside(whole));
    }
    let part = part.from(whole.start()).ok_or(Refusal::PartOutside(whole))?;
    let me = may_serve_for(&mut tx, &people, actor, &request, part, now).await?;
    if part == whole {
        drop(tx);
        return Ok(Offered::All(accept(ctx, actor, id, version).await?));
    }
    let offer = Offer { id: OfferId::random(), workspace, swap: id, by: me, span: part, state: OfferState::Open };
    cover_offers::insert(&mut tx, &offer).await?;
    let told = News::Offered { offer: offer.id, by: me, start: part.start(), end: part.end() };
    news(&mut tx, &people, &request, request.swap.beneficiary, told, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(Offered::Part { request, span: part, people })
}

/// What the asker answered to an offer.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The part.
    pub span: Interval,
    /// Who offered it.
    pub by: UserId,
    /// The request as it was.
    pub request: Request,
    /// What of the request stays open.
    pub open: Vec<Interval>,
    /// Everybody, for their names.
    pub people: People,
}

/// The asker takes an offer up: who made it serves that part, and what is left stays open.
///
/// # Errors
/// Why it is not taken up.
pub async fn agree(ctx: &Ctx, actor: Actor, id: OfferId) -> Result<Answered, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let (offer, request) = offered(&mut tx, &people, actor, id, now).await?;
    let whole = request.span(now).ok_or(Refusal::PastDue(request.swap.start))?;
    let part = offer.span.intersect(whole).ok_or(Refusal::Changed)?;
    if offer.span.end() > whole.end() || offer.span.start() < request.swap.start {
        return Err(Refusal::Changed);
    }
    can_serve(&mut tx, &people, &request, offer.by, part)
        .await
        .map_err(|refusal| of_other(refusal, &people, offer.by))?;
    cover_offers::answer(&mut tx, workspace, id, OfferState::Agreed).await?;
    let left: Vec<_> = [whole.before(part.start()), whole.from(part.end())].into_iter().flatten().collect();
    match left.split_first() {
        None => {
            take(&mut tx, &people, actor, &request, offer.by, now).await?;
            let taken = request.again(&mut tx).await?;
            settle(&mut tx, &people, taken, offer.by, now).await?;
        }
        Some((first, rest)) => {
            narrow(&mut tx, &request, *first, now).await?;
            serve_part(&mut tx, &people, &request, part, offer.by, now).await?;
            for span in rest {
                stay_open(&mut tx, &people, &request, *span, now).await?;
            }
        }
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(Answered { span: part, by: offer.by, request, open: left, people })
}

/// The asker does not take an offer up; who made it is told.
///
/// # Errors
/// Why there is nothing to refuse.
pub async fn refuse(ctx: &Ctx, actor: Actor, id: OfferId) -> Result<Answered, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let (offer, request) = offered(&mut tx, &people, actor, id, now).await?;
    cover_offers::answer(&mut tx, workspace, id, OfferState::Refused).await?;
    let told = News::OfferRefused { start: offer.span.start(), end: offer.span.end() };
    news(&mut tx, &people, &request, offer.by, told, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    let open = request.span(now).into_iter().collect();
    Ok(Answered { span: offer.span, by: offer.by, request, open, people })
}

/// An open offer to the actor, and the open request it answers.
async fn offered(
    tx: &mut Transaction,
    people: &People,
    actor: Actor,
    id: OfferId,
    now: Timestamp,
) -> Result<(Offer, Request), Refusal> {
    let offer = cover_offers::find(tx, actor.workspace(), id).await?.ok_or(Refusal::Gone)?;
    let request = Request::find(tx, actor.workspace(), offer.swap).await?.ok_or(Refusal::Gone)?;
    let asker = request.swap.beneficiary;
    if actor.user() != Some(asker) {
        return Err(Refusal::NotTheirsToAnswer(people.name(asker)));
    }
    if offer.state != OfferState::Open {
        return Err(Refusal::AnsweredAlready);
    }
    if let Standing::Taken(by) = request.standing(now) {
        return Err(Refusal::CoveredMeanwhile(people.name(by)));
    }
    open_or_why_not(people, actor, &request, now)?;
    Ok((offer, request))
}

/// What is wrong with somebody who is not the one who acts.
fn of_other(refusal: Refusal, people: &People, user: UserId) -> Refusal {
    let name = || Some(people.name(user));
    match refusal {
        Refusal::Away(None) => Refusal::Away(name()),
        Refusal::OnCallThere(None, schedule) => Refusal::OnCallThere(name(), schedule),
        other => other,
    }
}

/// The request is about `span` alone from now on.
async fn narrow(tx: &mut Transaction, request: &Request, span: Interval, now: Timestamp) -> Result<(), Refusal> {
    let swap = SwapRecord { start: span.start(), end: span.end(), updated_at: now, ..request.swap.clone() };
    swaps::update(tx, &swap).await?;
    let mut request = request.again(tx).await?;
    request.cover.running &= span.start() <= now;
    request.cover.due_at = watch::next_due(tx, &request, now).await?;
    covers::update(tx, &request.cover).await?;
    Ok(redraw(tx, &request, now).await?)
}

/// A swap of its own for the part that somebody serves.
async fn serve_part(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    span: Interval,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let part = part_of(request, span, now);
    let part = Request { swap: SwapRecord { taken: Some((by, now)), ..part.swap }, ..part };
    swaps::insert(tx, &part.swap).await?;
    covers::insert(tx, &part.cover).await?;
    settle(tx, people, part, by, now).await.map(drop)
}

/// A request of its own for a second stretch that stays open, put to those who have not declined.
async fn stay_open(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    span: Interval,
    now: Timestamp,
) -> Result<(), StoreError> {
    let asks = cover_asks::of_swap(tx, request.swap.workspace, request.swap.id).await?;
    let asks = asks.into_iter().filter(|ask| !ask.declined);
    let asks = asks.map(|ask| Ask { ask_at: ask.ask_at.or(Some(now)), ..ask }).collect();
    let channel = swap_channel_of(tx, &request.schedule).await?;
    let those = ThoseAsked { asks, too_many: 0 };
    put(tx, people, &part_of(request, span, now), those, channel.as_deref(), now).await
}

fn part_of(request: &Request, span: Interval, now: Timestamp) -> Request {
    let id = SwapId::random();
    let swap = SwapRecord {
        id,
        start: span.start(),
        end: span.end(),
        created_at: now,
        updated_at: now,
        version: 1,
        ..request.swap.clone()
    };
    let cover = Cover {
        swap: id,
        running: false,
        part_of: Some(request.swap.id),
        hand_back_by: None,
        reminded_at: None,
        due_at: None,
        ..request.cover.clone()
    };
    Request { swap, cover, ..request.clone() }
}
