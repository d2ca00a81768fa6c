//! The shifts ahead: of a schedule, or of one person in every schedule.

use jiff::{SignedDuration, Timestamp};

use super::people::People;
use super::rules::Loaded;
use super::{Actor, Ctx, Result};
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::schedule::handoff::Why;
use crate::schedule::resolve::timeline;
use crate::schedule::stretch::{Stretch, by_people};
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, StoreError, schedules};

/// How many stretches or shifts one answer lists.
pub const MOST_AT_ONCE: usize = 8;
/// How far ahead a person's shifts are looked for.
pub(super) const LOOK_AHEAD: SignedDuration = SignedDuration::from_hours(120 * 24);

/// What comes next in one schedule.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// From now on, each beginning where the one before ends; [`MOST_AT_ONCE`] at most. Gaps included.
    pub stretches: Vec<Stretch>,
    /// Everybody it names.
    pub people: People,
}

/// The stretches ahead of a schedule; `None` when it is gone.
pub async fn of_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Result<Option<Ahead>> {
    let mut db = ctx.store.reader().await?;
    let Some(record) = schedules::find(&mut db, actor.workspace(), id).await? else { return Ok(None) };
    let people = People::of(&mut db, record.workspace).await?;
    let loaded = Loaded::of(&mut db, record, &people).await?;
    let stretches = by_people(&loaded.rules, ctx.clock.now()).take(MOST_AT_ONCE).collect();
    Ok(Some(Ahead { schedule: loaded.record, stretches, people }))
}

/// One shift of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyShift {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// What it is called.
    pub schedule_name: String,
    /// When. Pieces that touch are one.
    pub interval: Interval,
    /// Why they are on call then.
    pub why: Why,
}

/// A person's shifts that are not over, over all schedules, by start, [`MOST_AT_ONCE`] at most; and everybody whom those
/// schedules name.
pub async fn of_person(ctx: &Ctx, actor: Actor, user: UserId) -> Result<(Vec<MyShift>, People)> {
    let mut db = ctx.store.reader().await?;
    let (mut mine, people) = ahead_of(&mut db, actor.workspace(), user, None, ctx.clock.now()).await?;
    mine.truncate(MOST_AT_ONCE);
    Ok((mine, people))
}

/// A person's shifts that are not over at `now`, in one schedule or in all of them, by start; and everybody whom those
/// schedules name.
pub(super) async fn ahead_of(
    db: &mut Reader,
    workspace: WorkspaceId,
    user: UserId,
    only: Option<ScheduleId>,
    now: Timestamp,
) -> Result<(Vec<MyShift>, People), StoreError> {
    let window = Interval::new(now, now.saturating_add(LOOK_AHEAD).unwrap_or(Timestamp::MAX));
    let people = People::of(db, workspace).await?;
    let mut mine = Vec::new();
    let Some(window) = window else { return Ok((mine, people)) };
    for record in schedules::naming(db, workspace, user).await? {
        if only.is_none_or(|only| only == record.id) {
            let loaded = Loaded::of(db, record, &people).await?;
            mine.extend(shifts_of(&loaded, user, window));
        }
    }
    mine.sort_by_key(|shift: &MyShift| (shift.interval, shift.schedule));
    Ok((mine, people))
}

/// One person's shifts in one schedule that overlap `window`, by start.
pub(super) fn shifts_of(loaded: &Loaded, user: UserId, window: Interval) -> Vec<MyShift> {
    let mut shifts: Vec<MyShift> = Vec::new();
    for shift in timeline(&loaded.rules, window).covered() {
        let Some(on_duty) = shift.people.iter().find(|on_duty| on_duty.user == user) else { continue };
        let why = shift.why(on_duty);
        match shifts.last_mut() {
            Some(last) if last.interval.end() >= shift.interval.start() && last.why == why => {
                let end = last.interval.end().max(shift.interval.end());
                last.interval = Interval::new(last.interval.start(), end).unwrap_or(last.interval);
            }
            _ => shifts.push(MyShift {
                schedule: loaded.record.id,
                schedule_name: loaded.record.name.clone(),
                interval: shift.interval,
                why,
            }),
        }
    }
    shifts
}
