//! `chat.postEphemeral`: a message for one pair of eyes. It has no lasting `ts`.

use serde_json::json;

use super::content::Content;
use super::{Answer, Ask};
use crate::playground::channel::Kind;
use crate::playground::message::Message;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.needed("channel", "channel_not_found")?;
    let channel = ask.state.channel(&id).cloned().ok_or("channel_not_found")?;
    let inside = channel.has(ask.caller());
    if channel.kind != Kind::Public && !inside {
        return Err("channel_not_found".into());
    }
    if channel.archived {
        return Err("is_archived".into());
    }
    if !inside && !ask.has_scope("chat:write.public") {
        return Err("not_in_channel".into());
    }
    let user = ask.needed("user", "user_not_in_channel")?;
    if !channel.has(&user) {
        return Err("user_not_in_channel".into());
    }
    let content = Content::read(ask, "chat.postEphemeral")?;
    let message = ask.state.post(Message {
        channel: id,
        user: ask.caller().to_owned(),
        by_app: true,
        text: content.text,
        blocks: content.blocks,
        attachments: content.attachments,
        thread: ask.arguments.text("thread_ts"),
        only_for: Some(user),
        ..Message::default()
    });
    Ok(json!({ "message_ts": message.ts }))
}
