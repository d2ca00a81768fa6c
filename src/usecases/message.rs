//! What Rota has to say, as meaning. Words and buttons are made when it is sent, so a change of wording needs no migration.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Result;
use super::calendar_meaning::Puzzles;
use super::cover::message::{CoverCard, CoverNews, CoverReminder};
use super::people_news::{AbsenceTrouble, AwayNews, ConflictNews, LeaverNews, Reminders, ShiftNews};
use crate::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::schedule::handoff::OnCallPerson;
use crate::schedule::stretch::{Stretch, Watch};
use crate::store::feeds::Which;
use crate::store::links::Mentions;
use crate::store::outbox::{self, How, Queued};
use crate::store::{StoreError, Transaction};

/// Something to be said in a channel or to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// The people on call changed.
    HandoffAnnounced(Box<HandoffAnnounced>),
    /// Somebody was put on call by hand: told to those it touches.
    PutOnCall(Box<OverrideNews>),
    /// An override was taken back: told to those it touches.
    OverrideTakenBack(Box<OverrideNews>),
    /// A schedule was deleted: told in its channel.
    ScheduleDeleted {
        /// What it was called.
        schedule_name: String,
        /// Who deleted it.
        by: Option<UserId>,
        /// The handle of the group it kept, without `@`.
        group: Option<String>,
    },
    /// Nobody is on call in the time ahead.
    HealthTold(Box<HealthTold>),
    /// Who comes when in the week ahead.
    WeekAhead(Box<WeekAhead>),
    /// Somebody asks for cover: what has become of it, in a message that is rewritten.
    Cover(Box<CoverCard>),
    /// What one person is told about a request for cover.
    CoverNews(Box<CoverNews>),
    /// Nobody has accepted a request for cover yet.
    CoverReminder(Box<CoverReminder>),
    /// Slack will not take messages for the schedule's channel.
    ChannelRefused {
        /// Which schedule.
        schedule: ScheduleId,
        /// What it is called.
        schedule_name: String,
        /// The channel's Slack id.
        channel: String,
        /// Slack's word for why.
        reason: String,
    },
    /// Slack will not let us change a user group.
    GroupRefused {
        /// The group's handle, without `@`.
        handle: String,
        /// The schedules that keep it.
        schedules: Vec<String>,
        /// Slack's word for why.
        reason: String,
    },
    /// Slack will not let us set the topic of a channel.
    TopicRefused {
        /// The channel's Slack id.
        channel: String,
        /// The schedules that are named there.
        schedules: Vec<String>,
        /// Slack's word for why.
        reason: String,
    },
    /// A schedule's calendar cannot be read.
    CalendarUnreadable(Box<CalendarTrouble>),
    /// It can be read again.
    CalendarWell(Box<CalendarTrouble>),
    /// There are things in a schedule's calendar that nobody understands.
    CalendarPuzzles(CalendarPuzzles),
    /// Somebody is planned to be on call and cannot be in the user group.
    LeftOutOfGroup {
        /// The group's handle, without `@`.
        handle: String,
        /// The schedule that names them.
        schedule_name: String,
        /// Who.
        user: UserId,
        /// Why.
        because: Barrier,
    },
    /// Somebody else noted that they are away.
    AwayNoted(Box<AwayNews>),
    /// A calendar of somebody's absences cannot be read.
    AbsencesUnreadable(Box<AbsenceTrouble>),
    /// It can be read again.
    AbsencesWell(Box<AbsenceTrouble>),
    /// Somebody is on call while they are away: told to them and to the managers.
    AwayConflict(Box<ConflictNews>),
    /// Shifts of somebody begin soon.
    Reminded(Box<Reminders>),
    /// Somebody else changed somebody's shifts.
    ShiftsChanged(Box<ShiftNews>),
    /// Somebody who may not be on call any more is in rotations: told to the managers.
    LeftRotations(Box<LeaverNews>),
}

/// A handoff, as it was when it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoffAnnounced {
    /// Which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// The zone its people plan in, for readers whose own is not known.
    pub time_zone: String,
    /// The instant of the change.
    pub at: Timestamp,
    /// Who is on call since, until when, and who follows.
    pub watch: Watch,
    /// Who was not on call before.
    pub joined: Vec<UserId>,
    /// Who was, and is not any more.
    pub left: Vec<OnCallPerson>,
    /// Whether nobody was on call before, ever: nobody handed over to anybody.
    pub first: bool,
    /// What the schedule's user group does while nobody is on call.
    pub group: Option<GroupInGap>,
    /// The overrides that put people on call now.
    #[serde(default)]
    pub overrides: Vec<OverrideNote>,
    /// Who is mentioned; the others are only named.
    #[serde(default)]
    pub mentions: Mentions,
}

/// When nobody is on call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthTold {
    /// Which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// The zone its people plan in.
    pub time_zone: String,
    /// The spans, by start.
    pub uncovered: Vec<Interval>,
    /// Who is named and may not serve.
    pub unable: Vec<UserId>,
    /// Whether a change opened them, rather than that the week began.
    pub by_change: bool,
}

/// A week's handoffs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekAhead {
    /// Which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// The zone its people plan in.
    pub time_zone: String,
    /// From now on, each beginning where the one before ends.
    pub coming: Vec<Stretch>,
}

/// Who made an override, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrideNote {
    /// Which override.
    pub shift: ShiftId,
    /// Who made it.
    pub by: Option<UserId>,
    /// Why, as they said.
    pub reason: Option<String>,
}

/// An override, as it is told to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrideNews {
    /// Who is told.
    pub to: UserId,
    /// In which schedule.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// When it begins, or began.
    pub start: Timestamp,
    /// When it ends, or would have ended.
    pub end: Timestamp,
    /// Who serves by it.
    pub on: UserId,
    /// Who serves without it, each once.
    pub off: Vec<UserId>,
    /// Who made it, or took it back.
    pub by: Option<UserId>,
    /// Why, as they said.
    pub reason: Option<String>,
}

/// A calendar that cannot be read, or could not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarTrouble {
    /// Which schedule's.
    pub schedule: ScheduleId,
    /// What it was called.
    pub schedule_name: String,
    /// The zone its people plan in, for readers whose own is not known.
    pub time_zone: String,
    /// Which of its calendars.
    pub which: Which,
    /// Since when it could not be read.
    pub since: Timestamp,
    /// When it could be read last; `None`: never yet.
    pub good_at: Option<Timestamp>,
    /// Why the last look failed.
    pub reason: String,
}

/// What nobody understands in a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPuzzles {
    /// What its schedule was called.
    pub schedule_name: String,
    /// What it is.
    pub puzzles: Puzzles,
}

/// A user group in a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupInGap {
    /// Its handle, without `@`.
    pub handle: String,
    /// What it does.
    pub does: InGap,
}

/// What a user group does in a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InGap {
    /// It still points at the last people.
    Keeps,
    /// It points at these people.
    FallsBack(Vec<UserId>),
    /// It is disabled.
    IsDisabled,
}

/// Why somebody cannot be in a user group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// Slack does not know them.
    NotInSlack,
    /// A guest.
    Guest,
    /// A bot.
    Bot,
    /// They left the workspace.
    Deactivated,
}

impl Message {
    /// The message as it waits in the outbox.
    ///
    /// # Panics
    /// Never: our messages always have a JSON text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("messages have text keys and no failing serialisers")
    }
}

/// Queues `message` for `target` (a channel's or a person's Slack id) under `key`, which is never used twice.
pub async fn say(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    target: &str,
    key: String,
    message: &Message,
    now: Timestamp,
) -> Result<bool, StoreError> {
    say_how(tx, workspace, target, key, message, How::Anew, now).await
}

/// The same, in the place of what another message says or in its thread.
pub async fn say_how(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    target: &str,
    key: String,
    message: &Message,
    how: How,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let queued = Queued { workspace, key, target: target.to_owned(), message: message.to_json(), due_at: now, how };
    outbox::add(tx, &queued, now).await
}
