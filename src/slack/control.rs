//! The ids of buttons: typed here, text in Slack. Messages already posted carry them, so the words never change.

use std::fmt;
use std::str::FromStr;

use super::modals::plan_draft::Step;
use crate::ids::{ScheduleId, ShiftId};

/// A button of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlId {
    /// *Next shifts* of a schedule.
    NextShifts(ScheduleId),
    /// *My shifts*.
    MyShifts,
    /// *Share in channel*: who is on call in one schedule.
    ShareSchedule(ScheduleId),
    /// *Share in channel*: who is on call in the schedules around this channel.
    ShareAll,
    /// *Undo* of an override, for ten minutes. It names the one override, so it cannot act twice.
    UndoOverride(ShiftId),
    /// *Remove* of an override in the list of those to come.
    RemoveOverride(ShiftId),
    /// *Take it now*: the rest of a gap that ends at this second. Once the gap is over or filled it does nothing.
    TakeGap(ScheduleId, i64),
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
        matches!(self, Self::CreateSchedule | Self::EditSchedule(_))
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
            Self::ShareAll => write!(f, "share_all"),
            Self::UndoOverride(shift) => write!(f, "undo_override:{shift}"),
            Self::RemoveOverride(shift) => write!(f, "remove_override:{shift}"),
            Self::TakeGap(schedule, end) => write!(f, "take_gap:{schedule}:{end}"),
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
        match (word, rest) {
            ("next_shifts", _) => Ok(Self::NextShifts(schedule()?)),
            ("share_schedule", _) => Ok(Self::ShareSchedule(schedule()?)),
            ("my_shifts", "") => Ok(Self::MyShifts),
            ("share_all", "") => Ok(Self::ShareAll),
            ("undo_override", _) => Ok(Self::UndoOverride(shift()?)),
            ("remove_override", _) => Ok(Self::RemoveOverride(shift()?)),
            ("take_gap", _) => {
                let (schedule, end) = rest.split_once(':').ok_or(UnknownControl)?;
                let schedule = schedule.parse().map_err(|_| UnknownControl)?;
                Ok(Self::TakeGap(schedule, end.parse().map_err(|_| UnknownControl)?))
            }
            ("create_schedule", "") => Ok(Self::CreateSchedule),
            ("edit_schedule", _) => Ok(Self::EditSchedule(schedule()?)),
            ("who_is_on_call", _) => Ok(Self::WhoIsOnCall(schedule()?)),
            _ if word.starts_with(Step::PREFIX) => text.parse().map(Self::Draft),
            _ => Err(UnknownControl),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn the_words_in_messages_already_posted_stay_as_they_are() {
        let schedule = "SABCDEFGH1234".parse().expect("an id");
        let shift = "OABCDEFGH1234".parse().expect("an id");
        let all = [
            ControlId::NextShifts(schedule),
            ControlId::MyShifts,
            ControlId::ShareSchedule(schedule),
            ControlId::ShareAll,
            ControlId::UndoOverride(shift),
            ControlId::RemoveOverride(shift),
            ControlId::TakeGap(schedule, 1_773_043_200),
            ControlId::CreateSchedule,
            ControlId::EditSchedule(schedule),
            ControlId::WhoIsOnCall(schedule),
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
            next_shifts:SABCDEFGH1234
            my_shifts
            share_schedule:SABCDEFGH1234
            share_all
            undo_override:OABCDEFGH1234
            remove_override:OABCDEFGH1234
            take_gap:SABCDEFGH1234:1773043200
            create_schedule
            edit_schedule:SABCDEFGH1234
            who_is_on_call:SABCDEFGH1234
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
            "undo_override",
            "remove_override:",
            "take_gap:S1",
            "take_gap:S1:x",
            "take_gap::1",
            "draft_",
            "draft_raise:x",
            "draft_back:1",
        ];
        for text in foreign.into_iter().chain(wrong) {
            assert_eq!(text.parse::<ControlId>(), Err(UnknownControl), "{text}");
        }
    }
}
