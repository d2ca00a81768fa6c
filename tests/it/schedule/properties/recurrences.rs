//! The starts of a rule against the `rrule` crate, which walks where we divide.

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, Span, Timestamp};
use proptest::prelude::*;
use rota::schedule::expand::slots;
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::{Crew, Interval, Level, Shift, ShiftKind, Zone};

use super::any::recurrence;
use super::cases;
use super::naive::starts;

fn start() -> impl Strategy<Value = DateTime> {
    (0_i64..3 * 365 * 24).prop_map(|hours| date(2019, 1, 1).at(0, 30, 0, 0) + Span::new().hours(hours))
}

fn shift(start: DateTime, rule: Recurrence) -> Shift {
    Shift {
        id: "O1".parse().unwrap(),
        level: Level::default(),
        zone: Zone::UTC,
        start,
        duration: 60,
        rotation_start: start,
        until: None,
        ends: None,
        cut_at_rotation_start: false,
        kind: ShiftKind::Recurrent(rule, Crew(vec!["alice".parse().unwrap()])),
    }
}

/// The starts that the engine finds in a window.
fn found(shift: &Shift, window: Interval) -> Vec<Timestamp> {
    slots(shift, window).iter().map(|slot| slot.interval.start()).filter(|start| window.contains(*start)).collect()
}

fn days(from: Timestamp, days: i64) -> Interval {
    Interval::new(from, from + SignedDuration::from_hours(days * 24)).unwrap()
}

proptest! {
    #![proptest_config(cases(384))]

    #[test]
    fn starts_equal_those_of_the_rrule_crate(
        start in start(), rule in recurrence(13), ahead in 0_i64..500, length in 1_i64..60,
    ) {
        let mut rule = rule;
        if rule.frequency == Frequency::Weekly {
            // The crate refuses what RFC 5545 leaves undefined.
            rule.by_monthday.clear();
        }
        let window = days(Zone::UTC.instant(start).unwrap() + SignedDuration::from_hours(ahead * 24), length);
        let expected = starts(start, &rule, 1, Zone::UTC.reading(window.start()), Zone::UTC.reading(window.end()));
        let expected: Vec<Timestamp> = expected.into_iter().map(|start| Zone::UTC.instant(start).unwrap()).filter(|at| window.contains(*at)).collect();
        prop_assert_eq!(found(&shift(start, rule), window), expected);
    }

    #[test]
    fn starts_rise_and_a_wider_window_never_loses_one(
        start in start(), rule in recurrence(13), ahead in 0_i64..2_000, length in 1_i64..40, wider in 0_i64..20,
    ) {
        let shift = shift(start, rule);
        let from = Zone::UTC.instant(start).unwrap() + SignedDuration::from_hours(ahead * 24);
        let narrow = found(&shift, days(from, length));
        let wide = found(&shift, days(from - SignedDuration::from_hours(wider * 24), length + 2 * wider));
        prop_assert!(wide.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(narrow.iter().all(|start| wide.contains(start)));
    }
}
