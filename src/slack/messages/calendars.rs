//! What Rota says of a schedule's calendars: that one cannot be read, that it can be again, that something in it is odd.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{Rendered, buttons, cut, section, words};
use crate::schedule::Zone;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, code, escape, moment};
use crate::store::feeds::Which;
use crate::usecases::message::{CalendarPuzzles, CalendarTrouble};

fn calendar(which: Which) -> &'static str {
    match which {
        Which::Primary => "the calendar",
        Which::Overrides => "the calendar of overrides",
    }
}

/// A calendar cannot be read. What still holds, and what can be done.
pub fn unreadable(trouble: &CalendarTrouble) -> Rendered {
    let said = |name: String| {
        let zone = Zone::named(&trouble.time_zone).unwrap_or(Zone::UTC);
        let at = |at: Timestamp| moment(at, &zone);
        let what = calendar(trouble.which);
        let still = match trouble.good_at {
            Some(good_at) => format!("I keep using the copy from {}", at(good_at)),
            None => "I have no copy of it yet".to_owned(),
        };
        let reason = escape(&trouble.reason);
        format!("I haven't been able to read {what} of {name} since {} ({reason}). {still}.", at(trouble.since))
    };
    let again = (ControlId::TryCalendar(trouble.schedule), "Try again");
    let change = (ControlId::ChangeCalendar(trouble.schedule), "Change address");
    Rendered {
        text: cut(&said(escape(&trouble.schedule_name)), super::TEXT_LIMIT),
        blocks: vec![section(&said(bold(&trouble.schedule_name))), buttons(&[again, change])],
    }
}

/// It can be read again.
pub fn well(trouble: &CalendarTrouble) -> Rendered {
    let zone = Zone::named(&trouble.time_zone).unwrap_or(Zone::UTC);
    let (name, what) = (bold(&trouble.schedule_name), calendar(trouble.which));
    words(&format!("I can read {what} of {name} again. I couldn't since {}.", moment(trouble.since, &zone)))
}

/// Something in it is odd.
pub fn puzzles(odd: &CalendarPuzzles) -> Rendered {
    let puzzles = &odd.puzzles;
    let mut said = format!("I read the calendar of {} and don't understand all of it.", bold(&odd.schedule_name));
    if !puzzles.unknown.is_empty() {
        let names = puzzles.unknown.iter().map(|title| match title.as_str() {
            "" => "an event without a title".to_owned(),
            title => code(title),
        });
        let names = listed(names.collect(), puzzles.more_unknown);
        let _ = write!(
            said,
            " Nobody is on call in events whose title names nobody I know: {names}. A title should be a name, a \
             username or an e-mail address, or several with commas."
        );
    }
    if !puzzles.lines.is_empty() {
        let lines = puzzles.lines.iter().map(|(line, why)| format!("line {line}: {}", escape(why)));
        let _ = write!(said, " I passed over {}.", listed(lines.collect(), puzzles.more_lines));
    }
    words(&said)
}

fn listed(mut names: Vec<String>, more: usize) -> String {
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}
