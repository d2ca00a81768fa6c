//! How often one token may ask: a window that slides, kept in this process and told by the program's clock.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::ids::TokenId;

const WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Tokens that have gone quiet are forgotten when there are more than this many.
const TOKENS_KEPT: usize = 1_024;

/// The requests of the last minute, by token.
#[derive(Debug)]
pub struct Throttle {
    /// Requests a minute and token; none: any number.
    limit: Option<usize>,
    recent: Mutex<HashMap<TokenId, VecDeque<Timestamp>>>,
}

impl Throttle {
    /// Lets `limit` requests a minute and token through; 0 lets all.
    pub fn new(limit: u32) -> Self {
        let limit = usize::try_from(limit).ok().filter(|limit| *limit > 0);
        Self { limit, recent: Mutex::default() }
    }

    /// Counts a request, or says in how many seconds the next may come. One that is refused is not counted.
    pub fn admit(&self, token: TokenId, now: Timestamp) -> Result<(), u64> {
        let Some(limit) = self.limit else { return Ok(()) };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() > TOKENS_KEPT {
            recent.retain(|_, times| times.back().is_some_and(|last| now.duration_since(*last) < WINDOW));
        }
        let times = recent.entry(token).or_default();
        while times.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            times.pop_front();
        }
        match times.front() {
            Some(first) if times.len() >= limit => {
                let wait = WINDOW.saturating_sub(now.duration_since(*first));
                Err(u64::try_from(wait.as_millis()).unwrap_or(0).div_ceil(1_000).max(1))
            }
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}
