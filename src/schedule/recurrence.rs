//! When a shift repeats: frequency, interval and the days it is limited to (a subset of RFC 5545 §3.3.10).

use std::num::NonZeroU32;

use jiff::civil::Weekday;

/// The unit a shift repeats in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Frequency {
    /// Every `interval` hours.
    Hourly,
    /// Every `interval` days.
    Daily,
    /// Every `interval` weeks.
    Weekly,
    /// Every `interval` months.
    Monthly,
}

/// When a shift repeats. Empty lists limit nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Recurrence {
    /// The unit.
    pub frequency: Frequency,
    /// Every how many units.
    pub interval: NonZeroU32,
    /// The day a week begins with: it decides which week a day belongs to when `interval` is above one (RFC 5545 WKST).
    #[serde(with = "day")]
    pub week_start: Weekday,
    /// Only on these weekdays, in the order given (the order matters to daily rotations).
    #[serde(with = "days")]
    pub by_day: Vec<Weekday>,
    /// Only in these months, 1 to 12.
    pub by_month: Vec<i8>,
    /// Only on these days of the month: 1 to 31, or −31 to −1 from its end.
    pub by_monthday: Vec<i8>,
}

/// A weekday as text: its number, Monday is 1.
mod day {
    use jiff::civil::Weekday;
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
    pub fn serialize<S: Serializer>(day: &Weekday, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i8(day.to_monday_one_offset())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weekday, D::Error> {
        Weekday::from_monday_one_offset(i8::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The same for several.
mod days {
    use jiff::civil::Weekday;
    use serde::de::{Deserialize as _, Deserializer, Error as _};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(days: &[Weekday], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(days.iter().map(|day| day.to_monday_one_offset()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Weekday>, D::Error> {
        let numbers = Vec::<i8>::deserialize(deserializer)?;
        numbers.into_iter().map(|day| Weekday::from_monday_one_offset(day).map_err(D::Error::custom)).collect()
    }
}
