//! Who is on call at an instant, when that changes, who is next, and what a handoff is.

use expect_test::{Expect, expect};
use jiff::{SignedDuration, Timestamp};
use rota::schedule::handoff::compare;
use rota::schedule::resolve::{changes, next_change, next_on_call, on_call_at};
use rota::schedule::{Schedule, Zone};

use super::picture::{at, draw_people, draw_time, read};

const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);

#[test]
fn at_the_exact_instant_of_a_handoff_the_new_person_is_on_call() {
    let schedule = read("daily 09:00 +1d alice|bob");
    assert_eq!(people(&schedule, "Tue 08:59:59"), "alice");
    assert_eq!(people(&schedule, "Tue 09:00"), "bob");
}

#[test]
fn nobody_is_on_call_in_a_gap() {
    let schedule = read("daily 09:00-17:00 alice");
    assert_eq!(people(&schedule, "Mon 17:00"), "nobody");
    assert_eq!(people(&read(""), "Mon 17:00"), "nobody");
}

#[test]
fn a_person_with_two_shifts_is_on_call_once_for_the_strongest_reason() {
    let twice = "daily 09:00 +1d alice; daily 09:00 +1d alice+bob";
    assert_eq!(people(&read(twice), "Mon 12:00"), "alice, bob");
    let swapped = "daily 09:00 +1d alice; daily 09:00 +1d bob; swap Mon 10:00-14:00 bob to alice";
    assert_eq!(people(&read(swapped), "Mon 12:00"), "alice for bob");
    assert_eq!(people(&read("daily 09:00 +1d alice; override 10:00-14:00 alice"), "Mon 12:00"), "alice (override)");
}

#[test]
fn a_change_is_when_people_or_their_reason_change() {
    draw_changes(
        "daily 09:00 +1d alice; daily 09:00 +1d alice; override Tue 12:00-14:00 alice; override Wed 12:00-14:00 bob",
        "Mon 09:00 .. Thu 09:00",
        &expect![[r#"
            Mon 2 Mar 09:00  alice
            Tue 3 Mar 12:00  alice (override)
            Tue 3 Mar 14:00  alice
            Wed 4 Mar 12:00  bob (override)
            Wed 4 Mar 14:00  alice
        "#]],
    );
}

#[test]
fn a_gap_is_a_change() {
    draw_changes(
        "daily 09:00-17:00 alice|bob",
        "Mon 12:00 .. Wed 09:00",
        &expect![[r#"
        Mon 2 Mar 12:00  alice
        Mon 2 Mar 17:00  nobody
        Tue 3 Mar 09:00  bob
        Tue 3 Mar 17:00  nobody
        Wed 4 Mar 09:00  alice
    "#]],
    );
}

#[test]
fn the_horizon_is_the_last_instant_that_counts() {
    let schedule = read("daily 09:00 +1d alice|bob");
    assert_eq!(next_change(&schedule, at("Mon 12:00"), at("Tue 09:00")), Some(at("Tue 09:00")));
    assert_eq!(next_change(&schedule, at("Mon 12:00"), at("Tue 08:59")), None);
    assert_eq!(next_change(&schedule, at("Tue 09:00"), at("Tue 09:00")), None);
    assert_eq!(next_change(&schedule, at("Mon 08:59"), at("Tue 09:00")), Some(at("Mon 09:00")));
}

#[test]
fn an_end_far_ahead_is_found() {
    let schedule = read("daily always 09:00 +1d until 2026-11-20 09:00 alice");
    assert_eq!(next_change(&schedule, at("Mon 09:00"), at("Mon 09:00") + YEAR), Some(at("2026-11-21 09:00")));
}

#[test]
fn the_next_person_may_come_after_a_gap() {
    let schedule = read("daily 09:00-17:00 on MO,TU,WE,TH,FR alice|alice|alice|alice|alice|bob|bob|bob|bob|bob");
    let next = next_on_call(&schedule, at("Mon 12:00"), at("Mon 12:00") + YEAR).unwrap();
    assert_eq!(next.at, at("2026-03-09 09:00"));
    assert_eq!(draw_people(&next.people), "bob");
    assert_eq!(next_change(&schedule, at("Fri 12:00"), next.at), Some(at("Fri 17:00")));
    assert_eq!(people(&schedule, "Fri 17:00"), "nobody");
}

#[test]
fn in_a_gap_the_next_person_is_whoever_comes_first() {
    let schedule = read("daily 09:00-17:00 alice");
    let next = next_on_call(&schedule, at("Mon 20:00"), at("Mon 20:00") + YEAR).unwrap();
    assert_eq!((next.at, draw_people(&next.people)), (at("Tue 09:00"), "alice".to_owned()));
}

#[test]
fn when_nobody_else_ever_serves_nobody_is_next() {
    let schedule = read("daily 09:00-17:00 alice");
    assert_eq!(next_on_call(&schedule, at("Mon 12:00"), at("Mon 12:00") + YEAR), None);
}

#[test]
fn a_handoff_says_who_joins_who_stays_and_who_leaves() {
    let schedule = read("daily 09:00 +1d alice+bob|bob+carol");
    let before = on_call_at(&schedule, at("Mon 12:00")).people;
    let after = on_call_at(&schedule, at("Tue 12:00")).people;
    let handoff = compare(&before, &after).unwrap();
    assert_eq!(draw_people(&handoff.joined), "carol");
    assert_eq!(draw_people(&handoff.stays), "bob");
    assert_eq!(draw_people(&handoff.left), "alice");
}

#[test]
fn a_new_reason_for_the_same_people_is_not_a_handoff() {
    let schedule = read("daily 09:00 +1d alice; override Mon 12:00-14:00 alice");
    let before = on_call_at(&schedule, at("Mon 10:00")).people;
    let after = on_call_at(&schedule, at("Mon 12:00")).people;
    assert_ne!(before, after);
    assert_eq!(compare(&before, &after), None);
}

fn people(schedule: &Schedule, when: &str) -> String {
    draw_people(&on_call_at(schedule, at(when)).people)
}

#[track_caller]
fn draw_changes(schedule: &str, span: &str, expect: &Expect) {
    let (after, horizon) = span.split_once(" .. ").unwrap();
    let schedule = read(schedule);
    let line = |at: Timestamp, people: &str| format!("{}  {people}\n", draw_time(at, &Zone::UTC));
    let mut text = line(at(after), &people(&schedule, after));
    for moment in changes(&schedule, at(after), at(horizon)) {
        text.push_str(&line(moment.at, &draw_people(&moment.people)));
    }
    expect.assert_eq(&text);
}
