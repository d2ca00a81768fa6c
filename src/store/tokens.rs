//! API tokens. Only a hash is kept, so a lost token cannot be shown again.

use jiff::Timestamp;

use super::rows::{Columns, words};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{TokenId, UserId, WorkspaceId};

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Read everything.
    Read,
    /// Read everything, and change schedules, shifts and swaps.
    Write,
}

words!(Scope { Read = "schedules:read", Write = "schedules:write" });

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Which token.
    pub id: TokenId,
    /// The only workspace it sees.
    pub workspace: WorkspaceId,
    /// Who it acts for, when it was made for somebody.
    pub user: Option<UserId>,
    /// What its maker called it.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    workspace_id: String,
    user_id: Option<String>,
    name: String,
    scope: String,
    created_at: i64,
    last_used_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for Token {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        Ok(Self {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            user: columns.optional("user_id", row.user_id.as_deref())?,
            scope: columns.text("scope", &row.scope)?,
            created_at: columns.instant("created_at", row.created_at)?,
            last_used_at: columns.optional_instant("last_used_at", row.last_used_at)?,
            revoked_at: columns.optional_instant("revoked_at", row.revoked_at)?,
            name: row.name,
        })
    }
}

statements! {
    BY_HASH = "SELECT id, workspace_id, user_id, name, scope, created_at, last_used_at, revoked_at FROM tokens
               WHERE hash = $1 AND revoked_at IS NULL";
    ALL = "SELECT id, workspace_id, user_id, name, scope, created_at, last_used_at, revoked_at FROM tokens
           WHERE workspace_id = $1 ORDER BY created_at, id";
    INSERT = "INSERT INTO tokens (id, workspace_id, user_id, name, scope, hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    USED = "UPDATE tokens SET last_used_at = $1 WHERE id = $2";
    REVOKE = "UPDATE tokens SET revoked_at = $1 WHERE workspace_id = $2 AND id = $3 AND revoked_at IS NULL";
}

/// The token with this hash, unless it was revoked. The hash names the workspace, so this query alone is not scoped.
pub async fn by_hash(db: &mut Reader, hash: &str) -> Result<Option<Token>> {
    row!(db, Row, BY_HASH, hash)?.map(Token::try_from).transpose()
}

/// A workspace's tokens, oldest first.
pub async fn all(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<Token>> {
    rows!(db, Row, ALL, workspace.as_str())?.into_iter().map(Token::try_from).collect()
}

/// Keeps a new token under the hash of its secret.
pub async fn insert(tx: &mut Transaction, token: &Token, hash: &str) -> Result<()> {
    write!(
        tx,
        INSERT,
        token.id.as_str(),
        token.workspace.as_str(),
        token.user.as_ref().map(UserId::as_str),
        &token.name,
        token.scope.word(),
        hash,
        token.created_at.as_millisecond()
    )
    .map(drop)
}

/// Remembers when a token was last used.
pub async fn used(tx: &mut Transaction, id: TokenId, now: Timestamp) -> Result<()> {
    write!(tx, USED, now.as_millisecond(), id.as_str()).map(drop)
}

/// Refuses a token from now on. Whether there was one to refuse.
pub async fn revoke(tx: &mut Transaction, workspace: WorkspaceId, id: TokenId, now: Timestamp) -> Result<bool> {
    Ok(write!(tx, REVOKE, now.as_millisecond(), workspace.as_str(), id.as_str())? > 0)
}
