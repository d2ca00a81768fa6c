//! Time cut where the people on call change: "Alice until Monday, then Carol".

use jiff::{SignedDuration, Timestamp};

use super::Schedule;
use super::handoff::OnCallPerson;
use super::resolve::{changes, on_call_at};

/// How far ahead a change is looked for. What comes later counts as never.
pub const HORIZON: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A stretch of time through which the same people are on call for the same reasons.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stretch {
    /// When it was entered: the instant that was asked about, or a change.
    pub start: Timestamp,
    /// The next change; `None` when there is none within [`HORIZON`].
    pub end: Option<Timestamp>,
    /// Who is on call. Nobody: a gap.
    pub people: Vec<OnCallPerson>,
}

/// The stretches from `from` on, each beginning where the one before ends. The last is the one that lasts past [`HORIZON`].
pub fn stretches(schedule: &Schedule, from: Timestamp) -> impl Iterator<Item = Stretch> {
    let horizon = from.saturating_add(HORIZON).unwrap_or(Timestamp::MAX);
    let mut changes = changes(schedule, from, horizon);
    let mut current = Some(on_call_at(schedule, from));
    std::iter::from_fn(move || {
        let moment = current.take()?;
        current = changes.next();
        let end = current.as_ref().map(|next| next.at);
        Some(Stretch { start: moment.at, end, people: moment.people })
    })
}

/// Who is on call at a moment, until when, and what follows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Watch {
    /// The stretch the moment is in.
    pub now: Stretch,
    /// The stretch after it. May be a gap.
    pub then: Option<Stretch>,
}

/// What `schedule` says at `at`. A change of reason alone is not told as a change: the watch runs on until the people change.
pub fn watch(schedule: &Schedule, at: Timestamp) -> Watch {
    let mut by_people = by_people(schedule, at);
    let now = by_people.next().unwrap_or(Stretch { start: at, end: None, people: Vec::new() });
    Watch { now, then: by_people.next() }
}

/// [`stretches`], with those joined that differ only in why somebody is on call.
pub fn by_people(schedule: &Schedule, from: Timestamp) -> impl Iterator<Item = Stretch> {
    let mut stretches = stretches(schedule, from).peekable();
    std::iter::from_fn(move || {
        let mut stretch = stretches.next()?;
        while let Some(more) = stretches.next_if(|next| same_people(&stretch.people, &next.people)) {
            stretch.end = more.end;
        }
        Some(stretch)
    })
}

fn same_people(a: &[OnCallPerson], b: &[OnCallPerson]) -> bool {
    super::handoff::compare(a, b).is_none()
}
