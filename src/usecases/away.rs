//! Who is away: time off in which nobody is asked to serve.

use crate::ids::{UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::store::{Reads, StoreError};

/// Whether somebody is away at any time of `span`. Nobody can say so yet, so nobody is.
///
/// # Errors
/// When the database does not answer.
pub async fn is_away(
    _db: &mut impl Reads,
    _workspace: WorkspaceId,
    _user: UserId,
    _span: Interval,
) -> Result<bool, StoreError> {
    Ok(false)
}
