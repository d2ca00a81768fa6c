//! What our buttons do. One exhaustive match: the compiler lists what is missing.

mod address;
mod cover;

use super::answer::Answer;
use super::commands::{
    Asker, SlashCommand, away, away_calendar, calendar, create, edit, link, now, override_shift, overrides,
    run as run_command, show, swap, take,
};
use super::control::ControlId;
use super::messages::Buttons;
use super::modals::plan_draft;
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
        ControlId::SharePicture(schedule) => show::click_share(ctx, asker, schedule).await,
        ControlId::UndoOverride(shift) => override_shift::click_undo(ctx, asker, shift).await,
        ControlId::RemoveOverride(shift) => overrides::click_remove(ctx, asker, shift).await,
        ControlId::TryCalendar(schedule) => address::try_again(ctx, asker, schedule).await,
        ControlId::ChangeCalendar(schedule) => address::change_address(ctx, asker, schedule).await,
        ControlId::RemoveAbsence(absence) => away::click_remove(ctx, asker, absence).await,
        ControlId::TryAbsences(calendar) => away_calendar::click_try(ctx, asker, calendar).await,
        ControlId::StopAbsences(calendar) => away_calendar::click_stop(ctx, asker, calendar).await,
        ControlId::Settings => run_command(ctx, asker, SlashCommand::Settings).await,
        ControlId::CreateLink(schedule) => calendar::click_create(ctx, asker, schedule).await,
        ControlId::RenewLink(schedule) => calendar::click_renew(ctx, asker, schedule).await,
        ControlId::RevokeLink(schedule) => calendar::click_revoke(ctx, asker, schedule).await,
        ControlId::LinkForm(schedule) => link::form(ctx, asker, schedule).await,
        ControlId::TakeGap(schedule, end) => take::click_gap(ctx, asker, schedule, end).await,
        ControlId::AskForCover(schedule) => run_command(ctx, asker, SlashCommand::Swap(schedule)).await,
        ControlId::AskForCoverOf(schedule, start) => swap::run_of(ctx, asker, schedule, start).await,
        ControlId::MyCalendar => run_command(ctx, asker, SlashCommand::Calendar(None)).await,
        ControlId::AcceptCover(swap, version) => cover::accept(ctx, asker, swap, version).await,
        ControlId::OfferPart(swap, version) => cover::offer_part(ctx, asker, swap, version).await,
        ControlId::DeclineCover(swap, version) => cover::decline(ctx, asker, swap, version).await,
        ControlId::WithdrawCover(swap, version) => cover::withdraw(ctx, asker, swap, version).await,
        ControlId::AskEverybody(swap, version) => cover::ask_everybody(ctx, asker, swap, version).await,
        ControlId::AgreeToOffer(offer) => cover::agree_to_offer(ctx, asker, offer).await,
        ControlId::RefuseOffer(offer) => cover::refuse_offer(ctx, asker, offer).await,
        ControlId::HandBack(swap, version) => cover::hand_back(ctx, asker, swap, version).await,
        ControlId::AgreeToHandBack(swap, version) => cover::agree_to_hand_back(ctx, asker, swap, version).await,
        ControlId::KeepCover(swap, version) => cover::keep(ctx, asker, swap, version).await,
        ControlId::CreateSchedule => create::run(ctx, asker).await,
        ControlId::EditSchedule(schedule) => edit::run(ctx, asker, Some(schedule)).await,
        ControlId::WhoIsOnCall(schedule) => {
            Ok(Answer::Only(now::answer(ctx, asker, Some(schedule), Buttons::None).await?))
        }
        // These stand in forms alone, and a form's clicks come with what it holds.
        ControlId::Draft(_) => Ok(Answer::Only(plan_draft::gone())),
    }
}
