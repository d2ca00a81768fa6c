//! The next change against a scan of every minute.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rota::schedule::handoff::{OnCallPerson, compare};
use rota::schedule::resolve::{changes, next_change, next_on_call, on_call_at};

use super::any::{minutes, schedule, window};
use super::cases;

/// Who is on call and why, in no order.
fn state(people: &[OnCallPerson]) -> BTreeSet<String> {
    people.iter().map(|person| format!("{} {:?}", person.user, person.why)).collect()
}

fn users(people: &[OnCallPerson]) -> BTreeSet<String> {
    people.iter().map(|person| person.user.to_string()).collect()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn changes_equal_a_scan_of_every_minute(schedule in schedule(), window in window()) {
        let (after, horizon) = (window.start(), window.end());
        let mut before = state(&on_call_at(&schedule, after).people);
        let mut scanned = Vec::new();
        for at in minutes(window).skip(1).chain([horizon]) {
            let now = state(&on_call_at(&schedule, at).people);
            if now != before {
                scanned.push((at, now.clone()));
                before = now;
            }
        }
        let found: Vec<_> = changes(&schedule, after, horizon).map(|moment| (moment.at, state(&moment.people))).collect();
        prop_assert_eq!(&found, &scanned);
        prop_assert_eq!(next_change(&schedule, after, horizon), scanned.first().map(|(at, _)| *at));
    }

    #[test]
    fn the_next_on_call_are_the_first_others(schedule in schedule(), window in window()) {
        let (after, horizon) = (window.start(), window.end());
        let before = users(&on_call_at(&schedule, after).people);
        let first = minutes(window).skip(1).chain([horizon]).find_map(|at| {
            let now = users(&on_call_at(&schedule, at).people);
            (!now.is_empty() && now != before).then_some((at, now))
        });
        let found = next_on_call(&schedule, after, horizon).map(|moment| (moment.at, users(&moment.people)));
        prop_assert_eq!(found, first);
    }

    #[test]
    fn a_handoff_puts_everybody_in_one_list(schedule in schedule(), window in window()) {
        let before = on_call_at(&schedule, window.start()).people;
        let after = on_call_at(&schedule, window.end()).people;
        let Some(handoff) = compare(&before, &after) else {
            prop_assert_eq!(users(&before), users(&after));
            return Ok(());
        };
        let (joined, stays, left) = (users(&handoff.joined), users(&handoff.stays), users(&handoff.left));
        prop_assert!(!joined.is_empty() || !left.is_empty());
        prop_assert_eq!(&joined | &stays, users(&after));
        prop_assert_eq!(&left | &stays, users(&before));
        prop_assert!(joined.is_disjoint(&left) && joined.is_disjoint(&stays) && left.is_disjoint(&stays));
    }
}
