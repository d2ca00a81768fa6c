//! Calendars for others to read: RFC 5545 text from our events, always in UTC, the same bytes for the same events.
//!
//! Written by hand because what subscribers compare must not change by itself: the library that could do it stamps alarms with
//! random ids.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The longest line in octets, without its end (RFC 5545 §3.1).
const LINE: usize = 75;
/// The longest text of a property. Longer ones are cut.
const TEXT: usize = 2_000;

/// A calendar to be read by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed<'a> {
    /// What calendar apps call it.
    pub name: &'a str,
    /// How often they may look again.
    pub refresh: SignedDuration,
    /// Its events, in the order they are written.
    pub events: Vec<FeedEvent<'a>>,
}

/// An event of a [`Feed`]. Instants are written to the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent<'a> {
    /// What tells it for ever from all others that begin in the same second: the two ends of its UID, between which that
    /// stands. ASCII without control characters.
    pub uid: [&'a str; 2],
    /// Raised whenever it changes (RFC 5545 §3.8.7.4).
    pub sequence: i64,
    /// When it changed last: `DTSTAMP` and `LAST-MODIFIED`.
    pub modified: Timestamp,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// One line.
    pub summary: Cow<'a, str>,
    /// More of it. Lines end in `\n`.
    pub description: &'a str,
    /// A page about it. Without control characters.
    pub url: Option<&'a str>,
    /// 0 or 1, as the reference writes it: 1 beats 0.
    pub priority: u8,
    /// Whether whoever subscribes is free all the same.
    pub transparent: bool,
    /// Whether it does not take place any more.
    pub cancelled: bool,
    /// How long before its start calendar apps remind.
    pub alarm: Option<SignedDuration>,
}

/// The calendar as text.
pub fn write(feed: &Feed) -> String {
    let mut text = Text(String::with_capacity(400 + feed.events.len() * 420));
    text.line("BEGIN", "VCALENDAR");
    text.line("VERSION", "2.0");
    text.line("PRODID", "-//Rota//Rota//EN");
    text.line("CALSCALE", "GREGORIAN");
    let refresh = duration(feed.refresh);
    text.line("REFRESH-INTERVAL;VALUE=DURATION", &refresh);
    text.line("X-PUBLISHED-TTL", &refresh);
    text.line("X-WR-CALNAME", &escaped(feed.name));
    text.line("X-WR-TIMEZONE", "UTC");
    for event in &feed.events {
        text.event(event);
    }
    text.line("END", "VCALENDAR");
    text.0
}

/// The lines written so far.
struct Text(String);

impl Text {
    fn event(&mut self, event: &FeedEvent) {
        self.line("BEGIN", "VEVENT");
        let (start, end) = (Moment::of(event.start), Moment::of(event.end));
        let [before, after] = event.uid;
        self.line("UID", &[before, "-", start.date(), start.time(), "-", after].concat());
        self.line("SEQUENCE", &event.sequence.to_string());
        let modified = Moment::of(event.modified);
        self.instant("DTSTAMP", &modified);
        self.instant("LAST-MODIFIED", &modified);
        self.instant("DTSTART", &start);
        self.instant("DTEND", &end);
        self.line("SUMMARY", &escaped(&event.summary));
        if !event.description.is_empty() {
            self.line("DESCRIPTION", &escaped(event.description));
        }
        if let Some(url) = event.url {
            self.line("URL", url);
        }
        self.line("PRIORITY", if event.priority == 0 { "0" } else { "1" });
        self.line("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
        self.line("TRANSP", if event.transparent || event.cancelled { "TRANSPARENT" } else { "OPAQUE" });
        if let Some(before) = event.alarm.filter(|_| !event.transparent && !event.cancelled) {
            self.line("BEGIN", "VALARM");
            self.line("ACTION", "DISPLAY");
            self.line("DESCRIPTION", &escaped(&event.summary));
            self.line("TRIGGER", &format!("-{}", duration(before)));
            self.line("END", "VALARM");
        }
        self.line("END", "VEVENT");
    }

    /// A moment as RFC 5545 §3.3.5 writes it in UTC: `20260302T080000Z`.
    fn instant(&mut self, name: &str, at: &Moment) {
        for part in [name, ":", at.date(), "T", at.time(), "Z\r\n"] {
            self.0.push_str(part);
        }
    }

    /// A property, folded between characters (RFC 5545 §3.1). `value` is escaped already where that is needed.
    fn line(&mut self, name: &str, value: &str) {
        self.0.push_str(name);
        self.0.push(':');
        let mut room = LINE - name.len() - 1;
        let mut rest = value;
        while rest.len() > room {
            let (line, more) = rest.split_at(rest.floor_char_boundary(room));
            self.0.push_str(line);
            self.0.push_str("\r\n ");
            rest = more;
            room = LINE - 1;
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }
}

/// Text in which nothing means anything to a reader of calendars (RFC 5545 §3.3.11), cut to about [`TEXT`] bytes.
fn escaped(text: &str) -> Cow<'_, str> {
    let whole = &text[..text.floor_char_boundary(TEXT)];
    if whole.len() == text.len() && !text.bytes().any(|byte| MAY_MEAN_SOMETHING[usize::from(byte)]) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(whole.len() + 16);
    let mut rest = whole;
    while let Some(at) = rest.bytes().position(|byte| MAY_MEAN_SOMETHING[usize::from(byte)]) {
        let (plain, from) = rest.split_at(at);
        safe.push_str(plain);
        let character = from.chars().next().unwrap_or_default();
        match character {
            '\\' | ',' | ';' => safe.extend(['\\', character]),
            '\n' => safe.push_str("\\n"),
            control if control.is_control() => {}
            other => safe.push(other),
        }
        rest = &from[character.len_utf8()..];
    }
    safe.push_str(rest);
    if whole.len() < text.len() {
        safe.push('…');
    }
    Cow::Owned(safe)
}

/// Whether a character that begins with this byte is to be looked at: some of those that begin with 0xC2 are controls too.
const MAY_MEAN_SOMETHING: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        may[byte as usize] = byte.is_ascii_control() || matches!(byte, b'\\' | b',' | b';' | 0xc2);
        byte += 1;
    }
    may
};

/// The digits of a moment in UTC, to the second. By hand: a year's calendar holds thousands, and a pattern is read anew for
/// each.
struct Moment([[u8; 2]; 7]);

impl Moment {
    fn of(at: Timestamp) -> Self {
        let at = TimeZone::UTC.to_datetime(at);
        let year = at.year().unsigned_abs();
        let century = i8::try_from(year / 100 % 100).unwrap_or_default();
        let year = i8::try_from(year % 100).unwrap_or_default();
        let two = |number: i8| [b'0' + number.unsigned_abs() / 10, b'0' + number.unsigned_abs() % 10];
        let (date, time) = (at.date(), at.time());
        Self([
            two(century),
            two(year),
            two(date.month()),
            two(date.day()),
            two(time.hour()),
            two(time.minute()),
            two(time.second()),
        ])
    }

    fn date(&self) -> &str {
        str::from_utf8(self.0[..4].as_flattened()).unwrap_or_default()
    }

    fn time(&self) -> &str {
        str::from_utf8(self.0[4..].as_flattened()).unwrap_or_default()
    }
}

/// A length as RFC 5545 §3.3.6 writes it, to the second.
fn duration(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = String::from("PT");
    for (number, unit) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
        if number > 0 {
            let _ = write!(text, "{number}{unit}");
        }
    }
    if text == "PT" { "PT0S".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event<'a>(summary: &'a str, description: &'a str) -> FeedEvent<'a> {
        let at = |text: &str| text.parse().expect("an instant");
        FeedEvent {
            uid: ["O1", "U1"],
            sequence: 2,
            modified: at("2026-03-01T00:00:00.9Z"),
            start: at("2026-03-02T08:00:00Z"),
            end: at("2026-03-09T08:00:00Z"),
            summary: Cow::Borrowed(summary),
            description,
            url: None,
            priority: 0,
            transparent: false,
            cancelled: false,
            alarm: None,
        }
    }

    fn written(summary: &str, description: &str) -> String {
        let events = vec![event(summary, description)];
        write(&Feed { name: "payments", refresh: SignedDuration::from_mins(90), events })
    }

    #[test]
    fn nothing_people_type_ends_a_line_or_begins_a_property() {
        let text = written("a\r\nUID:evil\u{7}\u{9b}; b, c\\", "one\ntwo");
        assert!(text.contains("SUMMARY:a\\nUID:evil\\; b\\, c\\\\\r\n"), "{text}");
        assert!(text.contains("DESCRIPTION:one\\ntwo\r\n"), "{text}");
        assert_eq!(text.matches("UID:").count(), 2, "{text}");
        assert_eq!(text.replace("\r\n", "").matches(['\r', '\n']).count(), 0);
    }

    #[test]
    fn long_lines_are_folded_between_characters_and_long_texts_are_cut() {
        let text = written(&"ü🚀".repeat(40), &"x".repeat(100_000));
        assert!(text.lines().all(|line| line.len() <= LINE), "{text}");
        assert!(text.replace("\r\n ", "").contains(&"ü🚀".repeat(40)));
        assert!(text.len() < 4 * TEXT, "{}", text.len());
    }

    #[test]
    fn moments_are_written_in_digits() {
        let at = |text: &str| {
            let moment = Moment::of(text.parse().expect("an instant"));
            [moment.date(), moment.time()].concat()
        };
        assert_eq!(at("2026-03-02T08:09:59.999Z"), "20260302080959");
        assert_eq!(at("0987-12-31T23:00:00Z"), "09871231230000");
    }

    #[test]
    fn lengths_are_written_in_hours_minutes_and_seconds() {
        let written = |seconds| duration(SignedDuration::from_secs(seconds));
        assert_eq!([0, 45, 60, 5400, 604_800].map(written), ["PT0S", "PT45S", "PT1M", "PT1H30M", "PT168H"]);
    }
}
