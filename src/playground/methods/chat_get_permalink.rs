//! `chat.getPermalink`: the address of a message.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let channel = ask.needed("channel", "channel_not_found")?;
    let found = ask.state.channel(&channel).ok_or("channel_not_found")?;
    if found.name.is_empty() && !found.has(ask.caller()) {
        return Err("channel_not_found".into());
    }
    let ts = ask.needed("message_ts", "message_not_found")?;
    if ask.state.message(&channel, &ts).is_none_or(|message| message.only_for.is_some()) {
        return Err("message_not_found".into());
    }
    let permalink = format!("{}/archives/{channel}/p{}", ask.base_url, ts.replace('.', ""));
    Ok(json!({ "channel": channel, "permalink": permalink }))
}
