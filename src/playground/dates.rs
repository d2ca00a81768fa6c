//! Slack's date tokens: `{date_short_pretty} at {time}` in a reader's zone and clock style, in US English.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// The format with every token replaced; unknown tokens stay as they are.
pub fn written(format: &str, at: Timestamp, now: Timestamp, zone: &TimeZone, twenty_four_hours: bool) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        out.push_str(&rest[..start]);
        let name = &rest[start + 1..start + length];
        match token(name, at, now, zone, twenty_four_hours) {
            Some(text) => out.push_str(&text),
            None => out.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    out
}

fn token(name: &str, at: Timestamp, now: Timestamp, zone: &TimeZone, twenty_four_hours: bool) -> Option<String> {
    let local = at.to_zoned(zone.clone());
    let today = now.to_zoned(zone.clone()).date();
    let date = local.date();
    let month_day = format!("{} {}", local.strftime("%B"), ordinal(date.day()));
    let short = local.strftime("%b %-d, %Y").to_string();
    let long = format!("{}, {month_day}, {}", local.strftime("%A"), date.year());
    Some(match name {
        "date_num" => local.strftime("%Y-%m-%d").to_string(),
        "date" => format!("{month_day}, {}", date.year()),
        "date_slash" => local.strftime("%m/%d/%Y").to_string(),
        "date_short" => short,
        "date_pretty" => near(date, today).unwrap_or(format!("{month_day}, {}", date.year())),
        "date_short_pretty" => near(date, today).unwrap_or(short),
        "date_long_pretty" => near(date, today).unwrap_or(long),
        "day_divider_pretty" if date.year() == today.year() => {
            near(date, today).unwrap_or(format!("{}, {month_day}", local.strftime("%A")))
        }
        "date_long" | "day_divider_pretty" => long,
        "time" if twenty_four_hours => local.strftime("%H:%M").to_string(),
        "time" => local.strftime("%-I:%M %p").to_string(),
        "time_secs" if twenty_four_hours => local.strftime("%H:%M:%S").to_string(),
        "time_secs" => local.strftime("%-I:%M:%S %p").to_string(),
        "ago" => ago(now.duration_since(at)),
        _ => return None,
    })
}

fn near(date: Date, today: Date) -> Option<String> {
    let day = |days: i64| today.checked_add(days.days()).ok();
    let word = if date == today {
        "today"
    } else if day(-1) == Some(date) {
        "yesterday"
    } else if day(1) == Some(date) {
        "tomorrow"
    } else {
        return None;
    };
    Some(word.to_owned())
}

fn ordinal(day: i8) -> String {
    let ending = match (day % 10, day % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

fn ago(passed: SignedDuration) -> String {
    let minutes = passed.abs().as_mins();
    let (count, unit) = match minutes {
        ..1 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..1440 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if passed.is_negative() { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

/// The text with a capital at its start: Slack writes "today" with one only where a text or a line begins.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::person::zone_named;

    #[test]
    fn a_date_is_written_in_the_readers_zone_and_clock() {
        let at: Timestamp = "2026-03-02T08:00:00Z".parse().expect("a time");
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().expect("a time");
        let oslo = zone_named("Europe/Oslo");
        assert_eq!(written("{date_short_pretty} at {time}", at, now, &oslo, true), "tomorrow at 09:00");
        assert_eq!(written("{date_long} {time}", at, now, &oslo, false), "Monday, March 2nd, 2026 9:00 AM");
        assert_eq!(written("until {date_short} {nonsense}", at, now, &oslo, true), "until Mar 2, 2026 {nonsense}");
    }
}
