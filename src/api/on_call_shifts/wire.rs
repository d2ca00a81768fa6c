//! A shift as JSON, both ways. Which keys it has depends on its type; a key that does not belong to the type is ignored.

use serde_json::{Map, Value, json};

use crate::api::body::Body;
use crate::api::duration;
use crate::api::error::{ApiError, ApiResult};
use crate::api::fields::{Fields, not_a_list};
use crate::api::people::{group, users};
use crate::api::time::{reading, show_reading};
use crate::api::wire;
use crate::ids::{ScheduleId, TeamId, UserId};
use crate::schedule::recurrence::Frequency;
use crate::store::shifts::{Day, ShiftRecord, ShiftType};
use crate::usecases::change::Change;
use crate::usecases::people::People;
use crate::usecases::rules::SOURCE_WEB;
use crate::usecases::shift_rules::{NewShift, SOURCE_API, ShiftChanges};

/// Made by Terraform: the reference's `source` 3.
const SOURCE_TERRAFORM: i64 = 3;

/// Reads a shift to be made. `team` is the one it names, if it is here.
pub fn new_shift(body: &Body, people: &People, team: Option<TeamId>) -> ApiResult<NewShift> {
    let (mut fields, changes) = read(body, people, team, None)?;
    for name in ["type", "start", "duration"] {
        fields.require(name);
    }
    fields.finish()?;
    match (changes.kind, changes.start, changes.duration) {
        (Change::To(kind), Change::To(start), Change::To(duration)) => {
            Ok(NewShift { kind, start, duration, rest: changes })
        }
        _ => Err(ApiError::bad_request("A shift needs a type, a start and a duration")),
    }
}

/// Reads an edit of a shift that is a `kind` now.
pub fn changes(body: &Body, people: &People, team: Option<TeamId>, kind: ShiftType) -> ApiResult<ShiftChanges> {
    let (mut fields, mut changes) = read(body, people, team, Some(kind))?;
    // A name may be missing but not taken away.
    if changes.name == Change::To(None) {
        let name: Change<Option<String>> = Change::To(None);
        fields.not_null("name", name);
        changes.name = Change::Keep;
    }
    fields.finish()?;
    Ok(changes)
}

/// Reads every field, in the order in which the reference does: a complaint about the whole request (`detail`) hides what
/// would come after it, and what was wrong before it.
fn read<'a>(
    body: &'a Body,
    people: &People,
    team: Option<TeamId>,
    now: Option<ShiftType>,
) -> ApiResult<(Fields<'a>, ShiftChanges)> {
    let mut fields = Fields::of(body);
    let start = wall_clock(&mut fields, "start")?;
    let rotation_start = wall_clock(&mut fields, "rotation_start")?;
    let until = wall_clock(&mut fields, "until")?;

    let team = wire::team(&mut fields, team);
    let name = fields.text("name", 200);
    let kind = word(&mut fields, "type", "Invalid shift type")?;
    let kind = fields.not_null("type", kind);
    let time_zone = wire::time_zone(&mut fields);
    let level = fields.integer("level");
    let level = fields.not_null("level", level);
    let start = fields.not_null("start", start);
    let duration = fields.read("duration", duration::seconds);
    let duration = fields.not_null("duration", duration);
    let rotation_start = fields.not_null("rotation_start", rotation_start);
    let frequency: Change<Option<Frequency>> = word(&mut fields, "frequency", "Invalid frequency type")?;
    let interval = fields.integer("interval");
    if matches!(interval, Change::To(Some(..1))) {
        return Err(ApiError::bad_request("Invalid value for interval"));
    }
    let week_start = week_start(&mut fields)?;
    let by_day = by_day(&mut fields)?;
    let by_month = numbers(&mut fields, "by_month", &BY_MONTH)?;
    let by_monthday = numbers(&mut fields, "by_monthday", &BY_MONTHDAY)?;
    let becomes = kind.new_value().or(now);
    let users = if becomes == Some(ShiftType::Rolling) {
        Change::Keep
    } else {
        let ids = fields.list("users").map(Option::unwrap_or_default);
        users(&mut fields, "users", ids, people)
    };
    let rolling_users = rolling_users(&mut fields, people);
    let first_group = fields.integer("start_rotation_from_user_index");
    if matches!(first_group, Change::To(Some(..0))) {
        fields.refuse("start_rotation_from_user_index", "Ensure this value is greater than or equal to 0.");
    }
    let source = fields.raw("source").map_or(Change::Keep, |source| Change::To(source_of(source)));
    let changes = ShiftChanges {
        name,
        kind,
        team,
        time_zone,
        level,
        start,
        duration,
        rotation_start,
        until,
        frequency,
        interval,
        week_start,
        by_day,
        by_month,
        by_monthday,
        users,
        rolling_users,
        first_group,
        source,
    };
    Ok((fields, changes))
}

fn source_of(value: &Value) -> i64 {
    value.as_i64().filter(|source| [SOURCE_WEB, SOURCE_TERRAFORM].contains(source)).unwrap_or(SOURCE_API)
}

fn wall_clock(fields: &mut Fields<'_>, name: &str) -> ApiResult<Change<Option<jiff::civil::DateTime>>> {
    match fields.raw(name) {
        None => Ok(Change::Keep),
        Some(Value::Null) => Ok(Change::To(None)),
        Some(value) => match value.as_str().and_then(reading) {
            Some(reading) => Ok(Change::To(Some(reading))),
            None => Err(ApiError::bad_request("Invalid datetime format, should be \"yyyy-mm-dd'T'hh:mm:ss\"")),
        },
    }
}

/// One of a few words. Any other is a complaint about the whole request, a blank one about the field.
fn word<T: std::str::FromStr>(fields: &mut Fields<'_>, name: &str, wrong: &str) -> ApiResult<Change<Option<T>>> {
    match fields.raw(name) {
        None => Ok(Change::Keep),
        Some(Value::Null) => Ok(Change::To(None)),
        Some(Value::String(text)) if text.trim().is_empty() => {
            fields.refuse(name, "This field may not be blank.");
            Ok(Change::Keep)
        }
        Some(value) => match value.as_str().and_then(|text| text.parse().ok()) {
            Some(value) => Ok(Change::To(Some(value))),
            None => Err(ApiError::bad_request(wrong)),
        },
    }
}

fn week_start(fields: &mut Fields<'_>) -> ApiResult<Change<Day>> {
    let text = fields.text("week_start", usize::MAX);
    match fields.not_null("week_start", text) {
        Change::Keep => Ok(Change::Keep),
        Change::To(text) => match text.parse() {
            Ok(day) => Ok(Change::To(day)),
            Err(()) => Err(ApiError::bad_request(format!(
                "Invalid day format for week start field. Should be one of the following: {DAYS}"
            ))),
        },
    }
}

const DAYS: &str = "'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'";

fn by_day(fields: &mut Fields<'_>) -> ApiResult<Change<Option<Vec<Day>>>> {
    each(fields.list("by_day"), |day| {
        let day = day.as_str().and_then(|word| word.parse().ok());
        day.ok_or_else(|| format!("Invalid day value in by_day field. Valid values: {DAYS}"))
    })
}

/// A list of numbers: which are allowed, and what is said of others.
struct Numbers {
    allowed: fn(i64) -> bool,
    wrong: &'static str,
}

const BY_MONTH: Numbers = Numbers {
    allowed: |month| (1..=12).contains(&month),
    wrong: "Invalid month value in by_month field. Valid values: from 1 to 12",
};

const BY_MONTHDAY: Numbers = Numbers {
    allowed: |day| day != 0 && (-31..=31).contains(&day),
    wrong: "Invalid monthday value in by_monthday field. Valid values: from 1 to 31 and from -31 to -1",
};

fn numbers(fields: &mut Fields<'_>, name: &str, rule: &Numbers) -> ApiResult<Change<Option<Vec<i8>>>> {
    each(fields.list(name), |item| {
        // The reference counts in Python, where true is 1.
        #[expect(clippy::cast_possible_truncation, reason = "only whole numbers of a small range get past the filter")]
        let float = |number: f64| (number.fract() == 0.0 && number.abs() < 100.0).then_some(number as i64);
        let number = item.as_i64().or_else(|| item.as_f64().and_then(float)).or_else(|| item.as_bool().map(i64::from));
        let number = number.filter(|number| (rule.allowed)(*number)).and_then(|number| i8::try_from(number).ok());
        number.ok_or_else(|| rule.wrong.to_owned())
    })
}

fn each<T>(
    list: Change<Option<Vec<Value>>>,
    read: impl FnMut(&Value) -> Result<T, String>,
) -> ApiResult<Change<Option<Vec<T>>>> {
    match list {
        Change::To(Some(items)) => {
            let read: Result<Vec<T>, String> = items.iter().map(read).collect();
            Ok(Change::To(Some(read.map_err(ApiError::bad_request)?)))
        }
        Change::To(None) => Ok(Change::To(None)),
        Change::Keep => Ok(Change::Keep),
    }
}

fn rolling_users(fields: &mut Fields<'_>, people: &People) -> Change<Option<Vec<Vec<UserId>>>> {
    let Change::To(groups) = fields.list("rolling_users") else { return Change::Keep };
    let Some(groups) = groups else { return Change::To(None) };
    let mut wrong = Map::new();
    let mut read = Vec::new();
    for (index, members) in groups.iter().enumerate() {
        let members = match members {
            Value::Array(ids) => group(ids, people),
            // In Python a text is a list of its letters, and none of those is anybody's id.
            Value::String(text) if !text.is_empty() => {
                let letters: Vec<Value> = text.chars().map(|letter| json!(letter)).collect();
                group(&letters, people)
            }
            other => Err(not_a_list(other)),
        };
        match members {
            Ok(members) => read.push(members),
            Err(sentence) => {
                wrong.insert(index.to_string(), json!([sentence]));
            }
        }
    }
    if wrong.is_empty() {
        return Change::To(Some(read));
    }
    fields.refuse_with("rolling_users", Value::Object(wrong));
    Change::Keep
}

/// A shift as the API shows it. `schedule` is the one it belongs to.
pub fn show(shift: &ShiftRecord, schedule: Option<ScheduleId>) -> Value {
    let mut shown = Map::new();
    let mut put = |key: &str, value: Value| {
        shown.insert(key.to_owned(), value);
    };
    put("id", json!(shift.id));
    put("team_id", json!(shift.team));
    put("schedule", json!(schedule));
    put("name", json!(shift.name));
    put("type", json!(shift.kind.word()));
    put("time_zone", json!(shift.time_zone));
    if shift.kind != ShiftType::Override {
        put("level", json!(shift.level));
    }
    put("start", json!(show_reading(shift.start)));
    put("duration", json!(shift.duration));
    put("rotation_start", json!(show_reading(shift.rotation_start)));
    if matches!(shift.kind, ShiftType::Recurrent | ShiftType::Rolling) {
        let weekly = shift.frequency == Some(Frequency::Weekly);
        put("frequency", json!(shift.frequency.map(Frequency::word)));
        put("interval", json!(shift.interval));
        put("until", json!(shift.last_start().map(show_reading)));
        if let Some(day) = shift.week_start.or(weekly.then_some(Day(jiff::civil::Weekday::Sunday))) {
            put("week_start", json!(day.word()));
        }
        put("by_day", json!(shift.by_day));
        put("by_month", json!(shift.by_month));
        put("by_monthday", json!(shift.by_monthday));
    }
    if shift.kind == ShiftType::Rolling {
        put("rolling_users", json!(shift.rolling_users));
        put("start_rotation_from_user_index", json!(shift.first_group));
    } else {
        put("users", json!(shift.users));
    }
    Value::Object(shown)
}
