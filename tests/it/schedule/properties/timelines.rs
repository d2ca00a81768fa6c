//! The timeline against a plain reading of the rules, minute by minute.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::Index;
use rota::ids::{SwapId, UserId};
use rota::schedule::expand::slots;
use rota::schedule::resolve::{Row, Timeline, on_call_at, timeline};
use rota::schedule::{Interval, Precedence, Schedule};

use super::any::{minutes, schedule, window};
use super::cases;

/// Somebody on call: which shift, who, and for whom.
type OnCall = BTreeSet<(String, UserId, Option<(SwapId, UserId)>)>;

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn a_timeline_equals_the_rules_applied_minute_by_minute(schedule in schedule(), window in window()) {
        let timeline = timeline(&schedule, window);
        let planned = schedule.shifts.iter().any(|shift| !slots(shift, window).is_empty());
        for at in minutes(window) {
            let (people, gap) = by_the_rules(&schedule, at);
            prop_assert_eq!(people_in(&timeline, at), people, "at {}", at);
            prop_assert_eq!(timeline.gaps().any(|row| row.contains(at)), gap && planned, "gap at {}", at);
        }
    }

    #[test]
    fn rows_are_in_order_and_in_the_window(schedule in schedule(), window in window()) {
        let timeline = timeline(&schedule, window);
        prop_assert!(timeline.rows.is_sorted_by_key(|row| row.interval().start()));
        prop_assert!(timeline.rows.iter().all(|row| row.interval().overlaps(window)));
        prop_assert!(timeline.covered().all(|shift| !shift.people.is_empty()));
        let clipped = timeline.clipped();
        prop_assert!(clipped.rows.is_sorted_by_key(|row| row.interval().start()));
        prop_assert!(clipped.rows.iter().all(|row| row.interval().intersect(window) == Some(row.interval())));
    }

    #[test]
    fn a_covered_instant_belongs_to_the_highest_precedence_present(schedule in schedule(), window in window()) {
        let timeline = timeline(&schedule, window);
        for at in minutes(window).step_by(7) {
            let shown: BTreeSet<Precedence> =
                timeline.covered().filter(|row| row.interval.contains(at)).map(|row| row.precedence).collect();
            let present = all_slots(&schedule, at).into_iter().filter(|slot| !slot.crew.0.is_empty());
            prop_assert_eq!(shown.into_iter().collect::<Vec<_>>(), present.map(|slot| slot.precedence).max().into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_order_of_shifts_does_not_matter(schedule in schedule(), window in window(), by in any::<usize>()) {
        let mut turned = schedule.clone();
        if !turned.shifts.is_empty() {
            let places = turned.shifts.len();
            turned.shifts.rotate_left(by % places);
        }
        prop_assert_eq!(timeline(&schedule, window), timeline(&turned, window));
        turned.shifts.reverse();
        prop_assert_eq!(timeline(&schedule, window), timeline(&turned, window));
        prop_assert_eq!(on_call_at(&schedule, window.start()), on_call_at(&turned, window.start()));
    }

    #[test]
    fn resolving_a_part_of_a_window_equals_cutting_the_whole(
        schedule in schedule(), window in window(), cuts in any::<[Index; 2]>(),
    ) {
        let length = usize::try_from(window.duration().as_secs()).unwrap();
        let cut = |index: Index| window.start() + jiff::SignedDuration::from_secs(i64::try_from(index.index(length + 1)).unwrap());
        let (one, other) = (cut(cuts[0]), cut(cuts[1]));
        let Some(part) = Interval::new(one.min(other), one.max(other)) else { return Ok(()) };
        let whole = timeline(&schedule, window);
        prop_assert_eq!(pieces(&timeline(&schedule, part), part), pieces(&whole, part));
    }

    #[test]
    fn who_is_on_call_is_what_the_timeline_says(schedule in schedule(), window in window()) {
        let timeline = timeline(&schedule, window);
        for at in minutes(window).step_by(11) {
            let moment = on_call_at(&schedule, at);
            let people: Vec<UserId> = moment.people.iter().map(|person| person.user).collect();
            let rows: BTreeSet<UserId> = people_in(&timeline, at).into_iter().map(|(_, user, _)| user).collect();
            prop_assert_eq!(people.iter().copied().collect::<BTreeSet<_>>(), rows);
            prop_assert_eq!(people.len(), people.iter().collect::<BTreeSet<_>>().len(), "each person once");
        }
    }
}

/// Who serves at `at` by the timeline.
fn people_in(timeline: &Timeline, at: Timestamp) -> OnCall {
    let rows = timeline.covered().filter(|row| row.interval.contains(at));
    rows.flat_map(|row| row.people.iter().map(|on_duty| (row.shift.to_string(), on_duty.user, on_duty.covers)))
        .collect()
}

/// Who serves at `at` by the rules, and whether nothing is planned.
fn by_the_rules(schedule: &Schedule, at: Timestamp) -> (OnCall, bool) {
    let slots = all_slots(schedule, at);
    let nothing = slots.is_empty();
    let best = slots.iter().filter(|slot| !slot.crew.0.is_empty()).map(|slot| slot.precedence).max();
    let mut on_call = OnCall::new();
    for slot in slots.iter().filter(|slot| Some(slot.precedence) == best) {
        let mut people: Vec<(UserId, Option<(SwapId, UserId)>)> =
            slot.crew.0.iter().map(|user| (*user, None)).collect();
        for swap in schedule.swaps.iter().filter(|swap| swap.span.contains(at)) {
            if let Some(place) = people.iter().position(|(user, _)| *user == swap.beneficiary) {
                people.retain(|(user, _)| *user != swap.benefactor || swap.benefactor == swap.beneficiary);
                let place = people.iter().position(|(user, _)| *user == swap.beneficiary).unwrap_or(place);
                people[place] = (swap.benefactor, Some((swap.id, swap.beneficiary)));
            }
        }
        on_call.extend(people.into_iter().map(|(user, covers)| (slot.shift.to_string(), user, covers)));
    }
    (on_call, nothing)
}

fn all_slots(schedule: &Schedule, at: Timestamp) -> Vec<rota::schedule::expand::Slot> {
    let instant = Interval::new(at, at + jiff::SignedDuration::from_nanos(1)).unwrap();
    schedule.shifts.iter().flat_map(|shift| slots(shift, instant)).collect()
}

/// The rows of `part`, cut to it. Without gaps: a window in which nothing is planned has none.
fn pieces(timeline: &Timeline, part: Interval) -> Vec<(Interval, String)> {
    let mut pieces: Vec<_> = timeline
        .rows
        .iter()
        .filter_map(|row| match row {
            Row::Covered(shift) => {
                Some((shift.interval.intersect(part)?, format!("{} {:?}", shift.shift, shift.people)))
            }
            Row::Gap(_) => None,
        })
        .collect();
    pieces.sort();
    pieces
}
