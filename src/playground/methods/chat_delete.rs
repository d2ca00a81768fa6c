//! `chat.delete`: takes one of the app's own messages away.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let channel = ask.needed("channel", "channel_not_found")?;
    if ask.state.channel(&channel).is_none() {
        return Err("channel_not_found".into());
    }
    let ts = ask.needed("ts", "message_not_found")?;
    let message = ask.state.message(&channel, &ts).filter(|message| message.only_for.is_none());
    let message = message.ok_or("message_not_found")?;
    if message.user != ask.caller() {
        return Err("cant_delete_message".into());
    }
    ask.state.remove_message(&channel, &ts);
    Ok(json!({ "channel": channel, "ts": ts }))
}
