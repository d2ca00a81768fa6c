//! Rotations that count their turns: what left-out days do to the order, and where an order goes on.

use std::collections::BTreeMap;

use expect_test::expect;
use rota::schedule::expand::whose_turn::whose_turn;
use rota::schedule::resolve::timeline;
use rota::schedule::{Interval, Schedule, Zone};

use super::picture::{at, check, check_turns, draw_time, read};

const FOURTEEN: &str = "p01|p02|p03|p04|p05|p06|p07|p08|p09|p10|p11|p12|p13|p14";

/// How often each serves in the fourteen weeks from the quiet Monday.
fn shifts_in_fourteen_weeks(schedule: &str) -> BTreeMap<String, usize> {
    let window = Interval::new(at("Mon 00:00"), at("2026-06-08 00:00")).unwrap();
    let mut shifts = BTreeMap::new();
    for shift in timeline(&read(schedule), window).covered() {
        for on_duty in &shift.people {
            *shifts.entry(on_duty.user.to_string()).or_default() += 1;
        }
    }
    shifts
}

#[test]
fn excluded_days_do_not_burn_turns_so_fourteen_people_on_weekdays_serve_equally_over_fourteen_weeks() {
    let served = shifts_in_fourteen_weeks(&format!("daily served on MO,TU,WE,TH,FR {FOURTEEN}"));
    assert_eq!(served.len(), 14);
    assert!(served.values().all(|shifts| *shifts == 5), "{served:?}");
}

#[test]
fn where_the_calendar_gives_turns_excluded_days_burn_them() {
    let served = shifts_in_fourteen_weeks(&format!("daily fixed on MO,TU,WE,TH,FR {FOURTEEN}"));
    // Whoever has a Saturday or a Sunday has it every second week for ever.
    let never = ["p06", "p07", "p13", "p14"];
    assert_eq!(served.len(), 10);
    assert!(served.iter().all(|(person, shifts)| *shifts == 7 && !never.contains(&person.as_str())), "{served:?}");
}

#[test]
fn turns_dealt_as_in_the_reference_are_those_of_the_reference() {
    // Its own answer for four on weekdays, two days each.
    check_turns(
        "daily every 2 on MO,TU,WE,TH,FR 2024-08-05 00:00 +1d a|b|c|d",
        "2024-08-05 .. 2024-08-17",
        &expect![[r#"
            Mon 5 Aug 00:00 – Tue 6 Aug 00:00  L0 a
            Tue 6 Aug 00:00 – Wed 7 Aug 00:00  L0 a
            Wed 7 Aug 00:00 – Thu 8 Aug 00:00  L0 b
            Thu 8 Aug 00:00 – Fri 9 Aug 00:00  L0 b
            Fri 9 Aug 00:00 – Sat 10 Aug 00:00  L0 c
            Mon 12 Aug 00:00 – Tue 13 Aug 00:00  L0 c
            Tue 13 Aug 00:00 – Wed 14 Aug 00:00  L0 d
            Wed 14 Aug 00:00 – Thu 15 Aug 00:00  L0 d
            Thu 15 Aug 00:00 – Fri 16 Aug 00:00  L0 a
            Fri 16 Aug 00:00 – Sat 17 Aug 00:00  L0 a
        "#]],
    );
}

#[test]
fn a_night_that_begins_on_an_excluded_day_is_nobodys_turn() {
    check_turns(
        "hourly every 12 on MO,TU,SA served Fri 08:00 +12h alice|bob|carol",
        "Fri .. 2026-03-12",
        &expect![[r#"
            Sat 7 Mar 08:00 – 20:00  L0 alice
            Sat 7 Mar 20:00 – Sun 8 Mar 08:00  L0 bob
            Mon 9 Mar 08:00 – 20:00  L0 carol
            Mon 9 Mar 20:00 – Tue 10 Mar 08:00  L0 alice
            Tue 10 Mar 08:00 – 20:00  L0 bob
            Tue 10 Mar 20:00 – Wed 11 Mar 08:00  L0 carol
        "#]],
    );
}

#[test]
fn what_ends_is_cut_wherever_it_is() {
    check(
        "daily served 09:00 +1d ends Wed 12:00 alice|bob; daily served 09:00 +1d L1 web rotation Wed 12:00 carol",
        "Mon 09:00 .. Fri",
        &expect![[r#"
            Mon 2 Mar 09:00 – Tue 3 Mar 09:00  L0 alice
            Tue 3 Mar 09:00 – Wed 4 Mar 09:00  L0 bob
            Wed 4 Mar 09:00 – 12:00  L0 alice
            Wed 4 Mar 12:00 – Thu 5 Mar 09:00  L1 carol
            Thu 5 Mar 09:00 – Fri 6 Mar 00:00  L1 carol
        "#]],
    );
}

#[test]
fn an_order_goes_on_where_it_is() {
    let where_it_is = |schedule: &str, moment: &str, units| {
        let Schedule { shifts, .. } = read(schedule);
        let turn = whose_turn(&shifts[0], at(moment), units);
        let next = turn.next.map(|next| format!("{} at {}", next.group, draw_time(next.at, &Zone::UTC)));
        format!("{:?}, then {}", turn.under_way, next.unwrap_or_else(|| "nobody".to_owned()))
    };
    let weekly = "weekly served Mon 09:00 +7d a|b|c";
    assert_eq!(where_it_is(weekly, "Sun 09:00", 1), "Some(0), then 1 at Mon 9 Mar 09:00");
    assert_eq!(where_it_is(weekly, "2026-03-09 09:00", 1), "None, then 1 at Mon 9 Mar 09:00");
    assert_eq!(where_it_is(weekly, "2026-03-09 09:01", 1), "Some(1), then 2 at Mon 16 Mar 09:00");
    assert_eq!(where_it_is(weekly, "2025-03-09 09:01", 1), "None, then 0 at Mon 2 Mar 09:00");
    // Between two days of one week's turn nobody serves, and the turn goes on.
    let hours = "weekly served on MO,TU,WE,TH,FR Mon 09:00 +8h a|b|c";
    assert_eq!(where_it_is(hours, "Wed 20:00", 1), "Some(0), then 1 at Mon 9 Mar 09:00");
    assert_eq!(where_it_is(hours, "Sat 20:00", 1), "None, then 1 at Mon 9 Mar 09:00");
    // Two weeks each.
    let twice = "weekly served on MO,FR Mon 09:00 +8h a|a|b|b";
    assert_eq!(where_it_is(twice, "Sat 20:00", 2), "Some(0), then 2 at Mon 16 Mar 09:00");
    let ended = "weekly served Mon 09:00 +7d ends 2026-03-11 00:00 a|b|c";
    assert_eq!(where_it_is(ended, "2026-03-10 09:01", 1), "Some(1), then nobody");
    assert_eq!(where_it_is(ended, "2026-03-12 09:01", 1), "None, then nobody");
    let late = "weekly served web rotation Thu 12:00 Mon 09:00 +7d a|b|c";
    assert_eq!(where_it_is(late, "Tue 09:01", 1), "None, then 0 at Thu 5 Mar 12:00");
}
