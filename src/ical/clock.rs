//! Whose wall clock a time is read on: a zone of the database, or one that the calendar itself describes.

use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::schedule::Zone;

/// A wall clock.
#[derive(Debug, Clone, PartialEq)]
pub enum Clock {
    /// That of a zone we know.
    Zone(Zone),
    /// One whose changes a `VTIMEZONE` lists.
    Described(Arc<Changes>),
}

/// The changes of a clock, by instant. Never empty; the first holds for all time before it, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes(Vec<Change>);

/// From an instant on, the clock is `offset` seconds ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Seconds since 1970.
    pub at: i64,
    /// The offset before it.
    pub before: i64,
    /// The offset from it on.
    pub after: i64,
}

impl Changes {
    /// `None` without any.
    pub fn new(mut changes: Vec<Change>) -> Option<Self> {
        changes.sort_unstable();
        changes.dedup_by_key(|change| change.at);
        (!changes.is_empty()).then_some(Self(changes))
    }

    /// What comes twice is the first, what is skipped is the instant of the change: the rule of [`Zone::instant`].
    fn instant(&self, reading: i64) -> i64 {
        let offset_before = |place: usize| match place.checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(last) => last.after,
            None => self.0.first().map_or(0, |first| first.before),
        };
        // The clock is still on the offset before a change as long as it has not reached the change on that offset.
        let place = self.0.partition_point(|change| change.at.saturating_add(change.before) <= reading);
        let earliest = place.checked_sub(1).and_then(|last| self.0.get(last)).map_or(i64::MIN, |last| last.at);
        reading.saturating_sub(offset_before(place)).max(earliest)
    }

    fn offset(&self, at: i64) -> i64 {
        let place = self.0.partition_point(|change| change.at <= at);
        match place.checked_sub(1).and_then(|last| self.0.get(last)) {
            Some(last) => last.after,
            None => self.0.first().map_or(0, |first| first.before),
        }
    }
}

impl Clock {
    /// Coordinated universal time.
    pub const UTC: Self = Self::Zone(Zone::UTC);

    /// The instant at which the clock reads `reading`.
    pub fn instant(&self, reading: DateTime) -> Option<Timestamp> {
        match self {
            Self::Zone(zone) => zone.instant(reading),
            Self::Described(changes) => {
                let second = Offset::UTC.to_timestamp(reading).ok()?.as_second();
                Timestamp::from_second(changes.instant(second)).ok()
            }
        }
    }

    /// What the clock reads at `at`.
    pub fn reading(&self, at: Timestamp) -> DateTime {
        match self {
            Self::Zone(zone) => zone.reading(at),
            Self::Described(changes) => {
                let shift = SignedDuration::from_secs(changes.offset(at.as_second()));
                Offset::UTC.to_datetime(at.saturating_add(shift).unwrap_or(at))
            }
        }
    }
}
