//! The ids of buttons: typed here, text in Slack. Messages already posted carry them, so the words never change.

use std::fmt;
use std::str::FromStr;

use super::modals::plan_draft::Step;
use crate::ids::{AbsenceFeedId, AbsenceId, OfferId, ScheduleId, ShiftId, SwapId};

/// A button of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlId {
    /// *Next shifts* of a schedule.
    NextShifts(ScheduleId),
    /// *My shifts*.
    MyShifts,
    /// *Share in channel*: who is on call in one schedule.
    ShareSchedule(ScheduleId),
    /// *Share picture in channel*: two weeks of a schedule.
    SharePicture(ScheduleId),
    /// *Share in channel*: who is on call in the schedules around this channel.
    ShareAll,
    /// *Undo* of an override, for ten minutes. It names the one override, so it cannot act twice.
    UndoOverride(ShiftId),
    /// *Remove* of an override in the list of those to come.
    RemoveOverride(ShiftId),
    /// *Take it now*: the rest of a gap that ends at this second. Once the gap is over or filled it does nothing.
    TakeGap(ScheduleId, i64),
    /// *Try again* under a calendar that cannot be read.
    TryCalendar(ScheduleId),
    /// *Change address* under the same.
    ChangeCalendar(ScheduleId),
    /// *Remove* of time off.
    RemoveAbsence(AbsenceId),
    /// *Try again* under a calendar of absences that cannot be read.
    TryAbsences(AbsenceFeedId),
    /// *Stop following* a calendar of absences.
    StopAbsences(AbsenceFeedId),
    /// *Settings*: the form of `/oncall settings`.
    Settings,
    /// *Create link* to a schedule's calendar, or to that of one's own shifts.
    CreateLink(Option<ScheduleId>),
    /// *Make a new link* in place of the one there is.
    RenewLink(Option<ScheduleId>),
    /// *Revoke* the link.
    RevokeLink(Option<ScheduleId>),
    /// *Change* how a schedule is linked: opens the form.
    LinkForm(ScheduleId),
    /// *Ask for cover*: for a shift of mine in one schedule, or in any.
    AskForCover(Option<ScheduleId>),
    /// *Ask for cover* of the shift of mine in a schedule that begins at this second.
    AskForCoverOf(ScheduleId, i64),
    /// *Add to my calendar*: what `/oncall calendar` answers.
    MyCalendar,
    /// *Accept* a request as it was at this version: once it changed, the button does nothing.
    AcceptCover(SwapId, i64),
    /// *Offer part* of a request.
    OfferPart(SwapId, i64),
    /// *Decline* a request.
    DeclineCover(SwapId, i64),
    /// *Withdraw* a request.
    WithdrawCover(SwapId, i64),
    /// *Ask everybody* what one person declined.
    AskEverybody(SwapId, i64),
    /// *Agree* to an offer, which can be answered once.
    AgreeToOffer(OfferId),
    /// *No, thanks* to an offer.
    RefuseOffer(OfferId),
    /// *Hand back* what was accepted.
    HandBack(SwapId, i64),
    /// *Agree* to that.
    AgreeToHandBack(SwapId, i64),
    /// *Keep* it as it is.
    KeepCover(SwapId, i64),
    /// *Create a schedule*.
    CreateSchedule,
    /// *Edit* of a schedule.
    EditSchedule(ScheduleId),
    /// *Who is on call* in a schedule.
    WhoIsOnCall(ScheduleId),
    /// A click in the forms of a schedule that is being made or changed. The form knows its draft and version.
    Draft(Step),
}

impl ControlId {
    /// Whether the answer is a form in front of whoever clicked.
    pub fn opens_a_form(self) -> bool {
        match self {
            Self::CreateSchedule
            | Self::EditSchedule(_)
            | Self::Settings
            | Self::LinkForm(_)
            | Self::AskForCover(_)
            | Self::AskForCoverOf(..)
            | Self::AcceptCover(..)
            | Self::OfferPart(..) => true,
            Self::NextShifts(_)
            | Self::MyShifts
            | Self::ShareSchedule(_)
            | Self::SharePicture(_)
            | Self::ShareAll
            | Self::UndoOverride(_)
            | Self::RemoveOverride(_)
            | Self::TakeGap(..)
            | Self::TryCalendar(_)
            | Self::ChangeCalendar(_)
            | Self::RemoveAbsence(_)
            | Self::TryAbsences(_)
            | Self::StopAbsences(_)
            | Self::CreateLink(_)
            | Self::RenewLink(_)
            | Self::RevokeLink(_)
            | Self::MyCalendar
            | Self::DeclineCover(..)
            | Self::WithdrawCover(..)
            | Self::AskEverybody(..)
            | Self::AgreeToOffer(_)
            | Self::RefuseOffer(_)
            | Self::HandBack(..)
            | Self::AgreeToHandBack(..)
            | Self::KeepCover(..)
            | Self::WhoIsOnCall(_)
            | Self::Draft(_) => false,
        }
    }
}

/// A control of an older or newer version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownControl;

impl fmt::Display for ControlId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NextShifts(schedule) => write!(f, "next_shifts:{schedule}"),
            Self::MyShifts => write!(f, "my_shifts"),
            Self::ShareSchedule(schedule) => write!(f, "share_schedule:{schedule}"),
            Self::SharePicture(schedule) => write!(f, "share_picture:{schedule}"),
            Self::ShareAll => write!(f, "share_all"),
            Self::UndoOverride(shift) => write!(f, "undo_override:{shift}"),
            Self::RemoveOverride(shift) => write!(f, "remove_override:{shift}"),
            Self::TryCalendar(schedule) => write!(f, "try_calendar:{schedule}"),
            Self::ChangeCalendar(schedule) => write!(f, "change_calendar:{schedule}"),
            Self::RemoveAbsence(absence) => write!(f, "remove_absence:{absence}"),
            Self::TryAbsences(calendar) => write!(f, "try_absences:{calendar}"),
            Self::StopAbsences(calendar) => write!(f, "stop_absences:{calendar}"),
            Self::Settings => write!(f, "settings"),
            Self::TakeGap(schedule, end) => write!(f, "take_gap:{schedule}:{end}"),
            Self::CreateLink(None) => write!(f, "create_link"),
            Self::CreateLink(Some(schedule)) => write!(f, "create_link:{schedule}"),
            Self::RenewLink(None) => write!(f, "renew_link"),
            Self::RenewLink(Some(schedule)) => write!(f, "renew_link:{schedule}"),
            Self::RevokeLink(None) => write!(f, "revoke_link"),
            Self::RevokeLink(Some(schedule)) => write!(f, "revoke_link:{schedule}"),
            Self::LinkForm(schedule) => write!(f, "link_form:{schedule}"),
            Self::AskForCover(None) => write!(f, "ask_for_cover"),
            Self::AskForCover(Some(schedule)) => write!(f, "ask_for_cover:{schedule}"),
            Self::AskForCoverOf(schedule, start) => write!(f, "ask_for_cover_of:{schedule}:{start}"),
            Self::MyCalendar => write!(f, "my_calendar"),
            Self::AcceptCover(swap, version) => write!(f, "accept_cover:{swap}:{version}"),
            Self::OfferPart(swap, version) => write!(f, "offer_part:{swap}:{version}"),
            Self::DeclineCover(swap, version) => write!(f, "decline_cover:{swap}:{version}"),
            Self::WithdrawCover(swap, version) => write!(f, "withdraw_cover:{swap}:{version}"),
            Self::AskEverybody(swap, version) => write!(f, "ask_everybody:{swap}:{version}"),
            Self::AgreeToOffer(offer) => write!(f, "agree_to_offer:{offer}"),
            Self::RefuseOffer(offer) => write!(f, "refuse_offer:{offer}"),
            Self::HandBack(swap, version) => write!(f, "hand_back:{swap}:{version}"),
            Self::AgreeToHandBack(swap, version) => write!(f, "agree_to_hand_back:{swap}:{version}"),
            Self::KeepCover(swap, version) => write!(f, "keep_cover:{swap}:{version}"),
            Self::CreateSchedule => write!(f, "create_schedule"),
            Self::EditSchedule(schedule) => write!(f, "edit_schedule:{schedule}"),
            Self::WhoIsOnCall(schedule) => write!(f, "who_is_on_call:{schedule}"),
            Self::Draft(step) => step.fmt(f),
        }
    }
}

impl FromStr for ControlId {
    type Err = UnknownControl;
    fn from_str(text: &str) -> Result<Self, UnknownControl> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let schedule = || rest.parse().map_err(|_| UnknownControl);
        let shift = || rest.parse().map_err(|_| UnknownControl);
        let schedule_if_any = || if text == word { Ok(None) } else { schedule().map(Some) };
        match (word, rest) {
            ("next_shifts", _) => Ok(Self::NextShifts(schedule()?)),
            ("link_form", _) => Ok(Self::LinkForm(schedule()?)),
            ("share_schedule", _) => Ok(Self::ShareSchedule(schedule()?)),
            ("share_picture", _) => Ok(Self::SharePicture(schedule()?)),
            ("try_calendar", _) => Ok(Self::TryCalendar(schedule()?)),
            ("change_calendar", _) => Ok(Self::ChangeCalendar(schedule()?)),
            ("my_shifts", "") => Ok(Self::MyShifts),
            ("settings", "") => Ok(Self::Settings),
            ("share_all", "") => Ok(Self::ShareAll),
            ("undo_override", _) => Ok(Self::UndoOverride(shift()?)),
            ("remove_override", _) => Ok(Self::RemoveOverride(shift()?)),
            ("remove_absence", _) => Ok(Self::RemoveAbsence(rest.parse().map_err(|_| UnknownControl)?)),
            ("try_absences", _) => Ok(Self::TryAbsences(rest.parse().map_err(|_| UnknownControl)?)),
            ("stop_absences", _) => Ok(Self::StopAbsences(rest.parse().map_err(|_| UnknownControl)?)),
            ("create_link", _) => Ok(Self::CreateLink(schedule_if_any()?)),
            ("renew_link", _) => Ok(Self::RenewLink(schedule_if_any()?)),
            ("revoke_link", _) => Ok(Self::RevokeLink(schedule_if_any()?)),
            ("my_calendar", "") => Ok(Self::MyCalendar),
            ("take_gap", _) => at_second(rest).map(|(schedule, end)| Self::TakeGap(schedule, end)),
            ("ask_for_cover_of", _) => at_second(rest).map(|(schedule, start)| Self::AskForCoverOf(schedule, start)),
            ("ask_for_cover", "") => Ok(Self::AskForCover(None)),
            ("ask_for_cover", _) => Ok(Self::AskForCover(Some(schedule()?))),
            ("agree_to_offer", _) => Ok(Self::AgreeToOffer(rest.parse().map_err(|_| UnknownControl)?)),
            ("refuse_offer", _) => Ok(Self::RefuseOffer(rest.parse().map_err(|_| UnknownControl)?)),
            ("create_schedule", "") => Ok(Self::CreateSchedule),
            ("edit_schedule", _) => Ok(Self::EditSchedule(schedule()?)),
            ("who_is_on_call", _) => Ok(Self::WhoIsOnCall(schedule()?)),
            _ if word.starts_with(Step::PREFIX) => text.parse().map(Self::Draft),
            (word, _) => about_swap(word, rest),
        }
    }
}

/// A schedule and an instant of it, in seconds.
fn at_second(rest: &str) -> Result<(ScheduleId, i64), UnknownControl> {
    let (schedule, second) = rest.split_once(':').ok_or(UnknownControl)?;
    let schedule = schedule.parse().map_err(|_| UnknownControl)?;
    Ok((schedule, second.parse().map_err(|_| UnknownControl)?))
}

/// A button about a swap as it was at a version.
fn about_swap(word: &str, rest: &str) -> Result<ControlId, UnknownControl> {
    let make = match word {
        "accept_cover" => ControlId::AcceptCover,
        "offer_part" => ControlId::OfferPart,
        "decline_cover" => ControlId::DeclineCover,
        "withdraw_cover" => ControlId::WithdrawCover,
        "ask_everybody" => ControlId::AskEverybody,
        "hand_back" => ControlId::HandBack,
        "agree_to_hand_back" => ControlId::AgreeToHandBack,
        "keep_cover" => ControlId::KeepCover,
        _ => return Err(UnknownControl),
    };
    let (swap, version) = rest.split_once(':').ok_or(UnknownControl)?;
    let swap = swap.parse().map_err(|_| UnknownControl)?;
    Ok(make(swap, version.parse().map_err(|_| UnknownControl)?))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    #[allow(clippy::too_many_lines, reason = "all of them are listed")]
    fn the_words_in_messages_already_posted_stay_as_they_are() {
        let schedule = "SABCDEFGH1234".parse().expect("an id");
        let shift = "OABCDEFGH1234".parse().expect("an id");
        let swap = "SSRABCDEFGH1234".parse().expect("an id");
        let offer = "FABCDEFGH1234".parse().expect("an id");
        let all = [
            ControlId::NextShifts(schedule),
            ControlId::MyShifts,
            ControlId::ShareSchedule(schedule),
            ControlId::SharePicture(schedule),
            ControlId::ShareAll,
            ControlId::UndoOverride(shift),
            ControlId::RemoveOverride(shift),
            ControlId::TakeGap(schedule, 1_773_043_200),
            ControlId::TryCalendar(schedule),
            ControlId::ChangeCalendar(schedule),
            ControlId::RemoveAbsence("AABCDEFGH1234".parse().expect("an id")),
            ControlId::TryAbsences("CABCDEFGH1234".parse().expect("an id")),
            ControlId::StopAbsences("CABCDEFGH1234".parse().expect("an id")),
            ControlId::Settings,
            ControlId::CreateLink(None),
            ControlId::CreateLink(Some(schedule)),
            ControlId::RenewLink(None),
            ControlId::RenewLink(Some(schedule)),
            ControlId::RevokeLink(None),
            ControlId::RevokeLink(Some(schedule)),
            ControlId::LinkForm(schedule),
            ControlId::AskForCover(None),
            ControlId::AskForCover(Some(schedule)),
            ControlId::AskForCoverOf(schedule, 1_773_043_200),
            ControlId::MyCalendar,
            ControlId::AcceptCover(swap, 1),
            ControlId::OfferPart(swap, 1),
            ControlId::DeclineCover(swap, 1),
            ControlId::WithdrawCover(swap, 1),
            ControlId::AskEverybody(swap, 1),
            ControlId::AgreeToOffer(offer),
            ControlId::RefuseOffer(offer),
            ControlId::HandBack(swap, 2),
            ControlId::AgreeToHandBack(swap, 2),
            ControlId::KeepCover(swap, 2),
            ControlId::CreateSchedule,
            ControlId::EditSchedule(schedule),
            ControlId::WhoIsOnCall(schedule),
        ];
        let words: Vec<_> = all.iter().map(ToString::to_string).collect();
        expect![[r"
            next_shifts:SABCDEFGH1234
            my_shifts
            share_schedule:SABCDEFGH1234
            share_picture:SABCDEFGH1234
            share_all
            undo_override:OABCDEFGH1234
            remove_override:OABCDEFGH1234
            take_gap:SABCDEFGH1234:1773043200
            try_calendar:SABCDEFGH1234
            change_calendar:SABCDEFGH1234
            remove_absence:AABCDEFGH1234
            try_absences:CABCDEFGH1234
            stop_absences:CABCDEFGH1234
            settings
            create_link
            create_link:SABCDEFGH1234
            renew_link
            renew_link:SABCDEFGH1234
            revoke_link
            revoke_link:SABCDEFGH1234
            link_form:SABCDEFGH1234
            ask_for_cover
            ask_for_cover:SABCDEFGH1234
            ask_for_cover_of:SABCDEFGH1234:1773043200
            my_calendar
            accept_cover:SSRABCDEFGH1234:1
            offer_part:SSRABCDEFGH1234:1
            decline_cover:SSRABCDEFGH1234:1
            withdraw_cover:SSRABCDEFGH1234:1
            ask_everybody:SSRABCDEFGH1234:1
            agree_to_offer:FABCDEFGH1234
            refuse_offer:FABCDEFGH1234
            hand_back:SSRABCDEFGH1234:2
            agree_to_hand_back:SSRABCDEFGH1234:2
            keep_cover:SSRABCDEFGH1234:2
            create_schedule
            edit_schedule:SABCDEFGH1234
            who_is_on_call:SABCDEFGH1234"]]
        .assert_eq(&words.join("\n"));
        for control in all {
            assert_eq!(control.to_string().parse(), Ok(control));
        }
    }

    #[test]
    fn the_words_of_steps_in_forms_already_open_stay_as_they_are() {
        let all = [
            ControlId::Draft(Step::Settings),
            ControlId::Draft(Step::AddRotation),
            ControlId::Draft(Step::ChangeRotation(0)),
            ControlId::Draft(Step::OrderTurns(1)),
            ControlId::Draft(Step::Raise(2)),
            ControlId::Draft(Step::Lower(3)),
            ControlId::Draft(Step::Remove(4)),
            ControlId::Draft(Step::Back),
            ControlId::Draft(Step::ChooseEffect),
            ControlId::Draft(Step::PickMoment),
            ControlId::Draft(Step::Delete),
        ];
        let words: Vec<_> = all.iter().map(ToString::to_string).collect();
        expect![[r"
            draft_settings
            draft_add
            draft_change:0
            draft_turns:1
            draft_raise:2
            draft_lower:3
            draft_remove:4
            draft_back
            draft_effect
            draft_moment
            draft_delete"]]
        .assert_eq(&words.join("\n"));
        for control in all {
            assert_eq!(control.to_string().parse(), Ok(control));
        }
    }

    #[test]
    fn what_another_version_wrote_is_unknown_and_nothing_worse() {
        let foreign =
            ["", ":", "take_swap:SW7Q", "next_shifts", "next_shifts:", "next_shifts:a b", "share_all:x", "ü:ü"];
        let wrong = [
            "accept_cover:SSR1",
            "accept_cover::1",
            "hand_back:SSR1:x",
            "agree_to_offer:",
            "undo_override",
            "try_absences:",
            "stop_absences:a b",
            "remove_override:",
            "take_gap:S1",
            "take_gap:S1:x",
            "take_gap::1",
            "ask_for_cover_of:SABCDEFGH1234",
            "ask_for_cover_of:SABCDEFGH1234:x",
            "my_calendar:SABCDEFGH1234",
            "create_link:",
            "revoke_link:a b",
            "draft_",
            "draft_raise:x",
            "draft_back:1",
        ];
        for text in foreign.into_iter().chain(wrong) {
            assert_eq!(text.parse::<ControlId>(), Err(UnknownControl), "{text}");
        }
    }
}
