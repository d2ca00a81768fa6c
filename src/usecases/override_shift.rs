//! Overrides: people who serve instead of whoever the rotation names, for a while. Every kind of schedule takes them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::change::Change;
use super::changed::{begin_change, schedules_changed};
use super::make_shift::everybody_is_known;
use super::refusal::{Outcome, Problem, Refused};
use super::rules::SOURCE_WEB;
use super::shift_rules::{NewShift, ShiftChanges, made};
use super::{Actor, Ctx, delete_shift};
use crate::ids::{ScheduleId, ShiftId, UserId};
use crate::schedule::Zone;
use crate::store::shifts::{self, ShiftRecord, ShiftType};
use crate::store::{Reads, schedules};

/// Puts `users` on call in a schedule from `start` to `end` (to the second), whatever its shifts say.
pub async fn override_shift(
    ctx: &Ctx,
    actor: Actor,
    schedule: ScheduleId,
    users: Vec<UserId>,
    start: Timestamp,
    end: Timestamp,
) -> Outcome<ShiftRecord> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
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
    let shift = ShiftRecord { schedule: Some(schedule), ..made(new, workspace, now)? };
    let mut tx = begin_change(ctx, workspace).await?;
    schedules::find(&mut tx, workspace, schedule).await?.ok_or(Refused::NotFound)?;
    everybody_is_known(&mut tx, workspace, &shift).await?;
    shifts::insert(&mut tx, &shift).await?;
    schedules_changed(&mut tx, workspace, &BTreeSet::from([schedule]), now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(shift)
}

/// The overrides a schedule has, by start.
pub async fn overrides_of(db: &mut impl Reads, actor: Actor, schedule: ScheduleId) -> Outcome<Vec<ShiftRecord>> {
    schedules::find(db, actor.workspace(), schedule).await?.ok_or(Refused::NotFound)?;
    let mut found = shifts::of_schedule(db, actor.workspace(), schedule).await?;
    found.retain(|shift| shift.kind == ShiftType::Override && shift.schedule == Some(schedule));
    found.sort_by_key(|shift| (shift.start, shift.id));
    Ok(found)
}

/// Takes an override back: one that has begun ends now, one that is still to come is gone.
pub async fn take_back_override(ctx: &Ctx, actor: Actor, schedule: ScheduleId, id: ShiftId) -> Outcome<()> {
    let workspace = actor.workspace();
    let mut tx = begin_change(ctx, workspace).await?;
    let shift = shifts::find(&mut tx, workspace, id)
        .await?
        .filter(|shift| shift.kind == ShiftType::Override && shift.schedule == Some(schedule))
        .ok_or(Refused::NotFound)?;
    delete_shift::remove(&mut tx, &shift, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}
