//! Why a change to a schedule or a shift is not made: what the person can put right, as values. Slack reads the
//! sentences; the API answers each in its own shape.

use super::{Error, UserError};
use crate::feeds::Trouble;
use crate::ids::{TeamId, UserId};
use crate::store::StoreError;
use crate::store::feeds::Which;

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Names are typed by people, so they are unique in a workspace, whatever the case.
    #[error("There is a schedule called `{0}` already: choose another name")]
    NameTaken(String),
    /// Clients look teams up by their names, so those are unique too.
    #[error("There is a team called `{0}` already: choose another name")]
    TeamNameTaken(String),
    /// A team that is not there, or not in this workspace.
    #[error("I don't know the team `{0}`")]
    UnknownTeam(TeamId),
    /// Members of a team who are not in this workspace.
    #[error("No one here has the id `{}`", ids(.0))]
    UnknownMembers(Vec<UserId>),
    /// Shifts that are not there, or not in this workspace.
    #[error("I don't know the shift `{}`", .0.join("`, `"))]
    UnknownShifts(Vec<String>),
    /// An override belongs to one schedule and is not attached to others.
    #[error("An override can't be attached to a schedule: make it on the schedule itself")]
    OverrideNotAttachable,
    /// People who are not in this workspace.
    #[error("No one here has the id `{}`", ids(.0))]
    UnknownPeople(Vec<UserId>),
    /// The workspace has no Slack team.
    #[error("Slack isn't connected to this workspace")]
    SlackNotConnected,
    /// No channel has this Slack id.
    #[error("I don't know the Slack channel `{0}`")]
    UnknownChannel(String),
    /// No user group has this Slack id.
    #[error("I don't know the Slack user group `{0}`")]
    UnknownGroup(String),
    /// A calendar that cannot be read.
    #[error("I can't read the calendar: {trouble}")]
    Calendar {
        /// Which of the schedule's calendars.
        which: Which,
        /// Why.
        trouble: Trouble,
    },
    /// A shift that repeats does not say how often.
    #[error("A shift that repeats needs a frequency")]
    FrequencyMissing,
    /// A weekly shift does not say when weeks begin.
    #[error("A weekly shift needs the day its weeks begin with")]
    WeekStartMissing,
    /// A repeating shift's interval was emptied.
    #[error("A shift that repeats needs an interval of 1 or more")]
    IntervalMissing,
    /// A rotation does not say who begins.
    #[error("A rotation needs to know which group begins")]
    FirstGroupMissing,
    /// Days of the month in a daily rotation.
    #[error("A daily rotation can't be limited to days of the month")]
    DaysOfMonthInDailyRotation,
    /// A daily rotation's turns are longer than the days it is limited to.
    #[error("The interval of a daily rotation can't be longer than the days it is limited to")]
    IntervalOverDays,
    /// An override without anybody.
    #[error("An override needs somebody who takes over")]
    OverrideOfNobody,
    /// An override that ends before it begins.
    #[error("An override has to end after it begins")]
    EndNotAfterStart,
    /// A swap that has begun already.
    #[error("A swap has to begin in the future")]
    SwapNotAhead,
    /// A swap that ends before it begins.
    #[error("A swap has to end after it begins")]
    SwapEndsBeforeItBegins,
    /// Somebody takes their own swap.
    #[error("You can't cover for yourself")]
    SwapOfOneself,
    /// Somebody was faster.
    #[error("{by_name} has taken this already")]
    SwapTaken {
        /// Who.
        by: UserId,
        /// What they are called.
        by_name: String,
    },
    /// It is one half of an exchange with one person.
    #[error("This is an exchange with {with}: nobody else can take it")]
    SwapIsExchange {
        /// What they are called.
        with: String,
    },
    /// It was not taken before it began.
    #[error("This is past: it began and nobody had taken it")]
    SwapPastDue,
    /// Somebody takes a swap who may not be on call.
    #[error("Guests, bots and people who left can't be on call")]
    SwapTakerMayNotServe,
    /// The actor does not manage the schedule; these people do.
    #[error("{}", may_not(.0, .1))]
    MayNot(String, Vec<String>),
    /// We have not read the actor from Slack yet, or they are a guest.
    #[error("Only members of this workspace can make and edit schedules")]
    NotAMember,
}

fn ids(people: &[UserId]) -> String {
    people.iter().map(UserId::as_str).collect::<Vec<_>>().join("`, `")
}

/// Why a use case changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// What was to be changed is not there, or not in this workspace.
    #[error("there is no such thing here")]
    NotFound,
    /// The request is wrong in these ways.
    #[error("{}", sentences(.0))]
    Problems(Vec<Problem>),
    /// We could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who may change a schedule, as a sentence.
pub fn may_not(schedule: &str, managers: &[String]) -> String {
    let ask = match managers {
        [] => "an admin of this workspace".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    };
    format!("Only those who manage *{schedule}* can change it: ask {ask}")
}

fn sentences(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join(". ")
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Store(error) => Self::Store(error),
            Refused::NotFound => Self::User(UserError("This is gone. `/oncall` lists what there is".to_owned())),
            problems @ Refused::Problems(_) => Self::User(UserError(problems.to_string())),
        }
    }
}

/// What a use case answers that changes schedules or shifts.
pub type Outcome<T> = Result<T, Refused>;
