//! Replies kept for requests that are repeated: those that were lost on the way, and those a client gave a key.

use jiff::Timestamp;

use super::rows::Columns;
use super::sql::{row, statements, write};
use super::{Reader, Result, StoreError, Transaction};
use crate::ids::{ReplyId, TokenId, WorkspaceId};

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body; empty when there was none.
    pub body: String,
}

/// Which request, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The token's workspace.
    pub workspace: WorkspaceId,
    /// Who asked.
    pub token: TokenId,
    /// A digest of the request: the same for one that is repeated.
    pub request: String,
}

/// A request that has a client's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// Its row.
    pub id: ReplyId,
    /// The digest of the request.
    pub request: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// What was answered, once it was.
    pub reply: Option<Reply>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    request: String,
    begun_at: i64,
    status: Option<i64>,
    body: Option<String>,
}

impl TryFrom<Row> for Keyed {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        let reply = match row.status {
            Some(status) => {
                let status = columns.text("status", &status.to_string())?;
                Some(Reply { status, body: row.body.unwrap_or_default() })
            }
            None => None,
        };
        let begun_at = columns.instant("begun_at", row.begun_at)?;
        Ok(Self { id: columns.text("id", &row.id)?, request: row.request, begun_at, reply })
    }
}

statements! {
    LOST = "SELECT id, request, begun_at, status, body FROM replies
            WHERE workspace_id = $1 AND token_id = $2 AND request = $3 AND client_key IS NULL AND answered_at > $4
            ORDER BY answered_at, id LIMIT 1";
    KEYED = "SELECT id, request, begun_at, status, body FROM replies
             WHERE workspace_id = $1 AND token_id = $2 AND client_key = $3";
    KEEP = "INSERT INTO replies (id, workspace_id, token_id, request, begun_at, answered_at, status, body)
            VALUES ($1, $2, $3, $4, $5, $5, $6, $7)";
    CLAIM = "INSERT INTO replies (id, workspace_id, token_id, client_key, request, begun_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    CLAIM_ANEW = "UPDATE replies SET request = $1, begun_at = $2, answered_at = NULL, status = NULL, body = NULL
                  WHERE workspace_id = $3 AND id = $4 AND begun_at = $5";
    ANSWER = "UPDATE replies SET answered_at = $1, status = $2, body = $3 WHERE workspace_id = $4 AND id = $5";
    FORGET = "DELETE FROM replies WHERE workspace_id = $1 AND id = $2";
    PRUNE = "DELETE FROM replies WHERE begun_at < $1";
}

/// The oldest reply to this request that was lost after `since`.
pub async fn lost(db: &mut Reader, asked: &Asked, since: Timestamp) -> Result<Option<(ReplyId, Reply)>> {
    let (workspace, token, since) = (asked.workspace.as_str(), asked.token.as_str(), since.as_millisecond());
    let found = row!(db, Row, LOST, workspace, token, &asked.request, since)?.map(Keyed::try_from).transpose()?;
    Ok(found.and_then(|found| Some((found.id, found.reply?))))
}

/// The request that this token calls `key`.
pub async fn keyed(db: &mut Reader, asked: &Asked, key: &str) -> Result<Option<Keyed>> {
    row!(db, Row, KEYED, asked.workspace.as_str(), asked.token.as_str(), key)?.map(Keyed::try_from).transpose()
}

/// Keeps a reply that was lost.
pub async fn keep(tx: &mut Transaction, asked: &Asked, reply: &Reply, now: Timestamp) -> Result<()> {
    let id = ReplyId::random();
    let (workspace, token) = (asked.workspace.as_str(), asked.token.as_str());
    let (now, status) = (now.as_millisecond(), i64::from(reply.status));
    write!(tx, KEEP, id.as_str(), workspace, token, &asked.request, now, status, &reply.body).map(drop)
}

/// Claims a key for a request that is about to be done. `None` when the key is taken.
pub async fn claim(tx: &mut Transaction, asked: &Asked, key: &str, now: Timestamp) -> Result<Option<ReplyId>> {
    let id = ReplyId::random();
    let (workspace, token) = (asked.workspace.as_str(), asked.token.as_str());
    let claimed = write!(tx, CLAIM, id.as_str(), workspace, token, key, &asked.request, now.as_millisecond())?;
    Ok((claimed > 0).then_some(id))
}

/// Claims the key of a request that is over, for another. Whether nobody was faster.
pub async fn claim_anew(tx: &mut Transaction, asked: &Asked, old: &Keyed, now: Timestamp) -> Result<bool> {
    let (workspace, begun_at) = (asked.workspace.as_str(), old.begun_at.as_millisecond());
    let (now, id) = (now.as_millisecond(), old.id.as_str());
    Ok(write!(tx, CLAIM_ANEW, &asked.request, now, workspace, id, begun_at)? > 0)
}

/// Writes down what was answered to a request with a key.
pub async fn answer(tx: &mut Transaction, asked: &Asked, id: ReplyId, reply: &Reply, now: Timestamp) -> Result<()> {
    let (now, status, workspace) = (now.as_millisecond(), i64::from(reply.status), asked.workspace.as_str());
    write!(tx, ANSWER, now, status, &reply.body, workspace, id.as_str()).map(drop)
}

/// Forgets a reply. Whether it was still there.
pub async fn forget(tx: &mut Transaction, workspace: WorkspaceId, id: ReplyId) -> Result<bool> {
    Ok(write!(tx, FORGET, workspace.as_str(), id.as_str())? > 0)
}

/// Forgets requests that were begun before `before`, in every workspace. How many.
pub async fn prune(tx: &mut Transaction, before: Timestamp) -> Result<u64> {
    write!(tx, PRUNE, before.as_millisecond())
}
