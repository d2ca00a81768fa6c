//! `conversations.members`: who is in a conversation, as ids.

use serde_json::json;

use super::pages::Page;
use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let channel = ask.visible_channel("conversations.members", "read")?;
    let page = Page::of(channel.members, ask, Some(100), 999)?;
    Ok(json!({ "members": page.items, "response_metadata": page.response_metadata() }))
}
