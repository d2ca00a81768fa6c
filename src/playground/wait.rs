//! Waiting: for a time by the clock, for deliveries to be through, for something to be seen.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::PoisonError;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Playground;
use crate::clock::Clock;

/// Deliveries that are not done, each with the time of its next try (in the past while one is being made).
pub type UnderWay = BTreeMap<u64, Timestamp>;

/// Resolves once the clock shows `due`, however it gets there.
pub async fn until(clock: &Clock, due: Timestamp) {
    loop {
        let mut moved = pin!(clock.moved());
        // Asked once before looking at the clock, so that a move in between is not missed.
        if futures::poll!(moved.as_mut()).is_ready() {
            continue;
        }
        let left = due.duration_since(clock.now());
        if left.is_zero() || left.is_negative() {
            return;
        }
        let left = Duration::try_from(left).unwrap_or(Duration::from_secs(1));
        tokio::select! {
            () = moved => {}
            // For clocks that run by themselves; one that stands still comes round again.
            () = tokio::time::sleep(left) => {}
        }
    }
}

/// How long [`Playground::until`] waits for something that never comes, by the machine's clock.
const PATIENCE: Duration = Duration::from_secs(20);

impl Playground {
    /// Resolves when no event is on its way to the app. Those that wait for a later retry do not count.
    pub async fn settled(&self) {
        let mut under_way = self.world.under_way.subscribe();
        let clock = &self.world.clock;
        // The sender lives in `self.world`, so the wait cannot fail.
        drop(under_way.wait_for(|all| all.values().all(|due| *due > clock.now())).await);
    }

    /// Waits until `holds` is true of the playground; the answer is false when that takes too long (20 real seconds).
    pub async fn until(&self, holds: impl Fn(&Self) -> bool) -> bool {
        let mut changed = self.world.changed.subscribe();
        let wait = async {
            while !holds(self) {
                if changed.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.is_ok() && holds(self)
    }

    pub(super) fn has_next_handoff(&self) -> bool {
        self.world.next_handoff.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// How far away the next handoff is that concerns `place`, if anybody knows.
    pub(super) async fn next_handoff(&self, place: &str) -> Option<SignedDuration> {
        let next = self.world.next_handoff.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        let channel = self.channel_id(place).unwrap_or_default();
        next(channel).await
    }

    /// What a clock button on the page does: whoever set the playground up may have more to do than move the clock.
    pub async fn moves_clock(&self, by: SignedDuration) {
        self.settled().await;
        match &self.world.move_clock {
            Some(move_clock) => move_clock(by).await,
            None => self.clock().advance(by),
        }
        self.change(|_| ());
    }
}
