//! What our buttons do. One exhaustive match: the compiler lists what is missing.

use super::answer::Answer;
use super::commands::{Asker, SlashCommand, calendar, now, override_shift, overrides, run as run_command, take};
use super::control::ControlId;
use super::messages::Buttons;
use crate::usecases::{Ctx, Result};

/// Does what a button is for.
pub async fn click(ctx: &Ctx, asker: &Asker, control: ControlId) -> Result<Answer> {
    match control {
        ControlId::NextShifts(schedule) => run_command(ctx, asker, SlashCommand::Next(Some(schedule))).await,
        ControlId::MyShifts => run_command(ctx, asker, SlashCommand::Mine).await,
        ControlId::ShareSchedule(schedule) => {
            Ok(Answer::Channel(now::answer(ctx, asker, Some(schedule), Buttons::None).await?))
        }
        ControlId::ShareAll => Ok(Answer::Channel(now::answer(ctx, asker, None, Buttons::None).await?)),
        ControlId::UndoOverride(shift) => override_shift::click_undo(ctx, asker, shift).await,
        ControlId::RemoveOverride(shift) => overrides::click_remove(ctx, asker, shift).await,
        ControlId::CreateLink(schedule) => calendar::click_create(ctx, asker, schedule).await,
        ControlId::RenewLink(schedule) => calendar::click_renew(ctx, asker, schedule).await,
        ControlId::RevokeLink(schedule) => calendar::click_revoke(ctx, asker, schedule).await,
        ControlId::TakeGap(schedule, end) => take::click_gap(ctx, asker, schedule, end).await,
    }
}
