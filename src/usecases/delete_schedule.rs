//! Deleting a schedule: the shifts it owns go with it, those attached to it stay.

use std::collections::BTreeSet;

use super::changed::{begin_change, schedules_changed, schedules_of};
use super::managers::may_edit;
use super::refusal::{Outcome, Refused};
use super::{Actor, Ctx};
use crate::ids::ScheduleId;
use crate::store::{directory, schedules, shifts, topics};

/// Deletes a schedule.
pub async fn delete_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Outcome<()> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let schedule = schedules::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    may_edit(&mut tx, actor, [id]).await?;
    let mut others = BTreeSet::new();
    for shift in shifts::of_schedule(&mut tx, workspace, id).await? {
        if shift.schedule == Some(id) {
            others.extend(schedules_of(&mut tx, &shift).await?);
        }
    }
    others.remove(&id);
    schedules::delete(&mut tx, workspace, id).await?;
    schedules_changed(&mut tx, workspace, &others, now).await?;
    if let Some(group) = &schedule.user_group {
        directory::group_is_due(&mut tx, workspace, group, now).await?;
    }
    if let Some(channel) = &schedule.channel {
        topics::topic_is_due(&mut tx, workspace, channel, now).await?;
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}
