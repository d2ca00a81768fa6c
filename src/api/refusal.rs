//! What a use case refuses, in the reference's shapes.

use serde_json::{Map, Value, json};

use super::error::ApiError;
use super::people::missing;
use crate::feeds::{Kind, Trouble};
use crate::ids::UserId;
use crate::store::feeds::Which;
use crate::usecases::refusal::{Problem, Refused};

/// The answer to a request that a use case refused.
pub fn refused(refused: Refused) -> ApiError {
    match refused {
        Refused::NotFound => ApiError::not_found(),
        Refused::Store(error) => ApiError::Broken(error),
        Refused::Problems(problems) => all(&problems),
    }
}

/// A complaint about the whole request hides those about fields, as the reference has it.
fn all(problems: &[Problem]) -> ApiError {
    let mut fields = Map::new();
    for problem in problems {
        match place(problem) {
            Place::Whole(detail) => return ApiError::bad_request(detail),
            Place::Calendar(name, sentences) => {
                fields.insert(name.to_owned(), json!(sentences));
            }
            Place::Field(name, sentence) => {
                fields.insert(name.to_owned(), json!([sentence]));
            }
            Place::Slack(name, sentence) => {
                let slack = fields.entry("slack").or_insert_with(|| Value::Object(Map::new()));
                slack[name] = json!([sentence]);
            }
        }
    }
    ApiError::Fields(fields)
}

enum Place {
    Whole(String),
    Field(&'static str, String),
    Slack(&'static str, &'static str),
    Calendar(&'static str, [String; 2]),
}

const NOT_TAKEABLE: &str = "The shift swap request is not in a state which allows it to be taken";

fn whole(detail: &str) -> Place {
    Place::Whole(detail.to_owned())
}

fn no_such_people(ids: &[UserId]) -> String {
    let ids: Vec<Value> = ids.iter().map(|id| json!(id)).collect();
    format!("User does not exist {}", missing(&ids))
}

/// The reference's sentence, then why.
fn calendar(which: Which, trouble: &Trouble) -> Place {
    let field = match which {
        Which::Primary => "ical_url_primary",
        Which::Overrides => "ical_url_overrides",
    };
    let sentence = match trouble.kind() {
        Kind::Download => "Ical download failed",
        Kind::Parse => "Ical parse failed",
        Kind::SelfReference => "Potential self-reference",
    };
    let why = trouble.to_string();
    let why = why[..1].to_uppercase() + &why[1..];
    Place::Calendar(field, [sentence.to_owned(), format!("{why}.")])
}

fn place(problem: &Problem) -> Place {
    match problem {
        Problem::NameTaken(name) => Place::Field("name", format!("A schedule called `{name}` already exists.")),
        Problem::TeamNameTaken(name) => Place::Field("name", format!("A team called `{name}` already exists.")),
        Problem::UnknownTeam(_) => Place::Field("team_id", "Object does not exist".to_owned()),
        Problem::UnknownMembers(ids) => Place::Field("members", no_such_people(ids)),
        Problem::UnknownShifts(ids) => {
            let ids: Vec<Value> = ids.iter().map(|id| json!(id)).collect();
            Place::Field("shifts", format!("Shift does not exist {}", missing(&ids)))
        }
        Problem::UnknownPeople(ids) => Place::Field("users", no_such_people(ids)),
        Problem::OverrideNotAttachable => whole("Shifts of type override are not supported in this schedule"),
        Problem::SlackNotConnected => whole("Slack isn't connected to this workspace"),
        Problem::UnknownChannel(_) => Place::Slack("channel_id", "Slack channel does not exist"),
        Problem::UnknownGroup(_) => Place::Slack("user_group_id", "Slack user group does not exist"),
        Problem::Calendar { which, trouble } => calendar(*which, trouble),
        Problem::FrequencyMissing => whole("Field 'frequency' is required for this on-call shift type"),
        Problem::WeekStartMissing => whole("Field 'week_start' is required for frequency type 'weekly'"),
        Problem::IntervalMissing => whole("Field 'interval' must be a positive integer"),
        Problem::FirstGroupMissing => {
            whole("Field 'start_rotation_from_user_index' is required for this on-call shift type")
        }
        Problem::DaysOfMonthInDailyRotation => whole(
            "Day limits are temporarily disabled for on-call shifts with type 'rolling_users' and frequency 'daily'",
        ),
        Problem::IntervalOverDays => whole("Interval must be less than or equal to the number of selected days"),
        Problem::OverrideOfNobody => Place::Field("users", "This list may not be empty.".to_owned()),
        Problem::SwapNotAhead => {
            Place::Field("non_field_errors", "swap_start must be a datetime in the future".to_owned())
        }
        Problem::SwapEndsBeforeItBegins => {
            Place::Field("non_field_errors", "swap_end must occur after swap_start".to_owned())
        }
        Problem::SwapOfOneself => whole("A shift swap request cannot be created and taken by the same user"),
        Problem::SwapTaken { by_name, .. } => Place::Whole(format!("{NOT_TAKEABLE}: {by_name} has taken it")),
        Problem::SwapIsExchange { with } => {
            Place::Whole(format!("{NOT_TAKEABLE}: it is an exchange with {with} alone"))
        }
        Problem::SwapPastDue => whole(NOT_TAKEABLE),
        Problem::SwapTakerMayNotServe => whole("Invalid benefactor user ID"),
        // Tokens manage everything; people do not come by this way.
        Problem::MayNot(..) | Problem::NotAMember => Place::Whole(problem.to_string()),
        Problem::EndNotAfterStart => Place::Field("end", "This has to be after `start`.".to_owned()),
    }
}
