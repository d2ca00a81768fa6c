//! `ical-vectors.jsonl`: the text of a calendar and of its overrides in, final shifts and all events out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rota::ical::{read, slots};
use rota::schedule::imported::ImportedSlot;
use rota::schedule::resolve::timeline;
use rota::schedule::{Imported, Interval, Precedence, Schedule, Zone};
use serde_json::Value;

use super::{directory, window};
use crate::schedule::conformance::differences::{assert_all_explained, picture};

const CASES: &str = include_str!("../../fixtures/ical-vectors.jsonl");

#[test]
fn every_calendar_gives_the_shifts_it_gives_in_the_reference() {
    let cases: Vec<Value> = CASES.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut different = BTreeMap::new();
    for case in &cases {
        let (expected, rota) = (expected(case), answers(case));
        if expected != rota {
            different.insert(case["id"].as_str().unwrap().to_owned(), picture(&expected, &rota));
        }
    }
    assert_eq!(cases.len(), 62);
    assert_all_explained("ical-vectors", &different);
}

fn expected(case: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let time = |value: &Value| text(value).replace(' ', "T").parse::<Timestamp>().unwrap();
    let list = |name: &str| case[name].as_array().cloned().unwrap_or_default();
    let finals = list("final_shifts");
    let finals = finals.iter().map(|row| format!("final {} {} {}", text(&row[1]), text(&row[2]), text(&row[0])));
    let events = list("all_events");
    let events = events.iter().map(|event| {
        let (start, end) = (time(&event["start"]), time(&event["end"]));
        if event["gap"] == true {
            return format!("gap {start} {end}");
        }
        let mut people: Vec<String> = event["users"].as_array().unwrap().iter().map(text).collect();
        people.sort();
        let over = if event["override"] == true { "override" } else { "shift" };
        format!("{over} {start} {end} level {} {people:?} all day: {}", event["prio"], event["all_day"])
    });
    sorted(finals.chain(events))
}

fn answers(case: &Value) -> Vec<String> {
    let window = window(case["window"][0].as_str().unwrap(), case["window"][1].as_str().unwrap());
    let mut imported = imported(&case["primary"], window, slots::of_shifts);
    imported.extend(imported_overrides(case, window));
    let mut rows: Vec<String> = imported.iter().map(planned).collect();
    let schedule = Schedule { imported: Imported::new(imported), ..Schedule::default() };
    let timeline = timeline(&schedule, window);
    rows.extend(timeline.gaps().map(|gap| format!("gap {} {}", gap.start(), gap.end())));
    let timeline = timeline.clipped();
    rows.extend(timeline.covered().flat_map(|shift| {
        let (start, end) = (shift.interval.start(), shift.interval.end());
        shift.people.iter().map(move |person| format!("final {start} {end} {}", &person.user.as_str()[1..]))
    }));
    sorted(rows.into_iter())
}

fn imported_overrides(case: &Value, window: Interval) -> Vec<ImportedSlot> {
    if case["overrides"].is_null() { Vec::new() } else { imported(&case["overrides"], window, slots::of_overrides) }
}

fn imported(
    text: &Value,
    window: Interval,
    slots: fn(&[rota::ical::Event], &rota::ical::people::Directory) -> Vec<ImportedSlot>,
) -> Vec<ImportedSlot> {
    let calendar = read(text.as_str().unwrap().as_bytes()).unwrap();
    slots(&calendar.events(window, &Zone::UTC).events, &directory())
}

fn planned(imported: &ImportedSlot) -> String {
    let slot = &imported.slot;
    let mut people: Vec<&str> = slot.crew.0.iter().map(|user| &user.as_str()[1..]).collect();
    people.sort_unstable();
    let (over, level) = match slot.precedence {
        Precedence::Shift(level) => ("shift", level),
        Precedence::Override(level) => ("override", level),
    };
    let (start, end) = (slot.interval.start(), slot.interval.end());
    format!("{over} {start} {end} level {} {people:?} all day: {}", level.number(), imported.all_day)
}

fn sorted(rows: impl Iterator<Item = String>) -> Vec<String> {
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    rows
}
