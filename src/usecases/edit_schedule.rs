//! Editing a schedule: what is not named stays. Its kind never changes.

use std::collections::BTreeSet;

use super::changed::{begin_change, edited_by, schedules_changed};
use super::follow_calendar::{Looked, follow, look_at_new};
use super::managers::may_edit;
use super::people::People;
use super::refusal::{Outcome, Problem, Refused};
use super::rules::Loaded;
use super::schedule_changes::{ScheduleChanges, asked_shifts, give_shifts, problems};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx, live};
use crate::ids::ScheduleId;
use crate::store::{Transaction, directory, feeds, schedules, topics};

/// Changes a schedule.
pub async fn edit_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId, changes: ScheduleChanges) -> Outcome<Loaded> {
    let edit = Edit::of(ctx, actor, id, changes).await?;
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let (edited, _) = edit.update(ctx, &mut tx, actor).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(edited)
}

/// What that would do.
pub async fn preview_edit_schedule(
    ctx: &Ctx,
    actor: Actor,
    id: ScheduleId,
    changes: ScheduleChanges,
) -> Outcome<Tried<Loaded>> {
    let edit = Edit::of(ctx, actor, id, changes).await?;
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let (edited, concerned) = edit.update(ctx, &mut trial.tx, actor).await?;
    Ok(trial.ends(edited, &concerned).await?)
}

/// An edit with what had to be asked elsewhere: a transaction waits for nobody.
struct Edit {
    id: ScheduleId,
    changes: ScheduleChanges,
    calendars: Vec<Looked>,
    unread: Vec<Problem>,
}

impl Edit {
    async fn of(ctx: &Ctx, actor: Actor, id: ScheduleId, changes: ScheduleChanges) -> Outcome<Self> {
        let workspace = actor.workspace();
        // Nothing elsewhere is asked for somebody who may not.
        may_edit(&mut ctx.store.reader().await?, actor, [id]).await?;
        live::look_up(ctx, workspace, &changes).await?;
        let before = schedules::find(&mut ctx.store.reader().await?, workspace, id).await?;
        let before = before.ok_or(Refused::NotFound)?;
        let draft = changes.clone().applied_to(before.clone());
        let (calendars, unread) = look_at_new(ctx, &draft, Some(&before)).await?;
        Ok(Self { id, changes, calendars, unread })
    }

    /// The schedule as it is then, and every schedule this is about.
    async fn update(self, ctx: &Ctx, tx: &mut Transaction, actor: Actor) -> Outcome<(Loaded, BTreeSet<ScheduleId>)> {
        let Self { id, changes, calendars, unread } = self;
        let (workspace, now) = (actor.workspace(), ctx.clock.now());
        let old = schedules::find(tx, workspace, id).await?.ok_or(Refused::NotFound)?;
        may_edit(tx, actor, [id]).await?;
        let every = changes.calendars_every.new_value();
        let asked = changes.shifts.clone().new_value();
        let new = changes.applied_to(old.clone());

        let mut wrong = problems(tx, &new, Some(&old)).await?;
        wrong.extend(unread);
        let wanted = match asked {
            Some(asked) => match asked_shifts(tx, workspace, new.kind, &asked).await? {
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
        match schedules::update(tx, &new).await {
            Err(error) if error.is_conflict() => return Err(Problem::NameTaken(new.name).into()),
            other => other?,
        }
        follow(ctx, tx, &new, calendars, every, now).await?;
        if new.time_zone != old.time_zone {
            feeds::look_again(tx, workspace, id, now).await?;
        }
        let mut concerned = match wanted {
            Some(wanted) => give_shifts(tx, &new, wanted).await?,
            None => BTreeSet::new(),
        };
        concerned.insert(id);
        schedules_changed(tx, workspace, &concerned, now).await?;
        edited_by(tx, workspace, &concerned, actor).await?;
        if let Some(group) = old.user_group.as_ref().filter(|group| new.user_group.as_ref() != Some(group)) {
            directory::group_is_due(tx, workspace, group, now).await?;
        }
        if let Some(channel) = old.channel.as_ref().filter(|channel| new.channel.as_ref() != Some(channel)) {
            topics::topic_is_due(tx, workspace, channel, now).await?;
        }
        let people = People::of(tx, workspace).await?;
        Ok((Loaded::of(tx, new, &people).await?, concerned))
    }
}
