//! When somebody is away, by a calendar of theirs. Tools for time off, Google and Outlook write absences in different ways, and
//! some calendars hold meetings beside them, so this is a matter of judgement:
//!
//! - What is marked as out of office is an absence. Where a calendar marks any event so, nothing else in it is one.
//! - Else whole days are absences, even those marked as free: calendar apps mark whole days so unasked.
//! - Else an event of half a day or more is one, unless it is marked as free. What is shorter is a meeting.
//! - What is tentative, or says that they work elsewhere, is none; nor is an event whose title begins with somebody else's name.

use jiff::SignedDuration;

use super::people::Directory;
use super::{Details, Event, ShowsAs};
use crate::ids::UserId;
use crate::schedule::interval::Spans;

/// Half a working day.
const HALF_A_DAY: SignedDuration = SignedDuration::from_hours(4);

/// When `user` is away by `events` of a calendar that marks absences, or does not.
pub fn of_person(events: &[Event], marks: bool, user: UserId, directory: &Directory) -> Spans {
    let is_absence = |event: &&Event| {
        let is_long = event.details.all_day || event.interval.duration() >= HALF_A_DAY;
        match event.details.shows_as {
            ShowsAs::Away => true,
            ShowsAs::Busy => is_long && !marks,
            ShowsAs::Free => event.details.all_day && !marks,
            ShowsAs::Present => false,
        }
    };
    let theirs = |event: &&Event| !is_somebody_elses(&event.details, user, directory);
    Spans::covering(events.iter().filter(is_absence).filter(theirs).map(|event| event.interval))
}

/// Whether the title begins with the name of others: `Bob Li (vacation)`, `Bob Li - vacation`, in a calendar of a whole team.
fn is_somebody_elses(details: &Details, user: UserId, directory: &Directory) -> bool {
    let title = details.summary.as_deref().unwrap_or_default();
    let ends = [" - ", " – ", " — ", ":", "("].iter().filter_map(|end| title.find(end));
    let first = ends.min().map_or(title, |end| &title[..end]);
    let named = directory.named(first);
    !named.is_empty() && !named.contains(&user)
}
