//! `/oncall swap [schedule]` (also `cover`): a form that asks others to serve one of your shifts, or a part of it.

use jiff::Timestamp;

use super::{Asker, Known, SlashCommand, Usage, schedule_or_none};
use crate::ids::ScheduleId;
use crate::slack::answer::Answer;
use crate::slack::messages::{STRANGER, no_schedules, words};
use crate::slack::modals::cover_form::{self, Draft};
use crate::slack::mrkdwn::bold;
use crate::usecases::cover::shifts::shifts_ahead;
use crate::usecases::upcoming_shifts::MyShift;
use crate::usecases::{Ctx, Result, UserError};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall swap payments",
    answer: "ask others to cover a shift of yours, or a part of it; also `cover`",
};

/// Words that name no schedule: "swap my shift".
const MINE: [&str; 5] = ["my", "mine", "me", "shift", "shifts"];

/// Reads what follows `swap`.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    let named: Vec<&str> = rest.iter().copied().filter(|word| !MINE.contains(&word.to_lowercase().as_str())).collect();
    match schedule_or_none(rest, known) {
        Ok(schedule) => Ok(SlashCommand::Swap(schedule)),
        Err(_) if named.len() < rest.len() => schedule_or_none(&named, known).map(SlashCommand::Swap),
        Err(error) => Err(error),
    }
}

/// Opens the form.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    let Some(user) = asker.actor.user() else { return Ok(Answer::Only(words(STRANGER))) };
    let mine = shifts_ahead(ctx, asker.actor, user, schedule).await?;
    if !mine.any_schedule {
        return Ok(Answer::Only(no_schedules()));
    }
    if mine.shifts.is_empty() {
        return Ok(Answer::Only(words(&match (schedule, mine.only) {
            (Some(_), Some(name)) => format!(
                "You have no shifts on {} in the next four months, so there's nothing to ask cover for. `/oncall mine` \
                 shows your shifts everywhere.",
                bold(&name)
            ),
            (Some(_), None) => "This schedule does not exist any more. `/oncall` lists who is on call.".to_owned(),
            (None, _) => "You have no shifts in the next four months, so there's nothing to ask cover for.".to_owned(),
        })));
    }
    let draft = Draft { shifts: mine.shifts, chosen: 0, note: None, zone: asker.zone.clone(), now: ctx.clock.now() };
    Ok(Answer::Modal(Box::new(cover_form::view(&draft))))
}

/// Opens the form with one shift chosen: the one in `schedule` that begins at this second. When it is there no more the form
/// says so and shows what there is.
pub async fn run_of(ctx: &Ctx, asker: &Asker, schedule: ScheduleId, start: i64) -> Result<Answer> {
    let Some(user) = asker.actor.user() else { return Ok(Answer::Only(words(STRANGER))) };
    let now = ctx.clock.now();
    let mut shifts = shifts_ahead(ctx, asker.actor, user, None).await?.shifts;
    if shifts.iter().any(|shift| shift.schedule == schedule) {
        shifts.retain(|shift| shift.schedule == schedule);
    }
    if shifts.is_empty() {
        return run(ctx, asker, Some(schedule)).await;
    }
    let start = Timestamp::from_second(start).unwrap_or(Timestamp::MIN);
    let same = |shift: &MyShift| shift.schedule == schedule && shift.interval.start() == start;
    // One that has begun since is told as the piece of it that lasts.
    let lasts = |shift: &MyShift| shift.schedule == schedule && start <= now && shift.interval.start() <= now;
    let found = shifts.iter().position(same).or_else(|| shifts.iter().position(lasts));
    let note = found.is_none().then_some(GONE);
    let chosen = found.unwrap_or(0);
    let draft = Draft { shifts, chosen, note, zone: asker.zone.clone(), now };
    Ok(Answer::Modal(Box::new(cover_form::view(&draft))))
}

const GONE: &str = "The shift that button was about has changed since, or isn't yours any more. These are yours now.";
