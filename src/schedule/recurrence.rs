//! When a shift repeats: frequency, interval and the days it is limited to (a subset of RFC 5545 §3.3.10).

use std::num::NonZeroU32;

use jiff::civil::Weekday;

/// The unit a shift repeats in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The unit.
    pub frequency: Frequency,
    /// Every how many units.
    pub interval: NonZeroU32,
    /// The day a week begins with: it decides which week a day belongs to when `interval` is above one (RFC 5545 WKST).
    pub week_start: Weekday,
    /// Only on these weekdays, in the order given (the order matters to daily rotations).
    pub by_day: Vec<Weekday>,
    /// Only in these months, 1 to 12.
    pub by_month: Vec<i8>,
    /// Only on these days of the month: 1 to 31, or −31 to −1 from its end.
    pub by_monthday: Vec<i8>,
}
