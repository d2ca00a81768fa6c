//! A recorded case, as its file has it.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub struct Case {
    pub id: String,
    pub now: Timestamp,
    pub requests: Vec<Recorded>,
    pub expect: Expect,
    /// What calendar addresses served.
    #[serde(default)]
    pub ics: HashMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub struct Recorded {
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub body: Value,
    pub raw_body: Option<String>,
    pub content_type: Option<String>,
    pub status: Value,
    #[serde(default)]
    pub response: Value,
    pub binds: Option<String>,
    #[serde(default)]
    pub auth: Auth,
    pub now: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub struct Expect {
    /// The requests under test; all of them when there is no list.
    pub targets: Option<Vec<usize>>,
    pub window: Option<Window>,
    pub final_events: Option<Vec<Event>>,
    /// The same window, or another, seen when swaps have begun.
    pub later_window: Option<Window>,
    pub later_final_events: Option<Vec<Event>>,
    pub later_now: Option<Timestamp>,
    #[serde(default)]
    pub on_call_now: Vec<OnCallNow>,
    /// How calendar addresses answered, where it was not 200.
    #[serde(default)]
    pub http: HashMap<String, Value>,
}

#[derive(Debug, Deserialize)]
pub struct Window {
    pub start: Timestamp,
    pub end: Timestamp,
}

#[derive(Debug, Deserialize)]
pub struct Event {
    pub start: Timestamp,
    pub end: Timestamp,
    pub users: Vec<String>,
    pub is_gap: bool,
    pub is_empty: bool,
    pub shift: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct OnCallNow {
    pub at: Timestamp,
    /// Who; absent when the reference broke.
    pub users: Option<Vec<String>>,
}

/// What is sent as `Authorization`.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Option<String>")]
pub enum Auth {
    /// The usual token: nothing was said.
    #[default]
    Usual,
    /// No header: null was said.
    Nothing,
    /// This.
    Header(String),
}

impl From<Option<String>> for Auth {
    fn from(said: Option<String>) -> Self {
        said.map_or(Self::Nothing, Self::Header)
    }
}

impl Case {
    pub fn is_checked(&self, index: usize) -> bool {
        self.expect.targets.as_ref().is_none_or(|targets| targets.contains(&index))
    }
}
