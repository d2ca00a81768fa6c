//! Who is asked for cover in a direct message, from when on, and who declined.

use jiff::Timestamp;

use super::rows::Columns;
use super::sql::{rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{SwapId, UserId, WorkspaceId};

/// Somebody who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Who.
    pub user: UserId,
    /// When they are to be asked; `None` once they were.
    pub ask_at: Option<Timestamp>,
    /// Whether they declined.
    pub declined: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: String,
    ask_at: Option<i64>,
    declined: bool,
}

statements! {
    OF_SWAP = "SELECT a.user_id, a.ask_at, a.declined FROM cover_asks a JOIN users u ON u.id = a.user_id
        WHERE CAST(u.workspace_id AS TEXT) = $1 AND a.swap_id = $2 ORDER BY u.seq, a.user_id";
    KEEP = "INSERT INTO cover_asks (swap_id, user_id, ask_at, declined) VALUES ($1, $2, $3, $4)
        ON CONFLICT (swap_id, user_id) DO UPDATE SET ask_at = excluded.ask_at, declined = excluded.declined";
}

/// Everybody asked about a swap.
pub async fn of_swap(db: &mut Reader, workspace: WorkspaceId, swap: SwapId) -> Result<Vec<Ask>> {
    let asks = rows!(db, Row, OF_SWAP, workspace.as_str(), swap.as_str())?;
    let read = |row: Row| {
        let columns = Columns(swap.as_str());
        Ok(Ask {
            user: columns.text("user_id", &row.user_id)?,
            ask_at: columns.optional_instant("ask_at", row.ask_at)?,
            declined: row.declined,
        })
    };
    asks.into_iter().map(read).collect()
}

/// Adds somebody who is asked, or keeps what became of it.
pub async fn keep(tx: &mut Transaction, swap: SwapId, ask: Ask) -> Result<()> {
    let at = ask.ask_at.map(Timestamp::as_millisecond);
    write!(tx, KEEP, swap.as_str(), ask.user.as_str(), at, ask.declined).map(drop)
}
