//! Who is really on call: through a span of time, at a moment, just before it and next. The past is answered from the record.

use jiff::{SignedDuration, Timestamp};

use super::Actor;
use super::ledger::{View, covered};
use super::people::People;
use super::refusal::{Outcome, Refused};
use super::rules::Loaded;
use crate::ids::ScheduleId;
use crate::schedule::Interval;
use crate::schedule::resolve::FinalShift;
use crate::store::{Reader, schedules};

/// A schedule, whom it and its shifts name, and the final shifts that were asked for, by start and not cut.
#[derive(Debug)]
pub struct FinalShifts {
    /// The schedule.
    pub schedule: Loaded,
    /// Everybody they name.
    pub people: People,
    /// The shifts.
    pub shifts: Vec<FinalShift>,
    /// Until when the shifts that cover the moment are these, if nothing is changed; known of [`Around::Current`].
    pub same_until: Option<Timestamp>,
}

/// Which shifts, seen from a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// Those that cover it.
    Current,
    /// Those that ended last.
    Previous,
    /// Those that begin next.
    Next,
}

/// The final shifts that overlap `from..to`; when both are the same, those that cover that instant. A swap that is open at
/// `now` splits the shifts it is about, since somebody may yet serve that piece.
pub async fn final_shifts(
    db: &mut Reader,
    actor: Actor,
    id: ScheduleId,
    from: Timestamp,
    to: Timestamp,
    (now, view): (Timestamp, View),
) -> Outcome<FinalShifts> {
    let mut found = load(db, actor, id).await?;
    let window = Interval::new(from, to).or_else(|| instant(from));
    if let Some(window) = window {
        found.schedule.reach(db, window).await?;
    }
    let rules = found.schedule.rules_with_open_swaps(now);
    if let Some(window) = window {
        found.shifts = covered(db, &found.schedule.record, &rules, window, view).await?;
    }
    for on_duty in found.shifts.iter_mut().flat_map(|shift| &mut shift.people) {
        on_duty.covers = on_duty.covers.filter(|(_, covers)| *covers != on_duty.user);
    }
    Ok(found)
}

/// The final shifts around `at`, looking at most `days` days away.
pub async fn shifts_around(
    db: &mut Reader,
    actor: Actor,
    id: ScheduleId,
    around: Around,
    (at, view): (Timestamp, View),
    days: i64,
) -> Outcome<FinalShifts> {
    let mut found = load(db, actor, id).await?;
    let away = SignedDuration::from_hours(24 * days);
    let (before, after) = (at.saturating_sub(away), at.saturating_add(away));
    let (Ok(before), Ok(after)) = (before, after) else { return Ok(found) };
    let window = match around {
        Around::Current => Interval::new(before, after),
        Around::Previous => Interval::new(before, at),
        Around::Next => Interval::new(at, after),
    };
    let Some(window) = window else { return Ok(found) };
    found.schedule.reach(db, window).await?;
    let mut shifts = covered(db, &found.schedule.record, &found.schedule.rules, window, view).await?;
    match around {
        Around::Current => {
            let edges = shifts.iter().flat_map(|shift| [shift.interval.start(), shift.interval.end()]);
            found.same_until = edges.chain([window.end()]).filter(|edge| *edge > at).min();
            shifts.retain(|shift| shift.interval.contains(at));
        }
        Around::Previous => {
            shifts.retain(|shift| shift.interval.end() <= at);
            let last = shifts.iter().map(|shift| shift.interval.end()).max();
            shifts.retain(|shift| Some(shift.interval.end()) == last);
        }
        Around::Next => {
            shifts.retain(|shift| shift.interval.start() > at);
            let first = shifts.iter().map(|shift| shift.interval.start()).min();
            shifts.retain(|shift| Some(shift.interval.start()) == first);
        }
    }
    found.shifts = shifts;
    Ok(found)
}

async fn load(db: &mut Reader, actor: Actor, id: ScheduleId) -> Outcome<FinalShifts> {
    let record = schedules::find(db, actor.workspace(), id).await?.ok_or(Refused::NotFound)?;
    let people = People::of(db, actor.workspace()).await?;
    let schedule = Loaded::of(db, record, &people).await?;
    Ok(FinalShifts { schedule, people, shifts: Vec::new(), same_until: None })
}

fn instant(at: Timestamp) -> Option<Interval> {
    Interval::new(at, at.checked_add(SignedDuration::from_millis(1)).ok()?)
}
