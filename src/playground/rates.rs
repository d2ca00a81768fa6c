//! Slack's rate limits: calls a minute by tier and method, and a message a second in a channel. Off unless asked for.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// What was called when, as far as a limit still looks back.
#[derive(Debug, Default)]
pub struct Rates {
    pub on: bool,
    calls: BTreeMap<String, VecDeque<Timestamp>>,
}

impl Rates {
    /// Counts a call of `method` against its tier; `Err` holds the seconds to wait.
    pub fn count(&mut self, method: &str, calls_a_minute: Option<usize>, now: Timestamp) -> Result<(), u64> {
        match calls_a_minute {
            Some(limit) if self.on => self.admit(method, limit, MINUTE, now),
            _ => Ok(()),
        }
    }

    /// Counts a message posted to `channel`; `Err` holds the seconds to wait.
    pub fn count_post(&mut self, channel: &str, now: Timestamp) -> Result<(), u64> {
        if self.on { self.admit(&format!("post to {channel}"), 1, SECOND, now) } else { Ok(()) }
    }

    fn admit(&mut self, key: &str, limit: usize, span: SignedDuration, now: Timestamp) -> Result<(), u64> {
        let seen = self.calls.entry(key.to_owned()).or_default();
        while seen.front().is_some_and(|&at| now.duration_since(at) >= span) {
            seen.pop_front();
        }
        match seen.front() {
            Some(&oldest) if seen.len() >= limit => {
                let left = span - now.duration_since(oldest);
                let seconds = left.as_secs() + i64::from(left.subsec_nanos() > 0);
                Err(u64::try_from(seconds.max(1)).unwrap_or(1))
            }
            _ => {
                seen.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_over_the_limit_waits_until_the_oldest_is_a_minute_old() {
        let mut rates = Rates { on: true, ..Rates::default() };
        let start = Timestamp::UNIX_EPOCH;
        for second in 0..20 {
            assert_eq!(rates.count("users.list", Some(20), start + SignedDuration::from_secs(second)), Ok(()));
        }
        assert_eq!(rates.count("users.list", Some(20), start + SignedDuration::from_secs(20)), Err(40));
        assert_eq!(rates.count("users.list", Some(20), start + SignedDuration::from_secs(60)), Ok(()));
    }
}
