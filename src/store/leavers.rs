//! People who may not be on call any more and whose rotations have not been looked at yet.

use jiff::Timestamp;

use super::rows::{Columns, soonest};
use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{UserId, WorkspaceId};

statements! {
    LEFT = "INSERT INTO leavers (user_id, workspace_id, left_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    TAKE = "DELETE FROM leavers WHERE workspace_id = $1 AND user_id = $2";
    NEXT = "SELECT user_id, workspace_id FROM leavers ORDER BY left_at, user_id LIMIT 1";
    NEXT_DUE = "SELECT MIN(left_at) FROM leavers";
}

/// Notes that somebody may not be on call any more.
pub async fn left(tx: &mut Transaction, workspace: WorkspaceId, user: UserId, now: Timestamp) -> Result<()> {
    write!(tx, LEFT, user.as_str(), workspace.as_str(), now.as_millisecond()).map(drop)
}

/// Takes somebody off the list: they were looked at, or are back. `false` when another replica did.
pub async fn take(tx: &mut Transaction, workspace: WorkspaceId, user: UserId) -> Result<bool> {
    Ok(write!(tx, TAKE, workspace.as_str(), user.as_str())? > 0)
}

/// Whose turn it is, over all workspaces.
pub async fn next(db: &mut Reader) -> Result<Option<(WorkspaceId, UserId)>> {
    let Some((user, workspace)) = row!(db, (String, String), NEXT)? else { return Ok(None) };
    let columns = Columns(&user);
    Ok(Some((columns.text("workspace_id", &workspace)?, columns.text("user_id", &user)?)))
}

/// Since when somebody waits, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
