//! What people are told of their own shifts, in direct messages: reminders, and what others changed.

use jiff::Timestamp;

use super::away::{owned, shifts_named, through};
use super::{Rendered, button, buttons, cut, section, section_with};
use crate::schedule::Zone;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name};
use crate::usecases::people::People;
use crate::usecases::people_news::{News, ReminderItem, Reminders, ShiftNews};
use crate::usecases::shift_news::ShiftChange;

/// How many shifts one reminder names.
const MOST_REMINDED: usize = 10;
/// How many changes of a kind one message names.
const MOST_CHANGES: usize = 3;

/// "You're on call for payments in 7 days: …".
pub fn reminded(reminders: &Reminders, people: &People, now: Timestamp) -> Rendered {
    let zone = people.zone_of(reminders.to).unwrap_or(Zone::UTC);
    let said = |bold: fn(&str) -> String| {
        let one = |item: &ReminderItem| {
            let when = match item.end {
                Some(end) => format!("{} to {}", moment(item.start, &zone), moment(end, &zone)),
                None => format!("from {} on", moment(item.start, &zone)),
            };
            format!("{} {}: {when}", bold(&item.schedule_name), wait(now, item.start))
        };
        match reminders.shifts.as_slice() {
            [only] => format!("You're on call for {}.", one(only)),
            several => {
                let mut lines: Vec<_> =
                    several.iter().take(MOST_REMINDED).map(|item| format!("• {}", one(item))).collect();
                let more = several.len().saturating_sub(MOST_REMINDED);
                lines.extend((more > 0).then(|| format!("• and {more} more")));
                format!("You're on call for:\n{}", lines.join("\n"))
            }
        }
    };
    let text = cut(&said(escape), super::TEXT_LIMIT);
    let ask = |item: &ReminderItem| ControlId::AskForCoverOf(item.schedule, item.start.as_second());
    if let [only] = reminders.shifts.as_slice() {
        let all = [
            (ask(only), "Ask for cover"),
            (ControlId::MyCalendar, "Add to my calendar"),
            (ControlId::Settings, "Settings"),
        ];
        return Rendered { text, blocks: vec![section(&said(bold)), buttons(&all)] };
    }
    // The same lines, each with the button that asks for cover of that very shift.
    let shown = said(bold);
    let (title, lines) = shown.split_once('\n').unwrap_or((&shown, ""));
    let mut blocks = vec![section(title)];
    for (place, line) in lines.split('\n').enumerate() {
        blocks.push(match reminders.shifts.get(place).filter(|_| place < MOST_REMINDED) {
            Some(item) => section_with(line, button(ask(item), "Ask for cover")),
            None => section(line),
        });
    }
    blocks.push(buttons(&[
        (ControlId::MyShifts, "My shifts"),
        (ControlId::MyCalendar, "Add to my calendar"),
        (ControlId::Settings, "Settings"),
    ]));
    Rendered { text, blocks }
}

/// "in 7 days", to the nearest day, hour or minute.
fn wait(now: Timestamp, start: Timestamp) -> String {
    let minutes = (start.duration_since(now).as_secs() + 30) / 60;
    let (count, unit) = match minutes {
        ..=0 => return "now".to_owned(),
        1..91 => (minutes, "minute"),
        91..2_160 => ((minutes + 30) / 60, "hour"),
        _ => ((minutes + 720) / 1_440, "day"),
    };
    match (count, unit) {
        (60, "minute") => "in 1 hour".to_owned(),
        (1, unit) => format!("in 1 {unit}"),
        (24, "hour") => "in 1 day".to_owned(),
        (count, unit) => format!("in {count} {unit}s"),
    }
}

/// "Eve changed payments: your shift moves …".
pub fn changed(news: &ShiftNews, people: &People, now: Timestamp) -> Rendered {
    let zone = people.zone_of(news.to).unwrap_or(Zone::UTC);
    let by = list(&news.by.iter().map(|by| name(people, *by)).collect::<Vec<_>>());
    let said = |bold: fn(&str) -> String| {
        let schedule = bold(&news.schedule_name);
        match &news.news {
            News::Joined { first } => {
                let who = if by.is_empty() {
                    format!("You're on the rotation {schedule} now.")
                } else {
                    format!("{by} put you on the rotation {schedule}.")
                };
                match first {
                    (start, end) if *start <= now && *end == Timestamp::MAX => {
                        format!("{who} You're on call from now on.")
                    }
                    (start, end) if *start <= now => {
                        format!("{who} You're on call from now until {}.", moment(*end, &zone))
                    }
                    (start, _) => format!("{who} Your first shift begins {}.", moment(*start, &zone)),
                }
            }
            News::Changed(changes) => {
                let what =
                    if by.is_empty() { format!("{schedule} was changed") } else { format!("{by} changed {schedule}") };
                format!("{what}: {}.", changes_named(changes, &zone))
            }
            News::Deleted { lost } => {
                let what =
                    if by.is_empty() { format!("{schedule} was deleted") } else { format!("{by} deleted {schedule}") };
                format!("{what}: you no longer have {}.", shifts_named(lost, &zone))
            }
        }
    };
    let all = buttons(&[(ControlId::MyShifts, "My shifts")]);
    Rendered { text: cut(&said(escape), super::TEXT_LIMIT), blocks: vec![section(&said(bold)), all] }
}

/// What moved, what is lost and what is new, a few of each.
fn changes_named(changes: &[ShiftChange], zone: &Zone) -> String {
    let (mut moved, mut lost, mut gained) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        match change {
            ShiftChange::Moved(from, to) if from.1.duration_since(from.0) == to.1.duration_since(to.0) => {
                moved.push(format!("your shift {} moves to {}", moment(from.0, zone), moment(to.0, zone)));
            }
            ShiftChange::Moved(from, to) => {
                moved.push(format!("your shift {} is now {}", through(from, zone), through(to, zone)));
            }
            ShiftChange::Lost(span) => lost.push(owned(span, zone)),
            ShiftChange::Gained(span) => gained.push(owned(span, zone)),
        }
    }
    let (lost, gained) = (few(lost, "more"), few(gained, "more"));
    let lost = (!lost.is_empty()).then(|| format!("you no longer have {lost}"));
    let gained = (!gained.is_empty()).then(|| format!("you now have {gained}"));
    let moved = Some(few(moved, "more move")).filter(|moved| !moved.is_empty());
    moved.into_iter().chain(lost).chain(gained).collect::<Vec<_>>().join("; ")
}

/// The first few, and how many more.
fn few(mut named: Vec<String>, more: &str) -> String {
    if named.len() > MOST_CHANGES {
        let left_out = named.len() - MOST_CHANGES;
        named.truncate(MOST_CHANGES);
        named.push(format!("{left_out} {more}"));
    }
    list(&named)
}
