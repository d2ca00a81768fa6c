//! `on_call_shifts`, described.

use serde_json::{Value, json};

use super::parts::{Operation, field, page_of, path, record, schema, together};

const TAG: &str = "on_call_shifts";

/// `on_call_shifts/`
pub fn shifts() -> Value {
    let list = Operation::reads("list_shifts", TAG, "Shifts")
        .about("In the order they were made.")
        .asks("name", json!({"type": "string"}), "Only shifts called exactly this.")
        .asks("schedule_id", json!({"type": "string"}), "Only shifts owned by or attached to this schedule.")
        .asks("team_id", json!({"type": "string"}), "Only those of this team; `null` is no team.")
        .in_pages(50)
        .gives("200", "A page of shifts.", "ShiftPage", json!({
            "count": 1, "next": null, "previous": null, "results": [example()], "page_size": 50, "current_page_number": 1,
            "total_pages": 1,
        }));
    let make = Operation::changes("make_shift", TAG, "Make a shift")
        .about("It belongs to no schedule until one names it among its `shifts`.")
        .takes("NewShift", json!({
            "type": "rolling_users", "name": "payments weekly", "time_zone": "Europe/Oslo", "level": 1,
            "start": "2026-01-05T09:00:00", "duration": 604_800, "frequency": "weekly", "interval": 1, "week_start": "MO",
            "rolling_users": [["U4DNY931HHJS5"], ["U6RV9WPSL6DFW"]], "start_rotation_from_user_index": 0,
        }))
        .gives("201", "The shift.", "Shift", example())
        .can_be_tried();
    path(&[], [("get", list), ("post", make)])
}

/// `on_call_shifts/{id}/`
pub fn shift() -> Value {
    let change = |id: &str| {
        Operation::changes(id, TAG, "Change a shift")
            .about("What is not named stays. A change of `type` drops what the new type has no use for.")
            .may_take("ShiftChanges", json!({"duration": 43_200}))
            .gives("200", "The shift as it is now.", "Shift", example())
            .can_be_tried()
    };
    let read = Operation::reads("read_shift", TAG, "A shift").about("One shift.").gives(
        "200",
        "The shift.",
        "Shift",
        example(),
    );
    let delete = Operation::changes("delete_shift", TAG, "Delete a shift")
        .about(
            "It is detached everywhere. One that a web schedule owns and that has begun ends now and stays readable.",
        )
        .gives_nothing("It is gone, or over.")
        .can_be_tried();
    let methods = [("get", read), ("put", change("replace_shift")), ("patch", change("change_shift"))];
    path(&[("id", "The shift's id.")], methods.into_iter().chain([("delete", delete)]))
}

fn example() -> Value {
    json!({
        "id": "OEUB26PCGH6AM", "team_id": null, "schedule": "SBM7DV7BKFUYU", "name": "payments weekly",
        "type": "rolling_users", "time_zone": "Europe/Oslo", "level": 1, "start": "2026-01-05T09:00:00",
        "duration": 604_800, "rotation_start": "2026-01-05T09:00:00", "frequency": "weekly", "interval": 1, "until": null,
        "week_start": "MO", "by_day": null, "by_month": null, "by_monthday": null,
        "rolling_users": [["U4DNY931HHJS5"], ["U6RV9WPSL6DFW"]], "start_rotation_from_user_index": 0,
    })
}

const READING: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$";
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const ALL: [&str; 9] =
    ["id", "team_id", "schedule", "name", "type", "time_zone", "start", "duration", "rotation_start"];
const REPEATED: [&str; 6] = ["frequency", "interval", "until", "by_day", "by_month", "by_monthday"];

fn nullable(kind: &str, what: &str) -> Value {
    field(json!({"type": [kind, "null"]}), what)
}

/// A shift of one type as it is answered.
fn answered(kind: &str, description: &str, own: &[&str], fields: Vec<Value>) -> Value {
    let reading = |what: &str| field(json!({"type": "string", "pattern": READING}), what);
    let common = json!({
        "id": field(json!({"type": "string"}), "Its id."),
        "team_id": nullable("string", "Its team."),
        "schedule": nullable("string", "The schedule that owns it, else the first it is attached to."),
        "name": nullable("string", "Its name; need not be unique."),
        "type": field(json!({"const": kind}), "What kind of rule it is."),
        "time_zone": nullable("string", "The zone its readings are in; null is the schedule's."),
        "start": reading("When the first slot begins, a reading of the wall clock."),
        "duration": field(json!({"type": "integer"}), "How long a slot is, in seconds on the wall clock."),
        "rotation_start": reading("From when the rule holds."),
    });
    let required: Vec<&str> = ALL.iter().chain(own).copied().collect();
    record(description, &required, together([common].into_iter().chain(fields)))
}

fn level() -> Value {
    json!({"level": field(json!({"type": "integer"}), "Higher levels win; negative ones act as 0.")})
}

fn users() -> Value {
    json!({"users": field(json!({"type": "array", "items": {"type": "string"}}), "The ids of everybody who serves.")})
}

/// How a shift repeats.
fn repeated() -> Value {
    let list = |items: Value, what: &str| field(json!({"type": ["array", "null"], "items": items}), what);
    json!({
        "frequency": field(json!({"enum": ["hourly", "daily", "weekly", "monthly", null]}), "How it repeats."),
        "interval": nullable("integer", "Every how many of them; null acts as 1."),
        "until": field(json!({"type": ["string", "null"], "pattern": READING}), "The last start, UTC."),
        "week_start": field(json!({"enum": DAYS}), "The day weeks begin with. There when it is weekly or was given."),
        "by_day": list(json!({"enum": DAYS}), "Only these days of the week."),
        "by_month": list(json!({"type": "integer", "minimum": 1, "maximum": 12}), "Only these months."),
        "by_monthday": list(json!({"type": "integer", "minimum": -31, "maximum": 31}), "Only these days of the month; negative ones count from its end."),
    })
}

fn turns() -> Value {
    let groups = json!({"type": ["array", "null"], "items": {"type": "array", "items": {"type": "string"}}});
    json!({
        "rolling_users": field(groups, "Who takes turns: groups of ids."),
        "start_rotation_from_user_index": nullable("integer", "Which group serves first."),
    })
}

/// Every field as it may be asked for. They are read whatever the type, and dropped where it has no use for them.
fn asked() -> Value {
    let reading = |kind: Value, what: &str| field(json!({"type": kind, "examples": ["2026-01-05T09:00:00"]}), what);
    let whole = || json!({"anyOf": [{"type": "integer"}, {"type": "string"}]});
    let list = |items: Value, what: &str| field(json!({"type": ["array", "null"], "items": items}), what);
    let months: Vec<Value> = (1..=12).map(|month| json!(month)).chain([json!(true)]).collect();
    let days: Vec<Value> = (-31..=31).filter(|day| *day != 0).map(|day| json!(day)).chain([json!(true)]).collect();
    let groups = json!({"type": ["array", "null"], "items": {"type": ["array", "string"]}});
    json!({
        "name": field(json!({"type": ["string", "number", "null"], "minLength": 1, "maxLength": 200}), "Its name; need not be unique."),
        "team_id": schema("TeamId"),
        "time_zone": nullable("string", "An IANA zone; null is the schedule's."),
        "level": field(whole(), "Higher levels win; an override has none."),
        "start": reading(json!("string"), "When the first slot begins: a reading of the wall clock, `2026-01-05T09:00:00`."),
        "duration": field(json!({"type": ["number", "string"]}), "How long a slot is: seconds, `[D ]HH:MM:SS`, or `PT3H`."),
        "rotation_start": reading(json!("string"), "From when the rule holds; `start` unless said."),
        "until": reading(json!(["string", "null"]), "The last start, a reading in UTC; null is for ever."),
        "frequency": field(json!({"enum": ["hourly", "daily", "weekly", "monthly", null]}), "How it repeats. Required for recurrent_event and rolling_users."),
        "interval": field(json!({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}, {"type": "null"}]}), "Every how many of them; 1 unless said."),
        "week_start": field(json!({"enum": DAYS}), "The day weeks begin with. Required when it is weekly."),
        "by_day": list(json!({"enum": DAYS}), "Only these days of the week."),
        "by_month": list(json!({"enum": months}), "Only these months. `true` counts as 1."),
        "by_monthday": list(json!({"enum": days}), "Only these days of the month; negative ones count from its end."),
        "users": field(json!({}), "The ids of everybody who serves. Ignored for rolling_users."),
        "rolling_users": field(groups, "Who takes turns: groups of ids. Kept for rolling_users."),
        "start_rotation_from_user_index": field(
            json!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string"}, {"type": "null"}]}),
            "Which group serves first. Required for rolling_users.",
        ),
        "source": field(json!({}), "Who made it: 0 a web page, 3 Terraform; anything else is 1, the API. Never shown."),
    })
}

pub(super) fn schemas() -> Value {
    let kinds = json!({"enum": ["single_event", "recurrent_event", "rolling_users", "override"]});
    let kind = || json!({"type": field(kinds.clone(), "What kind of rule it is.")});
    let types = ["SingleShift", "RecurrentShift", "RollingShift", "OverrideShift"].map(schema);
    let with = |own: &[&'static str]| [own, &REPEATED].concat();
    json!({
        "ShiftPage": page_of("Shift"),
        "Shift": {
            "description": "Which fields there are depends on the type.",
            "oneOf": types,
        },
        "SingleShift": answered("single_event", "Once.", &["level", "users"], vec![level(), users()]),
        "RecurrentShift": answered("recurrent_event", "Again and again, the same people.", &with(&["level", "users"]),
            vec![level(), repeated(), users()]),
        "RollingShift": answered("rolling_users", "Again and again, taking turns.",
            &with(&["level", "rolling_users", "start_rotation_from_user_index"]), vec![level(), repeated(), turns()]),
        "OverrideShift": answered("override", "Once, whatever the levels.", &["users"], vec![users()]),
        "NewShift": record("A shift to be made.", &["type", "start", "duration"], together([kind(), asked()])),
        "ShiftChanges": record("What changes in a shift.", &[], together([kind(), asked()])),
    })
}
