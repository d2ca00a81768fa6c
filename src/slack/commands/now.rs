//! `/oncall`, `/oncall now [schedule]`: who is on call, until when, then who.

use super::{Asker, Known, SlashCommand, Usage, schedule_or_none};
use crate::ids::ScheduleId;
use crate::slack::messages::{Buttons, Reader, Rendered, no_schedules, on_call_now, words};
use crate::usecases::{Ctx, Result, UserError, who_is_on_call};

/// Without a name.
pub const AROUND: Usage = Usage { typed: "/oncall", answer: "who is on call now, this channel's schedules first" };
/// With a name.
pub const USAGE: Usage =
    Usage { typed: "/oncall now payments", answer: "who is on call for payments, until when, then who" };

/// Reads what follows `now`.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    // "who is on call for payments": the question's own words are not the schedule's.
    let rest: Vec<&str> = match rest {
        [is, on, call, name @ ..] if [*is, *on, *call].join(" ").eq_ignore_ascii_case("is on call") => name.to_vec(),
        [is, oncall, name @ ..] if [*is, *oncall].join(" ").eq_ignore_ascii_case("is oncall") => name.to_vec(),
        [is, name @ ..] if is.eq_ignore_ascii_case("is") || is.eq_ignore_ascii_case("now") => name.to_vec(),
        rest => rest.to_vec(),
    };
    schedule_or_none(&rest, known).map(SlashCommand::Now)
}

/// Answers.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Rendered> {
    let controls = schedule.map_or(Buttons::OfAll, Buttons::OfSchedule);
    answer(ctx, asker, schedule, controls).await
}

/// The answer with the buttons that fit where it is shown.
pub async fn answer(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>, controls: Buttons) -> Result<Rendered> {
    let answer = match schedule {
        Some(id) => match who_is_on_call::in_schedule(ctx, asker.actor, id).await? {
            Some(answer) => answer,
            None => return Ok(words("This schedule does not exist any more. `/oncall` lists who is on call.")),
        },
        None => who_is_on_call::around(ctx, asker.actor, &asker.channel).await?,
    };
    if answer.schedules.is_empty() {
        return Ok(no_schedules());
    }
    let reader = Reader { people: &answer.people, zone: &asker.zone, now: answer.at };
    Ok(on_call_now(&answer, reader, controls))
}
