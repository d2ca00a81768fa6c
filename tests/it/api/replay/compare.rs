//! Whether two answers say the same. People and shifts in a list are a set to every client, so their order does not count;
//! numbers of Grafana's own are nobody's here.

use serde_json::Value;

/// Lists that clients treat as sets.
const SETS: [&str; 4] = ["users", "on_call_now", "shifts", "rolling_users"];

/// The difference, if there is one.
pub fn difference(expected: &Value, actual: &Value) -> Option<String> {
    let (expected, actual) = (normal(expected), normal(actual));
    (expected != actual).then(|| format!("expected {expected}, got {actual}"))
}

fn normal(value: &Value) -> Value {
    match value {
        Value::Object(record) => record
            .iter()
            .filter(|(key, _)| *key != "grafana_id" && *key != "avatar_full")
            .map(|(key, value)| {
                let value = normal(first_of_a_calendars_complaint(value));
                let value = match value {
                    Value::Array(items) if SETS.contains(&key.as_str()) => Value::Array(sorted_inside(key, items)),
                    Value::Array(rows) if key == "results" => Value::Array(rows_in_order(rows)),
                    other => other,
                };
                (key.clone(), value)
            })
            .collect(),
        Value::Array(items) => items.iter().map(normal).collect(),
        other => other.clone(),
    }
}

/// To the reference's complaint about a calendar we add a sentence that says why.
fn first_of_a_calendars_complaint(value: &Value) -> &Value {
    const COMPLAINTS: [&str; 3] = ["Ical download failed", "Ical parse failed", "Potential self-reference"];
    match value.as_array().map(Vec::as_slice) {
        Some([first, _why]) if COMPLAINTS.iter().any(|complaint| first == complaint) => first,
        Some([only]) if COMPLAINTS.iter().any(|complaint| only == complaint) => only,
        _ => value,
    }
}

/// Groups of a rotation keep their order, the people inside do not.
fn sorted_inside(key: &str, mut items: Vec<Value>) -> Vec<Value> {
    if key == "rolling_users" {
        for group in &mut items {
            if let Value::Array(people) = group {
                people.sort_by_key(ToString::to_string);
            }
        }
    } else {
        items.sort_by_key(ToString::to_string);
    }
    items
}

/// Final shifts that begin together come in any order.
fn rows_in_order(mut rows: Vec<Value>) -> Vec<Value> {
    if rows.iter().all(|row| row.get("shift_start").is_some()) {
        rows.sort_by_key(|row| {
            (row["shift_start"].to_string(), row["user_pk"].to_string(), row["shift_end"].to_string())
        });
    }
    rows
}
