//! One channel: what it is now, coming into it, and its topic.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, SlackApi};
use crate::store::directory::Channel;
use crate::usecases::live::ChannelNow;

#[derive(Deserialize)]
struct Found {
    channel: SlackChannel,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SlackChannel {
    id: String,
    name: String,
    is_private: bool,
    is_archived: bool,
    is_member: bool,
    topic: Topic,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Topic {
    value: String,
}

impl SlackApi {
    /// One channel (`conversations.info`).
    pub async fn channel(&self, id: &str) -> Answer<ChannelNow> {
        let SlackChannel { id, name, is_private, is_archived, is_member, .. } = self.info(id).await?;
        Ok(ChannelNow { channel: Channel { slack_id: id, name, is_private, is_archived }, is_member })
    }

    /// A channel's topic, as Slack writes it.
    pub async fn topic(&self, id: &str) -> Answer<String> {
        Ok(self.info(id).await?.topic.value)
    }

    async fn info(&self, id: &str) -> Answer<SlackChannel> {
        let found: Found = self.get("conversations.info", &[("channel", id.to_owned())]).await?;
        Ok(found.channel)
    }

    /// Comes into a public channel (`conversations.join`).
    pub async fn join(&self, id: &str) -> Answer<()> {
        let joined: Value = self.post(&self.token, "conversations.join", &json!({ "channel": id })).await?;
        drop(joined);
        Ok(())
    }

    /// Sets a channel's topic (`conversations.setTopic`).
    pub async fn set_topic(&self, id: &str, topic: &str) -> Answer<()> {
        let body = json!({ "channel": id, "topic": topic });
        let set: Value = self.post(&self.token, "conversations.setTopic", &body).await?;
        drop(set);
        Ok(())
    }
}
