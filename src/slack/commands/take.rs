//! `/oncall take [schedule]`: you are on call from now until the people would change next, or when you say.

use jiff::Timestamp;

use super::override_shift::{make, place, refused};
use super::typed::Typed;
use super::{Asker, Known, SlashCommand, Usage, typed, which};
use crate::ids::ScheduleId;
use crate::schedule::Interval;
use crate::slack::answer::Answer;
use crate::usecases::put_on_call::{Place, Refusal, When, Wish};
use crate::usecases::{Ctx, Result, UserError};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall take payments",
    answer: "you take over now, until the next handoff; `take payments fri 18:00 to mon 9:00` takes that time",
};

/// Reads what follows `take`, markup and all.
pub fn parse(rest: &str, known: &Known) -> Result<SlashCommand, UserError> {
    typed::read(rest, known, false).map(SlashCommand::Take)
}

/// Takes over.
pub async fn run(ctx: &Ctx, asker: &Asker, typed: Typed) -> Result<Answer> {
    let Some(user) = asker.actor.user() else { return refused(asker, Refusal::Stranger) };
    let example = |name: &str| format!("/oncall take {name}");
    let schedule = match typed.schedule {
        Some(schedule) => schedule,
        None => match which::schedule(ctx, asker, example, "").await? {
            Ok(schedule) => schedule,
            Err(question) => return Ok(Answer::Only(question)),
        },
    };
    let Some(place) = place(ctx, asker, typed.place.as_ref()).await? else {
        return refused(asker, Refusal::Unknown);
    };
    let when = typed.span.map_or(When::PresentStretch, When::Span);
    make(ctx, asker, Wish { schedule, user, when, place, reason: typed.reason }).await
}

/// *Take it now* under the announcement of a gap that lasts until `end`.
pub async fn click_gap(ctx: &Ctx, asker: &Asker, schedule: ScheduleId, end: i64) -> Result<Answer> {
    let Some(user) = asker.actor.user() else { return refused(asker, Refusal::Stranger) };
    let end = Timestamp::from_second(end).unwrap_or(Timestamp::MIN);
    let Some(span) = Interval::new(ctx.clock.now(), end) else { return refused(asker, Refusal::Over) };
    make(ctx, asker, Wish { schedule, user, when: When::Span(span), place: Place::Nobodys, reason: None }).await
}
