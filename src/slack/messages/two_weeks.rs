//! The answer to `/oncall show`: two weeks in words, for the message and for those who cannot see the picture.

use jiff::Timestamp;

use super::{Rendered, buttons, context, cut, section};
use crate::ids::ScheduleId;
use crate::schedule::handoff::Why;
use crate::schedule::resolve::{FinalShift, OnDuty};
use crate::schedule::{Interval, Zone};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{Ink, bold, escape, list, plain_moment};
use crate::usecases::two_weeks::TwoWeeks;

/// Slack's limit for the description of a picture, in letters.
const ALT_LIMIT: usize = 1_000;
/// How many shifts a message lists, and how many people of one shift.
const LINES: usize = 36;
const NAMES: usize = 8;
/// How many lines a section has room for: a line is a hundred bytes of dates and the names.
const LINES_OF_A_SECTION: usize = 12;
/// How many bytes of a name and of the names of a line are told.
const NAME: usize = 90;
const WHO: usize = 130;

/// Two weeks in words.
pub fn two_weeks(shown: &TwoWeeks, schedule: ScheduleId, zone: &Zone) -> Rendered {
    let told = told(shown);
    let lines: Vec<String> = told
        .iter()
        .take(LINES)
        .map(|(span, shift)| format!("• {}", line(shown, *span, *shift, Ink::Markup, zone)))
        .collect();
    let more = (told.len() > LINES).then(|| format!("and {} more, in the picture", told.len() - LINES));
    let title = format!("{}, two weeks from today:", bold(&shown.name));
    let note =
        format!("I send you the picture in a direct message. Its days are those of {}.", escape(shown.zone.name()));
    let mut blocks = Vec::new();
    for (place, chunk) in lines.chunks(LINES_OF_A_SECTION).enumerate() {
        let first = if place == 0 { format!("{title}\n") } else { String::new() };
        blocks.push(section(&format!("{first}{}", chunk.join("\n"))));
    }
    blocks.extend(more.iter().map(|more| context(more)));
    blocks.push(context(&note));
    blocks.push(buttons(&[
        (ControlId::SharePicture(schedule), "Share picture in channel"),
        (ControlId::AskForCover(Some(schedule)), "Ask for cover"),
    ]));
    let plain = |(span, shift): &(Interval, Option<&FinalShift>)| escape(&line(shown, *span, *shift, Ink::Plain, zone));
    let head = format!("{}, two weeks from today: ", escape(&shown.name));
    let text = counted(head, told.iter().map(plain), super::TEXT_LIMIT - note.len() - 1, str::len);
    Rendered { text: format!("{text} {note}"), blocks }
}

/// What is said beside the picture.
pub fn comment(shown: &TwoWeeks) -> String {
    let zone = escape(shown.zone.name());
    let from = shown.zone.reading(shown.now).strftime("%a %-d %b");
    format!("{}, two weeks from {from}, times in {zone}.", bold(&shown.name))
}

/// The picture in words, for those who cannot see it: as much as Slack takes.
pub fn alt(shown: &TwoWeeks) -> String {
    let from = shown.zone.reading(shown.now).strftime("%a %-d %B %Y");
    let head = format!("{}, two weeks from {from}, times in {}: ", shown.name, shown.zone.name());
    let told = told(shown);
    let lines = told.iter().map(|(span, shift)| line(shown, *span, *shift, Ink::Plain, &shown.zone));
    counted(head, lines, ALT_LIMIT, |text| text.chars().count())
}

/// Shifts and gaps, by start.
fn told(shown: &TwoWeeks) -> Vec<(Interval, Option<&FinalShift>)> {
    let on_call = shown.on_call.iter().map(|shift| (shift.interval, Some(shift)));
    let mut told: Vec<_> = on_call.chain(shown.nobody.iter().map(|gap| (*gap, None))).collect();
    told.sort_by_key(|(span, _)| *span);
    told
}

/// "Mon 9 Mar 09:00 to Mon 16 Mar 09:00: Alice".
fn line(shown: &TwoWeeks, span: Interval, shift: Option<&FinalShift>, ink: Ink, zone: &Zone) -> String {
    let moment = |at: Timestamp| match ink {
        Ink::Markup => ink.moment(at, zone),
        Ink::Plain => plain_moment(at, zone),
    };
    let end = moment(span.end());
    let when = if span.contains(shown.now) {
        format!("now until {end}")
    } else {
        format!("{} to {end}", moment(span.start()))
    };
    let Some(shift) = shift else { return format!("{when}: nobody") };
    let named: Vec<String> = shift.people.iter().take(NAMES).map(|on_duty| who(shown, shift, on_duty, ink)).collect();
    let mut named = fitting(named);
    let more = shift.people.len() - named.len();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    format!("{when}: {}", list(&named))
}

/// As many of the names as a line has room for, and at least one.
fn fitting(names: Vec<String>) -> Vec<String> {
    let mut room = WHO;
    let fits = |(place, name): &(usize, String)| {
        let before = room;
        room = room.saturating_sub(name.len());
        *place == 0 || name.len() <= before
    };
    names.into_iter().enumerate().take_while(fits).map(|(_, name)| name).collect()
}

fn who(shown: &TwoWeeks, shift: &FinalShift, on_duty: &OnDuty, ink: Ink) -> String {
    let name = |user| ink.name(&cut(&shown.people.name(user), NAME));
    match shift.why(on_duty) {
        Why::Rotation => name(on_duty.user),
        Why::Override => format!("{} (override)", name(on_duty.user)),
        Why::Swap { covers, .. } => format!("{} (for {})", name(on_duty.user), name(covers)),
    }
}

/// As many lines as `limit` has room for, and how many more there are.
fn counted(head: String, lines: impl Iterator<Item = String>, limit: usize, length: impl Fn(&str) -> usize) -> String {
    const MORE: usize = 30;
    let lines: Vec<String> = lines.collect();
    let mut text = if length(&head) > limit / 2 { cut(&head, limit / 2) } else { head };
    for (place, line) in lines.iter().enumerate() {
        let end = if place + 1 == lines.len() { "." } else { "; " };
        let rest = if place + 1 == lines.len() { 0 } else { MORE };
        if length(&text) + length(line) + end.len() + rest > limit {
            return format!("{text}and {} more.", lines.len() - place);
        }
        text.push_str(line);
        text.push_str(end);
    }
    text
}
