//! What people type for a time, and what is understood: on Monday 2 March 2026, 14:05:37, in Oslo, unless said otherwise.

use expect_test::expect;
use proptest::prelude::*;

use super::*;

const MONDAY: &str = "2026-03-02T13:05:37Z";

fn reads_at(typed: &str, now: &str, zone: &str) -> String {
    let (now, zone) = (now.parse().expect("an instant"), Zone::named(zone).expect("a zone"));
    match read(typed, now, &zone) {
        Ok(span) => {
            let shown =
                |at: Timestamp| at.to_zoned(zone.rules().clone()).strftime("%a %-d %b %Y %H:%M %:z").to_string();
            let start = if span.start() == now { "now".to_owned() } else { shown(span.start()) };
            format!("{start} to {}", shown(span.end()))
        }
        Err(error) => error.to_string(),
    }
}

fn table(typed: &[&str]) -> String {
    let lines = typed.iter().map(|typed| format!("{typed:36} {}", reads_at(typed, MONDAY, "Europe/Oslo")));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn lengths_begin_now_and_end_on_the_minute() {
    expect![[r"
        2h                                   now to Mon 2 Mar 2026 16:05 +01:00
        90m                                  now to Mon 2 Mar 2026 15:35 +01:00
        1h30                                 now to Mon 2 Mar 2026 15:35 +01:00
        1h30m                                now to Mon 2 Mar 2026 15:35 +01:00
        1.5h                                 now to Mon 2 Mar 2026 15:35 +01:00
        2 hours                              now to Mon 2 Mar 2026 16:05 +01:00
        an hour                              now to Mon 2 Mar 2026 15:05 +01:00
        for 2h                               now to Mon 2 Mar 2026 16:05 +01:00
        1 day 2 hours                        now to Tue 3 Mar 2026 16:05 +01:00
        3d                                   now to Thu 5 Mar 2026 14:05 +01:00
        1w                                   now to Mon 9 Mar 2026 14:05 +01:00"]]
    .assert_eq(&table(&[
        "2h",
        "90m",
        "1h30",
        "1h30m",
        "1.5h",
        "2 hours",
        "an hour",
        "for 2h",
        "1 day 2 hours",
        "3d",
        "1w",
    ]));
}

#[test]
fn moments_are_the_next_that_fit() {
    expect![[r"
        until 18:00                          now to Mon 2 Mar 2026 18:00 +01:00
        till 9                               now to Tue 3 Mar 2026 09:00 +01:00
        until 6pm                            now to Mon 2 Mar 2026 18:00 +01:00
        until noon                           now to Tue 3 Mar 2026 12:00 +01:00
        until midnight                       now to Tue 3 Mar 2026 00:00 +01:00
        until mon 9:00                       now to Mon 9 Mar 2026 09:00 +01:00
        until tomorrow                       now to Tue 3 Mar 2026 00:00 +01:00
        until fri                            now to Fri 6 Mar 2026 00:00 +01:00
        to 18.00                             now to Mon 2 Mar 2026 18:00 +01:00
        now to 18:00                         now to Mon 2 Mar 2026 18:00 +01:00
        from now until mon 9:00              now to Mon 9 Mar 2026 09:00 +01:00
        rest of today                        now to Tue 3 Mar 2026 00:00 +01:00
        rest of the day                      now to Tue 3 Mar 2026 00:00 +01:00
        today                                now to Tue 3 Mar 2026 00:00 +01:00
        rest of the week                     now to Mon 9 Mar 2026 00:00 +01:00
        tomorrow                             Tue 3 Mar 2026 00:00 +01:00 to Wed 4 Mar 2026 00:00 +01:00
        fri                                  Fri 6 Mar 2026 00:00 +01:00 to Sat 7 Mar 2026 00:00 +01:00
        weekend                              Sat 7 Mar 2026 00:00 +01:00 to Mon 9 Mar 2026 00:00 +01:00
        this weekend                         Sat 7 Mar 2026 00:00 +01:00 to Mon 9 Mar 2026 00:00 +01:00
        13 mar                               Fri 13 Mar 2026 00:00 +01:00 to Sat 14 Mar 2026 00:00 +01:00
        march 13th                           Fri 13 Mar 2026 00:00 +01:00 to Sat 14 Mar 2026 00:00 +01:00
        2026-03-13                           Fri 13 Mar 2026 00:00 +01:00 to Sat 14 Mar 2026 00:00 +01:00"]]
    .assert_eq(&table(&[
        "until 18:00",
        "till 9",
        "until 6pm",
        "until noon",
        "until midnight",
        "until mon 9:00",
        "until tomorrow",
        "until fri",
        "to 18.00",
        "now to 18:00",
        "from now until mon 9:00",
        "rest of today",
        "rest of the day",
        "today",
        "rest of the week",
        "tomorrow",
        "fri",
        "weekend",
        "this weekend",
        "13 mar",
        "march 13th",
        "2026-03-13",
    ]));
}

#[test]
fn spans_are_read_however_they_are_written() {
    expect![[r"
        tomorrow 9-17                        Tue 3 Mar 2026 09:00 +01:00 to Tue 3 Mar 2026 17:00 +01:00
        tomorrow 9am-5pm                     Tue 3 Mar 2026 09:00 +01:00 to Tue 3 Mar 2026 17:00 +01:00
        tomorrow 9-5pm                       Tue 3 Mar 2026 09:00 +01:00 to Tue 3 Mar 2026 17:00 +01:00
        tomorrow 2-4pm                       Tue 3 Mar 2026 14:00 +01:00 to Tue 3 Mar 2026 16:00 +01:00
        tomorrow from 9 to 17                Tue 3 Mar 2026 09:00 +01:00 to Tue 3 Mar 2026 17:00 +01:00
        fri 18:00 to mon 9:00                Fri 6 Mar 2026 18:00 +01:00 to Mon 9 Mar 2026 09:00 +01:00
        Friday 18:00 – Monday 09:00          Fri 6 Mar 2026 18:00 +01:00 to Mon 9 Mar 2026 09:00 +01:00
        fri 6pm to mon 9 am                  Fri 6 Mar 2026 18:00 +01:00 to Mon 9 Mar 2026 09:00 +01:00
        fri 18:00 to mon                     Fri 6 Mar 2026 18:00 +01:00 to Mon 9 Mar 2026 00:00 +01:00
        fri to mon                           Fri 6 Mar 2026 00:00 +01:00 to Tue 10 Mar 2026 00:00 +01:00
        fri-sun                              Fri 6 Mar 2026 00:00 +01:00 to Mon 9 Mar 2026 00:00 +01:00
        fri 22-6                             Fri 6 Mar 2026 22:00 +01:00 to Sat 7 Mar 2026 06:00 +01:00
        fri 18:00 to midnight                Fri 6 Mar 2026 18:00 +01:00 to Sat 7 Mar 2026 00:00 +01:00
        mon 9-17                             now to Mon 2 Mar 2026 17:00 +01:00
        mon 9-12                             Mon 9 Mar 2026 09:00 +01:00 to Mon 9 Mar 2026 12:00 +01:00
        next mon 9-17                        Mon 9 Mar 2026 09:00 +01:00 to Mon 9 Mar 2026 17:00 +01:00
        9-17                                 now to Mon 2 Mar 2026 17:00 +01:00
        9-12                                 Tue 3 Mar 2026 09:00 +01:00 to Tue 3 Mar 2026 12:00 +01:00
        18:00 to 20:00                       Mon 2 Mar 2026 18:00 +01:00 to Mon 2 Mar 2026 20:00 +01:00
        22:00-6:00                           Mon 2 Mar 2026 22:00 +01:00 to Tue 3 Mar 2026 06:00 +01:00
        18:00 to fri 9:00                    Mon 2 Mar 2026 18:00 +01:00 to Fri 6 Mar 2026 09:00 +01:00
        13 mar 18:00 to 16 mar 9:00          Fri 13 Mar 2026 18:00 +01:00 to Mon 16 Mar 2026 09:00 +01:00
        13-16 mar                            Fri 13 Mar 2026 00:00 +01:00 to Tue 17 Mar 2026 00:00 +01:00
        mar 13 - 16                          Fri 13 Mar 2026 00:00 +01:00 to Tue 17 Mar 2026 00:00 +01:00
        mar 13, 6:30pm to mar 16, 9am        Fri 13 Mar 2026 18:30 +01:00 to Mon 16 Mar 2026 09:00 +01:00
        13 march 2026 18:00 to 16 march 2026 9:00 Fri 13 Mar 2026 18:00 +01:00 to Mon 16 Mar 2026 09:00 +01:00
        2026-03-13 18:00 to 2026-03-16 09:00 Fri 13 Mar 2026 18:00 +01:00 to Mon 16 Mar 2026 09:00 +01:00
        2026-03-13T18:00 to 2026-03-16T09:00 Fri 13 Mar 2026 18:00 +01:00 to Mon 16 Mar 2026 09:00 +01:00
        30 nov to 5 jan                      Mon 30 Nov 2026 00:00 +01:00 to Wed 6 Jan 2027 00:00 +01:00
        tomorrow 9:00 for 2h                 Tue 3 Mar 2026 09:00 +01:00 to Tue 3 Mar 2026 11:00 +01:00
        2h from 18:00                        Mon 2 Mar 2026 18:00 +01:00 to Mon 2 Mar 2026 20:00 +01:00
        1800 to 2000                         Mon 2 Mar 2026 18:00 +01:00 to Mon 2 Mar 2026 20:00 +01:00"]]
    .assert_eq(&table(&[
        "tomorrow 9-17",
        "tomorrow 9am-5pm",
        "tomorrow 9-5pm",
        "tomorrow 2-4pm",
        "tomorrow from 9 to 17",
        "fri 18:00 to mon 9:00",
        "Friday 18:00 – Monday 09:00",
        "fri 6pm to mon 9 am",
        "fri 18:00 to mon",
        "fri to mon",
        "fri-sun",
        "fri 22-6",
        "fri 18:00 to midnight",
        "mon 9-17",
        "mon 9-12",
        "next mon 9-17",
        "9-17",
        "9-12",
        "18:00 to 20:00",
        "22:00-6:00",
        "18:00 to fri 9:00",
        "13 mar 18:00 to 16 mar 9:00",
        "13-16 mar",
        "mar 13 - 16",
        "mar 13, 6:30pm to mar 16, 9am",
        "13 march 2026 18:00 to 16 march 2026 9:00",
        "2026-03-13 18:00 to 2026-03-16 09:00",
        "2026-03-13T18:00 to 2026-03-16T09:00",
        "30 nov to 5 jan",
        "tomorrow 9:00 for 2h",
        "2h from 18:00",
        "1800 to 2000",
    ]));
}

#[test]
fn what_names_no_time_is_refused_with_what_was_understood() {
    expect![[r#"
        fri 25:00                            I read "fri 25:00" and there is no such time. Try `fri 18:00 to mon 9:00` or `2h`
        fri 25:00 to mon 9:00                I read "fri 25:00 to mon 9:00" and there is no such time. Try `fri 18:00 to mon 9:00` or `2h`
        13pm to 14:00                        I read "13pm to 14:00" and there is no such time. Try `fri 18:00 to mon 9:00` or `2h`
        31 feb                               I read "31 feb" and there is no such day. Try `fri 18:00 to mon 9:00` or `2h`
        2026-02-30                           I read "2026-02-30" and there is no such day. Try `fri 18:00 to mon 9:00` or `2h`
        18:00                                I read "18:00" and it doesn't say until when. Try `fri 18:00 to mon 9:00` or `2h`
        fri 18:00                            I read "fri 18:00" and it doesn't say until when. Try `fri 18:00 to mon 9:00` or `2h`
        now                                  I read "now" and it doesn't say until when. Try `fri 18:00 to mon 9:00` or `2h`
        2026-03-01 9:00 to 2026-03-01 17:00  I read "2026-03-01 9:00 to 2026-03-01 17:00" and that is over already. Try `fri 18:00 to mon 9:00` or `2h`
        2026-03-01 9:00 to 2026-03-04 17:00  I read "2026-03-01 9:00 to 2026-03-04 17:00" and that begins in the past. Try `fri 18:00 to mon 9:00` or `2h`
        today 9-12                           I read "today 9-12" and that is over already. Try `fri 18:00 to mon 9:00` or `2h`
        yesterday                            I read "yesterday" and that is over already. Try `fri 18:00 to mon 9:00` or `2h`
        28 feb                               I read "28 feb" and that is over already. Try `fri 18:00 to mon 9:00` or `2h`
        tomorrow 18:00 to tomorrow 9:00      I read "tomorrow 18:00 to tomorrow 9:00" and it ends before it begins. Try `fri 18:00 to mon 9:00` or `2h`
        fri to now                           I read "fri to now" and it ends before it begins. Try `fri 18:00 to mon 9:00` or `2h`
        0h                                   I read "0h" and it ends before it begins. Try `fri 18:00 to mon 9:00` or `2h`
        200d                                 I read "200d" and that is longer than three months. Try `fri 18:00 to mon 9:00` or `2h`
        99999999999999h                      I read "99999999999999h" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        1 mar 2031 to 2 mar 2031             I read "1 mar 2031 to 2 mar 2031" and that is more than a year ahead. Try `fri 18:00 to mon 9:00` or `2h`
        dentist                              I read "dentist" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
                                             I read "" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        -                                    I read "-" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        to to to                             I read "to to to" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        9 9 9                                I read "9 9 9" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        mon mon                              I read "mon mon" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        `x` <!channel>                       I read "'x' <!channel>" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        🙂                                    I read "🙂" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`
        a very long text that goes on and on until nobody could say what time it might have meant at all I read "a very long text that goes on and on until nobody could say …" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`"#]].assert_eq(&table(&[
        "fri 25:00",
        "fri 25:00 to mon 9:00",
        "13pm to 14:00",
        "31 feb",
        "2026-02-30",
        "18:00",
        "fri 18:00",
        "now",
        "2026-03-01 9:00 to 2026-03-01 17:00",
        "2026-03-01 9:00 to 2026-03-04 17:00",
        "today 9-12",
        "yesterday",
        "28 feb",
        "tomorrow 18:00 to tomorrow 9:00",
        "fri to now",
        "0h",
        "200d",
        "99999999999999h",
        "1 mar 2031 to 2 mar 2031",
        "dentist",
        "",
        "-",
        "to to to",
        "9 9 9",
        "mon mon",
        "`x` <!channel>",
        "🙂",
        "a very long text that goes on and on until nobody could say what time it might have meant at all",
    ]));
}

#[test]
fn clocks_that_jump_and_clocks_that_repeat_are_kept_to() {
    let oslo = |typed, now| reads_at(typed, now, "Europe/Oslo");
    let all = [
        // Sunday 29 March 2026: 2:00 to 3:00 does not exist.
        oslo("sun 2:30 to 4:00", "2026-03-27T12:00:00Z"),
        oslo("sat 22:00 to sun 6:00", "2026-03-27T12:00:00Z"),
        oslo("1d", "2026-03-28T12:00:00Z"),
        oslo("24h", "2026-03-28T12:00:00Z"),
        // Sunday 25 October 2026: 2:00 to 3:00 comes twice.
        oslo("sun 2:30 to 4:00", "2026-10-23T12:00:00Z"),
        oslo("until 2:30", "2026-10-24T22:00:00Z"),
        reads_at("until 18:00", "2026-03-02T13:05:37Z", "Asia/Kolkata"),
        reads_at("rest of today", "2026-03-02T23:30:00Z", "Pacific/Kiritimati"),
    ];
    expect![[r"
        Sun 29 Mar 2026 03:00 +02:00 to Sun 29 Mar 2026 04:00 +02:00
        Sat 28 Mar 2026 22:00 +01:00 to Sun 29 Mar 2026 06:00 +02:00
        now to Sun 29 Mar 2026 13:00 +02:00
        now to Sun 29 Mar 2026 14:00 +02:00
        Sun 25 Oct 2026 02:30 +02:00 to Sun 25 Oct 2026 04:00 +01:00
        now to Sun 25 Oct 2026 02:30 +02:00
        now to Tue 3 Mar 2026 18:00 +05:30
        now to Wed 4 Mar 2026 00:00 +14:00"]]
    .assert_eq(&all.join("\n"));
}

#[test]
fn picked_moments_are_held_to_the_same_rules() {
    let now: Timestamp = MONDAY.parse().expect("an instant");
    let zone = Zone::named("Europe/Oslo").expect("a zone");
    let at = |minutes: i64| now + SignedDuration::from_mins(minutes);
    let picked = |start: Option<i64>, end: i64| match picked(start.map(at), at(end), now, &zone) {
        Ok(span) => format!("{} min from {}", span.duration().as_mins(), span.start().duration_since(now).as_mins()),
        Err(error) => error.to_string(),
    };
    let all = [
        picked(None, 60),
        picked(Some(-5), 60),
        picked(Some(30), 60),
        picked(Some(-120), 60),
        picked(Some(60), 30),
        picked(Some(0), 60 * 24 * 100),
        picked(Some(-50), -20),
    ];
    expect![[r#"
        60 min from 0
        60 min from 0
        30 min from 30
        I read "2 Mar 12:05 to 2 Mar 15:05" and that begins in the past. Try `fri 18:00 to mon 9:00` or `2h`
        I read "2 Mar 15:05 to 2 Mar 14:35" and it ends before it begins. Try `fri 18:00 to mon 9:00` or `2h`
        I read "2 Mar 14:05 to 10 Jun 15:05" and that is longer than three months. Try `fri 18:00 to mon 9:00` or `2h`
        I read "2 Mar 13:15 to 2 Mar 13:45" and that is over already. Try `fri 18:00 to mon 9:00` or `2h`"#]]
    .assert_eq(&all.join("\n"));
}

fn any_typed() -> impl Strategy<Value = String> {
    let words = [
        "fri",
        "mon",
        "to",
        "-",
        "until",
        "9",
        "9:00",
        "18.30",
        "25:61",
        "pm",
        "am",
        "now",
        "today",
        "tomorrow",
        "next",
        "13",
        "mar",
        "feb",
        "31",
        "2026",
        "2026-03-29",
        "9999-12-31",
        "2h",
        "1.5h",
        "m",
        "90",
        "for",
        "from",
        "rest",
        "of",
        "week",
        "midnight",
        "24:00",
        "th",
        "4294967295",
        "d",
        "w",
        "🙂",
        "’",
    ];
    prop_oneof![
        "\\PC{0,40}",
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..9).prop_map(|words| words.join(" ")),
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..9).prop_map(|words| words.concat()),
    ]
}

proptest! {
    #[test]
    fn anything_typed_is_a_span_ahead_or_is_refused_in_one_sentence(
        typed in any_typed(),
        second in -2_000_000_000i64..4_000_000_000,
        zone in prop::sample::select(vec!["UTC", "Europe/Oslo", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns"]),
    ) {
        let now = Timestamp::from_second(second).expect("in range");
        match read(&typed, now, &Zone::named(zone).expect("a zone")) {
            Ok(span) => {
                prop_assert!(span.start() >= now);
                prop_assert!(span.duration() <= LONGEST);
                prop_assert!(span.start().duration_since(now) <= FARTHEST);
            }
            Err(error) => {
                let said = error.to_string();
                prop_assert!(said.starts_with("I read \"") && said.chars().count() < 200, "{}", said);
            }
        }
    }
}

#[test]
fn a_date_may_come_with_its_weekday() {
    expect![[r#"
        mon 16 mar 9:00 to mon 23 mar 9:00   Mon 16 Mar 2026 09:00 +01:00 to Mon 23 Mar 2026 09:00 +01:00
        Fri 13 Mar 18:00 to Mon 16 Mar 09:00 Fri 13 Mar 2026 18:00 +01:00 to Mon 16 Mar 2026 09:00 +01:00
        fri, 13 march                        Fri 13 Mar 2026 00:00 +01:00 to Sat 14 Mar 2026 00:00 +01:00
        tue march 10th 9-17                  Tue 10 Mar 2026 09:00 +01:00 to Tue 10 Mar 2026 17:00 +01:00
        wed 11 mar to thu 12 mar             Wed 11 Mar 2026 00:00 +01:00 to Fri 13 Mar 2026 00:00 +01:00
        mon 9 mar to 11                      Mon 9 Mar 2026 00:00 +01:00 to Thu 12 Mar 2026 00:00 +01:00
        thu 31 dec 9:00 to sat 2 jan 9:00    Thu 31 Dec 2026 09:00 +01:00 to Sat 2 Jan 2027 09:00 +01:00
        mon 2026-03-16 9:00 to tue 2026-03-17 9:00 Mon 16 Mar 2026 09:00 +01:00 to Tue 17 Mar 2026 09:00 +01:00
        fri 14 mar                           I read "fri 14 mar" and that date is another day of the week. Try `fri 18:00 to mon 9:00` or `2h`
        9:00 to fri 14 mar                   I read "9:00 to fri 14 mar" and that date is another day of the week. Try `fri 18:00 to mon 9:00` or `2h`
        mon 2026-03-17                       I read "mon 2026-03-17" and that date is another day of the week. Try `fri 18:00 to mon 9:00` or `2h`
        mon tue                              I read "mon tue" and can't tell when that is. Try `fri 18:00 to mon 9:00` or `2h`"#]].assert_eq(&table(&[
        "mon 16 mar 9:00 to mon 23 mar 9:00",
        "Fri 13 Mar 18:00 to Mon 16 Mar 09:00",
        "fri, 13 march",
        "tue march 10th 9-17",
        "wed 11 mar to thu 12 mar",
        "mon 9 mar to 11",
        "thu 31 dec 9:00 to sat 2 jan 9:00",
        "mon 2026-03-16 9:00 to tue 2026-03-17 9:00",
        "fri 14 mar",
        "9:00 to fri 14 mar",
        "mon 2026-03-17",
        "mon tue",
    ]));
}
