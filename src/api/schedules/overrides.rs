//! `schedules/{id}/overrides`: people who serve instead of whoever the rotation names. Every kind of schedule has them.
//!
//! An addition to the reference. `{"users": ["U…"], "start": "2026-03-02T09:00:00Z", "end": "2026-03-02T11:00:00Z"}` makes
//! one; deleting one that has begun ends it now.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::api::App;
use crate::api::body::Body;
use crate::api::dry_run::{self, Run};
use crate::api::error::{ApiError, ApiResult};
use crate::api::fields::Fields;
use crate::api::gate::Caller;
use crate::api::page::{Asked, Links};
use crate::api::people::users;
use crate::api::query::Query;
use crate::api::refusal::refused;
use crate::api::time::show_instant;
use crate::api::{Segments, id};
use crate::schedule::Zone;
use crate::store::schedules;
use crate::store::shifts::ShiftRecord;
use crate::usecases::change::Change;
use crate::usecases::override_shift::{
    NewOverride, override_shift, overrides_of, preview_override_shift, preview_take_back_override, take_back_override,
};
use crate::usecases::people::People;

const PAGE_SIZE: i64 = 50;

/// `GET schedules/{id}/overrides/`, by start.
pub async fn list(State(app): State<App>, caller: Caller, path: Segments<String>, uri: Uri, query: Query) -> ApiResult {
    let mut db = app.ctx.store.reader().await?;
    let overrides = overrides_of(&mut db, caller.0, id(&path.0)?).await.map_err(refused)?;
    let count = i64::try_from(overrides.len()).unwrap_or(i64::MAX);
    let page = Asked::in_query(&query, PAGE_SIZE).of(count);
    let rows: Vec<Value> = page.cut(overrides).iter().map(show).collect();
    Ok(page.envelope(&Links { public_url: &app.settings.public_url, uri: &uri, query: &query }, &rows))
}

/// `POST schedules/{id}/overrides/`
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    path: Segments<String>,
    run: Run,
    request: Request,
) -> ApiResult {
    let id = id(&path.0)?;
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    schedules::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let people = People::of(&mut db, workspace).await?;
    drop(db);
    let body = Body::of(request).await?;
    let mut fields = Fields::of(&body);
    for name in ["users", "start", "end"] {
        fields.require(name);
    }
    let given = fields.list("users");
    let given = fields.not_null("users", given);
    let users = users(&mut fields, "users", given, &people);
    let (start, end) = (instant(&mut fields, "start"), instant(&mut fields, "end"));
    fields.finish()?;
    let (Change::To(users), Change::To(start), Change::To(end)) = (users, start, end) else {
        return Err(ApiError::bad_request("An override needs users, a start and an end"));
    };
    let new = NewOverride { schedule: id, users, start, end, reason: None };
    if run == Run::Dry {
        let tried = preview_override_shift(&app.ctx, caller.0, new).await.map_err(refused)?;
        return dry_run::answer(Some(show(&tried.would_be)), &tried.diff);
    }
    let shift = override_shift(&app.ctx, caller.0, new).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(show(&shift))).into_response())
}

/// `DELETE schedules/{id}/overrides/{override}/`
pub async fn delete(State(app): State<App>, caller: Caller, path: Segments<(String, String)>, run: Run) -> ApiResult {
    let (schedule, shift) = (id(&path.0.0)?, id(&path.0.1)?);
    if run == Run::Dry {
        let tried = preview_take_back_override(&app.ctx, caller.0, schedule, shift).await.map_err(refused)?;
        return dry_run::answer(tried.would_be.as_ref().map(show), &tried.diff);
    }
    take_back_override(&app.ctx, caller.0, schedule, shift).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn instant(fields: &mut Fields<'_>, name: &str) -> Change<Timestamp> {
    let at = fields.read(name, |value| {
        let at = value.as_str().and_then(|text| text.trim().parse().ok());
        let at = at.filter(|at| Zone::UTC.reading(*at).year() > 0);
        at.ok_or_else(|| "Write a moment like 2026-03-02T09:00:00Z or 2026-03-02T09:00:00+01:00.".to_owned())
    });
    fields.not_null(name, at)
}

fn show(shift: &ShiftRecord) -> Value {
    let zone = shift.time_zone.as_deref().and_then(|name| Zone::named(name).ok()).unwrap_or(Zone::UTC);
    let end = shift.start.saturating_add(SignedDuration::from_secs(shift.duration));
    json!({
        "id": shift.id,
        "schedule": shift.schedule,
        "users": shift.users,
        "start": zone.instant(shift.start).map(show_instant),
        "end": zone.instant(end).map(show_instant),
    })
}
