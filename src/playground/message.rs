//! A message in a conversation: posted by the app or by a person, for all there or for one pair of eyes.

use serde_json::{Value, json};

/// A message as it now stands.
#[derive(Debug, Clone, Default)]
pub struct Message {
    pub channel: String,
    pub ts: String,
    /// The id of who posted it.
    pub user: String,
    pub by_app: bool,
    pub text: String,
    /// A list of blocks, each with its `block_id`, or empty.
    pub blocks: Vec<Value>,
    pub attachments: Option<Value>,
    /// The ids of files it shows.
    pub files: Vec<String>,
    pub metadata: Option<Value>,
    pub thread: Option<String>,
    pub edited: Option<String>,
    /// Set on an ephemeral message: the id of the one who sees it.
    pub only_for: Option<String>,
    pub deleted: bool,
    pub pinned: bool,
    /// `channel_topic` and the like.
    pub subtype: Option<&'static str>,
}

/// Who the app is, as its messages carry it.
#[derive(Debug, Clone)]
pub struct Identity {
    pub team: String,
    pub app: String,
    pub bot: String,
    pub name: String,
}

impl Message {
    /// The message object.
    pub fn as_json(&self, identity: &Identity, with_metadata: bool) -> Value {
        let mut message = json!({ "user": self.user, "type": "message", "ts": self.ts });
        if self.by_app {
            message["bot_id"] = json!(identity.bot);
            message["app_id"] = json!(identity.app);
            message["bot_profile"] = json!({
                "id": identity.bot, "app_id": identity.app, "name": identity.name, "deleted": false,
                "updated": 0, "team_id": identity.team, "icons": {},
            });
        }
        message["text"] = json!(self.text);
        message["team"] = json!(identity.team);
        if let Some(subtype) = self.subtype {
            message["subtype"] = json!(subtype);
        }
        if !self.blocks.is_empty() {
            message["blocks"] = json!(self.blocks);
        }
        if let Some(attachments) = &self.attachments {
            message["attachments"] = attachments.clone();
        }
        if !self.files.is_empty() {
            message["files"] = self.files.iter().map(|id| json!({ "id": id })).collect();
        }
        if let Some(thread) = &self.thread {
            message["thread_ts"] = json!(thread);
        }
        if let Some(edited) = &self.edited {
            message["edited"] = json!({ "user": self.user, "ts": edited });
        }
        if let Some(metadata) = self.metadata.as_ref().filter(|_| with_metadata) {
            message["metadata"] = metadata.clone();
        }
        message
    }
}
