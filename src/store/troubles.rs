//! What is wrong and has been told once: it is told again only after it was well in between.

use jiff::Timestamp;

use super::sql::{rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::WorkspaceId;

/// Of a channel: Slack takes no messages for it.
pub const CHANNEL_REFUSED: &str = "channel_refused";
/// Of a user group: Slack will not let us change it.
pub const GROUP_REFUSED: &str = "group_refused";

statements! {
    ALL = "SELECT subject, kind FROM troubles WHERE workspace_id = $1 ORDER BY subject, kind";
    RAISE = "INSERT INTO troubles (workspace_id, subject, kind, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    CLEAR = "DELETE FROM troubles WHERE workspace_id = $1 AND subject = $2 AND kind = $3";
    CLEAR_ALL = "DELETE FROM troubles WHERE workspace_id = $1 AND subject = $2";
}

/// What is wrong in a workspace: subjects and kinds.
pub async fn all(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<(String, String)>> {
    rows!(db, (String, String), ALL, workspace.as_str())
}

/// Notes that `subject` (a schedule's id, a group's Slack id) has this kind of trouble. `true` when it is new, and so to
/// be told.
pub async fn raise(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    subject: &str,
    kind: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(write!(tx, RAISE, workspace.as_str(), subject, kind, now.as_millisecond())? > 0)
}

/// Notes that this kind of trouble is over. Whether there was any.
pub async fn clear(tx: &mut Transaction, workspace: WorkspaceId, subject: &str, kind: &str) -> Result<bool> {
    Ok(write!(tx, CLEAR, workspace.as_str(), subject, kind)? > 0)
}

/// Notes that nothing is wrong with `subject` any more. Whether anything was.
pub async fn clear_all(tx: &mut Transaction, workspace: WorkspaceId, subject: &str) -> Result<bool> {
    Ok(write!(tx, CLEAR_ALL, workspace.as_str(), subject)? > 0)
}
