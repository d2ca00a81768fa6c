//! The answers to `/oncall next` and `/oncall mine`.

use super::{Reader, Rendered, buttons, section};
use crate::schedule::handoff::Why;
use crate::schedule::stretch::Stretch;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, moment, name};
use crate::usecases::upcoming_shifts::{Ahead, MyShift};

/// What comes next in one schedule, a line a shift.
pub fn next_shifts(ahead: &Ahead, reader: Reader<'_>) -> Rendered {
    let line = |stretch: &Stretch| {
        let who = match stretch.people.as_slice() {
            [] => "nobody".to_owned(),
            people => super::on_call_now::names(people, reader),
        };
        let start = moment(stretch.start, reader.zone);
        match stretch.end {
            _ if stretch.start <= reader.now => match stretch.end {
                Some(end) => format!("• now until {}: {who}", moment(end, reader.zone)),
                None => format!("• from now on: {who}"),
            },
            Some(end) => format!("• {start} to {}: {who}", moment(end, reader.zone)),
            None => format!("• from {start} on: {who}"),
        }
    };
    let nothing = ahead.stretches.iter().all(|stretch| stretch.people.is_empty());
    let said = |title: String| {
        if nothing {
            return format!("{title} has nobody on call now or later.");
        }
        let lines: Vec<_> = ahead.stretches.iter().map(line).collect();
        format!("{title}, from now on:\n{}", lines.join("\n"))
    };
    let share = buttons(&[(ControlId::ShareSchedule(ahead.schedule.id), "Share who is on call now")]);
    Rendered {
        text: super::cut(&said(escape(&ahead.schedule.name)), super::TEXT_LIMIT),
        blocks: vec![section(&said(bold(&ahead.schedule.name))), share],
    }
}

/// A person's own shifts.
pub fn my_shifts(shifts: &[MyShift], reader: Reader<'_>) -> Rendered {
    if shifts.is_empty() {
        return super::words("You have no shifts in the next four months.");
    }
    let said = |schedule_name: fn(&str) -> String| {
        let line = |shift: &MyShift| {
            let schedule = schedule_name(&shift.schedule_name);
            let why = match shift.why {
                Why::Rotation => String::new(),
                Why::Override => " (override)".to_owned(),
                Why::Swap { covers, .. } => format!(" (for {})", name(reader.people, covers)),
            };
            let (start, end) = (shift.interval.start(), shift.interval.end());
            if start <= reader.now {
                return format!("• {schedule}: now until {}{why}", moment(end, reader.zone));
            }
            let days = end_of_wait(reader, start);
            format!("• {schedule}: {} to {}{days}{why}", moment(start, reader.zone), moment(end, reader.zone))
        };
        let lines: Vec<_> = shifts.iter().map(line).collect();
        format!("You're on call:\n{}", lines.join("\n"))
    };
    let cover = buttons(&[(ControlId::AskForCover(None), "Ask for cover")]);
    Rendered { text: super::cut(&said(escape), super::TEXT_LIMIT), blocks: vec![section(&said(bold)), cover] }
}

/// " (in 6 days)", counted in the reader's own days.
fn end_of_wait(reader: Reader<'_>, start: jiff::Timestamp) -> String {
    let day = |at: jiff::Timestamp| at.to_zoned(reader.zone.rules().clone()).date();
    match (day(start) - day(reader.now)).get_days() {
        0 => " (today)".to_owned(),
        1 => " (tomorrow)".to_owned(),
        days => format!(" (in {days} days)"),
    }
}
