//! The HTTP side: methods under `/api`, `response_url`s, and the page. Every call is written down.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, State as Given};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{any, post};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::Playground;
use super::arguments::Arguments;
use super::door::{Door, Line};
use super::gate::{self, Verdict};
use super::weather::Weather;

/// More than any method takes; a view may be 250 KB.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// A call the app made, and what it was told.
#[derive(Debug, Clone)]
pub struct Call {
    /// Such as `chat.postMessage`.
    pub method: String,
    /// What was sent, texts for what a form carried.
    pub args: Map<String, Value>,
    /// The body of the answer; `null` when there was none.
    pub answer: Value,
    /// The HTTP status; 0 when there was no answer.
    pub status: u16,
    /// Whether it was made with a person's token rather than the bot's.
    pub by_person: bool,
    /// When.
    pub at: Timestamp,
}

/// Serves until told to stop.
pub async fn serve(door: Door, playground: Playground, stop: CancellationToken) {
    let router = Router::new()
        .route("/api/{method}", any(api_method))
        .route("/upload/v1/{id}", post(super::file::receive))
        .route("/commands/{team}/{id}", post(super::reply_url::receive))
        .merge(super::page::routes())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(playground);
    let service = router.into_make_service_with_connect_info::<Line>();
    tokio::select! {
        _ = axum::serve(door, service) => {}
        () = stop.cancelled() => {}
    }
}

async fn api_method(
    Given(playground): Given<Playground>,
    Path(method): Path<String>,
    ConnectInfo(line): ConnectInfo<Line>,
    verb: Method,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    if verb != Method::GET && verb != Method::POST {
        playground.change(|state| state.breaks_rule(format!("{method} was called with {verb}")));
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let arguments = Arguments::read(&uri, &headers, &body).await;
    let weather = playground.change(|state| state.forecast.meet(&method));
    let carry_out = || {
        let verdict = playground.change(|state| {
            gate::pass(
                state,
                &method,
                &verb,
                &headers,
                arguments.as_ref().map_err(|&error| error),
                &playground.base_url(),
            )
        });
        write_down(&playground, &method, &headers, arguments.as_ref().ok(), verdict.status, &verdict.body);
        verdict
    };
    let without_answer = |status| {
        write_down(&playground, &method, &headers, arguments.as_ref().ok(), status, &Value::Null);
    };
    match weather {
        None | Some(Weather::Fair) => respond(&carry_out()),
        Some(Weather::RateLimited(seconds)) => {
            let body = json!({ "ok": false, "error": "ratelimited" });
            write_down(&playground, &method, &headers, arguments.as_ref().ok(), 429, &body);
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())], axum::Json(body)).into_response()
        }
        Some(Weather::Status(status)) => {
            without_answer(status);
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Html("<html><body>Something went wrong</body></html>")).into_response()
        }
        Some(Weather::Refused(error)) => {
            let body = json!({ "ok": false, "error": error });
            write_down(&playground, &method, &headers, arguments.as_ref().ok(), 200, &body);
            axum::Json(body).into_response()
        }
        Some(Weather::Hangs) => {
            without_answer(0);
            std::future::pending().await
        }
        Some(Weather::LosesReply) => {
            carry_out();
            line.cut();
            std::future::pending().await
        }
        Some(Weather::WithholdsReply) => {
            carry_out();
            std::future::pending().await
        }
    }
}

fn write_down(
    playground: &Playground,
    method: &str,
    headers: &HeaderMap,
    arguments: Option<&Arguments>,
    status: u16,
    answer: &Value,
) {
    playground.change(|state| {
        let bearer = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let by_person = state.tokens.iter().any(|token| !token.is_bot && bearer.ends_with(&token.text));
        let call = Call {
            method: method.to_owned(),
            args: arguments.map(|arguments| arguments.all.clone()).unwrap_or_default(),
            answer: answer.clone(),
            status,
            by_person,
            at: state.now(),
        };
        state.calls.push(call);
    });
}

fn respond(verdict: &Verdict) -> Response {
    let status = StatusCode::from_u16(verdict.status).unwrap_or(StatusCode::OK);
    let mut response = (status, axum::Json(&verdict.body)).into_response();
    for (name, value) in [
        ("retry-after", verdict.retry_after.map(|seconds| seconds.to_string())),
        ("x-oauth-scopes", Some(verdict.granted.clone()).filter(|granted| !granted.is_empty())),
        ("x-accepted-oauth-scopes", Some(verdict.accepted.clone()).filter(|accepted| !accepted.is_empty())),
    ] {
        if let Some(value) = value.and_then(|value| value.parse().ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

impl Playground {
    /// `http://127.0.0.1:PORT`.
    pub(super) fn base_url(&self) -> String {
        format!("http://{}", self.world.address)
    }

    /// Every call the app made, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// The calls of one method.
    pub fn calls_of(&self, method: &str) -> Vec<Call> {
        self.state().calls.iter().filter(|call| call.method == method).cloned().collect()
    }
}
