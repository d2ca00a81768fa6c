//! Linking a schedule to a channel and a group, and changing how. A group that is new to a schedule is shown first: who is in
//! it, and who will be.

use std::collections::BTreeSet;

use super::change::Change;
use super::changed::{begin_change, schedules_changed};
use super::group_members::{Wanted, plan_of};
use super::links::{Linked, linked_now};
use super::live::{self, NoAnswer};
use super::managers::managers_of;
use super::people::People;
use super::{Actor, Ctx, Error};
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::store::directory::UserGroup;
use crate::store::links::{self, Announces, GroupHolds, Link, Mentions};
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, StoreError, directory, health, schedules, topics};

/// The most people who are always in a group: as many as a form shows and a modal remembers.
pub const MOST_PERMANENT: usize = 100;
/// The scope without which no public channel's topic can be set.
const TOPIC_SCOPE: &str = "channels:write.topic";
/// The same for a private channel.
const PRIVATE_TOPIC_SCOPE: &str = "groups:write.topic";

/// What somebody wants of a schedule's links. What is left as it is, is not named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// The version the wish was made from; another one is refused.
    pub version: Option<i64>,
    /// Where handoffs are announced, by Slack id.
    pub channel: Change<Option<String>>,
    /// The user group, by Slack id.
    pub group: Change<Option<String>>,
    /// Where cover is asked for, by Slack id.
    pub swap_channel: Change<Option<String>>,
    /// Whom the group holds.
    pub holds: Change<GroupHolds>,
    /// Who is always in it.
    pub permanent: Change<Vec<UserId>>,
    /// Whether the topic names who is on call.
    pub in_topic: Change<bool>,
    /// Who is mentioned.
    pub mentions: Change<Mentions>,
    /// What is announced.
    pub announces: Change<Announces>,
    /// Whether the channel hears every Monday who comes when.
    pub weekly_digest: Change<bool>,
    /// Whether those who are in a new group now stay in it for good.
    pub keep_present: bool,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The schedule is gone.
    #[error("the schedule is gone")]
    Gone,
    /// Somebody we don't know yet.
    #[error("not known yet")]
    Stranger,
    /// They do not manage this schedule; these people do.
    #[error("not a manager of {0}")]
    MayNot(String, Vec<String>),
    /// Somebody changed the schedule of this name meanwhile.
    #[error("{0} changed meanwhile")]
    Changed(String),
    /// The channel with this Slack id cannot be used.
    #[error("the channel {0} cannot be used")]
    Channel(String, ChannelTrouble),
    /// The same of the channel in which cover is asked for.
    #[error("the channel {0} cannot be used")]
    SwapChannel(String, ChannelTrouble),
    /// The group cannot be used: its handle, or its id where that is all we have.
    #[error("the group {0} cannot be used")]
    Group(String, GroupTrouble),
    /// So many people would always be in the group of this handle, more than [`MOST_PERMANENT`].
    #[error("{1} people would always be in {0}")]
    TooMany(String, usize),
    /// The topic of no channel.
    #[error("a topic needs a channel")]
    TopicOfNothing,
    /// The app lacks this scope, so it cannot set topics.
    #[error("topics need {0}")]
    TopicScope(&'static str),
    /// The schedule of this name is not linked to that.
    #[error("{0} is not linked to it")]
    NotLinked(String),
    /// We could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(error) => Self::Store(error),
            Error::User(_) => Self::Gone,
        }
    }
}

/// Why a channel cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelTrouble {
    /// Slack shows it to us not at all: it is private, or gone.
    NotSeen,
    /// Archived.
    Archived,
    /// The bot is not in it and may not come in by itself.
    NotMember,
    /// Slack did not answer.
    NotNow,
}

/// Why a group cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupTrouble {
    /// There is none of this id.
    Unknown,
    /// Slack does not let us write it, or read it: its word.
    Refused(String),
    /// Slack did not answer.
    NotNow,
}

/// A group that a schedule is about to take over.
#[derive(Debug, Clone)]
pub struct Takeover {
    /// The schedule as it is.
    pub schedule: ScheduleRecord,
    /// The group.
    pub group: UserGroup,
    /// The names of those who are in it now, by name.
    pub present: Vec<String>,
    /// The names of those who will be; `None`: it is disabled until somebody is on call.
    pub then: Option<Vec<String>>,
    /// The other schedules that keep it.
    pub beside: Vec<String>,
}

/// What a wish comes to.
#[derive(Debug)]
pub enum Outcome {
    /// It is done.
    Done(Box<Linked>),
    /// The group is new to the schedule: this must be agreed to first.
    AskFirst(Box<Takeover>),
}

/// Does what is wished; asks first when a group is new to the schedule and nobody has `agreed` to that.
pub async fn link_schedule(
    ctx: &Ctx,
    actor: Actor,
    id: ScheduleId,
    wish: Wish,
    agreed: Agreed,
) -> Result<Outcome, Refusal> {
    let workspace = actor.workspace();
    let before = may_link(&mut ctx.store.reader().await?, actor, id, &wish).await?;
    let mut wish = wish;
    check_channels(ctx, workspace, &before, &wish).await?;
    let new_group = wish.group.clone().new_value().flatten();
    if let Some(group) = new_group.filter(|group| before.schedule.user_group.as_ref() != Some(group)) {
        let group = live::group(ctx, workspace, &group)
            .await?
            .ok_or_else(|| Refusal::Group(group.clone(), GroupTrouble::Unknown))?;
        let present = ctx.live.members(workspace, &group.slack_id).await.map_err(|no| no_group(&group, no))?;
        match agreed {
            Agreed::NotYet => {
                let takeover = takeover(ctx, &before, &wish, group, &present).await?;
                return Ok(Outcome::AskFirst(Box::new(takeover)));
            }
            Agreed::Yes => {
                if !group.is_disabled && !present.is_empty() {
                    let written = ctx.live.may_write(workspace, &group.slack_id, &present).await;
                    written.map_err(|no| no_group(&group, no))?;
                }
            }
        }
        if wish.keep_present {
            let kept = before.people.iter().filter(|person| {
                person.slack_id.as_ref().is_some_and(|id| present.contains(id)) && person.standing.may_be_on_call()
            });
            let mut permanent: BTreeSet<UserId> = kept.map(|person| person.id).collect();
            permanent.extend(wish.permanent.clone().new_value().unwrap_or_default());
            if permanent.len() > MOST_PERMANENT {
                return Err(Refusal::TooMany(group.handle, permanent.len()));
            }
            wish.permanent = Change::To(permanent.into_iter().collect());
        } else if wish.permanent.is_keep() {
            // They were always in the group before, not in this one.
            wish.permanent = Change::To(Vec::new());
        }
    }
    write_down(ctx, actor, id, wish).await.map(|linked| Outcome::Done(Box::new(linked)))
}

/// Whether somebody has seen who leaves a group that is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreed {
    /// They have.
    Yes,
    /// They must be asked.
    NotYet,
}

/// The schedule and its links as they are, where they may be changed by whoever wishes that.
pub(super) async fn may_link(db: &mut Reader, actor: Actor, id: ScheduleId, wish: &Wish) -> Result<Linked, Refusal> {
    let linked = linked_now(db, actor, id).await?.ok_or(Refusal::Gone)?;
    if matches!(actor, Actor::Stranger { .. }) {
        return Err(Refusal::Stranger);
    }
    if !linked.may_change {
        let managers = managers_of(db, &linked.schedule).await?;
        let names = managers.into_iter().map(|manager| linked.people.name(manager)).collect();
        return Err(Refusal::MayNot(linked.schedule.name, names));
    }
    if wish.version.is_some_and(|version| version != linked.schedule.version) {
        return Err(Refusal::Changed(linked.schedule.name));
    }
    Ok(linked)
}

/// Looks at the channels that are new to the schedule as they are now, and comes into public ones.
async fn check_channels(ctx: &Ctx, workspace: WorkspaceId, before: &Linked, wish: &Wish) -> Result<(), Refusal> {
    let old = &before.schedule.channel;
    let (announce, swaps) = (&wish.channel, &wish.swap_channel);
    let is_new = |new: &Change<Option<String>>, old: &Option<String>| {
        new.clone().new_value().flatten().filter(|id| Some(id) != old.as_ref())
    };
    let (new, new_swaps) = (is_new(announce, old), is_new(swaps, &before.link.swap_channel));
    if let Some(id) = &new {
        usable(ctx, workspace, id).await?.map_err(|trouble| Refusal::Channel(id.clone(), trouble))?;
    }
    if let Some(id) = new_swaps.filter(|id| Some(id) != new.as_ref()) {
        usable(ctx, workspace, &id).await?.map_err(|trouble| Refusal::SwapChannel(id, trouble))?;
    }
    let in_topic = wish.in_topic.or(before.link.in_topic);
    if wish.in_topic == Change::To(true) || (in_topic && new.is_some()) {
        let Some(channel) = wish.channel.clone().or(old.clone()) else { return Err(Refusal::TopicOfNothing) };
        let known = directory::channel(&mut ctx.store.reader().await?, workspace, &channel).await?;
        let is_private = known.is_some_and(|channel| channel.is_private);
        let scope = if is_private { PRIVATE_TOPIC_SCOPE } else { TOPIC_SCOPE };
        if ctx.live.lacks_scope(workspace, scope).await {
            return Err(Refusal::TopicScope(scope));
        }
    }
    Ok(())
}

async fn usable(ctx: &Ctx, workspace: WorkspaceId, id: &str) -> Result<Result<(), ChannelTrouble>, Refusal> {
    let found = match ctx.live.channel(ctx, workspace, id).await? {
        Ok(found) => found,
        Err(NoAnswer::Refused(_)) => return Ok(Err(ChannelTrouble::NotSeen)),
        Err(NoAnswer::NotNow) => return Ok(Err(ChannelTrouble::NotNow)),
    };
    if found.channel.is_archived {
        return Ok(Err(ChannelTrouble::Archived));
    }
    if found.is_member {
        return Ok(Ok(()));
    }
    Ok(match ctx.live.join(workspace, id).await {
        Ok(()) => Ok(()),
        Err(NoAnswer::Refused(word)) if word == "is_archived" => Err(ChannelTrouble::Archived),
        Err(NoAnswer::Refused(_)) => Err(ChannelTrouble::NotMember),
        Err(NoAnswer::NotNow) => Err(ChannelTrouble::NotNow),
    })
}

fn no_group(group: &UserGroup, no_answer: NoAnswer) -> Refusal {
    let trouble = match no_answer {
        NoAnswer::Refused(word) if word == "no_such_subteam" || word == "subteam_not_found" => GroupTrouble::Unknown,
        NoAnswer::Refused(word) => GroupTrouble::Refused(word),
        NoAnswer::NotNow => GroupTrouble::NotNow,
    };
    Refusal::Group(group.handle.clone(), trouble)
}

/// What a group holds now, and would hold.
async fn takeover(
    ctx: &Ctx,
    before: &Linked,
    wish: &Wish,
    group: UserGroup,
    present: &BTreeSet<String>,
) -> Result<Takeover, Refusal> {
    let (workspace, now) = (before.schedule.workspace, ctx.clock.now());
    let mut db = ctx.store.reader().await?;
    let links = links::of_group(&mut db, workspace, &group.slack_id).await?;
    let link_of = |id: ScheduleId| links.iter().find(|(known, _)| *known == id).map(|(_, link)| link.clone());
    let others = schedules::of_group(&mut db, workspace, &group.slack_id).await?;
    let beside = others.iter().map(|schedule| schedule.name.clone()).collect();
    let mut kept_by: Vec<_> = others
        .into_iter()
        .map(|schedule| {
            let link = link_of(schedule.id).unwrap_or_default();
            (schedule, link)
        })
        .collect();
    let schedule = ScheduleRecord { user_group: Some(group.slack_id.clone()), ..before.schedule.clone() };
    let permanent = wish.permanent.clone().new_value().unwrap_or_default();
    kept_by.push((schedule, Link { permanent, ..linked_as(&before.link, wish) }));
    let plan = plan_of(&mut db, before.people.clone(), kept_by, now).await?;
    let then = match plan.wanted {
        Wanted::Members(members) => Some(members),
        Wanted::AtLeast(members) => Some(members.union(present).cloned().collect()),
        Wanted::AsItIs => Some(present.clone()),
        Wanted::Disabled => None,
    };
    let names = |ids: &BTreeSet<String>| names_of(&before.people, ids);
    let (present, then) = (names(present), then.as_ref().map(names));
    Ok(Takeover { schedule: before.schedule.clone(), group, present, then, beside })
}

fn names_of(people: &People, slack_ids: &BTreeSet<String>) -> Vec<String> {
    let known = people.iter().filter(|person| person.slack_id.as_ref().is_some_and(|id| slack_ids.contains(id)));
    let mut names: Vec<String> = known.map(|person| person.full_name.clone()).collect();
    names.sort_unstable();
    let strangers = slack_ids.len().saturating_sub(names.len());
    names.extend((0..strangers).map(|_| "somebody I haven't met".to_owned()));
    names
}

fn linked_as(before: &Link, wish: &Wish) -> Link {
    Link {
        holds: wish.holds.or(before.holds),
        permanent: wish.permanent.clone().or(before.permanent.clone()),
        swap_channel: wish.swap_channel.clone().or(before.swap_channel.clone()),
        in_topic: wish.in_topic.or(before.in_topic),
        mentions: wish.mentions.or(before.mentions),
        announces: wish.announces.or(before.announces),
    }
}

/// Writes a wish down, with all that must be looked at because of it.
pub(super) async fn write_down(ctx: &Ctx, actor: Actor, id: ScheduleId, wish: Wish) -> Result<Linked, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let before = may_link(&mut tx, actor, id, &wish).await?;
    let old = before.schedule;
    let mut link = linked_as(&before.link, &wish);
    let new = ScheduleRecord {
        channel: wish.channel.or(old.channel.clone()),
        user_group: wish.group.or(old.user_group.clone()),
        ..old.clone()
    };
    if new.user_group.is_none() {
        link.permanent.clear();
    }
    link.in_topic &= new.channel.is_some();
    schedules::update(&mut tx, &new).await?;
    links::keep(&mut tx, workspace, id, &link).await?;
    if let Change::To(on) = wish.weekly_digest {
        health::know(&mut tx, workspace, id, now).await?;
        health::set_digest(&mut tx, workspace, id, on).await?;
    }
    schedules_changed(&mut tx, workspace, &[id].into(), now).await?;
    if let Some(group) = old.user_group.as_ref().filter(|group| new.user_group.as_ref() != Some(group)) {
        directory::group_is_due(&mut tx, workspace, group, now).await?;
    }
    if let Some(channel) = &old.channel
        && (new.channel.as_ref() != Some(channel) || !link.in_topic)
    {
        topics::topic_is_due(&mut tx, workspace, channel, now).await?;
    }
    let linked = linked_now(&mut tx, actor, id).await?.ok_or(Refusal::Gone)?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(linked)
}
