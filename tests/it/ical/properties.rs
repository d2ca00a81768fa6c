//! What no story thought of: any bytes end quickly and quietly, and damage in one event leaves the others.

use std::fmt::Write as _;

use proptest::prelude::*;
use rota::ical::read;
use rota::schedule::Zone;

use super::{soon, window};

/// Pieces that calendars are made of.
const WORDS: [&str; 40] = [
    "BEGIN:VCALENDAR",
    "END:VCALENDAR",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VTIMEZONE",
    "END:VTIMEZONE",
    "BEGIN:DAYLIGHT",
    "END:DAYLIGHT",
    "BEGIN:VALARM",
    "TZID:X",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:-0930",
    "\r\n",
    "\n",
    "\n ",
    ":",
    ";",
    ",",
    "DTSTART",
    "DTEND",
    "DURATION:",
    "P1D",
    "-PT99999999999999H",
    "RRULE:FREQ=",
    "DAILY",
    "HOURLY",
    "YEARLY",
    ";BYDAY=-5MO",
    ";COUNT=9",
    ";INTERVAL=3",
    ";UNTIL=",
    "RDATE;VALUE=PERIOD:",
    "EXDATE:",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:",
    ";TZID=X:",
    "20260302T080000",
    "99991231",
    "00000101T000000Z",
    "UID:a\n",
    "SUMMARY:é\\",
];

fn finishes(text: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(calendar) = soon(|| read(text)) {
        for (start, end) in [("2026-01-01", "2026-06-01"), ("9998-01-01", "9999-12-30"), ("0001-01-01", "0002-01-01")] {
            let window = window(start, end);
            let events = soon(|| calendar.events(window, &Zone::UTC)).events;
            prop_assert!(events.iter().all(|event| event.interval.overlaps(window)));
            prop_assert!(events.is_sorted_by_key(|event| event.interval));
        }
    }
    Ok(())
}

/// Twenty events on twenty days, and what they should come to.
fn feed() -> (Vec<String>, Vec<String>) {
    let events = (1..=20).map(|day| {
        let mut event = String::new();
        write!(event, "BEGIN:VEVENT\r\nUID:e{day}@x\r\nDTSTART;TZID=Europe/Oslo:202603{day:02}T080000\r\n").unwrap();
        write!(event, "DTEND;TZID=Europe/Oslo:202603{day:02}T160000\r\nSUMMARY:person{day}\r\nEND:VEVENT\r\n").unwrap();
        event
    });
    (events.collect(), (1..=20).map(|day| format!("person{day}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_end_quietly(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        finishes(&bytes)?;
        finishes(&[b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n".as_slice(), &bytes].concat())?;
    }

    #[test]
    fn any_heap_of_pieces_ends_quietly(pieces in proptest::collection::vec(0..WORDS.len(), 0..80)) {
        let text: String = pieces.into_iter().map(|piece| WORDS[piece]).collect();
        finishes(text.as_bytes())?;
        finishes(format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20260302T080000Z\nDURATION:PT1H\n{text}").as_bytes())?;
    }

    #[test]
    fn any_rule_ends_quietly(
        frequency in prop::sample::select(vec!["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        parts in proptest::collection::vec(("[A-Z]{4,8}|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS|BYHOUR|BYWEEKNO|BYYEARDAY", "-?[0-9]{1,3}(,-?[0-9]{1,2})?|(-?[1-5])?(MO|SU)"), 0..4),
    ) {
        let parts: Vec<String> = parts.into_iter().map(|(name, value)| format!(";{name}={value}")).collect();
        let parts = parts.concat();
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20100131T080000Z\nDURATION:PT1H\nRRULE:FREQ={frequency}{parts}\n");
        finishes(text.as_bytes())?;
    }

    #[test]
    fn damage_in_one_event_leaves_the_others(
        place in 0_usize..20,
        at in 16_usize..120,
        damage in proptest::collection::vec(any::<u8>().prop_filter("a line of its own", |byte| !b"\r\n".contains(byte)), 1..8),
    ) {
        let (events, mut people) = feed();
        let mut text: Vec<u8> = b"BEGIN:VCALENDAR\r\n".to_vec();
        for (number, event) in events.iter().enumerate() {
            let mut bytes = event.clone().into_bytes();
            if number == place {
                let at = at.min(bytes.len() - 16);
                bytes.splice(at..at, damage.iter().copied());
            }
            text.extend(bytes);
        }
        text.extend(b"END:VCALENDAR\r\n");
        people.remove(place);
        let events = read(&text).unwrap().events(window("2026-02-01", "2026-04-01"), &Zone::UTC).events;
        let found: Vec<String> = events.iter().filter_map(|event| event.details.summary.clone()).collect();
        for person in people {
            prop_assert!(found.contains(&person), "{person} is lost");
        }
    }

    #[test]
    fn a_window_is_a_part_of_a_wider_one(start in 1_i8..20, days in 1_i8..8, rule in 0_usize..5) {
        let rule = ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=HOURLY;INTERVAL=7", "FREQ=DAILY;INTERVAL=3"][rule];
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=Europe/Oslo:20200229T220000\nDTEND;TZID=Europe/Oslo:20200301T070000\nRRULE:{rule}\nEND:VEVENT\nEND:VCALENDAR");
        let calendar = read(text.as_bytes()).unwrap();
        let small = window(&format!("2026-03-{start:02}"), &format!("2026-03-{:02}", start + days));
        let wide = calendar.events(window("2025-12-01", "2026-05-01"), &Zone::UTC).events;
        let expected: Vec<_> = wide.iter().map(|event| event.interval).filter(|interval| interval.overlaps(small)).collect();
        let found: Vec<_> = calendar.events(small, &Zone::UTC).events.iter().map(|event| event.interval).collect();
        prop_assert_eq!(found, expected);
    }
}
