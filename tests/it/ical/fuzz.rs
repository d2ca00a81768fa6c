//! A long search for calendars that crash or stall the reader: those that products write, damaged at random. It runs when it is
//! asked for; what it finds becomes a test in `broken.rs`.

use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use rota::ical::{read, slots};
use rota::schedule::Zone;

use super::{directory, processor_time, window};

/// More is a stall: a quarter of a second in a program built for speed, which this is not.
const STALL: Duration = Duration::from_secs(3);

const SEEDS: [&str; 6] = [
    include_str!("../../fixtures/calendars/google.ics"),
    include_str!("../../fixtures/calendars/outlook.ics"),
    include_str!("../../fixtures/calendars/apple.ics"),
    include_str!("../../fixtures/calendars/pagerduty.ics"),
    include_str!("../../fixtures/calendars/opsgenie.ics"),
    include_str!("../../fixtures/calendars/grafana_oncall.ics"),
];

/// What is put in somewhere.
const PIECES: [&str; 30] = [
    "RRULE:FREQ=DAILY",
    "RRULE:FREQ=HOURLY;INTERVAL=1",
    "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO",
    "RRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR",
    "RRULE:FREQ=WEEKLY;COUNT=4294967295",
    ";BYMONTHDAY=-31",
    ";BYYEARDAY=366",
    ";UNTIL=99991231T235959Z",
    ";INTERVAL=65535",
    ";BYHOUR=0,6,12,18;BYMINUTE=0,30",
    "RDATE;VALUE=PERIOD:20260302T080000Z/PT8H,20260303T080000Z/20260303T090000Z",
    "EXDATE;VALUE=DATE:20260302",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T080000Z",
    "DURATION:P9999W",
    "DURATION:-P1D",
    "DTSTART:00010101T000000",
    "DTEND:99991231T235959Z",
    ";TZID=Customized Time Zone",
    ";TZID=Pacific/Apia",
    "TZOFFSETTO:-2359",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VTIMEZONE",
    "END:VCALENDAR",
    "X-WR-TIMEZONE:America/Havana",
    "\r\n ",
    "\\,",
    "é\u{202e}",
    "\u{0}",
    "\"",
];

fn damaged(random: &mut SmallRng) -> Vec<u8> {
    let seed = SEEDS[random.random_range(0..SEEDS.len())];
    let mut text = if random.random_bool(0.5) { seed.replace('\n', "\r\n") } else { seed.to_owned() }.into_bytes();
    for _ in 0..random.random_range(1..12) {
        let at = random.random_range(0..=text.len());
        let until = (at + random.random_range(0..60)).min(text.len());
        match random.random_range(0..6) {
            0 => drop(text.drain(at..until)),
            1 => {
                let again = text[at..until].repeat(random.random_range(1..4));
                text.splice(at..at, again);
            }
            2 => text[at..until].iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|byte| {
                *byte = b'0' + random.random_range(0..10);
            }),
            3 => text[at..until].iter_mut().for_each(|byte| *byte = random.random()),
            4 => {
                let piece = PIECES[random.random_range(0..PIECES.len())].bytes();
                text.splice(at..at, piece);
            }
            _ => {
                let line = format!("\r\n{}\r\n", PIECES[random.random_range(0..PIECES.len())]);
                let place = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
                text.splice(place..place, line.into_bytes());
            }
        }
    }
    text
}

#[test]
#[ignore = "ten minutes long: `ROTA_FUZZ_SECONDS=600 cargo test --test it fuzz -- --ignored --nocapture`"]
#[expect(clippy::disallowed_methods, reason = "nothing is decided by it but how long to search")]
fn no_damaged_calendar_crashes_or_stalls_the_reader() {
    let seconds = std::env::var("ROTA_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let (started, directory) = (Instant::now(), directory());
    let (mut count, mut longest) = (0_u64, Duration::ZERO);
    while started.elapsed() < Duration::from_secs(seconds) {
        let seed: u64 = rand::random();
        let text = damaged(&mut SmallRng::seed_from_u64(seed));
        let begun = processor_time();
        let worked = std::panic::catch_unwind(|| {
            let Ok(calendar) = read(&text) else { return };
            for (from, to) in [("2025-12-01", "2027-03-10"), ("2026-03-01", "2026-03-08"), ("9998-01-01", "9999-12-30")]
            {
                let events = calendar.events(window(from, to), &Zone::UTC).events;
                assert!(events.is_sorted_by_key(|event| event.interval));
                assert_eq!(slots::of_shifts(&events, &directory).len(), events.len());
            }
        });
        let took = processor_time().saturating_sub(begun);
        let text = String::from_utf8_lossy(&text);
        assert!(worked.is_ok() && took < STALL, "seed {seed} took {took:?}: {text}");
        longest = longest.max(took);
        count += 1;
    }
    println!("{count} calendars in {seconds} s, the longest took {longest:?}");
}
