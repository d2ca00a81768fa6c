//! Who manages a schedule: its maker, those added, and the workspace's admins; every member where it says so.

use super::Actor;
use super::people::People;
use super::refusal::{Outcome, Problem};
use crate::ids::{ScheduleId, UserId};
use crate::store::people::Standing;
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, Result, schedules, settings};

/// The maker and those added, each once. The workspace's admins manage every schedule besides.
pub async fn managers_of(db: &mut Reader, schedule: &ScheduleRecord) -> Result<Vec<UserId>> {
    let mut managers = schedules::managers(db, schedule.workspace, schedule.id).await?;
    managers.extend(schedule.made_by);
    managers.sort_unstable();
    managers.dedup();
    Ok(managers)
}

/// Whether `actor` manages `schedule`. A token that may write may manage.
pub async fn manages(db: &mut Reader, people: &People, actor: Actor, schedule: &ScheduleRecord) -> Result<bool> {
    let user = match actor {
        Actor::Token { .. } => return Ok(true),
        Actor::Stranger { .. } => return Ok(false),
        Actor::Person { user, .. } => user,
    };
    Ok(match people.get(user).map(|person| person.standing) {
        Some(Standing::Admin) => true,
        Some(Standing::Member) => {
            managers_of(db, schedule).await?.contains(&user)
                || settings::of(db, schedule.workspace, schedule.id).await?.anyone_may_edit
        }
        Some(Standing::Guest | Standing::Bot | Standing::Deactivated) | None => false,
    })
}

/// Refuses whoever may not make schedules: guests, and people we have not read from Slack.
pub fn must_be_a_member(people: &People, actor: Actor) -> Outcome<()> {
    let is_member = match actor {
        Actor::Token { .. } => true,
        Actor::Stranger { .. } => false,
        Actor::Person { user, .. } => people.may_be_on_call(user),
    };
    if is_member { Ok(()) } else { Err(Problem::NotAMember.into()) }
}

/// Refuses a person who may not make schedules and shifts. Tokens may.
pub async fn may_make(db: &mut Reader, actor: Actor) -> Outcome<()> {
    if matches!(actor, Actor::Token { .. }) {
        return Ok(());
    }
    let people = People::of(db, actor.workspace()).await?;
    must_be_a_member(&people, actor)
}

/// Refuses a person who does not manage all of `schedules`. Tokens do.
pub async fn may_edit(
    db: &mut Reader,
    actor: Actor,
    schedules: impl IntoIterator<Item = ScheduleId> + Send,
) -> Outcome<()> {
    if matches!(actor, Actor::Token { .. }) {
        return Ok(());
    }
    let people = People::of(db, actor.workspace()).await?;
    must_be_a_member(&people, actor)?;
    let schedules: Vec<ScheduleId> = schedules.into_iter().collect();
    for id in schedules {
        if let Some(schedule) = schedules::find(db, actor.workspace(), id).await? {
            must_manage(db, &people, actor, &schedule).await?;
        }
    }
    Ok(())
}

/// Refuses whoever does not manage `schedule`, and says who does.
pub async fn must_manage(db: &mut Reader, people: &People, actor: Actor, schedule: &ScheduleRecord) -> Outcome<()> {
    if manages(db, people, actor, schedule).await? {
        return Ok(());
    }
    must_be_a_member(people, actor)?;
    let managers = managers_of(db, schedule).await?;
    let still_here = managers.into_iter().filter(|manager| people.may_be_on_call(*manager));
    let names = still_here.map(|manager| people.name(manager)).collect();
    Err(Problem::MayNot(schedule.name.clone(), names).into())
}
