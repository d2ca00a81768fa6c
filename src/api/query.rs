//! The query string, as forgiving as the reference: any bytes, repeated keys, the last one counts.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use url::form_urlencoded;

use super::error::{ApiError, ApiResult};

/// The pairs of a query string, in order.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The last value of a key. An empty one is a value too.
    pub fn last(&self, key: &str) -> Option<&str> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Every value of a key.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Whether a switch is on.
    pub fn is_true(&self, key: &str) -> bool {
        self.last(key) == Some("true")
    }

    /// The last value of a key that filters by text. Neither database can look for a NUL.
    pub fn filter(&self, key: &str) -> ApiResult<Option<&str>> {
        match self.last(key) {
            Some(text) if text.contains('\0') => Err(ApiError::field(key, "Null characters are not allowed.")),
            text => Ok(text),
        }
    }

    /// The same query with `page` replaced, as the reference writes it: sorted by key, encoded anew. Page 1 is not named.
    pub fn with_page(&self, page: i64) -> String {
        let mut pairs: Vec<(&str, &str)> =
            self.0.iter().filter(|(key, _)| key != "page").map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let number = page.to_string();
        if page != 1 {
            pairs.push(("page", &number));
        }
        pairs.sort_by_key(|(key, _)| *key);
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }
}

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}
