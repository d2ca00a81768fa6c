//! Calendars that others write, read. Stories are told with small calendars and drawn as rows of `start end people`.

mod absences;
mod broken;
mod daylight;
mod feeds;
mod fuzz;
mod people;
mod properties;
mod recurrences;
mod vectors;

use std::time::Duration;

use jiff::Timestamp;
use rota::ical::people::{Directory, Person};
use rota::ical::{Calendar, Event, read};
use rota::ids::UserId;
use rota::schedule::{Interval, Zone};

/// A calendar around `events`, written as products do.
fn calendar(events: &str) -> String {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{}\nEND:VCALENDAR\n", events.trim());
    text.replace('\n', "\r\n")
}

/// One event of these lines.
fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:one@x\nSUMMARY:alice\n{}\nEND:VEVENT\n", lines.trim())
}

fn window(start: &str, end: &str) -> Interval {
    let at = |day: &str| format!("{day}T00:00:00Z").parse::<Timestamp>().unwrap();
    Interval::new(at(start), at(end)).unwrap()
}

/// The events of `text` in a window, one a line, read in UTC where the calendar names no zone.
fn rows(text: &str, start: &str, end: &str) -> String {
    rows_of(&read(text.as_bytes()).unwrap(), start, end)
}

fn rows_of(calendar: &Calendar, start: &str, end: &str) -> String {
    let events = calendar.events(window(start, end), &Zone::UTC).events;
    events.iter().map(|event| row(event) + "\n").collect()
}

fn row(event: &Event) -> String {
    let summary = event.details.summary.as_deref().unwrap_or("-");
    let day = if event.details.all_day { " (all day)" } else { "" };
    let short = |at: Timestamp| at.strftime("%m-%d %H:%M").to_string();
    format!("{} to {} {summary}{day}", short(event.interval.start()), short(event.interval.end()))
}

/// How long this thread has had a processor: others may be in its way for as long as they like.
fn processor_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

/// Does `work`, and fails when it takes long. Tests run without optimization: a tenth of the speed, at worst.
fn soon<T>(work: impl FnOnce() -> T) -> T {
    let started = processor_time();
    let done = work();
    let took = processor_time().saturating_sub(started);
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    done
}

/// The people that calendars may name.
fn directory() -> Directory {
    let person = |username: &str, email: &str, full_name: &str| Person {
        id: user(username),
        username: username.to_owned(),
        email: Some(email.to_owned()),
        full_name: (!full_name.is_empty()).then(|| full_name.to_owned()),
    };
    Directory::new([
        person("alice", "alice@example.com", "Alice Hale"),
        person("bob", "bob@example.com", "Bob Andersen"),
        person("carol", "carol+oncall@example.com", "Carol Smith"),
        person("dave", "dave@example.com", "Sam Lee"),
        person("eve", "eve@example.com", "Sam Lee"),
    ])
}

fn user(name: &str) -> UserId {
    format!("U{name}").parse().unwrap()
}
