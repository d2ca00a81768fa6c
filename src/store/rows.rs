//! Column values to ours and back. What cannot be read names its row and column.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, StoreError};
use crate::ids::ScheduleId;

/// Reads the columns of one row; errors carry the row's key.
pub(super) struct Columns<'a>(pub &'a str);

impl Columns<'_> {
    /// The error of a column that holds what we cannot read.
    pub fn unreadable(&self, column: &'static str, value: &dyn ToString) -> StoreError {
        StoreError::Unreadable { row: self.0.to_owned(), column, value: value.to_string() }
    }

    /// An id, an enum's word, a wall-clock reading: anything written as text.
    pub fn text<T: FromStr>(&self, column: &'static str, value: &str) -> Result<T> {
        value.parse().map_err(|_| self.unreadable(column, &value))
    }

    /// The same, where the column may be empty.
    pub fn optional<T: FromStr>(&self, column: &'static str, value: Option<&str>) -> Result<Option<T>> {
        value.map(|value| self.text(column, value)).transpose()
    }

    /// A list or record, kept as JSON.
    pub fn json<T: DeserializeOwned>(&self, column: &'static str, value: &str) -> Result<T> {
        serde_json::from_str(value).map_err(|_| self.unreadable(column, &value))
    }

    /// The same, where the column may be empty.
    pub fn optional_json<T: DeserializeOwned>(&self, column: &'static str, value: Option<&str>) -> Result<Option<T>> {
        value.map(|value| self.json(column, value)).transpose()
    }

    /// An instant, kept as milliseconds.
    pub fn instant(&self, column: &'static str, millis: i64) -> Result<Timestamp> {
        Timestamp::from_millisecond(millis).map_err(|_| self.unreadable(column, &millis))
    }

    /// An instant, kept as microseconds.
    pub fn precise_instant(&self, column: &'static str, micros: i64) -> Result<Timestamp> {
        Timestamp::from_microsecond(micros).map_err(|_| self.unreadable(column, &micros))
    }

    /// The same as [`instant`](Self::instant), where the column may be empty.
    pub fn optional_instant(&self, column: &'static str, millis: Option<i64>) -> Result<Option<Timestamp>> {
        millis.map(|millis| self.instant(column, millis)).transpose()
    }
}

/// When the first of all that waits is due, kept as milliseconds; nothing when nothing waits. A number that is no instant is the
/// first or the last there is: whatever waits under it is found to be unreadable when its turn comes, and holds up no other.
pub(super) fn soonest(found: Option<(Option<i64>,)>) -> Option<Timestamp> {
    let millis = found?.0?;
    let beyond = if millis < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Some(Timestamp::from_millisecond(millis).unwrap_or(beyond))
}

/// Each row beside the schedule it belongs to. One that cannot be read is an error of its own: it holds up only its schedule.
pub(super) fn beside_schedule<R, T>(
    rows: Vec<R>,
    schedule: impl Fn(&R) -> &str,
    read: impl Fn(R) -> Result<T>,
) -> Result<Vec<(ScheduleId, Result<T>)>> {
    let id = |text: &str| Columns(text).text("schedule_id", text);
    rows.into_iter().map(|row| Ok((id(schedule(&row))?, read(row)))).collect()
}

/// JSON text of our own types, which always have one.
pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own types have text keys and no failing serialisers")
}

/// A wall-clock reading as the API writes it.
pub(super) fn wall(reading: DateTime) -> String {
    reading.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Words of an enum in the database, both ways, in one place.
macro_rules! words {
    ($name:ty { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $name {
            /// The word it is stored (and shown by the API) as.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl std::str::FromStr for $name {
            type Err = ();
            fn from_str(word: &str) -> std::result::Result<Self, ()> {
                match word { $($word => Ok(Self::$variant),)* _ => Err(()) }
            }
        }
    };
}
pub(super) use words;
