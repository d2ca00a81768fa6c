//! What a schedule's channel is told of the time ahead: when nobody is on call, and, where it is wanted, who comes when.

use super::{Reader, Rendered, buttons, cut, section};
use crate::schedule::Interval;
use crate::schedule::stretch::Stretch;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name};
use crate::usecases::message::{HealthTold, WeekAhead};

/// How many spans, people or handoffs one message names.
const MOST: usize = 8;

/// Nobody is on call in the time ahead.
pub fn health(told: &HealthTold, reader: Reader<'_>) -> Rendered {
    let said = |schedule: String| {
        let begin = if told.by_change {
            format!("A change leaves {schedule} without anybody on call:")
        } else {
            format!("{schedule} has nobody on call in the next 30 days:")
        };
        let span =
            |span: &Interval| format!("• {} to {}", moment(span.start(), reader.zone), moment(span.end(), reader.zone));
        let mut lines = vec![begin];
        lines.extend(told.uncovered.iter().take(MOST).map(span));
        if told.uncovered.len() > MOST {
            lines.push(format!("and {} more times", told.uncovered.len() - MOST));
        }
        if !told.unable.is_empty() {
            let mut names: Vec<String> =
                told.unable.iter().take(MOST).map(|user| cut(&name(reader.people, *user), 80)).collect();
            if told.unable.len() > MOST {
                names.push(format!("{} more", told.unable.len() - MOST));
            }
            lines
                .push(format!("{} can't be on call (guests, or people who left), and shifts name them.", list(&names)));
        }
        lines.join("\n")
    };
    rendered(&said(escape(&told.schedule_name)), &said(bold(&told.schedule_name)), told.schedule)
}

/// Who comes when in the week ahead.
pub fn week_ahead(ahead: &WeekAhead, reader: Reader<'_>) -> Rendered {
    let said = |schedule: String| {
        let line = |stretch: &Stretch| {
            let names: Vec<String> =
                stretch.people.iter().take(MOST).map(|person| cut(&name(reader.people, person.user), 80)).collect();
            let who = match stretch.people.len() {
                0 => "nobody".to_owned(),
                count if count > MOST => format!("{} and {} more", names.join(", "), count - MOST),
                _ => list(&names),
            };
            if stretch.start <= reader.now {
                format!("• now: {who}")
            } else {
                format!("• from {}: {who}", moment(stretch.start, reader.zone))
            }
        };
        let mut lines = vec![format!("{schedule} this week:")];
        lines.extend(ahead.coming.iter().take(MOST).map(line));
        if ahead.coming.len() > MOST {
            lines.push(format!("and {} more handoffs", ahead.coming.len() - MOST));
        }
        lines.join("\n")
    };
    rendered(&said(escape(&ahead.schedule_name)), &said(bold(&ahead.schedule_name)), ahead.schedule)
}

fn rendered(text: &str, shown: &str, schedule: crate::ids::ScheduleId) -> Rendered {
    let button = buttons(&[(ControlId::NextShifts(schedule), "Next shifts")]);
    Rendered { text: cut(text, super::TEXT_LIMIT), blocks: vec![section(shown), button] }
}
