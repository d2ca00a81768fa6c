//! `/oncall next [schedule|me]`: the shifts ahead.

use super::{Asker, Known, SlashCommand, Usage, schedule_or_none};
use crate::ids::ScheduleId;
use crate::slack::messages::{Reader, Rendered, next_shifts, words};
use crate::slack::mrkdwn::code;
use crate::store::schedules;
use crate::usecases::{Ctx, Result, UserError, upcoming_shifts};

/// Help's line.
pub const USAGE: Usage =
    Usage { typed: "/oncall next payments", answer: "the next shifts of payments; `next me` lists yours" };

/// How many names are offered when it is not clear which schedule is meant.
const MOST_OFFERED: usize = 10;

/// Reads what follows `next`.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    match rest {
        [me] if ["me", "mine"].contains(&me.to_lowercase().as_str()) => Ok(SlashCommand::Mine),
        rest => schedule_or_none(rest, known).map(SlashCommand::Next),
    }
}

/// Answers. Without a schedule: the channel's, or the only one there is, else what can be asked.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Rendered> {
    let schedule = match schedule {
        Some(schedule) => schedule,
        None => match the_one_meant(ctx, asker).await? {
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

async fn the_one_meant(ctx: &Ctx, asker: &Asker) -> Result<std::result::Result<ScheduleId, Rendered>> {
    let mut db = ctx.store.reader().await?;
    let here = schedules::of_channel(&mut db, asker.workspace(), &asker.channel).await?;
    if let [only] = here.as_slice() {
        return Ok(Ok(only.id));
    }
    let names = schedules::names(&mut db, asker.workspace()).await?;
    Ok(match names.as_slice() {
        [] => Err(crate::slack::messages::no_schedules()),
        [(only, _)] => Ok(*only),
        names => {
            let offered = names.iter().take(MOST_OFFERED).map(|(_, name)| code(&format!("/oncall next {name}")));
            let offered: Vec<_> = offered.collect();
            let more = if names.len() > MOST_OFFERED { ", …" } else { "" };
            Err(words(&format!("Which schedule? Type {}{more}, or `/oncall mine` for your own.", offered.join(", "))))
        }
    })
}
