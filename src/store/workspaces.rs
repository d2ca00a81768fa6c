//! Workspaces: the local one, which becomes the Slack team's when Slack is connected, and those Slack adds.

use jiff::Timestamp;

use super::rows::Columns;
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::WorkspaceId;

/// A Slack team, or the local workspace that has none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Slack's id of the team (`T…`), once connected.
    pub slack_team_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// The Slack id of our own bot there.
    pub bot_user_id: Option<String>,
    /// When its people were last read from Slack.
    pub synced_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    slack_team_id: Option<String>,
    name: String,
    bot_user_id: Option<String>,
    synced_at: Option<i64>,
}

impl TryFrom<Row> for Workspace {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        Ok(Self {
            id: columns.text("id", &row.id)?,
            synced_at: columns.optional_instant("synced_at", row.synced_at)?,
            slack_team_id: row.slack_team_id,
            name: row.name,
            bot_user_id: row.bot_user_id,
        })
    }
}

statements! {
    ALL = "SELECT id, slack_team_id, name, bot_user_id, synced_at FROM workspaces ORDER BY created_at, id";
    FIND = "SELECT id, slack_team_id, name, bot_user_id, synced_at FROM workspaces WHERE id = $1";
    BY_TEAM = "SELECT id, slack_team_id, name, bot_user_id, synced_at FROM workspaces WHERE slack_team_id = $1";
    INSERT = "INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
    CONNECT = "UPDATE workspaces SET slack_team_id = $1, name = $2, bot_user_id = $3 WHERE id = $4";
    HOLD = "UPDATE workspaces SET name = name WHERE id = $1";
    SYNCED = "UPDATE workspaces SET synced_at = $1 WHERE id = $2";
}

/// Every workspace, oldest first.
pub async fn all(db: &mut Reader) -> Result<Vec<Workspace>> {
    rows!(db, Row, ALL)?.into_iter().map(Workspace::try_from).collect()
}

/// One workspace by id.
pub async fn find(db: &mut Reader, id: WorkspaceId) -> Result<Option<Workspace>> {
    row!(db, Row, FIND, id.as_str())?.map(Workspace::try_from).transpose()
}

/// The workspace of a Slack team.
pub async fn of_team(db: &mut Reader, team: &str) -> Result<Option<Workspace>> {
    row!(db, Row, BY_TEAM, team)?.map(Workspace::try_from).transpose()
}

/// Makes a workspace that is not connected to Slack, unless it is there.
pub async fn insert(tx: &mut Transaction, id: WorkspaceId, name: &str, now: Timestamp) -> Result<()> {
    write!(tx, INSERT, id.as_str(), name, now.as_millisecond()).map(drop)
}

/// Makes `id` the workspace of a Slack team.
pub async fn connect(tx: &mut Transaction, id: WorkspaceId, team: &str, name: &str, bot: &str) -> Result<()> {
    write!(tx, CONNECT, team, name, bot, id.as_str()).map(drop)
}

/// Makes other holders wait until this transaction ends: what it reads stays true, and no two wait for each other.
pub async fn hold(tx: &mut Transaction, id: WorkspaceId) -> Result<()> {
    write!(tx, HOLD, id.as_str()).map(drop)
}

/// Remembers that the workspace's people were read from Slack.
pub async fn synced(tx: &mut Transaction, id: WorkspaceId, now: Timestamp) -> Result<()> {
    write!(tx, SYNCED, now.as_millisecond(), id.as_str()).map(drop)
}
