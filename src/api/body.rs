//! The body of a request, whichever way it is written: JSON, a form, or a form in parts. What comes out is one record of
//! values; what they mean is read by [`Fields`](super::fields::Fields).

use axum::body::{Body as RequestBody, Bytes, to_bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::error::{ApiError, ApiResult};
use super::json_error;

/// The longest body that is read.
const LONGEST: usize = 1 << 20;

/// A record of values by name.
#[derive(Debug, Default)]
pub struct Body {
    /// The values.
    pub values: Map<String, Value>,
    /// Whether it was a form: there everything is text, and a list is a name given several times.
    pub is_form: bool,
}

impl Body {
    /// Reads the body of a request.
    pub async fn of(request: Request) -> ApiResult<Self> {
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        // An empty body is an empty record, whatever it says it is.
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Self::from_json(&bytes),
            "application/x-www-form-urlencoded" => {
                Ok(Self::from_pairs(form_urlencoded::parse(&bytes).into_owned().collect()))
            }
            "multipart/form-data" => Self::from_parts(Request::from_parts(parts, RequestBody::from(bytes))).await,
            _ => Err(ApiError::Detail(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!("Unsupported media type \"{content_type}\" in request."),
            )),
        }
    }

    fn from_json(bytes: &[u8]) -> ApiResult<Self> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(values)) => Ok(Self { values, is_form: false }),
            Ok(other) => {
                let detail = format!("Invalid data. Expected a dictionary, but got {}.", type_name(&other));
                Err(ApiError::field("non_field_errors", detail))
            }
            Err(error) => {
                let fault = json_error::fault(bytes).unwrap_or_else(|| error.to_string());
                Err(ApiError::bad_request(format!("JSON parse error - {fault}")))
            }
        }
    }

    async fn from_parts(request: Request) -> ApiResult<Self> {
        let broken = || ApiError::bad_request("Multipart form parse error - the parts could not be told apart");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        let mut pairs = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| broken())?;
            pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
        Ok(Self::from_pairs(pairs))
    }

    /// A name given twice is a list; `slack.channel_id` is `channel_id` inside `slack`; what is left empty was not given.
    fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut values = Map::new();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            let (outer, inner) = match name.split_once('.') {
                Some((outer, inner)) => (inner.to_owned(), Some(outer.to_owned())),
                None => (name, None),
            };
            let record = match inner {
                None => &mut values,
                Some(record) => match values.entry(record).or_insert_with(|| Value::Object(Map::new())) {
                    Value::Object(record) => record,
                    _ => continue,
                },
            };
            match record.get_mut(&outer) {
                Some(Value::Array(list)) => list.push(value.into()),
                Some(first) => *first = Value::Array(vec![first.take(), value.into()]),
                None => {
                    record.insert(outer, value.into());
                }
            }
        }
        Self { values, is_form: true }
    }
}

/// Reads a body to its end.
pub(super) async fn read(body: RequestBody) -> ApiResult<Bytes> {
    to_bytes(body, LONGEST).await.map_err(|error| {
        if std::error::Error::source(&error)
            .is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>)
        {
            let detail = "The body is longer than 1 MB, the most that is read".to_owned();
            ApiError::Detail(StatusCode::PAYLOAD_TOO_LARGE, detail)
        } else {
            ApiError::bad_request("The body ended before it was complete")
        }
    })
}

/// What clients of the reference know a kind of value as.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}
