//! Deliveries from Slack that were taken. Slack repeats what it got no answer to; the second time is not done again.

use jiff::Timestamp;

use super::sql::{statements, write};
use super::{Result, Transaction};

statements! {
    TAKE = "INSERT INTO inbox (delivery_id, received_at) VALUES ($1, $2) ON CONFLICT (delivery_id) DO NOTHING";
    PRUNE = "DELETE FROM inbox WHERE received_at < $1";
}

/// Takes a delivery. `false` when it was taken before. Slack's ids (`Ev…`) are unique over all workspaces.
pub async fn take(tx: &mut Transaction, delivery: &str, now: Timestamp) -> Result<bool> {
    Ok(write!(tx, TAKE, delivery, now.as_millisecond())? > 0)
}

/// Forgets deliveries from before `before`. Slack repeats for up to 25 hours.
pub async fn prune(tx: &mut Transaction, before: Timestamp) -> Result<u64> {
    write!(tx, PRUNE, before.as_millisecond())
}
