//! Which final shifts a swap is about: those somebody serves for another, or would.

use jiff::{SignedDuration, Timestamp};

use super::people::People;
use super::refusal::Outcome;
use super::rules::Loaded;
use super::trial::{Trial, Tried};
use super::{Ctx, cover};
use crate::ids::ScheduleId;
use crate::schedule::Interval;
use crate::schedule::resolve::{FinalShift, timeline};
use crate::store::Reader;
use crate::store::swaps::SwapRecord;

/// A swap may be for years; this far into it shifts are looked for.
const LOOK_AHEAD: SignedDuration = SignedDuration::from_hours(366 * 24);

/// The shifts of a swap, and what is needed to show them.
#[derive(Debug)]
pub struct SwapShifts {
    /// The shifts, by start. Somebody who is to be covered `covers` themselves while nobody has taken it.
    pub shifts: Vec<FinalShift>,
    /// The schedule; `None` when it is gone.
    pub schedule: Option<Loaded>,
    /// Everybody.
    pub people: People,
}

/// A swap and the shifts it is about.
pub type DetailedSwap = (SwapRecord, SwapShifts);

/// What a change of a swap comes to that was made on trial.
pub(super) async fn preview(ctx: &Ctx, trial: Trial, swap: SwapRecord) -> Outcome<Tried<DetailedSwap>> {
    preview_with(ctx, trial, swap, []).await
}

/// The same where it was about `others` before.
pub(super) async fn preview_with(
    ctx: &Ctx,
    mut trial: Trial,
    swap: SwapRecord,
    others: impl IntoIterator<Item = ScheduleId>,
) -> Outcome<Tried<DetailedSwap>> {
    let mut concerned = cover::schedules_of(&mut trial.tx, &swap).await?;
    concerned.extend(others);
    let shifts = swap_shifts(&mut trial.tx, &swap, ctx.clock.now()).await?;
    Ok(trial.ends((swap, shifts), &concerned).await?)
}

/// The final shifts that carry `swap` at `now`, with every other swap of the schedule applied or marked.
pub async fn swap_shifts(db: &mut Reader, swap: &SwapRecord, now: Timestamp) -> Outcome<SwapShifts> {
    let people = People::of(db, swap.workspace).await?;
    let mut schedule = Loaded::find(db, swap.workspace, swap.schedule, &people).await?;
    let mut shifts = Vec::new();
    if let (Some(schedule), Some(window)) = (&mut schedule, window_of(swap)) {
        schedule.reach(db, window).await?;
        shifts = carrying(swap, schedule, window, now);
    }
    Ok(SwapShifts { shifts, schedule, people })
}

fn window_of(swap: &SwapRecord) -> Option<Interval> {
    let end = swap.start.checked_add(LOOK_AHEAD).map_or(swap.end, |limit| swap.end.min(limit));
    Interval::new(swap.start, end)
}

fn carrying(swap: &SwapRecord, schedule: &Loaded, window: Interval, now: Timestamp) -> Vec<FinalShift> {
    let marked = schedule.rules_with_open_swaps(now);
    let carries = |shift: &&FinalShift| {
        shift.people.iter().any(|on_duty| on_duty.covers.is_some_and(|(carried, _)| carried == swap.id))
    };
    timeline(&marked, window).covered().filter(carries).cloned().collect()
}
