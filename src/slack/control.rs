//! The ids of buttons: typed here, text in Slack. Messages already posted carry them, so the words never change.

use std::fmt;
use std::str::FromStr;

use crate::ids::ScheduleId;

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
        }
    }
}

impl FromStr for ControlId {
    type Err = UnknownControl;
    fn from_str(text: &str) -> Result<Self, UnknownControl> {
        let (word, rest) = text.split_once(':').unwrap_or((text, ""));
        let schedule = || rest.parse().map_err(|_| UnknownControl);
        match (word, rest) {
            ("next_shifts", _) => Ok(Self::NextShifts(schedule()?)),
            ("share_schedule", _) => Ok(Self::ShareSchedule(schedule()?)),
            ("my_shifts", "") => Ok(Self::MyShifts),
            ("share_all", "") => Ok(Self::ShareAll),
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
        let all = [
            ControlId::NextShifts(schedule),
            ControlId::MyShifts,
            ControlId::ShareSchedule(schedule),
            ControlId::ShareAll,
        ];
        let words: Vec<_> = all.iter().map(ToString::to_string).collect();
        expect![[r"
            next_shifts:SABCDEFGH1234
            my_shifts
            share_schedule:SABCDEFGH1234
            share_all"]]
        .assert_eq(&words.join("\n"));
        for control in all {
            assert_eq!(control.to_string().parse(), Ok(control));
        }
    }

    #[test]
    fn what_another_version_wrote_is_unknown_and_nothing_worse() {
        for text in ["", ":", "take_swap:SW7Q", "next_shifts", "next_shifts:", "next_shifts:a b", "share_all:x", "ü:ü"]
        {
            assert_eq!(text.parse::<ControlId>(), Err(UnknownControl), "{text}");
        }
    }
}
