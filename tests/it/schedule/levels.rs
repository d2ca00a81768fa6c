//! Which shift wins, what is cut, and what is a gap.

use expect_test::expect;

use super::picture::check;

#[test]
fn levels_and_overrides_cut_everything_below_them() {
    check(
        "L1 daily 10:00-15:00 alice; L1 daily 11:00-13:00 bob; L1 daily 16:00-19:00 alice; L1 daily 21:00-22:00 alice;
         L1 daily 22:00-24:00 bob; L2 daily 12:00-14:00 carol; L2 daily 14:00-15:00 dave; L2 daily 17:00-18:00 dave;
         L2 daily 20:00-23:00 dave; override L0 22:00-23:00 eve; override L1 22:00-22:30 alice",
        "Mon .. Tue",
        &expect![[r#"
            Mon 2 Mar 00:00 – 10:00  gap
            Mon 2 Mar 10:00 – 12:00  L1 alice
            Mon 2 Mar 11:00 – 12:00  L1 bob
            Mon 2 Mar 12:00 – 14:00  L2 carol
            Mon 2 Mar 14:00 – 15:00  L2 dave
            Mon 2 Mar 15:00 – 16:00  gap
            Mon 2 Mar 16:00 – 17:00  L1 alice
            Mon 2 Mar 17:00 – 18:00  L2 dave
            Mon 2 Mar 18:00 – 19:00  L1 alice
            Mon 2 Mar 19:00 – 20:00  gap
            Mon 2 Mar 20:00 – 22:00  L2 dave
            Mon 2 Mar 22:00 – 22:30  override alice
            Mon 2 Mar 22:30 – 23:00  override eve
            Mon 2 Mar 23:00 – Tue 3 Mar 00:00  L1 bob
        "#]],
    );
}

#[test]
fn people_of_the_same_level_serve_together() {
    check(
        "L1 daily 10:00-20:00 alice; L1 daily 12:00-16:00 bob; L2 daily 15:00-18:00 carol",
        "Mon 10:00 .. Mon 20:00",
        &expect![[r#"
            Mon 2 Mar 10:00 – 15:00  L1 alice
            Mon 2 Mar 12:00 – 15:00  L1 bob
            Mon 2 Mar 15:00 – 18:00  L2 carol
            Mon 2 Mar 18:00 – 20:00  L1 alice
        "#]],
    );
}

#[test]
fn a_higher_level_beats_everybody_below_it() {
    check(
        "L1 daily 10:00-20:00 alice; L1 daily 10:00-20:00 bob; L2 daily 10:00-13:00 carol",
        "Mon 10:00 .. Mon 20:00",
        &expect![[r#"
            Mon 2 Mar 10:00 – 13:00  L2 carol
            Mon 2 Mar 13:00 – 20:00  L1 alice
            Mon 2 Mar 13:00 – 20:00  L1 bob
        "#]],
    );
}

#[test]
fn an_override_beats_every_level() {
    check(
        "L9 daily 10:00-15:00 alice; override 10:00-15:00 bob",
        "Mon .. Tue",
        &expect![[r#"
        Mon 2 Mar 00:00 – 10:00  gap
        Mon 2 Mar 10:00 – 15:00  override bob
        Mon 2 Mar 15:00 – Tue 3 Mar 00:00  gap
    "#]],
    );
    check(
        "L9 daily 10:00-15:00 alice; override 10:00-14:00 bob",
        "Mon 10:00:01 .. Mon 10:00:02",
        &expect![[r#"
        Mon 2 Mar 10:00:01 – 10:00:02  override bob
    "#]],
    );
}

#[test]
fn a_shift_may_be_cut_into_many_pieces() {
    check(
        "L1 once 00:00-24:00 alice; L2 once 04:00-05:00 bob; L2 once 12:00-13:00 carol; L3 once 12:30-14:30 dave",
        "Mon .. Tue",
        &expect![[r#"
            Mon 2 Mar 00:00 – 04:00  L1 alice
            Mon 2 Mar 04:00 – 05:00  L2 bob
            Mon 2 Mar 05:00 – 12:00  L1 alice
            Mon 2 Mar 12:00 – 12:30  L2 carol
            Mon 2 Mar 12:30 – 14:30  L3 dave
            Mon 2 Mar 14:30 – Tue 3 Mar 00:00  L1 alice
        "#]],
    );
}

#[test]
fn pieces_of_one_person_are_not_joined() {
    check(
        "L1 once 10:00-20:00 alice; L2 once 12:00-16:00 alice",
        "Mon 10:00 .. Mon 20:00",
        &expect![[r#"
        Mon 2 Mar 10:00 – 12:00  L1 alice
        Mon 2 Mar 12:00 – 16:00  L2 alice
        Mon 2 Mar 16:00 – 20:00  L1 alice
    "#]],
    );
}

#[test]
fn a_negative_level_is_level_zero() {
    check(
        "L-1 once 10:00-20:00 alice; L0 once 12:00-16:00 bob",
        "Mon 10:00 .. Mon 20:00",
        &expect![[r#"
        Mon 2 Mar 10:00 – 20:00  L0 alice
        Mon 2 Mar 12:00 – 16:00  L0 bob
    "#]],
    );
}

#[test]
fn level_ten_beats_level_nine() {
    check(
        "L10 once 10:00-12:00 alice; L9 once 10:00-14:00 bob",
        "Mon 10:00 .. Mon 14:00",
        &expect![[r#"
        Mon 2 Mar 10:00 – 12:00  L10 alice
        Mon 2 Mar 12:00 – 14:00  L9 bob
    "#]],
    );
}

#[test]
fn an_empty_shift_beats_nothing_and_leaves_no_gap() {
    check(
        "L1 once 10:00-14:00 alice; L2 once 12:00-18:00 -",
        "Mon .. Tue",
        &expect![[r#"
        Mon 2 Mar 00:00 – 10:00  gap
        Mon 2 Mar 10:00 – 14:00  L1 alice
        Mon 2 Mar 18:00 – Tue 3 Mar 00:00  gap
    "#]],
    );
    check(
        "L1 once 10:00-14:00 alice; override 12:00-16:00 -",
        "Mon 10:00 .. Mon 16:00",
        &expect![[r#"
        Mon 2 Mar 10:00 – 14:00  L1 alice
    "#]],
    );
}

#[test]
fn a_long_shift_is_seen_from_its_middle() {
    check(
        "L1 once +10d alice",
        "Thu 10:00 .. Thu 12:00",
        &expect![[r#"
        Thu 5 Mar 10:00 – 12:00  L1 alice
    "#]],
    );
}

#[test]
fn the_level_counts_among_overrides() {
    check(
        "once 08:00-16:00 alice; override L1 10:00-12:00 bob; override L2 11:00-13:00 carol",
        "Mon 08:00 .. Mon 16:00",
        &expect![[r#"
            Mon 2 Mar 08:00 – 10:00  L0 alice
            Mon 2 Mar 10:00 – 11:00  override bob
            Mon 2 Mar 11:00 – 13:00  override carol
            Mon 2 Mar 13:00 – 16:00  L0 alice
        "#]],
    );
}

#[test]
fn time_that_nobody_planned_is_a_gap() {
    check(
        "L1 daily 10:00-18:00 alice",
        "Mon .. Tue",
        &expect![[r#"
        Mon 2 Mar 00:00 – 10:00  gap
        Mon 2 Mar 10:00 – 18:00  L1 alice
        Mon 2 Mar 18:00 – Tue 3 Mar 00:00  gap
    "#]],
    );
}

#[test]
fn less_than_a_minute_between_shifts_is_not_a_gap() {
    check(
        "once 10:00-11:00 alice; once 11:01-12:00 bob",
        "Mon 10:00 .. Mon 12:00",
        &expect![[r#"
        Mon 2 Mar 10:00 – 11:00  L0 alice
        Mon 2 Mar 11:00 – 11:01  gap
        Mon 2 Mar 11:01 – 12:00  L0 bob
    "#]],
    );
    check(
        "once 10:00-11:00 alice; once 11:00:30 +30m bob",
        "Mon 10:00 .. Mon 11:30",
        &expect![[r#"
        Mon 2 Mar 10:00 – 11:00  L0 alice
        Mon 2 Mar 11:00:30 – 11:30  L0 bob
    "#]],
    );
}

#[test]
fn a_window_without_any_shift_has_no_gap_to_speak_of() {
    check("once 10:00-11:00 alice", "Tue .. Wed", &expect![[r""]]);
}

#[test]
fn a_window_that_begins_where_a_cut_ends_has_no_row_of_no_length() {
    check(
        "L1 once +1d alice; L2 once 06:00-07:00 bob",
        "Mon 06:00 .. Mon 12:00",
        &expect![[r#"
        Mon 2 Mar 06:00 – 07:00  L2 bob
        Mon 2 Mar 07:00 – 12:00  L1 alice
    "#]],
    );
}

#[test]
fn a_shift_of_no_length_is_no_shift() {
    check(
        "once 10:00 +0h alice; daily 10:00 +0h alice|bob; once 12:00-13:00 carol",
        "Mon 12:00 .. Mon 13:00",
        &expect![[r#"
        Mon 2 Mar 12:00 – 13:00  L0 carol
    "#]],
    );
}
