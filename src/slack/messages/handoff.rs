//! The announcement of a handoff: everybody now on call, who joined, left and stays and why, until when, who is next.
//!
//! Who comes on call is mentioned, because they must act; everybody else is only named.

use jiff::SignedDuration;

use super::on_call_now::names;
use super::{Reader, Rendered, buttons, context, section};
use crate::ids::UserId;
use crate::schedule::handoff::{OnCallPerson, Why};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, mention, moment, name};
use crate::usecases::message::{HandoffAnnounced, InGap};

/// How long after the handoff an announcement says that it is late.
const LATE: SignedDuration = SignedDuration::from_mins(2);

/// The announcement of `handoff`.
pub fn handoff(handoff: &HandoffAnnounced, reader: Reader<'_>) -> Rendered {
    let late = reader.now.duration_since(handoff.at) > LATE;
    let said = |schedule: &str, who: &dyn Fn(UserId) -> String| {
        let parts =
            [opening(handoff, reader, schedule, late, who), changes(handoff, reader), what_follows(handoff, reader)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let joined = |user: UserId| handoff.joined.contains(&user);
    let shown = |user: UserId| if joined(user) { mention(reader.people, user) } else { name(reader.people, user) };
    let spoken = |user: UserId| name(reader.people, user);
    let mut blocks = vec![section(&said(&bold(&handoff.schedule_name), &shown))];
    blocks.extend(group_in_gap(handoff, reader).as_deref().map(context));
    blocks.push(buttons(&[(ControlId::NextShifts(handoff.schedule), "Next shifts")]));
    let mut text = said(&escape(&handoff.schedule_name), &spoken);
    if let Some(group) = group_in_gap(handoff, reader) {
        text = format!("{text} {group}");
    }
    Rendered { text: super::cut(&text, super::TEXT_LIMIT), blocks }
}

/// "payments is handed over: @carol is on call until Monday."
fn opening(
    handoff: &HandoffAnnounced,
    reader: Reader<'_>,
    schedule: &str,
    late: bool,
    who: &dyn Fn(UserId) -> String,
) -> String {
    let now = &handoff.watch.now;
    let until = now.end.map(|end| format!(" until {}", moment(end, reader.zone))).unwrap_or_default();
    let at = || moment(handoff.at, reader.zone);
    if now.people.is_empty() {
        return if late {
            format!("{schedule}: nobody is on call since {}{until}.", at())
        } else {
            format!("{schedule}: nobody is on call from now{until}.")
        };
    }
    let people: Vec<_> = now.people.iter().map(|person| who(person.user)).collect();
    let are = if people.len() == 1 { "is" } else { "are" };
    let on_call = format!("{} {are} on call{until}", list(&people));
    let everybody_changed = handoff.joined.len() == now.people.len();
    match (late, handoff.first || !everybody_changed) {
        (true, true) => format!("{schedule} changed at {} and I could only say so now: {on_call}.", at()),
        (true, false) => format!("{schedule} was handed over at {} and I could only say so now: {on_call}.", at()),
        (false, true) => format!("{schedule}: {on_call}."),
        (false, false) => format!("{schedule} is handed over: {on_call}."),
    }
}

/// "Bob joins (override). Carol stays. Alice is off."
fn changes(handoff: &HandoffAnnounced, reader: Reader<'_>) -> String {
    let now = &handoff.watch.now.people;
    let named = |person: &&OnCallPerson| match person.why {
        Why::Rotation => name(reader.people, person.user),
        Why::Override => format!("{} (override)", name(reader.people, person.user)),
        Why::Swap { covers, .. } => {
            format!("{} (covers {})", name(reader.people, person.user), name(reader.people, covers))
        }
    };
    let (joined, stays): (Vec<_>, Vec<_>) = now.iter().partition(|person| handoff.joined.contains(&person.user));
    let mut said = Vec::new();
    let unusual = joined.iter().any(|person| person.why != Why::Rotation);
    if !joined.is_empty() && (unusual || !stays.is_empty()) {
        let verb = if joined.len() == 1 { "joins" } else { "join" };
        said.push(format!("{} {verb}.", list(&joined.iter().map(named).collect::<Vec<_>>())));
    }
    if !stays.is_empty() && !joined.is_empty() {
        let verb = if stays.len() == 1 { "stays" } else { "stay" };
        said.push(format!("{} {verb}.", list(&stays.iter().map(named).collect::<Vec<_>>())));
    }
    if !handoff.left.is_empty() {
        let are = if handoff.left.len() == 1 { "is" } else { "are" };
        said.push(format!("{} {are} off.", names(&handoff.left, reader)));
    }
    said.join(" ")
}

/// "Next: Bob."
fn what_follows(handoff: &HandoffAnnounced, reader: Reader<'_>) -> String {
    match &handoff.watch.then {
        Some(then) if !then.people.is_empty() => format!("Next: {}.", names(&then.people, reader)),
        Some(then) => match then.end {
            Some(end) => format!("Then nobody until {}.", moment(end, reader.zone)),
            None => "Then nobody.".to_owned(),
        },
        None => String::new(),
    }
}

/// What the user group does while nobody is on call.
fn group_in_gap(handoff: &HandoffAnnounced, reader: Reader<'_>) -> Option<String> {
    let group = handoff.group.as_ref().filter(|_| handoff.watch.now.people.is_empty())?;
    let handle = format!("`@{}`", escape(&group.handle).replace('`', "'"));
    Some(match &group.does {
        InGap::Keeps if handoff.left.is_empty() => format!("{handle} is left as it is."),
        InGap::Keeps => {
            let off = if handoff.left.len() == 1 { "who is off" } else { "who are off" };
            format!("{handle} still points at {}, {off}.", names(&handoff.left, reader))
        }
        InGap::FallsBack(people) => {
            let people: Vec<_> = people.iter().map(|user| name(reader.people, *user)).collect();
            format!("{handle} points at {} meanwhile.", list(&people))
        }
        InGap::IsDisabled => format!("{handle} is disabled until the next shift."),
    })
}
