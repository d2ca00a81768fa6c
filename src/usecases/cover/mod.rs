//! Cover: somebody asks in Slack that another serves for them, somebody accepts. A swap with what people say around it.
//!
//! A file for each thing done: [`ask`], [`accept`], [`decline`], [`offer`], [`withdraw`], [`hand_back`], and [`watch`] for what
//! happens by itself. [`tell`] keeps every message about a request as it is; [`message`] says what those mean.

pub mod accept;
pub mod ask;
pub mod decline;
pub mod hand_back;
pub mod message;
pub mod offer;
pub mod refusal;
pub mod shifts;
mod tell;
mod those_asked;
pub mod watch;
pub mod withdraw;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use self::message::{CoverFacts, InReturn};
use self::refusal::Refusal;
use super::Actor;
use super::people::People;
use super::put_on_call::barrier;
use super::rules::Loaded;
use crate::ids::{ScheduleId, SwapId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::store::covers::{self, Cover, Ended};
use crate::store::schedules::{self, ScheduleRecord};
use crate::store::swaps::{self, SwapRecord};
use crate::store::{Reader, StoreError};

pub use tell::{edited_elsewhere, taken_elsewhere, withdrawn_elsewhere};

/// The schedules a swap decides about: its own, and that of the other half of an exchange.
pub(super) async fn schedules_of(db: &mut Reader, swap: &SwapRecord) -> Result<BTreeSet<ScheduleId>, StoreError> {
    let mut schedules = BTreeSet::from([swap.schedule]);
    let cover = covers::find(db, swap.workspace, swap.id).await?;
    if let Some(other) = cover.and_then(|cover| cover.exchanged_for) {
        let other = swaps::find_any(db, swap.workspace, other).await?;
        schedules.extend(other.map(|other| other.schedule));
    }
    Ok(schedules)
}

/// A request for cover with everything it is about.
#[derive(Debug, Clone)]
pub struct Request {
    /// The swap.
    pub swap: SwapRecord,
    /// What was said beyond it.
    pub cover: Cover,
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// What the schedule of the shift given in return is called.
    pub return_name: Option<String>,
}

/// What has become of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for somebody.
    Open,
    /// Somebody serves.
    Taken(UserId),
    /// Its time came, and nothing was done about it yet.
    PastDue,
    /// Nothing more comes of it.
    Ended(Ended),
}

impl Request {
    /// Reads a request; `None` when it is gone or was not made in Slack.
    pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: SwapId) -> Result<Option<Self>, StoreError> {
        let Some(cover) = covers::find(db, workspace, id).await? else { return Ok(None) };
        let Some(swap) = swaps::find_any(db, workspace, id).await? else { return Ok(None) };
        let Some(schedule) = schedules::find(db, workspace, swap.schedule).await? else { return Ok(None) };
        let return_name = match &cover.in_return {
            Some((id, _)) => schedules::find(db, workspace, *id).await?.map(|schedule| schedule.name),
            None => None,
        };
        Ok(Some(Self { swap, cover, schedule, return_name }))
    }

    /// The same as it stands by now.
    async fn again(&self, db: &mut Reader) -> Result<Self, Refusal> {
        Self::find(db, self.swap.workspace, self.swap.id).await?.ok_or(Refusal::Gone)
    }

    /// What has become of it.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match (self.cover.ended, self.swap.taken) {
            (Some(ended), _) => Standing::Ended(ended),
            (None, _) if self.swap.withdrawn_at.is_some() => Standing::Ended(Ended::Withdrawn),
            (None, Some((by, _))) => Standing::Taken(by),
            (None, None) if now >= self.closes_at() => Standing::PastDue,
            (None, None) => Standing::Open,
        }
    }

    /// Until when it can be accepted: its start, or its end when it was asked for in the middle of the shift.
    fn closes_at(&self) -> Timestamp {
        if self.cover.running { self.swap.end } else { self.swap.start }
    }

    /// The time it is about from `now` on; `None` when nothing is left of it.
    fn span(&self, now: Timestamp) -> Option<Interval> {
        let start = if self.cover.running { self.swap.start.max(floored(now)) } else { self.swap.start };
        Interval::new(start, self.swap.end)
    }

    /// What messages say of it.
    pub fn facts(&self) -> CoverFacts {
        let named = (self.schedule.name.clone(), self.schedule.time_zone.clone());
        facts(&self.swap, &self.cover, named, self.return_name.clone())
    }
}

/// What messages say of a request in the schedule of this name and zone.
pub(super) fn facts(
    swap: &SwapRecord,
    cover: &Cover,
    (schedule_name, time_zone): (String, String),
    return_name: Option<String>,
) -> CoverFacts {
    let in_return = cover.in_return.zip(return_name);
    CoverFacts {
        swap: swap.id,
        version: swap.version,
        schedule: swap.schedule,
        schedule_name,
        time_zone,
        asker: swap.beneficiary,
        asked: cover.asked,
        start: swap.start,
        end: swap.end,
        running: cover.running,
        urgent: cover.urgent,
        reason: swap.description.clone(),
        in_return: in_return.map(|((_, span), schedule_name)| InReturn {
            schedule_name,
            start: span.start(),
            end: span.end(),
        }),
    }
}

/// The whole second that an instant is in: what people choose begins and ends at those.
fn floored(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The request that a button is about, if it still is what the button showed.
async fn shown(
    db: &mut Reader,
    people: &People,
    actor: Actor,
    id: SwapId,
    version: i64,
    now: Timestamp,
) -> Result<Request, Refusal> {
    let request = Request::find(db, actor.workspace(), id).await?.ok_or(Refusal::Gone)?;
    open_or_why_not(people, actor, &request, now)?;
    if request.swap.version != version {
        return Err(Refusal::Changed);
    }
    Ok(request)
}

/// Refuses what is not open (any more), saying what became of it.
fn open_or_why_not(people: &People, actor: Actor, request: &Request, now: Timestamp) -> Result<(), Refusal> {
    Err(match request.standing(now) {
        Standing::Open => return Ok(()),
        Standing::Taken(by) if actor.user() == Some(by) => Refusal::TakenByYou,
        Standing::Taken(by) => Refusal::TakenBy(people.name(by)),
        Standing::PastDue | Standing::Ended(Ended::PastDue) => Refusal::PastDue(request.swap.start),
        Standing::Ended(Ended::Withdrawn) => {
            Refusal::Withdrawn(people.name(request.cover.ended_by.unwrap_or(request.swap.beneficiary)))
        }
        Standing::Ended(Ended::Moved | Ended::Vanished) => Refusal::NoLongerAShift,
        Standing::Ended(Ended::HandedBack) => Refusal::HandedBack,
    })
}

/// The asker, as somebody we know and who may be on call.
fn known(people: &People, actor: Actor) -> Result<UserId, Refusal> {
    let user = actor.user().ok_or(Refusal::Stranger)?;
    may_serve(people, user)?;
    Ok(user)
}

/// Refuses guests, bots and people who left.
fn may_serve(people: &People, user: UserId) -> Result<(), Refusal> {
    let person = people.get(user).ok_or(Refusal::Unknown)?;
    match barrier(person.standing) {
        Some(barrier) => Err(Refusal::Barred(person.full_name.clone(), barrier)),
        None => Ok(()),
    }
}

/// A schedule as it would be without this swap.
fn without(loaded: &Loaded, swap: Option<SwapId>) -> crate::schedule::Schedule {
    let mut rules = loaded.rules.clone();
    rules.swaps.retain(|taken| Some(taken.id) != swap);
    rules
}

/// By how much what `by` served for `whom` is more than the other way around.
async fn balance(
    db: &mut Reader,
    workspace: WorkspaceId,
    by: UserId,
    whom: UserId,
) -> Result<SignedDuration, StoreError> {
    let given = swaps::served_for(db, workspace, by, whom).await?;
    Ok(given - swaps::served_for(db, workspace, whom, by).await?)
}
