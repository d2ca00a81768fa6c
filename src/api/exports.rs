//! Calendars behind secret links (`schedules/{id}/export`, `users/{id}/schedule_export`) and the links themselves
//! (`…/export_token`). Calendar apps send no header of ours: the secret in the address is all they have.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::error::{ApiError, ApiResult};
use super::gate::Caller;
use super::query::Query;
use super::{App, Segments, id, time};
use crate::ids::{ScheduleId, UserId};
use crate::store::people::{self, Standing};
use crate::store::workspaces;
use crate::usecases::calendar_feed::{self, Choice, View};
use crate::usecases::export_links::{self, Closed, LinkOf, NoLink, Owner};
use crate::usecases::{Actor, exported};

/// What calendar apps are sent.
const CALENDAR: &str = "text/calendar; charset=utf-8";

/// `GET schedules/{id}/export?token=`
pub async fn of_schedule(
    State(app): State<App>,
    path: Segments<String>,
    query: Query,
    headers: HeaderMap,
) -> ApiResult {
    takes_calendars(&headers)?;
    let link = match open(&app, &query).await? {
        Ok(link) => link,
        Err(revoked) => return Ok(refused(revoked.unwrap_or("Invalid token."))),
    };
    let choice = choice(&query)?;
    let Some(schedule) = link.schedule.filter(|schedule| schedule.as_str() == path.0) else {
        return Ok(refused("Invalid schedule export token for schedule"));
    };
    note_reading(&app, &link);
    let mut db = app.ctx.store.reader().await?;
    let record = crate::store::schedules::find(&mut db, link.workspace, schedule).await?;
    drop(db);
    let record = record.ok_or_else(ApiError::not_found)?;
    let tag = tag(&app, &choice, &[(schedule, record.version)]);
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let team = team(&app, &link).await?;
    let feed = calendar_feed::of_schedule(&app.ctx, link.workspace, schedule, choice, &page(&app, team)).await?;
    let feed = feed.ok_or_else(ApiError::not_found)?;
    Ok(calendar(tag, feed))
}

/// `GET users/{id}/schedule_export?token=`
pub async fn of_person(State(app): State<App>, path: Segments<String>, query: Query, headers: HeaderMap) -> ApiResult {
    takes_calendars(&headers)?;
    let link = match open(&app, &query).await? {
        Ok(link) => link,
        // Without the full stop, as the reference has it here.
        Err(revoked) => return Ok(refused(revoked.unwrap_or("Invalid token"))),
    };
    let choice = choice(&query)?;
    let owner = link.owner.parse::<UserId>().ok().filter(|owner| owner.as_str() == path.0);
    let (Some(user), None) = (owner, link.schedule) else {
        return Ok(refused("Invalid schedule export token for user"));
    };
    note_reading(&app, &link);
    let schedules = exported::schedules_of(&app.ctx, link.workspace, user).await?;
    let versions: Vec<_> = schedules.iter().map(|schedule| (schedule.id, schedule.version)).collect();
    let tag = tag(&app, &choice, &versions);
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let team = team(&app, &link).await?;
    let feed = calendar_feed::of_person(&app.ctx, link.workspace, user, choice, &page(&app, team)).await?;
    Ok(calendar(tag, feed.ok_or_else(ApiError::not_found)?))
}

/// `GET …/export_token`: whether there is a link that works.
pub async fn look_at_schedules(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    look(&app, caller.0, schedules_link(caller.0, &path.0)?).await
}

/// `POST …/export_token`: makes the link and shows it, the only time.
pub async fn make_schedules(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    make(&app, caller.0, schedules_link(caller.0, &path.0)?).await
}

/// `DELETE …/export_token`: it is refused from now on.
pub async fn revoke_schedules(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    revoke(&app, caller.0, schedules_link(caller.0, &path.0)?).await
}

/// The same for a person's own shifts.
pub async fn look_at_persons(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    look(&app, caller.0, persons_link(&app, caller.0, &path.0).await?).await
}

/// The same for a person's own shifts.
pub async fn make_persons(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    make(&app, caller.0, persons_link(&app, caller.0, &path.0).await?).await
}

/// The same for a person's own shifts.
pub async fn revoke_persons(State(app): State<App>, caller: Caller, path: Segments<String>) -> ApiResult {
    revoke(&app, caller.0, persons_link(&app, caller.0, &path.0).await?).await
}

fn schedules_link(actor: Actor, schedule: &str) -> ApiResult<LinkOf> {
    let owner = Owner::of(actor).ok_or_else(ApiError::not_found)?;
    Ok(LinkOf { owner, schedule: Some(id(schedule)?) })
}

/// A token that acts for somebody manages their link alone, unless they are an admin.
async fn persons_link(app: &App, actor: Actor, user: &str) -> ApiResult<LinkOf> {
    let user: UserId = match user {
        "current" => actor.user().ok_or_else(ApiError::not_found)?,
        text => id(text)?,
    };
    let mut db = app.ctx.store.reader().await?;
    let person = people::find(&mut db, actor.workspace(), user).await?;
    person.filter(|person| person.standing != Standing::Bot).ok_or_else(ApiError::not_found)?;
    if let Some(acts_for) = actor.user().filter(|acts_for| *acts_for != user) {
        let acts_for = people::find(&mut db, actor.workspace(), acts_for).await?;
        if acts_for.is_none_or(|person| person.standing != Standing::Admin) {
            let refused = "You do not have permission to perform this action.";
            return Err(ApiError::Detail(StatusCode::FORBIDDEN, refused.to_owned()));
        }
    }
    Ok(LinkOf { owner: Owner::Person(user), schedule: None })
}

async fn look(app: &App, actor: Actor, of: LinkOf) -> ApiResult {
    let link = export_links::look(&app.ctx, actor.workspace(), of).await.map_err(|error| no_link(of, error))?;
    let link = link.ok_or_else(ApiError::not_found)?;
    Ok(Json(
        json!({ "created_at": time::show_instant_with_micros(link.created_at), "revoked_at": null, "active": true }),
    )
    .into_response())
}

async fn make(app: &App, actor: Actor, of: LinkOf) -> ApiResult {
    let made = export_links::create(&app.ctx, actor.workspace(), of).await;
    let (link, secret) = made.map_err(|error| no_link(of, error))?;
    let address = calendar_feed::address(&app.settings.public_url, of, &secret);
    let shown = json!({ "token": secret, "created_at": time::show_instant_with_micros(link.created_at), "export_url": address });
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

async fn revoke(app: &App, actor: Actor, of: LinkOf) -> ApiResult {
    export_links::revoke(&app.ctx, actor.workspace(), of).await.map_err(|error| no_link(of, error))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn no_link(of: LinkOf, error: NoLink) -> ApiError {
    match (error, of.schedule) {
        (NoLink::NotFound, _) => ApiError::not_found(),
        (NoLink::Exists(_), Some(_)) => {
            ApiError::Detail(StatusCode::CONFLICT, "Schedule export token for user already exists".to_owned())
        }
        (NoLink::Exists(_), None) => {
            ApiError::Detail(StatusCode::CONFLICT, "User schedule export token already exists".to_owned())
        }
        (NoLink::MayNot, _) => ApiError::bad_request("Only members of the workspace have a calendar link"),
        (NoLink::Store(error), _) => ApiError::Broken(error),
    }
}

async fn open(app: &App, query: &Query) -> ApiResult<Result<crate::store::exports::Link, Option<&'static str>>> {
    match export_links::open(&app.ctx, query.last("token").unwrap_or_default()).await {
        Ok(link) => Ok(Ok(link)),
        Err(Closed::Unknown) => Ok(Err(None)),
        Err(Closed::Revoked) => Ok(Err(Some("Export token is deactivated"))),
        Err(Closed::Store(error)) => Err(ApiError::Broken(error)),
    }
}

/// Beside the request: reading does not wait for whoever is writing.
fn note_reading(app: &App, link: &crate::store::exports::Link) {
    let (ctx, link) = (app.ctx.clone(), link.clone());
    tokio::spawn(async move { export_links::was_read(&ctx, &link).await });
}

/// JSON that says it is a calendar, as the reference has it.
fn refused(detail: &str) -> Response {
    let body = json!({ "detail": detail }).to_string();
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, CALENDAR)], body).into_response()
}

fn calendar(tag: String, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, CALENDAR.to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    (headers, text).into_response()
}

fn takes_calendars(headers: &HeaderMap) -> ApiResult<()> {
    let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
    let takes = accepted.peek().is_none()
        || accepted.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|range| {
            let range = range.split(';').next().unwrap_or_default().trim();
            ["*/*", "text/*", "text/calendar"].iter().any(|calendar| range.eq_ignore_ascii_case(calendar))
        });
    let refused = "Could not satisfy the request Accept header.";
    if takes { Ok(()) } else { Err(ApiError::Detail(StatusCode::NOT_ACCEPTABLE, refused.to_owned())) }
}

/// `view`, `days` and `alarm`.
fn choice(query: &Query) -> ApiResult<Choice> {
    let view = match query.last("view") {
        None | Some("" | "all") => View::All,
        Some("final") => View::Final,
        Some(_) => return Err(ApiError::field("view", "`view` is `all` or `final`.")),
    };
    let days = match query.last("days") {
        None | Some("") => exported::DAYS,
        Some(text) => text.parse().ok().filter(|days| (1..=exported::MOST_DAYS).contains(days)).ok_or_else(|| {
            ApiError::field("days", format!("`days` is a whole number from 1 to {}.", exported::MOST_DAYS))
        })?,
    };
    let alarm = match query.last("alarm") {
        None | Some("") => None,
        Some(text) => Some(calendar_feed::alarm(text).ok_or_else(|| {
            ApiError::field("alarm", "`alarm` is a time before the start, like `30m`, `2h` or `1d`, of a week at most.")
        })?),
    };
    Ok(Choice { view, days, alarm })
}

/// Says whether a calendar is another than the one that was read before: what it shows follows from these alone.
fn tag(app: &App, choice: &Choice, schedules: &[(ScheduleId, i64)]) -> String {
    let day = exported::day(app.ctx.clock.now());
    let digest = Sha256::digest(format!("1 {day} {choice:?} {schedules:?} {}", app.settings.public_url));
    format!("W/\"{}\"", hex::encode(&digest[..12]))
}

fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let bare = tag.trim_start_matches("W/");
    given
        .flat_map(|value| value.split(','))
        .any(|given| given.trim() == "*" || given.trim().trim_start_matches("W/") == bare)
}

async fn team(app: &App, link: &crate::store::exports::Link) -> ApiResult<Option<String>> {
    let workspace = workspaces::find(&mut app.ctx.store.reader().await?, link.workspace).await?;
    Ok(workspace.and_then(|workspace| workspace.slack_team_id))
}

fn page(app: &App, team: Option<String>) -> calendar_feed::Pages {
    calendar_feed::Pages { team, public_url: app.settings.public_url.clone() }
}
