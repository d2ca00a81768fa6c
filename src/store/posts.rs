//! Messages that are rewritten when what they are about changes: who reads each, and where it is in Slack.

use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::WorkspaceId;

/// A message that may be rewritten.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Post {
    /// The key it was queued under.
    pub key: String,
    /// Who reads it and how, as JSON.
    pub reader: String,
    /// The channel's or person's Slack id it was queued for.
    pub target: String,
    /// The conversation it is in, once it was posted.
    pub channel: Option<String>,
    /// Slack's name for it there.
    pub ts: Option<String>,
}

statements! {
    ADD = "INSERT INTO posts (key, workspace_id, subject, seq, reader, target)
        VALUES ($1, $2, $3, (SELECT COUNT(*) FROM posts WHERE subject = $3), $4, $5) ON CONFLICT (key) DO NOTHING";
    ABOUT = "SELECT key, reader, target, channel, ts FROM posts WHERE workspace_id = $1 AND subject = $2 ORDER BY seq, key";
    FIND = "SELECT key, reader, target, channel, ts FROM posts WHERE workspace_id = $1 AND key = $2";
    POSTED = "UPDATE posts SET channel = $1, ts = $2 WHERE key = $3";
}

/// Adds a message about `subject` that is queued under `key`.
pub async fn add(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    subject: &str,
    key: &str,
    reader: &str,
    target: &str,
) -> Result<()> {
    write!(tx, ADD, key, workspace.as_str(), subject, reader, target).map(drop)
}

/// Every message about `subject`, in the order they were queued.
pub async fn about(db: &mut Reader, workspace: WorkspaceId, subject: &str) -> Result<Vec<Post>> {
    rows!(db, Post, ABOUT, workspace.as_str(), subject)
}

/// One message.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, key: &str) -> Result<Option<Post>> {
    row!(db, Post, FIND, workspace.as_str(), key)
}

/// A message was posted, if it is one that may be rewritten.
pub async fn posted(tx: &mut Transaction, key: &str, channel: &str, ts: &str) -> Result<()> {
    write!(tx, POSTED, channel, ts, key).map(drop)
}
