//! What our buttons do. One exhaustive match: the compiler lists what is missing.

use super::commands::{Asker, SlashCommand, now, run as run_command};
use super::control::ControlId;
use super::messages::{Buttons, Rendered};
use crate::usecases::{Ctx, Result};

/// What a click answers, and who sees it.
#[derive(Debug)]
pub enum Answer {
    /// Only who clicked.
    Only(Rendered),
    /// Everybody in the channel.
    Channel(Rendered),
}

/// Does what a button is for.
pub async fn click(ctx: &Ctx, asker: &Asker, control: ControlId) -> Result<Answer> {
    Ok(match control {
        ControlId::NextShifts(schedule) => {
            Answer::Only(run_command(ctx, asker, SlashCommand::Next(Some(schedule))).await?)
        }
        ControlId::MyShifts => Answer::Only(run_command(ctx, asker, SlashCommand::Mine).await?),
        ControlId::ShareSchedule(schedule) => {
            Answer::Channel(now::answer(ctx, asker, Some(schedule), Buttons::None).await?)
        }
        ControlId::ShareAll => Answer::Channel(now::answer(ctx, asker, None, Buttons::None).await?),
    })
}
