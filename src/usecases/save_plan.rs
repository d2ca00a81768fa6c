//! Making a plan true, and saying beforehand what that would do: the same steps, up to the commit.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::away::absences_of;
use super::change::Change;
use super::changed::{begin_change, edited_by, schedules_changed, schedules_of};
use super::managers::{must_be_a_member, must_manage};
use super::people::People;
use super::plan_edits::{Editing, Edits, Stored, readable};
use super::plan_problems::{moment_problem, problems};
use super::read_plan::plan_of_loaded;
use super::refusal::{Problem, Refused};
use super::rotation_plan::{
    Answer, Field, FieldProblem, Plan, Planned, Preview, Refusal, RotationPlan, Saved, TakesEffect,
};
use super::rules::{Loaded, SOURCE_WEB};
use super::schedule_changes::ScheduleChanges;
use super::{Actor, Ctx, live, schedule_changes};
use crate::ids::{ScheduleId, ShiftId, UserId};
use crate::schedule::compare::{REACH, compare};
use crate::schedule::stretch::{by_people, watch};
use crate::schedule::{Interval, Schedule, Zone};
use crate::store::schedules::{ScheduleKind, ScheduleRecord};
use crate::store::settings::Settings;
use crate::store::shifts::{Edition, ShiftRecord, ShiftType};
use crate::store::{Transaction, directory, schedules, settings, shifts};

/// How much of what comes a preview shows.
const SHOWN: SignedDuration = SignedDuration::from_hours(28 * 24);

/// What saving `plan` would do. `edits` is the schedule it is for and the version it was read at; none makes a new one.
pub async fn preview_plan(
    ctx: &Ctx,
    actor: Actor,
    edits: Option<(ScheduleId, i64)>,
    plan: &Plan,
    takes_effect: TakesEffect,
) -> Answer<Preview> {
    look_up(ctx, actor, plan).await?;
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let saved = apply(&mut tx, actor, edits, plan, takes_effect, ctx.clock.now()).await?;
    // Dropped without a commit, nothing happened.
    Ok(saved.preview)
}

/// Makes `plan` true. `edits` is the schedule it is for and the version it was read at; none makes a new one.
pub async fn save_plan(
    ctx: &Ctx,
    actor: Actor,
    edits: Option<(ScheduleId, i64)>,
    plan: &Plan,
    takes_effect: TakesEffect,
) -> Answer<Saved> {
    look_up(ctx, actor, plan).await?;
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    let saved = apply(&mut tx, actor, edits, plan, takes_effect, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(saved)
}

/// Reads from Slack what was made there a minute ago. It comes before the transaction, which waits for nothing.
async fn look_up(ctx: &Ctx, actor: Actor, plan: &Plan) -> Answer<()> {
    let (channel, user_group) = (Change::To(plan.channel.clone()), Change::To(plan.user_group.clone()));
    let named = ScheduleChanges { channel, user_group, ..ScheduleChanges::default() };
    Ok(live::look_up(ctx, actor.workspace(), &named).await?)
}

async fn apply(
    tx: &mut Transaction,
    actor: Actor,
    edits: Option<(ScheduleId, i64)>,
    plan: &Plan,
    takes_effect: TakesEffect,
    now: Timestamp,
) -> Answer<Saved> {
    let people = People::of(tx, actor.workspace()).await?;
    let plan = tidy(plan);
    let before = match edits {
        None => {
            must_be_a_member(&people, actor).map_err(refused)?;
            None
        }
        Some((id, version)) => Some(opened(tx, &people, actor, id, version, now).await?),
    };
    let old_rules = before.as_ref().map_or_else(Schedule::default, |(loaded, _)| loaded.rules.clone());
    let mut record = match &before {
        Some((loaded, _)) => loaded.record.clone(),
        None => blank_schedule(actor, now),
    };
    check(tx, &people, &mut record, before.as_ref(), &plan, takes_effect, now).await?;
    let zone = Zone::named(&plan.time_zone).unwrap_or(Zone::UTC);
    let effective = readable(&zone, moment(&old_rules, takes_effect, now));
    let kept = before.as_ref().map(|(_, planned)| planned.kept.clone()).unwrap_or_default();

    write_settings(tx, &record, before.as_ref(), &plan, now).await?;
    let mut changed = BTreeSet::from([record.id]);
    if record.kind == ScheduleKind::Web {
        changed.extend(write_rotations(tx, actor, &record, before.as_ref(), &plan, (&zone, effective), now).await?);
    }
    schedules_changed(tx, record.workspace, &changed, now).await?;
    edited_by(tx, record.workspace, &changed, actor).await?;
    let record = schedules::find(tx, record.workspace, record.id).await?.ok_or(Refusal::Gone)?;
    let schedule = Loaded::of(tx, record, &people).await?;
    let ahead = window(effective, REACH);
    let away = absences_of(tx, actor.workspace(), &schedule.everybody(ahead), ahead).await?;
    let preview = Preview {
        effective,
        comparison: compare(&old_rules, &schedule.rules, ahead, &zone, &away),
        first_weeks: first_weeks(&schedule.rules, effective),
        people,
        kept,
    };
    let planned = plan_of_loaded(tx, &schedule, now).await?;
    Ok(Saved { schedule, planned, preview })
}

/// The schedule to be edited as it is now, if the actor may and nobody has changed it since they looked.
async fn opened(
    tx: &mut Transaction,
    people: &People,
    actor: Actor,
    id: ScheduleId,
    version: i64,
    now: Timestamp,
) -> Answer<(Loaded, Planned)> {
    let loaded = Loaded::find(tx, actor.workspace(), id, people).await?.ok_or(Refusal::Gone)?;
    must_manage(tx, people, actor, &loaded.record).await.map_err(refused)?;
    let planned = plan_of_loaded(tx, &loaded, now).await?;
    if planned.version != version {
        return Err(Refusal::ChangedSince(loaded.record.name));
    }
    Ok((loaded, planned))
}

/// Puts the plan's settings into `record` and refuses what is wrong with any of it.
async fn check(
    tx: &mut Transaction,
    people: &People,
    record: &mut ScheduleRecord,
    before: Option<&(Loaded, Planned)>,
    plan: &Plan,
    takes_effect: TakesEffect,
    now: Timestamp,
) -> Answer<()> {
    let known = before.map(|(_, planned)| &planned.plan);
    let mut wrong = problems(plan, known, &stored(before), people);
    wrong.extend(moment_problem(takes_effect, now));
    let elsewhere = before.and_then(|(_, planned)| planned.rotations_elsewhere.clone());
    if let Some(says) = elsewhere {
        if !plan.rotations.is_empty() {
            wrong.push(FieldProblem { field: Field::Rotations, says: says.clone() });
        }
        if plan.time_zone != record.time_zone {
            wrong.push(FieldProblem { field: Field::TimeZone, says });
        }
    }
    record.name.clone_from(&plan.name);
    record.time_zone.clone_from(&plan.time_zone);
    record.channel.clone_from(&plan.channel);
    record.user_group.clone_from(&plan.user_group);
    record.vacancy.clone_from(&plan.vacancy);
    if wrong.iter().all(|problem| problem.field != Field::Name) {
        let found = schedule_changes::problems(tx, record, before.map(|(loaded, _)| &loaded.record)).await?;
        wrong.extend(found.iter().map(field_problem));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Fields(wrong)) }
}

fn stored(before: Option<&(Loaded, Planned)>) -> Vec<Stored<'_>> {
    let Some((loaded, planned)) = before else { return Vec::new() };
    let shift = |plan: &RotationPlan| loaded.shifts.iter().find(|shift| plan.shift == Some(shift.id));
    planned.plan.rotations.iter().filter_map(|plan| Some(Stored { plan, shift: shift(plan)? })).collect()
}

fn field_problem(problem: &Problem) -> FieldProblem {
    let field = match problem {
        Problem::UnknownChannel(_) | Problem::SlackNotConnected => Field::Channel,
        Problem::UnknownGroup(_) => Field::UserGroup,
        _ => Field::Name,
    };
    FieldProblem { field, says: problem.to_string() }
}

/// When the edit takes effect: never before now.
fn moment(old: &Schedule, takes_effect: TakesEffect, now: Timestamp) -> Timestamp {
    let at = match takes_effect {
        TakesEffect::Now => now,
        TakesEffect::At(at) => at,
        TakesEffect::NextHandoff => watch(old, now).now.end.unwrap_or(now),
    };
    at.max(now)
}

fn window(from: Timestamp, length: SignedDuration) -> Interval {
    let end = from.saturating_add(length).unwrap_or(Timestamp::MAX);
    Interval::new(from, end).expect("sixty days after any moment people can choose is later")
}

fn first_weeks(rules: &Schedule, from: Timestamp) -> Vec<crate::schedule::stretch::Stretch> {
    let end = window(from, SHOWN).end();
    by_people(rules, from).take_while(|stretch| stretch.start < end).collect()
}

async fn write_settings(
    tx: &mut Transaction,
    record: &ScheduleRecord,
    before: Option<&(Loaded, Planned)>,
    plan: &Plan,
    now: Timestamp,
) -> Answer<()> {
    let written = match before {
        Some(_) => schedules::update(tx, record).await,
        None => schedules::insert(tx, record).await,
    };
    match written {
        Err(error) if error.is_conflict() => {
            return Err(Refusal::Fields(vec![field_problem(&Problem::NameTaken(record.name.clone()))]));
        }
        other => other?,
    }
    let managers: Vec<UserId> = plan.managers.iter().copied().chain(record.made_by).collect();
    schedules::set_managers(tx, record.workspace, record.id, &managers).await?;
    let kept = Settings { anyone_may_edit: plan.anyone_may_edit };
    settings::keep(tx, record.workspace, record.id, kept).await?;
    let old_group = before.and_then(|(loaded, _)| loaded.record.user_group.as_ref());
    if let Some(group) = old_group.filter(|group| record.user_group.as_ref() != Some(group)) {
        directory::group_is_due(tx, record.workspace, group, now).await?;
    }
    Ok(())
}

/// Writes what becomes of the rotations, and names the schedules that have any of them.
async fn write_rotations(
    tx: &mut Transaction,
    actor: Actor,
    record: &ScheduleRecord,
    before: Option<&(Loaded, Planned)>,
    plan: &Plan,
    (zone, effective): (&Zone, Timestamp),
    now: Timestamp,
) -> Answer<BTreeSet<ScheduleId>> {
    let editing = Editing {
        schedule: record,
        zone,
        zone_changes: before.is_some_and(|(loaded, _)| loaded.record.time_zone != record.time_zone),
        shifts: before.map_or(&[], |(loaded, _)| &loaded.shifts),
        effective,
        blank: &blank_shift(actor, record, now),
    };
    let Edits { delete, update, insert } = editing.edits(&stored(before), &plan.rotations);
    let mut others = BTreeSet::new();
    for shift in delete.iter().chain(&update) {
        others.extend(schedules_of(tx, shift).await?);
    }
    for shift in &delete {
        shifts::delete(tx, record.workspace, shift.id).await?;
    }
    for shift in &update {
        shifts::update(tx, shift).await?;
    }
    for shift in &insert {
        shifts::insert(tx, shift).await?;
    }
    Ok(others)
}

/// The plan with what people type without meaning it taken out.
fn tidy(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.name = plan.name.trim().to_owned();
    let upper = |id: &mut Option<String>| *id = id.take().map(|id| id.to_uppercase()).filter(|id| !id.is_empty());
    upper(&mut plan.channel);
    upper(&mut plan.user_group);
    plan.managers.sort_unstable();
    plan.managers.dedup();
    for rotation in &mut plan.rotations {
        rotation.name = rotation.name.take().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        for group in &mut rotation.groups {
            let mut seen = BTreeSet::new();
            group.retain(|user| seen.insert(*user));
        }
    }
    plan
}

fn blank_schedule(actor: Actor, now: Timestamp) -> ScheduleRecord {
    ScheduleRecord {
        id: ScheduleId::random(),
        workspace: actor.workspace(),
        kind: ScheduleKind::Web,
        name: String::new(),
        time_zone: "UTC".to_owned(),
        team: None,
        channel: None,
        user_group: None,
        ical_url_primary: None,
        ical_url_overrides: None,
        enable_web_overrides: Some(false),
        vacancy: crate::store::schedules::Vacancy::Keep,
        made_by: actor.user(),
        created_at: now,
        version: 1,
    }
}

fn blank_shift(actor: Actor, record: &ScheduleRecord, now: Timestamp) -> ShiftRecord {
    ShiftRecord {
        id: ShiftId::random(),
        workspace: record.workspace,
        schedule: Some(record.id),
        kind: ShiftType::Rolling,
        name: None,
        team: None,
        time_zone: None,
        level: 0,
        start: jiff::civil::DateTime::ZERO,
        duration: 0,
        rotation_start: jiff::civil::DateTime::ZERO,
        until: None,
        frequency: None,
        interval: None,
        week_start: None,
        by_day: None,
        by_month: None,
        by_monthday: None,
        users: Vec::new(),
        rolling_users: None,
        first_group: None,
        source: SOURCE_WEB,
        made_by: actor.user(),
        reason: None,
        lies_over: 0,
        created_at: now,
        edition: Edition::default(),
    }
}

/// What the checks of permission refuse, in this piece's words.
fn refused(refused: Refused) -> Refusal {
    match refused {
        Refused::Problems(problems) => match problems.into_iter().next() {
            Some(Problem::MayNot(schedule, managers)) => Refusal::MayNot(schedule, managers),
            _ => Refusal::NotAMember,
        },
        Refused::NotFound => Refusal::Gone,
        Refused::Store(error) => Refusal::Store(error),
    }
}
