//! Parts of a request for cover that somebody offers to serve.

use super::rows::{Columns, words};
use super::sql::{row, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{OfferId, SwapId, UserId, WorkspaceId};
use crate::schedule::Interval;

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferState {
    /// The asker has not answered.
    Open,
    /// The asker agreed.
    Agreed,
    /// The asker did not.
    Refused,
}

words!(OfferState { Open = "open", Agreed = "agreed", Refused = "refused" });

/// An offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// The workspace it belongs to.
    pub workspace: WorkspaceId,
    /// The request it answers.
    pub swap: SwapId,
    /// Who offers.
    pub by: UserId,
    /// Which part.
    pub span: Interval,
    /// What became of it.
    pub state: OfferState,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    workspace_id: String,
    swap_id: String,
    offered_by: String,
    starts_at: i64,
    ends_at: i64,
    state: String,
}

impl TryFrom<Row> for Offer {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        let (start, end) = (columns.instant("starts_at", row.starts_at)?, columns.instant("ends_at", row.ends_at)?);
        Ok(Self {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            swap: columns.text("swap_id", &row.swap_id)?,
            by: columns.text("offered_by", &row.offered_by)?,
            span: Interval::new(start, end).ok_or_else(|| columns.unreadable("ends_at", &row.ends_at))?,
            state: columns.text("state", &row.state)?,
        })
    }
}

statements! {
    FIND = "SELECT id, workspace_id, swap_id, offered_by, starts_at, ends_at, state FROM cover_offers
        WHERE workspace_id = $1 AND id = $2";
    INSERT = "INSERT INTO cover_offers (id, workspace_id, swap_id, offered_by, starts_at, ends_at, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ANSWER = "UPDATE cover_offers SET state = $1 WHERE workspace_id = $2 AND id = $3 AND state = 'open'";
}

/// One offer.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: OfferId) -> Result<Option<Offer>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(Offer::try_from).transpose()
}

/// Adds an offer.
pub async fn insert(tx: &mut Transaction, offer: &Offer) -> Result<()> {
    write!(
        tx,
        INSERT,
        offer.id.as_str(),
        offer.workspace.as_str(),
        offer.swap.as_str(),
        offer.by.as_str(),
        offer.span.start().as_millisecond(),
        offer.span.end().as_millisecond(),
        offer.state.word()
    )
    .map(drop)
}

/// Answers an open offer. Whether it was open.
pub async fn answer(tx: &mut Transaction, workspace: WorkspaceId, id: OfferId, state: OfferState) -> Result<bool> {
    Ok(write!(tx, ANSWER, state.word(), workspace.as_str(), id.as_str())? > 0)
}
