//! Times as people type them: `2h`, `rest of today`, `tomorrow 9-17`, `fri 18:00 to mon 9:00`.
//!
//! Pure: [`tokens`] cuts the text, [`phrase`] understands it without knowing what time it is, [`resolve`] makes instants of it
//! in the asker's zone. What is read is never in the past and never longer than [`LONGEST`]; what began earlier today begins now.

mod phrase;
mod resolve;
mod tokens;

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::schedule::{Interval, Zone};

/// The longest span that is taken. Somebody away for longer is better taken out of the rotation.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(92 * 24);
/// How far ahead a span may begin.
pub const FARTHEST: SignedDuration = SignedDuration::from_hours(366 * 24);
/// How much of a text that is not understood is said back.
const ECHO: usize = 60;

/// A text that names no time, and why: one sentence with what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("I read \"{typed}\" and {wrong}. Try `fri 18:00 to mon 9:00` or `2h`")]
pub struct NotATime {
    typed: String,
    wrong: Wrong,
}

impl NotATime {
    /// Whether it was a time at all, if one that cannot be taken.
    pub fn is_understood(&self) -> bool {
        self.wrong != Wrong::NotUnderstood
    }
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    NotUnderstood,
    NoSuchTime,
    NoSuchDay,
    OtherWeekday,
    NoEnd,
    Ended,
    BeganInThePast,
    EndsBeforeItBegins,
    TooLong,
    TooFar,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotUnderstood => "can't tell when that is",
            Self::NoSuchTime => "there is no such time",
            Self::NoSuchDay => "there is no such day",
            Self::OtherWeekday => "that date is another day of the week",
            Self::NoEnd => "it doesn't say until when",
            Self::Ended => "that is over already",
            Self::BeganInThePast => "that begins in the past",
            Self::EndsBeforeItBegins => "it ends before it begins",
            Self::TooLong => "that is longer than three months",
            Self::TooFar => "that is more than a year ahead",
        })
    }
}

/// The span that `typed` names for somebody in `zone`, seen from `now`.
pub fn read(typed: &str, now: Timestamp, zone: &Zone) -> Result<Interval, NotATime> {
    let span = tokens::tokens(typed)
        .and_then(|tokens| phrase::phrase(&tokens))
        .and_then(|phrase| resolve::resolve(&phrase, now, zone));
    span.map_err(|wrong| NotATime { typed: echo(typed), wrong })
}

/// The span between two moments that were picked rather than typed; without a start it begins now.
pub fn picked(start: Option<Timestamp>, end: Timestamp, now: Timestamp, zone: &Zone) -> Result<Interval, NotATime> {
    let begins = start.unwrap_or(now);
    // Somebody picked the present minute and then took a moment over the rest.
    let lately = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    let span = if begins < lately {
        Err(Wrong::BeganInThePast)
    } else if end <= begins {
        Err(Wrong::EndsBeforeItBegins)
    } else {
        resolve::within_limits(begins, end, now)
    };
    let shown = |at: Timestamp| zone.reading(at).strftime("%-d %b %H:%M").to_string();
    span.map_err(|wrong| NotATime { typed: format!("{} to {}", shown(begins), shown(end)), wrong })
}

fn echo(typed: &str) -> String {
    let one_line = typed.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    if one_line.chars().count() <= ECHO {
        return one_line;
    }
    one_line.chars().take(ECHO).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
