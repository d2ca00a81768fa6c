//! People as requests name them and answers show them.

use serde_json::{Value, json};

use super::fields::Fields;
use crate::ids::UserId;
use crate::store::people::{Person, Standing};
use crate::usecases::change::Change;
use crate::usecases::people::People;

/// The person an id in a request stands for, if there is one here.
fn person(id: &Value, people: &People) -> Option<UserId> {
    let id: UserId = id.as_str()?.parse().ok()?;
    people.get(id).map(|person| person.id)
}

/// The people a list of ids stands for; notes it when one is nobody's.
pub fn users(fields: &mut Fields<'_>, name: &str, ids: Change<Vec<Value>>, people: &People) -> Change<Vec<UserId>> {
    let Change::To(ids) = ids else { return Change::Keep };
    match group(&ids, people) {
        Ok(users) => Change::To(users),
        Err(sentence) => {
            fields.refuse(name, sentence);
            Change::Keep
        }
    }
}

/// The people with these ids, or the sentence about those that nobody has.
pub fn group(ids: &[Value], people: &People) -> Result<Vec<UserId>, String> {
    let found: Vec<Option<UserId>> = ids.iter().map(|id| person(id, people)).collect();
    let unknown: Vec<&Value> = ids.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(id, _)| id).collect();
    if unknown.is_empty() {
        Ok(found.into_iter().flatten().collect())
    } else {
        Err(format!("User does not exist {}", missing(unknown)))
    }
}

/// Ids that nobody has, as the reference prints a set of them.
pub fn missing<'a>(ids: impl IntoIterator<Item = &'a Value>) -> String {
    let mut named: Vec<String> = ids
        .into_iter()
        .map(|id| match id {
            Value::String(id) => format!("'{id}'"),
            Value::Null => "None".to_owned(),
            other => other.to_string(),
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    format!("{{{}}}", named.join(", "))
}

/// What somebody may do, in the API's words.
pub fn role(standing: Standing) -> &'static str {
    match standing {
        Standing::Admin => "admin",
        Standing::Member => "editor",
        Standing::Guest => "viewer",
        Standing::Bot | Standing::Deactivated => "none",
    }
}

/// A person's Slack account, or null.
pub fn slack(person: &Person, team: Option<&str>) -> Value {
    match (&person.slack_id, team) {
        (Some(id), Some(team)) => json!({ "user_id": id, "team_id": team }),
        _ => Value::Null,
    }
}
