//! Calendars that are broken or mean harm: what is good in them is still read, and soon.

use std::fmt::Write as _;

use expect_test::expect;
use rota::ical::{NoCalendar, read};
use rota::schedule::Zone;

use super::{calendar, event, rows, soon, window};

const GOOD: &str =
    "BEGIN:VEVENT\nUID:good@x\nSUMMARY:bob\nDTSTART:20260302T080000Z\nDTEND:20260302T160000Z\nEND:VEVENT\n";
const GOOD_ROW: &str = "03-02 08:00 to 03-02 16:00 bob\n";

fn week(text: &str) -> String {
    rows(text, "2026-03-01", "2026-03-08")
}

#[test]
fn a_bad_line_is_passed_over_and_reported_with_its_number() {
    let text = "BEGIN:VCALENDAR\nthis line means nothing\nBEGIN:VEVENT\nUID:1\nDTSTART:20261399T080000Z\nEND:VEVENT\n"
        .to_owned()
        + GOOD
        + "END:VCALENDAR\n";
    assert_eq!(week(&text), GOOD_ROW);
    let skipped = read(text.as_bytes()).unwrap().skipped;
    let skipped: Vec<String> =
        skipped.iter().map(|skipped| format!("line {}: {}", skipped.line, skipped.why)).collect();
    expect![[r#"
        line 2: a line that is no property
        line 5: a start that is no date or time"#]]
    .assert_eq(&skipped.join("\n"));
}

#[test]
fn every_way_to_write_lines_is_read() {
    let plain = calendar(GOOD);
    let long_name = plain.replace("SUMMARY:bob", "SUMMARY:b\r\n o\r\n\tb");
    for text in [
        plain.clone(),
        plain.replace("\r\n", "\n"),
        plain.replace("\r\n", "\r"),
        plain.replace("\r\n", "\r\r\n"),
        format!("\u{feff}{plain}"),
        plain.to_lowercase().replace("20260302t", "20260302T"),
        plain.to_lowercase(),
        long_name,
        plain.replace("END:VEVENT\r\n", ""),
        plain.replace("END:VCALENDAR\r\n", ""),
        format!("{plain}junk after the end\r\n"),
        format!("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n{plain}"),
        format!("{plain}{plain}"),
        plain.replace("UID:good@x\r\n", ""),
        plain.replace("BEGIN:VEVENT", "X-ODD;A=\"b:c;d\":e\r\nBEGIN:VEVENT"),
    ] {
        assert_eq!(week(&text), GOOD_ROW, "{text}");
    }
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(super::rows_of(&read(&wide).unwrap(), "2026-03-01", "2026-03-08"), GOOD_ROW);
}

#[test]
fn a_name_folded_within_a_letter_is_whole_again() {
    let text = calendar(&GOOD.replace("bob", "Jørn"));
    let at = text.find('ø').unwrap() + 1;
    let mut bytes = text.into_bytes();
    bytes.splice(at..at, *b"\r\n ");
    assert_eq!(super::rows_of(&read(&bytes).unwrap(), "2026-03-01", "2026-03-08"), GOOD_ROW.replace("bob", "Jørn"));
}

#[test]
fn what_is_no_calendar_says_what_it_is() {
    let wrong = |text: &[u8]| read(text).unwrap_err().to_string();
    assert_eq!(wrong(b" \n"), "The calendar is empty");
    assert_eq!(wrong(b"<html>no"), "There is no calendar in it; it begins with `<html>no`");
    assert_eq!(read(&vec![b'x'; rota::ical::LARGEST + 1]).unwrap_err(), NoCalendar::TooLarge);
}

#[test]
fn a_rule_that_cannot_be_followed_leaves_the_first_occurrence() {
    for rule in ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;BYDAY=MéO", "nonsense", ""] {
        let odd = event(&format!("DTSTART:20260303T080000Z\nDTEND:20260303T160000Z\nRRULE:{rule}"));
        let expected = format!("{GOOD_ROW}03-03 08:00 to 03-03 16:00 alice\n");
        assert_eq!(week(&calendar(&(GOOD.to_owned() + &odd))), expected, "{rule}");
    }
}

#[test]
fn components_nested_without_end_do_no_harm() {
    let bomb = "BEGIN:X\n".repeat(200_000);
    let text = format!("BEGIN:VCALENDAR\n{bomb}{GOOD}END:VCALENDAR\n");
    assert_eq!(soon(|| week(&text)), GOOD_ROW);
    let inside = GOOD.replace("DTSTART", &format!("{bomb}{}DTSTART", "END:X\n".repeat(200_000)));
    let text = format!("BEGIN:VCALENDAR\n{inside}END:VCALENDAR\n");
    assert_eq!(soon(|| week(&text)), GOOD_ROW);
}

#[test]
fn rules_that_never_come_or_come_without_end_take_little_time_and_nothing_from_others() {
    let mut events = String::new();
    let rules = [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=HOURLY;COUNT=4000000000",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,1,2,3,4,5,6;BYSECOND=0,1,2,3,4,5,6,7",
        "FREQ=DAILY;INTERVAL=65535",
        "FREQ=WEEKLY;BYSETPOS=366",
    ];
    for (number, rule) in rules.iter().cycle().take(400).enumerate() {
        let bad = format!("UID:{number}\nDTSTART:19700101T000000Z\nDURATION:PT1S\nRRULE:{rule}");
        writeln!(events, "BEGIN:VEVENT\n{bad}\nEND:VEVENT").unwrap();
    }
    let daily = GOOD
        .replace("DTSTART:20260302", "RRULE:FREQ=WEEKLY\nDTSTART:20160307")
        .replace("DTEND:20260302", "DTEND:20160307");
    let text = calendar(&(events + &daily));
    let calendar = soon(|| read(text.as_bytes()).unwrap());
    let found = soon(|| calendar.events(window("2026-03-01", "2026-03-08"), &Zone::UTC));
    assert!(found.events.iter().any(|event| event.details.summary.as_deref() == Some("bob")));
    assert!(!found.cut_short.is_empty());
}

#[test]
fn a_large_calendar_is_read_and_worked_out_soon() {
    let mut events = String::new();
    for number in 0..2_000 {
        let day = number % 28 + 1;
        let lines = format!(
            "UID:{number}@x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Oslo:201601{day:02}T080000\r\n\
             DTEND;TZID=Europe/Oslo:201601{day:02}T160000\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:alice\r\n\
             DESCRIPTION:Written by a product that has much to say about every single event that it exports"
        );
        writeln!(events, "BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r").unwrap();
    }
    let text = calendar(&events.replace("\r\n", "\n"));
    let calendar = soon(|| read(text.as_bytes()).unwrap());
    let found = soon(|| calendar.events(window("2026-01-01", "2026-04-01"), &Zone::UTC));
    assert!(found.events.len() > 25_000 && found.cut_short.is_empty(), "{}", found.events.len());
}
