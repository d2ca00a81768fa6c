//! Editing a schedule: what is not named stays. Its kind never changes.

use std::collections::BTreeSet;

use super::changed::{begin_change, edited_by, schedules_changed};
use super::follow_calendar::{follow, look_at_new};
use super::managers::may_edit;
use super::people::People;
use super::refusal::{Outcome, Problem, Refused};
use super::rules::Loaded;
use super::schedule_changes::{ScheduleChanges, asked_shifts, give_shifts, problems};
use super::{Actor, Ctx, live};
use crate::ids::ScheduleId;
use crate::store::{directory, feeds, schedules, topics};

/// Changes a schedule.
pub async fn edit_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId, changes: ScheduleChanges) -> Outcome<Loaded> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    // Nothing elsewhere is asked for somebody who may not.
    may_edit(&mut ctx.store.reader().await?, actor, [id]).await?;
    live::look_up(ctx, workspace, &changes).await?;
    let before = schedules::find(&mut ctx.store.reader().await?, workspace, id).await?.ok_or(Refused::NotFound)?;
    let draft = changes.clone().applied_to(before.clone());
    let (calendars, unread) = look_at_new(ctx, &draft, Some(&before)).await?;
    let every = changes.calendars_every.new_value();
    let mut tx = begin_change(ctx, workspace).await?;
    let old = schedules::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    may_edit(&mut tx, actor, [id]).await?;
    let asked = changes.shifts.clone().new_value();
    let new = changes.applied_to(old.clone());

    let mut wrong = problems(&mut tx, &new, Some(&old)).await?;
    wrong.extend(unread);
    let wanted = match asked {
        Some(asked) => match asked_shifts(&mut tx, workspace, new.kind, &asked).await? {
            Ok(shifts) => Some(shifts),
            Err(problem) => {
                wrong.push(problem);
                None
            }
        },
        None => None,
    };
    if !wrong.is_empty() {
        return Err(Refused::Problems(wrong));
    }
    match schedules::update(&mut tx, &new).await {
        Err(error) if error.is_conflict() => return Err(Problem::NameTaken(new.name).into()),
        other => other?,
    }
    follow(ctx, &mut tx, &new, calendars, every, now).await?;
    if new.time_zone != old.time_zone {
        feeds::look_again(&mut tx, workspace, id, now).await?;
    }
    let mut concerned = match wanted {
        Some(wanted) => give_shifts(&mut tx, &new, wanted).await?,
        None => BTreeSet::new(),
    };
    concerned.insert(id);
    schedules_changed(&mut tx, workspace, &concerned, now).await?;
    edited_by(&mut tx, workspace, &concerned, actor).await?;
    if let Some(group) = old.user_group.as_ref().filter(|group| new.user_group.as_ref() != Some(group)) {
        directory::group_is_due(&mut tx, workspace, group, now).await?;
    }
    if let Some(channel) = old.channel.as_ref().filter(|channel| new.channel.as_ref() != Some(channel)) {
        topics::topic_is_due(&mut tx, workspace, channel, now).await?;
    }
    let people = People::of(&mut tx, workspace).await?;
    let edited = Loaded::of(&mut tx, new, &people).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(edited)
}
