//! What happens to requests by itself: people are asked when they wake, the thread is reminded, one whose time has come is
//! closed, and one whose shift changed is asked again or closed.

use jiff::{SignedDuration, Timestamp};

use super::ask::ask_whose_time_has_come;
use super::hand_back::undo;
use super::message::{CoverReminder, News};
use super::shifts::{served, serves_through, serves_within, serving, stretch_near};
use super::tell::{card_in_channel, end, news, redraw};
use super::{Refusal, Request, Standing, floored, without};
use crate::ids::UserId;
use crate::schedule::{Interval, Schedule};
use crate::store::covers::{self, Claimed, Ended};
use crate::store::outbox::How;
use crate::store::shifts::ShiftType;
use crate::store::swaps::{self, SwapRecord};
use crate::store::{Reader, StoreError, Transaction, cover_asks};
use crate::usecases::changed::{begin_change, schedules_changed};
use crate::usecases::message::{Message, say_how};
use crate::usecases::override_shift;
use crate::usecases::people::People;
use crate::usecases::rules::Loaded;
use crate::usecases::{Ctx, Result};

/// How long before its start an open request is said again, in hours. The last one is for the whole channel.
const REMINDERS: [i64; 8] = [4 * 168, 3 * 168, 2 * 168, 168, 72, 48, 24, 12];
/// Nobody is reminded of what was asked less than so long ago.
const NOT_SO_SOON: SignedDuration = SignedDuration::from_hours(1);
/// How many requests are claimed at once.
const BATCH: i64 = 50;
/// How long a replica may take over a batch before another may have it.
const LEASE: SignedDuration = SignedDuration::from_secs(10);
/// A shift that grew by more than this is another shift: then only what it shares with the request is asked for.
const SAME_SHIFT: SignedDuration = SignedDuration::from_hours(24);

/// Does what is due by `now` about a batch of requests and returns about how many. `owner` must be new at every call.
///
/// # Errors
/// When the database does not answer. A request that cannot be worked at is logged and left to its lease.
pub async fn do_what_is_due(ctx: &Ctx, owner: &str, now: Timestamp) -> Result<usize> {
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    let mut tx = ctx.store.begin().await?;
    let claimed = covers::claim(&mut tx, owner, now, until, BATCH).await?;
    tx.commit().await?;
    let count = claimed.len();
    for one in claimed {
        let one = match one {
            Ok(one) => one,
            Err(error) => {
                tracing::error!(%error, "a request for cover cannot be read");
                continue;
            }
        };
        match work_at(ctx, one, owner, now).await {
            Ok(()) => {}
            Err(Refusal::Store(error)) if !error.is_unreadable() => return Err(error.into()),
            Err(refusal) => tracing::error!(swap = %one.swap, %refusal, "a request for cover cannot be worked at"),
        }
    }
    Ok(count)
}

async fn work_at(ctx: &Ctx, claimed: Claimed, owner: &str, now: Timestamp) -> std::result::Result<(), Refusal> {
    let mut tx = begin_change(ctx, claimed.workspace).await?;
    if !covers::finish(&mut tx, claimed, owner).await? {
        return Ok(());
    }
    let people = People::of(&mut tx, claimed.workspace).await?;
    if let Some(mut request) = Request::find(&mut tx, claimed.workspace, claimed.swap).await? {
        if claimed.check_at.is_some() {
            hold_against_shift(&mut tx, &people, &request, now).await?;
            request = request.again(&mut tx).await?;
        }
        match request.standing(now) {
            Standing::PastDue => close(&mut tx, &people, &request, now).await?,
            Standing::Open => {
                ask_whose_time_has_come(&mut tx, &people, &request, now).await?;
                remind(&mut tx, &mut request, now).await?;
            }
            Standing::Taken(_) | Standing::Ended(_) => {}
        }
        request = request.again(&mut tx).await?;
        request.cover.due_at = next_due(&mut tx, &request, now).await?;
        covers::update(&mut tx, &request.cover).await?;
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}

/// When something is to be done about a request by itself; `None`: never.
pub(super) async fn next_due(
    db: &mut Reader,
    request: &Request,
    now: Timestamp,
) -> std::result::Result<Option<Timestamp>, StoreError> {
    if request.standing(now) != Standing::Open {
        return Ok(None);
    }
    let asks = cover_asks::of_swap(db, request.swap.workspace, request.swap.id).await?;
    let asks = asks.into_iter().filter_map(|ask| ask.ask_at);
    let reminder = reminders(request).map(|(_, at)| at).filter(|at| *at > now).min();
    Ok(asks.chain(reminder).chain([request.closes_at()]).min())
}

/// The reminders of a request that were not given yet: how many hours before the start, and when.
fn reminders(request: &Request) -> impl Iterator<Item = (i64, Timestamp)> {
    let asked = request.swap.created_at.saturating_add(NOT_SO_SOON).unwrap_or(Timestamp::MAX);
    let (start, reminded, running) = (request.swap.start, request.cover.reminded_at, request.cover.running);
    let moments = REMINDERS
        .into_iter()
        .map(move |hours| (hours, start.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN)));
    moments.filter(move |(_, at)| !running && *at > asked && reminded.is_none_or(|reminded| *at > reminded))
}

/// Says once more that nobody has accepted: the newest reminder that is due, and none of those missed before it.
async fn remind(tx: &mut Transaction, request: &mut Request, now: Timestamp) -> std::result::Result<(), StoreError> {
    let Some((hours, at)) = reminders(request).filter(|(_, at)| *at <= now).max_by_key(|(_, at)| *at) else {
        return Ok(());
    };
    request.cover.reminded_at = Some(at);
    covers::update(tx, &request.cover).await?;
    let Some(card) = card_in_channel(tx, request).await? else { return Ok(()) };
    let last = hours == REMINDERS[REMINDERS.len() - 1];
    let message = Message::CoverReminder(Box::new(CoverReminder { facts: request.facts(), last }));
    let key = format!("cover_reminder:{}:{}:{hours}", request.swap.id, request.swap.start.as_millisecond());
    let how = How::InThread { of: card.key, broadcast: last };
    say_how(tx, request.swap.workspace, &card.target, key, &message, how, now).await.map(drop)
}

/// Its time has come and nobody accepted.
async fn close(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    now: Timestamp,
) -> std::result::Result<(), StoreError> {
    end(tx, request.clone(), Ended::PastDue, None, now).await?;
    news(tx, people, request, request.swap.beneficiary, News::PastDue, now).await
}

/// After the schedule changed: does the asker still serve then?
async fn hold_against_shift(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    now: Timestamp,
) -> std::result::Result<(), Refusal> {
    let loaded = Loaded::of(tx, request.schedule.clone(), people).await?;
    let rules = without(&loaded, Some(request.swap.id));
    let asker = request.swap.beneficiary;
    match request.standing(now) {
        Standing::Taken(by) => {
            let ahead = Interval::new(request.swap.start.max(now), request.swap.end);
            if ahead.is_some_and(|ahead| !serves_within(&rules, asker, ahead)) {
                undo(tx, request, Ended::Vanished, now).await?;
                schedules_changed(tx, request.swap.workspace, &[request.swap.schedule].into(), now).await?;
                for to in [asker, by] {
                    news(tx, people, request, to, News::Vanished { by }, now).await?;
                }
            }
        }
        Standing::Open => {
            let Some(span) = request.span(now).filter(|span| !serves_through(&rules, asker, *span)) else {
                return Ok(());
            };
            match moved_to(&rules, request, span, now) {
                Some(new) => ask_again(tx, people, request, new, now).await?,
                None => no_longer_a_shift(tx, people, request, &loaded, span, now).await?,
            }
        }
        Standing::PastDue | Standing::Ended(_) => {}
    }
    Ok(())
}

/// What the asker serves now of the time they asked for: the whole shift as it is by now when they asked for a whole one,
/// else what is left of the part.
fn moved_to(rules: &Schedule, request: &Request, span: Interval, now: Timestamp) -> Option<Interval> {
    let asker = request.swap.beneficiary;
    let shift = request.cover.shift;
    let whole = request.swap.end == shift.end() && (request.cover.running || request.swap.start == shift.start());
    let shift_now = whole.then(|| stretch_near(rules, asker, shift)).flatten();
    let shift_now = shift_now.filter(|new| new.duration() <= shift.duration().saturating_add(SAME_SHIFT));
    let left = || served(rules, asker, span).iter().max_by_key(Interval::duration);
    shift_now.and_then(|new| new.from(floored(now))).or_else(left)
}

/// The shift has other times now: the request follows, and those who were asked are told.
async fn ask_again(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    new: Interval,
    now: Timestamp,
) -> std::result::Result<(), Refusal> {
    let before = (request.swap.start, request.swap.end);
    let swap = SwapRecord { start: new.start(), end: new.end(), updated_at: now, ..request.swap.clone() };
    swaps::update(tx, &swap).await?;
    let mut request = request.again(tx).await?;
    request.cover.shift = new;
    request.cover.running = new.start() <= now;
    request.cover.reminded_at = Some(now);
    covers::update(tx, &request.cover).await?;
    redraw(tx, &request, now).await?;
    let asks = cover_asks::of_swap(tx, request.swap.workspace, request.swap.id).await?;
    let asked = asks.iter().filter(|ask| ask.ask_at.is_none() && !ask.declined).map(|ask| ask.user);
    for to in [request.swap.beneficiary].into_iter().chain(asked) {
        news(tx, people, &request, to, News::AskedAgain { start: before.0, end: before.1 }, now).await?;
    }
    Ok(())
}

/// The asker does not serve then any more: the request is closed, and they are told who does.
async fn no_longer_a_shift(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    loaded: &Loaded,
    span: Interval,
    now: Timestamp,
) -> std::result::Result<(), Refusal> {
    let on = serving(&loaded.rules, span);
    let overridden_by = overridden_by(loaded, &on, span);
    swaps::withdraw(tx, request.swap.workspace, request.swap.id, now).await?;
    let withdrawn = request.again(tx).await?;
    end(tx, withdrawn, Ended::Moved, None, now).await?;
    let told = News::Moved { on, overridden_by };
    Ok(news(tx, people, request, request.swap.beneficiary, told, now).await?)
}

/// Who made the newest override that puts one of these people on call then.
fn overridden_by(loaded: &Loaded, on: &[UserId], span: Interval) -> Option<UserId> {
    let overrides = loaded.shifts.iter().filter(|shift| {
        shift.kind == ShiftType::Override
            && shift.users.iter().any(|user| on.contains(user))
            && override_shift::span(&loaded.record, shift).is_some_and(|other| other.overlaps(span))
    });
    overrides.max_by_key(|shift| shift.lies_over)?.made_by
}
