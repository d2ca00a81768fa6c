//! Time zones by name, from the database that is built in.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

/// A named time zone. Its rules come from the bundled database, never from the machine's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A name that the time-zone database does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {0}")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone that is called `name` (IANA, in any case: `europe/oslo` is `Europe/Oslo`).
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        TimeZoneDatabase::bundled().get(name).map(Self).map_err(|_| UnknownZone(name.to_owned()))
    }

    /// The zone's rules.
    pub fn rules(&self) -> &TimeZone {
        &self.0
    }

    /// The zone's name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The instant at which the wall clock reads `reading`, or `None` past the ends of time.
    ///
    /// A reading that comes twice is the first; one that is skipped is the instant at which the clock jumps over it. So a
    /// later reading is never an earlier instant, and what is back-to-back on the wall clock is back-to-back in time.
    pub fn instant(&self, reading: DateTime) -> Option<Timestamp> {
        match self.0.to_ambiguous_timestamp(reading).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(reading).ok(),
            AmbiguousOffset::Fold { before, after } => {
                self.if_it_reads(reading, before).or_else(|| after.to_timestamp(reading).ok())
            }
            AmbiguousOffset::Gap { before, after } => {
                let just_before = after.to_timestamp(reading).ok()?;
                let jump = || self.0.following(just_before).next().map(|transition| transition.timestamp());
                self.if_it_reads(reading, before).or_else(jump).or_else(|| before.to_timestamp(reading).ok())
            }
        }
    }

    /// The instant of `reading` at `offset`, if the clock has that offset then. In the hour after the last change that the
    /// database lists one by one, jiff may speak of an offset that never was (Nuuk, 2023-10-28 23:00).
    fn if_it_reads(&self, reading: DateTime, offset: Offset) -> Option<Timestamp> {
        offset.to_timestamp(reading).ok().filter(|at| self.0.to_offset(*at) == offset)
    }

    /// What the wall clock reads at `at`.
    pub fn reading(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at)
    }
}
