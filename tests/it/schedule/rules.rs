//! When a rule begins, repeats and ends.

use expect_test::expect;

use super::picture::check_turns;

#[test]
fn a_shift_begins_on_its_start_even_on_a_day_the_rule_leaves_out() {
    check_turns(
        "daily always on FR 09:00 +1h alice",
        "Mon .. 2026-03-14",
        &expect![[r#"
            Mon 2 Mar 09:00 – 10:00  L0 alice
            Fri 6 Mar 09:00 – 10:00  L0 alice
            Fri 13 Mar 09:00 – 10:00  L0 alice
        "#]],
    );
}

#[test]
fn negative_days_count_from_the_end_of_the_month() {
    check_turns(
        "monthly always 2024-01-31 monthdays -1 alice",
        "2024-01-01 .. 2024-05-01",
        &expect![[r#"
            Wed 31 Jan 00:00 – Thu 1 Feb 00:00  L0 alice
            Thu 29 Feb 00:00 – Fri 1 Mar 00:00  L0 alice
            Sun 31 Mar 00:00 – Mon 1 Apr 00:00  L0 alice
            Tue 30 Apr 00:00 – Wed 1 May 00:00  L0 alice
        "#]],
    );
}

#[test]
fn a_month_without_the_day_has_no_turn() {
    check_turns(
        "monthly always 2024-01-31 alice",
        "2024-01-01 .. 2024-06-01",
        &expect![[r#"
            Wed 31 Jan 00:00 – Thu 1 Feb 00:00  L0 alice
            Sun 31 Mar 00:00 – Mon 1 Apr 00:00  L0 alice
            Fri 31 May 00:00 – Sat 1 Jun 00:00  L0 alice
        "#]],
    );
}

#[test]
fn the_last_start_may_be_the_very_end_of_the_rule() {
    check_turns(
        "daily always 08:00 +1h until Wed 08:00 alice",
        "Mon .. Sun",
        &expect![[r#"
            Mon 2 Mar 08:00 – 09:00  L0 alice
            Tue 3 Mar 08:00 – 09:00  L0 alice
            Wed 4 Mar 08:00 – 09:00  L0 alice
        "#]],
    );
    check_turns(
        "daily always 08:00 +1h until Wed 07:59 alice",
        "Mon .. Sun",
        &expect![[r#"
            Mon 2 Mar 08:00 – 09:00  L0 alice
            Tue 3 Mar 08:00 – 09:00  L0 alice
        "#]],
    );
}

#[test]
fn the_end_of_the_rule_is_in_utc() {
    let daily = "daily always 2024-01-10 08:00 +1h until 2024-01-13 08:00 alice";
    check_turns(
        &format!("{daily} in America/New_York"),
        "2024-01-10 .. 2024-01-20",
        &expect![[r#"
            Wed 10 Jan 13:00 – 14:00  L0 alice
            Thu 11 Jan 13:00 – 14:00  L0 alice
            Fri 12 Jan 13:00 – 14:00  L0 alice
        "#]],
    );
    check_turns(
        &format!("{daily} in Europe/Paris"),
        "2024-01-10 .. 2024-01-20",
        &expect![[r#"
            Wed 10 Jan 07:00 – 08:00  L0 alice
            Thu 11 Jan 07:00 – 08:00  L0 alice
            Fri 12 Jan 07:00 – 08:00  L0 alice
            Sat 13 Jan 07:00 – 08:00  L0 alice
        "#]],
    );
}

#[test]
fn only_a_first_shift_is_cut_at_the_end_of_the_rule() {
    check_turns(
        "daily always 08:00 +1d until Mon 20:00 alice",
        "Mon .. Thu",
        &expect![[r#"
            Mon 2 Mar 08:00 – 20:00  L0 alice
        "#]],
    );
    check_turns(
        "daily always 08:00 +1d until Tue 20:00 alice",
        "Mon .. Thu",
        &expect![[r#"
            Mon 2 Mar 08:00 – Tue 3 Mar 08:00  L0 alice
            Tue 3 Mar 08:00 – Wed 4 Mar 08:00  L0 alice
        "#]],
    );
    check_turns(
        "once 08:00 +1d until Mon 20:00 alice",
        "Mon .. Thu",
        &expect![[r#"
            Mon 2 Mar 08:00 – 20:00  L0 alice
        "#]],
    );
}

#[test]
fn a_rotation_from_slack_begins_in_the_middle_of_a_turn() {
    check_turns(
        "web daily 09:00 +1d rotation Tue 12:00 alice|bob",
        "Mon .. Fri",
        &expect![[r#"
            Tue 3 Mar 12:00 – Wed 4 Mar 09:00  L0 bob
            Wed 4 Mar 09:00 – Thu 5 Mar 09:00  L0 alice
            Thu 5 Mar 09:00 – Fri 6 Mar 00:00  L0 bob
        "#]],
    );
    check_turns(
        "daily 09:00 +1d rotation Tue 12:00 alice|bob",
        "Mon .. Fri",
        &expect![[r#"
            Wed 4 Mar 09:00 – Thu 5 Mar 09:00  L0 alice
            Thu 5 Mar 09:00 – Fri 6 Mar 00:00  L0 bob
        "#]],
    );
    check_turns(
        "web daily always 09:00 +1d rotation Tue 12:00 alice",
        "Mon .. Fri",
        &expect![[r#"
            Tue 3 Mar 12:00 – Wed 4 Mar 09:00  L0 alice
            Wed 4 Mar 09:00 – Thu 5 Mar 09:00  L0 alice
            Thu 5 Mar 09:00 – Fri 6 Mar 00:00  L0 alice
        "#]],
    );
}

#[test]
fn a_single_shift_that_ends_before_its_rotation_takes_effect_is_empty() {
    check_turns("web once 09:00 +1h rotation Tue 12:00 alice", "Mon .. Fri", &expect![[r""]]);
}
