//! `conversations.info`: one conversation.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let channel = ask.visible_channel("conversations.info", "read")?;
    let mut object = channel.as_json(&ask.state.team, "USLACKBOT", ask.caller());
    if ask.arguments.flag("include_num_members") {
        object["num_members"] = json!(channel.members.len());
    }
    Ok(json!({ "channel": object }))
}
