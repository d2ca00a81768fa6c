//! `pins.add`: pins a message to its channel.

use serde_json::json;

use super::{Answer, Ask};
use crate::playground::message::Message;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    set_pin(ask, true)
}

/// Pins or unpins the message that `channel` and `timestamp` name.
pub fn set_pin(ask: &mut Ask<'_>, pinned: bool) -> Answer {
    let id = ask.needed("channel", "channel_not_found")?;
    let channel = ask.state.channel(&id).ok_or("channel_not_found")?;
    if !channel.has(ask.caller()) {
        return Err("not_in_channel".into());
    }
    let ts = ask.needed("timestamp", "no_item_specified")?;
    let there = |message: &&mut Message| {
        message.channel == id && message.ts == ts && !message.deleted && message.only_for.is_none()
    };
    let message = ask.state.messages.iter_mut().find(there).ok_or("message_not_found")?;
    if message.pinned == pinned {
        return Err(if pinned { "already_pinned" } else { "no_pin" }.into());
    }
    message.pinned = pinned;
    Ok(json!({}))
}
