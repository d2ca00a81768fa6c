//! What holds for every edit, whenever it takes effect.

use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use rota::schedule::Interval;
use rota::schedule::resolve::{Row, timeline};

use super::any_plan::{Desk, moment, rotation};

const ZONES: [&str; 4] = ["UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe"];

/// The final shifts before `at`, cut there, from before anything began.
fn served_before(desk: &Desk, at: Timestamp) -> Vec<Row> {
    let long_ago: Timestamp = "2024-01-20T00:00:00Z".parse().unwrap();
    timeline(&desk.rules(), Interval::new(long_ago, at).unwrap()).clipped().rows
}

proptest! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_edit_rewrites_the_past(
        zone in select(ZONES.to_vec()), first in vec(rotation(), 0..3), second in vec(rotation(), 0..3),
        made in moment(), changed in moment(), again in moment(), keep in vec(any::<bool>(), 3),
    ) {
        let mut desk = Desk::in_zone(zone);
        desk.edit(made, &first);
        // Some rotations go on, changed; the others end, and new ones begin.
        for at in [changed, again] {
            let shown = desk.rotations();
            let mut wanted = second.clone();
            for ((old, new), keep) in shown.iter().zip(&mut wanted).zip(&keep) {
                new.shift = old.shift.filter(|_| *keep);
            }
            let before = desk.clone();
            let effective = desk.edit(at, &wanted);
            prop_assert!(effective >= at);
            prop_assert_eq!(served_before(&before, effective), served_before(&desk, effective));
        }
    }

    #[test]
    fn a_form_shows_what_was_saved(zone in select(ZONES.to_vec()), plan in rotation(), made in moment()) {
        let mut desk = Desk::in_zone(zone);
        let effective = desk.edit(made, std::slice::from_ref(&plan));
        let shown = desk.rotations();
        prop_assert_eq!(shown.len(), 1);
        // Saved again in another schedule, what is shown puts the same people on call.
        let mut copy = Desk::in_zone(zone);
        let mut again = shown[0].clone();
        again.shift = None;
        copy.edit(made, &[again]);
        let window = Interval::new(effective, effective + SignedDuration::from_hours(100 * 24)).unwrap();
        let rows = |desk: &Desk| {
            let rows = timeline(&desk.rules(), window).clipped().rows;
            rows.into_iter().filter_map(|row| match row {
                Row::Covered(shift) => Some((shift.interval, shift.people)),
                Row::Gap(_) => None,
            }).collect::<Vec<_>>()
        };
        prop_assert_eq!(rows(&desk), rows(&copy));
        // Saving what is shown changes nothing.
        let saved = desk.clone();
        let shown = desk.rotations();
        desk.edit(made, &shown);
        prop_assert_eq!(desk.shifts, saved.shifts);
    }
}
