//! `/oncall edit [schedule]`: a form that changes a schedule, with a preview before anything is saved.

use super::{Asker, Known, SlashCommand, Usage, schedule_or_none};
use crate::ids::ScheduleId;
use crate::slack::answer::Answer;
use crate::slack::messages::{STRANGER, no_schedules, words};
use crate::slack::modals::plan_draft::{self, choose};
use crate::store::schedules;
use crate::usecases::editable_schedules::editable_schedules;
use crate::usecases::{Ctx, Result, UserError};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall edit payments",
    answer: "a form that changes payments; a preview shows who wins and loses shifts before anything is saved",
};

/// Reads what follows `edit`.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    schedule_or_none(rest, known).map(SlashCommand::Edit)
}

/// Opens the form, or asks which schedule is meant.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    if let Some(schedule) = schedule {
        return plan_draft::begin_edit(ctx, asker, schedule).await;
    }
    if asker.actor.user().is_none() {
        return Ok(Answer::Only(words(STRANGER)));
    }
    let editable = editable_schedules(ctx, asker.actor).await?;
    match editable.as_slice() {
        [(only, _)] => plan_draft::begin_edit(ctx, asker, *only).await,
        [] if schedules::names(&mut ctx.store.reader().await?, asker.workspace()).await?.is_empty() => {
            Ok(Answer::Only(no_schedules()))
        }
        [] => Ok(Answer::Only(words(
            "You manage no schedule. `/oncall edit` with a schedule's name says who can change it, and `/oncall create` \
             makes one of your own.",
        ))),
        _ => Ok(Answer::Modal(Box::new(choose::view()))),
    }
}
