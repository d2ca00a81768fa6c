//! What becomes of events in the nights the clock is changed.

use expect_test::expect;

use super::{calendar, event, rows};

#[test]
fn a_night_shift_ends_at_eight_on_the_wall_when_the_clock_is_changed() {
    let nights = event(
        "DTSTART;TZID=Europe/Paris:20240329T200000\nDTEND;TZID=Europe/Paris:20240330T080000\nRRULE:FREQ=DAILY;COUNT=3",
    );
    expect![[r#"
        03-29 19:00 to 03-30 07:00 alice
        03-30 19:00 to 03-31 06:00 alice
        03-31 18:00 to 04-01 06:00 alice
    "#]]
    .assert_eq(&rows(&calendar(&nights), "2024-03-29", "2024-04-03"));
}

#[test]
fn a_duration_in_hours_is_exact() {
    let nights = event("DTSTART;TZID=Europe/Paris:20240330T200000\nDURATION:PT12H");
    expect![[r#"
        03-30 19:00 to 03-31 07:00 alice
    "#]]
    .assert_eq(&rows(&calendar(&nights), "2024-03-29", "2024-04-03"));
}

#[test]
fn a_day_is_as_long_as_it_is_where_the_calendar_is() {
    let days = event("DTSTART;VALUE=DATE:20240330\nDTEND;VALUE=DATE:20240331\nRRULE:FREQ=DAILY;COUNT=3");
    let text = format!("X-WR-TIMEZONE:Europe/Paris\n{days}");
    expect![[r#"
        03-29 23:00 to 03-30 23:00 alice (all day)
        03-30 23:00 to 03-31 22:00 alice (all day)
        03-31 22:00 to 04-01 22:00 alice (all day)
    "#]]
    .assert_eq(&rows(&calendar(&text), "2024-03-29", "2024-04-03"));
}

#[test]
fn a_start_that_the_clock_jumps_over_is_when_it_jumps_and_one_that_comes_twice_is_the_first() {
    let text = event(
        "DTSTART;TZID=Europe/Paris:20240330T023000\nDTEND;TZID=Europe/Paris:20240330T040000\nRRULE:FREQ=DAILY;COUNT=2",
    );
    expect![[r#"
        03-30 01:30 to 03-30 03:00 alice
        03-31 01:00 to 03-31 02:00 alice
    "#]]
    .assert_eq(&rows(&calendar(&text), "2024-03-29", "2024-04-03"));
    let twice = event("DTSTART;TZID=Europe/Paris:20241027T023000\nDTEND;TZID=Europe/Paris:20241027T040000");
    expect![[r#"
        10-27 00:30 to 10-27 03:00 alice
    "#]]
    .assert_eq(&rows(&calendar(&twice), "2024-10-26", "2024-10-29"));
}

#[test]
fn a_zone_that_only_the_calendar_knows_changes_its_clock_as_described() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\n\
        BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
        BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    let night = |zone: &str| {
        event(&format!("DTSTART;TZID={zone}:20240201T200000\nDTEND;TZID={zone}:20240202T080000\nRRULE:FREQ=DAILY"))
    };
    let described = calendar(&format!("{zone}{}", night("Customized Time Zone")));
    let named = calendar(&night("Europe/Paris"));
    for (start, end) in [("2024-03-28", "2024-04-03"), ("2024-10-24", "2024-10-30"), ("2026-01-01", "2026-01-05")] {
        assert_eq!(rows(&described, start, end), rows(&named, start, end));
    }
}
