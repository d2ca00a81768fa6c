//! What the engine costs where people wait for it: a year of shifts, who is on call now, the next change.

#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::num::NonZeroU32;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::{DateTime, Weekday};
use jiff::{SignedDuration, Timestamp};
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::resolve::{next_change, on_call_at, timeline};
use rota::schedule::rotation::{Rotation, Turns};
use rota::schedule::{Crew, Interval, Level, Schedule, Shift, ShiftKind, Zone};

const DAY: i64 = 86_400;

fn crew(name: &str) -> Crew {
    Crew(vec![name.parse().unwrap()])
}

fn shift(number: i64, start: &str, duration: i64, kind: ShiftKind) -> Shift {
    let start: DateTime = start.parse().unwrap();
    Shift {
        id: format!("O{number}").parse().unwrap(),
        level: Level::from_number(number),
        zone: Zone::named("Europe/Oslo").unwrap(),
        start,
        duration,
        rotation_start: start,
        until: None,
        ends: None,
        cut_at_rotation_start: false,
        kind,
    }
}

fn rolling(frequency: Frequency, people: &[&str]) -> ShiftKind {
    let rule = Recurrence {
        frequency,
        interval: NonZeroU32::MIN,
        week_start: Weekday::Monday,
        by_day: Vec::new(),
        by_month: Vec::new(),
        by_monthday: Vec::new(),
    };
    ShiftKind::Rolling(rule, Rotation { groups: people.iter().map(|name| crew(name)).collect(), first: 0, turns: None })
}

fn schedule(shifts: Vec<Shift>) -> Schedule {
    Schedule { shifts, ..Schedule::default() }
}

fn days(from: &str, days: i64) -> Interval {
    let from: Timestamp = from.parse().unwrap();
    Interval::new(from, from + SignedDuration::from_hours(24 * days)).unwrap()
}

fn engine(criterion: &mut Criterion) {
    let four = ["alice", "bob", "carol", "dave"];

    let weekly = schedule(vec![shift(1, "2026-01-05T09:00", 7 * DAY, rolling(Frequency::Weekly, &four))]);
    let year = days("2026-01-05T00:00:00Z", 365);
    criterion.bench_function("a year of a weekly rotation of four", |bench| {
        bench.iter(|| timeline(black_box(&weekly), year).clipped());
    });

    let mut layers: Vec<Shift> =
        (0..10).map(|level| shift(level, "2025-06-02T09:00", DAY / 2, rolling(Frequency::Daily, &four))).collect();
    layers.extend((0..20).map(|number| {
        let start = days("2026-01-05T00:00:00Z", 4 * number + 1).end().strftime("%Y-%m-%dT12:00").to_string();
        shift(100 + number, &start, DAY / 4, ShiftKind::Override(crew("eve")))
    }));
    let layers = schedule(layers);
    let quarter = days("2026-01-05T00:00:00Z", 90);
    criterion.bench_function("ninety days of ten layers with twenty overrides", |bench| {
        bench.iter(|| timeline(black_box(&layers), quarter));
    });

    let old = schedule(vec![shift(1, "2015-01-05T09:00", DAY, rolling(Frequency::Daily, &four))]);
    let now: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    let next_year = now + SignedDuration::from_hours(365 * 24);
    criterion.bench_function("who is on call in a daily rotation of 2015", |bench| {
        bench.iter(|| on_call_at(black_box(&old), now));
    });
    criterion.bench_function("the next change of a daily rotation within a year", |bench| {
        bench.iter(|| next_change(black_box(&old), now, next_year));
    });

    let alone = schedule(vec![shift(1, "2015-01-05T09:00", DAY, rolling(Frequency::Daily, &["alice"]))]);
    criterion.bench_function("no change of a daily rotation of one within a year", |bench| {
        bench.iter(|| next_change(black_box(&alone), now, next_year));
    });

    let mut late = shift(1, "2015-01-05T09:00", DAY / 24, rolling(Frequency::Hourly, &four));
    late.rotation_start = "2026-01-05T09:00".parse().unwrap();
    let late = schedule(vec![late]);
    criterion.bench_function("who is on call in an hourly rotation that took effect after eleven years", |bench| {
        bench.iter(|| on_call_at(black_box(&late), now));
    });

    let mut weekdays = rolling(Frequency::Daily, &four);
    if let ShiftKind::Rolling(rule, rotation) = &mut weekdays {
        rule.by_day = (0..5).map(|day| Weekday::from_monday_zero_offset(day).unwrap()).collect();
        rotation.turns = Some(Turns::Served);
    }
    let counted = schedule(vec![shift(1, "2015-01-05T09:00", DAY, weekdays)]);
    criterion.bench_function("who is on call in a rotation of 2015 that counts only weekdays as turns", |bench| {
        bench.iter(|| on_call_at(black_box(&counted), now));
    });
}

criterion_group!(benches, engine);
criterion_main!(benches);
