//! Bad weather: what a call can meet instead of its answer.

use std::collections::{BTreeMap, VecDeque};

/// What happens to a call instead of the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weather {
    /// Nothing: the call is answered as usual. It lets a call pass before one that is not.
    Fair,
    /// 429 with `Retry-After` of so many seconds.
    RateLimited(u64),
    /// This HTTP status and a page of HTML.
    Status(u16),
    /// 200 and `ok: false` with this error.
    Refused(&'static str),
    /// No answer at all, until the caller hangs up.
    Hangs,
    /// The call is carried out, then the connection breaks before the answer.
    LosesReply,
    /// The call is carried out, then no answer comes until the caller hangs up.
    WithholdsReply,
}

/// The forecast for each method.
#[derive(Debug, Default)]
pub struct Forecast {
    next: BTreeMap<String, VecDeque<Weather>>,
    lasting: BTreeMap<String, Weather>,
}

impl Forecast {
    pub fn add(&mut self, method: &str, weather: Weather) {
        self.next.entry(method.to_owned()).or_default().push_back(weather);
    }

    pub fn add_lasting(&mut self, method: &str, weather: Weather) {
        self.lasting.insert(method.to_owned(), weather);
    }

    pub fn clear(&mut self) {
        self.next.clear();
        self.lasting.clear();
    }

    /// What this call of `method` meets. The method `*` stands for all of them.
    pub fn meet(&mut self, method: &str) -> Option<Weather> {
        for key in [method, "*"] {
            if let Some(weather) = self.next.get_mut(key).and_then(VecDeque::pop_front) {
                return Some(weather);
            }
        }
        self.lasting.get(method).or_else(|| self.lasting.get("*")).cloned()
    }
}
