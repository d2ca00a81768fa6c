//! What calendars by address cost: a feed of five megabytes read, worked out over ninety days and over the window that is kept.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use rota::ical::people::{Directory, Person};
use rota::ical::{read, slots};
use rota::ids::UserId;
use rota::schedule::{Interval, Zone};

/// Sixteen thousand events of ten years; one in sixteen repeats.
fn five_megabytes() -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n");
    for number in 0..16_000 {
        let (year, month, day) = (2017 + number % 10, number / 10 % 12 + 1, number / 120 % 28 + 1);
        let rule = if number % 16 == 0 { "RRULE:FREQ=WEEKLY;INTERVAL=4\r\n" } else { "" };
        let _ = write!(
            text,
            "BEGIN:VEVENT\r\nUID:{number}@calendar.example.com\r\nDTSTAMP:20260101T000000Z\r\n\
             DTSTART;TZID=Europe/Oslo:{year}{month:02}{day:02}T080000\r\nDTEND;TZID=Europe/Oslo:{year}{month:02}{day:02}T160000\r\n\
             {rule}SEQUENCE:0\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nSUMMARY:[L1] alice\r\n\
             DESCRIPTION:Written by a product that has much to say about every single event\r\nEND:VEVENT\r\n"
        );
    }
    text + "END:VCALENDAR\r\n"
}

fn window(start: &str, end: &str) -> Interval {
    let at = |day: &str| format!("{day}T00:00:00Z").parse::<Timestamp>().expect("a date");
    Interval::new(at(start), at(end)).expect("in order")
}

fn calendars(criterion: &mut Criterion) {
    let text = five_megabytes();
    assert!(text.len() > 4_500_000, "{} bytes", text.len());
    let alice: UserId = "UALICE".parse().expect("an id");
    let alice = Person {
        id: alice,
        username: "alice".to_owned(),
        email: Some("alice@example.com".to_owned()),
        full_name: None,
    };
    let directory = Directory::new([alice]);
    extra_memory(&text, &directory);
    let mut group = criterion.benchmark_group("a calendar of 16,000 events");
    group.sample_size(10);
    group.bench_function("read", |bencher| bencher.iter(|| read(black_box(text.as_bytes()))));
    group.bench_function("read and worked out over ninety days", |bencher| {
        bencher.iter(|| {
            let calendar = read(black_box(text.as_bytes())).expect("a calendar");
            slots::of_shifts(&calendar.events(window("2026-01-01", "2026-04-01"), &Zone::UTC).events, &directory)
        });
    });
    let calendar = read(text.as_bytes()).expect("a calendar");
    group.bench_function("worked out over the window that is kept", |bencher| {
        bencher.iter(|| {
            let events = calendar.events(black_box(window("2025-12-01", "2027-03-10")), &Zone::UTC).events;
            slots::of_shifts(&events, &directory)
        });
    });
    group.finish();
}

/// How much more memory the process holds at most while the calendar is read and worked out, as Linux counts it.
fn extra_memory(text: &str, directory: &Directory) {
    let kilobytes = |name: &str| -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
    };
    // The mark of the most is set back to what is held now.
    let Some(before) = kilobytes("VmRSS:").filter(|_| std::fs::write("/proc/self/clear_refs", "5").is_ok()) else {
        return println!("this system does not tell how much memory is held");
    };
    let calendar = read(text.as_bytes()).expect("a calendar");
    let found = calendar.events(window("2026-01-01", "2026-04-01"), &Zone::UTC).events;
    let slots = slots::of_shifts(&found, directory);
    let after = kilobytes("VmHWM:").unwrap_or(before);
    println!(
        "read and worked out over ninety days: {} slots, {} MB more memory at most",
        slots.len(),
        (after - before) / 1024
    );
}

criterion_group!(benches, calendars);
criterion_main!(benches);
