//! `/oncall calendar [schedule]`: a secret link for calendar apps, shown once; renewed and revoked with buttons. Without a
//! schedule it is the asker's own shifts, in every schedule.

use super::{Asker, Known, SlashCommand, Usage, schedule_or_none};
use crate::ids::ScheduleId;
use crate::slack::answer::Answer;
use crate::slack::messages::calendar_link::{self, Subject};
use crate::slack::messages::{Rendered, STRANGER, words};
use crate::store::schedules;
use crate::usecases::calendar_feed::address;
use crate::usecases::export_links::{self, LinkOf, NoLink, Owner};
use crate::usecases::{Ctx, Error, Result, UserError};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall calendar",
    answer: "a secret link that shows your shifts in your own calendar; `calendar payments` shows everybody's of payments",
};

/// Reads the schedule, if one is named.
pub fn parse(rest: &[&str], known: &Known) -> Result<SlashCommand, UserError> {
    let own = matches!(rest, [word] if ["me", "mine", "my"].contains(&word.to_lowercase().as_str()));
    let schedule = if own { None } else { schedule_or_none(rest, known)? };
    Ok(SlashCommand::Calendar(schedule))
}

/// Says whether there is a link, and offers what can be done about it.
pub async fn run(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    let Some(owner) = Owner::of(asker.actor) else { return Ok(Answer::Only(words(STRANGER))) };
    let Some(subject) = subject(ctx, asker, schedule).await? else { return Ok(Answer::Only(gone())) };
    match export_links::look(ctx, asker.workspace(), LinkOf { owner, schedule }).await {
        Ok(link) => Ok(Answer::Only(calendar_link::state(&subject, link.as_ref(), &asker.zone))),
        Err(error) => no_link(asker, &subject, error),
    }
}

/// *Create link*: shows it, once. Where there is one already it is not replaced.
pub async fn click_create(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    make(ctx, asker, schedule, false).await
}

/// *Make a new link*: the old one is refused from now on.
pub async fn click_renew(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    make(ctx, asker, schedule, true).await
}

async fn make(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>, renews: bool) -> Result<Answer> {
    let Some(owner) = Owner::of(asker.actor) else { return Ok(Answer::Only(words(STRANGER))) };
    let Some(subject) = subject(ctx, asker, schedule).await? else { return Ok(Answer::Instead(gone())) };
    let of = LinkOf { owner, schedule };
    let made = if renews {
        export_links::renew(ctx, asker.workspace(), of).await
    } else {
        export_links::create(ctx, asker.workspace(), of).await
    };
    match made {
        Ok((_, secret)) => {
            let address = address(&asker.public_url, of, &secret);
            Ok(Answer::Instead(calendar_link::shown_once(&subject, &address, renews)))
        }
        Err(error) => no_link(asker, &subject, error),
    }
}

/// *Revoke*: the link is refused from now on.
pub async fn click_revoke(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Answer> {
    let Some(owner) = Owner::of(asker.actor) else { return Ok(Answer::Only(words(STRANGER))) };
    let Some(subject) = subject(ctx, asker, schedule).await? else { return Ok(Answer::Instead(gone())) };
    match export_links::revoke(ctx, asker.workspace(), LinkOf { owner, schedule }).await {
        // Revoked twice is revoked.
        Ok(()) | Err(NoLink::NotFound) => Ok(Answer::Instead(calendar_link::revoked(&subject))),
        Err(error) => no_link(asker, &subject, error),
    }
}

/// What the link shows; `None` when the schedule is gone.
async fn subject(ctx: &Ctx, asker: &Asker, schedule: Option<ScheduleId>) -> Result<Option<Subject>> {
    let Some(id) = schedule else { return Ok(Some(Subject::Mine)) };
    let record = schedules::find(&mut ctx.store.reader().await?, asker.workspace(), id).await?;
    Ok(record.map(|record| Subject::Schedule(record.id, record.name)))
}

fn no_link(asker: &Asker, subject: &Subject, error: NoLink) -> Result<Answer> {
    Ok(Answer::Only(match error {
        NoLink::NotFound => gone(),
        NoLink::Exists(link) => calendar_link::state(subject, Some(&link), &asker.zone),
        NoLink::MayNot => words("Only members of this workspace have a calendar link."),
        NoLink::Store(error) => return Err(Error::Store(error)),
    }))
}

fn gone() -> Rendered {
    words("This schedule is gone. `/oncall` lists those there are.")
}
