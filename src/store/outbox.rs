//! Messages that must be said. A row is written in the transaction that causes it and leaves only by being sent, or by
//! Slack's final refusal.
//!
//! States: `waiting`; `sending` (somebody is at it; after a crash its lease runs out); `unsure` (an attempt ended without
//! an answer, so the channel's history is read before another); `sent`; `refused`.

use jiff::Timestamp;

use super::rows::{Columns, soonest};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{MessageId, WorkspaceId};

/// A message to be queued.
#[derive(Debug, Clone)]
pub struct Queued {
    /// Which workspace it is said in.
    pub workspace: WorkspaceId,
    /// What makes it unique, for ever.
    pub key: String,
    /// A channel's or a person's Slack id.
    pub target: String,
    /// What is to be said, as JSON.
    pub message: String,
    /// When, at the earliest.
    pub due_at: Timestamp,
    /// How it is said.
    pub how: How,
}

/// How a message is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum How {
    /// As a message of its own.
    #[default]
    Anew,
    /// In the place of what the post with this key says.
    Rewriting(String),
    /// In the thread of the post with this key.
    InThread {
        /// The post's key.
        of: String,
        /// Whether the channel sees it as well.
        broadcast: bool,
    },
}

/// A message whose turn it is.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Which message.
    pub id: MessageId,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// What makes it unique; it travels in the message's metadata.
    pub key: String,
    /// Where it goes.
    pub target: String,
    /// What is to be said, as JSON.
    pub message: String,
    /// How it is said.
    pub how: How,
    /// Whether an earlier attempt may have reached Slack.
    pub may_be_sent: bool,
    /// How many attempts there were, this one included.
    pub attempts: i64,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When the first attempt began.
    pub first_attempt_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    workspace_id: String,
    dedup_key: String,
    target: String,
    message: String,
    state: String,
    attempts: i64,
    created_at: i64,
    attempted_at: i64,
    rewrites: Option<String>,
    thread_of: Option<String>,
    broadcast: bool,
}

statements! {
    ADD = "INSERT INTO outbox (id, workspace_id, seq, dedup_key, target, message, state, due_at, created_at, rewrites, thread_of,
            broadcast)
        VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM outbox WHERE workspace_id = $2), $3, $4, $5, 'waiting', $6, $7,
            $8, $9, $10)
        ON CONFLICT (dedup_key) DO NOTHING";
    CLAIM = "UPDATE outbox SET state = CASE WHEN state = 'waiting' THEN 'sending' ELSE 'unsure' END, attempts = attempts + 1,
            lease_owner = $1, lease_until = $2, attempted_at = COALESCE(attempted_at, $3)
        WHERE id IN (
            SELECT o.id FROM outbox o
            WHERE o.state IN ('waiting', 'sending', 'unsure') AND o.due_at <= $3
            AND (o.lease_until IS NULL OR o.lease_until <= $3)
            AND NOT EXISTS (SELECT 1 FROM pace p WHERE p.workspace_id = o.workspace_id
                AND p.scope IN (o.target, 'chat.postMessage') AND p.free_at > $3)
            AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.workspace_id = o.workspace_id AND e.target = o.target
                AND e.state IN ('waiting', 'sending', 'unsure') AND (e.seq < o.seq OR (e.seq = o.seq AND e.id < o.id)))
            ORDER BY o.due_at, o.seq, o.id LIMIT $4)
        AND state IN ('waiting', 'sending', 'unsure') AND (lease_until IS NULL OR lease_until <= $3)
        RETURNING id, workspace_id, dedup_key, target, message, state, attempts, created_at, attempted_at, rewrites, thread_of,
            broadcast";
    HOLD = "UPDATE outbox SET lease_until = $1 WHERE id = $2 AND lease_owner = $3";
    SENT = "UPDATE outbox SET state = 'sent', sent_channel = $1, sent_ts = $2, sent_at = $3, lease_owner = NULL,
            lease_until = NULL, trouble = NULL WHERE id = $4 AND lease_owner = $5";
    LATER = "UPDATE outbox SET state = $1, due_at = $2, trouble = $3, lease_owner = NULL, lease_until = NULL
        WHERE id = $4 AND lease_owner = $5";
    REFUSED = "UPDATE outbox SET state = 'refused', trouble = $1, lease_owner = NULL, lease_until = NULL
        WHERE id = $2 AND lease_owner = $3";
    RELEASE_ALL = "UPDATE outbox SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    IS_DUE = "SELECT o.id FROM outbox o
        WHERE o.state IN ('waiting', 'sending', 'unsure') AND o.due_at <= $1
        AND (o.lease_until IS NULL OR o.lease_until <= $1)
        AND NOT EXISTS (SELECT 1 FROM pace p WHERE p.workspace_id = o.workspace_id
            AND p.scope IN (o.target, 'chat.postMessage') AND p.free_at > $1)
        AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.workspace_id = o.workspace_id AND e.target = o.target
            AND e.state IN ('waiting', 'sending', 'unsure') AND (e.seq < o.seq OR (e.seq = o.seq AND e.id < o.id)))
        ORDER BY o.due_at, o.seq, o.id LIMIT 1";
    NEXT_DUE = "SELECT MIN(w.at) FROM (
        SELECT MIN(due_at) AS at FROM outbox WHERE state IN ('waiting', 'sending', 'unsure') AND due_at > $1
        UNION ALL SELECT MIN(lease_until) FROM outbox WHERE lease_until > $1
        UNION ALL SELECT MIN(p.free_at) FROM pace p WHERE p.free_at > $1 AND (
            EXISTS (SELECT 1 FROM outbox o WHERE o.workspace_id = p.workspace_id AND o.target = p.scope
                AND o.state IN ('waiting', 'sending', 'unsure'))
            OR (p.scope = 'chat.postMessage' AND EXISTS (SELECT 1 FROM outbox o WHERE o.workspace_id = p.workspace_id
                AND o.state IN ('waiting', 'sending', 'unsure'))))) w";
    WAITING = "SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending', 'unsure')";
    PRUNE = "DELETE FROM outbox WHERE state IN ('sent', 'refused') AND created_at < $1";
}

/// Queues a message. `false` when one with this key was queued before: then nothing is added.
pub async fn add(tx: &mut Transaction, queued: &Queued, now: Timestamp) -> Result<bool> {
    let id = MessageId::random();
    let Queued { workspace, key, target, message, due_at, how } = queued;
    let (due_at, now) = (due_at.as_millisecond(), now.as_millisecond());
    let (rewrites, thread_of, broadcast) = match how {
        How::Anew => (None, None, false),
        How::Rewriting(key) => (Some(key), None, false),
        How::InThread { of, broadcast } => (None, Some(of), *broadcast),
    };
    let (id, workspace) = (id.as_str(), workspace.as_str());
    Ok(write!(tx, ADD, id, workspace, key, target, message, due_at, now, rewrites, thread_of, broadcast)? > 0)
}

/// Claims up to `limit` messages for `owner` until `until`: the oldest of each target, where neither the target nor the
/// workspace has to wait. One that cannot be read is an error of its own.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Result<Turn>>> {
    let claimed = rows!(tx, Row, CLAIM, owner, until.as_millisecond(), now.as_millisecond(), limit)?;
    let read = |row: Row| {
        let columns = Columns(&row.id);
        Ok(Turn {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            created_at: columns.instant("created_at", row.created_at)?,
            first_attempt_at: columns.instant("attempted_at", row.attempted_at)?,
            key: row.dedup_key,
            target: row.target,
            message: row.message,
            how: match (row.rewrites, row.thread_of) {
                (Some(key), _) => How::Rewriting(key),
                (None, Some(of)) => How::InThread { of, broadcast: row.broadcast },
                (None, None) => How::Anew,
            },
            may_be_sent: row.state == "unsure",
            attempts: row.attempts,
        })
    };
    Ok(claimed.into_iter().map(read).collect())
}

/// Holds on to a claimed message until `until`. `false` when the lease was lost: somebody else is at it.
pub async fn hold(tx: &mut Transaction, id: MessageId, owner: &str, until: Timestamp) -> Result<bool> {
    Ok(write!(tx, HOLD, until.as_millisecond(), id.as_str(), owner)? > 0)
}

/// A message is in Slack: the channel it went to and its `ts`. `false` when the lease was lost.
pub async fn sent(
    tx: &mut Transaction,
    id: MessageId,
    owner: &str,
    channel: &str,
    ts: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(write!(tx, SENT, channel, ts, now.as_millisecond(), id.as_str(), owner)? > 0)
}

/// An attempt failed and nothing was posted: again at `at`.
pub async fn later(tx: &mut Transaction, id: MessageId, owner: &str, at: Timestamp, trouble: &str) -> Result<()> {
    write!(tx, LATER, "waiting", at.as_millisecond(), trouble, id.as_str(), owner).map(drop)
}

/// An attempt ended without an answer, so it may have been posted: look first, at `at`.
pub async fn unsure(tx: &mut Transaction, id: MessageId, owner: &str, at: Timestamp, trouble: &str) -> Result<()> {
    write!(tx, LATER, "unsure", at.as_millisecond(), trouble, id.as_str(), owner).map(drop)
}

/// Slack will never take it.
pub async fn refused(tx: &mut Transaction, id: MessageId, owner: &str, trouble: &str) -> Result<()> {
    write!(tx, REFUSED, trouble, id.as_str(), owner).map(drop)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When to look for a message to send: `now` when one may go, else when the first of those that must wait may. That can be
/// a little early, for one whose turn has not come.
pub async fn next_due(db: &mut Reader, now: Timestamp) -> Result<Option<Timestamp>> {
    if row!(db, (String,), IS_DUE, now.as_millisecond())?.is_some() {
        return Ok(Some(now));
    }
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE, now.as_millisecond())?))
}

/// How many messages are not in Slack yet.
pub async fn waiting(db: &mut Reader) -> Result<i64> {
    Ok(row!(db, (i64,), WAITING)?.map_or(0, |(count,)| count))
}

/// Forgets finished messages queued before `before`.
pub async fn prune(tx: &mut Transaction, before: Timestamp) -> Result<u64> {
    write!(tx, PRUNE, before.as_millisecond())
}
