//! `chat.update`: changes one of the app's own messages. Blocks that are not sent again are gone.

use serde_json::json;

use super::content::Content;
use super::{Answer, Ask};
use crate::playground::channel::Kind;

const METHOD: &str = "chat.update";
const LONGEST_TEXT: usize = 4_000;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.needed("channel", "channel_not_found")?;
    let channel = ask.state.channel(&id).cloned().ok_or("channel_not_found")?;
    if !channel.has(ask.caller()) && channel.kind != Kind::Public {
        return Err("channel_not_found".into());
    }
    let ts = ask.needed("ts", "message_not_found")?;
    let message = ask.state.message(&id, &ts).ok_or("message_not_found")?;
    // Ephemeral messages have a ts too, but Slack keeps nothing to update.
    if message.only_for.is_some() {
        return Err("message_not_found".into());
    }
    if message.user != ask.caller() {
        return Err("cant_update_message".into());
    }
    if channel.archived {
        return Err("is_inactive".into());
    }
    let length = ask.arguments.text("text").map_or(0, |text| text.chars().count());
    if length > LONGEST_TEXT {
        ask.state.breaks_rule(format!("{METHOD} was sent a text of {length} characters"));
        return Err("msg_too_long".into());
    }
    let content = Content::read(ask, METHOD)?;
    let changed = ask.state.edit_message(&id, &ts, |message| {
        message.text = content.text;
        message.blocks = content.blocks;
        message.attachments = content.attachments;
        if let Some(metadata) = content.metadata {
            message.metadata =
                Some(metadata).filter(|given| given.as_object().is_some_and(|fields| !fields.is_empty()));
        }
    });
    let message = changed.ok_or("message_not_found")?;
    Ok(json!({
        "channel": id, "ts": ts, "text": message.text, "message": message.as_json(&ask.state.identity(), true),
    }))
}
