//! `vectors.jsonl`: shifts and a window in, final shifts out.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use rota::schedule::resolve::timeline;
use rota::schedule::{Interval, Schedule, Zone};
use serde_json::Value;

use super::differences::{assert_all_explained, picture};
use super::wire;

const CASES: &str = include_str!("../../../fixtures/vectors.jsonl");

#[test]
fn every_vector_of_final_shifts_is_matched() {
    let mut different = BTreeMap::new();
    let cases: Vec<Value> = CASES.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for case in &cases {
        // One window is too long for the reference's API. The engine answers it all the same.
        let (expected, rota) = (expected(case), final_shifts(case));
        if expected.as_ref().is_some_and(|expected| *expected != rota) {
            let expected = expected.unwrap_or_default();
            different.insert(case["id"].as_str().unwrap().to_owned(), picture(&expected, &rota));
        }
    }
    assert_eq!(cases.len(), 305);
    assert_all_explained("vectors", &different);
}

fn expected(case: &Value) -> Option<Vec<String>> {
    let clean = case["clean_expected"].as_array();
    let rows = clean.or(case["expected_final_shifts"].as_array())?;
    let text = |row: &Value, place: usize| row[place].as_str().unwrap().to_owned();
    Some(sorted(rows.iter().map(|row| format!("{} {} {}", text(row, 1), text(row, 2), wire::user(&text(row, 0))))))
}

fn final_shifts(case: &Value) -> Vec<String> {
    let zone = wire::default_zone(&case["schedule"]);
    let shifts = case["shifts"].as_array().unwrap().iter().enumerate();
    let shifts = shifts.filter_map(|(n, shift)| wire::shift(shift, &format!("O{n}"), &zone)).collect();
    let schedule = Schedule { shifts, ..Schedule::default() };
    let border = |place: usize| {
        let reading: DateTime = case["window"][place].as_str().unwrap().parse().unwrap();
        Zone::UTC.instant(reading).unwrap()
    };
    let timeline = timeline(&schedule, Interval::new(border(0), border(1)).unwrap()).clipped();
    sorted(timeline.covered().flat_map(|shift| {
        let row = format!("{} {}", shift.interval.start(), shift.interval.end());
        shift.people.iter().map(move |on_duty| format!("{row} {}", on_duty.user))
    }))
}

fn sorted(rows: impl Iterator<Item = String>) -> Vec<String> {
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    rows
}
