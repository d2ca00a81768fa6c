//! `conversations.setTopic`: what stands at the top of a channel.

use serde_json::json;

use super::{Answer, Ask};
use crate::playground::channel::Kind;
use crate::playground::message::Message;

const LONGEST: usize = 250;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.needed("channel", "channel_not_found")?;
    let channel = ask.state.channel(&id).cloned().ok_or("channel_not_found")?;
    let inside = channel.has(ask.caller());
    match channel.kind {
        Kind::Direct => return Err("method_not_supported_for_channel_type".into()),
        Kind::Private if !inside => return Err("channel_not_found".into()),
        Kind::Private => ask.needs_scope("conversations.setTopic", &["groups:write.topic", "groups:write"])?,
        Kind::Public => {
            ask.needs_scope("conversations.setTopic", &["channels:write.topic", "channels:manage", "channels:write"])?;
        }
    }
    if channel.archived {
        return Err("is_archived".into());
    }
    if !inside {
        return Err("not_in_channel".into());
    }
    let topic = ask.arguments.text("topic").unwrap_or_default();
    if topic.chars().count() > LONGEST {
        return Err("too_long".into());
    }
    if topic != channel.topic {
        let user = ask.caller().to_owned();
        ask.state.post(Message {
            channel: id.clone(),
            text: format!("<@{user}> set the channel topic: {topic}"),
            user,
            by_app: true,
            subtype: Some("channel_topic"),
            ..Message::default()
        });
    }
    let (team, caller) = (ask.state.team.clone(), ask.caller().to_owned());
    let channel = ask.state.channel_mut(&id).ok_or("channel_not_found")?;
    channel.topic = topic;
    Ok(json!({ "channel": channel.as_json(&team, "USLACKBOT", &caller) }))
}
