//! Accepting: the first one serves, the second is told by whom. Both halves of an exchange are taken together.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::ask::can_be_given;
use super::shifts::serves_within;
use super::tell::tell_taken;
use super::{Refusal, Request, balance, floored, known, open_or_why_not, shown, without};
use crate::ids::{SwapId, UserId};
use crate::schedule::Interval;
use crate::store::covers::{self, Cover};
use crate::store::swaps::{self, SwapRecord};
use crate::store::{Reader, StoreError, Transaction};
use crate::usecases::away::is_away;
use crate::usecases::changed::{begin_change, schedules_changed};
use crate::usecases::people::People;
use crate::usecases::put_on_call::also_on;
use crate::usecases::rules::Loaded;
use crate::usecases::{Actor, Ctx};

/// What somebody is asked to confirm before they accept.
#[derive(Debug, Clone)]
pub struct Acceptable {
    /// The request.
    pub request: Request,
    /// The time they would serve.
    pub span: Interval,
    /// The other schedules they serve in at some of that time.
    pub also_on: Vec<String>,
    /// Everybody, for their names.
    pub people: People,
}

/// What was accepted.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The request as it is now.
    pub request: Request,
    /// How long they served for the asker by now or are going to, less what the asker served for them.
    pub owed: SignedDuration,
    /// Everybody, for their names.
    pub people: People,
}

/// Whether somebody may accept the request that a button showed, and what they would take on.
///
/// # Errors
/// Why they may not.
pub async fn about_to_accept(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<Acceptable, Refusal> {
    let mut db = ctx.store.reader().await?;
    let people = People::of(&mut db, actor.workspace()).await?;
    let now = ctx.clock.now();
    let request = shown(&mut db, &people, actor, id, version, now).await?;
    let span = request.span(now).ok_or(Refusal::PastDue(request.swap.start))?;
    let me = may_serve_for(&mut db, &people, actor, &request, span, now).await?;
    let mut also_on = also_on(&mut db, actor.workspace(), &people, &request.schedule.id, me, span).await?;
    // What they give away in that very time they are not on call for.
    let given = request.cover.in_return.filter(|(_, given)| given.start() <= span.start() && given.end() >= span.end());
    also_on.retain(|name| given.is_none() || Some(name) != request.return_name.as_ref());
    Ok(Acceptable { request, span, also_on, people })
}

/// Accepts the request that a button showed.
///
/// # Errors
/// Why it is not accepted; somebody was faster, say.
pub async fn accept(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<Accepted, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let request = shown(&mut tx, &people, actor, id, version, now).await?;
    let span = request.span(now).ok_or(Refusal::PastDue(request.swap.start))?;
    let me = may_serve_for(&mut tx, &people, actor, &request, span, now).await?;
    take(&mut tx, &people, actor, &request, me, now).await?;
    let taken = request.again(&mut tx).await?;
    let request = settle(&mut tx, &people, taken, me, now).await?;
    let owed = balance(&mut tx, workspace, me, request.swap.beneficiary).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(Accepted { request, owed, people })
}

/// Writes down that `by` serves, from now on when the shift has begun.
pub(super) async fn take(
    tx: &mut Transaction,
    people: &People,
    actor: Actor,
    request: &Request,
    by: UserId,
    now: Timestamp,
) -> Result<(), Refusal> {
    let workspace = request.swap.workspace;
    if request.cover.running {
        let start = request.swap.start.max(floored(now));
        swaps::update(tx, &SwapRecord { start, updated_at: now, ..request.swap.clone() }).await?;
    }
    if swaps::take(tx, workspace, request.swap.id, by, now).await? {
        return Ok(());
    }
    open_or_why_not(people, actor, &request.again(tx).await?, now)?;
    Err(Refusal::Changed)
}

/// Whether the actor may serve for the asker through `span`, all of the request or a part of it.
pub(super) async fn may_serve_for(
    db: &mut Reader,
    people: &People,
    actor: Actor,
    request: &Request,
    span: Interval,
    now: Timestamp,
) -> Result<UserId, Refusal> {
    let me = known(people, actor)?;
    let asker = request.swap.beneficiary;
    if me == asker {
        return Err(Refusal::OwnRequest);
    }
    if let Some(asked) = request.cover.asked.filter(|asked| *asked != me) {
        return Err(Refusal::AsksAnother(people.name(asker), people.name(asked)));
    }
    can_serve(db, people, request, me, span).await?;
    if let Some(back) = request.cover.in_return {
        let given = can_be_given(db, people, request.swap.workspace, (asker, me), back, now).await;
        given.map(drop)?;
    }
    Ok(me)
}

/// Whether the asker still serves then, and `by` is neither away nor on call there already.
pub(super) async fn can_serve(
    db: &mut Reader,
    people: &People,
    request: &Request,
    by: UserId,
    span: Interval,
) -> Result<(), Refusal> {
    super::may_serve(people, by)?;
    if is_away(db, request.swap.workspace, by, span).await? {
        return Err(Refusal::Away(None));
    }
    let loaded = Loaded::of(db, request.schedule.clone(), people).await?;
    let rules = without(&loaded, Some(request.swap.id));
    if serves_within(&rules, by, span) {
        return Err(Refusal::OnCallThere(None, request.schedule.name.clone()));
    }
    if !serves_within(&rules, request.swap.beneficiary, span) {
        return Err(Refusal::NoLongerAShift);
    }
    Ok(())
}

/// What follows once a request is taken: the other half of an exchange, the schedules, and what is said.
pub(super) async fn settle(
    tx: &mut Transaction,
    people: &People,
    mut request: Request,
    by: UserId,
    now: Timestamp,
) -> Result<Request, StoreError> {
    let workspace = request.swap.workspace;
    let mut changed = BTreeSet::from([request.swap.schedule]);
    if let Some((schedule, _)) = request.cover.in_return {
        changed.insert(schedule);
        request.cover.exchanged_for = other_half(tx, &request, by, now).await?;
    }
    request.cover.running = false;
    request.cover.due_at = None;
    covers::update(tx, &request.cover).await?;
    schedules_changed(tx, workspace, &changed, now).await?;
    tell_taken(tx, people, &request, by, now).await?;
    Ok(request)
}

/// Makes the swap in which the asker serves in return.
async fn other_half(
    tx: &mut Transaction,
    request: &Request,
    by: UserId,
    now: Timestamp,
) -> Result<Option<SwapId>, StoreError> {
    let Some((schedule, span)) = request.cover.in_return else { return Ok(None) };
    let swap = SwapRecord {
        id: SwapId::random(),
        schedule,
        beneficiary: by,
        start: span.start(),
        end: span.end(),
        description: None,
        taken: Some((request.swap.beneficiary, now)),
        created_at: now,
        updated_at: now,
        version: 1,
        ..request.swap.clone()
    };
    let cover = Cover {
        swap: swap.id,
        asked: None,
        running: false,
        shift: span,
        in_return: None,
        exchanged_for: Some(request.swap.id),
        due_at: None,
        reminded_at: None,
        ..request.cover.clone()
    };
    swaps::insert(tx, &swap).await?;
    covers::insert(tx, &cover).await?;
    Ok(Some(swap.id))
}
