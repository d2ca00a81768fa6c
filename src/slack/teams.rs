//! The Slack teams Rota is connected to: which client speaks for which workspace.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::client::SlackApi;
use crate::ids::WorkspaceId;

/// The clients of the connected workspaces. Cheap to clone; all clones see the same teams.
#[derive(Debug, Clone, Default)]
pub struct Teams {
    clients: Arc<RwLock<HashMap<WorkspaceId, SlackApi>>>,
    /// Whose workspace each Slack team is, as far as it was asked for: it stays so, and a form must open while the database
    /// is slow.
    workspaces: Arc<RwLock<HashMap<String, WorkspaceId>>>,
}

impl Teams {
    /// Makes `api` speak for a workspace.
    pub fn connect(&self, workspace: WorkspaceId, api: SlackApi) {
        self.clients.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(workspace, api);
    }

    /// The client of a workspace, once it is connected.
    pub fn of(&self, workspace: WorkspaceId) -> Option<SlackApi> {
        self.clients.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&workspace).cloned()
    }

    /// The connected workspaces.
    pub fn connected(&self) -> Vec<WorkspaceId> {
        self.clients.read().unwrap_or_else(std::sync::PoisonError::into_inner).keys().copied().collect()
    }

    /// Notes whose workspace a Slack team is.
    pub fn belongs(&self, team: &str, workspace: WorkspaceId) {
        if self.workspace_of(team) != Some(workspace) {
            let mut known = self.workspaces.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            known.insert(team.to_owned(), workspace);
        }
    }

    /// The workspace of a Slack team, if it was noted.
    pub fn workspace_of(&self, team: &str) -> Option<WorkspaceId> {
        self.workspaces.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(team).copied()
    }
}
