//! Turns: everyone serves, in order, and old rotations go on as if they had run all the time.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use jiff::civil::{DateTime, Weekday, date};
use jiff::{SignedDuration, Span, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use rota::ids::UserId;
use rota::schedule::expand::{Slot, slots};
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::rotation::Rotation;
use rota::schedule::{Crew, Interval, Level, Shift, ShiftKind, Zone};

use super::any::recurrence;
use super::cases;
use super::naive::{starts, turns};

fn start() -> impl Strategy<Value = DateTime> {
    (0_i64..2 * 365 * 24).prop_map(|hours| date(2020, 1, 1).at(0, 0, 0, 0) + Span::new().hours(hours))
}

fn rolling(start: DateTime, rule: Recurrence, groups: Vec<Crew>) -> Shift {
    Shift {
        id: "O1".parse().unwrap(),
        level: Level::default(),
        zone: Zone::UTC,
        start,
        duration: 600,
        rotation_start: start,
        until: None,
        ends: None,
        cut_at_rotation_start: false,
        kind: ShiftKind::Rolling(rule, Rotation { groups, first: 0, turns: None }),
    }
}

fn groups(sizes: &[bool]) -> Vec<Crew> {
    let crew = |(number, full): (usize, &bool)| {
        Crew(full.then(|| format!("user{number}").parse().unwrap()).into_iter().collect())
    };
    sizes.iter().enumerate().map(crew).collect()
}

fn plain(frequency: Frequency, interval: u32) -> Recurrence {
    Recurrence {
        frequency,
        interval: NonZeroU32::new(interval).unwrap(),
        week_start: Weekday::Monday,
        by_day: Vec::new(),
        by_month: Vec::new(),
        by_monthday: Vec::new(),
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_rotation_equals_the_rules_walked_step_by_step(
        start in start(), rule in recurrence(5), full in vec(prop::bool::weighted(0.8), 1..5),
        later in prop_oneof![Just(0_i64), 1_i64..60 * 24], cut in any::<bool>(),
        until in prop::option::weighted(0.3, 0_i64..120 * 24), duration in 600_i64..400_000,
    ) {
        let (mut rule, mut full) = (rule, full);
        match rule.frequency {
            // The crate refuses what RFC 5545 leaves undefined.
            Frequency::Weekly => rule.by_monthday.clear(),
            // Days that rotate one by one have rules of their own, told as stories.
            Frequency::Daily => rule.by_day.clear(),
            Frequency::Hourly | Frequency::Monthly => {}
        }
        // What a leading group of nobody does is not known.
        full[0] = true;
        let mut shift = rolling(start, rule.clone(), groups(&full));
        shift.rotation_start = start + Span::new().hours(later);
        shift.cut_at_rotation_start = cut;
        shift.duration = duration;
        shift.until = until.map(|hours| Zone::UTC.instant(start + Span::new().hours(hours)).unwrap());
        assert_walked(&shift, &rule, &groups(&full))?;
    }

    #[test]
    fn a_rotation_that_takes_effect_years_later_goes_on_as_if_it_had_run(
        start in start(), frequency in 0_usize..4, interval in 1_u32..40, size in 1_usize..6,
        later in 0_i64..3 * 365 * 24, on in prop::option::of(0_usize..7),
    ) {
        let frequency = [Frequency::Hourly, Frequency::Daily, Frequency::Weekly, Frequency::Monthly][frequency];
        let mut rule = plain(frequency, interval);
        if let (Some(day), true) = (on, frequency != Frequency::Daily) {
            let day = Weekday::from_monday_zero_offset(i8::try_from(day).unwrap()).unwrap();
            rule.by_day = vec![day, day.wrapping_add(2)];
        }
        // Step by step through years of hours would take the test too long.
        let later = if frequency == Frequency::Hourly { later / 20 } else { later };
        let crews = groups(&vec![true; size]);
        let mut shift = rolling(start, rule.clone(), crews.clone());
        shift.rotation_start = start + Span::new().hours(later);
        assert_walked(&shift, &rule, &crews)?;
    }

    #[test]
    fn in_as_many_turns_as_groups_everyone_serves_once(
        start in start(), frequency in 0_usize..3, interval in 1_u32..4, size in 1_usize..7, first in 0_usize..7,
        turn in 0_i64..3_000,
    ) {
        let (frequency, hours) = [(Frequency::Hourly, 1), (Frequency::Daily, 24), (Frequency::Weekly, 168)][frequency];
        let mut shift = rolling(start, plain(frequency, interval), groups(&vec![true; size]));
        if let ShiftKind::Rolling(_, rotation) = &mut shift.kind {
            rotation.first = first;
        }
        let turn_length = SignedDuration::from_hours(hours * i64::from(interval));
        let from = Zone::UTC.instant(start).unwrap() + turn_length * i32::try_from(turn).unwrap();
        let window = Interval::new(from, from + turn_length * i32::try_from(size).unwrap()).unwrap();
        let served: Vec<_> = slots(&shift, window).into_iter().flat_map(|slot| slot.crew.0).collect();
        prop_assert_eq!(served.len(), size);
        prop_assert_eq!(served.iter().collect::<BTreeSet<_>>().len(), size);
    }
}

/// The engine finds the very slots of the walk in the ten weeks from the start of the rotation.
fn assert_walked(shift: &Shift, rule: &Recurrence, groups: &[Crew]) -> Result<(), TestCaseError> {
    let from = Zone::UTC.instant(shift.rotation_start).unwrap();
    let window = Interval::new(from, from + SignedDuration::from_hours(70 * 24)).unwrap();
    let mut expected = Rows::new();
    let mut cut = false;
    for (start, end, crew) in walked(shift, rule, groups, window) {
        // What the cut leaves is one slot, told as a story.
        if shift.cut_at_rotation_start && start <= from {
            cut = true;
        } else {
            expected.entry((start, end)).or_default().extend(crew.0.iter().copied());
        }
    }
    let slots = slots(shift, window);
    let (at_cut, later): (Vec<_>, Vec<_>) = slots.iter().partition(|slot| cut && slot.interval.start() == from);
    let found = |slot: &&Slot| ((slot.interval.start(), slot.interval.end()), slot.crew.0.iter().copied().collect());
    prop_assert_eq!(later.iter().map(found).collect::<Rows>(), expected);
    prop_assert_eq!(at_cut.len(), usize::from(cut));
    Ok(())
}

/// Who serves, by start and end. Groups that serve at the very same time serve as one.
type Rows = BTreeMap<(Timestamp, Timestamp), BTreeSet<UserId>>;

/// Every turn that overlaps `window`, not cut.
fn walked<'a>(
    shift: &Shift,
    rule: &Recurrence,
    groups: &'a [Crew],
    window: Interval,
) -> Vec<(Timestamp, Timestamp, &'a Crew)> {
    let every = u32::try_from(groups.len()).unwrap();
    let mut rows = Vec::new();
    for (first, crew) in turns(shift, rule, &groups.iter().collect::<Vec<_>>()) {
        let mut length = SignedDuration::from_secs(shift.duration);
        if let Some(until) = shift.until {
            length = length.min(until.duration_since(Zone::UTC.instant(first).unwrap()));
        }
        for start in starts(first, rule, every, first, Zone::UTC.reading(window.end())) {
            let start = Zone::UTC.instant(start).unwrap();
            let ended = shift.until.is_some_and(|until| start > until);
            let interval = Interval::new(start, start + length).filter(|interval| !ended && interval.overlaps(window));
            rows.extend(interval.map(|interval| (start, interval.end(), crew)));
        }
    }
    rows
}
