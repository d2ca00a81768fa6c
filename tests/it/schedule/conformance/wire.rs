//! Shifts as the API writes them, read just far enough to feed the engine. The API's own reading is stricter and tested there.

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};
use rota::ids::{ShiftId, UserId};
use rota::schedule::recurrence::{Frequency, Recurrence};
use rota::schedule::rotation::Rotation;
use rota::schedule::{Crew, Level, Shift, ShiftKind, Zone};
use serde_json::Value;

/// The level that an override made in the reference's web page has.
const WEB_OVERRIDE: i64 = 99;

/// A person who may look and not be on call.
const VIEWER: &str = "$user9";

/// The zone of shifts that name none: a calendar's own, but UTC for everything made in the reference's web page.
pub fn default_zone(schedule: &Value) -> Zone {
    match (schedule["type"].as_str(), schedule["time_zone"].as_str()) {
        (Some("calendar"), Some(name)) => Zone::named(name).unwrap(),
        _ => Zone::UTC,
    }
}

/// The shift in `body`, or `None` for one that the reference makes no events of: one without people, or an override that
/// was not made in its web page (`source` is not 0).
pub fn shift(body: &Value, id: &str, zone: &Zone) -> Option<Shift> {
    let text = |field: &str| body[field].as_str();
    let zone = text("time_zone").map_or_else(|| zone.clone(), |name| Zone::named(name).unwrap());
    let start: DateTime = text("start").unwrap().parse().unwrap();
    let from_web = body["source"].as_i64() == Some(0);
    let crew = crew(&body["users"]);
    let kind = match text("type").unwrap() {
        "override" if !from_web => return None,
        "override" => ShiftKind::Override(crew?),
        "single_event" => ShiftKind::Single(crew?),
        "recurrent_event" => ShiftKind::Recurrent(recurrence(body).unwrap(), crew?),
        "rolling_users" => rolling(body)?,
        other => panic!("a shift of type {other}"),
    };
    let level = match kind {
        ShiftKind::Override(_) => WEB_OVERRIDE,
        _ => body["level"].as_i64().unwrap_or(0),
    };
    Some(Shift {
        id: id.trim_start_matches('$').parse::<ShiftId>().unwrap(),
        level: Level::from_number(level),
        zone,
        start,
        duration: body["duration"].as_i64().unwrap(),
        rotation_start: text("rotation_start").map_or(start, |text| text.parse().unwrap()),
        until: text("until").map(|text| format!("{text}Z").parse::<Timestamp>().unwrap()),
        ends: None,
        cut_at_rotation_start: from_web,
        kind,
    })
}

/// What the reference's web page sends for a shift, in the words of the API.
pub fn from_web_page(body: &Value) -> Value {
    let reading = |field: &str| Value::from(body[field].as_str().map(|text| text.trim_end_matches('Z')));
    let start: Timestamp = body["shift_start"].as_str().unwrap().parse().unwrap();
    let end: Timestamp = body["shift_end"].as_str().unwrap().parse().unwrap();
    serde_json::json!({
        "time_zone": "UTC",
        "type": if body["type"] == 3 { "override" } else { "rolling_users" },
        "level": body["priority_level"],
        "start": reading("shift_start"),
        "duration": end.duration_since(start).as_secs(),
        "rotation_start": reading("rotation_start"),
        "until": reading("until"),
        "frequency": body["frequency"].as_u64().map(|n| match n {
            0 => "daily",
            1 => "weekly",
            2 => "monthly",
            _ => "hourly",
        }),
        "interval": body["interval"],
        "by_day": body["by_day"],
        "users": body["rolling_users"].as_array().into_iter().flatten().flat_map(people).collect::<Value>(),
        "rolling_users": body["rolling_users"],
        "start_rotation_from_user_index": body["start_rotation_from_user_index"],
    })
}

/// A person by the name that the case gives them.
pub fn user(name: &str) -> UserId {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    letters.to_lowercase().parse().unwrap()
}

fn people(group: &Value) -> Vec<Value> {
    group.as_array().cloned().unwrap_or_default()
}

fn crew(names: &Value) -> Option<Crew> {
    let names = names.as_array()?.iter().filter(|name| *name != VIEWER);
    let people: Vec<UserId> = names.map(|name| user(name.as_str().unwrap())).collect();
    (!people.is_empty()).then_some(Crew(people))
}

fn rolling(body: &Value) -> Option<ShiftKind> {
    let groups: Vec<Crew> =
        body["rolling_users"].as_array()?.iter().map(|group| crew(group).unwrap_or_default()).collect();
    let first = usize::try_from(body["start_rotation_from_user_index"].as_i64().unwrap_or(0)).unwrap();
    match recurrence(body) {
        Some(rule) => Some(ShiftKind::Rolling(rule, Rotation { groups, first, turns: None })),
        // Without a frequency the first group serves once.
        None => groups.get(first).or(groups.first()).cloned().map(ShiftKind::Single),
    }
}

fn recurrence(body: &Value) -> Option<Recurrence> {
    let frequency = match body["frequency"].as_str()? {
        "hourly" => Frequency::Hourly,
        "daily" => Frequency::Daily,
        "weekly" => Frequency::Weekly,
        "monthly" => Frequency::Monthly,
        other => panic!("a frequency {other}"),
    };
    let numbers = |field: &str| -> Vec<i8> {
        let list = body[field].as_array().cloned().unwrap_or_default();
        list.iter().map(|number| i8::try_from(number.as_i64().unwrap()).unwrap()).collect()
    };
    Some(Recurrence {
        frequency,
        interval: u32::try_from(body["interval"].as_u64().unwrap_or(1)).ok().and_then(NonZeroU32::new).unwrap(),
        week_start: body["week_start"].as_str().map_or(Weekday::Sunday, weekday),
        by_day: body["by_day"].as_array().into_iter().flatten().map(|day| weekday(day.as_str().unwrap())).collect(),
        by_month: numbers("by_month"),
        by_monthday: numbers("by_monthday"),
    })
}

fn weekday(text: &str) -> Weekday {
    let place = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().position(|day| *day == text).unwrap();
    Weekday::from_monday_zero_offset(i8::try_from(place).unwrap()).unwrap()
}
