//! The answer to `/oncall now`: one line a schedule, who is on call, until when, then who.

use super::{Reader, Rendered, buttons, context, section};
use crate::ids::ScheduleId;
use crate::schedule::handoff::{OnCallPerson, Why};
use crate::schedule::stretch::Watch;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name};
use crate::usecases::settings::Phone;
use crate::usecases::who_is_on_call::Answer;

/// What can be clicked under the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buttons {
    /// *Next shifts*, *Ask for cover* and *Share in channel*, about one schedule.
    OfSchedule(ScheduleId),
    /// *My shifts*, *Ask for cover* and *Share in channel*, about all of them.
    OfAll,
    /// None: it was shared.
    None,
}

/// Who is on call in the schedules of `answer`.
pub fn on_call_now(answer: &Answer, reader: Reader<'_>, controls: Buttons) -> Rendered {
    let lines = |bold: fn(&str) -> String| -> Vec<String> {
        let line = |entry: &crate::usecases::who_is_on_call::OnCallNow| {
            // What is shared in a channel is read by guests too, and for as long as the channel is there.
            let phones = controls != Buttons::None;
            format!("{} — {}", bold(&entry.schedule.name), who_until_then(&entry.watch, reader, bold, phones))
        };
        answer.schedules.iter().map(line).collect()
    };
    let more = (answer.more > 0).then(|| {
        let plural = if answer.more == 1 { "schedule" } else { "schedules" };
        format!("And {} more {plural}: `/oncall now` with its name asks for one.", answer.more)
    });
    let mut text = lines(escape);
    text.extend(more.clone());
    let mut blocks: Vec<_> = lines(bold).iter().map(|line| section(line)).collect();
    blocks.extend(more.as_deref().map(context));
    match controls {
        Buttons::OfSchedule(id) => blocks.push(buttons(&[
            (ControlId::NextShifts(id), "Next shifts"),
            (ControlId::AskForCover(Some(id)), "Ask for cover"),
            (ControlId::ShareSchedule(id), "Share in channel"),
        ])),
        Buttons::OfAll => {
            blocks.push(buttons(&[
                (ControlId::MyShifts, "My shifts"),
                (ControlId::AskForCover(None), "Ask for cover"),
                (ControlId::ShareAll, "Share in channel"),
            ]));
        }
        Buttons::None => {}
    }
    Rendered { text: super::cut(&text.join("\n"), super::TEXT_LIMIT), blocks }
}

/// The answer in a workspace that has no schedules.
pub fn no_schedules() -> Rendered {
    const SAID: &str = "There are no schedules yet. `/oncall create` makes the first in about a minute.";
    let mut rendered = super::words(SAID);
    rendered.blocks.push(buttons(&[(ControlId::CreateSchedule, "Create a schedule")]));
    rendered
}

/// How many people one line names.
const MOST_NAMES: usize = 8;

/// "Alice until Monday, then Carol".
pub(super) fn who_until_then(watch: &Watch, reader: Reader<'_>, bold: fn(&str) -> String, phones: bool) -> String {
    let until = |end| moment(end, reader.zone);
    let now = who(&watch.now.people, reader, bold, phones);
    let end = watch.now.end.map(|end| format!(" until {}", until(end))).unwrap_or_default();
    let then = match &watch.then {
        Some(then) if !then.people.is_empty() => format!(", then {}", names(&then.people, reader)),
        Some(then) => match then.end {
            Some(end) => format!(", then nobody until {}", until(end)),
            None => ", then nobody".to_owned(),
        },
        None => String::new(),
    };
    format!("{now}{end}{then}")
}

/// The people on call, with what is unusual about it.
fn who(people: &[OnCallPerson], reader: Reader<'_>, bold: fn(&str) -> String, phones: bool) -> String {
    if people.is_empty() {
        return bold("nobody");
    }
    let one = |person: &OnCallPerson| {
        let mut named = bold(&reader.people.name(person.user));
        if let (true, Phone::Shown(phone)) = (phones, reader.people.phone(person.user)) {
            named = format!("{named} ({})", escape(phone));
        }
        match person.why {
            Why::Rotation => named,
            Why::Override => format!("{named} (override)"),
            Why::Swap { covers, .. } => format!("{named} (for {})", name(reader.people, covers)),
        }
    };
    some(people, one)
}

/// The people's names.
pub(super) fn names(people: &[OnCallPerson], reader: Reader<'_>) -> String {
    some(people, |person| name(reader.people, person.user))
}

/// The first few, and how many more.
fn some(people: &[OnCallPerson], one: impl Fn(&OnCallPerson) -> String) -> String {
    let mut names: Vec<String> = people.iter().take(MOST_NAMES).map(one).collect();
    names.extend((people.len() > MOST_NAMES).then(|| format!("{} more", people.len() - MOST_NAMES)));
    list(&names)
}
