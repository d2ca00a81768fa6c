//! `/oncall next [schedule|me]`: the shifts ahead.

use super::{Asker, Known, SlashCommand, Usage, schedule_or_none, which};
use crate::ids::ScheduleId;
use crate::slack::messages::{Reader, Rendered, next_shifts, words};
use crate::usecases::{Ctx, Result, UserError, upcoming_shifts};

/// Help's line.
pub const USAGE: Usage =
    Usage { typed: "/oncall next payments", answer: "the next shifts of payments; `next me` lists yours" };

/// Reads what follows `next`.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    match rest {
        [me] if ["me", "mine"].contains(&me.to_lowercase().as_str()) => Ok(SlashCommand::Mine),
        rest => schedule_or_none(rest, known).map(SlashCommand::Next),
    }
}

/// Answers. Without a schedule: the channel's, or the only one there is, else what can be asked.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Rendered> {
    let example = |name: &str| format!("/oncall next {name}");
    let schedule = match schedule {
        Some(schedule) => schedule,
        None => match which::schedule(ctx, asker, example, ", or `/oncall mine` for your own").await? {
            Ok(schedule) => schedule,
            Err(question) => return Ok(question),
        },
    };
    let Some(ahead) = upcoming_shifts::of_schedule(ctx, asker.actor, schedule).await? else {
        return Ok(words("This schedule does not exist any more. `/oncall` lists who is on call."));
    };
    let reader = Reader { people: &ahead.people, zone: &asker.zone, now: ctx.clock.now() };
    Ok(next_shifts(&ahead, reader))
}
