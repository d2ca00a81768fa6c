//! Which schedule and which person is meant when it was not said in full.

use super::typed::Who;
use super::{Asker, nearest};
use crate::ids::{ScheduleId, UserId};
use crate::slack::messages::{Rendered, no_schedules, words};
use crate::slack::mrkdwn::code;
use crate::store::{people, schedules};
use crate::usecases::people::People;
use crate::usecases::{Ctx, Result, UserError};

/// How many names are offered when it is not clear which schedule is meant.
const MOST_OFFERED: usize = 10;

/// The channel's only schedule, or the only one there is; else a question that offers `type_this` with each name.
pub async fn schedule(
    ctx: &Ctx,
    asker: &Asker,
    type_this: impl Fn(&str) -> String,
    or_else: &str,
) -> Result<std::result::Result<ScheduleId, Rendered>> {
    let mut db = ctx.store.reader().await?;
    let here = schedules::of_channel(&mut db, asker.workspace(), &asker.channel).await?;
    if let [only] = here.as_slice() {
        return Ok(Ok(only.id));
    }
    let names = schedules::names(&mut db, asker.workspace()).await?;
    Ok(match names.as_slice() {
        [] => Err(no_schedules()),
        [(only, _)] => Ok(*only),
        names => {
            let offered: Vec<_> = names.iter().take(MOST_OFFERED).map(|(_, name)| code(&type_this(name))).collect();
            let offered = match offered.as_slice() {
                [most @ .., last] if or_else.is_empty() && names.len() <= MOST_OFFERED => {
                    format!("{} or {last}", most.join(", "))
                }
                offered => offered.join(", "),
            };
            let more = if names.len() > MOST_OFFERED { ", …" } else { "" };
            Err(words(&format!("Which schedule? Type {offered}{more}{or_else}.")))
        }
    })
}

/// Somebody who was typed; `None` when Slack knows them and we don't yet.
pub async fn person(ctx: &Ctx, asker: &Asker, who: &Who) -> Result<Option<UserId>> {
    let mut db = ctx.store.reader().await?;
    match who {
        Who::Me => Ok(asker.actor.user()),
        Who::Slack(id) => Ok(people::by_slack_id(&mut db, asker.workspace(), id).await?.map(|person| person.id)),
        Who::Named(name) => {
            let people = People::of(&mut db, asker.workspace()).await?;
            named(&people, name).map(Some).map_err(Into::into)
        }
    }
}

/// The one person of that handle, else of that full name.
fn named(people: &People, name: &str) -> Result<UserId, UserError> {
    let same = |one: &str| one.to_lowercase() == name.to_lowercase();
    if let Some(person) = people.iter().find(|person| same(&person.username)) {
        return Ok(person.id);
    }
    let called: Vec<_> = people.iter().filter(|person| same(&person.full_name)).collect();
    if let [only] = called.as_slice() {
        return Ok(only.id);
    }
    let names = people.iter().flat_map(|person| [person.username.as_str(), person.full_name.as_str()]);
    Err(UserError(match nearest(name, names).filter(|_| called.is_empty()) {
        Some(near) => {
            format!("No one called {} is here. For {} choose from Slack's list after `@`", code(name), code(near))
        }
        None if called.len() > 1 => {
            format!("Several people are called {}: choose one from Slack's list after `@`", code(name))
        }
        None => format!("No one called {} is here: choose somebody from Slack's list after `@`", code(name)),
    }))
}
