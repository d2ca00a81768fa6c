//! Swaps as JSON, both ways.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::body::Body;
use crate::api::error::{ApiError, ApiResult};
use crate::api::fields::Fields;
use crate::api::refusal::refused;
use crate::api::time::{show_instant, show_instant_with_micros, zoned_instant};
use crate::ids::{ScheduleId, UserId};
use crate::schedule::Precedence;
use crate::schedule::resolve::{FinalShift, OnDuty};
use crate::store::swaps::{SwapRecord, SwapState};
use crate::usecases::change::Change;
use crate::usecases::edit_swap::SwapChanges;
use crate::usecases::people::People;
use crate::usecases::request_swap::{NewSwap, check_times};
use crate::usecases::swap_shifts::SwapShifts;

/// What is said of a moment that is not written as it should be.
pub const WRONG_FORMAT: &str = "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm:ssZ, \
    YYYY-MM-DDThh:mm:ss.uuuuuuZ, YYYY-MM-DDThh:mm:ss[+HHMM|-HHMM], YYYY-MM-DDThh:mm:ss.uuuuuu[+HHMM|-HHMM].";
const LONGEST_DESCRIPTION: usize = 3_000;

/// Which fields an edit has to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// Schedule and times (`PUT`).
    Whole,
    /// None, but both times or neither (`PATCH`).
    Part,
}

/// The schedule that a body names, whether it exists or not.
pub fn named_schedule(body: &Body) -> Option<ScheduleId> {
    body.values.get("schedule").and_then(Value::as_str).and_then(|text| text.parse().ok())
}

/// Reads a request for a new swap; `known` is the schedule it names, if there is one. What is wrong with the fields comes first, then with the times, then with the person.
pub fn new_swap(body: &Body, known: Option<ScheduleId>, people: &People, now: Timestamp) -> ApiResult<NewSwap> {
    let given = read(body, known, Edit::Whole)?;
    let (Change::To(schedule), Change::To((start, end))) = (given.schedule, given.times) else {
        return Err(ApiError::bad_request("A swap needs a schedule, a start and an end"));
    };
    check_times(start, end, now).map_err(|problem| refused(problem.into()))?;
    let beneficiary = person(body, "beneficiary", people)?;
    Ok(NewSwap { schedule, beneficiary, start, end, description: given.description.new_value().flatten() })
}

/// Reads an edit. Who asked and who took it cannot be changed, and naming them is not an error.
pub fn changes(body: &Body, known: Option<ScheduleId>, edit: Edit) -> ApiResult<SwapChanges> {
    read(body, known, edit)
}

fn read(body: &Body, known: Option<ScheduleId>, edit: Edit) -> ApiResult<SwapChanges> {
    let mut fields = Fields::of(body);
    if edit == Edit::Whole {
        for name in ["schedule", "swap_start", "swap_end"] {
            fields.require(name);
        }
    }
    let schedule = schedule(&mut fields, body, known);
    let (start, end) = (instant(&mut fields, "swap_start"), instant(&mut fields, "swap_end"));
    let description = fields.text("description", LONGEST_DESCRIPTION);
    fields.finish()?;
    let times = match (start, end) {
        (Change::To(start), Change::To(end)) => Change::To((start, end)),
        (Change::Keep, Change::Keep) => Change::Keep,
        (Change::To(_), Change::Keep) | (Change::Keep, Change::To(_)) => {
            let sentence =
                "when doing a partial update on time related fields, both start and end times must be specified";
            return Err(ApiError::field("non_field_errors", sentence));
        }
    };
    Ok(SwapChanges { schedule, times, description })
}

fn schedule(fields: &mut Fields<'_>, body: &Body, known: Option<ScheduleId>) -> Change<ScheduleId> {
    let empty = fields.raw("schedule").and_then(Value::as_str) == Some("");
    let id = named_schedule(body).filter(|id| Some(*id) == known);
    let id = fields.read("schedule", |_| id.ok_or_else(|| "Object does not exist".to_owned()));
    fields.not_null("schedule", if empty { Change::To(None) } else { id })
}

fn instant(fields: &mut Fields<'_>, name: &str) -> Change<Timestamp> {
    let at = fields.read(name, |value| value.as_str().and_then(zoned_instant).ok_or_else(|| WRONG_FORMAT.to_owned()));
    fields.not_null(name, at)
}

/// The person that one field of the body names.
pub fn person(body: &Body, field: &str, people: &People) -> ApiResult<UserId> {
    let given = body.values.get(field).filter(|value| !is_nothing(value));
    let given = given.ok_or_else(|| ApiError::bad_request(format!("{field} user ID is required")))?;
    let id: Option<UserId> = given.as_str().and_then(|text| text.parse().ok());
    let known = id.filter(|id| people.get(*id).is_some());
    known.ok_or_else(|| ApiError::bad_request(format!("Invalid {field} user ID")))
}

/// What the reference takes for not given.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(yes) => !yes,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(record) => record.is_empty(),
    }
}

/// A swap as lists show it.
pub fn show(swap: &SwapRecord, now: Timestamp, people: &People, expanded: bool) -> Value {
    let user = |id: UserId| if expanded { show_person(id, people) } else { json!(id) };
    json!({
        "id": swap.id,
        "created_at": show_instant_with_micros(swap.created_at),
        "updated_at": show_instant_with_micros(swap.updated_at),
        "status": match swap.state(now) {
            SwapState::Open => "open",
            SwapState::Taken { .. } => "taken",
            SwapState::Withdrawn => "deleted",
            SwapState::PastDue => "past_due",
        },
        "schedule": swap.schedule,
        "swap_start": show_instant_with_micros(swap.start),
        "swap_end": show_instant_with_micros(swap.end),
        "description": swap.description,
        "beneficiary": user(swap.beneficiary),
        "benefactor": swap.taken.map(|(by, _)| user(by)),
    })
}

fn show_person(id: UserId, people: &People) -> Value {
    let person = people.get(id);
    json!({
        "display_name": person.map_or_else(|| id.to_string(), |person| person.username.clone()),
        "email": person.and_then(|person| person.email.as_deref()),
        "pk": id,
        // There is no Grafana behind us that keeps pictures.
        "avatar_full": "",
    })
}

/// The final shifts a swap is about.
pub fn shifts(found: &SwapShifts) -> Vec<Value> {
    found.shifts.iter().map(|shift| show_shift(shift, found)).collect()
}

fn show_shift(shift: &FinalShift, found: &SwapShifts) -> Value {
    let rules = found.schedule.as_ref().map(|schedule| schedule.shifts.as_slice()).unwrap_or_default();
    let rule = rules.iter().find(|rule| rule.id == shift.shift);
    let (level, is_override) = match shift.precedence {
        Precedence::Shift(level) => (level, false),
        Precedence::Override(level) => (level, true),
    };
    json!({
        "all_day": false,
        "start": show_instant(shift.interval.start()),
        "end": show_instant(shift.interval.end()),
        "users": shift.people.iter().map(|on_duty| show_on_duty(on_duty, &found.people)).collect::<Vec<_>>(),
        "missing_users": [],
        "priority_level": level.number(),
        "source": rule.and_then(|rule| source(rule.source)),
        "calendar_type": i32::from(is_override),
        "is_empty": false,
        "is_gap": false,
        "is_override": is_override,
        "shift": { "pk": shift.shift },
    })
}

fn show_on_duty(on_duty: &OnDuty, people: &People) -> Value {
    let mut shown = show_person(on_duty.user, people);
    if let Some((swap, covers)) = on_duty.covers {
        shown["swap_request"] = json!({ "pk": swap });
        if covers != on_duty.user {
            shown["swap_request"]["user"] = show_person(covers, people);
        }
    }
    shown
}

/// Who made a shift, in words.
fn source(number: i64) -> Option<&'static str> {
    usize::try_from(number).ok().and_then(|number| ["web", "api", "slack", "terraform"].get(number).copied())
}
