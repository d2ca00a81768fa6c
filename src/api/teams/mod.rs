//! `teams`: read as in the reference. There is no Grafana to take them from, so they are made and changed here too, and
//! `members` says who is in them: additions.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::App;
use super::body::Body;
use super::error::{ApiError, ApiResult};
use super::fields::Fields;
use super::gate::Caller;
use super::page::{Asked, Links};
use super::people::users;
use super::query::Query;
use super::refusal::refused;
use super::{Segments, id};
use crate::ids::{TeamId, UserId, WorkspaceId};
use crate::store::teams::{self, OfTeam, Team};
use crate::store::{Reader, StoreError};
use crate::usecases::people::People;
use crate::usecases::teams::{TeamChanges, delete_team, edit_team, make_team};

const PAGE_SIZE: i64 = 50;
const LONGEST: usize = 200;

/// `GET teams/`, all of them or the one with this `name`.
pub async fn list(State(app): State<App>, caller: Caller, uri: Uri, query: Query) -> ApiResult {
    let name = query.filter("name")?.filter(|name| !name.is_empty());
    let workspace = caller.0.workspace();
    let mut db = app.ctx.store.reader().await?;
    let page = Asked::in_query(&query, PAGE_SIZE).of(teams::count(&mut db, workspace, name).await?);
    let members = teams::members(&mut db, workspace).await?;
    let found = teams::page(&mut db, workspace, name, page.limit(), page.offset()).await?;
    let rows: Vec<Value> = found.iter().map(|(team, number)| show(team, *number, &members)).collect();
    Ok(page.envelope(&Links { public_url: &app.settings.public_url, uri: &uri, query: &query }, &rows))
}

/// `GET teams/{id}/`
pub async fn read(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    shown(&app, caller.0.workspace(), id(&path.0)?, StatusCode::OK).await
}

/// `POST teams/`
pub async fn create(State(app): State<App>, caller: Caller, request: Request) -> ApiResult {
    let workspace = caller.0.workspace();
    let people = People::of(&mut app.ctx.store.reader().await?, workspace).await?;
    let body = Body::of(request).await?;
    let (mut fields, changes) = read_fields(&body, &people);
    fields.require("name");
    fields.finish()?;
    let name = changes.name.clone().new_value().ok_or_else(|| ApiError::bad_request("A team needs a name"))?;
    let made = make_team(&app.ctx, caller.0, name, changes).await.map_err(refused)?;
    shown(&app, workspace, made, StatusCode::CREATED).await
}

/// `PUT` and `PATCH teams/{id}/`: the same, what is not named stays.
pub async fn update(State(app): State<App>, caller: Caller, path: Segments<String>, request: Request) -> ApiResult {
    let workspace = caller.0.workspace();
    let id: TeamId = id(&path.0)?;
    let mut db = app.ctx.store.reader().await?;
    teams::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let people = People::of(&mut db, workspace).await?;
    drop(db);
    let body = Body::of(request).await?;
    let (fields, changes) = read_fields(&body, &people);
    fields.finish()?;
    edit_team(&app.ctx, caller.0, id, changes).await.map_err(refused)?;
    shown(&app, workspace, id, StatusCode::OK).await
}

/// `DELETE teams/{id}/`: what belonged to it belongs to no team from then on.
pub async fn delete(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    delete_team(&app.ctx, caller.0, id(&path.0)?).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn read_fields<'a>(body: &'a Body, people: &People) -> (Fields<'a>, TeamChanges) {
    let mut fields = Fields::of(body);
    let name = fields.text("name", LONGEST);
    let name = fields.not_null("name", name);
    let email = fields.text("email", LONGEST);
    let members = fields.list("members").map(Option::unwrap_or_default);
    let members = users(&mut fields, "members", members, people);
    (fields, TeamChanges { name, email, members })
}

async fn shown(app: &App, workspace: WorkspaceId, id: TeamId, status: StatusCode) -> ApiResult<Response> {
    let mut db = app.ctx.store.reader().await?;
    let (team, number) = teams::find(&mut db, workspace, id).await?.ok_or_else(ApiError::not_found)?;
    let members = teams::members(&mut db, workspace).await?;
    Ok((status, Json(show(&team, number, &members))).into_response())
}

fn show(team: &Team, number: i64, members: &[(TeamId, UserId)]) -> Value {
    let members = members.iter().filter(|(id, _)| *id == team.id).map(|(_, member)| member);
    json!({
        "id": team.id,
        "grafana_id": number,
        "name": team.name,
        "email": team.email,
        // There is no Grafana behind us that keeps pictures.
        "avatar_url": "",
        "members": members.collect::<Vec<_>>(),
    })
}

/// The team that a body names as its `team_id`, if it is here.
pub async fn named_in(db: &mut Reader, workspace: WorkspaceId, body: &Body) -> Result<Option<TeamId>, StoreError> {
    let named = body.values.get("team_id").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let Some(id) = named else { return Ok(None) };
    Ok(teams::find(db, workspace, id).await?.map(|(team, _)| team.id))
}

/// The team that a list is asked for: `team_id=null` is no team, one that is not here is refused.
pub async fn asked_for(db: &mut Reader, workspace: WorkspaceId, query: &Query) -> ApiResult<OfTeam> {
    let id: Option<TeamId> = match query.last("team_id") {
        None | Some("") => return Ok(OfTeam::Any),
        Some("null") => return Ok(OfTeam::None),
        Some(text) => text.parse().ok(),
    };
    if let Some(id) = id
        && teams::find(db, workspace, id).await?.is_some()
    {
        return Ok(OfTeam::Team(id));
    }
    Err(ApiError::field("team_id", "Select a valid choice. That choice is not one of the available choices."))
}
