//! `calendar.jsonl`, `web.jsonl`, `swaps.jsonl`: requests in, the resolved events of a window and who is on call out.
//!
//! The requests are not sent: a [`Case`] takes what the API answered for the state of its shifts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rota::ids::{SwapId, UserId};
use rota::schedule::resolve::{Row, on_call_at, timeline};
use rota::schedule::{Interval, Precedence, Schedule, TakenSwap};
use serde_json::Value;

use super::differences::{assert_all_explained, picture};
use super::wire;

const CALENDAR: &str = include_str!("../../../fixtures/calendar.jsonl");
const WEB: &str = include_str!("../../../fixtures/web.jsonl");
const SWAPS: &str = include_str!("../../../fixtures/swaps.jsonl");
const USERS: &str = include_str!("../../../fixtures/users.json");

#[test]
fn schedules_made_by_api_resolve_as_in_the_reference() {
    replay("calendar", CALENDAR);
}

#[test]
fn schedules_made_in_the_web_page_resolve_as_in_the_reference() {
    replay("web", WEB);
}

#[test]
fn swaps_resolve_as_in_the_reference() {
    replay("swaps", SWAPS);
}

fn replay(file: &str, cases: &str) {
    let mut different = BTreeMap::new();
    for line in cases.lines() {
        let case = Case::read(&serde_json::from_str(line).unwrap());
        let Some(case) = case else { continue };
        let (mut reference, mut rota) = (Vec::new(), Vec::new());
        for (prefix, window, events) in &case.windows {
            reference.extend(case.expected_rows(events).into_iter().map(|row| format!("{prefix}{row}")));
            rota.extend(case.rows(*window).into_iter().map(|row| format!("{prefix}{row}")));
        }
        // The reference has nobody on call at the exact instant of a handoff; Rota has the new person.
        let begins = |at: Timestamp| case.windows.iter().any(|(_, window, _)| case.begins(*window, at));
        for (at, people) in case.on_call.iter().filter(|(at, _)| !begins(*at)) {
            let moment = on_call_at(&case.schedule, *at);
            let ours: BTreeSet<UserId> = moment.people.iter().map(|person| person.user).collect();
            reference.push(format!("now {at} {people:?}"));
            rota.push(format!("now {at} {ours:?}"));
        }
        if reference != rota {
            different.insert(case.name, picture(&reference, &rota));
        }
    }
    assert_all_explained(file, &different);
}

/// A schedule as the requests of a case left it, and what the reference made of it.
struct Case {
    name: String,
    schedule: Schedule,
    windows: Vec<(&'static str, Interval, Vec<Value>)>,
    on_call: Vec<(Timestamp, BTreeSet<UserId>)>,
    /// Where swaps that nobody took begin and end: the reference shows a border there.
    untaken: BTreeSet<Timestamp>,
}

impl Case {
    /// `None` for schedules that also read a calendar from a URL, which is not the engine's.
    fn read(case: &Value) -> Option<Self> {
        if !case["ics"].is_null() {
            return None;
        }
        let mut shifts: BTreeMap<String, Value> = BTreeMap::new();
        let mut from_web: BTreeSet<String> = BTreeSet::new();
        let mut week_starts: BTreeMap<String, Value> = BTreeMap::new();
        let mut zone = Value::Null;
        let mut swaps = Swaps::default();
        for request in case["requests"].as_array().unwrap() {
            let (method, path) = (request["method"].as_str().unwrap(), request["path"].as_str().unwrap());
            let answer = &request["response"];
            let made = request["binds"].as_str();
            // The API shows the start of the week for weekly shifts only.
            week_starts.extend(made.map(|id| (id.to_owned(), request["body"]["week_start"].clone())));
            if path.starts_with("/api/internal/v1/oncall_shifts/") || request["body"]["source"] == 0 {
                from_web.extend(made.map(str::to_owned));
            }
            if let (Some(id), true) = (made, path.starts_with("/api/internal/")) {
                shifts.insert(id.to_owned(), wire::from_web_page(&request["body"]));
            }
            if path.starts_with("/api/v1/on_call_shifts/") {
                if method == "DELETE" {
                    shifts.remove(path.trim_end_matches('/').rsplit('/').next().unwrap());
                }
                for shift in answer["results"].as_array().unwrap_or(&vec![answer.clone()]) {
                    if let Some(id) = shift["id"].as_str() {
                        shifts.insert(id.to_owned(), shift.clone());
                    }
                }
                if path.contains("?schedule_id=") {
                    shifts = answer["results"].as_array().unwrap().iter().map(by_id).collect();
                }
            } else if path.starts_with("/api/v1/schedules/") && !path.contains("final_shifts") {
                zone = if answer["type"].is_null() { request["body"].clone() } else { answer.clone() };
            } else if path.starts_with("/api/v1/shift_swaps/") {
                swaps.learn(method, path, answer);
            }
        }
        let zone = wire::default_zone(&zone);
        let shifts = shifts.iter().filter_map(|(id, shift)| {
            let mut shift = shift.clone();
            shift["source"] = Value::from(i32::from(!from_web.contains(id)));
            shift["week_start"] = week_starts.get(id).cloned().unwrap_or_default();
            wire::shift(&shift, id, &zone)
        });
        let (taken, untaken) = swaps.applied();
        let expect = &case["expect"];
        let window = |name: &str| Interval::new(time(&expect[name]["start"]), time(&expect[name]["end"]));
        let windows = [("", "window", "final_events"), ("later ", "later_window", "later_final_events")];
        Some(Self {
            name: case["id"].as_str().unwrap().to_owned(),
            schedule: Schedule { shifts: shifts.collect(), swaps: taken, ..Schedule::default() },
            windows: windows
                .into_iter()
                .filter_map(|(prefix, of, events)| Some((prefix, window(of)?, expect[events].as_array()?.clone())))
                .collect(),
            on_call: expect["on_call_now"].as_array().into_iter().flatten().filter_map(moment).collect(),
            untaken,
        })
    }

    fn begins(&self, window: Interval, at: Timestamp) -> bool {
        timeline(&self.schedule, window).covered().any(|shift| shift.interval.start() == at)
    }

    fn expected_rows(&self, events: &[Value]) -> Vec<String> {
        self.joined(events.iter().map(|event| {
            let people: BTreeSet<UserId> = people(&event["users"]);
            let kind = if event["is_gap"] == true {
                "gap".to_owned()
            } else {
                let over = if event["is_override"] == true { "override" } else { "shift" };
                let level = event["priority_level"].as_i64().unwrap().max(0);
                format!("{} {over} {level} {people:?}", event["shift"].as_str().unwrap().trim_start_matches('$'))
            };
            (time(&event["start"]), time(&event["end"]), kind)
        }))
    }

    fn rows(&self, window: Interval) -> Vec<String> {
        self.joined(timeline(&self.schedule, window).rows.into_iter().map(|row| {
            let kind = match &row {
                Row::Gap(_) => "gap".to_owned(),
                Row::Covered(shift) => {
                    let people: BTreeSet<UserId> = shift.people.iter().map(|on_duty| on_duty.user).collect();
                    let precedence = match shift.precedence {
                        Precedence::Shift(level) => format!("shift {}", level.number()),
                        Precedence::Override(level) => format!("override {}", level.number()),
                    };
                    format!("{} {precedence} {people:?}", shift.shift)
                }
            };
            (row.interval().start(), row.interval().end(), kind)
        }))
    }

    /// The rows as text, without the borders of swaps that nobody took.
    fn joined(&self, rows: impl Iterator<Item = (Timestamp, Timestamp, String)>) -> Vec<String> {
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        for border in &self.untaken {
            while let Some(before) = rows.iter().position(|(_, end, kind)| {
                end == border && rows.iter().any(|(start, _, other)| start == border && other == kind)
            }) {
                let kind = rows[before].2.clone();
                let after = rows.iter().position(|(start, _, other)| start == border && *other == kind).unwrap();
                rows[before].1 = rows[after].1;
                rows.remove(after);
            }
        }
        rows.sort();
        rows.into_iter().map(|(start, end, kind)| format!("{start} {end} {kind}")).collect()
    }
}

/// What is known of the swaps of a case.
#[derive(Default)]
struct Swaps(BTreeMap<String, Value>);

impl Swaps {
    fn learn(&mut self, method: &str, path: &str, answer: &Value) {
        let id = answer["id"].as_str();
        if method == "DELETE" {
            self.0.remove(path.trim_end_matches('/').rsplit('/').next().unwrap());
        } else if let Some(id) = id {
            self.0.insert(id.to_owned(), answer.clone());
        }
    }

    /// The taken ones, oldest first, and the borders of the others.
    fn applied(self) -> (Vec<TakenSwap>, BTreeSet<Timestamp>) {
        let (mut taken, mut untaken) = (Vec::new(), BTreeSet::new());
        for (id, swap) in self.0 {
            let (start, end) = (time(&swap["swap_start"]), time(&swap["swap_end"]));
            match swap["benefactor"].as_str() {
                None => untaken.extend([start, end]),
                Some(benefactor) => taken.push((
                    time(&swap["created_at"]),
                    TakenSwap {
                        id: id.trim_start_matches('$').parse::<SwapId>().unwrap(),
                        span: Interval::new(start, end).unwrap(),
                        beneficiary: name(swap["beneficiary"].as_str().unwrap()),
                        benefactor: name(benefactor),
                    },
                )),
            }
        }
        taken.sort_by_key(|(created, swap)| (*created, swap.id));
        (taken.into_iter().map(|(_, swap)| swap).collect(), untaken)
    }
}

fn by_id(shift: &Value) -> (String, Value) {
    (shift["id"].as_str().unwrap().to_owned(), shift.clone())
}

/// `None` where the reference failed.
fn moment(entry: &Value) -> Option<(Timestamp, BTreeSet<UserId>)> {
    (!entry["users"].is_null()).then(|| (time(&entry["at"]), people(&entry["users"])))
}

fn time(text: &Value) -> Timestamp {
    text.as_str().map_or(Timestamp::MIN, |text| text.parse().unwrap())
}

/// People by user name or id.
fn people(names: &Value) -> BTreeSet<UserId> {
    let users: Vec<Value> = serde_json::from_str(USERS).unwrap();
    let known = |text: &Value| users.iter().find(|user| user["username"] == *text || user["id"] == *text);
    let id = |text: &Value| name(known(text).unwrap()["id"].as_str().unwrap());
    names.as_array().unwrap().iter().map(id).collect()
}

fn name(id: &str) -> UserId {
    wire::user(id)
}
