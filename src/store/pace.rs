//! When a target or a Slack method may be called again in a workspace. Kept in the database, so that replicas share it.

use jiff::Timestamp;

use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::WorkspaceId;

statements! {
    HOLD = "INSERT INTO pace (workspace_id, scope, free_at) VALUES ($1, $2, $3)
        ON CONFLICT (workspace_id, scope) DO UPDATE SET free_at = excluded.free_at WHERE pace.free_at < excluded.free_at";
    FREE_AT = "SELECT free_at FROM pace WHERE workspace_id = $1 AND scope = $2";
    PRUNE = "DELETE FROM pace WHERE free_at < $1";
}

/// Nothing goes to `scope` (a target's Slack id, or a method's name) before `until`.
pub async fn hold(tx: &mut Transaction, workspace: WorkspaceId, scope: &str, until: Timestamp) -> Result<()> {
    write!(tx, HOLD, workspace.as_str(), scope, until.as_millisecond()).map(drop)
}

/// When `scope` is free again, if it has to wait at all at `now`.
pub async fn held_until(
    db: &mut Reader,
    workspace: WorkspaceId,
    scope: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let free_at = row!(db, (i64,), FREE_AT, workspace.as_str(), scope)?.map(|(at,)| at);
    Ok(free_at.and_then(|at| Timestamp::from_millisecond(at).ok()).filter(|at| *at > now))
}

/// Forgets what has long been free.
pub async fn prune(tx: &mut Transaction, before: Timestamp) -> Result<u64> {
    write!(tx, PRUNE, before.as_millisecond())
}
