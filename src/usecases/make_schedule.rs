//! Making a schedule.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::changed::{begin_change, edited_by, schedules_changed};
use super::follow_calendar::{Looked, follow, look_at_new};
use super::managers::may_make;
use super::people::People;
use super::refusal::{Outcome, Problem, Refused};
use super::rules::Loaded;
use super::schedule_changes::{ScheduleChanges, asked_shifts, give_shifts, problems};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx, live};
use crate::ids::ScheduleId;
use crate::store::Transaction;
use crate::store::schedules::{self, ScheduleKind, ScheduleRecord, Vacancy};

/// Makes a schedule called `name`. Its maker manages it; its zone is UTC unless `rest` says otherwise.
pub async fn make_schedule(
    ctx: &Ctx,
    actor: Actor,
    kind: ScheduleKind,
    name: String,
    rest: ScheduleChanges,
) -> Outcome<Loaded> {
    let draft = Draft::of(ctx, actor, kind, name, rest).await?;
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let (made, _) = draft.insert(ctx, &mut tx, actor).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(made)
}

/// What that would do.
pub async fn preview_make_schedule(
    ctx: &Ctx,
    actor: Actor,
    kind: ScheduleKind,
    name: String,
    rest: ScheduleChanges,
) -> Outcome<Tried<Loaded>> {
    let draft = Draft::of(ctx, actor, kind, name, rest).await?;
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    let (made, concerned) = draft.insert(ctx, &mut trial.tx, actor).await?;
    Ok(trial.ends(made, &concerned).await?)
}

/// A schedule to be made, with what had to be asked elsewhere: a transaction waits for nobody.
struct Draft {
    schedule: ScheduleRecord,
    shifts: Vec<String>,
    calendars: Vec<Looked>,
    unread: Vec<Problem>,
    every: Option<SignedDuration>,
}

impl Draft {
    async fn of(ctx: &Ctx, actor: Actor, kind: ScheduleKind, name: String, rest: ScheduleChanges) -> Outcome<Self> {
        let workspace = actor.workspace();
        may_make(&mut ctx.store.reader().await?, actor).await?;
        live::look_up(ctx, workspace, &rest).await?;
        let shifts = rest.shifts.clone().or(Vec::new());
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
            created_at: ctx.clock.now(),
            version: 1,
        });
        let (calendars, unread) = look_at_new(ctx, &schedule, None).await?;
        Ok(Self { schedule, shifts, calendars, unread, every })
    }

    /// The schedule, and every schedule this is about.
    async fn insert(self, ctx: &Ctx, tx: &mut Transaction, actor: Actor) -> Outcome<(Loaded, BTreeSet<ScheduleId>)> {
        let Self { schedule, shifts, calendars, unread, every } = self;
        let (workspace, now) = (schedule.workspace, schedule.created_at);
        may_make(tx, actor).await?;
        let mut wrong = problems(tx, &schedule, None).await?;
        wrong.extend(unread);
        let wanted = asked_shifts(tx, workspace, schedule.kind, &shifts).await?.unwrap_or_else(|problem| {
            wrong.push(problem);
            Vec::new()
        });
        if !wrong.is_empty() {
            return Err(Refused::Problems(wrong));
        }
        match schedules::insert(tx, &schedule).await {
            // Somebody made one of the same name a moment ago.
            Err(error) if error.is_conflict() => return Err(Problem::NameTaken(schedule.name).into()),
            other => other?,
        }
        follow(ctx, tx, &schedule, calendars, every, now).await?;
        if let Some(maker) = actor.user() {
            schedules::add_manager(tx, schedule.id, maker).await?;
        }
        let mut concerned = give_shifts(tx, &schedule, wanted).await?;
        concerned.insert(schedule.id);
        schedules_changed(tx, workspace, &concerned, now).await?;
        edited_by(tx, workspace, &concerned, actor).await?;
        let people = People::of(tx, workspace).await?;
        Ok((Loaded::of(tx, schedule, &people).await?, concerned))
    }
}
