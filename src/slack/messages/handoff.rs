//! The announcement of a handoff: everybody now on call, who joined, left and stays and why, until when, who is next.
//!
//! Who comes on call is mentioned, because they must act, and everybody else is only named, unless the schedule is linked
//! otherwise.

use jiff::SignedDuration;
use slack_morphism::blocks::SlackBlockButtonElement;

use super::on_call_now::names;
use super::{Confirm, Reader, Rendered, actions, button, context, section};
use crate::ids::UserId;
use crate::schedule::handoff::{OnCallPerson, Why};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, mention, moment, name, plain_moment};
use crate::store::links::Mentions;
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
    let is_mentioned = |user: UserId| match handoff.mentions {
        Mentions::Joiners => joined(user),
        Mentions::Everybody => true,
        Mentions::Nobody => false,
    };
    let shown = |user| if is_mentioned(user) { mention(reader.people, user) } else { name(reader.people, user) };
    let spoken = |user: UserId| name(reader.people, user);
    let mut blocks = vec![section(&said(&bold(&handoff.schedule_name), &shown))];
    blocks.extend(group_in_gap(handoff, reader).as_deref().map(context));
    let next = button(ControlId::NextShifts(handoff.schedule), "Next shifts");
    let cover = button(ControlId::AskForCover(Some(handoff.schedule)), "Ask for cover");
    blocks.push(actions(take_gap(handoff, reader).into_iter().chain([next, cover])));
    let mut text = said(&escape(&handoff.schedule_name), &spoken);
    if let Some(group) = group_in_gap(handoff, reader) {
        text = format!("{text} {group}");
    }
    Rendered { text: super::cut(&text, super::TEXT_LIMIT), blocks }
}

/// *Take it now*, while nobody is on call.
fn take_gap(handoff: &HandoffAnnounced, reader: Reader<'_>) -> Option<SlackBlockButtonElement> {
    let end = handoff.watch.now.end.filter(|_| handoff.watch.now.people.is_empty())?;
    let confirm = Confirm {
        title: "Take over now?",
        text: &format!("You'd be on call from now until {}.", plain_moment(end, reader.zone)),
        yes: "Take over",
    };
    Some(button(ControlId::TakeGap(handoff.schedule, end.as_second()), "Take it now").with_confirm(confirm.item()))
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
        Why::Override => format!("{} ({})", name(reader.people, person.user), override_note(handoff, person, reader)),
        Why::Swap { covers, .. } => {
            format!("{} (covers {})", name(reader.people, person.user), name(reader.people, covers))
        }
    };
    // Somebody else's override may name them too; that they are on call is nothing new.
    let staying = |person: &&OnCallPerson| match person.why {
        Why::Override => name(reader.people, person.user),
        Why::Rotation | Why::Swap { .. } => named(person),
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
        said.push(format!("{} {verb}.", list(&stays.iter().map(staying).collect::<Vec<_>>())));
    }
    if !handoff.left.is_empty() {
        let are = if handoff.left.len() == 1 { "is" } else { "are" };
        said.push(format!("{} {are} off.", names(&handoff.left, reader)));
    }
    said.join(" ")
}

/// "override by Eve: "dentist"".
fn override_note(handoff: &HandoffAnnounced, person: &OnCallPerson, reader: Reader<'_>) -> String {
    let note = handoff.overrides.iter().find(|note| note.shift == person.shift);
    let how = match note.and_then(|note| note.by) {
        Some(by) if by == person.user => "took over".to_owned(),
        Some(by) => format!("override by {}", name(reader.people, by)),
        None => "override".to_owned(),
    };
    match note.and_then(|note| note.reason.as_deref()) {
        Some(reason) => format!("{how}: \"{}\"", escape(reason)),
        None => how,
    }
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
