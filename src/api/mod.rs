//! REST in the shape its clients already use: Grafana OnCall's `api/v1`, as its Go client and Terraform provider speak it.
//!
//! A request passes the [`gate`] (accept, token, permission, throttle) and reaches its endpoint; a folder per resource, whose
//! `wire` turns optional-everything JSON into our types and back. Rules live in the use cases.

pub mod body;
pub mod directory;
pub mod duration;
pub mod error;
pub mod exports;
pub mod fields;
pub mod gate;
pub mod json_error;
pub mod on_call_shifts;
pub mod page;
pub mod people;
pub mod query;
pub mod refusal;
pub mod schedules;
pub mod shift_swaps;
pub mod throttle;
pub mod time;
pub mod users;
pub mod wire;

use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, post};
use serde::de::DeserializeOwned;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use url::Url;

use self::error::{ApiError, ApiResult, panicked};
use self::throttle::Throttle;
use crate::usecases::Ctx;

/// What the API needs to know besides its context.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address clients use, perhaps with a path in front of ours.
    pub public_url: Url,
    /// Requests a minute and token; 0 turns the limit off.
    pub rate_limit: u32,
}

/// What every endpoint is given.
#[derive(Debug, Clone)]
pub struct App {
    /// The use cases' context.
    pub ctx: Ctx,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Who asked how often.
    pub throttle: Arc<Throttle>,
}

/// Everything under `/api/v1/`, also behind the public address's path.
pub fn router(ctx: Ctx, settings: Settings) -> Router {
    let throttle = Arc::new(Throttle::new(settings.rate_limit));
    let app = App { ctx, settings: Arc::new(settings), throttle };
    let prefix = app.settings.public_url.path().trim_end_matches('/').to_owned();
    let mut routes = under("");
    if !prefix.is_empty() {
        routes = routes.merge(under(&prefix));
    }
    routes
        .route_layer(from_fn_with_state(app.clone(), gate::gate))
        .merge(calendars(&prefix))
        .layer(SetResponseHeaderLayer::overriding(header::VARY, HeaderValue::from_static("Accept, Origin")))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app)
}

/// The calendars behind secret links: calendar apps have no token, so they are outside the gate.
fn calendars(prefix: &str) -> Router<App> {
    let paths: [(&str, MethodRouter<App>); 2] =
        [("schedules/{id}/export", get(exports::of_schedule)), ("users/{id}/schedule_export", get(exports::of_person))];
    let prefixes = if prefix.is_empty() { vec![""] } else { vec!["", prefix] };
    let mut routes = Router::new();
    for prefix in prefixes {
        for (path, methods) in &paths {
            let methods = methods
                .clone()
                .options(async || StatusCode::NO_CONTENT)
                .fallback(not_allowed)
                .layer(SetResponseHeaderLayer::overriding(header::ALLOW, HeaderValue::from_static(READ)));
            let path = format!("{prefix}/api/v1/{path}");
            routes = routes.route(&path, methods.clone()).route(&format!("{path}/"), methods);
        }
    }
    routes.layer(CompressionLayer::new())
}

/// Every route, each with and without a slash at its end: a redirect would lose the body.
fn under(prefix: &str) -> Router<App> {
    let schedule = get(schedules::read).put(schedules::update).patch(schedules::update).delete(schedules::delete);
    let shift = get(on_call_shifts::read)
        .put(on_call_shifts::update)
        .patch(on_call_shifts::update)
        .delete(on_call_shifts::delete);
    let swap = get(shift_swaps::read).put(shift_swaps::replace).patch(shift_swaps::update).delete(shift_swaps::delete);
    let schedule_link = get(exports::look_at_schedules).post(exports::make_schedules).delete(exports::revoke_schedules);
    let persons_link = get(exports::look_at_persons).post(exports::make_persons).delete(exports::revoke_persons);
    let resources: [(&str, &'static str, MethodRouter<App>); 19] = [
        ("schedules", LIST_AND_MAKE, get(schedules::list).post(schedules::create)),
        ("schedules/{id}", ALL_OF_ONE, schedule),
        ("schedules/{id}/final_shifts", READ, get(schedules::final_shifts::list)),
        ("schedules/{id}/current_oncall", READ, get(schedules::on_call::current)),
        ("schedules/{id}/previous_oncall", READ, get(schedules::on_call::previous)),
        ("schedules/{id}/next_oncall", READ, get(schedules::on_call::next)),
        ("schedules/{id}/overrides", LIST_AND_MAKE, get(schedules::overrides::list).post(schedules::overrides::create)),
        ("schedules/{id}/overrides/{override}", "DELETE, OPTIONS", delete(schedules::overrides::delete)),
        ("schedules/{id}/export_token", MAKE_AND_REVOKE, schedule_link),
        ("on_call_shifts", LIST_AND_MAKE, get(on_call_shifts::list).post(on_call_shifts::create)),
        ("on_call_shifts/{id}", ALL_OF_ONE, shift),
        ("shift_swaps", LIST_AND_MAKE, get(shift_swaps::list).post(shift_swaps::create)),
        ("shift_swaps/{id}", ALL_OF_ONE, swap),
        ("shift_swaps/{id}/take", "POST, OPTIONS", post(shift_swaps::take)),
        ("users", READ, get(users::list)),
        ("users/{id}", READ, get(users::read)),
        ("users/{id}/export_token", MAKE_AND_REVOKE, persons_link),
        ("user_groups", READ, get(directory::user_groups)),
        ("slack_channels", READ, get(directory::slack_channels)),
    ];
    let mut routes = Router::new();
    for (path, allowed, methods) in resources {
        let methods = methods
            .options(async || StatusCode::NO_CONTENT)
            .fallback(not_allowed)
            .layer(SetResponseHeaderLayer::overriding(header::ALLOW, HeaderValue::from_static(allowed)));
        let path = format!("{prefix}/api/v1/{path}");
        routes = routes.route(&path, methods.clone()).route(&format!("{path}/"), methods);
    }
    routes.route(&format!("{prefix}/api/v1/{{*unknown}}"), MethodRouter::new().fallback(not_found))
}

const READ: &str = "GET, HEAD, OPTIONS";
const LIST_AND_MAKE: &str = "GET, POST, HEAD, OPTIONS";
const MAKE_AND_REVOKE: &str = "GET, POST, DELETE, HEAD, OPTIONS";
const ALL_OF_ONE: &str = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS";

async fn not_allowed(method: Method) -> ApiError {
    ApiError::Detail(StatusCode::METHOD_NOT_ALLOWED, format!("Method \"{method}\" not allowed."))
}

async fn not_found() -> ApiError {
    ApiError::not_found()
}

/// The variable segments of a path. One that is not even text is nobody's id.
#[derive(Debug)]
pub struct Segments<T>(T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segments<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        Path::from_request_parts(parts, state)
            .await
            .map(|Path(segments)| Self(segments))
            .map_err(|_| ApiError::not_found())
    }
}

/// Reads an id from a path. What cannot be an id is nobody's.
fn id<T: FromStr>(text: &str) -> ApiResult<T> {
    text.parse().map_err(|_| ApiError::not_found())
}
