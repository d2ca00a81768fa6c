//! Taking a schedule's links away: all of them, a channel or a group.

use super::change::Change;
use super::link_schedule::{Refusal, Wish, may_link, write_down};
use super::links::Linked;
use super::{Actor, Ctx};
use crate::ids::ScheduleId;

/// What is taken away from a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlink<'a> {
    /// Its channel and its group.
    Everything,
    /// This channel, by Slack id.
    Channel(&'a str),
    /// This group, by Slack id.
    Group(&'a str),
}

/// Takes links away; what the schedule was linked to before.
pub async fn unlink_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId, what: Unlink<'_>) -> Result<Linked, Refusal> {
    let before = may_link(&mut ctx.store.reader().await?, actor, id, &Wish::default()).await?;
    let (schedule, link) = (&before.schedule, &before.link);
    let none = || Change::To(None);
    let mut wish = Wish::default();
    match what {
        Unlink::Everything => {
            (wish.channel, wish.group, wish.swap_channel) = (none(), none(), none());
            if schedule.channel.is_none() && schedule.user_group.is_none() && link.swap_channel.is_none() {
                return Err(Refusal::NotLinked(schedule.name.clone()));
            }
        }
        Unlink::Channel(channel) => {
            let (announces, swaps) =
                (schedule.channel.as_deref() == Some(channel), link.swap_channel.as_deref() == Some(channel));
            if !announces && !swaps {
                return Err(Refusal::NotLinked(schedule.name.clone()));
            }
            wish.channel = if announces { none() } else { Change::Keep };
            wish.swap_channel = if swaps { none() } else { Change::Keep };
        }
        Unlink::Group(group) if schedule.user_group.as_deref() == Some(group) => wish.group = none(),
        Unlink::Group(_) => return Err(Refusal::NotLinked(schedule.name.clone())),
    }
    write_down(ctx, actor, id, wish).await?;
    Ok(before)
}
