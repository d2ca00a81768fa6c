//! A request that is repeated changes nothing twice. Clients repeat POST and DELETE when they got no reply, and name no key.
//!
//! What was asked without a key is done anew, unless the same (method, address, body, token) was done within a minute and its
//! reply was never fully written: then that is the reply. A connection that is cut does not stop what was begun. With an
//! `Idempotency-Key` the first reply is the only one for 24 hours. PUT and PATCH say what is to be, so that doing them twice
//! without a key is doing them once.

mod flight;
mod peer;

use std::any::Any;
use std::panic::{AssertUnwindSafe, resume_unwind};

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;
use http_body_util::BodyExt as _;
use sha2::{Digest as _, Sha256};
use tokio::task::JoinError;
use tracing::Instrument as _;

pub use self::flight::Flights;
pub use self::peer::{Door, Peer};
use super::App;
use super::body;
use super::dry_run::Run;
use super::error::{ApiError, ApiResult};
use super::gate::Caller;
use super::query::Query;
use crate::store::replies::{Asked, Reply};
use crate::usecases::Actor;
use crate::usecases::api_replies::{self, Claim};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that a reply is an earlier one.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const LONGEST_KEY: usize = 255;
/// Keys as a client may send them, for the API's description. Spaces and tabs around a header's value are not part of it
/// (RFC 9110 §5.5), and clients send none before it; those after it do not count as length either.
pub const KEY_PATTERN: &str = r"^[!-~]([ -~]{0,253}[!-~])?[ \t]*$";

/// Answers a request that was answered before, or lets it through and minds its reply.
pub async fn once(State(app): State<App>, query: Query, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let key = match key(request.headers()) {
        Ok(key) => key,
        Err(error) => return error.into_response(),
    };
    // What changes nothing may be asked again, and its key stays free for the request it tries.
    if !matches!(Run::in_query(&query), Ok(Run::Real)) {
        return next.run(request).await;
    }
    let changes = [Method::POST, Method::DELETE, Method::PUT, Method::PATCH].contains(&method);
    let may_lose = [Method::POST, Method::DELETE].contains(&method);
    let caller = request.extensions().get::<Caller>().filter(|_| changes).map(|caller| caller.0);
    let Some(Actor::Token { workspace, token, .. }) = caller else {
        return next.run(request).await;
    };
    if key.is_none() && !may_lose {
        return next.run(request).await;
    }
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|peer| peer.0.clone()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let bytes = match body::read(body).await {
        Ok(bytes) => bytes,
        Err(error) => return error.into_response(),
    };
    let asked = Asked { workspace, token, request: digest(&parts, &bytes) };
    let request = Request::from_parts(parts, Body::from(bytes));
    let answer = match key {
        Some(key) => keyed(&app, asked, &key, request, next).await,
        None => unkeyed(&app, asked, peer, request, next).await,
    };
    answer.unwrap_or_else(ApiError::into_response)
}

fn key(headers: &HeaderMap) -> ApiResult<Option<String>> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let printable = |text: &&str| text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let text = value.to_str().ok().map(str::trim).filter(printable);
    let text = text.filter(|text| !text.is_empty() && text.len() <= LONGEST_KEY);
    let sentence = "An `Idempotency-Key` is 1 to 255 printable ASCII characters";
    text.map(|text| Some(text.to_owned())).ok_or_else(|| ApiError::bad_request(sentence))
}

/// The same for two requests that ask the same.
fn digest(parts: &Parts, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    let content_type = parts.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    for piece in [parts.method.as_str().as_bytes(), address.as_bytes(), content_type, body] {
        digest.update(piece.len().to_be_bytes());
        digest.update(piece);
    }
    hex::encode(digest.finalize())
}

async fn unkeyed(app: &App, asked: Asked, peer: Peer, request: Request, next: Next) -> ApiResult {
    app.flights.cut_ones_have_landed(&asked).await;
    let lost = api_replies::take_lost(&app.ctx, &asked).await?;
    let flight = app.flights.begin(app.ctx.clone(), asked, peer);
    if let Some(reply) = lost {
        tracing::info!("a request was repeated whose reply was lost: it is answered as before");
        flight.has_reply(reply.clone());
        return Ok(flight.carries(replayed(reply)));
    }
    let landing = flight.landing();
    // In a task of its own: what was begun is finished, and its reply kept, even when nobody listens any more.
    let work = async move {
        let (parts, body) = done(request, next).await;
        if parts.status.is_success() {
            let reply = Reply { status: parts.status.as_u16(), body: String::from_utf8_lossy(&body).into_owned() };
            landing.has_reply(reply);
        }
        Response::from_parts(parts, Body::from(body))
    };
    finished(app.flights.tasks().spawn(work.in_current_span()).await).map(|response| flight.carries(response))
}

async fn keyed(app: &App, asked: Asked, key: &str, request: Request, next: Next) -> ApiResult {
    let id = match api_replies::claim(&app.ctx, &asked, key).await? {
        Claim::Ours(id) => id,
        Claim::Answered(reply) => return Ok(replayed(reply)),
        Claim::UnderWay => {
            let sentence = "A request with this `Idempotency-Key` is being worked on";
            let mut answer = ApiError::Detail(StatusCode::CONFLICT, sentence.to_owned()).into_response();
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
            return Ok(answer);
        }
        Claim::AnotherRequest => {
            let sentence = "This `Idempotency-Key` was used for another request: choose a new one";
            return Err(ApiError::Detail(StatusCode::UNPROCESSABLE_ENTITY, sentence.to_owned()));
        }
    };
    let ctx = app.ctx.clone();
    let work = async move {
        let worked: Result<_, Box<dyn Any + Send>> = AssertUnwindSafe(done(request, next)).catch_unwind().await;
        let reply = worked.as_ref().ok().filter(|(parts, _)| !parts.status.is_server_error()).map(|(parts, body)| {
            Reply { status: parts.status.as_u16(), body: String::from_utf8_lossy(body).into_owned() }
        });
        if let Err(error) = api_replies::answered(&ctx, &asked, id, reply.as_ref()).await {
            tracing::warn!("keeping the reply to a request with a key: {error}");
        }
        match worked {
            Ok((parts, body)) => Response::from_parts(parts, Body::from(body)),
            Err(panic) => resume_unwind(panic),
        }
    };
    finished(app.flights.tasks().spawn(work.in_current_span()).await)
}

/// What a task answered. Its panic is the request's; a server that stops may cancel it.
fn finished(joined: Result<Response, JoinError>) -> ApiResult {
    joined.map_err(|error| match error.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        Err(_) => ApiError::Detail(StatusCode::SERVICE_UNAVAILABLE, "Rota is stopping. Try again".to_owned()),
    })
}

/// Does a request, to the last byte of its reply.
async fn done(request: Request, next: Next) -> (axum::http::response::Parts, axum::body::Bytes) {
    let (parts, body) = next.run(request).await.into_parts();
    // Replies are made in one piece, in memory.
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    (parts, bytes)
}

fn replayed(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let mut response = (status, [(REPLAYED, HeaderValue::from_static("true"))]).into_response();
    if !reply.body.is_empty() {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *response.body_mut() = Body::from(reply.body);
    }
    response
}
