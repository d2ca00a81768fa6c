//! What values mean: dates, times, lengths and periods.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::clock::Clock;

/// A date or a time as a calendar gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// What the wall clock reads. Midnight for a date.
    pub reading: DateTime,
    /// Which wall clock.
    pub on: On,
}

/// The wall clock a [`Stamp`] is a reading of.
#[derive(Debug, Clone, PartialEq)]
pub enum On {
    /// A whole day, wherever the calendar is.
    Day,
    /// No zone is named: the calendar's own clock.
    Floating,
    /// A clock that is named.
    Clock(Clock),
}

impl Stamp {
    /// The clock it is read on, in a calendar whose own clock is `own`.
    pub fn clock<'a>(&'a self, own: &'a Clock) -> &'a Clock {
        match &self.on {
            On::Clock(clock) => clock,
            On::Day | On::Floating => own,
        }
    }

    /// The instant it stands for.
    pub fn instant(&self, own: &Clock) -> Option<Timestamp> {
        self.clock(own).instant(self.reading)
    }

    /// Whether it is a whole day.
    pub fn is_day(&self) -> bool {
        self.on == On::Day
    }
}

/// How long an event lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// By the wall clock, in seconds: an event until 08:00 ends at 08:00 in the night the clock is changed, too.
    Wall(i64),
    /// Whole days by the wall clock, then exact seconds.
    Exact {
        /// Days.
        days: i64,
        /// Seconds.
        seconds: i64,
    },
}

impl Length {
    /// The end of what begins when `clock` reads `start`.
    pub fn end(self, start: DateTime, clock: &Clock) -> Option<Timestamp> {
        match self {
            Self::Wall(seconds) => clock.instant(start.checked_add(SignedDuration::from_secs(seconds)).ok()?),
            Self::Exact { days, seconds } => {
                let day = start.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok()?;
                clock.instant(day)?.checked_add(SignedDuration::from_secs(seconds)).ok()
            }
        }
    }

    /// Seconds, the clock never changed.
    pub fn seconds(self) -> i64 {
        match self {
            Self::Wall(seconds) => seconds,
            Self::Exact { days, seconds } => days.saturating_mul(86_400).saturating_add(seconds),
        }
    }

    /// Reads `PT8H`, `P1DT12H`, `P2W`, `-PT15M`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let (sign, text) = match text.strip_prefix('-') {
            Some(text) => (-1, text),
            None => (1, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (mut days, mut seconds, mut number, mut any) = (0_i64, 0_i64, None::<i64>, false);
        for c in text.strip_prefix('P')?.chars() {
            if let Some(digit) = c.to_digit(10) {
                number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(i64::from(digit))?);
                continue;
            }
            if c == 'T' && number.is_none() {
                continue;
            }
            let count = number.take()?;
            let (sum, unit) = match c {
                'W' => (&mut days, 7),
                'D' => (&mut days, 1),
                'H' => (&mut seconds, 3_600),
                'M' => (&mut seconds, 60),
                'S' => (&mut seconds, 1),
                _ => return None,
            };
            *sum = sum.checked_add(count.checked_mul(unit)?)?;
            any = true;
        }
        // Three thousand years are enough, and leave room to add.
        let sane = days < 1_100_000 && seconds < 100_000_000_000;
        (any && number.is_none() && sane).then_some(Self::Exact { days: sign * days, seconds: sign * seconds })
    }
}

/// A date, or a time and whether it ends in `Z`. Both the plain form and the one with dashes and colons are read.
pub fn reading(text: &str) -> Option<(DateTime, Form)> {
    let text = text.trim();
    let (text, utc) = match text.strip_suffix(['Z', 'z']) {
        Some(text) => (text, true),
        None => (text, false),
    };
    let plain: String = text.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    if !plain.is_ascii() {
        return None;
    }
    let (day, time) = match plain.split_once(['T', 't', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (plain.as_str(), None),
    };
    let date =
        (day.len() == 8).then(|| Date::new(number(&day[..4])?, number(&day[4..6])?, number(&day[6..])?).ok())??;
    let Some(time) = time else { return Some((date.to_datetime(Time::midnight()), Form::Day)) };
    if time.len() != 6 && time.len() != 4 {
        return None;
    }
    let second: i8 = if time.len() == 6 { number(&time[4..])? } else { 0 };
    let (hour, minute): (i8, i8) = (number(&time[..2])?, number(&time[2..4])?);
    // A leap second is the last second there is; 24:00 is the next day.
    let form = if utc { Form::Utc } else { Form::Local };
    if (hour, minute, second) == (24, 0, 0) {
        return Some((date.checked_add(1.day()).ok()?.to_datetime(Time::midnight()), form));
    }
    let time = Time::new(hour, minute, if second == 60 { 59 } else { second }, 0).ok()?;
    Some((date.to_datetime(time), form))
}

/// How a date or a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A date alone.
    Day,
    /// A time without a zone of its own.
    Local,
    /// A time that ends in `Z`.
    Utc,
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
