//! Schedules by chance: small enough to check minute by minute, mixed enough to meet each other.

use std::num::NonZeroU32;

use jiff::civil::{DateTime, Weekday, date};
use jiff::{SignedDuration, Span, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rota::ids::UserId;
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::rotation::{Rotation, Turns};
use rota::schedule::{Crew, Interval, Level, Schedule, Shift, ShiftKind, TakenSwap, Zone};

const PEOPLE: [&str; 5] = ["alice", "bob", "carol", "dave", "eve"];
const ZONES: [&str; 6] =
    ["UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"];
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Whole minutes of March and April 2024, when clocks change in both hemispheres.
pub fn reading() -> impl Strategy<Value = DateTime> {
    (0_i64..40 * 24 * 6).prop_map(|tens| date(2024, 3, 8).at(0, 0, 0, 0) + Span::new().minutes(tens * 10))
}

/// A window of up to two days in that time.
pub fn window() -> impl Strategy<Value = Interval> {
    (reading(), 1_i64..2 * 24 * 60).prop_map(|(start, minutes)| {
        let start = Zone::UTC.instant(start).unwrap();
        Interval::new(start, start + SignedDuration::from_mins(minutes)).unwrap()
    })
}

/// A rule of RFC 5545 as the API knows them.
pub fn recurrence(longest_interval: u32) -> impl Strategy<Value = Recurrence> {
    let frequency = select(vec![Frequency::Hourly, Frequency::Daily, Frequency::Weekly, Frequency::Monthly]);
    let seldom = |strategy| prop_oneof![3 => Just(Vec::new()), 1 => strategy];
    let by_day = prop_oneof![Just(Vec::new()), subsequence(WEEK.to_vec(), 1..=7).prop_shuffle()];
    let by_month = seldom(vec(1_i8..=12, 1..5).boxed());
    let by_monthday = seldom(vec(prop_oneof![1_i8..=31, -31_i8..=-1], 1..5).boxed());
    (frequency, 1..=longest_interval, select(WEEK.to_vec()), by_day, by_month, by_monthday).prop_map(
        |(frequency, interval, week_start, by_day, by_month, by_monthday)| Recurrence {
            frequency,
            interval: NonZeroU32::new(interval).unwrap(),
            week_start,
            by_day,
            by_month,
            by_monthday,
        },
    )
}

/// Up to two people; sometimes nobody.
pub fn crew() -> impl Strategy<Value = Crew> {
    subsequence(PEOPLE.to_vec(), 0..=2).prop_map(|people| Crew(people.into_iter().map(user).collect()))
}

/// What a shift may be.
pub fn kind() -> impl Strategy<Value = ShiftKind> {
    let turns = select(vec![None, Some(Turns::Served), Some(Turns::Calendar)]);
    let rotation =
        (vec(crew(), 0..4), 0_usize..5, turns).prop_map(|(groups, first, turns)| Rotation { groups, first, turns });
    prop_oneof![
        crew().prop_map(ShiftKind::Single),
        crew().prop_map(ShiftKind::Override),
        (recurrence(4), crew()).prop_map(|(rule, crew)| ShiftKind::Recurrent(rule, crew)),
        (recurrence(4), rotation).prop_map(|(rule, rotation)| ShiftKind::Rolling(rule, rotation)),
    ]
}

/// A shift. Its id is to be set by who puts it into a schedule.
pub fn shift() -> impl Strategy<Value = Shift> {
    let until = option::weighted(0.2, reading());
    let rotation_start = option::weighted(0.3, reading());
    let ends = (until, option::weighted(0.2, reading()));
    let zone = select(ZONES.to_vec());
    (kind(), 0_i64..3, zone, reading(), 1_i64..30 * 6, rotation_start, ends, any::<bool>()).prop_map(
        |(kind, level, zone, start, tens, rotation_start, (until, ends), cut)| Shift {
            id: "O1".parse().unwrap(),
            level: Level::from_number(level),
            zone: Zone::named(zone).unwrap(),
            start,
            duration: tens * 600,
            rotation_start: rotation_start.unwrap_or(start),
            until: until.and_then(|reading| Zone::UTC.instant(reading)),
            ends: ends.and_then(|reading| Zone::UTC.instant(reading)),
            cut_at_rotation_start: cut,
            kind,
        },
    )
}

/// A few shifts and swaps.
pub fn schedule() -> impl Strategy<Value = Schedule> {
    let swap = (window(), select(PEOPLE.to_vec()), select(PEOPLE.to_vec()));
    (vec(shift(), 0..5), vec(swap, 0..3)).prop_map(|(mut shifts, swaps)| {
        for (number, shift) in shifts.iter_mut().enumerate() {
            shift.id = format!("O{number}").parse().unwrap();
        }
        let swaps = swaps.into_iter().enumerate().map(|(number, (span, beneficiary, benefactor))| TakenSwap {
            id: format!("SSR{number}").parse().unwrap(),
            span,
            beneficiary: user(beneficiary),
            benefactor: user(benefactor),
        });
        Schedule { shifts, swaps: swaps.collect(), ..Schedule::default() }
    })
}

/// Every instant of `window` at which a minute begins, from its start.
pub fn minutes(window: Interval) -> impl Iterator<Item = Timestamp> {
    let minutes = window.duration().as_mins();
    (0..minutes).map(move |minute| window.start() + SignedDuration::from_mins(minute))
}

fn user(name: &str) -> UserId {
    name.parse().unwrap()
}
