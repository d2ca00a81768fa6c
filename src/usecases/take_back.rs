//! Taking an override back: its maker may undo it for ten minutes, managers and its maker may remove it at any time.
//!
//! One that has begun ends now and what was stays; one that is still to come is gone. Those it touched are told.

use jiff::{SignedDuration, Timestamp};

use super::changed::begin_change;
use super::managers::manages;
use super::message::{Message, OverrideNews, say};
use super::override_shift::span;
use super::people::People;
use super::refusal::Refused;
use super::rules::Loaded;
use super::{Actor, Ctx, delete_shift};
use crate::ids::{ShiftId, UserId};
use crate::schedule::Interval;
use crate::schedule::resolve::on_call_at;
use crate::schedule::stretch::stretches;
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts::{self, ShiftRecord, ShiftType};
use crate::store::{StoreError, Transaction};

/// How long an override can be undone.
pub const UNDO: SignedDuration = SignedDuration::from_mins(10);

/// What was taken back.
#[derive(Debug, Clone)]
pub struct TakenBack {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// Who is on call instead: now, or when the override would have begun.
    pub on_call: Vec<UserId>,
    /// When it would have begun, if it had not.
    pub ahead: Option<Timestamp>,
    /// Everybody, for their names.
    pub people: People,
}

/// Why an override was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is not there (any more), or its schedule is not.
    #[error("the override is gone")]
    Gone,
    /// It ended, by itself or because somebody took it back.
    #[error("the override is over")]
    Over,
    /// It was made too long ago to be undone, in this schedule.
    #[error("the time to undo is over")]
    TooLate(String),
    /// Somebody else made it, in this schedule.
    #[error("somebody else made the override")]
    NotYours(Option<String>, String),
    /// We could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Undoes an override that the actor made in the last ten minutes.
pub async fn undo(ctx: &Ctx, actor: Actor, id: ShiftId) -> Result<TakenBack, Refusal> {
    take_back(ctx, actor, id, async |_, schedule, shift, people, now| {
        if shift.made_by.is_none() || shift.made_by != actor.user() {
            let maker = shift.made_by.map(|maker| people.name(maker));
            return Err(Refusal::NotYours(maker, schedule.name.clone()));
        }
        if now.duration_since(shift.created_at) > UNDO {
            return Err(Refusal::TooLate(schedule.name.clone()));
        }
        Ok(())
    })
    .await
}

/// Removes an override that the actor made, or of a schedule they manage.
pub async fn remove(ctx: &Ctx, actor: Actor, id: ShiftId) -> Result<TakenBack, Refusal> {
    take_back(ctx, actor, id, async |tx, schedule, shift, people, _| {
        let made = shift.made_by.is_some() && shift.made_by == actor.user();
        if made || manages(tx, people, actor, schedule).await? {
            return Ok(());
        }
        let maker = shift.made_by.map(|maker| people.name(maker));
        Err(Refusal::NotYours(maker, schedule.name.clone()))
    })
    .await
}

async fn take_back(
    ctx: &Ctx,
    actor: Actor,
    id: ShiftId,
    may: impl AsyncFnOnce(&mut Transaction, &ScheduleRecord, &ShiftRecord, &People, Timestamp) -> Result<(), Refusal>,
) -> Result<TakenBack, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let shift = shifts::find(&mut tx, workspace, id).await?.filter(|shift| shift.kind == ShiftType::Override);
    let shift = shift.ok_or(Refusal::Gone)?;
    let schedule = shift.schedule.ok_or(Refusal::Gone)?;
    let people = People::of(&mut tx, workspace).await?;
    let before = Loaded::find(&mut tx, workspace, schedule, &people).await?.ok_or(Refusal::Gone)?;
    let span = span(&before.record, &shift).filter(|span| span.end() > now).ok_or(Refusal::Over)?;
    may(&mut tx, &before.record, &shift, &people, now).await?;
    delete_shift::remove(&mut tx, &shift, now).await.map_err(unexpected)?;
    let after = Loaded::find(&mut tx, workspace, schedule, &people).await?.ok_or(Refusal::Gone)?;
    tell(&mut tx, actor, &after, &shift, span, &people, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    let at = span.start().max(now);
    Ok(TakenBack {
        on_call: on_call_at(&after.rules, at).people.into_iter().map(|person| person.user).collect(),
        ahead: (span.start() > now).then_some(span.start()),
        schedule: after.record,
        people,
    })
}

/// Tells whom the override had put on call, and who is on call instead.
async fn tell(
    tx: &mut Transaction,
    actor: Actor,
    after: &Loaded,
    shift: &ShiftRecord,
    span: Interval,
    people: &People,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(on) = shift.users.first().copied() else { return Ok(()) };
    let ahead = stretches(&after.rules, span.start().max(now)).take_while(|stretch| stretch.start < span.end());
    let mut back: Vec<UserId> = Vec::new();
    for person in ahead.flat_map(|stretch| stretch.people) {
        if !back.contains(&person.user) && !shift.users.contains(&person.user) {
            back.push(person.user);
        }
    }
    for to in [on].iter().chain(&back).filter(|user| Some(**user) != actor.user()) {
        let news = OverrideNews {
            to: *to,
            schedule: after.record.id,
            schedule_name: after.record.name.clone(),
            start: span.start(),
            end: span.end(),
            on,
            off: back.clone(),
            by: actor.user(),
            reason: None,
        };
        if let Some(target) = people.get(*to).and_then(|person| person.slack_id.as_deref()) {
            let key = format!("taken_back:{}:{target}", shift.id);
            say(tx, after.record.workspace, target, key, &Message::OverrideTakenBack(Box::new(news)), now).await?;
        }
    }
    Ok(())
}

fn unexpected(refused: Refused) -> Refusal {
    match refused {
        Refused::Store(error) => Refusal::Store(error),
        Refused::NotFound | Refused::Problems(_) => Refusal::Gone,
    }
}
