//! What Slack's workspace holds besides people: channels and user groups, as last read.

use jiff::Timestamp;

use super::rows::{Columns, soonest};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{GroupId, WorkspaceId};

/// A Slack channel.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Channel {
    /// Slack's id (`C…` or `G…`).
    pub slack_id: String,
    /// Its name, without `#`.
    pub name: String,
    /// Only its members see it.
    pub is_private: bool,
    /// Nobody can post there any more.
    pub is_archived: bool,
}

/// A Slack user group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserGroup {
    /// Our public id.
    pub id: GroupId,
    /// Slack's id (`S…`).
    pub slack_id: String,
    /// Its long name.
    pub name: String,
    /// What people type after `@`.
    pub handle: String,
    /// Turned off in Slack.
    pub is_disabled: bool,
}

/// A user group whose members are to be looked at now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueGroup {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The group.
    pub group: UserGroup,
    /// How many times in a row it has failed.
    pub attempts: i64,
    /// When it became due.
    pub due_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct GroupRow {
    id: String,
    slack_id: String,
    name: String,
    handle: String,
    is_disabled: bool,
}

impl TryFrom<GroupRow> for UserGroup {
    type Error = super::StoreError;
    fn try_from(row: GroupRow) -> Result<Self> {
        Ok(Self {
            id: Columns(&row.id).text("id", &row.id)?,
            slack_id: row.slack_id,
            name: row.name,
            handle: row.handle,
            is_disabled: row.is_disabled,
        })
    }
}

#[derive(sqlx::FromRow)]
struct DueRow {
    workspace_id: String,
    #[sqlx(flatten)]
    group: GroupRow,
    attempts: i64,
    due_at: i64,
}

statements! {
    CHANNELS = "SELECT slack_id, name, is_private, is_archived FROM channels WHERE workspace_id = $1 ORDER BY name, slack_id";
    CHANNEL = "SELECT slack_id, name, is_private, is_archived FROM channels WHERE workspace_id = $1 AND slack_id = $2";
    KEEP_CHANNEL = "INSERT INTO channels (workspace_id, slack_id, name, is_private, is_archived) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (workspace_id, slack_id) DO UPDATE
        SET name = excluded.name, is_private = excluded.is_private, is_archived = excluded.is_archived";
    FORGET_CHANNEL = "DELETE FROM channels WHERE workspace_id = $1 AND slack_id = $2";
    GROUPS = "SELECT id, slack_id, name, handle, is_disabled FROM user_groups WHERE workspace_id = $1 ORDER BY seq, id";
    GROUP = "SELECT id, slack_id, name, handle, is_disabled FROM user_groups WHERE workspace_id = $1 AND slack_id = $2";
    KEEP_GROUP = "INSERT INTO user_groups (id, workspace_id, seq, slack_id, name, handle, is_disabled)
        VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM user_groups WHERE workspace_id = $2), $3, $4, $5, $6)
        ON CONFLICT (workspace_id, slack_id) DO UPDATE
        SET name = excluded.name, handle = excluded.handle, is_disabled = excluded.is_disabled";
    SET_DISABLED = "UPDATE user_groups SET is_disabled = $1 WHERE workspace_id = $2 AND slack_id = $3";
    GROUP_IS_DUE = "UPDATE user_groups SET due_at = $1, attempts = 0, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $2 AND slack_id = $3";
    LINKED_GROUPS_ARE_DUE = "UPDATE user_groups SET due_at = $1 WHERE workspace_id = $2 AND due_at IS NULL AND slack_id IN
        (SELECT user_group FROM schedules WHERE workspace_id = $2 AND user_group IS NOT NULL)";
    CLAIM_GROUPS = "UPDATE user_groups SET lease_owner = $1, lease_until = $2
        WHERE id IN (SELECT id FROM user_groups WHERE due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
                     ORDER BY due_at, id LIMIT $4)
        AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
        RETURNING workspace_id, id, slack_id, name, handle, is_disabled, attempts, due_at";
    GROUP_DONE = "UPDATE user_groups SET due_at = NULL, attempts = 0, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $1 AND slack_id = $2 AND lease_owner = $3 AND due_at = $4";
    GROUP_LATER = "UPDATE user_groups SET due_at = $1, attempts = $2, lease_owner = NULL, lease_until = NULL
        WHERE workspace_id = $3 AND slack_id = $4 AND lease_owner = $5";
    RELEASE_ALL = "UPDATE user_groups SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) AS at FROM user_groups
        WHERE due_at IS NOT NULL";
}

/// A workspace's channels by name.
pub async fn channels(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<Channel>> {
    rows!(db, Channel, CHANNELS, workspace.as_str())
}

/// One channel by Slack id.
pub async fn channel(db: &mut Reader, workspace: WorkspaceId, slack_id: &str) -> Result<Option<Channel>> {
    row!(db, Channel, CHANNEL, workspace.as_str(), slack_id)
}

/// Adds a channel or brings it up to date.
pub async fn keep_channel(tx: &mut Transaction, workspace: WorkspaceId, channel: &Channel) -> Result<()> {
    let Channel { slack_id, name, is_private, is_archived } = channel;
    write!(tx, KEEP_CHANNEL, workspace.as_str(), slack_id, name, is_private, is_archived).map(drop)
}

/// Forgets a channel that Slack no longer lists.
pub async fn forget_channel(tx: &mut Transaction, workspace: WorkspaceId, slack_id: &str) -> Result<()> {
    write!(tx, FORGET_CHANNEL, workspace.as_str(), slack_id).map(drop)
}

/// A workspace's user groups in the order they came.
pub async fn groups(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<UserGroup>> {
    rows!(db, GroupRow, GROUPS, workspace.as_str())?.into_iter().map(UserGroup::try_from).collect()
}

/// One user group by Slack id.
pub async fn group(db: &mut Reader, workspace: WorkspaceId, slack_id: &str) -> Result<Option<UserGroup>> {
    row!(db, GroupRow, GROUP, workspace.as_str(), slack_id)?.map(UserGroup::try_from).transpose()
}

/// Adds a user group, or brings name, handle and whether it is disabled up to date (its id stays).
pub async fn keep_group(tx: &mut Transaction, workspace: WorkspaceId, group: &UserGroup) -> Result<()> {
    let UserGroup { id, slack_id, name, handle, is_disabled } = group;
    write!(tx, KEEP_GROUP, id.as_str(), workspace.as_str(), slack_id, name, handle, is_disabled).map(drop)
}

/// Remembers that a group was turned off or on in Slack.
pub async fn set_disabled(tx: &mut Transaction, workspace: WorkspaceId, slack_id: &str, disabled: bool) -> Result<()> {
    write!(tx, SET_DISABLED, disabled, workspace.as_str(), slack_id).map(drop)
}

/// Asks for a look at a group's members. A look that is under way is not trusted any more.
pub async fn group_is_due(tx: &mut Transaction, workspace: WorkspaceId, slack_id: &str, at: Timestamp) -> Result<()> {
    write!(tx, GROUP_IS_DUE, at.as_millisecond(), workspace.as_str(), slack_id).map(drop)
}

/// Asks for a look at every group that a schedule keeps, to repair what was changed by hand.
pub async fn linked_groups_are_due(tx: &mut Transaction, workspace: WorkspaceId, at: Timestamp) -> Result<()> {
    write!(tx, LINKED_GROUPS_ARE_DUE, at.as_millisecond(), workspace.as_str()).map(drop)
}

/// Claims up to `limit` due groups of all workspaces for `owner` until `until`. One that cannot be read is an error of its own.
pub async fn claim_groups(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Result<DueGroup>>> {
    let claimed = rows!(tx, DueRow, CLAIM_GROUPS, owner, until.as_millisecond(), now.as_millisecond(), limit)?;
    let read = |row: DueRow| {
        let columns = Columns(&row.group.id);
        Ok(DueGroup {
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            attempts: row.attempts,
            due_at: columns.instant("due_at", row.due_at)?,
            group: UserGroup::try_from(row.group)?,
        })
    };
    Ok(claimed.into_iter().map(read).collect())
}

/// Ends a look that found or made everything right, unless another was asked for meanwhile.
pub async fn group_done(tx: &mut Transaction, due: &DueGroup, owner: &str) -> Result<bool> {
    let at = due.due_at.as_millisecond();
    Ok(write!(tx, GROUP_DONE, due.workspace.as_str(), &due.group.slack_id, owner, at)? > 0)
}

/// Puts a look off until `at`, because Slack did not take the change.
pub async fn group_later(
    tx: &mut Transaction,
    due: &DueGroup,
    owner: &str,
    at: Timestamp,
    attempts: i64,
) -> Result<()> {
    let workspace = due.workspace.as_str();
    write!(tx, GROUP_LATER, at.as_millisecond(), attempts, workspace, &due.group.slack_id, owner).map(drop)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next group is due, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
