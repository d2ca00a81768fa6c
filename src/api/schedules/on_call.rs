//! `GET schedules/{id}/current_oncall`, `previous_oncall` and `next_oncall`: the people, and the shifts that put them there.
//!
//! `at=` (RFC 3339) asks about another moment than now, `days=` (1 to 30) how far to look.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::App;
use crate::api::error::{ApiError, ApiResult};
use crate::api::gate::Caller;
use crate::api::query::Query;
use crate::api::refusal::refused;
use crate::api::remembered::Edition;
use crate::api::schedules::view;
use crate::api::time::show_instant_with_offset;
use crate::api::users;
use crate::api::{Segments, id};
use crate::ids::{ScheduleId, UserId};
use crate::schedule::resolve::FinalShift;
use crate::store::schedules;
use crate::usecases::final_shifts::{Around, FinalShifts, shifts_around};

const USUAL_DAYS: i64 = 7;
const MOST_DAYS: i64 = 30;

/// `GET schedules/{id}/current_oncall/`
pub async fn current(
    State(app): State<App>,
    caller: Caller,
    edition: Edition,
    path: Segments<String>,
    uri: Uri,
    query: Query,
) -> ApiResult {
    let (id, now) = (id(&path.0)?, app.ctx.clock.now());
    if uri.query().is_some() {
        return Ok(answer(&app, caller, id, &query, Around::Current, now).await?.0.into_response());
    }
    let of = (caller.0.workspace(), id);
    if let Some(known) = app.remembered.on_call(edition, of, now) {
        return Ok(json_of(known));
    }
    let (answer, holds) = answer(&app, caller, id, &query, Around::Current, now).await?;
    let answer = Bytes::from(answer.0.to_string());
    if let Some(until) = holds {
        app.remembered.keep_on_call(edition, of, now..until, answer.clone());
    }
    Ok(json_of(answer))
}

fn json_of(text: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// `GET schedules/{id}/previous_oncall/`
pub async fn previous(State(app): State<App>, caller: Caller, path: Segments<String>, query: Query) -> ApiResult {
    let now = app.ctx.clock.now();
    Ok(answer(&app, caller, id(&path.0)?, &query, Around::Previous, now).await?.0.into_response())
}

/// `GET schedules/{id}/next_oncall/`
pub async fn next(State(app): State<App>, caller: Caller, path: Segments<String>, query: Query) -> ApiResult {
    let now = app.ctx.clock.now();
    Ok(answer(&app, caller, id(&path.0)?, &query, Around::Next, now).await?.0.into_response())
}

/// The answer, and until when it is the same.
async fn answer(
    app: &App,
    caller: Caller,
    id: ScheduleId,
    query: &Query,
    around: Around,
    now: Timestamp,
) -> ApiResult<(Json<Value>, Option<Timestamp>)> {
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    let (at, days) = match moment(query).and_then(|at| Ok((at, days(query)?))) {
        Ok((at, days)) => (at.unwrap_or(now), days),
        Err(error) => {
            // Of what is not there nothing is said but that.
            schedules::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
            return Err(error);
        }
    };
    let found = shifts_around(&mut db, caller.0, id, around, (at, view(query)), days).await.map_err(refused)?;

    let mut on_call: Vec<UserId> = Vec::new();
    for on_duty in found.shifts.iter().flat_map(|shift| &shift.people) {
        if !on_call.contains(&on_duty.user) {
            on_call.push(on_duty.user);
        }
    }
    let known = users::Around::some(&mut db, workspace, &on_call, &found.people).await?;
    let people = on_call.iter().filter_map(|id| found.people.get(*id));
    let users: Vec<Value> = people.map(|person| known.show_on_call(person)).collect();
    let answer = json!({ "count": users.len(), "users": users, "shifts": shifts(&found) });
    Ok((Json(answer), found.same_until))
}

fn moment(query: &Query) -> ApiResult<Option<Timestamp>> {
    let Some(text) = query.last("at") else { return Ok(None) };
    // A plus sign that was not escaped arrives as a space.
    let at = text.trim().replace(' ', "+").parse();
    at.map(Some)
        .map_err(|_| ApiError::field("at", "Write a moment like 2026-03-02T09:00:00Z or 2026-03-02T09:00:00+01:00."))
}

fn days(query: &Query) -> ApiResult<i64> {
    let Some(text) = query.last("days") else { return Ok(USUAL_DAYS) };
    let sentence = match text.trim().parse::<i64>() {
        Ok(days) if (1..=MOST_DAYS).contains(&days) => return Ok(days),
        Ok(..1) => "Ensure this value is greater than or equal to 1.".to_owned(),
        Ok(_) => format!("Ensure this value is less than or equal to {MOST_DAYS}."),
        Err(_) => "A valid integer is required.".to_owned(),
    };
    Err(ApiError::field("days", sentence))
}

fn shifts(found: &FinalShifts) -> Vec<Value> {
    let schedule = &found.schedule.record;
    let shift = |shift: &FinalShift| {
        json!({
            "schedule_id": schedule.id,
            "schedule_name": schedule.name,
            "team_id": schedule.team,
            "shift_start": show_instant_with_offset(shift.interval.start()),
            "shift_end": show_instant_with_offset(shift.interval.end()),
            "users": shift.people.iter().map(|on_duty| on_duty.user).collect::<Vec<_>>(),
        })
    };
    found.shifts.iter().map(shift).collect()
}
