//! Bringing channels and user groups up to date with Slack, so that the API can check the ids it is given.

use std::collections::{HashMap, HashSet};

use super::{Ctx, Result};
use crate::ids::{GroupId, WorkspaceId};
use crate::store::directory::{self, Channel, UserGroup};

/// A user group as Slack describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlackGroup {
    /// `S…`.
    pub slack_id: String,
    /// Its long name.
    pub name: String,
    /// What people type after `@`.
    pub handle: String,
    /// Turned off.
    pub is_disabled: bool,
}

/// Takes over Slack's list of channels. Those it does not list any more are forgotten.
pub async fn sync_channels(ctx: &Ctx, workspace: WorkspaceId, seen: &[Channel]) -> Result<()> {
    let mut tx = ctx.store.begin().await?;
    let known = directory::channels(&mut tx, workspace).await?;
    let as_known: HashMap<_, _> = known.iter().map(|channel| (&channel.slack_id, channel)).collect();
    for channel in seen {
        if as_known.get(&channel.slack_id) != Some(&channel) {
            directory::keep_channel(&mut tx, workspace, channel).await?;
        }
    }
    let listed: HashSet<_> = seen.iter().map(|channel| &channel.slack_id).collect();
    for gone in known.iter().filter(|channel| !listed.contains(&channel.slack_id)) {
        directory::forget_channel(&mut tx, workspace, &gone.slack_id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes over Slack's list of user groups. One it does not list any more is kept: schedules may name it.
pub async fn sync_groups(ctx: &Ctx, workspace: WorkspaceId, seen: &[SlackGroup]) -> Result<()> {
    let mut tx = ctx.store.begin().await?;
    let known = directory::groups(&mut tx, workspace).await?;
    for group in seen {
        let before = known.iter().find(|before| before.slack_id == group.slack_id);
        let group = UserGroup {
            id: before.map_or_else(GroupId::random, |before| before.id),
            slack_id: group.slack_id.clone(),
            name: group.name.clone(),
            handle: group.handle.clone(),
            is_disabled: group.is_disabled,
        };
        if before != Some(&group) {
            directory::keep_group(&mut tx, workspace, &group).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
