//! `conversations.history`: what was said, newest first. Only to members, and metadata only when asked for.

use serde_json::{Value, json};

use super::pages::Page;
use super::{Answer, Ask, Refusal};
use crate::playground::message::Message;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let channel = ask.visible_channel("conversations.history", "history")?;
    if !channel.has(ask.caller()) {
        return Err("not_in_channel".into());
    }
    let mut found = between(ask, &channel.id)?;
    // Replies are in conversations.replies, except the thread's first message.
    found.retain(|message| message.thread.as_ref().is_none_or(|thread| *thread == message.ts));
    found.reverse();
    answer(ask, found)
}

/// The messages of a conversation within `oldest` and `latest`, oldest first, without ephemeral ones.
pub fn between(ask: &Ask<'_>, channel: &str) -> Result<Vec<Message>, Refusal> {
    let oldest = moment(ask, "oldest", "invalid_ts_oldest")?;
    let latest = moment(ask, "latest", "invalid_ts_latest")?;
    let inclusive = ask.arguments.flag("inclusive");
    let within = |message: &&Message| {
        let at = read(&message.ts).unwrap_or_default();
        oldest.is_none_or(|oldest| at > oldest || (inclusive && at == oldest))
            && latest.is_none_or(|latest| at < latest || (inclusive && at == latest))
    };
    let there = |message: &&Message| message.channel == channel && !message.deleted && message.only_for.is_none();
    Ok(ask.state.messages.iter().filter(there).filter(within).cloned().collect())
}

/// A page of messages as objects.
pub fn answer(ask: &Ask<'_>, found: Vec<Message>) -> Answer {
    let page = Page::of(found, ask, Some(100), 999)?;
    let identity = ask.state.identity();
    let with_metadata = ask.arguments.flag("include_all_metadata");
    let messages: Vec<Value> = page.items.iter().map(|message| message.as_json(&identity, with_metadata)).collect();
    let mut answer = json!({ "messages": messages, "has_more": page.has_more(), "pin_count": 0 });
    if page.has_more() {
        answer["response_metadata"] = page.response_metadata();
    }
    Ok(answer)
}

/// A `ts` argument in millionths of a second.
fn moment(ask: &Ask<'_>, name: &str, error: &'static str) -> Result<Option<i64>, Refusal> {
    ask.arguments.text(name).map(|text| read(&text).ok_or_else(|| Refusal::new(error))).transpose()
}

fn read(ts: &str) -> Option<i64> {
    let (seconds, digits) = ts.split_once('.').unwrap_or((ts, ""));
    let digits: String = digits.chars().chain("000000".chars()).take(6).collect();
    seconds.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(digits.parse().ok()?)
}
