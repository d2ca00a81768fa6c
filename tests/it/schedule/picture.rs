//! Schedules as a line of text, timelines as rows.
//!
//! A schedule is rules with `;` between: `L1 weekly Mon 09:00 +7d alice|bob; override Wed 12:00-18:00 carol`. A rule names,
//! in any order: its level (`L2`), how it repeats (`once override hourly daily weekly monthly`), a day (a weekday of the
//! quiet week from Monday 2026-03-02, or a date), `10:00-18:00` or `10:00 +8h`, and who takes turns (`alice+bob|carol`, `-`
//! is a group of nobody) or serves `always` (`always alice`). Then, as needed: `every 2`, `on MO,FR`, `months 3,4`,
//! `monthdays 1,-1`, `week SU`, `first 1`, `rotation <day> <time>`, `until <day> <time>` (UTC), `in Europe/Paris`, and `web` for
//! rules that are cut at the start of the rotation, `served` or `fixed` for turns that are counted, `ends <day> <time>` (UTC). `swap <day> 13:00-18:00 alice to bob` is a taken swap, in UTC.

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::str::FromStr;

use expect_test::Expect;
use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::{Span, Timestamp};
use rota::ids::UserId;
use rota::schedule::handoff::{OnCallPerson, Why};
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::resolve::{FinalShift, Row, Timeline, timeline};
use rota::schedule::rotation::{Rotation, Turns};
use rota::schedule::{Crew, Interval, Level, Precedence, Schedule, Shift, ShiftKind, TakenSwap, Zone};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Asserts what the timeline of `schedule` through `window` looks like, cut to the window, in UTC.
#[track_caller]
pub fn check(schedule: &str, window: &str, expect: &Expect) {
    check_in("UTC", schedule, window, expect);
}

/// The same, with the window and the rows in `zone`.
#[track_caller]
pub fn check_in(zone: &str, schedule: &str, window: &str, expect: &Expect) {
    let zone = Zone::named(zone).unwrap();
    let timeline = timeline(&read(schedule), window_in(&zone, window)).clipped();
    expect.assert_eq(&draw(&timeline, &zone));
}

/// Asserts who serves when through `window`, in UTC, without the gaps between.
#[track_caller]
pub fn check_turns(schedule: &str, window: &str, expect: &Expect) {
    let mut timeline = timeline(&read(schedule), window_in(&Zone::UTC, window)).clipped();
    timeline.rows.retain(|row| matches!(row, Row::Covered(_)));
    expect.assert_eq(&draw(&timeline, &Zone::UTC));
}

fn draw(timeline: &Timeline, zone: &Zone) -> String {
    let mut rows = String::new();
    for row in &timeline.rows {
        writeln!(rows, "{}", draw_row(row, zone)).unwrap();
    }
    rows
}

/// The schedule that `text` describes.
pub fn read(text: &str) -> Schedule {
    let mut schedule = Schedule::default();
    for rule in text.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
        let words: Vec<&str> = rule.split_whitespace().collect();
        if words[0] == "swap" {
            schedule.swaps.push(read_swap(&words[1..], schedule.swaps.len()));
        } else {
            let shift = read_shift(&words, schedule.shifts.len());
            schedule.shifts.push(shift);
        }
    }
    schedule
}

/// An instant in UTC: `Mon 09:00` or `2024-03-31 01:30`.
pub fn at(text: &str) -> Timestamp {
    Zone::UTC.instant(reading(text)).unwrap()
}

/// A person.
pub fn user(name: &str) -> UserId {
    name.parse().unwrap()
}

/// `alice, bob for carol, dave (override)`.
pub fn draw_people(people: &[OnCallPerson]) -> String {
    let people: Vec<String> = people
        .iter()
        .map(|person| match person.why {
            Why::Rotation => person.user.to_string(),
            Why::Override => format!("{} (override)", person.user),
            Why::Swap { covers, .. } => format!("{} for {covers}", person.user),
        })
        .collect();
    if people.is_empty() { "nobody".to_owned() } else { people.join(", ") }
}

/// `Mon 2 Mar 09:00`.
pub fn draw_time(at: Timestamp, zone: &Zone) -> String {
    let reading = zone.reading(at);
    format!("{} {}", draw_day(reading), draw_clock(reading))
}

fn draw_row(row: &Row, zone: &Zone) -> String {
    let interval = row.interval();
    let (start, end) = (zone.reading(interval.start()), zone.reading(interval.end()));
    let end_day = if start.date() == end.date() { String::new() } else { format!("{} ", draw_day(end)) };
    let who = match row {
        Row::Gap(_) => "gap".to_owned(),
        Row::Covered(shift) => draw_shift(shift),
    };
    format!("{} {} – {end_day}{}  {who}", draw_day(start), draw_clock(start), draw_clock(end))
}

fn draw_shift(shift: &FinalShift) -> String {
    let level = match shift.precedence {
        Precedence::Shift(level) => format!("L{}", level.number()),
        Precedence::Override(_) => "override".to_owned(),
    };
    let people: Vec<String> = shift
        .people
        .iter()
        .map(|on_duty| match on_duty.covers {
            Some((_, covered)) => format!("{} for {covered}", on_duty.user),
            None => on_duty.user.to_string(),
        })
        .collect();
    format!("{level} {}", people.join(", "))
}

fn draw_day(reading: DateTime) -> String {
    let weekday = DAYS[usize::try_from(reading.weekday().to_monday_zero_offset()).unwrap()];
    format!("{weekday} {}", reading.strftime("%-d %b"))
}

fn draw_clock(reading: DateTime) -> String {
    let shape = if reading.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    reading.strftime(shape).to_string()
}

/// `Mon .. Tue`, `2024-03-30 .. 2024-04-02`, `Mon 10:00 .. Mon 12:00`.
fn window_in(zone: &Zone, text: &str) -> Interval {
    let (start, end) = text.split_once(" .. ").unwrap();
    Interval::new(zone.instant(reading(start)).unwrap(), zone.instant(reading(end)).unwrap()).unwrap()
}

/// `Mon`, `Mon 09:00`, `2024-03-31 09:00`.
fn reading(text: &str) -> DateTime {
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    day_of(day).unwrap().to_datetime(time.parse().unwrap())
}

fn day_of(text: &str) -> Option<Date> {
    let monday = date(2026, 3, 2);
    match DAYS.iter().position(|day| *day == text) {
        Some(place) => Some(monday + Span::new().days(i64::try_from(place).unwrap())),
        None => text.parse().ok(),
    }
}

fn read_swap(words: &[&str], number: usize) -> TakenSwap {
    let [day, time, beneficiary, "to", benefactor] = words else { panic!("not a swap: {words:?}") };
    let (start, end) = time.split_once('-').unwrap();
    TakenSwap {
        id: format!("SSR{number}").parse().unwrap(),
        span: Interval::new(at(&format!("{day} {start}")), end_after(day, start, end)).unwrap(),
        beneficiary: user(beneficiary),
        benefactor: user(benefactor),
    }
}

fn end_after(day: &str, start: &str, end: &str) -> Timestamp {
    at(&format!("{day} {start}")) + jiff::SignedDuration::from_secs(seconds_between(start, end))
}

fn seconds_between(start: &str, end: &str) -> i64 {
    let seconds = |text: &str| {
        let (hours, minutes) = text.split_once(':').unwrap();
        i64::from_str(hours).unwrap() * 3_600 + i64::from_str(minutes).unwrap() * 60
    };
    let length = seconds(end) - seconds(start);
    if length > 0 { length } else { length + 86_400 }
}

/// `8h`, `90m`, `1d12h`.
fn length(text: &str) -> i64 {
    let mut number = 0;
    let mut seconds = 0;
    for letter in text.chars() {
        let unit = match letter {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            digit => {
                number = number * 10 + i64::from(digit.to_digit(10).unwrap());
                continue;
            }
        };
        seconds += number * unit;
        number = 0;
    }
    seconds
}

fn read_shift(words: &[&str], number: usize) -> Shift {
    let mut words = words.iter().copied().peekable();
    let (mut level, mut day, mut time, mut duration) = (0, "Mon", "00:00", 86_400);
    let (mut zone, mut web, mut always, mut first) = (Zone::UTC, false, false, 0);
    let (mut repeats, mut people) = ("once", "-");
    let (mut rotation_start, mut until, mut ends, mut turns) = (None, None, None, None);
    let mut rule = Recurrence {
        frequency: Frequency::Daily,
        interval: NonZeroU32::MIN,
        week_start: Weekday::Monday,
        by_day: Vec::new(),
        by_month: Vec::new(),
        by_monthday: Vec::new(),
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap();
        match word {
            "once" | "override" | "hourly" | "daily" | "weekly" | "monthly" => repeats = word,
            "every" => rule.interval = value().parse().unwrap(),
            "on" => rule.by_day = value().split(',').map(weekday).collect(),
            "months" => rule.by_month = value().split(',').map(|text| text.parse().unwrap()).collect(),
            "monthdays" => rule.by_monthday = value().split(',').map(|text| text.parse().unwrap()).collect(),
            "week" => rule.week_start = weekday(value()),
            "first" => first = value().parse().unwrap(),
            "in" => zone = Zone::named(value()).unwrap(),
            "rotation" => rotation_start = Some(reading(&format!("{} {}", value(), value()))),
            "until" => until = Some(at(&format!("{} {}", value(), value()))),
            "web" => web = true,
            "served" => turns = Some(Turns::Served),
            "fixed" => turns = Some(Turns::Calendar),
            "ends" => ends = Some(at(&format!("{} {}", value(), value()))),
            "always" => always = true,
            _ if word.starts_with('L') => level = word[1..].parse().unwrap(),
            _ if word.starts_with('+') => duration = length(&word[1..]),
            _ if day_of(word).is_some() => day = word,
            _ if word.contains(':') => match word.split_once('-') {
                Some((start, end)) => (time, duration) = (start, seconds_between(start, end)),
                None => time = word,
            },
            _ => people = word,
        }
    }
    rule.frequency = match repeats {
        "hourly" => Frequency::Hourly,
        "weekly" => Frequency::Weekly,
        "monthly" => Frequency::Monthly,
        _ => Frequency::Daily,
    };
    let crew = |group: &str| Crew(group.split('+').filter(|name| *name != "-").map(user).collect());
    let kind = match repeats {
        "once" => ShiftKind::Single(crew(people)),
        "override" => ShiftKind::Override(crew(people)),
        _ if always => ShiftKind::Recurrent(rule, crew(people)),
        _ => ShiftKind::Rolling(rule, Rotation { groups: people.split('|').map(crew).collect(), first, turns }),
    };
    let start = reading(&format!("{day} {time}"));
    Shift {
        id: format!("O{number:03}").parse().unwrap(),
        level: Level::from_number(level),
        zone,
        start,
        duration,
        rotation_start: rotation_start.unwrap_or(start),
        until,
        ends,
        cut_at_rotation_start: web,
        kind,
    }
}

fn weekday(text: &str) -> Weekday {
    let place = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().position(|day| *day == text).unwrap();
    Weekday::from_monday_zero_offset(i8::try_from(place).unwrap()).unwrap()
}
