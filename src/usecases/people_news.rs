//! What is told to people about themselves and their shifts, as meaning: time off, reminders, changes, leavers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::message::Barrier;
use super::shift_news::{ShiftChange, Span};
use crate::ids::{AbsenceFeedId, ScheduleId, UserId};

/// Time off, as it is told to who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwayNews {
    /// Who is away, and told.
    pub to: UserId,
    /// Who noted it.
    pub by: UserId,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

/// A calendar of somebody's absences that cannot be read, or can be again. It names the server and no address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceTrouble {
    /// Whose calendar it is, and who is told.
    pub to: UserId,
    /// Which.
    pub calendar: AbsenceFeedId,
    /// The server's name.
    pub server: String,
    /// Since when it cannot be read.
    pub since: Timestamp,
    /// When it could be read last.
    pub good_at: Timestamp,
    /// Why it cannot, as it goes on after "because".
    pub reason: String,
}

/// Shifts of somebody in one schedule that lie in their time off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictNews {
    /// Who is away.
    pub user: UserId,
    /// Whether it is they who are told.
    pub to_them: bool,
    /// In which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// The zone its people plan in.
    pub time_zone: String,
    /// When they are away.
    pub away: (Timestamp, Timestamp),
    /// When they would serve, by start.
    pub shifts: Vec<(Timestamp, Timestamp)>,
}

/// Shifts somebody is reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// Who is reminded.
    pub to: UserId,
    /// Of what, by start. Never empty.
    pub shifts: Vec<ReminderItem>,
}

/// A shift somebody is reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReminderItem {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends; `None` when that is farther ahead than was looked.
    pub end: Option<Timestamp>,
}

/// What others did to somebody's shifts in one schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftNews {
    /// Who is told.
    pub to: UserId,
    /// In which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// Who did it, when that is known.
    pub by: Vec<UserId>,
    /// What was done.
    pub news: News,
}

/// What was done to somebody's shifts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// They had none in the schedule, and have some now.
    Joined {
        /// The first.
        first: Span,
    },
    /// Some moved, are lost or are new; by time, never empty.
    Changed(Vec<ShiftChange>),
    /// The schedule was deleted.
    Deleted {
        /// What they had in it.
        lost: Vec<Span>,
    },
}

/// Somebody who may not be on call any more, and what their rotations lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaverNews {
    /// Who.
    pub user: UserId,
    /// Why they may not.
    pub because: Barrier,
    /// Where they have turns. Never empty.
    pub schedules: Vec<LeaverSchedule>,
}

/// A schedule in which somebody who left has turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaverSchedule {
    /// Which.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// The zone its people plan in.
    pub time_zone: String,
    /// When nobody is on call without them.
    pub gaps: Vec<Span>,
    /// How many more gaps there are.
    pub more: usize,
}
