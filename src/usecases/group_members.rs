//! Who a Slack user group should hold now: everybody on call in any schedule that keeps it, or what those schedules want
//! while nobody is.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::message::Barrier;
use super::people::People;
use super::rules::Loaded;
use crate::ids::{UserId, WorkspaceId};
use crate::schedule::resolve::on_call_at;
use crate::store::people::Standing;
use crate::store::schedules::{ScheduleRecord, Vacancy};
use crate::store::{Reads, Result, schedules};

/// What a group should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Exactly these Slack ids, at least one.
    Members(BTreeSet<String>),
    /// Disabled: Slack has no empty groups.
    Disabled,
    /// Left as it is: nobody is on call and the schedules keep it pointing at the last people, or none keeps it any more.
    AsItIs,
}

/// Somebody who is planned to be on call now and cannot be in the group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The schedule that names them.
    pub schedule: ScheduleRecord,
    /// Who.
    pub user: UserId,
    /// Why.
    pub because: Barrier,
}

/// What a group should be, who cannot be in it, and which schedules say so.
#[derive(Debug, Clone)]
pub struct GroupPlan {
    /// What it should be.
    pub wanted: Wanted,
    /// Who cannot be in it.
    pub left_out: Vec<LeftOut>,
    /// The schedules that keep it.
    pub schedules: Vec<ScheduleRecord>,
    /// Everybody.
    pub people: People,
}

/// Plans the members of the group with this Slack id at `now`.
pub async fn plan(db: &mut impl Reads, workspace: WorkspaceId, group: &str, now: Timestamp) -> Result<GroupPlan> {
    let people = People::of(db, workspace).await?;
    let schedules = schedules::of_group(db, workspace, group).await?;
    let mut members = BTreeSet::new();
    let mut fallback = BTreeSet::new();
    let mut disable = false;
    let mut left_out = Vec::new();
    for record in &schedules {
        let loaded = Loaded::of(db, record.clone(), &people).await?;
        let on_call = planned(&loaded, now);
        let (able, barred) = sort_by_barrier(&people, &on_call);
        left_out.extend(barred.into_iter().map(|(user, because)| LeftOut { schedule: record.clone(), user, because }));
        let nobody = able.is_empty();
        members.extend(able);
        match &record.vacancy {
            Vacancy::Fallback(users) if nobody => fallback.extend(sort_by_barrier(&people, users).0),
            Vacancy::Disable if nobody => disable = true,
            _ => {}
        }
    }
    members.append(&mut fallback);
    let wanted = match (members.is_empty(), disable) {
        (false, _) => Wanted::Members(members),
        (true, true) => Wanted::Disabled,
        (true, false) => Wanted::AsItIs,
    };
    Ok(GroupPlan { wanted, left_out, schedules, people })
}

/// Who is on call now, with those the rules name but who may not serve.
fn planned(loaded: &Loaded, now: Timestamp) -> Vec<UserId> {
    let mut with_everyone = loaded.rules.clone();
    let mut on_call: Vec<_> = on_call_at(&loaded.rules, now).people.iter().map(|person| person.user).collect();
    with_everyone.may_not_serve.clear();
    for person in on_call_at(&with_everyone, now).people {
        if loaded.rules.may_not_serve.contains(&person.user) {
            on_call.push(person.user);
        }
    }
    on_call
}

/// The Slack ids of those who can be in a group, and what keeps the others out.
fn sort_by_barrier(people: &People, users: &[UserId]) -> (BTreeSet<String>, Vec<(UserId, Barrier)>) {
    let mut able = BTreeSet::new();
    let mut barred = Vec::new();
    for user in users {
        let person = people.get(*user);
        let barrier = match person.map(|person| person.standing) {
            Some(Standing::Guest) => Some(Barrier::Guest),
            Some(Standing::Bot) => Some(Barrier::Bot),
            Some(Standing::Deactivated) => Some(Barrier::Deactivated),
            Some(Standing::Admin | Standing::Member) | None => None,
        };
        match (barrier, person.and_then(|person| person.slack_id.clone())) {
            (None, Some(slack_id)) => drop(able.insert(slack_id)),
            (barrier, _) => barred.push((*user, barrier.unwrap_or(Barrier::NotInSlack))),
        }
    }
    (able, barred)
}
