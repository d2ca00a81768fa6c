//! Times and lengths of time as requests write them and answers show them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// A wall-clock reading, `2026-03-02T09:00:00`. Digits may lack their leading zeros; nothing else is forgiven.
pub fn reading(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    let mut time = time.split(':');
    let (hour, minute, second) = (digits(time.next()?, 2)?, digits(time.next()?, 2)?, digits(time.next()?, 2)?);
    if time.next().is_some() {
        return None;
    }
    let time = Time::new(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?, 0).ok()?;
    Some(calendar_date(date)?.to_datetime(time))
}

/// A reading with its offset, `2026-03-02T09:00:00.000000+01:00`: fractions are optional, `Z` and `+0100` do as well.
pub fn zoned_instant(text: &str) -> Option<Timestamp> {
    let (wall, offset) = if let Some(wall) = text.strip_suffix('Z') {
        (wall, Offset::UTC)
    } else {
        let sign = text.rfind(['+', '-']).filter(|at| text[..*at].contains('T'))?;
        (&text[..sign], offset(&text[sign..])?)
    };
    let (wall, micros) = match wall.split_once('.') {
        None => (wall, 0),
        Some((wall, fraction)) => (wall, micros(fraction)?),
    };
    let at = offset.to_timestamp(reading(wall)?).ok()?.checked_add(SignedDuration::from_micros(micros)).ok()?;
    // Years before the first have no four digits to be shown with.
    (Offset::UTC.to_datetime(at).year() > 0).then_some(at)
}

/// `+0100` or `+01:00`.
fn offset(text: &str) -> Option<Offset> {
    let (sign, zone) = text.split_at_checked(1)?;
    let (hours, minutes) = zone.split_once(':').or_else(|| zone.split_at_checked(2))?;
    let two = |text: &str| digits(text, 2).filter(|_| text.len() == 2).map(i32::from);
    let (hours, minutes) = (two(hours).filter(|hours| *hours < 24)?, two(minutes).filter(|minutes| *minutes < 60)?);
    let seconds = (hours * 60 + minutes) * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok()
}

/// One to six digits after a dot.
fn micros(fraction: &str) -> Option<i64> {
    let fits = (1..=6).contains(&fraction.len()) && fraction.bytes().all(|digit| digit.is_ascii_digit());
    fits.then(|| format!("{fraction:0<6}"))?.parse().ok()
}

/// A day, or a day and minutes, in UTC: how a window is given.
pub fn window_edge(text: &str) -> Option<Timestamp> {
    let (date, time) = match text.split_once('T') {
        None => (text, Time::midnight()),
        Some((date, time)) => {
            let (hour, minute) = time.split_once(':')?;
            let (hour, minute) = (digits(hour, 2)?.try_into().ok()?, digits(minute, 2)?.try_into().ok()?);
            (date, Time::new(hour, minute, 0, 0).ok()?)
        }
    };
    jiff::tz::TimeZone::UTC.to_timestamp(calendar_date(date)?.to_datetime(time)).ok()
}

fn calendar_date(text: &str) -> Option<Date> {
    let mut date = text.split('-');
    let (year, month, day) = (date.next()?, digits(date.next()?, 2)?, digits(date.next()?, 2)?);
    if year.len() != 4 || date.next().is_some() {
        return None;
    }
    let year = digits(year, 4).filter(|year| *year > 0)?;
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn digits(text: &str, most: usize) -> Option<i16> {
    let fits = !text.is_empty() && text.len() <= most && text.bytes().all(|digit| digit.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// A wall-clock reading as it is shown.
pub fn show_reading(reading: DateTime) -> String {
    reading.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// An instant with a `Z`; fractions of a second only when there are any.
pub fn show_instant(at: Timestamp) -> String {
    let whole = at.strftime("%Y-%m-%dT%H:%M:%S");
    match at.subsec_nanosecond() / 1_000 {
        0 => format!("{whole}Z"),
        micros => format!("{whole}.{micros:06}Z"),
    }
}

/// An instant with a `Z` and always six decimals.
pub fn show_instant_with_micros(at: Timestamp) -> String {
    format!("{}.{:06}Z", at.strftime("%Y-%m-%dT%H:%M:%S"), at.subsec_nanosecond() / 1_000)
}

/// An instant with the offset written out, `+00:00`.
pub fn show_instant_with_offset(at: Timestamp) -> String {
    format!("{}+00:00", at.strftime("%Y-%m-%dT%H:%M:%S"))
}
