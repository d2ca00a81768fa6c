//! What is said of calendars of absences, to whose they are alone. Of the address only the server is named: the rest is a
//! secret, and messages are kept.

use jiff::Timestamp;
use slack_morphism::blocks::{SlackBlock, SlackBlockButtonElement};

use super::away::{COVER, asking_for, conflicting, days, in_time_off, shifts_named};
use super::{Confirm, Reader, Rendered, TEXT_LIMIT, button, buttons, cut, section, section_with, words};
use crate::feeds::address;
use crate::schedule::Zone;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, code, escape, list, moment};
use crate::store::absence_feeds::AbsenceFeed;
use crate::usecases::absence_calendars::Followed;
use crate::usecases::people::People;
use crate::usecases::people_news::AbsenceTrouble;

/// How many absences an answer names; the rest are counted.
const MOST_SPANS: usize = 5;

/// "the calendar at `hr.example.com`".
pub(super) fn called(calendar: &AbsenceFeed) -> String {
    format!("the calendar at {}", code(&address::server(&calendar.url)))
}

/// The answer to `/oncall away https://…`.
pub fn now_followed(followed: &Followed, reader: Reader<'_>) -> Rendered {
    let said = |bold: fn(&str) -> String| {
        let begins = format!("I follow {} now and keep its address to myself.", called(&followed.feed));
        let mut lines = vec![match &followed.spans[..] {
            [] => format!(
                "{begins} By it you're never away in the time ahead: whole days count, and what lasts four hours or more."
            ),
            spans => {
                let mut named: Vec<_> = spans.iter().take(MOST_SPANS).map(|span| days(*span, reader.zone)).collect();
                if spans.len() > MOST_SPANS {
                    named.push(format!("{} more times", spans.len() - MOST_SPANS));
                }
                format!("{begins} By it you're away {}.", list(&named))
            }
        }];
        let when = |shifts: &[(Timestamp, Timestamp)]| match &followed.spans[..] {
            [only] => in_time_off(shifts, (only.start(), only.end()), reader.zone),
            _ => format!("then: {}", shifts_named(shifts, reader.zone)),
        };
        lines.extend(conflicting(&followed.conflicts, "You're on call", when, bold));
        if !followed.conflicts.is_empty() {
            lines.push(COVER.to_owned());
        }
        lines.join("\n")
    };
    let mut blocks = vec![section(&said(bold))];
    blocks.extend(asking_for(&followed.conflicts, reader.zone));
    blocks.push(super::actions([stop(&followed.feed)]));
    Rendered { text: cut(&said(escape), TEXT_LIMIT), blocks }
}

/// *Stop following*, which asks once.
fn stop(calendar: &AbsenceFeed) -> SlackBlockButtonElement {
    let confirm = Confirm {
        title: "Stop following this calendar?",
        text: "What it says of your absences is forgotten. You are on call as planned.",
        yes: "Stop following",
    };
    button(ControlId::StopAbsences(calendar.id), "Stop following").with_confirm(confirm.item())
}

/// A calendar in the list of somebody's time off.
pub(super) fn line(calendar: &AbsenceFeed, zone: &Zone) -> String {
    let good_at = moment(calendar.good_at, zone);
    match (calendar.failing_since, &calendar.trouble) {
        (Some(since), Some(trouble)) => format!(
            "I follow {}, and can't read it since {} ({}). What it said {good_at} holds.",
            called(calendar),
            moment(since, zone),
            escape(trouble)
        ),
        _ => format!("I follow {}, read {good_at}.", called(calendar)),
    }
}

/// The same with *Stop following*.
pub(super) fn row(calendar: &AbsenceFeed, zone: &Zone) -> SlackBlock {
    section_with(&line(calendar, zone), stop(calendar))
}

/// It cannot be read. What still holds, and what can be done.
pub(super) fn unreadable(trouble: &AbsenceTrouble, people: &People) -> Rendered {
    let zone = people.zone_of(trouble.to).unwrap_or(Zone::UTC);
    let said = format!(
        "I haven't been able to read the calendar of your absences at {} since {} ({}). What it said {} holds. If it has \
         another address now, type that: `/oncall away https://…`.",
        code(&trouble.server),
        moment(trouble.since, &zone),
        escape(&trouble.reason),
        moment(trouble.good_at, &zone)
    );
    let again = (ControlId::TryAbsences(trouble.calendar), "Try again");
    let stop = (ControlId::StopAbsences(trouble.calendar), "Stop following");
    Rendered { text: cut(&said, TEXT_LIMIT), blocks: vec![section(&said), buttons(&[again, stop])] }
}

/// It can be read again.
pub(super) fn well(trouble: &AbsenceTrouble, people: &People) -> Rendered {
    let zone = people.zone_of(trouble.to).unwrap_or(Zone::UTC);
    words(&format!(
        "I can read the calendar of your absences at {} again. I couldn't since {}.",
        code(&trouble.server),
        moment(trouble.since, &zone)
    ))
}

/// The answer to *Try again*.
pub fn looking_again(calendar: &AbsenceFeed) -> Rendered {
    words(&format!("I'm reading {} now. If that works, you hear it here.", called(calendar)))
}
