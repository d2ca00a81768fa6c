//! Nights on which clocks change. A shift begins and ends at readings of the wall clock, whatever happens between.

use expect_test::expect;

use super::picture::{check, check_in};

#[test]
fn a_daily_handoff_stays_at_eight_when_clocks_change() {
    let daily = "daily always 2024-03-01 08:00 +1d in Europe/Paris alice";
    check(
        daily,
        "2024-03-29 07:00 .. 2024-04-02 06:00",
        &expect![[r#"
        Fri 29 Mar 07:00 – Sat 30 Mar 07:00  L0 alice
        Sat 30 Mar 07:00 – Sun 31 Mar 06:00  L0 alice
        Sun 31 Mar 06:00 – Mon 1 Apr 06:00  L0 alice
        Mon 1 Apr 06:00 – Tue 2 Apr 06:00  L0 alice
    "#]],
    );
    check(
        daily,
        "2024-10-25 06:00 .. 2024-10-29 07:00",
        &expect![[r#"
        Fri 25 Oct 06:00 – Sat 26 Oct 06:00  L0 alice
        Sat 26 Oct 06:00 – Sun 27 Oct 07:00  L0 alice
        Sun 27 Oct 07:00 – Mon 28 Oct 07:00  L0 alice
        Mon 28 Oct 07:00 – Tue 29 Oct 07:00  L0 alice
    "#]],
    );
}

#[test]
fn a_weekly_handoff_stays_at_midnight_when_clocks_change() {
    let weekly = "weekly 2024-10-01 +7d in America/Chicago alice|bob";
    check(
        weekly,
        "2024-10-22 05:00 .. 2024-11-12 06:00",
        &expect![[r#"
        Tue 22 Oct 05:00 – Tue 29 Oct 05:00  L0 bob
        Tue 29 Oct 05:00 – Tue 5 Nov 06:00  L0 alice
        Tue 5 Nov 06:00 – Tue 12 Nov 06:00  L0 bob
    "#]],
    );
    check(
        weekly,
        "2025-02-25 06:00 .. 2025-03-18 05:00",
        &expect![[r#"
        Tue 25 Feb 06:00 – Tue 4 Mar 06:00  L0 bob
        Tue 4 Mar 06:00 – Tue 11 Mar 05:00  L0 alice
        Tue 11 Mar 05:00 – Tue 18 Mar 05:00  L0 bob
    "#]],
    );
}

#[test]
fn a_first_shift_over_the_change_does_not_shorten_the_others() {
    check_in(
        "Europe/Paris",
        "daily always 2024-03-30 20:00 +12h in Europe/Paris alice",
        "2024-03-30 .. 2024-04-02",
        &expect![[r#"
            Sat 30 Mar 00:00 – 20:00  gap
            Sat 30 Mar 20:00 – Sun 31 Mar 08:00  L0 alice
            Sun 31 Mar 08:00 – 20:00  gap
            Sun 31 Mar 20:00 – Mon 1 Apr 08:00  L0 alice
            Mon 1 Apr 08:00 – 20:00  gap
            Mon 1 Apr 20:00 – Tue 2 Apr 00:00  L0 alice
        "#]],
    );
}

#[test]
fn a_start_that_does_not_exist_is_the_moment_the_clock_jumps() {
    check_in(
        "Europe/Paris",
        "daily always 2024-03-28 02:30 +1h in Europe/Paris alice",
        "2024-03-30 .. 2024-04-02",
        &expect![[r#"
            Sat 30 Mar 00:00 – 02:30  gap
            Sat 30 Mar 02:30 – 03:30  L0 alice
            Sat 30 Mar 03:30 – Sun 31 Mar 03:00  gap
            Sun 31 Mar 03:00 – 03:30  L0 alice
            Sun 31 Mar 03:30 – Mon 1 Apr 02:30  gap
            Mon 1 Apr 02:30 – 03:30  L0 alice
            Mon 1 Apr 03:30 – Tue 2 Apr 00:00  gap
        "#]],
    );
    check(
        "once 2024-03-31 01:30 +8h in Europe/London alice",
        "2024-03-31 .. 2024-04-01",
        &expect![[r#"
        Sun 31 Mar 00:00 – 01:00  gap
        Sun 31 Mar 01:00 – 08:30  L0 alice
        Sun 31 Mar 08:30 – Mon 1 Apr 00:00  gap
    "#]],
    );
    check(
        "once 2018-11-04 00:00 +8h in America/Sao_Paulo alice",
        "2018-11-04 .. 2018-11-05",
        &expect![[r#"
        Sun 4 Nov 00:00 – 03:00  gap
        Sun 4 Nov 03:00 – 10:00  L0 alice
        Sun 4 Nov 10:00 – Mon 5 Nov 00:00  gap
    "#]],
    );
}

#[test]
fn an_end_that_does_not_exist_is_the_moment_the_clock_jumps() {
    check(
        "daily 2024-03-09 18:30 +8h in America/New_York alice|bob",
        "2024-03-09 .. 2024-03-12",
        &expect![[r#"
        Sat 9 Mar 00:00 – 23:30  gap
        Sat 9 Mar 23:30 – Sun 10 Mar 07:00  L0 alice
        Sun 10 Mar 07:00 – 22:30  gap
        Sun 10 Mar 22:30 – Mon 11 Mar 06:30  L0 bob
        Mon 11 Mar 06:30 – 22:30  gap
        Mon 11 Mar 22:30 – Tue 12 Mar 00:00  L0 alice
    "#]],
    );
}

#[test]
fn a_shift_inside_the_skipped_hour_does_not_happen() {
    check_in(
        "Europe/Paris",
        "daily always 2024-03-28 02:15 +30m in Europe/Paris alice",
        "2024-03-30 .. 2024-04-02",
        &expect![[r#"
            Sat 30 Mar 00:00 – 02:15  gap
            Sat 30 Mar 02:15 – 02:45  L0 alice
            Sat 30 Mar 02:45 – Mon 1 Apr 02:15  gap
            Mon 1 Apr 02:15 – 02:45  L0 alice
            Mon 1 Apr 02:45 – Tue 2 Apr 00:00  gap
        "#]],
    );
}

#[test]
fn an_ambiguous_start_or_end_is_the_first() {
    check(
        "once 2024-10-27 01:30 +8h in Europe/London alice",
        "2024-10-27 .. 2024-10-28",
        &expect![[r#"
        Sun 27 Oct 00:00 – 00:30  gap
        Sun 27 Oct 00:30 – 09:30  L0 alice
        Sun 27 Oct 09:30 – Mon 28 Oct 00:00  gap
    "#]],
    );
    check(
        "daily 2024-11-02 17:30 +8h in America/New_York alice|bob",
        "2024-11-02 .. 2024-11-05",
        &expect![[r#"
        Sat 2 Nov 00:00 – 21:30  gap
        Sat 2 Nov 21:30 – Sun 3 Nov 05:30  L0 alice
        Sun 3 Nov 05:30 – 22:30  gap
        Sun 3 Nov 22:30 – Mon 4 Nov 06:30  L0 bob
        Mon 4 Nov 06:30 – 22:30  gap
        Mon 4 Nov 22:30 – Tue 5 Nov 00:00  L0 alice
    "#]],
    );
    check(
        "once 2024-04-07 01:45 +8h in Australia/Lord_Howe alice",
        "2024-04-06 .. 2024-04-08",
        &expect![[r#"
        Sat 6 Apr 00:00 – 14:45  gap
        Sat 6 Apr 14:45 – 23:15  L0 alice
        Sat 6 Apr 23:15 – Mon 8 Apr 00:00  gap
    "#]],
    );
}

#[test]
fn an_hourly_rotation_has_no_gap_and_no_overlap_when_clocks_change() {
    let hourly = "hourly 00:30 2024-01-01 +1h in Europe/Paris alice|bob";
    check(
        hourly,
        "2024-03-30 23:30 .. 2024-03-31 03:30",
        &expect![[r#"
        Sat 30 Mar 23:30 – Sun 31 Mar 00:30  L0 alice
        Sun 31 Mar 00:30 – 01:00  L0 bob
        Sun 31 Mar 01:00 – 01:30  L0 alice
        Sun 31 Mar 01:30 – 02:30  L0 bob
        Sun 31 Mar 02:30 – 03:30  L0 alice
    "#]],
    );
    check(
        hourly,
        "2024-10-26 22:30 .. 2024-10-27 03:30",
        &expect![[r#"
        Sat 26 Oct 22:30 – 23:30  L0 alice
        Sat 26 Oct 23:30 – Sun 27 Oct 00:30  L0 bob
        Sun 27 Oct 00:30 – 02:30  L0 alice
        Sun 27 Oct 02:30 – 03:30  L0 bob
    "#]],
    );
}

#[test]
fn a_day_that_a_country_skipped_is_nobodys() {
    check_in(
        "Pacific/Apia",
        "daily 2011-12-28 08:00 +1d in Pacific/Apia alice|bob",
        "2011-12-28 08:00 .. 2012-01-02 08:00",
        &expect![[r#"
            Wed 28 Dec 08:00 – Thu 29 Dec 08:00  L0 alice
            Thu 29 Dec 08:00 – Sat 31 Dec 00:00  L0 bob
            Sat 31 Dec 00:00 – 08:00  L0 alice
            Sat 31 Dec 08:00 – Sun 1 Jan 08:00  L0 bob
            Sun 1 Jan 08:00 – Mon 2 Jan 08:00  L0 alice
        "#]],
    );
}

#[test]
fn each_shift_is_read_in_its_own_zone() {
    check(
        "once 08:00 +1h alice; once 08:00 +1h in Europe/Paris bob; once 08:00 +1h in Asia/Tokyo carol",
        "2026-03-01 23:00 .. Mon 09:00",
        &expect![[r#"
        Sun 1 Mar 23:00 – Mon 2 Mar 00:00  L0 carol
        Mon 2 Mar 00:00 – 07:00  gap
        Mon 2 Mar 07:00 – 08:00  L0 bob
        Mon 2 Mar 08:00 – 09:00  L0 alice
    "#]],
    );
}

#[test]
fn an_end_of_the_rule_in_the_hour_that_comes_twice_is_kept_to_the_minute() {
    check(
        "once 2024-10-27 00:30 +8h in Europe/London until 2024-10-27 01:15 alice",
        "2024-10-26 23:30 .. 2024-10-27 02:00",
        &expect![[r#"
            Sat 26 Oct 23:30 – Sun 27 Oct 01:15  L0 alice
            Sun 27 Oct 01:15 – 02:00  gap
        "#]],
    );
}
