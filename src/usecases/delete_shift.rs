//! Deleting a shift. What a schedule of its own has already done is kept: there the shift ends now instead.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::changed::{begin_change, edited_by, schedules_changed, schedules_of};
use super::managers::may_edit;
use super::refusal::{Outcome, Refused};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx, rules};
use crate::ids::{ScheduleId, ShiftId};
use crate::schedule::Zone;
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts::{self, ShiftRecord, ShiftType};
use crate::store::{Transaction, schedules};

/// Deletes a shift and detaches it everywhere; one that a schedule owns and that has begun ends now and stays readable.
pub async fn delete_shift(ctx: &Ctx, actor: Actor, id: ShiftId) -> Outcome<()> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    delete(&mut tx, actor, id, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}

/// What that would do. The shift is what would stay readable of it, if anything.
pub async fn preview_delete_shift(ctx: &Ctx, actor: Actor, id: ShiftId) -> Outcome<Tried<Option<ShiftRecord>>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let concerned = delete(&mut trial.tx, actor, id, ctx.clock.now()).await?;
    let left = shifts::find(&mut trial.tx, actor.workspace(), id).await?;
    Ok(trial.ends(left, &concerned).await?)
}

/// The schedules it decided about.
async fn delete(tx: &mut Transaction, actor: Actor, id: ShiftId, now: Timestamp) -> Outcome<BTreeSet<ScheduleId>> {
    let shift = shifts::find(tx, actor.workspace(), id).await?.ok_or(Refused::NotFound)?;
    let concerned = schedules_of(tx, &shift).await?;
    may_edit(tx, actor, concerned.iter().copied()).await?;
    remove(tx, &shift, now).await?;
    edited_by(tx, shift.workspace, &concerned, actor).await?;
    Ok(concerned)
}

/// The same inside a transaction that has more to do.
pub(super) async fn remove(tx: &mut Transaction, shift: &ShiftRecord, now: Timestamp) -> Outcome<()> {
    let concerned = schedules_of(tx, shift).await?;
    let owner = match shift.schedule {
        Some(owner) => schedules::find(tx, shift.workspace, owner).await?,
        None => None,
    };
    match owner.as_ref().and_then(|owner| begun(owner, shift, now)) {
        Some(begun) => end_now(tx, shift, begun, now).await?,
        None => {
            shifts::delete(tx, shift.workspace, shift.id).await?;
        }
    }
    Ok(schedules_changed(tx, shift.workspace, &concerned, now).await?)
}

/// What a shift that has begun reads on its own clock.
struct Begun {
    /// The wall clock now.
    reading: DateTime,
    /// When its only slot ends, if it has one only.
    ends: Option<Timestamp>,
}

fn begun(owner: &ScheduleRecord, shift: &ShiftRecord, now: Timestamp) -> Option<Begun> {
    let zone = rules::zone(owner, shift);
    let since = zone.instant(shift.rotation_start)?;
    let once = matches!(shift.kind, ShiftType::Single | ShiftType::Override);
    let end = shift.start.checked_add(SignedDuration::from_secs(shift.duration)).ok().filter(|_| once);
    let ends = end.and_then(|end| zone.instant(end));
    (since <= now).then(|| Begun { reading: zone.reading(now), ends })
}

/// Ends a shift that has begun. One that is over already stays as it is.
async fn end_now(tx: &mut Transaction, shift: &ShiftRecord, begun: Begun, now: Timestamp) -> Outcome<()> {
    let last_start = shift.until.and_then(|until| Zone::UTC.instant(until));
    if begun.ends.is_some_and(|ends| ends <= now) || last_start.is_some_and(|last| last <= now) {
        return Ok(());
    }
    let mut ended = shift.clone();
    if shift.kind == ShiftType::Override {
        ended.duration = begun.reading.duration_since(shift.start).as_secs();
    } else {
        ended.until = Some(Zone::UTC.reading(now));
    }
    Ok(shifts::update(tx, &ended).await?)
}
