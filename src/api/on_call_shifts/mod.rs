//! `on_call_shifts`: the rules that say who is on call when.

pub mod wire;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

use super::App;
use super::body::Body;
use super::dry_run::{self, Run};
use super::error::{ApiError, ApiResult};
use super::gate::Caller;
use super::page::{Asked, Links};
use super::query::Query;
use super::refusal::refused;
use super::{Segments, id, teams};
use crate::ids::{ScheduleId, ShiftId};
use crate::store::shifts::{self, Filter, ShiftRecord};
use crate::store::{Reader, schedules};
use crate::usecases::delete_shift::{delete_shift, preview_delete_shift};
use crate::usecases::edit_shift::{edit_shift, preview_edit_shift};
use crate::usecases::make_shift::{make_shift, preview_make_shift};
use crate::usecases::people::People;

const PAGE_SIZE: i64 = 50;

/// `GET on_call_shifts/`
pub async fn list(State(app): State<App>, caller: Caller, uri: Uri, query: Query) -> ApiResult {
    let given = |text: Option<&'_ str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let (name, schedule) = (given(query.filter("name")?), given(query.filter("schedule_id")?));
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    let team = teams::asked_for(&mut db, workspace, &query).await?;
    let filter = Filter { name: name.as_deref(), schedule: schedule.as_deref(), team };
    let page = Asked::in_query(&query, PAGE_SIZE).of(shifts::count(&mut db, workspace, filter).await?);
    let mut rows = Vec::new();
    for shift in shifts::page(&mut db, workspace, filter, page.limit(), page.offset()).await? {
        let schedule = schedule_of(&mut db, &shift).await?;
        rows.push(wire::show(&shift, schedule));
    }
    Ok(page.envelope(&Links { public_url: &app.settings.public_url, uri: &uri, query: &query }, &rows))
}

/// `GET on_call_shifts/{id}/`
pub async fn read(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    let mut db = app.ctx.store.reader().await?;
    let shift = shifts::find(&mut db, caller.0.workspace(), id(&path.0)?).await?.ok_or_else(ApiError::not_found)?;
    shown(&mut db, &shift, StatusCode::OK).await
}

/// `POST on_call_shifts/`
pub async fn create(State(app): State<App>, caller: Caller, run: Run, request: Request) -> ApiResult {
    let body = Body::of(request).await?;
    let mut db = app.ctx.store.reader().await?;
    let people = People::of(&mut db, caller.0.workspace()).await?;
    let team = teams::named_in(&mut db, caller.0.workspace(), &body).await?;
    drop(db);
    let new = wire::new_shift(&body, &people, team)?;
    if run == Run::Dry {
        let tried = preview_make_shift(&app.ctx, caller.0, new).await.map_err(refused)?;
        return dry_run::answer(Some(wire::show(&tried.would_be, None)), &tried.diff);
    }
    let shift = make_shift(&app.ctx, caller.0, new).await.map_err(refused)?;
    // A new shift belongs to no schedule, so there is nothing to look up that could fail after it was made.
    Ok((StatusCode::CREATED, Json(wire::show(&shift, None))).into_response())
}

/// `PUT` and `PATCH on_call_shifts/{id}/`: the same, what is not named stays.
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    path: Segments<String>,
    run: Run,
    request: Request,
) -> ApiResult {
    let workspace = caller.0.workspace();
    let id: ShiftId = id(&path.0)?;
    let mut db = app.ctx.store.reader().await?;
    let old = shifts::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let body = Body::of(request).await?;
    let people = People::of(&mut db, workspace).await?;
    let schedule = schedule_of(&mut db, &old).await?;
    let team = teams::named_in(&mut db, workspace, &body).await?;
    drop(db);
    let changes = wire::changes(&body, &people, team, old.kind)?;
    if run == Run::Dry {
        let tried = preview_edit_shift(&app.ctx, caller.0, id, changes).await.map_err(refused)?;
        return dry_run::answer(Some(wire::show(&tried.would_be, schedule)), &tried.diff);
    }
    let shift = edit_shift(&app.ctx, caller.0, id, changes).await.map_err(refused)?;
    Ok(Json(wire::show(&shift, schedule)).into_response())
}

/// `DELETE on_call_shifts/{id}/`
pub async fn delete(State(app): State<App>, caller: Caller, path: Segments<String>, run: Run) -> ApiResult {
    let id: ShiftId = id(&path.0)?;
    if run == Run::Dry {
        let tried = preview_delete_shift(&app.ctx, caller.0, id).await.map_err(refused)?;
        // Only what a schedule owns stays, and it stays that schedule's.
        let left = tried.would_be.map(|shift| wire::show(&shift, shift.schedule));
        return dry_run::answer(left, &tried.diff);
    }
    delete_shift(&app.ctx, caller.0, id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn shown(db: &mut Reader, shift: &ShiftRecord, status: StatusCode) -> ApiResult<Response> {
    let schedule = schedule_of(db, shift).await?;
    Ok((status, Json(wire::show(shift, schedule))).into_response())
}

/// The schedule a shift is shown with: its owner, else the first calendar it is attached to.
async fn schedule_of(db: &mut Reader, shift: &ShiftRecord) -> ApiResult<Option<ScheduleId>> {
    if shift.schedule.is_some() {
        return Ok(shift.schedule);
    }
    Ok(schedules::using_shift(db, shift.workspace, shift.id).await?.first().copied())
}
