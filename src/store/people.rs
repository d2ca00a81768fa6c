//! People of a workspace, as Slack (or `rota user add`) knows them.

use jiff::Timestamp;

use super::rows::{Columns, words};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction, everybody};
use crate::ids::{UserId, WorkspaceId};

/// What somebody is in the workspace. It decides the API's role and whether they may be on call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Standing {
    /// Owns or administers the workspace.
    Admin,
    /// A full member.
    Member,
    /// A guest: sees, but may not be on call.
    Guest,
    /// A bot or another app.
    Bot,
    /// Left the workspace.
    Deactivated,
}

words!(Standing { Admin = "admin", Member = "member", Guest = "guest", Bot = "bot", Deactivated = "deactivated" });

impl Standing {
    /// Whether they may be on call and be in a user group: guests, bots and people who left may not.
    pub fn may_be_on_call(self) -> bool {
        matches!(self, Self::Admin | Self::Member)
    }
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Our public id.
    pub id: UserId,
    /// Slack's id (`U…` or `W…`), when they are known there.
    pub slack_id: Option<String>,
    /// The Slack handle, or the name given to `rota user add`.
    pub username: String,
    /// What messages call them.
    pub full_name: String,
    /// Their address, when Slack tells it.
    pub email: Option<String>,
    /// The IANA zone they read times in.
    pub time_zone: Option<String>,
    /// What they are in the workspace.
    pub standing: Standing,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    slack_id: Option<String>,
    username: String,
    full_name: String,
    email: Option<String>,
    time_zone: Option<String>,
    standing: String,
}

impl TryFrom<Row> for Person {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        Ok(Self {
            id: columns.text("id", &row.id)?,
            standing: columns.text("standing", &row.standing)?,
            slack_id: row.slack_id,
            username: row.username,
            full_name: row.full_name,
            email: row.email,
            time_zone: row.time_zone,
        })
    }
}

statements! {
    ALL = "SELECT id, slack_id, username, full_name, email, time_zone, standing FROM users
           WHERE workspace_id = $1 ORDER BY seq, id";
    NUMBERS = "SELECT id, seq FROM users WHERE workspace_id = $1 ORDER BY seq, id";
    FIND = "SELECT id, slack_id, username, full_name, email, time_zone, standing FROM users
            WHERE workspace_id = $1 AND id = $2";
    BY_SLACK_ID = "SELECT id, slack_id, username, full_name, email, time_zone, standing FROM users
                   WHERE workspace_id = $1 AND slack_id = $2";
    INSERT = "INSERT INTO users (id, workspace_id, seq, slack_id, username, full_name, email, time_zone, standing, created_at)
              VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM users WHERE workspace_id = $2), $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE users SET slack_id = $1, username = $2, full_name = $3, email = $4, time_zone = $5, standing = $6
              WHERE workspace_id = $7 AND id = $8";
}

/// Everybody, in the order they came.
pub async fn all(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<Person>> {
    rows!(db, Row, ALL, workspace.as_str())?.into_iter().map(Person::try_from).collect()
}

/// Everybody's number: a small one of our own, in the order they came, which stays theirs.
pub async fn numbers(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<(UserId, i64)>> {
    rows!(db, (String, i64), NUMBERS, workspace.as_str())?
        .into_iter()
        .map(|(id, number)| Ok((Columns(&id).text("id", &id)?, number)))
        .collect()
}

/// One person by public id.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: UserId) -> Result<Option<Person>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(Person::try_from).transpose()
}

/// One person by Slack id.
pub async fn by_slack_id(db: &mut Reader, workspace: WorkspaceId, slack_id: &str) -> Result<Option<Person>> {
    row!(db, Row, BY_SLACK_ID, workspace.as_str(), slack_id)?.map(Person::try_from).transpose()
}

/// Adds somebody.
pub async fn insert(tx: &mut Transaction, workspace: WorkspaceId, person: &Person, now: Timestamp) -> Result<()> {
    everybody::will_change(tx, workspace).await?;
    write!(
        tx,
        INSERT,
        person.id.as_str(),
        workspace.as_str(),
        person.slack_id.as_deref(),
        &person.username,
        &person.full_name,
        person.email.as_deref(),
        person.time_zone.as_deref(),
        person.standing.word(),
        now.as_millisecond()
    )
    .map(drop)
}

/// Changes somebody to what `person` says.
pub async fn update(tx: &mut Transaction, workspace: WorkspaceId, person: &Person) -> Result<()> {
    everybody::will_change(tx, workspace).await?;
    write!(
        tx,
        UPDATE,
        person.slack_id.as_deref(),
        &person.username,
        &person.full_name,
        person.email.as_deref(),
        person.time_zone.as_deref(),
        person.standing.word(),
        workspace.as_str(),
        person.id.as_str()
    )
    .map(drop)
}
