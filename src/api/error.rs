//! What a request that does not succeed is answered: the reference's shapes, and one of our own for what is our fault.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::store::StoreError;

/// Why a request was not done.
#[derive(Debug)]
pub enum ApiError {
    /// Fields that are wrong, each with a list of sentences (or deeper, where the field is deeper).
    Fields(Map<String, Value>),
    /// One sentence about the whole request.
    Detail(StatusCode, String),
    /// Too many requests; seconds until the next may come.
    Throttled(u64),
    /// Our fault. Logged with a reference when it is answered.
    Broken(StoreError),
}

/// What an endpoint answers.
pub type ApiResult<T = Response> = Result<T, ApiError>;

impl ApiError {
    /// The request makes no sense as a whole.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::Detail(StatusCode::BAD_REQUEST, detail.into())
    }

    /// There is no such thing, or it belongs to somebody else.
    pub fn not_found() -> Self {
        Self::Detail(StatusCode::NOT_FOUND, "Not found.".to_owned())
    }

    /// One field is wrong.
    pub fn field(name: &str, sentence: impl Into<String>) -> Self {
        Self::Fields(Map::from_iter([(name.to_owned(), json!([sentence.into()]))]))
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Broken(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Fields(fields) => (StatusCode::BAD_REQUEST, Json(Value::Object(fields))).into_response(),
            Self::Detail(status, detail) => (status, Json(json!({ "detail": detail }))).into_response(),
            Self::Throttled(seconds) => {
                let plural = if seconds == 1 { "" } else { "s" };
                let detail = format!("Request was throttled. Expected available in {seconds} second{plural}.");
                let wait = HeaderValue::from(seconds);
                let headers = [(header::RETRY_AFTER, wait.clone()), (RATE_LIMIT_RESET, wait)];
                (StatusCode::TOO_MANY_REQUESTS, headers, Json(json!({ "detail": detail }))).into_response()
            }
            Self::Broken(error) if error.is_unreachable() => {
                (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")], our_fault(&error)).into_response()
            }
            Self::Broken(error) => (StatusCode::INTERNAL_SERVER_ERROR, our_fault(&error)).into_response(),
        }
    }
}

const RATE_LIMIT_RESET: header::HeaderName = header::HeaderName::from_static("ratelimit-reset");

/// Logs what broke and says so, with the reference that finds it in the log.
fn our_fault(cause: &dyn std::fmt::Display) -> Json<Value> {
    let reference = format!("{:06x}", rand::random::<u32>() >> 8);
    tracing::error!(%reference, "answering a request: {cause}");
    Json(json!({ "detail": format!("Something broke on our side, reference `{reference}`. Nothing was changed") }))
}

/// The answer when a handler panicked. What it had not committed is rolled back.
#[expect(clippy::needless_pass_by_value, reason = "what catches panics hands it over")]
pub fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    let cause = format!("a panic: {}", said.unwrap_or("without a message"));
    (StatusCode::INTERNAL_SERVER_ERROR, our_fault(&cause)).into_response()
}
