//! Looking at calendars that are due: several at a time, since most of it is waiting for servers, and beside everything else,
//! since some of them hang.

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

use super::Worker;
use crate::store::absence_feeds::AbsenceFeed;
use crate::store::feeds::FeedRecord;
use crate::usecases::Result;
use crate::usecases::{refresh_absences, refresh_calendar};

/// How many servers are asked at the same time.
const AT_ONCE: usize = 16;

/// A calendar that is due.
enum Due {
    /// Of a schedule.
    Shifts(Box<FeedRecord>),
    /// Of one person.
    Absences(Box<AbsenceFeed>),
}

impl Worker {
    /// Looks at every calendar that is due. Whether there was any.
    pub(super) async fn look_at_calendars(&self) -> Result<bool> {
        let mut looks = FuturesUnordered::new();
        let (mut any, mut fault) = (false, None);
        loop {
            // After a fault of ours nothing more is begun; what was begun ends.
            while looks.len() < AT_ONCE && fault.is_none() {
                let lease = self.lease();
                let Some(due) = self.next_calendar(&lease).await? else { break };
                any = true;
                looks.push(self.look_at(due, lease));
            }
            match looks.next().await {
                Some(Ok(())) => {}
                Some(Err(error)) => fault = Some(error),
                None => return fault.map_or(Ok(any), Err),
            }
        }
    }

    /// Those of schedules come first: who is on call hangs on them.
    async fn next_calendar(&self, lease: &str) -> Result<Option<Due>> {
        if let Some(feed) = refresh_calendar::claim_due(&self.ctx, lease).await? {
            return Ok(Some(Due::Shifts(Box::new(feed))));
        }
        let claimed = refresh_absences::claim_due(&self.ctx, lease).await?;
        Ok(claimed.map(|feed| Due::Absences(Box::new(feed))))
    }

    async fn look_at(&self, due: Due, lease: String) -> Result<()> {
        match due {
            Due::Shifts(feed) => refresh_calendar::refresh(&self.ctx, &feed, &lease).await,
            Due::Absences(feed) => refresh_absences::refresh(&self.ctx, *feed, &lease).await,
        }
    }
}
