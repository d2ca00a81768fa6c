//! Editing a schedule: what is not named stays. Its kind never changes.

use std::collections::BTreeSet;

use super::changed::{begin_change, edited_by, schedules_changed};
use super::people::People;
use super::refusal::{Outcome, Problem, Refused};
use super::rules::Loaded;
use super::schedule_changes::{ScheduleChanges, asked_shifts, give_shifts, problems};
use super::{Actor, Ctx};
use crate::ids::ScheduleId;
use crate::store::{directory, schedules};

/// Changes a schedule.
pub async fn edit_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId, changes: ScheduleChanges) -> Outcome<Loaded> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let old = schedules::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    let asked = changes.shifts.clone().new_value();
    let new = changes.applied_to(old.clone());

    let mut wrong = problems(&mut tx, &new, Some(&old)).await?;
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
    let people = People::of(&mut tx, workspace).await?;
    let edited = Loaded::of(&mut tx, new, &people).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(edited)
}
