//! Where the order of people goes on after an edit, and from when.

use std::fmt::Write as _;
use std::num::NonZeroU32;

use expect_test::{Expect, expect};
use jiff::civil::{Weekday, time};
use jiff::{SignedDuration, Timestamp};
use rota::schedule::recurrence::Frequency;
use rota::schedule::rotation::Turns;
use rota::schedule::stretch::by_people;
use rota::schedule::{Level, Zone};
use rota::store::shifts::Day;
use rota::usecases::rotation_plan::RotationPlan;

use super::any_plan::{Desk, user};

fn utc(text: &str) -> Timestamp {
    Zone::UTC.instant(text.parse().unwrap()).unwrap()
}

fn groups(names: &[&str]) -> Vec<Vec<rota::ids::UserId>> {
    names.iter().map(|name| name.split('+').map(user).collect()).collect()
}

/// Turns of weeks from Monday 2 March 2026 at nine.
fn weekly(names: &[&str]) -> RotationPlan {
    RotationPlan {
        shift: None,
        name: None,
        level: Level::default(),
        groups: groups(names),
        every: NonZeroU32::MIN,
        unit: Frequency::Weekly,
        handoff: time(9, 0, 0, 0),
        handoff_day: Some(Day(Weekday::Monday)),
        active_days: Vec::new(),
        active_hours: None,
        begins: "2026-03-02".parse().unwrap(),
        ends: None,
        turns: Turns::Served,
        restart_with: None,
    }
}

/// The first stretches from `at` on after `rotation` was edited then, three months after 2 March nothing more.
fn after(rotation: &RotationPlan, at: &str, edit: impl FnOnce(&mut RotationPlan), expected: &Expect) {
    let mut desk = Desk::in_zone("UTC");
    desk.edit(utc("2026-03-01T00:00"), std::slice::from_ref(rotation));
    edited(&mut desk, at, edit);
    shows(&desk, at, expected);
}

fn edited(desk: &mut Desk, at: &str, edit: impl FnOnce(&mut RotationPlan)) {
    let mut shown = desk.rotations();
    edit(&mut shown[0]);
    desk.edit(utc(at), &shown);
}

fn shows(desk: &Desk, at: &str, expected: &Expect) {
    let mut drawn = String::new();
    for stretch in by_people(&desk.rules(), utc(at) - SignedDuration::from_secs(1)).take(6) {
        let names: Vec<String> = stretch.people.iter().map(|person| person.user.to_string()).collect();
        let names = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
        writeln!(drawn, "{}  {names}", Zone::UTC.reading(stretch.start).strftime("%a %-d %b %H:%M:%S")).unwrap();
    }
    expected.assert_eq(&drawn);
}

#[test]
fn whoever_would_have_been_next_is_next_and_who_is_on_call_stays_to_the_handoff() {
    let reordered = |rotation: &mut RotationPlan| rotation.groups = groups(&["carol", "bob", "alice", "dave"]);
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-05T12:00",
        reordered,
        &expect![[r#"
        Thu 5 Mar 11:59:59  alice
        Mon 9 Mar 09:00:00  bob
        Mon 16 Mar 09:00:00  alice
        Mon 23 Mar 09:00:00  dave
        Mon 30 Mar 09:00:00  carol
        Mon 6 Apr 09:00:00  bob
    "#]],
    );
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-09T09:00",
        reordered,
        &expect![[r#"
        Mon 9 Mar 08:59:59  alice
        Mon 9 Mar 09:00:00  bob
        Mon 16 Mar 09:00:00  alice
        Mon 23 Mar 09:00:00  dave
        Mon 30 Mar 09:00:00  carol
        Mon 6 Apr 09:00:00  bob
    "#]],
    );
}

#[test]
fn somebody_taken_out_is_skipped() {
    let without_bob = |rotation: &mut RotationPlan| rotation.groups = groups(&["alice", "carol"]);
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-09T09:00",
        without_bob,
        &expect![[r#"
        Mon 9 Mar 08:59:59  alice
        Mon 9 Mar 09:00:00  carol
        Mon 16 Mar 09:00:00  alice
        Mon 23 Mar 09:00:00  carol
        Mon 30 Mar 09:00:00  alice
        Mon 6 Apr 09:00:00  carol
    "#]],
    );
    let without_alice = |rotation: &mut RotationPlan| rotation.groups = groups(&["bob", "carol"]);
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-04T12:00",
        without_alice,
        &expect![[r#"
        Wed 4 Mar 11:59:59  alice
        Wed 4 Mar 12:00:00  bob
        Mon 9 Mar 09:00:00  carol
        Mon 16 Mar 09:00:00  bob
        Mon 23 Mar 09:00:00  carol
        Mon 30 Mar 09:00:00  bob
    "#]],
    );
}

#[test]
fn who_joins_somebody_alone_is_next() {
    let with_bob = |rotation: &mut RotationPlan| rotation.groups = groups(&["alice", "bob"]);
    after(
        &weekly(&["alice"]),
        "2026-03-04T12:00",
        with_bob,
        &expect![[r#"
        Wed 4 Mar 11:59:59  alice
        Mon 9 Mar 09:00:00  bob
        Mon 16 Mar 09:00:00  alice
        Mon 23 Mar 09:00:00  bob
        Mon 30 Mar 09:00:00  alice
        Mon 6 Apr 09:00:00  bob
    "#]],
    );
}

#[test]
fn a_handoff_moved_to_another_day_lets_who_is_on_call_stay_until_then() {
    let wednesdays = |rotation: &mut RotationPlan| rotation.handoff_day = Some(Day(Weekday::Wednesday));
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-05T12:00",
        wednesdays,
        &expect![[r#"
        Thu 5 Mar 11:59:59  alice
        Wed 11 Mar 09:00:00  bob
        Wed 18 Mar 09:00:00  carol
        Wed 25 Mar 09:00:00  alice
        Wed 1 Apr 09:00:00  bob
        Wed 8 Apr 09:00:00  carol
    "#]],
    );
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-09T09:00",
        wednesdays,
        &expect![[r#"
        Mon 9 Mar 08:59:59  alice
        Wed 11 Mar 09:00:00  bob
        Wed 18 Mar 09:00:00  carol
        Wed 25 Mar 09:00:00  alice
        Wed 1 Apr 09:00:00  bob
        Wed 8 Apr 09:00:00  carol
    "#]],
    );
}

#[test]
fn longer_turns_begin_with_whoever_is_next() {
    let two_weeks = |rotation: &mut RotationPlan| rotation.every = NonZeroU32::new(2).unwrap();
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-09T09:00",
        two_weeks,
        &expect![[r#"
        Mon 9 Mar 08:59:59  alice
        Mon 9 Mar 09:00:00  bob
        Mon 23 Mar 09:00:00  carol
        Mon 6 Apr 09:00:00  alice
        Mon 20 Apr 09:00:00  bob
        Mon 4 May 09:00:00  carol
    "#]],
    );
}

#[test]
fn a_rotation_can_start_again_with_a_named_person() {
    let with_carol = |rotation: &mut RotationPlan| rotation.restart_with = Some(2);
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-05T12:00",
        with_carol,
        &expect![[r#"
        Thu 5 Mar 11:59:59  alice
        Thu 5 Mar 12:00:00  carol
        Mon 9 Mar 09:00:00  alice
        Mon 16 Mar 09:00:00  bob
        Mon 23 Mar 09:00:00  carol
        Mon 30 Mar 09:00:00  alice
    "#]],
    );
    after(
        &weekly(&["alice", "bob", "carol"]),
        "2026-03-09T09:00",
        with_carol,
        &expect![[r#"
        Mon 9 Mar 08:59:59  alice
        Mon 9 Mar 09:00:00  carol
        Mon 16 Mar 09:00:00  alice
        Mon 23 Mar 09:00:00  bob
        Mon 30 Mar 09:00:00  carol
        Mon 6 Apr 09:00:00  alice
    "#]],
    );
}

#[test]
fn office_hours_keep_the_order_through_the_night() {
    let mut office = weekly(&["alice", "bob", "carol"]);
    office.active_days = (0..5).map(|day| Day(Weekday::Monday.wrapping_add(day))).collect();
    office.active_hours = Some((time(9, 0, 0, 0), time(17, 0, 0, 0)));
    let with_dave = |rotation: &mut RotationPlan| rotation.groups = groups(&["alice", "dave", "bob", "carol"]);
    after(
        &office,
        "2026-03-05T20:00",
        with_dave,
        &expect![[r#"
        Thu 5 Mar 19:59:59  nobody
        Fri 6 Mar 09:00:00  alice
        Fri 6 Mar 17:00:00  nobody
        Mon 9 Mar 09:00:00  bob
        Mon 9 Mar 17:00:00  nobody
        Tue 10 Mar 09:00:00  bob
    "#]],
    );
}

#[test]
fn an_edit_before_the_last_one_took_effect_takes_its_place() {
    let mut desk = Desk::in_zone("UTC");
    desk.edit(utc("2026-03-01T00:00"), &[weekly(&["alice", "bob", "carol"])]);
    edited(&mut desk, "2026-03-09T09:00", |rotation| rotation.groups = groups(&["alice", "bob", "carol", "dave"]));
    edited(&mut desk, "2026-03-04T12:00", |rotation| rotation.groups = groups(&["alice", "dave"]));
    shows(
        &desk,
        "2026-03-04T12:00",
        &expect![[r#"
        Wed 4 Mar 11:59:59  alice
        Mon 9 Mar 09:00:00  dave
        Mon 16 Mar 09:00:00  alice
        Mon 23 Mar 09:00:00  dave
        Mon 30 Mar 09:00:00  alice
        Mon 6 Apr 09:00:00  dave
    "#]],
    );
    assert_eq!(desk.rotations().len(), 1);
}

#[test]
fn a_change_in_the_hour_that_comes_twice_waits_until_it_is_over() {
    let mut desk = Desk::in_zone("Europe/Oslo");
    desk.edit(utc("2026-10-01T00:00"), &[weekly(&["alice", "bob"])]);
    let mut shown = desk.rotations();
    shown[0].groups = groups(&["carol"]);
    // Two in the morning, for the second time.
    assert_eq!(desk.edit(utc("2026-10-25T01:10"), &shown), utc("2026-10-25T02:00"));
}
