//! What an override tells those it touches, in a direct message: each reads it from where they stand.

use jiff::Timestamp;

use super::{Reader, Rendered, buttons, section};
use crate::ids::UserId;
use crate::schedule::Zone;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name};
use crate::usecases::message::OverrideNews;
use crate::usecases::people::People;

/// To who comes on call, and to who goes off.
pub fn put_on_call(news: &OverrideNews, people: &People, now: Timestamp) -> Rendered {
    said(news, people, now, |schedule, reader| {
        let through = through(news, reader);
        let reason = news.reason.as_deref().map(|reason| format!(": \"{}\"", escape(reason))).unwrap_or_default();
        let by = news.by.map(|by| name(people, by));
        if news.to == news.on && news.by == Some(news.on) {
            let from = if news.off.is_empty() { String::new() } else { format!(" from {}", without(news, reader)) };
            return format!("You took over {schedule}{from}{reason}. You're on call {through}.");
        }
        let instead =
            if news.off.is_empty() { String::new() } else { format!(" instead of {}", without(news, reader)) };
        let by_whom = by.map(|by| format!(" (override by {by}{reason})")).unwrap_or_default();
        if news.to == news.on {
            return format!("You're on call for {schedule}{instead} {through}{by_whom}.");
        }
        let on = name(people, news.on);
        if news.by == Some(news.on) {
            return format!("{on} took over {schedule} from you{reason}. You're off {through}.");
        }
        format!("{on} is on call for {schedule} instead of you {through}{by_whom}.")
    })
}

/// To who would have come on call, and to who is again.
pub fn taken_back(news: &OverrideNews, people: &People, now: Timestamp) -> Rendered {
    said(news, people, now, |schedule, reader| {
        let by = news.by.map_or_else(|| "Somebody".to_owned(), |by| name(people, by));
        let through = through(news, reader);
        let (again, not) = match (news.to == news.on, news.off.is_empty()) {
            (true, true) => return format!("{by} took the override of {schedule} back: you're not on call {through}."),
            (true, false) => {
                let are = if news.off.len() > 1 { "are" } else { "is" };
                (format!("{} {are}", without(news, reader)), "you".to_owned())
            }
            (false, _) => ("you're".to_owned(), name(people, news.on)),
        };
        format!("{by} took the override of {schedule} back: {again} on call again {through}, not {not}.")
    })
}

fn said(
    news: &OverrideNews,
    people: &People,
    now: Timestamp,
    sentence: impl Fn(&str, Reader<'_>) -> String,
) -> Rendered {
    let zone = people.get(news.to).and_then(|person| person.time_zone.as_deref());
    let zone = zone.and_then(|zone| Zone::named(zone).ok()).unwrap_or(Zone::UTC);
    let reader = Reader { people, zone: &zone, now };
    let shown = section(&sentence(&bold(&news.schedule_name), reader));
    let text = sentence(&escape(&news.schedule_name), reader);
    let next = buttons(&[(ControlId::NextShifts(news.schedule), "Next shifts")]);
    Rendered { text: super::cut(&text, super::TEXT_LIMIT), blocks: vec![shown, next] }
}

/// Those who serve without the override, the reader as "you".
fn without(news: &OverrideNews, reader: Reader<'_>) -> String {
    let named = |user: &UserId| if *user == news.to { "you".to_owned() } else { name(reader.people, *user) };
    list(&news.off.iter().map(named).collect::<Vec<_>>())
}

/// "from now until 16:05", or both moments.
fn through(news: &OverrideNews, reader: Reader<'_>) -> String {
    let from = if news.start <= reader.now { "now".to_owned() } else { moment(news.start, reader.zone) };
    format!("from {from} until {}", moment(news.end, reader.zone))
}
