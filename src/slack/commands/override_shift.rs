//! `/oncall override @person 2h [schedule]`: somebody else is on call for a while. Without a person or a time: a form.

use super::typed::{Typed, TypedPlace, Who};
use super::{Asker, Known, SlashCommand, Usage, typed, which};
use crate::ids::{ScheduleId, ShiftId, UserId};
use crate::slack::answer::Answer;
use crate::slack::messages::override_refusals::{not_put_on_call, not_taken_back};
use crate::slack::messages::{Reader, overridden, taken_back, words};
use crate::slack::modals::override_form::{self, Draft};
use crate::slack::mrkdwn::Ink;
use crate::store::schedules;
use crate::usecases::people::People;
use crate::usecases::put_on_call::{Place, Refusal, When, Wish, put_on_call};
use crate::usecases::take_back::{self, undo};
use crate::usecases::{Ctx, Error, Result, UserError};

/// With everything said.
pub const USAGE: Usage = Usage {
    typed: "/oncall override @bob 2h payments",
    answer: "Bob instead of whoever is on call; also `tomorrow 9-17`, `fri 18:00 to mon 9:00`, `until 18:00 because …`",
};
/// Without anything.
pub const FORM: Usage = Usage { typed: "/oncall override", answer: "the same with a form" };

/// Reads what follows `override`, markup and all.
pub fn parse(rest: &str, known: &Known) -> Result<SlashCommand, UserError> {
    typed::read(rest, known, true).map(SlashCommand::Override)
}

/// Overrides, or opens the form with what was said.
pub async fn run(ctx: &Ctx, asker: &Asker, typed: Typed) -> Result<Answer> {
    let (Some(who), Some(span)) = (&typed.who, typed.span) else {
        return form(ctx, asker, typed).await;
    };
    let example = |name: &str| format!("/oncall override @somebody 2h {name}");
    let schedule = match typed.schedule {
        Some(schedule) => schedule,
        None => match which::schedule(ctx, asker, example, ", or `/oncall override` for a form").await? {
            Ok(schedule) => schedule,
            Err(question) => return Ok(Answer::Only(question)),
        },
    };
    let Some(user) = which::person(ctx, asker, who).await? else {
        return refused(asker, Refusal::Unknown);
    };
    let Some(place) = place(ctx, asker, typed.place.as_ref()).await? else {
        return refused(asker, Refusal::Unknown);
    };
    make(ctx, asker, Wish { schedule, user, when: When::Span(span), place, reason: typed.reason }).await
}

/// In whose place; `None` when it is somebody we don't know.
pub async fn place(ctx: &Ctx, asker: &Asker, typed: Option<&TypedPlace>) -> Result<Option<Place>> {
    Ok(match typed {
        None => Some(Place::Unsaid),
        Some(TypedPlace::Everybody) => Some(Place::Everybodys),
        Some(TypedPlace::Of(who)) => which::person(ctx, asker, who).await?.map(Place::Of),
    })
}

/// Makes an override and shows what it changed.
pub async fn make(ctx: &Ctx, asker: &Asker, wish: Wish) -> Result<Answer> {
    match put_on_call(ctx, asker.actor, wish).await {
        Ok(made) => {
            let reader = Reader { people: &made.people, zone: &asker.zone, now: ctx.clock.now() };
            Ok(Answer::Only(overridden(&made, asker.actor.user(), reader)))
        }
        Err(refusal) => refused(asker, refusal),
    }
}

/// Says why not.
pub fn refused(asker: &Asker, refusal: Refusal) -> Result<Answer> {
    match (not_put_on_call(&refusal, &asker.zone, Ink::Markup), refusal) {
        (Some(sentence), _) => Ok(Answer::Only(words(&sentence))),
        (None, Refusal::Store(error)) => Err(error.into()),
        (None, _) => Ok(Answer::Only(words("Nothing changed."))),
    }
}

/// *Undo*: takes the place of what it undoes.
pub async fn click_undo(ctx: &Ctx, asker: &Asker, shift: ShiftId) -> Result<Answer> {
    match undo(ctx, asker.actor, shift).await {
        Ok(back) => {
            let reader = Reader { people: &back.people, zone: &asker.zone, now: ctx.clock.now() };
            Ok(Answer::Instead(taken_back("Undone", &back, reader)))
        }
        Err(refusal) => not_undone(refusal),
    }
}

/// Says why it is not taken back.
pub fn not_undone(refusal: take_back::Refusal) -> Result<Answer> {
    match (not_taken_back(&refusal), refusal) {
        (Some(sentence), _) => Ok(Answer::Only(words(&sentence))),
        (None, take_back::Refusal::Store(error)) => Err(error.into()),
        (None, _) => Ok(Answer::Only(words("Nothing changed."))),
    }
}

/// The form, filled in with what was said.
async fn form(ctx: &Ctx, asker: &Asker, typed: Typed) -> Result<Answer> {
    let mut db = ctx.store.reader().await?;
    let all = schedules::names(&mut db, asker.workspace()).await?;
    if all.is_empty() {
        return Ok(Answer::Only(crate::slack::messages::no_schedules()));
    }
    drop(db);
    let schedule = match typed.schedule {
        Some(schedule) => Some(schedule),
        None => which::schedule(ctx, asker, str::to_owned, "").await?.ok(),
    };
    let chosen = |id: ScheduleId| all.iter().find(|(known, _)| *known == id).cloned();
    let who = slack_id(ctx, asker, typed.who.as_ref()).await?;
    let instead_of = match &typed.place {
        Some(TypedPlace::Of(who)) => slack_id(ctx, asker, Some(who)).await?,
        Some(TypedPlace::Everybody) | None => None,
    };
    let draft = Draft {
        schedule: schedule.and_then(chosen),
        schedules: all,
        who,
        instead_of,
        span: typed.span,
        reason: typed.reason,
        zone: asker.zone.clone(),
    };
    Ok(Answer::Modal(Box::new(override_form::view(&draft))))
}

async fn slack_id(ctx: &Ctx, asker: &Asker, who: Option<&Who>) -> Result<Option<String>> {
    let user: Option<UserId> = match who {
        None => return Ok(None),
        Some(who) => which::person(ctx, asker, who).await?,
    };
    let people = People::of(&mut ctx.store.reader().await?, asker.workspace()).await.map_err(Error::from)?;
    Ok(user.and_then(|user| people.get(user)).and_then(|person| person.slack_id.clone()))
}
