//! `?dry_run=true`: a request is tried instead of done. It is refused as it would be, changes nothing, and is answered with what
//! would be and with who would gain and who would lose.

use axum::Json;
use axum::extract::{FromRequestParts, Request};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::error::{ApiError, ApiResult};
use super::query::Query;
use super::time::show_instant;
use crate::ids::UserId;
use crate::schedule::Interval;
use crate::schedule::compare::{Measure, PersonChange};
use crate::usecases::people::People;
use crate::usecases::trial::{Diff, ScheduleDiff};

const NAME: &str = "dry_run";
const UNCLEAR: &str = "Write `true` to have the request tried, or `false` to have it done.";
const IMPOSSIBLE: &str = "This request cannot be tried. Leave `dry_run` out to have it done.";

/// Whether a request is done or tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// It is done.
    Real,
    /// It is tried.
    Dry,
}

impl Run {
    /// What a query asks for.
    pub fn in_query(query: &Query) -> ApiResult<Self> {
        // Of two that are given, either may be the one that is meant.
        match query.all(NAME).collect::<Vec<_>>()[..] {
            [] | ["false"] => Ok(Self::Real),
            ["true"] => Ok(Self::Dry),
            _ => Err(ApiError::field(NAME, UNCLEAR)),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Run {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        let Ok(query) = Query::from_request_parts(parts, state).await;
        Self::in_query(&query)
    }
}

/// Refuses to try what can only be done, rather than do it.
pub async fn cannot(query: Query, request: Request, next: Next) -> Response {
    match Run::in_query(&query) {
        _ if request.method() == Method::GET => {}
        Ok(Run::Real) => {}
        Ok(Run::Dry) => return ApiError::field(NAME, IMPOSSIBLE).into_response(),
        Err(error) => return error.into_response(),
    }
    next.run(request).await
}

/// What a dry run answers: the object as it would be, nothing of one that would be gone, and the difference.
pub fn answer(shown: Option<Value>, diff: &Diff) -> ApiResult {
    let mut shown = shown.unwrap_or_else(|| json!({}));
    let schedules: Vec<Value> = diff.schedules.iter().map(|schedule| show(schedule, &diff.people)).collect();
    shown["diff"] = span(diff.window);
    shown["diff"]["schedules"] = json!(schedules);
    Ok(Json(shown).into_response())
}

fn show(diff: &ScheduleDiff, people: &People) -> Value {
    let compared = &diff.comparison;
    let away = |conflict: &crate::schedule::compare::AwayConflict| {
        let mut shown = span(conflict.interval);
        shown["user"] = json!(conflict.user);
        shown["username"] = json!(username(conflict.user, people));
        shown
    };
    json!({
        "id": diff.id,
        "name": diff.name,
        "people": compared.people.iter().map(|change| person(change, people)).collect::<Vec<_>>(),
        "gaps_opened": spans(&compared.opened),
        "gaps_closed": spans(&compared.closed),
        "on_call_while_away": compared.conflicts.iter().map(away).collect::<Vec<_>>(),
    })
}

fn person(change: &PersonChange, people: &People) -> Value {
    let seconds = Measure { before: change.time.before.as_secs(), after: change.time.after.as_secs() };
    json!({
        "user": change.user,
        "username": username(change.user, people),
        "shifts": measure(&change.shifts),
        "seconds": measure(&seconds),
        "weekends": measure(&change.weekends),
        "gained": spans(&change.gained),
        "lost": spans(&change.lost),
    })
}

fn username(user: UserId, people: &People) -> Option<&str> {
    people.get(user).map(|person| person.username.as_str())
}

fn measure<T: serde::Serialize>(measure: &Measure<T>) -> Value {
    json!({ "before": measure.before, "after": measure.after })
}

fn spans(spans: &[Interval]) -> Vec<Value> {
    spans.iter().copied().map(span).collect()
}

fn span(span: Interval) -> Value {
    json!({ "start": show_instant(span.start()), "end": show_instant(span.end()) })
}
