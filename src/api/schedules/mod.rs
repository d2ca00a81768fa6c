//! `schedules`: their settings, who is on call in them, and their overrides.

pub mod final_shifts;
pub mod on_call;
pub mod overrides;
pub mod wire;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse as _;
use serde_json::Value;

use super::App;
use super::body::Body;
use super::dry_run::{self, Run};
use super::error::{ApiError, ApiResult};
use super::gate::Caller;
use super::page::{Asked, Links};
use super::query::Query;
use super::refusal::refused;
use super::{Segments, id, teams};
use crate::ids::ScheduleId;
use crate::store::schedules::{self, Filter};
use crate::usecases::delete_schedule::{delete_schedule, preview_delete_schedule};
use crate::usecases::edit_schedule::{edit_schedule, preview_edit_schedule};
use crate::usecases::ledger::View;
use crate::usecases::make_schedule::{make_schedule, preview_make_schedule};
use crate::usecases::people::People;
use crate::usecases::rules::Loaded;

/// The past as it was recorded, or with `recompute=true` as the present rules would have it.
fn view(query: &Query) -> View {
    if query.is_true("recompute") { View::Recomputed } else { View::Recorded }
}

const PAGE_SIZE: i64 = 50;

impl Caller {
    /// A schedule as this caller may see it.
    fn shown(self, schedule: Value) -> Value {
        if self.may_write() { schedule } else { wire::without_passwords(schedule) }
    }
}

/// `GET schedules/`
pub async fn list(State(app): State<App>, caller: Caller, uri: Uri, query: Query) -> ApiResult {
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    let filter = Filter { name: query.filter("name")?, team: teams::asked_for(&mut db, workspace, &query).await? };
    let count = schedules::count(&mut db, workspace, filter).await?;
    let page = Asked::in_query(&query, PAGE_SIZE).of(count);
    let now = app.ctx.clock.now();
    let listed = schedules::page(&mut db, workspace, filter, page.limit(), page.offset()).await?;
    let people = People::of(&mut db, workspace).await?;
    let listed = Loaded::several(&mut db, workspace, listed, now, &people).await?;
    let rows: Vec<_> = listed.iter().map(|schedule| caller.shown(wire::show(schedule, now))).collect();
    Ok(page.envelope(&Links { public_url: &app.settings.public_url, uri: &uri, query: &query }, &rows))
}

/// `GET schedules/{id}/`
pub async fn read(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    let workspace = caller.0.workspace();
    let id: ScheduleId = id(&path.0)?;
    let mut db = app.ctx.store.reader().await?;
    let record = schedules::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let people = People::of(&mut db, workspace).await?;
    let schedule = Loaded::of(&mut db, record, &people).await?;
    Ok(Json(caller.shown(wire::show(&schedule, app.ctx.clock.now()))).into_response())
}

/// `POST schedules/`
pub async fn create(State(app): State<App>, caller: Caller, run: Run, request: Request) -> ApiResult {
    let body = Body::of(request).await?;
    let team = teams::named_in(&mut app.ctx.store.reader().await?, caller.0.workspace(), &body).await?;
    let (kind, name, rest) = wire::new_schedule(&body, team)?;
    let show = |made: &Loaded| wire::show(made, app.ctx.clock.now());
    if run == Run::Dry {
        let tried = preview_make_schedule(&app.ctx, caller.0, kind, name, rest).await.map_err(refused)?;
        return dry_run::answer(Some(show(&tried.would_be)), &tried.diff);
    }
    let made = make_schedule(&app.ctx, caller.0, kind, name, rest).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(show(&made))).into_response())
}

/// `PUT` and `PATCH schedules/{id}/`: the same, what is not named stays.
pub async fn update(
    State(app): State<App>,
    caller: Caller,
    path: Segments<String>,
    run: Run,
    request: Request,
) -> ApiResult {
    let id: ScheduleId = id(&path.0)?;
    let mut db = app.ctx.store.reader().await?;
    let schedule = schedules::find(&mut db, caller.0.workspace(), id).await?.ok_or_else(ApiError::not_found)?;
    let body = Body::of(request).await?;
    let team = teams::named_in(&mut db, caller.0.workspace(), &body).await?;
    drop(db);
    let changes = wire::changes(&body, &schedule, team)?;
    let show = |edited: &Loaded| wire::show(edited, app.ctx.clock.now());
    if run == Run::Dry {
        let tried = preview_edit_schedule(&app.ctx, caller.0, id, changes).await.map_err(refused)?;
        return dry_run::answer(Some(show(&tried.would_be)), &tried.diff);
    }
    let edited = edit_schedule(&app.ctx, caller.0, id, changes).await.map_err(refused)?;
    Ok(Json(show(&edited)).into_response())
}

/// `DELETE schedules/{id}/`
pub async fn delete(State(app): State<App>, caller: Caller, path: Segments<String>, run: Run) -> ApiResult {
    let id: ScheduleId = id(&path.0)?;
    if run == Run::Dry {
        let tried = preview_delete_schedule(&app.ctx, caller.0, id).await.map_err(refused)?;
        return dry_run::answer(None, &tried.diff);
    }
    delete_schedule(&app.ctx, caller.0, id).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
