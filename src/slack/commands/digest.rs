//! `/oncall digest <schedule> on|off`: whether the schedule's channel hears every Monday who comes when.

use super::{Asker, Known, SlashCommand, Usage, find_schedule, unknown_schedule, without_small_words};
use crate::ids::ScheduleId;
use crate::slack::messages::{Rendered, words};
use crate::slack::mrkdwn::bold;
use crate::usecases::health::set_weekly_digest;
use crate::usecases::{Ctx, Result, UserError};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall digest payments on",
    answer: "payments' channel hears every Monday at nine who comes when; `off` ends that",
};

/// Reads what follows `digest`.
pub fn parse(rest: &[&str], known: &Known) -> std::result::Result<SlashCommand, UserError> {
    let (name, on) = match rest.split_last() {
        Some((last, name)) if last.eq_ignore_ascii_case("off") => (name, false),
        Some((last, name)) if last.eq_ignore_ascii_case("on") => (name, true),
        _ => (rest, true),
    };
    let named = without_small_words(name).join(" ");
    if named.is_empty() {
        return Err(UserError("Which schedule? Type `/oncall digest payments on`, or `off`".to_owned()));
    }
    match find_schedule(name, known) {
        Some(schedule) => Ok(SlashCommand::Digest(schedule, on)),
        None => Err(unknown_schedule(&named, known)),
    }
}

/// Turns it on or off.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: ScheduleId, on: bool) -> Result<Rendered> {
    let name = set_weekly_digest(ctx, asker.actor, schedule, on).await?;
    Ok(words(&if on {
        format!("From now on the channel of {} hears on Mondays at nine who comes when that week.", bold(&name))
    } else {
        format!("{} has no weekly digest any more.", bold(&name))
    }))
}
