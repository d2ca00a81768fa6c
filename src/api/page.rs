//! Lists come in pages. Numbers out of range are forgiven: past the end is the last page, nonsense is the first.

use axum::Json;
use axum::http::Uri;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use url::Url;

use super::query::Query;

/// The most rows a page has, whatever is asked for.
const MOST_ROWS: i64 = 1_000;
/// What the reference says of longer pages.
const LONGEST_TOLD: i64 = 100;

/// The page that was asked for, before it is known how many there are.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    number: i64,
    size: i64,
}

/// One page of a list of `count` rows.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// How many rows there are over all pages.
    pub count: i64,
    number: i64,
    size: i64,
    pages: i64,
}

impl Asked {
    /// Reads `page` and `perpage`.
    pub fn in_query(query: &Query, usual_size: i64) -> Self {
        let positive =
            |key| query.last(key).and_then(|text| text.trim().parse::<i64>().ok()).filter(|number| *number > 0);
        Self { number: positive("page").unwrap_or(1), size: positive("perpage").unwrap_or(usual_size).min(MOST_ROWS) }
    }

    /// The page, once it is known how many rows there are.
    pub fn of(self, count: i64) -> Page {
        let pages = (count + self.size - 1).div_euclid(self.size).max(1);
        Page { count, number: self.number.min(pages), size: self.size, pages }
    }
}

impl Page {
    /// One page with all rows, however many, that calls itself of the usual size.
    pub fn of_everything(count: i64, usual_size: i64) -> Self {
        Self { count, number: 1, size: usual_size, pages: 1 }
    }

    /// How many rows to read.
    pub fn limit(self) -> i64 {
        self.size
    }

    /// How many rows come before.
    pub fn offset(self) -> i64 {
        (self.number - 1) * self.size
    }

    /// The rows of this page, of all there are.
    pub fn cut<T>(self, rows: Vec<T>) -> Vec<T> {
        let skip = usize::try_from(self.offset()).unwrap_or(usize::MAX);
        rows.into_iter().skip(skip).take(usize::try_from(self.size).unwrap_or(0)).collect()
    }

    /// The envelope of lists.
    pub fn envelope(self, links: &Links<'_>, rows: &[Value]) -> Response {
        let (next, previous) = self.neighbours(links);
        Json(json!({
            "count": self.count,
            "next": next,
            "previous": previous,
            "results": rows,
            "page_size": self.size.min(LONGEST_TOLD),
            "current_page_number": self.number,
            "total_pages": self.pages,
        }))
        .into_response()
    }

    /// The envelope of final shifts, which has its keys in another order.
    pub fn envelope_of_final_shifts(self, links: &Links<'_>, rows: &[Value]) -> Response {
        let (next, previous) = self.neighbours(links);
        Json(json!({
            "count": self.count,
            "next": next,
            "previous": previous,
            "results": rows,
            "current_page_number": self.number,
            "page_size": self.size.min(LONGEST_TOLD),
            "total_pages": self.pages,
        }))
        .into_response()
    }

    fn neighbours(self, links: &Links<'_>) -> (Option<String>, Option<String>) {
        let next = (self.number < self.pages).then(|| links.to(self.number + 1));
        let previous = (self.number > 1).then(|| links.to(self.number - 1));
        (next, previous)
    }
}

/// Where the other pages of a list are found, from outside.
#[derive(Debug)]
pub struct Links<'a> {
    /// The address clients use, perhaps with a path in front of ours.
    pub public_url: &'a Url,
    /// The request's address, as it reached us.
    pub uri: &'a Uri,
    /// Its query.
    pub query: &'a Query,
}

impl Links<'_> {
    fn to(&self, page: i64) -> String {
        let base = self.public_url.as_str().trim_end_matches('/');
        // A proxy may leave its prefix on the path or take it off.
        let prefix = self.public_url.path().trim_end_matches('/');
        let path = self.uri.path().strip_prefix(prefix).filter(|rest| rest.starts_with('/')).unwrap_or(self.uri.path());
        let query = self.query.with_page(page);
        if query.is_empty() { format!("{base}{path}") } else { format!("{base}{path}?{query}") }
    }
}
