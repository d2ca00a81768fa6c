//! `shift_swaps`: somebody asks for cover, somebody takes it.
//!
//! Lists begin now unless `starting_after` says otherwise, as in the reference; by its id a swap is found as long as it is
//! not deleted, also when it has begun.

pub mod wire;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::App;
use super::body::Body;
use super::dry_run::{self, Run};
use super::error::{ApiError, ApiResult};
use super::gate::Caller;
use super::page::{Asked, Links};
use super::query::Query;
use super::refusal::refused;
use super::time::zoned_instant;
use super::{Segments, id};
use crate::ids::{ScheduleId, SwapId, WorkspaceId};
use crate::store::swaps::{self, Filter, SwapRecord};
use crate::store::{Reader, schedules};
use crate::usecases::edit_swap::{edit_swap, preview_edit_swap};
use crate::usecases::people::People;
use crate::usecases::refusal::Outcome;
use crate::usecases::request_swap::{preview_request_swap, request_swap};
use crate::usecases::swap_shifts::{DetailedSwap, SwapShifts, swap_shifts};
use crate::usecases::take_swap::{preview_take_swap, take_swap};
use crate::usecases::trial::Tried;
use crate::usecases::withdraw_swap::{preview_withdraw_swap, withdraw_swap};

const PAGE_SIZE: i64 = 50;

/// `GET shift_swaps/`
pub async fn list(State(app): State<App>, caller: Caller, uri: Uri, query: Query) -> ApiResult {
    let now = app.ctx.clock.now();
    let starting_after = match starting_after(&query, now) {
        Ok(at) => at,
        // The reference answers a bare list here, and nowhere else.
        Err(sentence) => return Ok((StatusCode::BAD_REQUEST, Json(json!([sentence]))).into_response()),
    };
    let given = |key| query.filter(key).map(|text| text.filter(|text| !text.is_empty()));
    let filter = Filter {
        starting_after,
        schedule: given("schedule_id")?,
        beneficiary: given("beneficiary")?,
        benefactor: given("benefactor")?,
        open_at: query.is_true("open_only").then_some(now),
    };
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    let page = Asked::in_query(&query, PAGE_SIZE).of(swaps::count(&mut db, workspace, filter).await?);
    let swaps = swaps::page(&mut db, workspace, filter, page.limit(), page.offset()).await?;
    let people = People::of(&mut db, workspace).await?;
    let expanded = query.is_true("expand_users");
    let rows: Vec<Value> = swaps.iter().map(|swap| wire::show(swap, now, &people, expanded)).collect();
    Ok(page.envelope(&Links { public_url: &app.settings.public_url, uri: &uri, query: &query }, &rows))
}

fn starting_after(query: &Query, now: Timestamp) -> Result<Timestamp, &'static str> {
    match query.last("starting_after") {
        None | Some("") => Ok(now),
        Some(text) => zoned_instant(text).ok_or(wire::WRONG_FORMAT),
    }
}

/// `GET shift_swaps/{id}/`
pub async fn read(State(app): State<App>, caller: Caller, path: Segments<String>, query: Query) -> ApiResult {
    let mut db = app.ctx.store.reader().await?;
    let swap = swaps::find(&mut db, caller.0.workspace(), id(&path.0)?).await?.ok_or_else(ApiError::not_found)?;
    shown(&app, &mut db, &swap, &query, StatusCode::OK).await
}

/// `POST shift_swaps/`
pub async fn create(State(app): State<App>, caller: Caller, query: Query, run: Run, request: Request) -> ApiResult {
    let body = Body::of(request).await?;
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    let schedule = named_schedule(&mut db, workspace, &body).await?;
    let people = People::of(&mut db, workspace).await?;
    drop(db);
    let new = wire::new_swap(&body, schedule, &people, app.ctx.clock.now())?;
    if run == Run::Dry {
        return tried(&app, preview_request_swap(&app.ctx, caller.0, new).await, &query);
    }
    let swap = request_swap(&app.ctx, caller.0, new).await.map_err(refused)?;
    shown(&app, &mut app.ctx.store.reader().await?, &swap, &query, StatusCode::CREATED).await
}

/// `PUT shift_swaps/{id}/`: schedule and times are required, the rest stays when it is not named.
pub async fn replace(
    state: State<App>,
    caller: Caller,
    path: Segments<String>,
    query: Query,
    run: Run,
    request: Request,
) -> ApiResult {
    change(state, caller, path, query, run, request, wire::Edit::Whole).await
}

/// `PATCH shift_swaps/{id}/`: what is not named stays.
pub async fn update(
    state: State<App>,
    caller: Caller,
    path: Segments<String>,
    query: Query,
    run: Run,
    request: Request,
) -> ApiResult {
    change(state, caller, path, query, run, request, wire::Edit::Part).await
}

async fn change(
    State(app): State<App>,
    caller: Caller,
    path: Segments<String>,
    query: Query,
    run: Run,
    request: Request,
    edit: wire::Edit,
) -> ApiResult {
    let workspace = caller.0.workspace();
    let id: SwapId = id(&path.0)?;
    let mut db = app.ctx.store.reader().await?;
    swaps::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    drop(db);
    let body = Body::of(request).await?;
    let schedule = named_schedule(&mut app.ctx.store.reader().await?, workspace, &body).await?;
    let changes = wire::changes(&body, schedule, edit)?;
    if run == Run::Dry {
        return tried(&app, preview_edit_swap(&app.ctx, caller.0, id, changes).await, &query);
    }
    let swap = edit_swap(&app.ctx, caller.0, id, changes).await.map_err(refused)?;
    shown(&app, &mut app.ctx.store.reader().await?, &swap, &query, StatusCode::OK).await
}

/// `DELETE shift_swaps/{id}/`
pub async fn delete(State(app): State<App>, caller: Caller, path: Segments<String>, run: Run) -> ApiResult {
    let id: SwapId = id(&path.0)?;
    if run == Run::Dry {
        let tried = preview_withdraw_swap(&app.ctx, caller.0, id).await.map_err(refused)?;
        return dry_run::answer(None, &tried.diff);
    }
    withdraw_swap(&app.ctx, caller.0, id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST shift_swaps/{id}/take/`
pub async fn take(
    State(app): State<App>,
    caller: Caller,
    path: Segments<String>,
    query: Query,
    run: Run,
    request: Request,
) -> ApiResult {
    let workspace = caller.0.workspace();
    let id: SwapId = id(&path.0)?;
    let mut db = app.ctx.store.reader().await?;
    swaps::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let people = People::of(&mut db, workspace).await?;
    drop(db);
    let benefactor = wire::person(&Body::of(request).await?, "benefactor", &people)?;
    if run == Run::Dry {
        return tried(&app, preview_take_swap(&app.ctx, caller.0, id, benefactor).await, &query);
    }
    let swap = take_swap(&app.ctx, caller.0, id, benefactor).await.map_err(refused)?;
    shown(&app, &mut app.ctx.store.reader().await?, &swap, &query, StatusCode::OK).await
}

/// The schedule that a body names, if it is here.
async fn named_schedule(db: &mut Reader, workspace: WorkspaceId, body: &Body) -> ApiResult<Option<ScheduleId>> {
    let Some(id) = wire::named_schedule(body) else { return Ok(None) };
    Ok(schedules::find(db, workspace, id).await?.map(|schedule| schedule.id))
}

async fn shown(
    app: &App,
    db: &mut Reader,
    swap: &SwapRecord,
    query: &Query,
    status: StatusCode,
) -> ApiResult<Response> {
    let found = swap_shifts(db, swap, app.ctx.clock.now()).await.map_err(refused)?;
    Ok((status, Json(detailed(app, swap, &found, query))).into_response())
}

fn tried(app: &App, outcome: Outcome<Tried<DetailedSwap>>, query: &Query) -> ApiResult {
    let Tried { would_be: (swap, shifts), diff } = outcome.map_err(refused)?;
    dry_run::answer(Some(detailed(app, &swap, &shifts, query)), &diff)
}

fn detailed(app: &App, swap: &SwapRecord, found: &SwapShifts, query: &Query) -> Value {
    let mut shown = wire::show(swap, app.ctx.clock.now(), &found.people, query.is_true("expand_users"));
    shown["shifts"] = Value::Array(wire::shifts(found));
    shown
}
