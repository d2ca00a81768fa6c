//! What the reference answered, asked of us. `tests/fixtures/api_differences.txt` explains every case in which we
//! answer something else, or of one request of it (`web-rot-001 [10]`); what is listed there and matches fails the test, and so
//! does what is neither.
//!
//! Each case gets a workspace of its own in one database, so that it also shows that workspaces do not see each other.

mod case;
mod compare;
mod stage;

use std::collections::{BTreeMap, BTreeSet};

use self::case::Case;
use self::stage::Stage;
use crate::support::calendars::Calendars;
use crate::support::databases::on_both;

const VALIDATION: &str = include_str!("../../fixtures/validation.jsonl");
const CALENDAR: &str = include_str!("../../fixtures/calendar.jsonl");
const WEB: &str = include_str!("../../fixtures/web.jsonl");
const SWAPS: &str = include_str!("../../fixtures/swaps.jsonl");
const ICAL: &str = include_str!("../../fixtures/ical.jsonl");
const DIFFERENCES: &str = include_str!("../../fixtures/api_differences.txt");
/// Those of the engine, which the API shows: `calendar cal-dst-009: …`, `web web-pub-002: …`.
const DIFFERENCES_OF_THE_ENGINE: &str = include_str!("../../fixtures/differences.txt");

on_both!(bad_and_odd_requests_are_answered_as_the_reference_does, async |store| {
    let count = replay(&store, VALIDATION).await;
    assert_eq!(count, 465);
});

on_both!(calendars_made_over_the_api_are_worked_out_as_the_reference_does, async |store| {
    let count = replay(&store, CALENDAR).await;
    assert_eq!(count, 746);
});

on_both!(what_was_made_on_the_references_page_is_shown_and_worked_out_as_there, async |store| {
    let count = replay(&store, WEB).await;
    assert_eq!(count, 553);
});

on_both!(swaps_are_answered_and_worked_out_as_the_reference_does, async |store| {
    let count = replay(&store, SWAPS).await;
    assert_eq!(count, 349);
});

on_both!(calendars_by_address_are_answered_and_worked_out_as_the_reference_does, async |store| {
    let count = replay(&store, ICAL).await;
    assert_eq!(count, 276);
});

/// Replays cases and returns how many requests were checked.
async fn replay(store: &rota::store::Store, cases: &str) -> usize {
    let listed: BTreeMap<&str, &str> = differences().collect();
    let mut count = 0;
    let calendars = Calendars::open().await;
    let mut different = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for line in cases.lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        ids.insert(case.id.clone());
        let mut stage = Stage::set(store, &calendars, &case).await;
        for (index, request) in case.requests.iter().enumerate() {
            let check = stage.play(request, case.is_checked(index)).await;
            count += usize::from(check.counts());
            if let Some(difference) = check.difference() {
                different.entry((case.id.clone(), format!("{} [{index}]", case.id))).or_insert(difference);
            }
        }
        for difference in stage.look_at_outcome(&case).await {
            different.entry((case.id.clone(), case.id.clone())).or_insert(difference);
        }
    }
    let mut complaints = Vec::new();
    let mut explained = BTreeSet::new();
    for ((case, place), difference) in &different {
        match [place, case].into_iter().find(|place| listed.contains_key(place.as_str())) {
            Some(place) => drop(explained.insert(place.as_str())),
            None => complaints.push(format!("{place} is not listed, and differs: {difference}")),
        }
    }
    let here = |place: &str| ids.contains(place.split(' ').next().unwrap_or_default());
    for (place, why) in listed.iter().filter(|(place, _)| here(place)) {
        if !explained.contains(place) {
            complaints.push(format!("{place} is listed ({why}), and matches now: take it off the list"));
        }
    }
    assert!(complaints.is_empty(), "{} differences:\n{}", complaints.len(), complaints.join("\n"));
    count
}

fn differences() -> impl Iterator<Item = (&'static str, &'static str)> {
    let shown = |line: &'static str| line.strip_prefix("calendar ").or(line.strip_prefix("web "));
    let of_the_engine = DIFFERENCES_OF_THE_ENGINE.lines().filter_map(shown);
    let ours = DIFFERENCES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    ours.chain(of_the_engine).map(|line| line.split_once(": ").expect("a case's id, a colon and the reason"))
}
