//! Who a Slack user group should hold now: everybody on call in any schedule that keeps it (or next, or in the rotation at
//! all, as each is linked), who is always in it, or what those schedules want while nobody is on call.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::message::Barrier;
use super::people::People;
use super::rules::Loaded;
use crate::ids::{UserId, WorkspaceId};
use crate::schedule::resolve::on_call_at;
use crate::schedule::stretch::by_people;
use crate::schedule::{Crew, Schedule, Shift, ShiftKind};
use crate::store::links::{self, GroupHolds, Link};
use crate::store::people::Standing;
use crate::store::schedules::{ScheduleRecord, Vacancy};
use crate::store::{Reader, Result, schedules};

/// What a group should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Exactly these Slack ids, at least one.
    Members(BTreeSet<String>),
    /// Whoever is in it, and these Slack ids, at least one: nobody is on call, and the schedules keep it pointing at the last
    /// people.
    AtLeast(BTreeSet<String>),
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
pub async fn plan(db: &mut Reader, workspace: WorkspaceId, group: &str, now: Timestamp) -> Result<GroupPlan> {
    let people = People::of(db, workspace).await?;
    let schedules = schedules::of_group(db, workspace, group).await?;
    let mut links: HashMap<_, _> = links::of_group(db, workspace, group).await?.into_iter().collect();
    let linked = schedules.into_iter().map(|schedule| {
        let link = links.remove(&schedule.id).unwrap_or_default();
        (schedule, link)
    });
    plan_of(db, people, linked.collect(), now).await
}

/// Plans the members of a group that these schedules keep, linked so.
pub async fn plan_of(
    db: &mut Reader,
    people: People,
    kept_by: Vec<(ScheduleRecord, Link)>,
    now: Timestamp,
) -> Result<GroupPlan> {
    let mut wishes = Wishes::default();
    let mut left_out = Vec::new();
    for (record, link) in &kept_by {
        let loaded = Loaded::of(db, record.clone(), &people).await?;
        let barred = wishes.add(&loaded, link, &people, now);
        left_out.extend(barred.into_iter().map(|(user, because)| LeftOut { schedule: record.clone(), user, because }));
    }
    let schedules = kept_by.into_iter().map(|(schedule, _)| schedule).collect();
    Ok(GroupPlan { wanted: wishes.wanted(), left_out, schedules, people })
}

/// What the schedules that keep a group want of it, in Slack ids.
#[derive(Default)]
struct Wishes {
    members: BTreeSet<String>,
    permanent: BTreeSet<String>,
    fallback: BTreeSet<String>,
    disable: bool,
}

impl Wishes {
    /// Adds what one schedule wants; who is on call and cannot be in a group, and why.
    fn add(&mut self, loaded: &Loaded, link: &Link, people: &People, now: Timestamp) -> Vec<(UserId, Barrier)> {
        let (on_call, barred) = sort_by_barrier(people, &planned(loaded, now));
        let more = match link.holds {
            GroupHolds::Current => Vec::new(),
            GroupHolds::Next => on_call_next(&loaded.rules, now),
            GroupHolds::All => in_rotation(&loaded.rules, now),
        };
        let more = sort_by_barrier(people, &more).0;
        let nobody = on_call.is_empty() && more.is_empty();
        self.members.extend(on_call.into_iter().chain(more));
        self.permanent.extend(sort_by_barrier(people, &link.permanent).0);
        match &loaded.record.vacancy {
            Vacancy::Fallback(users) if nobody => self.fallback.extend(sort_by_barrier(people, users).0),
            Vacancy::Disable if nobody => self.disable = true,
            _ => {}
        }
        barred
    }

    /// A group that somebody is always in is never empty, so it is never disabled.
    fn wanted(mut self) -> Wanted {
        self.members.append(&mut self.fallback);
        let nobody = self.members.is_empty();
        match (nobody, self.permanent.is_empty(), self.disable) {
            (true, true, true) => Wanted::Disabled,
            (true, true, false) => Wanted::AsItIs,
            (true, false, false) => Wanted::AtLeast(self.permanent),
            (true, false, true) | (false, ..) => {
                self.members.append(&mut self.permanent);
                Wanted::Members(self.members)
            }
        }
    }
}

/// Who is on call when the people on call change next, after a gap if there is one.
pub(super) fn on_call_next(rules: &Schedule, now: Timestamp) -> Vec<UserId> {
    let next = by_people(rules, now).skip(1).find(|stretch| !stretch.people.is_empty());
    next.into_iter().flat_map(|stretch| stretch.people).map(|person| person.user).collect()
}

/// Everybody that a shift names which is not over, overrides aside.
fn in_rotation(rules: &Schedule, now: Timestamp) -> Vec<UserId> {
    let lasting = rules.shifts.iter().filter(|shift| shift.until.is_none_or(|until| until > now));
    let named: BTreeSet<UserId> = lasting
        .flat_map(|shift| match &shift.kind {
            ShiftKind::Rolling(_, rotation) => rotation.groups.iter().collect(),
            ShiftKind::Recurrent(_, crew) => vec![crew],
            ShiftKind::Single(crew) if ends_after(shift, now) => vec![crew],
            ShiftKind::Single(_) | ShiftKind::Override(_) => Vec::new(),
        })
        .flat_map(|Crew(users)| users)
        .copied()
        .collect();
    named.into_iter().collect()
}

fn ends_after(shift: &Shift, now: Timestamp) -> bool {
    let end = shift.start.checked_add(jiff::SignedDuration::from_secs(shift.duration));
    end.ok().and_then(|end| shift.zone.rules().to_timestamp(end).ok()).is_none_or(|end| end > now)
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
