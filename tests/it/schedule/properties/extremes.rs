//! Whatever somebody sends: no panic, and an answer in a moment.

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::resolve::{next_change, next_on_call, on_call_at, timeline};
use rota::schedule::rotation::Rotation;
use rota::schedule::{Crew, Interval, Level, Schedule, Shift, ShiftKind, Zone};

use super::any::recurrence;
use super::cases;

fn reading() -> impl Strategy<Value = DateTime> {
    let odd = ["0001-01-01T00:00", "9999-12-31T23:59:59", "2024-02-29T12:00", "1970-01-01T00:00", "2011-12-30T10:00"];
    let any = (1_i16..=9999, 1_i8..=12, 1_i8..=28, 0_i8..24)
        .prop_map(|(year, month, day, hour)| jiff::civil::date(year, month, day).at(hour, 0, 0, 0));
    prop_oneof![select(odd.to_vec()).prop_map(|text| text.parse().unwrap()), any, super::any::reading()]
}

fn instant() -> impl Strategy<Value = Timestamp> {
    let ends = [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH];
    prop_oneof![
        select(ends.to_vec()),
        reading().prop_map(|reading| Zone::UTC.instant(reading).unwrap_or(Timestamp::MAX))
    ]
}

fn duration() -> impl Strategy<Value = i64> {
    prop_oneof![select(vec![i64::MIN, -1, 0, 1, 60, i64::MAX, i64::MAX - 1, 1 << 40]), 1_i64..1_000_000, any::<i64>(),]
}

fn rule() -> impl Strategy<Value = Recurrence> {
    let huge = select(vec![1, 2, 29, 31, 700, 745, 100_000, u32::MAX]);
    (recurrence(3), prop::option::of(huge), prop::option::of(vec(any::<i8>(), 0..3))).prop_map(
        |(mut rule, huge, days)| {
            rule.interval = huge.and_then(NonZeroU32::new).unwrap_or(rule.interval);
            rule.by_monthday = days.clone().unwrap_or(rule.by_monthday);
            rule.by_month = days.unwrap_or(rule.by_month);
            rule
        },
    )
}

fn shift() -> impl Strategy<Value = Shift> {
    let crew = || super::any::crew();
    let kind = prop_oneof![
        crew().prop_map(ShiftKind::Single),
        crew().prop_map(ShiftKind::Override),
        (rule(), crew()).prop_map(|(rule, crew)| ShiftKind::Recurrent(rule, crew)),
        (rule(), vec(crew(), 0..30), any::<usize>())
            .prop_map(|(rule, groups, first)| ShiftKind::Rolling(rule, Rotation { groups, first, turns: None })),
    ];
    let zone = select(vec!["UTC", "Pacific/Apia", "Africa/Monrovia", "Europe/Dublin"]);
    (kind, reading(), reading(), duration(), prop::option::of(instant()), zone, any::<(bool, i64)>()).prop_map(
        |(kind, start, rotation_start, duration, until, zone, (cut, level))| Shift {
            id: "O1".parse().unwrap(),
            level: Level::from_number(level),
            zone: Zone::named(zone).unwrap(),
            start,
            duration,
            rotation_start,
            until,
            ends: None,
            cut_at_rotation_start: cut,
            kind,
        },
    )
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn no_schedule_makes_the_engine_fail_or_wait(shifts in vec(shift(), 0..4), times in [instant(), instant()]) {
        let schedule = Schedule { shifts, ..Schedule::default() };
        let at = times[0];
        on_call_at(&schedule, at);
        let year = Interval::new(at, at.saturating_add(jiff::SignedDuration::from_hours(365 * 24)).unwrap());
        if let Some(year) = year {
            timeline(&schedule, year);
            next_change(&schedule, at, year.end());
            next_on_call(&schedule, at, year.end());
        }
        if let Some(window) = Interval::new(times[0].min(times[1]), times[0].max(times[1])) {
            timeline(&schedule, window);
        }
    }
}

#[test]
fn an_hourly_shift_of_no_end_through_all_time_is_answered() {
    let alice = Crew(vec!["alice".parse().unwrap()]);
    let shift = |level: i64, duration: i64, kind: ShiftKind| Shift {
        id: format!("O{level}").parse().unwrap(),
        level: Level::from_number(level),
        zone: Zone::UTC,
        start: "0001-01-01T00:00".parse().unwrap(),
        duration,
        rotation_start: "9999-01-01T00:00".parse().unwrap(),
        until: None,
        ends: None,
        cut_at_rotation_start: false,
        kind,
    };
    let hourly = Recurrence {
        frequency: Frequency::Hourly,
        interval: NonZeroU32::MIN,
        week_start: Weekday::Monday,
        by_day: Vec::new(),
        by_month: vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        by_monthday: Vec::new(),
    };
    let always = ShiftKind::Recurrent(hourly.clone(), alice.clone());
    let rolling = ShiftKind::Rolling(hourly, Rotation { groups: vec![alice; 50], first: 0, turns: None });
    let shifts = vec![shift(1, i64::MAX, always.clone()), shift(2, 1_800, always), shift(3, 60, rolling)];
    let schedule = Schedule { shifts, ..Schedule::default() };
    let all = Interval::new(Timestamp::MIN, Timestamp::MAX).unwrap();
    assert!(!timeline(&schedule, all).rows.is_empty());
    let now: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
    assert_eq!(on_call_at(&schedule, now).people.len(), 1);
    assert_eq!(next_change(&schedule, now, now + jiff::SignedDuration::from_hours(24 * 366)), None);
}
