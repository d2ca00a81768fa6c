//! What a taken swap does to the timeline.

use expect_test::expect;

use super::picture::check;

#[test]
fn a_swap_splits_the_shift_where_it_begins_and_ends() {
    check(
        "daily always 12:00-15:00 alice; swap Tue 13:00-18:00 alice to bob",
        "Mon 12:00 .. Wed",
        &expect![[r#"
        Mon 2 Mar 12:00 – 15:00  L0 alice
        Mon 2 Mar 15:00 – Tue 3 Mar 12:00  gap
        Tue 3 Mar 12:00 – 13:00  L0 alice
        Tue 3 Mar 13:00 – 15:00  L0 bob for alice
        Tue 3 Mar 15:00 – Wed 4 Mar 00:00  gap
    "#]],
    );
}

#[test]
fn the_others_of_the_crew_stay() {
    check(
        "once 12:00-18:00 alice+carol; swap Mon 13:00-15:00 alice to bob",
        "Mon 12:00 .. Mon 18:00",
        &expect![[r#"
        Mon 2 Mar 12:00 – 13:00  L0 alice, carol
        Mon 2 Mar 13:00 – 15:00  L0 bob for alice, carol
        Mon 2 Mar 15:00 – 18:00  L0 alice, carol
    "#]],
    );
}

#[test]
fn a_swap_that_only_touches_a_shift_splits_nothing() {
    check(
        "daily always 12:00-15:00 alice; swap Mon 15:00-12:00 alice to bob",
        "Mon 12:00 .. Tue 15:00",
        &expect![[r#"
        Mon 2 Mar 12:00 – 15:00  L0 alice
        Mon 2 Mar 15:00 – Tue 3 Mar 12:00  gap
        Tue 3 Mar 12:00 – 15:00  L0 alice
    "#]],
    );
}

#[test]
fn a_swap_of_somebody_elses_shift_changes_nothing() {
    check(
        "once 12:00-15:00 alice; swap Mon 12:00-15:00 dave to bob",
        "Mon 12:00 .. Mon 15:00",
        &expect![[r#"
        Mon 2 Mar 12:00 – 15:00  L0 alice
    "#]],
    );
}

#[test]
fn somebody_who_already_shares_the_shift_is_listed_once() {
    check(
        "once 12:00-15:00 alice+bob+carol; swap Mon 12:00-15:00 alice to bob",
        "Mon 12:00 .. Mon 15:00",
        &expect![[r#"
        Mon 2 Mar 12:00 – 15:00  L0 bob for alice, carol
    "#]],
    );
}

#[test]
fn a_swapped_piece_keeps_its_level() {
    check(
        "L1 once 10:00-16:00 alice; L2 once 12:00-14:00 carol; swap Mon 10:00-16:00 alice to bob",
        "Mon 10:00 .. Mon 16:00",
        &expect![[r#"
            Mon 2 Mar 10:00 – 12:00  L1 bob for alice
            Mon 2 Mar 12:00 – 14:00  L2 carol
            Mon 2 Mar 14:00 – 16:00  L1 bob for alice
        "#]],
    );
}

#[test]
fn swaps_apply_in_order_and_can_be_passed_on() {
    check(
        "once 10:00-16:00 alice; swap Mon 10:00-16:00 alice to bob; swap Mon 12:00-14:00 bob to carol",
        "Mon 10:00 .. Mon 16:00",
        &expect![[r#"
            Mon 2 Mar 10:00 – 12:00  L0 bob for alice
            Mon 2 Mar 12:00 – 14:00  L0 carol for bob
            Mon 2 Mar 14:00 – 16:00  L0 bob for alice
        "#]],
    );
    check(
        "once 10:00-16:00 alice; swap Mon 10:00-14:00 alice to bob; swap Mon 12:00-16:00 alice to carol",
        "Mon 10:00 .. Mon 16:00",
        &expect![[r#"
            Mon 2 Mar 10:00 – 14:00  L0 bob for alice
            Mon 2 Mar 14:00 – 16:00  L0 carol for alice
        "#]],
    );
}
