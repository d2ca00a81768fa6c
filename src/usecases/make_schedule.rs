//! Making a schedule.

use super::changed::{begin_change, edited_by, schedules_changed};
use super::follow_calendar::{follow, look_at_new};
use super::managers::may_make;
use super::people::People;
use super::refusal::{Outcome, Problem, Refused};
use super::rules::Loaded;
use super::schedule_changes::{ScheduleChanges, asked_shifts, give_shifts, problems};
use super::{Actor, Ctx, live};
use crate::ids::ScheduleId;
use crate::store::schedules::{self, ScheduleKind, ScheduleRecord, Vacancy};

/// Makes a schedule called `name`. Its maker manages it; its zone is UTC unless `rest` says otherwise.
pub async fn make_schedule(
    ctx: &Ctx,
    actor: Actor,
    kind: ScheduleKind,
    name: String,
    rest: ScheduleChanges,
) -> Outcome<Loaded> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    may_make(&mut ctx.store.reader().await?, actor).await?;
    live::look_up(ctx, workspace, &rest).await?;
    let asked = rest.shifts.clone().or(Vec::new());
    let every = rest.calendars_every.new_value();
    let schedule = rest.applied_to(ScheduleRecord {
        id: ScheduleId::random(),
        workspace,
        kind,
        name,
        time_zone: "UTC".to_owned(),
        team: None,
        channel: None,
        user_group: None,
        ical_url_primary: None,
        ical_url_overrides: None,
        enable_web_overrides: Some(false),
        vacancy: Vacancy::Keep,
        made_by: actor.user(),
        created_at: now,
        version: 1,
    });
    let (calendars, unread) = look_at_new(ctx, &schedule, None).await?;
    let mut tx = begin_change(ctx, workspace).await?;
    may_make(&mut tx, actor).await?;
    let mut wrong = problems(&mut tx, &schedule, None).await?;
    wrong.extend(unread);
    let wanted = asked_shifts(&mut tx, workspace, kind, &asked).await?.unwrap_or_else(|problem| {
        wrong.push(problem);
        Vec::new()
    });
    if !wrong.is_empty() {
        return Err(Refused::Problems(wrong));
    }
    match schedules::insert(&mut tx, &schedule).await {
        // Somebody made one of the same name a moment ago.
        Err(error) if error.is_conflict() => return Err(Problem::NameTaken(schedule.name).into()),
        other => other?,
    }
    follow(ctx, &mut tx, &schedule, calendars, every, now).await?;
    if let Some(maker) = actor.user() {
        schedules::add_manager(&mut tx, schedule.id, maker).await?;
    }
    let mut concerned = give_shifts(&mut tx, &schedule, wanted).await?;
    concerned.insert(schedule.id);
    schedules_changed(&mut tx, workspace, &concerned, now).await?;
    edited_by(&mut tx, workspace, &concerned, actor).await?;
    let people = People::of(&mut tx, workspace).await?;
    let made = Loaded::of(&mut tx, schedule, &people).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(made)
}
