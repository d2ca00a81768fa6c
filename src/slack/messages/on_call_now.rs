//! The answer to `/oncall now`: one line a schedule, who is on call, until when, then who.

use super::{Reader, Rendered, buttons, context, section};
use crate::ids::ScheduleId;
use crate::schedule::handoff::{OnCallPerson, Why};
use crate::schedule::stretch::Watch;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name};
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
            format!("{} — {}", bold(&entry.schedule.name), who_until_then(&entry.watch, reader, bold))
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
    super::words(
        "There are no schedules yet. Make the first with Terraform or the REST API (README, \"The API\"); \
         it shows up here at once.",
    )
}

/// "Alice until Monday, then Carol".
pub(super) fn who_until_then(watch: &Watch, reader: Reader<'_>, bold: fn(&str) -> String) -> String {
    let until = |end| moment(end, reader.zone);
    let now = who(&watch.now.people, reader, bold);
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
fn who(people: &[OnCallPerson], reader: Reader<'_>, bold: fn(&str) -> String) -> String {
    if people.is_empty() {
        return bold("nobody");
    }
    let one = |person: &OnCallPerson| {
        let named = bold(&reader.people.name(person.user));
        match person.why {
            Why::Rotation => named,
            Why::Override => format!("{named} (override)"),
            Why::Swap { covers, .. } => format!("{named} (for {})", name(reader.people, covers)),
        }
    };
    list(&people.iter().map(one).collect::<Vec<_>>())
}

/// The people's names.
pub(super) fn names(people: &[OnCallPerson], reader: Reader<'_>) -> String {
    list(&people.iter().map(|person| name(reader.people, person.user)).collect::<Vec<_>>())
}
