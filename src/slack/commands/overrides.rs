//! `/oncall overrides [schedule]`: those that hold now or later, each with *Remove* for who may.

use super::override_shift::not_undone;
use super::{Asker, Known, SlashCommand, Usage, schedule_or_none, which};
use crate::ids::{ScheduleId, ShiftId};
use crate::slack::answer::Answer;
use crate::slack::messages::{Reader, override_list, taken_back, words};
use crate::usecases::coming_overrides::coming_overrides;
use crate::usecases::take_back::remove;
use crate::usecases::{Ctx, Result, UserError};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall overrides payments",
    answer: "the overrides of payments, now and later, to look at or remove",
};

/// Reads what follows `overrides`.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    schedule_or_none(rest, known).map(SlashCommand::Overrides)
}

/// Lists them.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    let example = |name: &str| format!("/oncall overrides {name}");
    let schedule = match schedule {
        Some(schedule) => schedule,
        None => match which::schedule(ctx, asker, example, "").await? {
            Ok(schedule) => schedule,
            Err(question) => return Ok(Answer::Only(question)),
        },
    };
    let Some(coming) = coming_overrides(ctx, asker.actor, schedule).await? else {
        return Ok(Answer::Only(words("This schedule does not exist any more. `/oncall` lists who is on call.")));
    };
    let reader = Reader { people: &coming.people, zone: &asker.zone, now: ctx.clock.now() };
    Ok(Answer::Only(override_list(None, &coming, reader)))
}

/// *Remove*: the list is shown anew without it.
pub async fn click_remove(ctx: &Ctx, asker: &Asker, shift: ShiftId) -> Result<Answer> {
    let back = match remove(ctx, asker.actor, shift).await {
        Ok(back) => back,
        Err(refusal) => return not_undone(refusal),
    };
    let reader = Reader { people: &back.people, zone: &asker.zone, now: ctx.clock.now() };
    let removed = taken_back("Removed", &back, reader);
    Ok(Answer::Instead(match coming_overrides(ctx, asker.actor, back.schedule.id).await? {
        Some(coming) => override_list(Some(&removed.text), &coming, reader),
        None => removed,
    }))
}
