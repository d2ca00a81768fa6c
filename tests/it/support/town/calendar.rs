//! Dates and lengths as stories write them.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use rota::schedule::Zone;

/// `Mon 2026-03-02 09:00 Europe/Oslo`.
pub fn moment(text: &str) -> (Timestamp, TimeZone) {
    let [day, date, time, zone] = text.split(' ').collect::<Vec<_>>().try_into().expect("`Mon 2026-03-02 09:00 Zone`");
    let zone = Zone::named(zone).expect("a zone").rules().clone();
    let date: Date = date.parse().expect("a date");
    assert_eq!(date.weekday(), weekday(day), "{text}: the day is another one");
    let at = date.to_datetime(time.parse::<Time>().expect("a time")).to_zoned(zone.clone()).expect("in range");
    (at.timestamp(), zone)
}

/// `7 days`, `2 hours`, `10 min`, `90 s`.
pub fn duration(text: &str) -> SignedDuration {
    let (count, unit) = text.split_once(' ').expect("`7 days`");
    let count: i64 = count.parse().expect("a number");
    match unit.trim_end_matches('s') {
        "week" => SignedDuration::from_hours(count * 168),
        "day" => SignedDuration::from_hours(count * 24),
        "hour" | "h" => SignedDuration::from_hours(count),
        "minute" | "min" => SignedDuration::from_mins(count),
        "second" | "" => SignedDuration::from_secs(count),
        other => panic!("no length is called {other}"),
    }
}

/// `Mon 09:00`: the last such moment that is not after `now`.
pub fn last(text: &str, now: &Zoned) -> Zoned {
    let (day, time) = text.split_once(' ').expect("`Mon 09:00`");
    let time: Time = time.parse().expect("a time");
    let back = now.date().weekday().since(weekday(day));
    let candidate = now.date().checked_sub(jiff::Span::new().days(back)).unwrap().to_datetime(time);
    let candidate = candidate.to_zoned(now.time_zone().clone()).unwrap();
    if candidate > *now { candidate.checked_sub(jiff::Span::new().days(7)).unwrap() } else { candidate }
}

/// `09:00`: the last such moment that is not after `now`.
pub fn last_daily(text: &str, now: &Zoned) -> Zoned {
    let time: Time = text.parse().expect("a time");
    let candidate = now.date().to_datetime(time).to_zoned(now.time_zone().clone()).unwrap();
    if candidate > *now { candidate.checked_sub(jiff::Span::new().days(1)).unwrap() } else { candidate }
}

fn weekday(text: &str) -> Weekday {
    match text {
        "Mon" => Weekday::Monday,
        "Tue" => Weekday::Tuesday,
        "Wed" => Weekday::Wednesday,
        "Thu" => Weekday::Thursday,
        "Fri" => Weekday::Friday,
        "Sat" => Weekday::Saturday,
        "Sun" => Weekday::Sunday,
        other => panic!("no day is called {other}"),
    }
}
