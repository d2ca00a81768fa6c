//! Deleting a schedule: the shifts it owns go with it, those attached to it stay.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::changed::{begin_change, schedules_changed, schedules_of};
use super::look_ahead::tell_of_deletion;
use super::managers::may_edit;
use super::message::{Message, say};
use super::refusal::{Outcome, Refused};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx};
use crate::ids::ScheduleId;
use crate::store::Transaction;
use crate::store::{directory, schedules, shifts, topics};

/// Deletes a schedule.
pub async fn delete_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Outcome<()> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    delete(&mut tx, actor, id, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}

/// What that would do.
pub async fn preview_delete_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Outcome<Tried<()>> {
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let concerned = delete(&mut trial.tx, actor, id, ctx.clock.now()).await?;
    Ok(trial.ends((), &concerned).await?)
}

/// The schedule, and the others that lose shifts by it.
async fn delete(tx: &mut Transaction, actor: Actor, id: ScheduleId, now: Timestamp) -> Outcome<BTreeSet<ScheduleId>> {
    let workspace = actor.workspace();
    let schedule = schedules::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    may_edit(tx, actor, [id]).await?;
    let mut others = BTreeSet::new();
    for shift in shifts::of_schedule(tx, workspace, id).await? {
        if shift.schedule == Some(id) {
            others.extend(schedules_of(tx, &shift).await?);
        }
    }
    others.remove(&id);
    let by = match actor {
        Actor::Person { user, .. } => Some(user),
        Actor::Stranger { .. } | Actor::Token { .. } => None,
    };
    tell_of_deletion(tx, &schedule, by, now).await?;
    schedules::delete(tx, workspace, id).await?;
    schedules_changed(tx, workspace, &others, now).await?;
    let group = match &schedule.user_group {
        Some(group) => {
            directory::group_is_due(tx, workspace, group, now).await?;
            directory::group(tx, workspace, group).await?.map(|group| group.handle)
        }
        None => None,
    };
    // Whoever deletes it with a program deletes many, and says so elsewhere.
    if let (Actor::Person { user, .. }, Some(channel)) = (actor, &schedule.channel) {
        let message = Message::ScheduleDeleted { schedule_name: schedule.name.clone(), by: Some(user), group };
        say(tx, workspace, channel, format!("deleted:{id}"), &message, now).await?;
    }
    if let Some(channel) = &schedule.channel {
        topics::topic_is_due(tx, workspace, channel, now).await?;
    }
    others.insert(id);
    Ok(others)
}
