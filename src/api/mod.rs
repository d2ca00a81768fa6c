//! REST in the shape its clients already use: Grafana OnCall's `api/v1`, as its Go client and Terraform provider speak it.
//!
//! A request passes the [`gate`] (accept, token, permission, throttle) and reaches its endpoint; a folder per resource, whose
//! `wire` turns optional-everything JSON into our types and back. Rules live in the use cases.

pub mod body;
pub mod directory;
pub mod dry_run;
pub mod duration;
pub mod error;
pub mod exports;
pub mod fields;
pub mod gate;
pub mod json_error;
pub mod on_call_shifts;
pub mod openapi;
pub mod page;
pub mod people;
pub mod query;
pub mod refusal;
pub mod remembered;
pub mod retries;
pub mod schedules;
pub mod shift_swaps;
pub mod teams;
pub mod throttle;
pub mod time;
pub mod users;
pub mod wire;

use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, delete, get, post};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use url::Url;

use self::error::{ApiError, ApiResult, panicked};
use self::remembered::Remembered;
use self::retries::Flights;
use self::throttle::Throttle;
use crate::usecases::Ctx;

/// What the API needs to know besides its context.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address clients use, perhaps with a path in front of ours.
    pub public_url: Url,
    /// Requests a minute and token; 0 turns the limit off.
    pub rate_limit: u32,
    /// What outlives a connection runs here; the server waits for it when it stops.
    pub afterwards: TaskTracker,
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
    /// Requests under way.
    pub flights: Flights,
    /// What still holds of what was found out before.
    pub remembered: Arc<Remembered>,
}

/// Everything under `/api/v1/`, also behind the public address's path.
pub fn router(ctx: Ctx, settings: Settings) -> Router {
    let throttle = Arc::new(Throttle::new(settings.rate_limit));
    let flights = Flights::new(settings.afterwards.clone());
    let app = App { ctx, settings: Arc::new(settings), throttle, flights, remembered: Arc::default() };
    let prefix = app.settings.public_url.path().trim_end_matches('/').to_owned();
    let mut routes = under("", &app);
    let mut documents = described("", &app.settings.public_url);
    if !prefix.is_empty() {
        routes = routes.merge(under(&prefix, &app));
        documents = documents.merge(described(&prefix, &app.settings.public_url));
    }
    routes
        .route_layer(from_fn_with_state(app.clone(), gate::gate))
        .merge(calendars(&prefix))
        .layer(SetResponseHeaderLayer::overriding(header::VARY, HeaderValue::from_static("Accept, Origin")))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app)
        .merge(documents)
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

/// One address, what can be done there and what that means. What is not described cannot be served.
struct Resource {
    path: &'static str,
    allowed: &'static str,
    methods: MethodRouter<App>,
    description: fn() -> Value,
}

/// Everything there is.
fn resources() -> Vec<Resource> {
    let one = |path, allowed, methods, description: fn() -> Value| Resource { path, allowed, methods, description };
    let schedule = get(schedules::read).put(schedules::update).patch(schedules::update).delete(schedules::delete);
    let shift = get(on_call_shifts::read)
        .put(on_call_shifts::update)
        .patch(on_call_shifts::update)
        .delete(on_call_shifts::delete);
    let swap = get(shift_swaps::read).put(shift_swaps::replace).patch(shift_swaps::update).delete(shift_swaps::delete);
    let team = get(teams::read).put(teams::update).patch(teams::update).delete(teams::delete);
    let overrides = get(schedules::overrides::list).post(schedules::overrides::create);
    let shifts = get(on_call_shifts::list).post(on_call_shifts::create);
    let (current, previous) = (get(schedules::on_call::current), get(schedules::on_call::previous));
    let schedule_link = get(exports::look_at_schedules).post(exports::make_schedules).delete(exports::revoke_schedules);
    let persons_link = get(exports::look_at_persons).post(exports::make_persons).delete(exports::revoke_persons);
    vec![
        one("schedules", LIST_AND_MAKE, get(schedules::list).post(schedules::create), openapi::schedules),
        one("schedules/{id}", ALL_OF_ONE, schedule, openapi::schedule),
        one("schedules/{id}/final_shifts", READ, get(schedules::final_shifts::list), openapi::final_shifts),
        one("schedules/{id}/current_oncall", READ, current, openapi::current_oncall),
        one("schedules/{id}/previous_oncall", READ, previous, openapi::previous_oncall),
        one("schedules/{id}/next_oncall", READ, get(schedules::on_call::next), openapi::next_oncall),
        one("schedules/{id}/overrides", LIST_AND_MAKE, overrides, openapi::overrides),
        one(
            "schedules/{id}/overrides/{override}",
            TAKE_BACK,
            delete(schedules::overrides::delete),
            openapi::one_override,
        ),
        one("schedules/{id}/export_token", MAKE_AND_REVOKE, schedule_link, openapi::schedule_link),
        one("on_call_shifts", LIST_AND_MAKE, shifts, openapi::shifts),
        one("on_call_shifts/{id}", ALL_OF_ONE, shift, openapi::shift),
        one("shift_swaps", LIST_AND_MAKE, get(shift_swaps::list).post(shift_swaps::create), openapi::swaps),
        one("shift_swaps/{id}", ALL_OF_ONE, swap, openapi::swap),
        one("shift_swaps/{id}/take", TAKE, post(shift_swaps::take), openapi::take),
        one("users", READ, get(users::list), openapi::users),
        one("users/{id}", READ, get(users::read), openapi::user),
        one("users/{id}/export_token", MAKE_AND_REVOKE, persons_link, openapi::persons_link),
        one("teams", LIST_AND_MAKE, get(teams::list).post(teams::create), openapi::teams),
        one("teams/{id}", ALL_OF_ONE, team, openapi::team),
        one("user_groups", READ, get(directory::user_groups), openapi::groups),
        one("slack_channels", READ, get(directory::slack_channels), openapi::channels),
        one("info", READ, get(directory::info), openapi::info),
    ]
}

/// Every route, each with and without a slash at its end: a redirect would lose the body.
fn under(prefix: &str, app: &App) -> Router<App> {
    let mut routes = Router::new();
    for Resource { path, allowed, methods, .. } in resources() {
        // Not around what is refused for its method: that takes up no key. And a reply that holds a secret is not kept.
        let methods = if path.ends_with("/export_token") {
            methods
        } else {
            methods.route_layer(from_fn_with_state(app.clone(), retries::once))
        };
        let can_be_tried = !path.starts_with("teams") && !path.ends_with("/export_token");
        let methods = if can_be_tried { methods } else { methods.route_layer(from_fn(dry_run::cannot)) };
        let methods = methods
            .options(async || StatusCode::NO_CONTENT)
            .fallback(not_allowed)
            .layer(SetResponseHeaderLayer::overriding(header::ALLOW, HeaderValue::from_static(allowed)));
        let path = format!("{prefix}/api/v1/{path}");
        routes = routes.route(&path, methods.clone()).route(&format!("{path}/"), methods);
    }
    routes.route(&format!("{prefix}/api/v1/{{*unknown}}"), MethodRouter::new().fallback(not_found))
}

/// The description, for programs and for people. Anybody may read it. It is written when somebody first does.
fn described(prefix: &str, public_url: &Url) -> Router {
    let address = public_url.to_string();
    let write = move || {
        let paths: Vec<(&str, Value)> = resources().into_iter().map(|one| (one.path, (one.description)())).collect();
        let document = openapi::document(&address, &paths);
        Described { page: openapi::render(&document), document: document.to_string() }
    };
    let texts: Arc<LazyLock<Described, Box<dyn FnOnce() -> Described + Send>>> =
        Arc::new(LazyLock::new(Box::new(write)));
    let served = |kind: &'static str, text: fn(&Described) -> &String| {
        let texts = texts.clone();
        get(move || async move { ([(header::CONTENT_TYPE, kind)], text(&texts).clone()) })
    };
    Router::new()
        .route(&format!("{prefix}/openapi.json"), served("application/json", |texts| &texts.document))
        .route(&format!("{prefix}/docs"), served("text/html; charset=utf-8", |texts| &texts.page))
}

/// The API's description, for programs and for people.
struct Described {
    document: String,
    page: String,
}

const TAKE: &str = "POST, OPTIONS";
const TAKE_BACK: &str = "DELETE, OPTIONS";
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
