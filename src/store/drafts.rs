//! What somebody is filling in over several steps, until it is saved or a day old. Whose it is, only they read and write it.

use jiff::Timestamp;

use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{DraftId, UserId, WorkspaceId};

/// Whose draft is meant, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owned {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Who fills it in.
    pub user: UserId,
    /// Which.
    pub id: DraftId,
}

/// A draft as it was kept last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// JSON.
    pub body: String,
    /// Raised with every step; the first is 1.
    pub version: i64,
}

statements! {
    FIND = "SELECT body, version FROM drafts WHERE workspace_id = $1 AND user_id = $2 AND id = $3";
    INSERT = "INSERT INTO drafts (id, workspace_id, user_id, body, version, created_at, updated_at)
              VALUES ($1, $2, $3, $4, 1, $5, $5)";
    STEP = "UPDATE drafts SET body = $1, version = version + 1, updated_at = $2
            WHERE workspace_id = $3 AND user_id = $4 AND id = $5 AND version = $6";
    DELETE = "DELETE FROM drafts WHERE workspace_id = $1 AND user_id = $2 AND id = $3";
    PRUNE = "DELETE FROM drafts WHERE updated_at < $1";
}

/// One draft.
pub async fn find(db: &mut Reader, of: Owned) -> Result<Option<Kept>> {
    let row = row!(db, (String, i64), FIND, of.workspace.as_str(), of.user.as_str(), of.id.as_str())?;
    Ok(row.map(|(body, version)| Kept { body, version }))
}

/// Begins one, at version 1.
pub async fn insert(tx: &mut Transaction, of: Owned, body: &str, now: Timestamp) -> Result<()> {
    let (id, workspace, user) = (of.id.as_str(), of.workspace.as_str(), of.user.as_str());
    write!(tx, INSERT, id, workspace, user, body, now.as_millisecond()).map(drop)
}

/// Goes a step further from `version` to the next. `false` when somebody went on from there already, or it is gone.
pub async fn step(tx: &mut Transaction, of: Owned, version: i64, body: &str, now: Timestamp) -> Result<bool> {
    let (id, workspace, user) = (of.id.as_str(), of.workspace.as_str(), of.user.as_str());
    Ok(write!(tx, STEP, body, now.as_millisecond(), workspace, user, id, version)? > 0)
}

/// Forgets one.
pub async fn delete(tx: &mut Transaction, of: Owned) -> Result<()> {
    write!(tx, DELETE, of.workspace.as_str(), of.user.as_str(), of.id.as_str()).map(drop)
}

/// Forgets drafts that nobody touched since `before`.
pub async fn prune(tx: &mut Transaction, before: Timestamp) -> Result<u64> {
    write!(tx, PRUNE, before.as_millisecond())
}
