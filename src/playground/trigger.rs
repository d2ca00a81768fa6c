//! Triggers: the permission to open a modal that comes with what a person did. Three seconds, once.

use jiff::{SignedDuration, Timestamp};

/// How long a trigger lives after it was sent.
pub const LIFE: SignedDuration = SignedDuration::from_secs(3);

/// A trigger that was handed out.
#[derive(Debug, Clone)]
pub struct Trigger {
    pub id: String,
    pub user: String,
    pub made: Timestamp,
    pub used: bool,
    /// The modal it came from, if it came from one.
    pub from_view: Option<String>,
}

impl Trigger {
    /// Uses it up, or says in Slack's word why it cannot be used.
    pub fn exchange(&mut self, now: Timestamp) -> Result<(), &'static str> {
        if self.used {
            return Err("exchanged_trigger_id");
        }
        if now.duration_since(self.made) > LIFE {
            return Err("expired_trigger_id");
        }
        self.used = true;
        Ok(())
    }
}
