//! Editing a shift: what is not named stays.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::changed::{begin_change, edited_by, schedules_changed, schedules_of};
use super::make_shift::{everybody_is_known, team_is_known};
use super::managers::may_edit;
use super::refusal::{Outcome, Refused};
use super::shift_rules::{ShiftChanges, edited};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx};
use crate::ids::{ScheduleId, ShiftId};
use crate::store::Transaction;
use crate::store::shifts::{self, ShiftRecord};

/// Changes a shift, and with it every schedule it decides about.
pub async fn edit_shift(ctx: &Ctx, actor: Actor, id: ShiftId, changes: ShiftChanges) -> Outcome<ShiftRecord> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let (edited, _) = update(&mut tx, actor, id, changes, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(edited)
}

/// What that would do.
pub async fn preview_edit_shift(
    ctx: &Ctx,
    actor: Actor,
    id: ShiftId,
    changes: ShiftChanges,
) -> Outcome<Tried<ShiftRecord>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let (edited, concerned) = update(&mut trial.tx, actor, id, changes, ctx.clock.now()).await?;
    Ok(trial.ends(edited, &concerned).await?)
}

/// The shift as it is then, and the schedules it decides about.
async fn update(
    tx: &mut Transaction,
    actor: Actor,
    id: ShiftId,
    changes: ShiftChanges,
    now: Timestamp,
) -> Outcome<(ShiftRecord, BTreeSet<ScheduleId>)> {
    let workspace = actor.workspace();
    let old = shifts::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    let concerned = schedules_of(tx, &old).await?;
    may_edit(tx, actor, concerned.iter().copied()).await?;
    let new = edited(&old, changes)?;
    everybody_is_known(tx, workspace, &new).await?;
    if new.team != old.team {
        team_is_known(tx, &new).await?;
    }
    if new != old {
        shifts::update(tx, &new).await?;
        schedules_changed(tx, workspace, &concerned, now).await?;
        edited_by(tx, workspace, &concerned, actor).await?;
    }
    Ok((new, concerned))
}
