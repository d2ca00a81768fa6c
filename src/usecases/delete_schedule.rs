//! Deleting a schedule: the shifts it owns go with it, those attached to it stay.

use std::collections::BTreeSet;

use super::changed::{begin_change, schedules_changed, schedules_of};
use super::look_ahead::tell_of_deletion;
use super::managers::may_edit;
use super::message::{Message, say};
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
    let by = match actor {
        Actor::Person { user, .. } => Some(user),
        Actor::Stranger { .. } | Actor::Token { .. } => None,
    };
    tell_of_deletion(&mut tx, &schedule, by, now).await?;
    schedules::delete(&mut tx, workspace, id).await?;
    schedules_changed(&mut tx, workspace, &others, now).await?;
    let group = match &schedule.user_group {
        Some(group) => {
            directory::group_is_due(&mut tx, workspace, group, now).await?;
            directory::group(&mut tx, workspace, group).await?.map(|group| group.handle)
        }
        None => None,
    };
    // Whoever deletes it with a program deletes many, and says so elsewhere.
    if let (Actor::Person { user, .. }, Some(channel)) = (actor, &schedule.channel) {
        let message = Message::ScheduleDeleted { schedule_name: schedule.name.clone(), by: Some(user), group };
        say(&mut tx, workspace, channel, format!("deleted:{id}"), &message, now).await?;
    }
    if let Some(channel) = &schedule.channel {
        topics::topic_is_due(&mut tx, workspace, channel, now).await?;
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}
