//! The buttons under a calendar that cannot be read: *Try again* looks at once, *Change address* says how that is done.

use crate::ids::ScheduleId;
use crate::slack::answer::Answer;
use crate::slack::commands::Asker;
use crate::slack::messages::words;
use crate::slack::mrkdwn::{bold, code};
use crate::store::schedules;
use crate::usecases::refresh_calendar::look_soon;
use crate::usecases::{Ctx, Result};

const GONE: &str = "This schedule is gone. `/oncall` lists what there is.";

/// *Try again*
pub async fn try_again(ctx: &Ctx, asker: &Asker, schedule: ScheduleId) -> Result<Answer> {
    Ok(Answer::Only(words(&match look_soon(ctx, asker.actor, schedule).await? {
        Some(name) => format!("I'm reading the calendar of {} now. If that works, you hear it here.", bold(&name)),
        None => GONE.to_owned(),
    })))
}

/// *Change address*
pub async fn change_address(ctx: &Ctx, asker: &Asker, schedule: ScheduleId) -> Result<Answer> {
    let found = schedules::find(&mut ctx.store.reader().await?, asker.workspace(), schedule).await?;
    let Some(found) = found else { return Ok(Answer::Only(words(GONE))) };
    let path = code(&format!("/api/v1/schedules/{schedule}/"));
    Ok(Answer::Only(words(&format!(
        "The address of {}'s calendar is changed with Terraform or over REST: `PATCH` {path} with `ical_url_primary` or \
         `ical_url_overrides`. A new address is read at once, and refused with the reason when that fails.",
        bold(&found.name)
    ))))
}
