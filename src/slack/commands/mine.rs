//! `/oncall mine`: my own next shifts, in my own zone.

use super::{Asker, Usage};
use crate::slack::messages::{Reader, Rendered, STRANGER, my_shifts, words};
use crate::usecases::{Ctx, Result, upcoming_shifts};

/// Help's line.
pub const USAGE: Usage = Usage { typed: "/oncall mine", answer: "your own next shifts" };

/// Answers.
pub async fn run(ctx: &Ctx, asker: &Asker) -> Result<Rendered> {
    let Some(user) = asker.actor.user() else {
        return Ok(words(STRANGER));
    };
    let (shifts, people) = upcoming_shifts::of_person(ctx, asker.actor, user).await?;
    Ok(my_shifts(&shifts, Reader { people: &people, zone: &asker.zone, now: ctx.clock.now() }))
}
