//! Every zone of the bundled database, and what differs from the other database in the tree.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use chrono::{Offset as _, TimeZone as _};
use jiff::civil::{DateTime, Weekday, date};
use jiff::tz::{Offset, TimeZoneDatabase};
use jiff::{SignedDuration, Span, Timestamp};
use proptest::prelude::*;
use rota::schedule::expand::{Slot, slots};
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::rotation::Rotation;
use rota::schedule::{Crew, Interval, Level, Shift, ShiftKind, Zone};

use super::cases;

fn every_zone() -> Vec<Zone> {
    let names = TimeZoneDatabase::bundled();
    names.available().map(|name| Zone::named(name.as_str()).unwrap()).collect()
}

/// Alice and Bob, turn and turn about.
fn rotation(zone: &Zone, start: DateTime, frequency: Frequency, interval: u32, duration: i64) -> Shift {
    let crew = |name: &str| Crew(vec![name.parse().unwrap()]);
    let rule = Recurrence {
        frequency,
        interval: NonZeroU32::new(interval).unwrap(),
        week_start: Weekday::Monday,
        by_day: Vec::new(),
        by_month: Vec::new(),
        by_monthday: Vec::new(),
    };
    Shift {
        id: "O1".parse().unwrap(),
        level: Level::default(),
        zone: zone.clone(),
        start,
        duration,
        rotation_start: start,
        until: None,
        ends: None,
        cut_at_rotation_start: false,
        kind: ShiftKind::Rolling(rule, Rotation { groups: vec![crew("alice"), crew("bob")], first: 0, turns: None }),
    }
}

/// A year with the changes of both hemispheres, and the end of 2011, when Samoa skipped a day.
fn windows() -> Vec<Interval> {
    let instant = |text: &str| -> Timestamp { text.parse().unwrap() };
    let years = [("2011-12-20T00:00Z", "2012-01-10T00:00Z"), ("2024-02-01T00:00Z", "2025-02-01T00:00Z")];
    years.into_iter().map(|(start, end)| Interval::new(instant(start), instant(end)).unwrap()).collect()
}

/// Whether the clock of `zone` jumps at `at`.
fn jumps(zone: &Zone, at: Timestamp) -> bool {
    let change = zone.rules().following(at - SignedDuration::from_nanos(1)).next();
    change.is_some_and(|change| change.timestamp() == at)
}

/// Two days around each change of clocks in 2024.
fn nights_of_2024(zone: &Zone) -> Vec<Interval> {
    let year = Interval::new("2024-01-01T00:00Z".parse().unwrap(), "2025-01-01T00:00Z".parse().unwrap()).unwrap();
    let changes = zone.rules().following(year.start()).map(|change| change.timestamp());
    let day = SignedDuration::from_hours(24);
    changes.take_while(|at| year.contains(*at)).filter_map(|at| Interval::new(at - day, at + day)).collect()
}

fn assert_seamless(slots: &[Slot], zone: &Zone) {
    for pair in slots.windows(2) {
        assert_eq!(pair[0].interval.end(), pair[1].interval.start(), "{} {:?} {:?}", zone.name(), pair[0], pair[1]);
    }
}

#[test]
fn a_handoff_keeps_its_reading_of_the_wall_clock_in_every_zone() {
    for zone in every_zone() {
        for time in [(0, 0), (2, 30), (9, 0)] {
            let start = date(2011, 6, 1).at(time.0, time.1, 0, 0);
            let daily = rotation(&zone, start, Frequency::Daily, 1, 86_400);
            for window in windows() {
                for slot in slots(&daily, window) {
                    let reading = zone.reading(slot.interval.start());
                    // A skipped reading is made up for as soon as the clock has jumped over it.
                    let kept = reading.time() == start.time() || jumps(&zone, slot.interval.start());
                    assert!(kept, "{} {reading}", zone.name());
                }
            }
        }
    }
}

#[test]
fn back_to_back_rotations_have_no_gap_and_no_overlap_in_every_zone() {
    for zone in every_zone() {
        for (frequency, interval, duration) in
            [(Frequency::Hourly, 8, 8 * 3_600), (Frequency::Daily, 1, 86_400), (Frequency::Weekly, 1, 7 * 86_400)]
        {
            let shift = rotation(&zone, date(2011, 6, 1).at(2, 30, 0, 0), frequency, interval, duration);
            for window in windows() {
                let slots = slots(&shift, window);
                assert!(slots.first().is_some_and(|slot| slot.interval.start() <= window.start()), "{}", zone.name());
                assert_seamless(&slots, &zone);
                assert!(slots.last().is_some_and(|slot| slot.interval.end() >= window.end()), "{}", zone.name());
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(3))]

    #[test]
    fn two_shifts_that_share_each_hour_never_leave_it_and_never_meet(minute in 1_i8..60, start in 0_i8..60) {
        for zone in every_zone() {
            let one = date(2023, 12, 31).at(0, start, 0, 0);
            let other = one + Span::new().minutes(minute);
            let shift = |start, minutes: i8| rotation(&zone, start, Frequency::Hourly, 1, i64::from(minutes) * 60);
            for window in nights_of_2024(&zone) {
                let mut both = slots(&shift(one, minute), window);
                both.extend(slots(&shift(other, 60 - minute), window));
                both.sort_by_key(|slot| slot.interval);
                assert_seamless(&both, &zone);
            }
        }
    }

    #[test]
    fn a_later_reading_is_never_an_earlier_instant(minutes in 0_i64..30, step in 20_i64..60) {
        for zone in every_zone() {
            let changes = zone.rules().following("2011-06-01T00:00Z".parse().unwrap());
            for change in changes.take_while(|change| change.timestamp() < "2028-01-01T00:00Z".parse().unwrap()) {
                let first = zone.reading(change.timestamp() - SignedDuration::from_hours(26)) + Span::new().minutes(minutes);
                let readings = (0..52 * 60 / step).map(|n| first + Span::new().minutes(n * step));
                let instants: Vec<Timestamp> = readings.map(|reading| zone.instant(reading).unwrap()).collect();
                prop_assert!(instants.is_sorted(), "{} around {}", zone.name(), change.timestamp());
            }
        }
    }
}

#[test]
fn the_other_database_differs_where_we_know_it_to() {
    let known = expect_test::expect![[r#"
        Africa/Casablanca
        Africa/El_Aaiun
        America/Edmonton
        America/Inuvik
        America/Rainy_River
        America/Vancouver
        America/Winnipeg
        America/Yellowknife
        Canada/Central
        Canada/Mountain
        Canada/Pacific
        Europe/Chisinau
        Europe/Tiraspol"#]];
    let different: Vec<&str> = chrono_tz::TZ_VARIANTS
        .iter()
        .filter(|zone| {
            Zone::named(zone.name())
                .is_ok_and(|ours| instants(&ours).any(|at| offset(&ours, at) != other_offset(**zone, at)))
        })
        .map(|zone| zone.name())
        .collect();
    known.assert_eq(&different.join("\n"));
}

#[test]
fn every_zone_of_the_other_database_has_a_name_here() {
    let missing: Vec<&str> =
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| Zone::named(name).is_err()).collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert!(every_zone().len() >= chrono_tz::TZ_VARIANTS.len());
}

/// The middle of each month, and the seconds around each change, from 2015 to 2035.
fn instants(zone: &Zone) -> impl Iterator<Item = Timestamp> {
    let start: Timestamp = "2015-01-15T12:00:00Z".parse().unwrap();
    let months = (0..240).map(move |month| start + SignedDuration::from_hours(month * 730));
    let end = start + SignedDuration::from_hours(240 * 730);
    let changes = zone.rules().following(start).map(|change| change.timestamp()).take_while(move |at| *at < end);
    let around: BTreeSet<Timestamp> = changes.flat_map(|at| [at - SignedDuration::from_secs(1), at]).collect();
    months.chain(around)
}

fn offset(zone: &Zone, at: Timestamp) -> Offset {
    zone.rules().to_offset(at)
}

fn other_offset(zone: chrono_tz::Tz, at: Timestamp) -> Offset {
    let at = chrono::DateTime::from_timestamp(at.as_second(), 0).unwrap().naive_utc();
    Offset::from_seconds(zone.offset_from_utc_datetime(&at).fix().local_minus_utc()).unwrap()
}
