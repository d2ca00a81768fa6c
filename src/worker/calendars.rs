//! Looking at calendars that are due: several at a time, since most of it is waiting for servers, and beside everything else,
//! since some of them hang.

use futures::future::join_all;
use tokio::sync::Mutex;

use super::{Worker, readable};
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
    /// One that cannot be read.
    Unreadable,
}

impl Worker {
    /// Looks at every calendar that is due. Whether there was any.
    pub(super) async fn look_at_calendars(&self) -> Result<bool> {
        // All lanes go on together: a claim waits for its turn to write, and whose turn it is must not stand still meanwhile.
        let left = Mutex::new(true);
        let done = join_all((0..AT_ONCE).map(|_| self.look_at_one_after_another(&left))).await;
        done.into_iter().try_fold(false, |any, found| Ok(any | found?))
    }

    /// Claims and looks for as long as any calendar is `left`. After a fault of ours none is: what was begun ends, and nothing
    /// more begins. Whether there was any.
    async fn look_at_one_after_another(&self, left: &Mutex<bool>) -> Result<bool> {
        let mut any = false;
        loop {
            let lease = self.lease();
            let mut some_left = left.lock().await;
            let claimed = if *some_left { self.next_calendar(&lease).await } else { Ok(None) };
            *some_left = matches!(claimed, Ok(Some(_)));
            drop(some_left);
            let Some(due) = claimed? else { return Ok(any) };
            any = true;
            if let Err(error) = readable(self.look_at(due, lease).await) {
                *left.lock().await = false;
                return Err(error);
            }
        }
    }

    /// Those of schedules come first: who is on call hangs on them.
    async fn next_calendar(&self, lease: &str) -> Result<Option<Due>> {
        if let Some(claimed) = refresh_calendar::claim_due(&self.ctx, lease).await? {
            return Ok(Some(readable(claimed)?.map_or(Due::Unreadable, |feed| Due::Shifts(Box::new(feed)))));
        }
        let Some(claimed) = refresh_absences::claim_due(&self.ctx, lease).await? else { return Ok(None) };
        Ok(Some(readable(claimed)?.map_or(Due::Unreadable, |feed| Due::Absences(Box::new(feed)))))
    }

    async fn look_at(&self, due: Due, lease: String) -> Result<()> {
        match due {
            Due::Shifts(feed) => refresh_calendar::refresh(&self.ctx, &feed, &lease).await,
            Due::Absences(feed) => refresh_absences::refresh(&self.ctx, *feed, &lease).await,
            Due::Unreadable => Ok(()),
        }
    }
}
