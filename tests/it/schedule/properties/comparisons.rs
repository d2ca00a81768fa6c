//! Two versions compared, against looking at every minute of both.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use rota::ids::UserId;
use rota::schedule::compare::compare;
use rota::schedule::resolve::on_call_at;
use rota::schedule::{Interval, Schedule, Zone};

use super::any::{minutes, schedule, window};
use super::cases;

fn minutes_of(intervals: &[Interval]) -> i64 {
    intervals.iter().map(|interval| interval.duration().as_mins()).sum()
}

fn on_call(schedule: &Schedule, at: Timestamp) -> BTreeSet<UserId> {
    on_call_at(schedule, at).people.into_iter().map(|person| person.user).collect()
}

fn away() -> impl Strategy<Value = BTreeMap<UserId, Vec<Interval>>> {
    let user = select(vec!["alice", "bob", "carol", "dave", "eve"]).prop_map(|name| name.parse().unwrap());
    btree_map(user, vec(window(), 0..3), 0..5)
}

/// How often a person begins to serve in a window, and at all.
fn runs(minutes: &[bool]) -> usize {
    let begins = minutes.windows(2).filter(|pair| !pair[0] && pair[1]).count();
    begins + usize::from(minutes.first() == Some(&true))
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn a_schedule_compared_with_itself_says_nothing(schedule in schedule(), window in window(), away in away()) {
        let same = compare(&schedule, &schedule, window, &Zone::UTC, &away);
        prop_assert!(same.is_empty() && same.opened.is_empty() && same.closed.is_empty() && same.conflicts.is_empty());
    }

    #[test]
    fn gains_minus_losses_are_the_difference_of_totals(before in schedule(), after in schedule(), window in window()) {
        let compared = compare(&before, &after, window, &Zone::UTC, &BTreeMap::new());
        let back = compare(&after, &before, window, &Zone::UTC, &BTreeMap::new());
        prop_assert_eq!(&compared.opened, &back.closed);
        prop_assert_eq!(compared.people.len(), back.people.len());
        for (person, back) in compared.people.iter().zip(&back.people) {
            let total = |spans: &[Interval]| spans.iter().map(Interval::duration).sum::<SignedDuration>();
            prop_assert_eq!(total(&person.gained) - total(&person.lost), person.time.after - person.time.before);
            prop_assert_eq!(&person.gained, &back.lost);
        }
    }

    #[test]
    fn a_comparison_equals_looking_at_every_minute(
        before in schedule(), after in schedule(), window in window(), away in away(),
    ) {
        let compared = compare(&before, &after, window, &Zone::UTC, &away);
        let minutes: Vec<Timestamp> = minutes(window).collect();
        let was: Vec<_> = minutes.iter().map(|at| on_call(&before, *at)).collect();
        let becomes: Vec<_> = minutes.iter().map(|at| on_call(&after, *at)).collect();
        let count = |f: &dyn Fn(usize) -> bool| i64::try_from((0..minutes.len()).filter(|n| f(*n)).count()).unwrap();
        prop_assert_eq!(minutes_of(&compared.opened), count(&|n| !was[n].is_empty() && becomes[n].is_empty()));
        prop_assert_eq!(minutes_of(&compared.closed), count(&|n| was[n].is_empty() && !becomes[n].is_empty()));
        for user in was.iter().chain(&becomes).flatten().collect::<BTreeSet<_>>() {
            let (before, after): (Vec<_>, Vec<_>) = (0..minutes.len()).map(|n| (was[n].contains(user), becomes[n].contains(user))).unzip();
            let person = compared.people.iter().find(|person| person.user == *user);
            prop_assert_eq!(person.is_some(), before != after);
            let Some(person) = person else { continue };
            prop_assert_eq!(minutes_of(&person.gained), count(&|n| !before[n] && after[n]));
            prop_assert_eq!(minutes_of(&person.lost), count(&|n| before[n] && !after[n]));
            prop_assert_eq!((person.shifts.before, person.shifts.after), (runs(&before), runs(&after)));
            let weekends = |serves: &[bool]| {
                let days = minutes.iter().zip(serves).filter(|(_, serves)| **serves).map(|(at, _)| Zone::UTC.reading(*at).date());
                let weekends = days.filter(|day| day.weekday().to_monday_zero_offset() > 4);
                weekends.map(|day| day.first_of_month().duration_until(day).as_hours() / 24 + 2 * i64::from(day.month()) * 31
                    - i64::from(day.weekday().to_monday_zero_offset())).collect::<BTreeSet<_>>().len()
            };
            prop_assert_eq!((person.weekends.before, person.weekends.after), (weekends(&before), weekends(&after)));
            let off = |n: usize| away.get(user).is_some_and(|away| away.iter().any(|off| off.contains(minutes[n])));
            let conflicts: Vec<_> = compared.conflicts.iter().filter(|found| found.user == *user).map(|found| found.interval).collect();
            prop_assert_eq!(minutes_of(&conflicts), count(&|n| !before[n] && after[n] && off(n)));
        }
    }
}
