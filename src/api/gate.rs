//! What every request passes before its endpoint: can we answer in a form it takes, who asks, may they, not too often.
//!
//! In that order, as the reference: a stranger learns nothing about what exists.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::App;
use super::error::{ApiError, ApiResult};
use super::query::Query;
use super::remembered::{Admitted, Edition};
use crate::store::people::{self, Person, Standing};
use crate::store::tokens::{Scope, Token};
use crate::usecases::{Actor, api_tokens};

/// Who asks. Endpoints take it; the gate puts it there.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub Actor, Rights);

/// What a caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    Read,
    Write,
}

impl Caller {
    /// Whether they may change things.
    pub fn may_write(self) -> bool {
        self.1 == Rights::Write
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().copied().ok_or_else(invalid_token)
    }
}

impl<S: Sync> FromRequestParts<S> for Edition {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().copied().unwrap_or_default())
    }
}

/// Lets a request through to its endpoint, or answers it.
pub async fn gate(State(app): State<App>, query: Query, mut request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    // Before anything is read: what is found out holds for this edition, or for a later one.
    let edition = Edition(app.ctx.store.edition().await);
    match admit(&app, edition, &query, request.method(), request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            request.extensions_mut().insert(edition);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    }
}

async fn admit(app: &App, edition: Edition, query: &Query, method: &Method, headers: &HeaderMap) -> ApiResult<Caller> {
    takes_json(query, headers)?;
    let (token, acts_for) = token(app, edition, headers).await?;
    if acts_for.as_ref().is_some_and(|person| person.standing == Standing::Deactivated) {
        return Err(forbidden("Only active users are allowed to perform this action."));
    }
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let rights = if may_write(&token, acts_for.as_ref()) { Rights::Write } else { Rights::Read };
    if !reads && rights == Rights::Read {
        return Err(forbidden("You do not have permission to perform this action."));
    }
    app.throttle.admit(token.id, app.ctx.clock.now()).map_err(ApiError::Throttled)?;
    let caller = Caller(Actor::Token { workspace: token.workspace, token: token.id, user: token.user }, rights);
    // Beside the request: reading does not wait for whoever is writing.
    let ctx = app.ctx.clone();
    tokio::spawn(async move { api_tokens::was_used(&ctx, &token).await });
    Ok(caller)
}

fn takes_json(query: &Query, headers: &HeaderMap) -> ApiResult<()> {
    if query.last("format").is_some_and(|format| format != "json" && !format.is_empty()) {
        return Err(ApiError::not_found());
    }
    let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
    let takes = accepted.peek().is_none()
        || accepted.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|range| {
            let range = range.split(';').next().unwrap_or_default().trim();
            ["*/*", "application/*", "application/json"].iter().any(|json| range.eq_ignore_ascii_case(json))
        });
    let refused = "Could not satisfy the request Accept header.";
    if takes { Ok(()) } else { Err(ApiError::Detail(StatusCode::NOT_ACCEPTABLE, refused.to_owned())) }
}

/// The token that is given, and whom it acts for.
async fn token(app: &App, edition: Edition, headers: &HeaderMap) -> ApiResult<Admitted> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(given), None) = (given.next(), given.next()) else { return Err(invalid_token()) };
    let given = given.to_str().map_err(|_| invalid_token())?;
    let secret = given.strip_prefix("Bearer ").unwrap_or(given);
    if secret.starts_with("glsa_") {
        // A Grafana service account. There is no Grafana behind us that could vouch for it.
        return Err(forbidden("Organization not found."));
    }
    let digest = Sha256::digest(secret.as_bytes()).into();
    if let Some(known) = app.remembered.token(edition, &digest) {
        return Ok(known);
    }
    let token = api_tokens::check(&app.ctx.store, secret).await?.ok_or_else(invalid_token)?;
    let acts_for = match token.user {
        Some(user) => people::find(&mut app.ctx.store.reader().await?, token.workspace, user).await?,
        None => None,
    };
    app.remembered.keep_token(edition, digest, (token.clone(), acts_for.clone()));
    Ok((token, acts_for))
}

fn invalid_token() -> ApiError {
    forbidden("Invalid token.")
}

fn forbidden(detail: &str) -> ApiError {
    ApiError::Detail(StatusCode::FORBIDDEN, detail.to_owned())
}

/// Whether a token may change things: its own scope decides, and the standing of whoever it acts for.
fn may_write(token: &Token, acts_for: Option<&Person>) -> bool {
    token.scope == Scope::Write && acts_for.is_none_or(|person| person.standing.may_be_on_call())
}
