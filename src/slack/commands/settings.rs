//! `/oncall settings`: a form for reminders, news, phone and time zone.

use super::{Asker, Usage};
use crate::slack::answer::Answer;
use crate::slack::messages::{STRANGER, words};
use crate::slack::modals::settings_form;
use crate::usecases::{Ctx, Result, settings};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall settings",
    answer: "when you are reminded of your shifts, who sees your phone number, your time zone",
};

/// Opens the form.
pub async fn run(ctx: &Ctx, asker: &Asker) -> Result<Answer> {
    Ok(match settings::mine(ctx, asker.actor).await? {
        Some(mine) => Answer::Modal(Box::new(settings_form::view(&mine))),
        None => Answer::Only(words(STRANGER)),
    })
}
