//! Where requests for cover are posted.

use crate::store::schedules::ScheduleRecord;
use crate::store::{Reads, StoreError};

/// The Slack id of the channel in which a schedule's requests for cover are posted: its channel, if it has one.
///
/// # Errors
/// When the database does not answer.
pub async fn swap_channel_of(_db: &mut impl Reads, schedule: &ScheduleRecord) -> Result<Option<String>, StoreError> {
    Ok(schedule.channel.clone())
}
