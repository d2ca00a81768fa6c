//! Counted turns against counting them.

use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, Span, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use rota::ids::UserId;
use rota::schedule::expand::slots;
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::rotation::{Rotation, Turns};
use rota::schedule::{Crew, Interval, Level, Shift, ShiftKind, Zone};

use super::any::recurrence;
use super::cases;
use super::naive::starts;

fn start() -> impl Strategy<Value = DateTime> {
    (0_i64..2 * 365 * 24).prop_map(|hours| date(2020, 1, 1).at(0, 0, 0, 0) + Span::new().hours(hours))
}

fn rolling(start: DateTime, rule: Recurrence, size: usize, turns: Option<Turns>) -> Shift {
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
        kind: ShiftKind::Rolling(
            rule,
            Rotation { groups: (0..size).map(|n| Crew(vec![user(n)])).collect(), first: 0, turns },
        ),
    }
}

fn user(number: usize) -> UserId {
    format!("user{number}").parse().unwrap()
}

/// Which unit of the rule a reading is in.
fn unit(rule: &Recurrence, start: DateTime, at: DateTime) -> i64 {
    let every = i64::from(rule.interval.get());
    let days = |from: DateTime, to: DateTime| from.date().duration_until(to.date()).as_hours() / 24;
    match rule.frequency {
        Frequency::Hourly => start.duration_until(at).as_hours() / every,
        Frequency::Daily => days(start, at) / every,
        Frequency::Weekly => {
            let into_week = i64::from(start.weekday().since(rule.week_start));
            (days(start, at) + into_week) / 7 / every
        }
        Frequency::Monthly => {
            let months = |at: DateTime| i64::from(at.year()) * 12 + i64::from(at.month());
            (months(at) - months(start)) / every
        }
    }
}

/// Whether the first reading is one of the rule's days.
fn fits(rule: &Recurrence, at: DateTime) -> bool {
    let of_month =
        |day: &i8| *day == at.day() || i16::from(*day) + i16::from(at.days_in_month()) + 1 == i16::from(at.day());
    (rule.by_day.is_empty() || rule.by_day.contains(&at.weekday()))
        && (rule.by_month.is_empty() || rule.by_month.contains(&at.month()))
        && (rule.by_monthday.is_empty() || rule.by_monthday.iter().any(of_month))
}

fn served(shift: &Shift, window: Interval) -> Vec<(Timestamp, UserId)> {
    slots(shift, window).into_iter().map(|slot| (slot.interval.start(), slot.crew.0[0])).collect()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn counted_turns_equal_counting_them_one_by_one(
        start in start(), rule in recurrence(5), size in 1_usize..6, turns in select(vec![Turns::Served, Turns::Calendar]),
        after in 0_i64..400,
    ) {
        let mut rule = rule;
        // The crate refuses what RFC 5545 leaves undefined.
        if rule.frequency == Frequency::Weekly {
            rule.by_monthday.clear();
        }
        let from = start + Span::new().days(after);
        let to = from + Span::new().days(40);
        let (mut counted, mut last, mut expected) = (0, None, Vec::new());
        for at in starts(start, &rule, 1, start, to) {
            if at == start && !fits(&rule, start) {
                continue;
            }
            let unit = unit(&rule, start, at);
            counted += usize::from(last.is_some_and(|last| last != unit));
            last = Some(unit);
            let turn = if turns == Turns::Served { counted } else { usize::try_from(unit).unwrap() };
            if from <= at && at < to {
                expected.push((Zone::UTC.instant(at).unwrap(), user(turn % size)));
            }
        }
        let window = Interval::new(Zone::UTC.instant(from).unwrap(), Zone::UTC.instant(to).unwrap()).unwrap();
        let mut found = served(&rolling(start, rule, size, Some(turns)), window);
        found.retain(|(at, _)| window.contains(*at));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn where_nothing_is_left_out_turns_are_those_of_the_reference(
        start in start(), frequency in 0_usize..4, interval in 1_u32..9, size in 1_usize..7, after in 0_i64..900,
    ) {
        let frequency = [Frequency::Hourly, Frequency::Daily, Frequency::Weekly, Frequency::Monthly][frequency];
        // Short months leave out their last days.
        prop_assume!(frequency != Frequency::Monthly || start.day() <= 28);
        let rule = Recurrence {
            frequency,
            interval: interval.try_into().unwrap(),
            week_start: start.weekday(),
            by_day: Vec::new(),
            by_month: Vec::new(),
            by_monthday: Vec::new(),
        };
        let from = Zone::UTC.instant(start).unwrap() + SignedDuration::from_hours(after * 24);
        let window = Interval::new(from, from + SignedDuration::from_hours(100 * 24)).unwrap();
        let reference = served(&rolling(start, rule.clone(), size, None), window);
        for turns in [Turns::Served, Turns::Calendar] {
            prop_assert_eq!(&served(&rolling(start, rule.clone(), size, Some(turns)), window), &reference);
        }
    }
}
