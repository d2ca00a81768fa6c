//! Pieces of what is said about cover: a time with its length and weekend, who asks whom for what, what is owed.

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::Reader;
use crate::ids::UserId;
use crate::schedule::{Interval, Zone};
use crate::slack::mrkdwn::{escape, moment, name};
use crate::usecases::cover::message::{CoverFacts, InReturn};
use crate::usecases::people::People;

/// `63 h`, `1 h 30 min`, `20 min`.
pub fn hours(length: SignedDuration) -> String {
    let minutes = length.as_mins();
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// `2 days 15 h`, `1 day`, `9 h`.
pub fn length(length: SignedDuration) -> String {
    let days = length.as_hours() / 24;
    let rest = length - SignedDuration::from_hours(days * 24);
    let days = match days {
        0 => return hours(rest),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    if rest.as_mins() == 0 { days } else { format!("{days} {}", hours(rest)) }
}

/// `a weekend`, `2 weekends`, `part of a weekend`, as the schedule's people count; nothing on working days.
fn weekends(span: Interval, zone: &Zone) -> Option<String> {
    const DAY: SignedDuration = SignedDuration::from_hours(24);
    let mut date = zone.reading(span.start()).date().saturating_sub(1.day());
    let (mut whole, mut any) = (0, false);
    while let Some(start) = zone.instant(date.to_datetime(jiff::civil::Time::midnight())).filter(|at| *at < span.end())
    {
        if date.weekday() == Weekday::Saturday {
            let monday = zone.instant(date.saturating_add(2.days()).to_datetime(jiff::civil::Time::midnight()));
            let shared = monday.and_then(|end| Interval::new(start, end)).and_then(|weekend| weekend.intersect(span));
            any |= shared.is_some();
            whole += usize::from(shared.is_some_and(|shared| shared.duration() >= DAY));
        }
        date = date.saturating_add(1.day());
    }
    match whole {
        0 => any.then(|| "part of a weekend".to_owned()),
        1 => Some("a weekend".to_owned()),
        more => Some(format!("{more} weekends")),
    }
}

/// `⟨Fri 18:00⟩ to ⟨Mon 9:00⟩`.
pub fn between(start: Timestamp, end: Timestamp, zone: &Zone) -> String {
    format!("{} to {}", moment(start, zone), moment(end, zone))
}

/// When it is: both moments, or from now on when it begins as soon as somebody accepts.
pub fn when(facts: &CoverFacts, reader: Reader<'_>) -> String {
    if facts.running {
        format!("from now until {}", moment(facts.end, reader.zone))
    } else {
        between(facts.start, facts.end, reader.zone)
    }
}

/// How long it is, and whether a weekend is in it: `2 days 15 h, a weekend`.
pub fn how_long(span: Interval, zone: &Zone) -> String {
    let parts = [Some(length(span.duration())), weekends(span, zone)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The same of a request, from now on when it has begun.
pub fn how_long_it_is(facts: &CoverFacts, reader: Reader<'_>) -> String {
    let zone = Zone::named(&facts.time_zone).unwrap_or(Zone::UTC);
    if !facts.running {
        return Interval::new(facts.start, facts.end).map(|span| how_long(span, &zone)).unwrap_or_default();
    }
    // To ten minutes: it gets shorter while one reads.
    let ten_minutes = |at: Timestamp| Timestamp::from_second((at.as_second() + 300) / 600 * 600).unwrap_or(at);
    let span = Interval::new(ten_minutes(facts.start.max(reader.now)), facts.end);
    span.map(|span| how_long(span, &zone)).unwrap_or_default()
}

/// ` "My sister's wedding."`
pub fn reason(facts: &CoverFacts) -> String {
    facts.reason.as_deref().map(|reason| format!(" \"{}\"", escape(reason))).unwrap_or_default()
}

/// What is given in return, in a sentence of its own: ` In return Alice serves *search* for Bob, ⟨…⟩ to ⟨…⟩.`
pub fn in_return(
    given: &InReturn,
    (who, for_whom): (&str, &str),
    reader: Reader<'_>,
    schedule: fn(&str) -> String,
) -> String {
    let serves = if who == "you" { "you serve" } else { &format!("{who} serves") };
    let when = between(given.start, given.end, reader.zone);
    format!(" In return {serves} {} for {for_whom}, {when}.", schedule(&given.schedule_name))
}

/// ` You owe Bob 63 h.`
pub fn owed(owed: SignedDuration, by: UserId, people: &People) -> String {
    let by = name(people, by);
    match owed.as_mins() {
        0 => format!(" You and {by} are even."),
        minutes if minutes > 0 => format!(" You owe {by} {}.", hours(owed)),
        _ => format!(" {by} still owes you {}.", hours(-owed)),
    }
}

/// ` Alice owes you 63 h.`
pub fn owed_to_you(owed: SignedDuration, asker: UserId, people: &People) -> String {
    let asker = name(people, asker);
    match owed.as_mins() {
        0 => format!(" You and {asker} are even."),
        minutes if minutes > 0 => format!(" {asker} owes you {}.", hours(owed)),
        _ => format!(" You still owe {asker} {}.", hours(-owed)),
    }
}

/// The zone somebody reads times in, else the schedule's.
pub fn zone_of(people: &People, user: Option<UserId>, facts: &CoverFacts) -> Zone {
    let own = user.and_then(|user| people.get(user)).and_then(|person| person.time_zone.as_deref());
    let mut known = [own, Some(facts.time_zone.as_str())].into_iter().flatten();
    known.find_map(|name| Zone::named(name).ok()).unwrap_or(Zone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_people_say_them() {
        let said = |minutes| length(SignedDuration::from_mins(minutes));
        assert_eq!(said(63 * 60), "2 days 15 h");
        assert_eq!(said(24 * 60), "1 day");
        assert_eq!(said(7 * 24 * 60), "7 days");
        assert_eq!(said(90), "1 h 30 min");
        assert_eq!(said(0), "0 min");
    }

    #[test]
    fn a_weekend_is_counted_in_the_zone_of_the_schedule() {
        let zone = Zone::named("Europe/Oslo").expect("a zone");
        let said = |start: &str, end: &str| {
            let at = |text: &str| zone.instant(text.parse().expect("a reading")).expect("an instant");
            weekends(Interval::new(at(start), at(end)).expect("a span"), &zone)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(said("2026-03-13T18:00", "2026-03-16T09:00"), some("a weekend"));
        assert_eq!(said("2026-03-09T09:00", "2026-03-13T18:00"), None);
        assert_eq!(said("2026-03-13T18:00", "2026-03-14T09:00"), some("part of a weekend"));
        assert_eq!(said("2026-03-15T10:00", "2026-03-15T12:00"), some("part of a weekend"));
        assert_eq!(said("2026-03-09T09:00", "2026-03-23T09:00"), some("2 weekends"));
    }
}
