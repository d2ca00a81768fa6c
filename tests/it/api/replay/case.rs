//! A recorded case, as its file has it.

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
    pub ics: Value,
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

/// What a request or a case needs that is not built yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Built,
    CalendarsByUrl,
}

impl Case {
    pub fn is_checked(&self, index: usize) -> bool {
        self.expect.targets.as_ref().is_none_or(|targets| targets.contains(&index))
    }

    /// A whole case is out of scope when what it expects of a schedule comes from a calendar address.
    pub fn scope(&self) -> Scope {
        if self.expect.targets.is_none() && !self.ics.is_null() { Scope::CalendarsByUrl } else { Scope::Built }
    }
}

impl Recorded {
    pub fn scope(&self) -> Scope {
        let makes = self.method == "POST" && self.body["type"] == "ical";
        let edits = self.path.contains("$ical") && !self.body["ical_url_primary"].is_null()
            || self.path.contains("$ical") && !self.body["ical_url_overrides"].is_null();
        if makes || edits { Scope::CalendarsByUrl } else { Scope::Built }
    }
}
