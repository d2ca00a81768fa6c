//! What Slack documents of each method: arguments, scopes, verb, JSON bodies, errors. The generic checks read it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One method as documented.
#[derive(Debug, Deserialize)]
pub struct Documented {
    pub arguments: Vec<String>,
    pub required: Vec<String>,
    pub bot_scopes: Option<Vec<String>>,
    pub user_scopes: Option<Vec<String>>,
    pub json_body: Option<bool>,
    pub errors: Vec<String>,
    pub tier: String,
    pub verb: String,
}

#[derive(Debug, Deserialize)]
struct Table {
    methods: BTreeMap<String, Documented>,
    events: BTreeMap<String, Vec<String>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("slack-methods.json"))
        .expect("the table is part of the program and a test reads it")
});

/// The method as Slack documents it, if Slack knows it.
pub fn documented(method: &str) -> Option<&'static Documented> {
    TABLE.methods.get(method)
}

/// The scopes of which an app needs one to be sent this event; empty when it needs none.
pub fn event_scopes(event: &str) -> &'static [String] {
    TABLE.events.get(event).map_or(&[], Vec::as_slice)
}

impl Documented {
    /// The scopes of which a call needs one.
    pub fn scopes(&self, bot: bool) -> &[String] {
        let scopes = if bot { &self.bot_scopes } else { &self.user_scopes };
        scopes.as_deref().unwrap_or_default()
    }

    /// How many calls a minute the tier allows; `None` where the method has a rule of its own.
    pub fn calls_a_minute(&self) -> Option<usize> {
        match self.tier.as_str() {
            "t1" => Some(1),
            "t2" => Some(20),
            "t3" => Some(50),
            "t4" => Some(100),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_and_knows_the_methods_rota_calls() {
        let post = documented("chat.postMessage").expect("chat.postMessage is documented");
        assert_eq!(post.json_body, Some(true));
        assert_eq!(post.scopes(true), ["chat:write"]);
        assert!(documented("chat.shout").is_none());
        assert_eq!(event_scopes("user_change"), ["users:read"]);
    }
}
