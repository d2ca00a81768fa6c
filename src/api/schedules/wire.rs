//! A schedule as JSON, both ways. Which keys it has depends on its type; a key that does not belong to the type is ignored.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::api::body::{Body, type_name};
use crate::api::error::{ApiError, ApiResult};
use crate::api::fields::Fields;
use crate::api::people::missing;
use crate::api::wire;
use crate::feeds::address::without_password;
use crate::ids::TeamId;
use crate::schedule::resolve::on_call_at;
use crate::store::schedules::{ScheduleKind, ScheduleRecord};
use crate::usecases::change::Change;
use crate::usecases::follow_calendar::{OFTENEST, RAREST, USUAL};
use crate::usecases::rules::Loaded;
use crate::usecases::schedule_changes::ScheduleChanges;

const LONGEST_NAME: usize = 200;
const LONGEST_URL: usize = 500;
/// How often calendars are looked at.
const EVERY: &str = "ical_refresh_interval";

/// Reads a schedule to be made: its kind, its name and the rest. `team` is the one it names, if it is here.
pub fn new_schedule(body: &Body, team: Option<TeamId>) -> ApiResult<(ScheduleKind, String, ScheduleChanges)> {
    // The reference reads the type before all else, and complains about it without a list.
    let kind = match body.values.get("type") {
        None => Err("This field is required"),
        Some(given) => given.as_str().and_then(|word| word.parse().ok()).ok_or("Invalid type"),
    };
    let kind = kind.map_err(|sentence| ApiError::Fields(Map::from_iter([("type".to_owned(), json!(sentence))])))?;
    let (mut fields, changes) = read(body, kind, team);
    fields.require("name");
    if kind == ScheduleKind::Ical {
        fields.require("ical_url_primary");
    }
    fields.finish()?;
    let name = changes.name.clone().new_value().ok_or_else(|| ApiError::bad_request("A schedule needs a name"))?;
    Ok((kind, name, changes))
}

/// Reads an edit of a schedule. A `type` in it is ignored: a schedule's kind never changes.
pub fn changes(body: &Body, schedule: &ScheduleRecord, team: Option<TeamId>) -> ApiResult<ScheduleChanges> {
    let (fields, changes) = read(body, schedule.kind, team);
    fields.finish()?;
    Ok(changes)
}

fn read(body: &Body, kind: ScheduleKind, team: Option<TeamId>) -> (Fields<'_>, ScheduleChanges) {
    let mut fields = Fields::of(body);
    let mut changes = ScheduleChanges { team: wire::team(&mut fields, team), ..ScheduleChanges::default() };
    let name = fields.text("name", LONGEST_NAME);
    changes.name = fields.not_null("name", name);
    if kind != ScheduleKind::Ical {
        let time_zone = wire::time_zone(&mut fields);
        changes.time_zone = fields.not_null("time_zone", time_zone);
        changes.shifts = shifts(&mut fields, kind);
    }
    if kind == ScheduleKind::Ical {
        let address = fields.text("ical_url_primary", LONGEST_URL);
        changes.ical_url_primary = fields.not_null("ical_url_primary", address);
    }
    changes.ical_url_overrides = fields.text("ical_url_overrides", LONGEST_URL);
    changes.calendars_every = calendars_every(&mut fields);
    if kind == ScheduleKind::Calendar {
        changes.enable_web_overrides = fields.boolean("enable_web_overrides");
    }
    slack(&mut fields, &mut changes);
    (fields, changes)
}

/// How often calendars are looked at, in seconds. An addition to the reference; null is the usual.
fn calendars_every(fields: &mut Fields<'_>) -> Change<SignedDuration> {
    let seconds = fields.integer(EVERY).map(|seconds| seconds.unwrap_or(USUAL.as_secs()));
    if let Change::To(seconds) = seconds
        && !(OFTENEST.as_secs()..=RAREST.as_secs()).contains(&seconds)
    {
        fields.refuse(EVERY, "Write seconds, from 60 (a minute) to 86400 (a day).");
        return Change::Keep;
    }
    seconds.map(SignedDuration::from_secs)
}

/// The ids of shifts. Null empties a calendar; to a web schedule, whose shifts are made in Slack, it says nothing.
fn shifts(fields: &mut Fields<'_>, kind: ScheduleKind) -> Change<Vec<String>> {
    match fields.list("shifts") {
        Change::Keep => Change::Keep,
        Change::To(None) if kind == ScheduleKind::Web => Change::Keep,
        Change::To(None) => Change::To(Vec::new()),
        Change::To(Some(ids)) => {
            let (texts, others): (Vec<&Value>, Vec<&Value>) = ids.iter().partition(|id| id.is_string());
            if others.is_empty() {
                return Change::To(texts.into_iter().filter_map(Value::as_str).map(str::to_owned).collect());
            }
            fields.refuse("shifts", format!("Shift does not exist {}", missing(others)));
            Change::Keep
        }
    }
}

fn slack(fields: &mut Fields<'_>, changes: &mut ScheduleChanges) {
    let record = match fields.raw("slack") {
        None => return,
        Some(Value::Null) => return fields.refuse("slack", "This field may not be null."),
        Some(Value::Object(record)) => record,
        Some(other) => {
            let sentence = format!("Invalid data. Expected a dictionary, but got {}.", type_name(other));
            return fields.refuse_with("slack", json!({ "non_field_errors": [sentence] }));
        }
    };
    let mut wrong = Map::new();
    let mut id = |key: &str, sentence: &str| match record.get(key) {
        None => Change::Keep,
        Some(Value::Null) => Change::To(None),
        Some(Value::String(id)) => Change::To(Some(id.clone())),
        Some(_) => {
            wrong.insert(key.to_owned(), json!([sentence]));
            Change::Keep
        }
    };
    changes.channel = id("channel_id", "Invalid Slack channel");
    changes.user_group = id("user_group_id", "Invalid Slack user group");
    if !wrong.is_empty() {
        fields.refuse_with("slack", Value::Object(wrong));
    }
}

/// A schedule as the API shows it, with who is on call at `now`.
pub fn show(schedule: &Loaded, now: Timestamp) -> Value {
    let record = &schedule.record;
    let on_call: Vec<_> = on_call_at(&schedule.rules, now).people.into_iter().map(|person| person.user).collect();
    let slack = json!({ "channel_id": record.channel, "user_group_id": record.user_group });
    let mut shown = match record.kind {
        ScheduleKind::Ical => json!({
            "id": record.id,
            "team_id": record.team,
            "name": record.name,
            "ical_url_primary": record.ical_url_primary,
            "ical_url_overrides": record.ical_url_overrides,
            "slack": slack,
            "on_call_now": on_call,
            "type": record.kind.word(),
        }),
        ScheduleKind::Calendar => json!({
            "id": record.id,
            "team_id": record.team,
            "name": record.name,
            "time_zone": record.time_zone,
            "on_call_now": on_call,
            "shifts": shift_ids(schedule, false),
            "ical_url_overrides": record.ical_url_overrides,
            "enable_web_overrides": record.enable_web_overrides,
            "slack": slack,
            "type": record.kind.word(),
        }),
        ScheduleKind::Web => json!({
            "id": record.id,
            "team_id": record.team,
            "name": record.name,
            "time_zone": record.time_zone,
            "on_call_now": on_call,
            "shifts": shift_ids(schedule, true),
            "slack": slack,
            "type": record.kind.word(),
        }),
    };
    // What the reference does not have is shown where somebody asked for it.
    if record.kind == ScheduleKind::Web && record.ical_url_overrides.is_some() {
        shown["ical_url_overrides"] = json!(record.ical_url_overrides);
    }
    if let Some(every) = schedule.calendars_every.filter(|every| *every != USUAL) {
        shown[EVERY] = json!(every.as_secs());
    }
    shown
}

/// A schedule as it is shown to whoever may only read: without the passwords of its calendars' addresses. Whoever may write
/// gets them back as they gave them, or Terraform would find a difference in every plan.
pub fn without_passwords(mut shown: Value) -> Value {
    for key in ["ical_url_primary", "ical_url_overrides"] {
        let address = shown.get(key).and_then(Value::as_str).map(|address| without_password(address).into_owned());
        if let Some(address) = address {
            shown[key] = Value::String(address);
        }
    }
    shown
}

/// The shifts a schedule owns, or those attached to it. A calendar's overrides are its own and stay out of its list, which
/// is the client's to decide about.
fn shift_ids(schedule: &Loaded, owned: bool) -> Vec<&str> {
    let belongs = |owner: Option<crate::ids::ScheduleId>| (owner == Some(schedule.record.id)) == owned;
    schedule.shifts.iter().filter(|shift| belongs(shift.schedule)).map(|shift| shift.id.as_str()).collect()
}
