//! A schedule as people make and edit it in Slack: what its forms can say, and what is answered to it. `read_plan` finds the
//! plan of a stored schedule, `save_plan` makes a plan true; `preview_plan` says what saving would do.

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::people::People;
use super::refusal::may_not;
use super::rules::Loaded;
use crate::ids::{ScheduleId, ShiftId, UserId};
use crate::schedule::Level;
use crate::schedule::compare::Comparison;
use crate::schedule::recurrence::Frequency;
use crate::schedule::rotation::Turns;
use crate::schedule::stretch::Stretch;
use crate::store::StoreError;
use crate::store::schedules::Vacancy;
use crate::store::shifts::Day;

/// A schedule as people make and edit it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What people type.
    pub name: String,
    /// An IANA zone. All readings of the plan are of its wall clock.
    pub time_zone: String,
    /// The Slack id of the channel it announces in.
    pub channel: Option<String>,
    /// The Slack id of the user group it keeps.
    pub user_group: Option<String>,
    /// What happens to the user group while nobody is on call.
    pub vacancy: Vacancy,
    /// Who manages it besides its maker and the workspace's admins.
    pub managers: Vec<UserId>,
    /// Whether every member may edit it.
    pub anyone_may_edit: bool,
    /// Its rotations. What is kept although no form can say it is not among them.
    pub rotations: Vec<RotationPlan>,
}

/// One rotation: people or groups in order, and when they change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationPlan {
    /// The stored rotation it continues. None: it is new.
    pub shift: Option<ShiftId>,
    /// What people call it.
    pub name: Option<String>,
    /// A higher level beats a lower one; rotations of one level are on call together.
    pub level: Level,
    /// Who takes turns, in order. The people of one group serve together.
    pub groups: Vec<Vec<UserId>>,
    /// A turn lasts this many units.
    pub every: NonZeroU32,
    /// What turns are counted in. Turns of months begin on the first.
    pub unit: Frequency,
    /// When turns begin and days with them. With `active_hours` they begin when those do, and this is not looked at.
    pub handoff: Time,
    /// On which day turns of weeks begin. None: on the day of `begins`.
    pub handoff_day: Option<Day>,
    /// The days on which anybody serves; a day begins at the handoff. Empty: all.
    pub active_days: Vec<Day>,
    /// From when to when anybody serves on an active day. The end may be before the start: then it is the next day's.
    pub active_hours: Option<(Time, Time)>,
    /// The day on which the first turn begins, at the handoff.
    pub begins: Date,
    /// The day it ends, at the handoff: what begins that day takes over without a gap. None: never.
    pub ends: Option<Date>,
    /// Whether days on which nobody serves use up turns.
    pub turns: Turns,
    /// The group that begins. None: the order continues where it is, with the first group where there is none yet.
    pub restart_with: Option<usize>,
}

/// When an edit takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakesEffect {
    /// When the people on call change next; now, when they never do.
    #[default]
    NextHandoff,
    /// At once.
    Now,
    /// At this instant, which is not past.
    At(Timestamp),
}

/// A stored schedule as its form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The schedule.
    pub id: ScheduleId,
    /// The version it was read at.
    pub version: i64,
    /// What the form says.
    pub plan: Plan,
    /// What saving leaves alone because no form can say it.
    pub kept: Vec<Kept>,
    /// Why its rotations can be seen and not edited here, as a sentence. None: they can.
    pub rotations_elsewhere: Option<String>,
}

/// A rotation that a form cannot show. Saving a plan never touches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub shift: ShiftId,
    /// What it is called, else its id.
    pub name: String,
    /// Why it cannot be shown, as the end of a sentence: "it … ".
    pub because: &'static str,
}

/// What saving a plan would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// When it takes effect. Before it nothing changes.
    pub effective: Timestamp,
    /// Who gains and who loses, through the sixty days from then.
    pub comparison: Comparison,
    /// Who is on call from then on, for four weeks; nobody: a gap.
    pub first_weeks: Vec<Stretch>,
    /// Everybody, for their names.
    pub people: People,
    /// What saving leaves alone because no form can say it.
    pub kept: Vec<Kept>,
}

/// What saving a plan did.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The schedule as it is now.
    pub schedule: Loaded,
    /// Its form, with the version to edit next.
    pub planned: Planned,
    /// What was done, as the preview would have said it.
    pub preview: Preview,
}

/// Which part of a form something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the field of the same name in `Plan`; `From` is when it takes effect")]
pub enum Field {
    Name,
    TimeZone,
    Channel,
    UserGroup,
    Vacancy,
    Managers,
    Rotations,
    Rotation(usize, RotationField),
    TakesEffect,
}

/// Which part of one rotation's form something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the field of the same name in `RotationPlan`")]
pub enum RotationField {
    Shift,
    Name,
    Groups,
    Every,
    ActiveDays,
    ActiveHours,
    Begins,
    Ends,
    RestartWith,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Where.
    pub field: Field,
    /// What, as one sentence without a final period.
    pub says: String,
}

/// Why a plan was not read, previewed or saved. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The schedule is not there (any more).
    #[error("This schedule is gone. `/oncall` lists what there is")]
    Gone,
    /// We have not read the asker from Slack yet, or they are a guest.
    #[error("Only members of this workspace can make and edit schedules")]
    NotAMember,
    /// The asker does not manage the schedule; these people do.
    #[error("{}", may_not(.0, .1))]
    MayNot(String, Vec<String>),
    /// Somebody changed it since it was read.
    #[error(
        "Somebody has changed *{0}* since you opened it, so nothing was saved: open it again and repeat your change"
    )]
    ChangedSince(String),
    /// These fields are wrong.
    #[error("{}", sentences(.0))]
    Fields(Vec<FieldProblem>),
    /// We could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What reading, previewing and saving a plan answer.
pub type Answer<T> = Result<T, Refusal>;

fn sentences(problems: &[FieldProblem]) -> String {
    problems.iter().map(|problem| problem.says.as_str()).collect::<Vec<_>>().join(". ")
}
