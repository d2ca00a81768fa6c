//! Who manages a schedule: its maker, those added, and the workspace's admins.

use super::Actor;
use super::people::People;
use crate::ids::UserId;
use crate::store::people::Standing;
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reads, Result, schedules};

/// The maker and those added, each once. The workspace's admins manage every schedule besides.
pub async fn managers_of(db: &mut impl Reads, schedule: &ScheduleRecord) -> Result<Vec<UserId>> {
    let mut managers = schedules::managers(db, schedule.workspace, schedule.id).await?;
    managers.extend(schedule.made_by);
    managers.sort_unstable();
    managers.dedup();
    Ok(managers)
}

/// Whether `actor` manages `schedule`. A token that may write may manage.
pub async fn manages(db: &mut impl Reads, people: &People, actor: Actor, schedule: &ScheduleRecord) -> Result<bool> {
    let user = match actor {
        Actor::Token { .. } => return Ok(true),
        Actor::Stranger { .. } => return Ok(false),
        Actor::Person { user, .. } => user,
    };
    Ok(match people.get(user).map(|person| person.standing) {
        Some(Standing::Admin) => true,
        Some(Standing::Member) => managers_of(db, schedule).await?.contains(&user),
        Some(Standing::Guest | Standing::Bot | Standing::Deactivated) | None => false,
    })
}
