//! Reading a stored schedule as its form shows it.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::rotation_plan::{Answer, Kept, Plan, Planned, Refusal};
use super::rules::Loaded;
use super::{Actor, Ctx, plan_pattern, rules};
use crate::ids::ScheduleId;
use crate::schedule::Zone;
use crate::store::schedules::{self, ScheduleKind, ScheduleRecord};
use crate::store::shifts::{self, ShiftRecord, ShiftType};
use crate::store::{Reader, settings};

/// The plan of a schedule, with the version it is read at.
pub async fn plan_of(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Answer<Planned> {
    let mut db = ctx.store.reader().await?;
    let record = schedules::find(&mut db, actor.workspace(), id).await?.ok_or(Refusal::Gone)?;
    let shifts = shifts::of_schedule(&mut db, record.workspace, record.id).await?;
    planned(&mut db, &record, &shifts, ctx.clock.now()).await
}

/// The same, for a schedule that is loaded already.
pub(super) async fn plan_of_loaded(db: &mut Reader, loaded: &Loaded, now: Timestamp) -> Answer<Planned> {
    planned(db, &loaded.record, &loaded.shifts, now).await
}

async fn planned(db: &mut Reader, record: &ScheduleRecord, shifts: &[ShiftRecord], now: Timestamp) -> Answer<Planned> {
    let mut managers = schedules::managers(db, record.workspace, record.id).await?;
    managers.retain(|manager| Some(*manager) != record.made_by);
    let mut plan = Plan {
        managers,
        name: record.name.clone(),
        time_zone: record.time_zone.clone(),
        channel: record.channel.clone(),
        user_group: record.user_group.clone(),
        vacancy: record.vacancy.clone(),
        anyone_may_edit: settings::of(db, record.workspace, record.id).await?.anyone_may_edit,
        rotations: Vec::new(),
    };
    let mut kept = Vec::new();
    let elsewhere = elsewhere(record);
    for shift in shifts.iter().filter(|shift| is_current(shift)) {
        let said = match (&elsewhere, shift.schedule == Some(record.id)) {
            (Some(_), _) => Err("is made elsewhere"),
            (None, false) => Err("belongs to another schedule"),
            (None, true) => plan_pattern::plan_from(record, shift),
        };
        match said {
            Ok(rotation) => plan.rotations.push(rotation),
            Err(_) if is_over(record, shift, now) => {}
            Err(because) => {
                let name = shift.name.clone().unwrap_or_else(|| shift.id.to_string());
                kept.push(Kept { shift: shift.id, name, because });
            }
        }
    }
    Ok(Planned { id: record.id, version: version(&plan), plan, kept, rotations_elsewhere: elsewhere })
}

/// What a form shows or names: no override, and nothing that an edit has put an end to.
fn is_current(shift: &ShiftRecord) -> bool {
    shift.kind != ShiftType::Override && shift.edition.retired_at.is_none()
}

/// Whether a shift no form can show is history: nobody needs to be told that it is kept.
fn is_over(record: &ScheduleRecord, shift: &ShiftRecord, now: Timestamp) -> bool {
    let zone = rules::zone(record, shift);
    let once = shift.start.checked_add(SignedDuration::from_secs(shift.duration)).ok();
    let once = once.filter(|_| shift.kind == ShiftType::Single).and_then(|end| zone.instant(end));
    let last = shift.last_start().and_then(|last| Zone::UTC.instant(last));
    once.into_iter().chain(last).any(|ends| ends <= now)
}

fn elsewhere(record: &ScheduleRecord) -> Option<String> {
    let name = &record.name;
    match record.kind {
        ScheduleKind::Web => None,
        ScheduleKind::Calendar => Some(format!(
            "The rotations of *{name}* are made over the API or with Terraform: change them there, so that it doesn't undo what you do here"
        )),
        ScheduleKind::Ical => {
            Some(format!("Who is on call in *{name}* is read from its calendar: change it there, and it changes here"))
        }
    }
}

/// What the form shows, as a number: equal as long as nobody changes any of it. Overrides and swaps are not part of it.
fn version(plan: &Plan) -> i64 {
    let shown = serde_json::to_vec(plan).unwrap_or_default();
    let mut first = [0; 8];
    first.copy_from_slice(&Sha256::digest(shown)[..8]);
    i64::from_be_bytes(first)
}
