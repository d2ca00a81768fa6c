//! What calendars show of a schedule, and that reading it back gives the same people at the same time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rota::ical::people::{Directory, Person};
use rota::ical::slots::of_shifts;
use rota::ical::write::{Feed, FeedEvent, write};
use rota::ical::{LARGEST, read};
use rota::ids::{ShiftId, UserId};
use rota::schedule::duty::{Duty, Service, duties, reach};
use rota::schedule::resolve::{on_call_at, scheduled, timeline};
use rota::schedule::{Imported, Interval, Schedule, Zone};

use super::any::{minutes, schedule, window};
use super::cases;

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn whoever_is_on_call_has_a_duty_then_and_nobody_else_serves(schedule in schedule(), window in window()) {
        let duties = all(&schedule, window);
        for at in minutes(window).step_by(3) {
            let serving: BTreeSet<UserId> = duties
                .iter()
                .filter(|duty| matches!(duty.service, Service::Serves(_)) && duty.interval.contains(at))
                .map(|duty| duty.user)
                .collect();
            prop_assert_eq!(serving, on_call(&schedule, at), "at {}", at);
        }
    }

    #[test]
    fn all_planned_time_is_served_or_covered_and_never_both(schedule in schedule(), window in window()) {
        let duties = all(&schedule, window);
        for at in minutes(window).step_by(5) {
            let mut shown: BTreeMap<(ShiftId, UserId), Vec<&Duty>> = BTreeMap::new();
            for duty in duties.iter().filter(|duty| duty.interval.contains(at)) {
                shown.entry((duty.shift, duty.user)).or_default().push(duty);
            }
            let there = on_call(&schedule, at);
            for (whose, duties) in &shown {
                let covered = duties.iter().filter(|duty| matches!(duty.service, Service::Covered(_))).count();
                prop_assert!(covered == 0 || covered == duties.len(), "{whose:?} at {at}");
                for duty in duties {
                    if let Service::Covered(by) = &duty.service {
                        prop_assert_eq!(by.iter().copied().collect::<BTreeSet<_>>(), there.clone());
                    }
                }
            }
            for shift in scheduled(&schedule, window).iter().filter(|shift| shift.interval.contains(at)) {
                for on_duty in &shift.people {
                    prop_assert!(shown.contains_key(&(shift.shift, on_duty.user)), "{} at {at}", on_duty.user);
                }
            }
        }
    }

    #[test]
    fn no_two_duties_share_what_their_ids_are_made_of(schedule in schedule(), window in window()) {
        let duties = all(&schedule, window);
        let keys: BTreeSet<_> = duties.iter().map(|duty| (duty.interval.start(), duty.shift, duty.user)).collect();
        prop_assert_eq!(keys.len(), duties.len());
        prop_assert!(duties.iter().all(|duty| duty.interval.overlaps(window)));
    }

    #[test]
    fn an_export_that_is_imported_puts_the_same_people_on_call(schedule in schedule(), window in window()) {
        let duties = all(&schedule, window);
        let served = duties.iter().filter(|duty| matches!(duty.service, Service::Serves(_)));
        let text = write(&Feed {
            name: "payments; \"all\", of them",
            refresh: SignedDuration::from_hours(1),
            events: served.map(event).collect(),
        });
        prop_assert!(text.len() < LARGEST && text.lines().all(|line| line.len() <= 75));
        let calendar = read(text.as_bytes()).unwrap();
        prop_assert_eq!(&calendar.skipped, &Vec::new());
        let people = ["alice", "bob", "carol", "dave", "eve"].map(|name| Person {
            id: name.parse().unwrap(), username: name.to_owned(), email: None, full_name: None,
        });
        let slots = of_shifts(&calendar.events(window, &Zone::UTC).events, &Directory::new(people));
        let imported = Schedule { imported: Imported::new(slots), ..Schedule::default() };
        for at in minutes(window).step_by(3) {
            prop_assert_eq!(on_call(&imported, at), on_call(&schedule, at), "at {}", at);
        }
    }
}

fn all(schedule: &Schedule, window: Interval) -> Vec<Duty> {
    duties(schedule, &timeline(schedule, reach(schedule, window)), Timestamp::MIN, window)
}

fn on_call(schedule: &Schedule, at: Timestamp) -> BTreeSet<UserId> {
    on_call_at(schedule, at).people.into_iter().map(|person| person.user).collect()
}

fn event(duty: &Duty) -> FeedEvent<'_> {
    FeedEvent {
        uid: [duty.shift.as_str(), duty.user.as_str()],
        sequence: 0,
        modified: duty.interval.start(),
        start: duty.interval.start(),
        end: duty.interval.end(),
        summary: duty.user.to_string().into(),
        description: "On call for payments; \"all\", of them\nFrom: rotation, level 1 \u{1f680} עברית",
        url: Some("https://rota.example.com/"),
        priority: 0,
        transparent: false,
        cancelled: false,
        alarm: Some(SignedDuration::from_mins(30)),
    }
}
