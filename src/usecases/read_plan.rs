//! Reading a stored schedule as its form shows it.

use super::refusal::Refused;
use super::rotation_plan::{Answer, Plan, Planned, Refusal};
use super::{Actor, Ctx};
use crate::ids::ScheduleId;
use crate::store::schedules;

/// The plan of a schedule, with the version it is read at.
pub async fn plan_of(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Answer<Planned> {
    let mut db = ctx.store.reader().await?;
    let record = schedules::find(&mut db, actor.workspace(), id).await?.ok_or(Refusal::Gone)?;
    let plan = Plan {
        managers: schedules::managers(&mut db, actor.workspace(), id).await?,
        name: record.name,
        time_zone: record.time_zone,
        channel: record.channel,
        user_group: record.user_group,
        vacancy: record.vacancy,
        anyone_may_edit: false,
        rotations: Vec::new(),
    };
    Ok(Planned { id, version: record.version, plan, kept: Vec::new(), rotations_elsewhere: None })
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Store(error) => Self::Store(error),
            Refused::NotFound | Refused::Problems(_) => Self::Gone,
        }
    }
}
