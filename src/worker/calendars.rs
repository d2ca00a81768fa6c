//! Looking at calendars that are due: several at a time, since most of it is waiting for servers, and beside everything else,
//! since some of them hang.

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

use super::Worker;
use crate::store::feeds::FeedRecord;
use crate::usecases::Result;
use crate::usecases::refresh_calendar::{claim_due, refresh};

/// How many servers are asked at the same time.
const AT_ONCE: usize = 16;

impl Worker {
    /// Looks at every calendar that is due. Whether there was any.
    pub(super) async fn look_at_calendars(&self) -> Result<bool> {
        let mut looks = FuturesUnordered::new();
        let (mut any, mut fault) = (false, None);
        loop {
            // After a fault of ours nothing more is begun; what was begun ends.
            while looks.len() < AT_ONCE && fault.is_none() {
                let lease = self.lease();
                let Some(feed) = claim_due(&self.ctx, &lease).await? else { break };
                any = true;
                looks.push(self.look_at(feed, lease));
            }
            match looks.next().await {
                Some(Ok(())) => {}
                Some(Err(error)) => fault = Some(error),
                None => return fault.map_or(Ok(any), Err),
            }
        }
    }

    async fn look_at(&self, feed: FeedRecord, lease: String) -> Result<()> {
        refresh(&self.ctx, &feed, &lease).await
    }
}
