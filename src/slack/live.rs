//! What Slack is asked while somebody waits, for the workspace whose team is connected.

use std::collections::BTreeSet;

use super::client::{CallError, SlackApi};
use super::teams::Teams;
use crate::ids::WorkspaceId;
use crate::usecases::live::{Asked, AsksSlack, ChannelNow, NoAnswer};
use crate::usecases::sync_directory::SlackGroup;

#[async_trait::async_trait]
impl AsksSlack for Teams {
    async fn channel(&self, workspace: WorkspaceId, id: &str) -> Asked<ChannelNow> {
        api(self, workspace)?.channel(id).await.map_err(no_answer)
    }

    async fn join(&self, workspace: WorkspaceId, channel: &str) -> Asked<()> {
        if self.has_scope(workspace, "channels:join").await == Some(false) {
            return Err(NoAnswer::Refused("missing_scope".to_owned()));
        }
        api(self, workspace)?.join(channel).await.map_err(no_answer)
    }

    async fn groups(&self, workspace: WorkspaceId) -> Asked<Vec<SlackGroup>> {
        api(self, workspace)?.groups().await.map_err(no_answer)
    }

    async fn members(&self, workspace: WorkspaceId, group: &str) -> Asked<BTreeSet<String>> {
        api(self, workspace)?.group_members(group).await.map_err(no_answer)
    }

    async fn set_members(&self, workspace: WorkspaceId, group: &str, members: &BTreeSet<String>) -> Asked<()> {
        api(self, workspace)?.set_group_members(group, members).await.map_err(no_answer)
    }

    async fn has_scope(&self, workspace: WorkspaceId, scope: &str) -> Option<bool> {
        let api = api(self, workspace).ok()?;
        if api.has_scope(scope) == Some(false) {
            // It may have been given since the start.
            drop(api.read_scopes().await);
        }
        api.has_scope(scope)
    }
}

fn api(teams: &Teams, workspace: WorkspaceId) -> Asked<SlackApi> {
    teams.of(workspace).ok_or(NoAnswer::NotNow)
}

fn no_answer(error: CallError) -> NoAnswer {
    match error {
        CallError::Refused(word) => NoAnswer::Refused(word),
        CallError::RateLimited { .. } | CallError::Unreachable(_) | CallError::Unanswered(_) => NoAnswer::NotNow,
    }
}
