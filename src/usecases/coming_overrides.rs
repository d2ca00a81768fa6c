//! The overrides of a schedule that hold now or later.

use super::managers::manages;
use super::override_shift::span;
use super::people::People;
use super::{Actor, Ctx, Result};
use crate::ids::{ScheduleId, ShiftId, UserId};
use crate::schedule::Interval;
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts::ShiftType;
use crate::store::{schedules, shifts};

/// One of them.
#[derive(Debug, Clone)]
pub struct ComingOverride {
    /// Which.
    pub id: ShiftId,
    /// When it holds.
    pub span: Interval,
    /// Who serves.
    pub users: Vec<UserId>,
    /// Who made it.
    pub by: Option<UserId>,
    /// Why, as they said.
    pub reason: Option<String>,
    /// Whether the one who asks may remove it.
    pub removable: bool,
}

/// All of them, by start.
#[derive(Debug, Clone)]
pub struct Coming {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// The overrides.
    pub overrides: Vec<ComingOverride>,
    /// Everybody, for their names.
    pub people: People,
}

/// The overrides that are not over; `None` when the schedule is gone.
pub async fn coming_overrides(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Result<Option<Coming>> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut db = ctx.store.reader().await?;
    let Some(schedule) = schedules::find(&mut db, workspace, id).await? else { return Ok(None) };
    let people = People::of(&mut db, workspace).await?;
    let manages = manages(&mut db, &people, actor, &schedule).await?;
    let mut overrides = Vec::new();
    for shift in shifts::of_schedule(&mut db, workspace, id).await? {
        let ahead = span(&schedule, &shift).filter(|span| span.end() > now);
        let Some(span) = ahead.filter(|_| shift.kind == ShiftType::Override) else { continue };
        let mine = shift.made_by.is_some() && shift.made_by == actor.user();
        overrides.push(ComingOverride {
            id: shift.id,
            span,
            users: shift.users,
            by: shift.made_by,
            reason: shift.reason,
            removable: mine || manages,
        });
    }
    overrides.sort_by_key(|coming| (coming.span, coming.id));
    Ok(Some(Coming { schedule, overrides, people }))
}
