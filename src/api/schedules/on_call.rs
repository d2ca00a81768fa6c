//! `GET schedules/{id}/current_oncall`, `previous_oncall` and `next_oncall`: the people, and the shifts that put them there.
//!
//! `at=` (RFC 3339) asks about another moment than now, `days=` (1 to 30) how far to look.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::App;
use crate::api::error::{ApiError, ApiResult};
use crate::api::gate::Caller;
use crate::api::query::Query;
use crate::api::refusal::refused;
use crate::api::schedules::view;
use crate::api::time::show_instant_with_offset;
use crate::api::users;
use crate::api::{Segments, id};
use crate::ids::UserId;
use crate::schedule::resolve::FinalShift;
use crate::store::schedules;
use crate::usecases::final_shifts::{Around, FinalShifts, shifts_around};

const USUAL_DAYS: i64 = 7;
const MOST_DAYS: i64 = 30;

/// `GET schedules/{id}/current_oncall/`
pub async fn current(app: State<App>, caller: Caller, path: Segments<String>, query: Query) -> ApiResult {
    answer(app, caller, &path.0, &query, Around::Current).await
}

/// `GET schedules/{id}/previous_oncall/`
pub async fn previous(app: State<App>, caller: Caller, path: Segments<String>, query: Query) -> ApiResult {
    answer(app, caller, &path.0, &query, Around::Previous).await
}

/// `GET schedules/{id}/next_oncall/`
pub async fn next(app: State<App>, caller: Caller, path: Segments<String>, query: Query) -> ApiResult {
    answer(app, caller, &path.0, &query, Around::Next).await
}

async fn answer(State(app): State<App>, caller: Caller, id_text: &str, query: &Query, around: Around) -> ApiResult {
    let id = id(id_text)?;
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    schedules::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let at = moment(query)?.unwrap_or_else(|| app.ctx.clock.now());
    let found = shifts_around(&mut db, caller.0, id, around, (at, view(query)), days(query)?).await.map_err(refused)?;
    let known = users::Around::of(&mut db, workspace).await?;

    let mut on_call: Vec<UserId> = Vec::new();
    for on_duty in found.shifts.iter().flat_map(|shift| &shift.people) {
        if !on_call.contains(&on_duty.user) {
            on_call.push(on_duty.user);
        }
    }
    let people = on_call.iter().filter_map(|id| found.people.get(*id));
    let users: Vec<Value> = people.map(|person| known.show_on_call(person)).collect();
    Ok(Json(json!({ "count": users.len(), "users": users, "shifts": shifts(&found) })).into_response())
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
