//! Time zones by name, from the database that is built in.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::offsets::Offsets;

/// A named time zone. Its rules come from the bundled database, never from the machine's files.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// A name that the time-zone database does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {0}")]
pub struct UnknownZone(pub String);

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::named(&name)
    }
}

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

    /// The instant at which the wall clock reads `reading`, or `None` past the ends of time. See [`offsets`](super::offsets)
    /// for readings that come twice or not at all.
    pub fn instant(&self, reading: DateTime) -> Option<Timestamp> {
        let utc = Offset::UTC.to_timestamp(reading).ok()?;
        let second = utc.as_second();
        let offsets = Offsets::through(self, second, second);
        let fraction = SignedDuration::from_nanos(i64::from(utc.subsec_nanosecond()));
        Timestamp::from_second(offsets.instant(second)).ok()?.checked_add(fraction).ok()
    }

    /// What the wall clock reads at `at`.
    pub fn reading(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at)
    }
}
