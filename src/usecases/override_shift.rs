//! Overrides: people who serve instead of whoever the rotation names, for a while. Every kind of schedule takes them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::change::Change;
use super::changed::{begin_change, schedules_changed};
use super::make_shift::everybody_is_known;
use super::refusal::{Outcome, Problem, Refused};
use super::rules::SOURCE_WEB;
use super::shift_rules::{NewShift, ShiftChanges, made};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx, delete_shift, rules};
use crate::ids::{ScheduleId, ShiftId, UserId};
use crate::schedule::{Interval, Zone};
use crate::store::schedules::{self, ScheduleRecord};
use crate::store::shifts::{self, ShiftRecord, ShiftType};
use crate::store::{Reader, Transaction};

/// An override to be made: who serves in a schedule, from when to when (to the second), and why.
#[derive(Debug, Clone)]
pub struct NewOverride {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// Everybody who serves.
    pub users: Vec<UserId>,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Why, as its maker said.
    pub reason: Option<String>,
}

/// Puts people on call, whatever the schedule's shifts say.
pub async fn override_shift(ctx: &Ctx, actor: Actor, new: NewOverride) -> Outcome<ShiftRecord> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let shift = insert(&mut tx, actor, new, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(shift)
}

/// What that would do.
pub async fn preview_override_shift(ctx: &Ctx, actor: Actor, new: NewOverride) -> Outcome<Tried<ShiftRecord>> {
    let concerned = BTreeSet::from([new.schedule]);
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let shift = insert(&mut trial.tx, actor, new, ctx.clock.now()).await?;
    Ok(trial.ends(shift, &concerned).await?)
}

async fn insert(tx: &mut Transaction, actor: Actor, new: NewOverride, now: Timestamp) -> Outcome<ShiftRecord> {
    let schedule = new.schedule;
    let shift = written(actor, new, now)?;
    let schedule = schedules::find(tx, actor.workspace(), schedule).await?.ok_or(Refused::NotFound)?;
    everybody_is_known(tx, actor.workspace(), &shift).await?;
    lay_on_top(tx, &schedule, shift, now).await
}

/// The override as it is stored, if there is one to be made.
pub(super) fn written(actor: Actor, new: NewOverride, now: Timestamp) -> Outcome<ShiftRecord> {
    let NewOverride { schedule, users, start, end, reason } = new;
    if users.is_empty() {
        return Err(Problem::OverrideOfNobody.into());
    }
    let whole = |at: Timestamp| Timestamp::from_second(at.as_second()).unwrap_or(at);
    let length: SignedDuration = whole(end).duration_since(whole(start));
    if !length.is_positive() {
        return Err(Problem::EndNotAfterStart.into());
    }
    let new = NewShift {
        kind: ShiftType::Override,
        start: Zone::UTC.reading(whole(start)),
        duration: length.as_secs(),
        rest: ShiftChanges {
            time_zone: Change::To(Some("UTC".to_owned())),
            users: Change::To(users),
            source: Change::To(SOURCE_WEB),
            ..ShiftChanges::default()
        },
    };
    let made = made(new, actor.workspace(), now)?;
    Ok(ShiftRecord { schedule: Some(schedule), made_by: actor.user(), reason, ..made })
}

/// Stores an override so that it beats those of the schedule it overlaps.
pub(super) async fn lay_on_top(
    tx: &mut Transaction,
    schedule: &ScheduleRecord,
    shift: ShiftRecord,
    now: Timestamp,
) -> Outcome<ShiftRecord> {
    let own = span(schedule, &shift);
    let overlaps = |other: &ShiftRecord| {
        let spans = own.zip(span(schedule, other));
        other.kind == ShiftType::Override && spans.is_some_and(|(own, other)| own.overlaps(other))
    };
    let all = shifts::of_schedule(tx, schedule.workspace, schedule.id).await?;
    let below = all.iter().filter(|other| overlaps(other)).map(|other| other.lies_over).max();
    let shift = ShiftRecord { lies_over: below.map_or(0, |below| below.saturating_add(1)), ..shift };
    shifts::insert(tx, &shift).await?;
    schedules_changed(tx, schedule.workspace, &BTreeSet::from([schedule.id]), now).await?;
    Ok(shift)
}

/// When an override holds; `None` when it was taken back before it began to.
pub fn span(schedule: &ScheduleRecord, shift: &ShiftRecord) -> Option<Interval> {
    let zone = rules::zone(schedule, shift);
    let end = shift.start.checked_add(SignedDuration::from_secs(shift.duration)).ok()?;
    Interval::new(zone.instant(shift.start)?, zone.instant(end)?)
}

/// The overrides a schedule has, by start.
pub async fn overrides_of(db: &mut Reader, actor: Actor, schedule: ScheduleId) -> Outcome<Vec<ShiftRecord>> {
    schedules::find(db, actor.workspace(), schedule).await?.ok_or(Refused::NotFound)?;
    let mut found = shifts::of_schedule(db, actor.workspace(), schedule).await?;
    found.retain(|shift| shift.kind == ShiftType::Override && shift.schedule == Some(schedule));
    found.sort_by_key(|shift| (shift.start, shift.id));
    Ok(found)
}

/// Takes an override back: one that has begun ends now, one that is still to come is gone.
pub async fn take_back_override(ctx: &Ctx, actor: Actor, schedule: ScheduleId, id: ShiftId) -> Outcome<()> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    remove(&mut tx, actor, schedule, id, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}

/// What that would do. The override is what would stay of it, if it has begun.
pub async fn preview_take_back_override(
    ctx: &Ctx,
    actor: Actor,
    schedule: ScheduleId,
    id: ShiftId,
) -> Outcome<Tried<Option<ShiftRecord>>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    remove(&mut trial.tx, actor, schedule, id, ctx.clock.now()).await?;
    let left = shifts::find(&mut trial.tx, actor.workspace(), id).await?;
    Ok(trial.ends(left, &BTreeSet::from([schedule])).await?)
}

async fn remove(tx: &mut Transaction, actor: Actor, schedule: ScheduleId, id: ShiftId, now: Timestamp) -> Outcome<()> {
    let shift = shifts::find(tx, actor.workspace(), id)
        .await?
        .filter(|shift| shift.kind == ShiftType::Override && shift.schedule == Some(schedule))
        .ok_or(Refused::NotFound)?;
    delete_shift::remove(tx, &shift, now).await
}
