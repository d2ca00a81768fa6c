//! Channels whose topic names who is on call: what Rota wrote there last, and when to look at it again.

use jiff::Timestamp;

use super::rows::{Columns, soonest};
use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, WorkspaceId};

/// A channel whose topic is due to be looked at.
#[derive(Debug, Clone)]
pub struct DueTopic {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The channel's Slack id.
    pub channel: String,
    /// What Rota wrote last; empty before the first time.
    pub written: String,
    /// How many looks in a row failed.
    pub attempts: i64,
    /// When it became due.
    pub due_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    workspace_id: String,
    channel: String,
    written: String,
    attempts: i64,
    due_at: i64,
}

statements! {
    OF_SCHEDULE_IS_DUE = "INSERT INTO channel_topics (workspace_id, channel, due_at)
        SELECT s.workspace_id, s.channel, $1 FROM schedules s JOIN schedule_links l ON l.schedule_id = s.id
        WHERE s.workspace_id = $2 AND s.id = $3 AND s.channel IS NOT NULL AND l.in_topic
        ON CONFLICT (workspace_id, channel) DO UPDATE
        SET due_at = excluded.due_at, attempts = 0, lease_owner = NULL, lease_until = NULL";
    IS_DUE = "UPDATE channel_topics SET due_at = $1, attempts = 0, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $2 AND channel = $3";
    CLAIM = "UPDATE channel_topics SET lease_owner = $1, lease_until = $2
        WHERE (workspace_id, channel) IN (SELECT workspace_id, channel FROM channel_topics
            WHERE due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3) ORDER BY due_at, channel LIMIT 1)
        AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
        RETURNING workspace_id, channel, written, attempts, due_at";
    WRITTEN = "UPDATE channel_topics SET written = $1 WHERE workspace_id = $2 AND channel = $3";
    DONE = "UPDATE channel_topics SET due_at = NULL, attempts = 0, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $1 AND channel = $2 AND lease_owner = $3 AND due_at = $4";
    LATER = "UPDATE channel_topics SET due_at = $1, attempts = $2, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $3 AND channel = $4 AND lease_owner = $5";
    FORGET = "DELETE FROM channel_topics WHERE workspace_id = $1 AND channel = $2 AND lease_owner = $3 AND due_at = $4";
    RELEASE_ALL = "UPDATE channel_topics SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM channel_topics
        WHERE due_at IS NOT NULL";
}

/// Asks for a look at the topic of a schedule's channel, if the schedule is named there.
pub async fn topic_of_schedule_is_due(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    id: ScheduleId,
    at: Timestamp,
) -> Result<()> {
    write!(tx, OF_SCHEDULE_IS_DUE, at.as_millisecond(), workspace.as_str(), id.as_str()).map(drop)
}

/// Asks for a look at the topic of a channel, if Rota has written there.
pub async fn topic_is_due(tx: &mut Transaction, workspace: WorkspaceId, channel: &str, at: Timestamp) -> Result<()> {
    write!(tx, IS_DUE, at.as_millisecond(), workspace.as_str(), channel).map(drop)
}

/// Claims one due topic for `owner` until `until`. That it cannot be read is an error of its own.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Result<DueTopic>>> {
    let claimed = row!(tx, Row, CLAIM, owner, until.as_millisecond(), now.as_millisecond())?;
    let read = |row: Row| {
        let columns = Columns(&row.channel);
        Ok(DueTopic {
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            attempts: row.attempts,
            due_at: columns.instant("due_at", row.due_at)?,
            written: row.written,
            channel: row.channel,
        })
    };
    Ok(claimed.map(read))
}

/// Remembers what is about to be written, so that it is known again in the topic whatever happens next.
pub async fn written(tx: &mut Transaction, due: &DueTopic, text: &str) -> Result<()> {
    write!(tx, WRITTEN, text, due.workspace.as_str(), &due.channel).map(drop)
}

/// Ends a look that found or made everything right, unless another was asked for meanwhile.
pub async fn done(tx: &mut Transaction, due: &DueTopic, owner: &str) -> Result<()> {
    write!(tx, DONE, due.workspace.as_str(), &due.channel, owner, due.due_at.as_millisecond()).map(drop)
}

/// Puts a look off until `at`.
pub async fn later(tx: &mut Transaction, due: &DueTopic, owner: &str, at: Timestamp, attempts: i64) -> Result<()> {
    write!(tx, LATER, at.as_millisecond(), attempts, due.workspace.as_str(), &due.channel, owner).map(drop)
}

/// Forgets a channel in whose topic nothing of Rota's is left, unless another look was asked for meanwhile.
pub async fn forget(tx: &mut Transaction, due: &DueTopic, owner: &str) -> Result<()> {
    write!(tx, FORGET, due.workspace.as_str(), &due.channel, owner, due.due_at.as_millisecond()).map(drop)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next topic is due, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
