//! What a use case refuses, in the reference's shapes.

use serde_json::{Map, Value, json};

use super::error::ApiError;
use super::people::missing;
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
    Whole(&'static str),
    Field(&'static str, String),
    Slack(&'static str, &'static str),
}

fn place(problem: &Problem) -> Place {
    match problem {
        Problem::NameTaken(name) => Place::Field("name", format!("A schedule called `{name}` already exists.")),
        Problem::UnknownShifts(ids) => {
            let ids: Vec<Value> = ids.iter().map(|id| json!(id)).collect();
            Place::Field("shifts", format!("Shift does not exist {}", missing(&ids)))
        }
        Problem::UnknownPeople(ids) => {
            let ids: Vec<Value> = ids.iter().map(|id| json!(id)).collect();
            Place::Field("users", format!("User does not exist {}", missing(&ids)))
        }
        Problem::OverrideNotAttachable => Place::Whole("Shifts of type override are not supported in this schedule"),
        Problem::SlackNotConnected => Place::Whole("Slack isn't connected to this workspace"),
        Problem::UnknownChannel(_) => Place::Slack("channel_id", "Slack channel does not exist"),
        Problem::UnknownGroup(_) => Place::Slack("user_group_id", "Slack user group does not exist"),
        Problem::FrequencyMissing => Place::Whole("Field 'frequency' is required for this on-call shift type"),
        Problem::WeekStartMissing => Place::Whole("Field 'week_start' is required for frequency type 'weekly'"),
        Problem::IntervalMissing => Place::Whole("Field 'interval' must be a positive integer"),
        Problem::FirstGroupMissing => {
            Place::Whole("Field 'start_rotation_from_user_index' is required for this on-call shift type")
        }
        Problem::DaysOfMonthInDailyRotation => Place::Whole(
            "Day limits are temporarily disabled for on-call shifts with type 'rolling_users' and frequency 'daily'",
        ),
        Problem::IntervalOverDays => Place::Whole("Interval must be less than or equal to the number of selected days"),
        Problem::OverrideOfNobody => Place::Field("users", "This list may not be empty.".to_owned()),
        Problem::EndNotAfterStart => Place::Field("end", "This has to be after `start`.".to_owned()),
    }
}
