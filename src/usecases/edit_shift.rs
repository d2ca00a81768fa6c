//! Editing a shift: what is not named stays.

use super::changed::{begin_change, schedules_changed, schedules_of};
use super::make_shift::{everybody_is_known, team_is_known};
use super::managers::may_edit;
use super::refusal::{Outcome, Refused};
use super::shift_rules::{ShiftChanges, edited};
use super::{Actor, Ctx};
use crate::ids::ShiftId;
use crate::store::shifts::{self, ShiftRecord};

/// Changes a shift, and with it every schedule it decides about.
pub async fn edit_shift(ctx: &Ctx, actor: Actor, id: ShiftId, changes: ShiftChanges) -> Outcome<ShiftRecord> {
    let workspace = actor.workspace();
    let mut tx = begin_change(ctx, workspace).await?;
    let old = shifts::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    let concerned = schedules_of(&mut tx, &old).await?;
    may_edit(&mut tx, actor, concerned).await?;
    let new = edited(&old, changes)?;
    everybody_is_known(&mut tx, workspace, &new).await?;
    if new.team != old.team {
        team_is_known(&mut tx, &new).await?;
    }
    if new != old {
        shifts::update(&mut tx, &new).await?;
        let concerned = schedules_of(&mut tx, &new).await?;
        schedules_changed(&mut tx, workspace, &concerned, ctx.clock.now()).await?;
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(new)
}
