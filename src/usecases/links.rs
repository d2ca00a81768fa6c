//! How a schedule is linked to Slack: its channel, its group, and what was chosen about both.

use jiff::Timestamp;

use super::managers::manages;
use super::people::People;
use super::rules::Loaded;
use super::{Actor, Ctx, Result};
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::schedule::resolve::on_call_at;
use crate::store::directory::{Channel, UserGroup};
use crate::store::links::{self, Link};
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, StoreError, directory, health, schedules};

/// A schedule and all it is linked to.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// What was chosen.
    pub link: Link,
    /// Whether its channel hears every Monday who comes when.
    pub weekly_digest: bool,
    /// Its channel, if it is known.
    pub channel: Option<Channel>,
    /// Its group, if it is known.
    pub group: Option<UserGroup>,
    /// The channel cover is asked for in, if it is another than its own and known.
    pub swap_channel: Option<Channel>,
    /// Whether who asked may change any of it.
    pub may_change: bool,
    /// Everybody.
    pub people: People,
}

/// What a schedule is linked to; `None` when it is gone.
pub async fn linked(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Result<Option<Linked>> {
    let mut db = ctx.store.reader().await?;
    Ok(linked_now(&mut db, actor, id).await?)
}

pub(super) async fn linked_now(
    db: &mut Reader,
    actor: Actor,
    id: ScheduleId,
) -> std::result::Result<Option<Linked>, StoreError> {
    let workspace = actor.workspace();
    let Some(schedule) = schedules::find(db, workspace, id).await? else { return Ok(None) };
    let link = links::of_schedule(db, workspace, id).await?;
    let people = People::of(db, workspace).await?;
    let may_change = manages(db, &people, actor, &schedule).await?;
    let channel = match &schedule.channel {
        Some(channel) => directory::channel(db, workspace, channel).await?,
        None => None,
    };
    let swap_channel = match &link.swap_channel {
        Some(channel) => directory::channel(db, workspace, channel).await?,
        None => None,
    };
    let group = match &schedule.user_group {
        Some(group) => directory::group(db, workspace, group).await?,
        None => None,
    };
    let weekly_digest = health::digest(db, workspace, id).await?;
    Ok(Some(Linked { schedule, link, weekly_digest, channel, group, swap_channel, may_change, people }))
}

/// The Slack id of the channel in which cover for a schedule's shifts is asked for; `None` when it has no channel at all.
pub async fn swap_channel_of(
    db: &mut Reader,
    schedule: &ScheduleRecord,
) -> std::result::Result<Option<String>, StoreError> {
    let chosen = links::of_schedule(db, schedule.workspace, schedule.id).await?.swap_channel;
    Ok(chosen.or_else(|| schedule.channel.clone()))
}

/// Who is on call in a schedule that a channel's topic names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicLine {
    /// What the schedule is called.
    pub schedule: String,
    /// Who is on call. Nobody: a gap.
    pub on_call: Vec<UserId>,
}

/// What the topic of a channel names at `now`, in the order the schedules were made.
pub async fn topic_lines(
    db: &mut Reader,
    workspace: WorkspaceId,
    channel: &str,
    people: &People,
    now: Timestamp,
) -> std::result::Result<Vec<TopicLine>, StoreError> {
    let chosen = links::of_channel(db, workspace, channel).await?;
    let mut lines = Vec::new();
    for schedule in schedules::of_channel(db, workspace, channel).await? {
        if !chosen.iter().any(|(id, link)| *id == schedule.id && link.in_topic) {
            continue;
        }
        let loaded = Loaded::of(db, schedule, people).await?;
        let on_call = on_call_at(&loaded.rules, now).people.iter().map(|person| person.user).collect();
        lines.push(TopicLine { schedule: loaded.record.name, on_call });
    }
    Ok(lines)
}
