//! Posting, and finding out after a crash whether a message was posted: its key travels in its metadata.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slack_morphism::blocks::SlackBlock;

use super::{Answer, CallError, SlackApi};

/// The metadata's type, by which our messages are known among others'.
const EVENT_TYPE: &str = "oncall_announcement";
/// More pages of a channel's history than a crash can have left unread.
const MOST_PAGES: usize = 20;

/// A message to be posted.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// A channel's or a person's Slack id.
    pub target: String,
    /// The whole message in words, for notifications and screen readers.
    pub text: String,
    /// The message as it is shown.
    pub blocks: Vec<SlackBlock>,
    /// What makes it unique.
    pub key: String,
    /// The `ts` of the message in whose thread it goes.
    pub thread: Option<String>,
    /// Whether the channel sees what goes in a thread.
    pub broadcast: bool,
}

/// Where a message is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Posted {
    /// The channel, which for a person is the direct message's.
    #[serde(default)]
    pub channel: String,
    /// Slack's name for the message there.
    pub ts: String,
}

/// What a look through a channel's history found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// The message was posted.
    Found(Posted),
    /// It was not.
    NotThere,
    /// The history may not be read, so nobody can tell.
    Unreadable,
}

#[derive(Serialize)]
struct PostMessage<'a> {
    channel: &'a str,
    text: &'a str,
    blocks: &'a [SlackBlock],
    metadata: Metadata<&'a str>,
    unfurl_links: bool,
    unfurl_media: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_broadcast: Option<bool>,
}

#[derive(Serialize)]
struct UpdateMessage<'a> {
    channel: &'a str,
    ts: &'a str,
    text: &'a str,
    blocks: &'a [SlackBlock],
}

#[derive(Serialize)]
struct Metadata<K> {
    event_type: &'static str,
    event_payload: Payload<K>,
}

#[derive(Serialize)]
struct Payload<K> {
    key: K,
}

/// Others' metadata may hold anything, so it is read as what it is.
#[derive(Default, Deserialize)]
#[serde(default)]
struct History {
    messages: Vec<Past>,
    response_metadata: serde_json::Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Past {
    ts: String,
    metadata: serde_json::Value,
}

impl Past {
    fn has_key(&self, key: &str) -> bool {
        self.metadata["event_type"] == EVENT_TYPE && self.metadata["event_payload"]["key"] == key
    }
}

impl SlackApi {
    /// Posts a message (`chat.postMessage`).
    pub async fn post_message(&self, message: &Outgoing) -> Answer<Posted> {
        let body = PostMessage {
            channel: &message.target,
            text: &message.text,
            blocks: &message.blocks,
            metadata: Metadata { event_type: EVENT_TYPE, event_payload: Payload { key: &message.key } },
            unfurl_links: false,
            unfurl_media: false,
            thread_ts: message.thread.as_deref(),
            reply_broadcast: message.broadcast.then_some(true),
        };
        self.post(&self.token, "chat.postMessage", &body).await
    }

    /// Changes what a message of ours says (`chat.update`). Its metadata stays.
    pub async fn update_message(&self, place: &Posted, text: &str, blocks: &[SlackBlock]) -> Answer<Posted> {
        let body = UpdateMessage { channel: &place.channel, ts: &place.ts, text, blocks };
        self.post(&self.token, "chat.update", &body).await
    }

    /// Looks for a message with `key` among those posted to `target` since `since` (`conversations.history`).
    pub async fn find_posted(&self, target: &str, key: &str, since: Timestamp) -> Answer<Search> {
        let channel = match self.conversation(target).await {
            Err(CallError::Refused(_)) => return Ok(Search::Unreadable),
            channel => channel?,
        };
        self.find_among("conversations.history", &channel, None, key, since).await
    }

    /// Looks for a message with `key` among the replies to `thread` since `since` (`conversations.replies`).
    pub async fn find_replied(&self, thread: &Posted, key: &str, since: Timestamp) -> Answer<Search> {
        self.find_among("conversations.replies", &thread.channel, Some(&thread.ts), key, since).await
    }

    async fn find_among(
        &self,
        method: &str,
        channel: &str,
        thread: Option<&str>,
        key: &str,
        since: Timestamp,
    ) -> Answer<Search> {
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut arguments = vec![
                ("channel", channel.to_owned()),
                ("oldest", format!("{}.000000", since.as_second())),
                ("include_all_metadata", "true".to_owned()),
                ("limit", "200".to_owned()),
            ];
            arguments.extend(thread.map(|ts| ("ts", ts.to_owned())));
            arguments.extend(cursor.take().map(|cursor| ("cursor", cursor)));
            let history: History = match self.get(method, &arguments).await {
                Err(CallError::Refused(_)) => return Ok(Search::Unreadable),
                history => history?,
            };
            if let Some(past) = history.messages.into_iter().find(|past| past.has_key(key)) {
                return Ok(Search::Found(Posted { channel: channel.to_owned(), ts: past.ts }));
            }
            let Some(next) = history.response_metadata["next_cursor"].as_str() else { return Ok(Search::NotThere) };
            cursor = Some(next.to_owned()).filter(|next| !next.is_empty());
            if cursor.is_none() {
                return Ok(Search::NotThere);
            }
        }
        Ok(Search::NotThere)
    }

    /// The conversation a target's messages are in: for a person, the direct message with them.
    pub(super) async fn conversation(&self, target: &str) -> Answer<String> {
        #[derive(Deserialize)]
        struct Opened {
            channel: Direct,
        }
        #[derive(Deserialize)]
        struct Direct {
            id: String,
        }
        if !target.starts_with(['U', 'W']) {
            return Ok(target.to_owned());
        }
        let opened: Opened =
            self.post(&self.token, "conversations.open", &serde_json::json!({ "users": target })).await?;
        Ok(opened.channel.id)
    }
}
