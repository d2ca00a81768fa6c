//! `/oncall show <schedule>`: two weeks in words at once, and as a picture in a direct message.

use super::{Asker, Known, SlashCommand, Usage, schedule_or_none, which};
use crate::ids::ScheduleId;
use crate::slack::answer::{Answer, Attached, Promised, Whereto};
use crate::slack::messages::two_weeks::{comment, two_weeks};
use crate::slack::messages::words;
use crate::slack::mrkdwn::bold;
use crate::usecases::{Ctx, Result, UserError, two_weeks as shown};

/// Help's line.
pub const USAGE: Usage = Usage { typed: "/oncall show payments", answer: "two weeks of payments, as a picture too" };

/// Reads what follows `show`.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    schedule_or_none(rest, known).map(SlashCommand::Show)
}

/// Answers in words, and lets the picture follow. Without a schedule: the channel's, or the only one there is.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    let schedule = match schedule {
        Some(schedule) => schedule,
        None => match which::schedule(ctx, asker, |name| format!("/oncall show {name}"), "").await? {
            Ok(schedule) => schedule,
            Err(question) => return Ok(Answer::Only(question)),
        },
    };
    let Some(shown) = shown::two_weeks(ctx, asker.actor, schedule).await? else { return Ok(gone()) };
    let said = two_weeks(&shown, schedule, &asker.zone);
    let comment = comment(&shown);
    let attached = Attached { comment, whereto: Whereto::Asker, file: Promised::Picture(shown) };
    Ok(Answer::WithFile(said, Box::new(attached)))
}

/// *Share picture in channel*: drawn anew, as the schedule is now.
pub async fn click_share(ctx: &Ctx, asker: &Asker, schedule: ScheduleId) -> Result<Answer> {
    let Some(shown) = shown::two_weeks(ctx, asker.actor, schedule).await? else { return Ok(gone()) };
    let said = words(&format!("The picture of {} comes into this channel.", bold(&shown.name)));
    let comment = comment(&shown);
    let attached =
        Attached { comment, whereto: Whereto::Channel(asker.channel.clone()), file: Promised::Picture(shown) };
    Ok(Answer::WithFile(said, Box::new(attached)))
}

fn gone() -> Answer {
    Answer::Only(words("This schedule does not exist any more. `/oncall` lists who is on call."))
}
