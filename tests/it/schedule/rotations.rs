//! Who takes which turn.

use expect_test::expect;

use super::picture::check_turns;

#[test]
fn every_second_day_leaves_the_days_between_free() {
    check_turns(
        "daily every 2 09:00 +3h alice|bob",
        "Mon .. 2026-03-09",
        &expect![[r#"
            Mon 2 Mar 09:00 – 12:00  L0 alice
            Wed 4 Mar 09:00 – 12:00  L0 bob
            Fri 6 Mar 09:00 – 12:00  L0 alice
            Sun 8 Mar 09:00 – 12:00  L0 bob
        "#]],
    );
}

#[test]
fn turns_before_the_rotation_takes_effect_are_used_up() {
    check_turns(
        "hourly every 2 00:00 +10m rotation Mon 01:00 alice|bob",
        "Mon .. Mon 08:00",
        &expect![[r#"
            Mon 2 Mar 02:00 – 02:10  L0 bob
            Mon 2 Mar 04:00 – 04:10  L0 alice
            Mon 2 Mar 06:00 – 06:10  L0 bob
        "#]],
    );
    check_turns(
        "weekly every 2 00:00 +1d rotation Mon 01:00 alice|bob",
        "Mon .. 2026-04-20",
        &expect![[r#"
            Mon 16 Mar 00:00 – Tue 17 Mar 00:00  L0 bob
            Mon 30 Mar 00:00 – Tue 31 Mar 00:00  L0 alice
            Mon 13 Apr 00:00 – Tue 14 Apr 00:00  L0 bob
        "#]],
    );
    check_turns(
        "monthly every 2 2022-10-01 10:30 +1d rotation 2022-10-01 11:30 alice|bob",
        "2022-10-01 .. 2023-03-01",
        &expect![[r#"
            Thu 1 Dec 10:30 – Fri 2 Dec 10:30  L0 bob
            Wed 1 Feb 10:30 – Thu 2 Feb 10:30  L0 alice
        "#]],
    );
    check_turns(
        "hourly 00:00 +1h rotation Mon 02:00 alice|bob|carol",
        "Mon .. Mon 06:00",
        &expect![[r#"
            Mon 2 Mar 02:00 – 03:00  L0 carol
            Mon 2 Mar 03:00 – 04:00  L0 alice
            Mon 2 Mar 04:00 – 05:00  L0 bob
            Mon 2 Mar 05:00 – 06:00  L0 carol
        "#]],
    );
}

#[test]
fn people_change_with_each_selected_day() {
    check_turns(
        "daily 09:00 +1h on MO,WE,FR alice|bob",
        "Mon .. 2026-03-13",
        &expect![[r#"
            Mon 2 Mar 09:00 – 10:00  L0 alice
            Wed 4 Mar 09:00 – 10:00  L0 bob
            Fri 6 Mar 09:00 – 10:00  L0 alice
            Mon 9 Mar 09:00 – 10:00  L0 bob
            Wed 11 Mar 09:00 – 10:00  L0 alice
        "#]],
    );
    check_turns(
        "daily 2024-08-01 09:00 +1h on FR alice|bob|carol",
        "2024-08-01 .. 2024-08-22",
        &expect![[r#"
            Fri 2 Aug 09:00 – 10:00  L0 alice
            Fri 9 Aug 09:00 – 10:00  L0 bob
            Fri 16 Aug 09:00 – 10:00  L0 carol
        "#]],
    );
    check_turns(
        "daily 2024-08-08 09:00 +1h on MO,TU,WE,TH,FR alice|bob|carol|dave|eve",
        "2024-08-08 .. 2024-08-20",
        &expect![[r#"
            Thu 8 Aug 09:00 – 10:00  L0 alice
            Fri 9 Aug 09:00 – 10:00  L0 bob
            Mon 12 Aug 09:00 – 10:00  L0 carol
            Tue 13 Aug 09:00 – 10:00  L0 dave
            Wed 14 Aug 09:00 – 10:00  L0 eve
            Thu 15 Aug 09:00 – 10:00  L0 alice
            Fri 16 Aug 09:00 – 10:00  L0 bob
            Mon 19 Aug 09:00 – 10:00  L0 carol
        "#]],
    );
}

#[test]
fn a_group_keeps_several_selected_days_in_a_row() {
    check_turns(
        "daily every 2 09:00 +1h on MO,WE,FR alice|bob",
        "Mon .. 2026-04-08",
        &expect![[r#"
            Mon 2 Mar 09:00 – 10:00  L0 alice
            Wed 4 Mar 09:00 – 10:00  L0 alice
            Fri 6 Mar 09:00 – 10:00  L0 bob
            Mon 9 Mar 09:00 – 10:00  L0 bob
            Wed 11 Mar 09:00 – 10:00  L0 alice
            Fri 13 Mar 09:00 – 10:00  L0 alice
            Mon 16 Mar 09:00 – 10:00  L0 bob
            Wed 18 Mar 09:00 – 10:00  L0 bob
            Fri 20 Mar 09:00 – 10:00  L0 alice
            Mon 23 Mar 09:00 – 10:00  L0 alice
            Wed 25 Mar 09:00 – 10:00  L0 bob
            Fri 27 Mar 09:00 – 10:00  L0 bob
            Mon 30 Mar 09:00 – 10:00  L0 alice
            Wed 1 Apr 09:00 – 10:00  L0 alice
            Fri 3 Apr 09:00 – 10:00  L0 bob
            Mon 6 Apr 09:00 – 10:00  L0 bob
        "#]],
    );
    check_turns(
        "daily every 2 2024-08-05 09:00 +1h on MO,TU,WE,TH,FR alice|bob|carol|dave",
        "2024-08-05 .. 2024-08-17",
        &expect![[r#"
            Mon 5 Aug 09:00 – 10:00  L0 alice
            Tue 6 Aug 09:00 – 10:00  L0 alice
            Wed 7 Aug 09:00 – 10:00  L0 bob
            Thu 8 Aug 09:00 – 10:00  L0 bob
            Fri 9 Aug 09:00 – 10:00  L0 carol
            Mon 12 Aug 09:00 – 10:00  L0 carol
            Tue 13 Aug 09:00 – 10:00  L0 dave
            Wed 14 Aug 09:00 – 10:00  L0 dave
            Thu 15 Aug 09:00 – 10:00  L0 alice
            Fri 16 Aug 09:00 – 10:00  L0 alice
        "#]],
    );
}

#[test]
fn a_weekly_turn_lasts_through_the_selected_days_of_the_week() {
    check_turns(
        "weekly 2024-08-08 09:00 +1h on MO,TU,WE,TH,FR alice|bob|carol|dave|eve",
        "2024-08-08 .. 2024-08-22",
        &expect![[r#"
            Thu 8 Aug 09:00 – 10:00  L0 alice
            Fri 9 Aug 09:00 – 10:00  L0 alice
            Mon 12 Aug 09:00 – 10:00  L0 bob
            Tue 13 Aug 09:00 – 10:00  L0 bob
            Wed 14 Aug 09:00 – 10:00  L0 bob
            Thu 15 Aug 09:00 – 10:00  L0 bob
            Fri 16 Aug 09:00 – 10:00  L0 bob
            Mon 19 Aug 09:00 – 10:00  L0 carol
            Tue 20 Aug 09:00 – 10:00  L0 carol
            Wed 21 Aug 09:00 – 10:00  L0 carol
        "#]],
    );
    check_turns(
        "weekly every 2 2024-08-01 09:00 +1h on SA,SU alice|bob",
        "2024-08-01 .. 2024-08-20",
        &expect![[r#"
            Sat 3 Aug 09:00 – 10:00  L0 alice
            Sun 4 Aug 09:00 – 10:00  L0 alice
            Sat 17 Aug 09:00 – 10:00  L0 bob
            Sun 18 Aug 09:00 – 10:00  L0 bob
        "#]],
    );
}

#[test]
fn a_monthly_turn_lasts_through_the_selected_days_of_the_month() {
    check_turns(
        "monthly 2024-08-29 09:00 +1h on MO,TU,WE,TH,FR alice|bob",
        "2024-08-29 .. 2024-09-06",
        &expect![[r#"
            Thu 29 Aug 09:00 – 10:00  L0 alice
            Fri 30 Aug 09:00 – 10:00  L0 alice
            Mon 2 Sep 09:00 – 10:00  L0 bob
            Tue 3 Sep 09:00 – 10:00  L0 bob
            Wed 4 Sep 09:00 – 10:00  L0 bob
            Thu 5 Sep 09:00 – 10:00  L0 bob
        "#]],
    );
    check_turns(
        "monthly 2024-08-29 09:00 +1h on SA,SU alice|bob",
        "2024-08-29 .. 2024-09-09",
        &expect![[r#"
            Sat 31 Aug 09:00 – 10:00  L0 alice
            Sun 1 Sep 09:00 – 10:00  L0 bob
            Sat 7 Sep 09:00 – 10:00  L0 bob
            Sun 8 Sep 09:00 – 10:00  L0 bob
        "#]],
    );
}

#[test]
fn near_the_end_of_a_rotation_turns_fall_on_the_next_day() {
    check_turns(
        "daily every 7 2024-09-30 09:00 +1h until 2024-10-18 09:00 a|b|c|d|e|f|g|h|i|j",
        "2024-09-30 .. 2024-10-25",
        &expect![[r#"
            Mon 30 Sep 09:00 – 10:00  L0 a
            Mon 7 Oct 09:00 – 10:00  L0 b
            Mon 14 Oct 09:00 – 10:00  L0 c
            Tue 15 Oct 09:00 – 10:00  L0 d
            Wed 16 Oct 09:00 – 10:00  L0 e
            Thu 17 Oct 09:00 – 10:00  L0 f
        "#]],
    );
    check_turns(
        "daily every 7 2024-09-30 09:00 +1h until 2024-10-18 09:00 on MO,TU,WE,TH,FR,SA,SU a|b|c|d|e|f|g|h|i|j",
        "2024-09-30 .. 2024-10-25",
        &expect![[r#"
            Mon 30 Sep 09:00 – 10:00  L0 a
            Tue 1 Oct 09:00 – 10:00  L0 a
            Wed 2 Oct 09:00 – 10:00  L0 a
            Thu 3 Oct 09:00 – 10:00  L0 a
            Fri 4 Oct 09:00 – 10:00  L0 a
            Sat 5 Oct 09:00 – 10:00  L0 a
            Sun 6 Oct 09:00 – 10:00  L0 a
            Mon 7 Oct 09:00 – 10:00  L0 b
            Tue 8 Oct 09:00 – 10:00  L0 b
            Wed 9 Oct 09:00 – 10:00  L0 b
            Thu 10 Oct 09:00 – 10:00  L0 b
            Fri 11 Oct 09:00 – 10:00  L0 b
            Sat 12 Oct 09:00 – 10:00  L0 b
            Sun 13 Oct 09:00 – 10:00  L0 b
            Mon 14 Oct 09:00 – 10:00  L0 c
            Tue 15 Oct 09:00 – 10:00  L0 c
            Wed 16 Oct 09:00 – 10:00  L0 c
            Thu 17 Oct 09:00 – 10:00  L0 c
        "#]],
    );
}

#[test]
fn a_group_serves_together() {
    check_turns(
        "daily 09:00 +1h alice+bob|carol",
        "Mon 09:00 .. Thu",
        &expect![[r#"
            Mon 2 Mar 09:00 – 10:00  L0 alice, bob
            Tue 3 Mar 09:00 – 10:00  L0 carol
            Wed 4 Mar 09:00 – 10:00  L0 alice, bob
        "#]],
    );
}

#[test]
fn rotations_by_week_change_on_the_first_day_of_the_week() {
    let rotation =
        "weekly 2022-12-05 10:30 +1h on TU,TH until 2022-12-29 10:30 rotation 2022-12-13 11:30 alice|bob|carol";
    check_turns(
        rotation,
        "2022-12-05 .. 2023-01-05",
        &expect![[r#"
            Thu 15 Dec 10:30 – 11:30  L0 bob
            Tue 20 Dec 10:30 – 11:30  L0 carol
            Thu 22 Dec 10:30 – 11:30  L0 carol
            Tue 27 Dec 10:30 – 11:30  L0 alice
            Thu 29 Dec 10:30 – 11:30  L0 alice
        "#]],
    );
    check_turns(
        "weekly 2024-01-10 09:00 +1h on WE,TH,MO week MO alice|bob",
        "2024-01-10 .. 2024-01-20",
        &expect![[r#"
            Wed 10 Jan 09:00 – 10:00  L0 alice
            Thu 11 Jan 09:00 – 10:00  L0 alice
            Mon 15 Jan 09:00 – 10:00  L0 bob
            Wed 17 Jan 09:00 – 10:00  L0 bob
            Thu 18 Jan 09:00 – 10:00  L0 bob
        "#]],
    );
    check_turns(
        "weekly 2024-01-10 09:00 +1h on WE,TH,MO week WE alice|bob",
        "2024-01-10 .. 2024-01-20",
        &expect![[r#"
            Wed 10 Jan 09:00 – 10:00  L0 alice
            Thu 11 Jan 09:00 – 10:00  L0 alice
            Mon 15 Jan 09:00 – 10:00  L0 alice
            Wed 17 Jan 09:00 – 10:00  L0 bob
            Thu 18 Jan 09:00 – 10:00  L0 bob
        "#]],
    );
}

#[test]
fn rotations_by_day_of_the_month_skip_used_up_months() {
    check_turns(
        "monthly 2022-12-01 10:30 +1h monthdays 1,2,3,4 rotation 2022-12-31 11:30 alice|bob|carol",
        "2022-12-01 .. 2023-02-20",
        &expect![[r#"
            Sun 1 Jan 10:30 – 11:30  L0 bob
            Mon 2 Jan 10:30 – 11:30  L0 bob
            Tue 3 Jan 10:30 – 11:30  L0 bob
            Wed 4 Jan 10:30 – 11:30  L0 bob
            Wed 1 Feb 10:30 – 11:30  L0 carol
            Thu 2 Feb 10:30 – 11:30  L0 carol
            Fri 3 Feb 10:30 – 11:30  L0 carol
            Sat 4 Feb 10:30 – 11:30  L0 carol
        "#]],
    );
}

#[test]
fn the_first_group_can_be_chosen() {
    check_turns(
        "daily first 1 alice|bob|carol",
        "Mon .. Thu",
        &expect![[r#"
        Mon 2 Mar 00:00 – Tue 3 Mar 00:00  L0 bob
        Tue 3 Mar 00:00 – Wed 4 Mar 00:00  L0 carol
        Wed 4 Mar 00:00 – Thu 5 Mar 00:00  L0 alice
    "#]],
    );
    check_turns(
        "daily first 5 alice|bob|carol",
        "Mon .. Thu",
        &expect![[r#"
        Mon 2 Mar 00:00 – Tue 3 Mar 00:00  L0 alice
        Tue 3 Mar 00:00 – Wed 4 Mar 00:00  L0 bob
        Wed 4 Mar 00:00 – Thu 5 Mar 00:00  L0 carol
    "#]],
    );
}

#[test]
fn a_group_of_nobody_gives_its_date_away_and_lengthens_the_round() {
    check_turns(
        "daily alice|-|carol",
        "Mon .. Sun",
        &expect![[r#"
            Mon 2 Mar 00:00 – Tue 3 Mar 00:00  L0 alice
            Tue 3 Mar 00:00 – Wed 4 Mar 00:00  L0 carol
            Thu 5 Mar 00:00 – Fri 6 Mar 00:00  L0 alice
            Fri 6 Mar 00:00 – Sat 7 Mar 00:00  L0 carol
        "#]],
    );
    check_turns("daily -|-", "Mon .. Sun", &expect![[r""]]);
}

#[test]
fn an_hourly_rotation_of_some_months_that_waits_for_a_century_begins_in_time() {
    check_turns(
        "hourly 1926-03-02 +1h months 3,4 rotation Mon 12:00 alice|bob",
        "Mon .. Mon 14:00",
        &expect![[r#"
            Mon 2 Mar 12:00 – 13:00  L0 alice
            Mon 2 Mar 13:00 – 14:00  L0 bob
        "#]],
    );
}
