//! The arguments of a call, from the query, a form or JSON, read the forgiving way Slack reads them.

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Multipart};
use axum::http::{HeaderMap, Uri};
use serde_json::{Map, Value};

/// How the arguments came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// In the query alone.
    Query,
    /// As a form, of either sort.
    Form,
    /// As JSON, and whether the content type named its charset.
    Json { charset: bool },
}

/// What was sent along with a call.
#[derive(Debug, Clone)]
pub struct Arguments {
    pub sort: Sort,
    pub all: Map<String, Value>,
}

impl Arguments {
    /// Reads them, or says in Slack's word why not.
    pub async fn read(uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Result<Self, &'static str> {
        let mut all = pairs(uri.query().unwrap_or_default().as_bytes()).ok_or("invalid_form_data")?;
        let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let sort = match kind.as_str() {
            _ if body.is_empty() => Sort::Query,
            "application/x-www-form-urlencoded" => {
                all.append(&mut pairs(body).ok_or("invalid_form_data")?);
                Sort::Form
            }
            "multipart/form-data" => {
                all.append(&mut parts(headers, body).await.ok_or("invalid_form_data")?);
                Sort::Form
            }
            "application/json" => {
                let sent: Value = serde_json::from_slice(body).map_err(|_| "invalid_json")?;
                let Value::Object(mut sent) = sent else { return Err("json_not_object") };
                all.append(&mut sent);
                Sort::Json { charset: content_type.to_ascii_lowercase().contains("charset") }
            }
            "" => return Err("missing_post_type"),
            _ => return Err("invalid_post_type"),
        };
        all.retain(|_, value| !value.is_null());
        Ok(Self { sort, all })
    }

    /// A text argument; numbers and flags as text. `None` when absent or empty.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.all.get(name)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Whether a flag is set, in any of the ways one is written.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).as_deref(), Some("true" | "1" | "True"))
    }

    /// A number; `Err` when it is something else.
    pub fn number(&self, name: &str) -> Result<Option<usize>, ()> {
        self.text(name).map(|text| text.parse().map_err(|_| ())).transpose()
    }

    /// A list or object, which a form carries as JSON in a text. `Err` when that text is not JSON.
    pub fn structure(&self, name: &str) -> Result<Option<Value>, ()> {
        match self.all.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| ()),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    /// Whether it was given at all, be it empty.
    pub fn given(&self, name: &str) -> bool {
        self.all.contains_key(name)
    }
}

fn pairs(bytes: &[u8]) -> Option<Map<String, Value>> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes).ok()?;
    Some(pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect())
}

async fn parts(headers: &HeaderMap, body: &Bytes) -> Option<Map<String, Value>> {
    let mut request = axum::http::Request::new(axum::body::Body::from(body.clone()));
    *request.headers_mut() = headers.clone();
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    let mut all = Map::new();
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name()?.to_owned();
        all.insert(name, Value::String(field.text().await.ok()?));
    }
    Some(all)
}
