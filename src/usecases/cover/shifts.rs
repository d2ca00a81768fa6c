//! When somebody serves: the shifts they may ask cover for, and whether they serve through a time.

use jiff::Timestamp;

use crate::ids::{ScheduleId, UserId};
use crate::schedule::interval::Spans;
use crate::schedule::resolve::timeline;
use crate::schedule::{Interval, Schedule};
use crate::store::schedules;
use crate::usecases::rules::Loaded;
use crate::usecases::upcoming_shifts::{MyShift, ahead_of};
use crate::usecases::{Actor, Ctx, Result};

/// The most shifts that are offered: as many as a menu of Slack's may hold.
const MOST_OFFERED: usize = 100;

/// What somebody may ask cover for.
#[derive(Debug, Clone)]
pub struct MyShifts {
    /// The shifts that are not over, by start, at most as many as a menu holds.
    pub shifts: Vec<MyShift>,
    /// What the schedule is called that they were looked for in; `None`: in all.
    pub only: Option<String>,
    /// Whether there is any schedule at all.
    pub any_schedule: bool,
}

/// The shifts ahead of `user`, in one schedule or in all of them.
pub async fn shifts_ahead(ctx: &Ctx, actor: Actor, user: UserId, only: Option<ScheduleId>) -> Result<MyShifts> {
    let mut db = ctx.store.reader().await?;
    let workspace = actor.workspace();
    let (mut shifts, _) = ahead_of(&mut db, workspace, user, only, ctx.clock.now()).await?;
    shifts.truncate(MOST_OFFERED);
    let names = schedules::names(&mut db, workspace).await?;
    let only = only.and_then(|id| names.iter().find(|(known, _)| *known == id)).map(|(_, name)| name.clone());
    Ok(MyShifts { shifts, only, any_schedule: !names.is_empty() })
}

/// The time in `window` through which `user` serves.
pub(super) fn served(rules: &Schedule, user: UserId, window: Interval) -> Spans {
    let timeline = timeline(rules, window);
    Spans::covering(timeline.served_by(user).filter_map(|shift| shift.interval.intersect(window)))
}

/// Whether `user` serves through all of `span`.
pub(super) fn serves_through(rules: &Schedule, user: UserId, span: Interval) -> bool {
    span.subtract(&served(rules, user, span)).next().is_none()
}

/// Whether `user` serves at any time of `span`.
pub(super) fn serves_within(rules: &Schedule, user: UserId, span: Interval) -> bool {
    served(rules, user, span).iter().next().is_some()
}

/// Everybody who is named in a schedule's shifts, each once, in the order of the shifts.
pub(super) fn people_on(loaded: &Loaded) -> Vec<UserId> {
    let mut named = Vec::new();
    for shift in &loaded.shifts {
        for user in shift.users.iter().chain(shift.rolling_users.iter().flatten().flatten()) {
            if !named.contains(user) {
                named.push(*user);
            }
        }
    }
    named
}

/// Who serves in `span`, each once, in order.
pub(super) fn serving(rules: &Schedule, span: Interval) -> Vec<UserId> {
    let mut serving = Vec::new();
    for on_duty in timeline(rules, span).covered().flat_map(|shift| &shift.people) {
        if !serving.contains(&on_duty.user) {
            serving.push(on_duty.user);
        }
    }
    serving
}

/// The stretch of `user`'s service around `near` that shares most time with it, looked for as far from it as it is long.
pub(super) fn stretch_near(rules: &Schedule, user: UserId, near: Interval) -> Option<Interval> {
    let reach = near.duration();
    let from = near.start().saturating_sub(reach).unwrap_or(Timestamp::MIN);
    let window = Interval::new(from, near.end().saturating_add(reach).unwrap_or(Timestamp::MAX))?;
    let shared = |span: &Interval| span.intersect(near).map(|shared| shared.duration());
    served(rules, user, window).iter().filter(|span| shared(span).is_some()).max_by_key(shared)
}
