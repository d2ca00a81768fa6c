//! The Slack teams Rota is connected to: which client speaks for which workspace.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use super::client::SlackApi;
use crate::ids::WorkspaceId;

/// The clients of the connected workspaces. Cheap to clone; all clones see the same teams.
#[derive(Debug, Clone, Default)]
pub struct Teams(Arc<RwLock<HashMap<WorkspaceId, SlackApi>>>);

impl Teams {
    /// Makes `api` speak for a workspace.
    pub fn connect(&self, workspace: WorkspaceId, api: SlackApi) {
        self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(workspace, api);
    }

    /// The client of a workspace, once it is connected.
    pub fn of(&self, workspace: WorkspaceId) -> Option<SlackApi> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&workspace).cloned()
    }

    /// The connected workspaces.
    pub fn connected(&self) -> Vec<WorkspaceId> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).keys().copied().collect()
    }
}
