//! The one place that reads the time. Every `now` in the program comes from a [`Clock`]; clippy forbids the others.
//!
//! A clock is the system's, the system's moved forward (the demo), or one that stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

/// What time it is. Cheap to clone; all clones tell the same time.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    face: Face,
    moved: Notify,
}

#[derive(Debug)]
enum Face {
    System,
    /// The system's time plus this many milliseconds.
    Ahead(AtomicI64),
    /// Stands at this many milliseconds since the epoch.
    Standing(AtomicI64),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::with(Face::System)
    }

    /// The machine's clock, which [`advance`](Self::advance) can move forward. The demo runs on it.
    pub fn adjustable() -> Self {
        Self::with(Face::Ahead(AtomicI64::new(0)))
    }

    /// A clock that stands at `at` until it is moved. Tests run on it.
    pub fn standing(at: Timestamp) -> Self {
        Self::with(Face::Standing(AtomicI64::new(at.as_millisecond())))
    }

    fn with(face: Face) -> Self {
        Self(Arc::new(Inner { face, moved: Notify::new() }))
    }

    /// The present instant, to the millisecond: the precision everything is stored with.
    pub fn now(&self) -> Timestamp {
        let millis = match &self.0.face {
            Face::System => system_millis(),
            Face::Ahead(by) => system_millis().saturating_add(by.load(Ordering::SeqCst)),
            Face::Standing(at) => at.load(Ordering::SeqCst),
        };
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
    }

    /// Moves an adjustable or standing clock forward and wakes whoever waits in [`moved`](Self::moved).
    ///
    /// The system's clock does not move; neither does any clock move back.
    pub fn advance(&self, by: SignedDuration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX).max(0);
        match &self.0.face {
            Face::System => return,
            Face::Ahead(offset) => offset.fetch_add(millis, Ordering::SeqCst),
            Face::Standing(at) => at.fetch_add(millis, Ordering::SeqCst),
        };
        self.0.moved.notify_waiters();
    }

    /// Resolves when the clock has been moved by hand. On the system's clock: never.
    pub async fn moved(&self) {
        self.0.moved.notified().await;
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the machine for the time")]
fn system_millis() -> i64 {
    Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_by_hand_and_only_forward() {
        let clock = Clock::standing(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        clock.advance(SignedDuration::from_secs(-5));
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        clock.clone().advance(SignedDuration::from_mins(2));
        assert_eq!(clock.now().as_second(), 120);
    }
}
