//! The ids of buttons: typed here, text in Slack. Messages already posted carry them, so the words never change.

use std::fmt;
use std::str::FromStr;

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
    /// *Create link* to a schedule's calendar, or to that of one's own shifts.
    CreateLink(Option<ScheduleId>),
    /// *Make a new link* in place of the one there is.
    RenewLink(Option<ScheduleId>),
    /// *Revoke* the link.
    RevokeLink(Option<ScheduleId>),
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
            Self::CreateLink(None) => write!(f, "create_link"),
            Self::CreateLink(Some(schedule)) => write!(f, "create_link:{schedule}"),
            Self::RenewLink(None) => write!(f, "renew_link"),
            Self::RenewLink(Some(schedule)) => write!(f, "renew_link:{schedule}"),
            Self::RevokeLink(None) => write!(f, "revoke_link"),
            Self::RevokeLink(Some(schedule)) => write!(f, "revoke_link:{schedule}"),
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
            ("share_schedule", _) => Ok(Self::ShareSchedule(schedule()?)),
            ("my_shifts", "") => Ok(Self::MyShifts),
            ("share_all", "") => Ok(Self::ShareAll),
            ("undo_override", _) => Ok(Self::UndoOverride(shift()?)),
            ("remove_override", _) => Ok(Self::RemoveOverride(shift()?)),
            ("create_link", _) => Ok(Self::CreateLink(schedule_if_any()?)),
            ("renew_link", _) => Ok(Self::RenewLink(schedule_if_any()?)),
            ("revoke_link", _) => Ok(Self::RevokeLink(schedule_if_any()?)),
            ("take_gap", _) => {
                let (schedule, end) = rest.split_once(':').ok_or(UnknownControl)?;
                let schedule = schedule.parse().map_err(|_| UnknownControl)?;
                Ok(Self::TakeGap(schedule, end.parse().map_err(|_| UnknownControl)?))
            }
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
            ControlId::CreateLink(None),
            ControlId::CreateLink(Some(schedule)),
            ControlId::RenewLink(None),
            ControlId::RenewLink(Some(schedule)),
            ControlId::RevokeLink(None),
            ControlId::RevokeLink(Some(schedule)),
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
            create_link
            create_link:SABCDEFGH1234
            renew_link
            renew_link:SABCDEFGH1234
            revoke_link
            revoke_link:SABCDEFGH1234"]]
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
            "create_link:",
            "revoke_link:a b",
        ];
        for text in foreign.into_iter().chain(wrong) {
            assert_eq!(text.parse::<ControlId>(), Err(UnknownControl), "{text}");
        }
    }
}
