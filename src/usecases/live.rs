//! Asking Slack now: what was made there a minute ago, and what only Slack knows (who is in a group, whether the bot is in a
//! channel). Slack's side implements [`AsksSlack`]; without Slack nothing is known but what was read before.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::schedule_changes::ScheduleChanges;
use super::sync_directory::{SlackGroup, sync_groups};
use super::{Ctx, Error};
use crate::ids::WorkspaceId;
use crate::store::StoreError;
use crate::store::directory::{self, Channel, UserGroup};

/// How long one question may take: whoever typed waits, and Slack gives three seconds for everything.
const PATIENCE: Duration = Duration::from_millis(1_200);
/// Longer than any of Slack's ids.
const LONGEST_ID: usize = 30;

/// Why Slack did not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// Slack refused, with this word.
    Refused(String),
    /// It could not be asked, or did not answer in time.
    NotNow,
}

/// What Slack answers.
pub type Asked<T> = std::result::Result<T, NoAnswer>;

/// A channel as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelNow {
    /// What is known of it.
    pub channel: Channel,
    /// Whether the bot is in it.
    pub is_member: bool,
}

/// What Slack can be asked.
#[async_trait::async_trait]
pub trait AsksSlack: std::fmt::Debug + Send + Sync {
    /// One channel.
    async fn channel(&self, workspace: WorkspaceId, id: &str) -> Asked<ChannelNow>;
    /// Brings the bot into a public channel.
    async fn join(&self, workspace: WorkspaceId, channel: &str) -> Asked<()>;
    /// Every user group.
    async fn groups(&self, workspace: WorkspaceId) -> Asked<Vec<SlackGroup>>;
    /// The Slack ids of a group's members.
    async fn members(&self, workspace: WorkspaceId, group: &str) -> Asked<BTreeSet<String>>;
    /// Writes a group's members.
    async fn set_members(&self, workspace: WorkspaceId, group: &str, members: &BTreeSet<String>) -> Asked<()>;
    /// Whether the app was given a scope; `None` when that is not known.
    async fn has_scope(&self, workspace: WorkspaceId, scope: &str) -> Option<bool>;
}

/// Slack, as far as it can be asked. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Live(Option<Arc<dyn AsksSlack>>);

impl Live {
    /// Asks through `slack`.
    pub fn through(slack: Arc<dyn AsksSlack>) -> Self {
        Self(Some(slack))
    }

    /// One channel, which is remembered.
    pub async fn channel(&self, ctx: &Ctx, workspace: WorkspaceId, id: &str) -> Result<Asked<ChannelNow>, StoreError> {
        let Some(slack) = self.0.as_ref().filter(|_| looks_like_an_id(id)) else { return Ok(Err(NoAnswer::NotNow)) };
        let found = in_time(slack.channel(workspace, id)).await;
        if let Ok(found) = &found {
            let mut tx = ctx.store.begin().await?;
            directory::keep_channel(&mut tx, workspace, &found.channel).await?;
            tx.commit().await?;
        }
        Ok(found)
    }

    /// Brings the bot into a public channel.
    pub async fn join(&self, workspace: WorkspaceId, channel: &str) -> Asked<()> {
        let slack = self.0.as_ref().ok_or(NoAnswer::NotNow)?;
        in_time(slack.join(workspace, channel)).await
    }

    /// Reads all user groups anew and remembers them.
    pub async fn read_groups(&self, ctx: &Ctx, workspace: WorkspaceId) -> Result<Asked<()>, Error> {
        let Some(slack) = &self.0 else { return Ok(Err(NoAnswer::NotNow)) };
        Ok(match in_time(slack.groups(workspace)).await {
            Ok(groups) => {
                sync_groups(ctx, workspace, &groups).await?;
                Ok(())
            }
            Err(no_answer) => Err(no_answer),
        })
    }

    /// The Slack ids of a group's members.
    pub async fn members(&self, workspace: WorkspaceId, group: &str) -> Asked<BTreeSet<String>> {
        let slack = self.0.as_ref().ok_or(NoAnswer::NotNow)?;
        in_time(slack.members(workspace, group)).await
    }

    /// Whether Slack lets us write a group: its members are written as they are.
    pub async fn may_write(&self, workspace: WorkspaceId, group: &str, members: &BTreeSet<String>) -> Asked<()> {
        let slack = self.0.as_ref().ok_or(NoAnswer::NotNow)?;
        in_time(slack.set_members(workspace, group, members)).await
    }

    /// Whether the app certainly lacks a scope.
    pub async fn lacks_scope(&self, workspace: WorkspaceId, scope: &str) -> bool {
        let Some(slack) = &self.0 else { return false };
        let answer = tokio::time::timeout(PATIENCE, slack.has_scope(workspace, scope)).await;
        answer == Ok(Some(false))
    }
}

async fn in_time<T>(question: impl Future<Output = Asked<T>>) -> Asked<T> {
    tokio::time::timeout(PATIENCE, question).await.unwrap_or(Err(NoAnswer::NotNow))
}

fn looks_like_an_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST_ID && id.chars().all(|c| c.is_ascii_alphanumeric())
}

/// One user group by Slack id, asked for when it is not known: it may have been made a minute ago.
pub async fn group(ctx: &Ctx, workspace: WorkspaceId, id: &str) -> Result<Option<UserGroup>, Error> {
    if !looks_like_an_id(id) {
        return Ok(None);
    }
    if let Some(known) = directory::group(&mut ctx.store.reader().await?, workspace, id).await? {
        return Ok(Some(known));
    }
    drop(ctx.live.read_groups(ctx, workspace).await?);
    Ok(directory::group(&mut ctx.store.reader().await?, workspace, id).await?)
}

/// Makes the channel and the group that `changes` name known, if Slack has them: they may have been made a minute ago.
pub(super) async fn look_up(ctx: &Ctx, workspace: WorkspaceId, changes: &ScheduleChanges) -> Result<(), StoreError> {
    let named = |id: &super::change::Change<Option<String>>| id.clone().new_value().flatten();
    if let Some(id) = named(&changes.channel).map(|id| id.to_uppercase()).filter(|id| looks_like_an_id(id))
        && directory::channel(&mut ctx.store.reader().await?, workspace, &id).await?.is_none()
    {
        drop(ctx.live.channel(ctx, workspace, &id).await?);
    }
    if let Some(id) = named(&changes.user_group).map(|id| id.to_uppercase()) {
        match group(ctx, workspace, &id).await {
            Ok(_) | Err(Error::User(_)) => {}
            Err(Error::Store(error)) => return Err(error),
        }
    }
    Ok(())
}
