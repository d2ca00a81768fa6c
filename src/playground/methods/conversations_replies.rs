//! `conversations.replies`: a thread, its first message first.

use super::conversations_history::{answer, between};
use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let channel = ask.visible_channel("conversations.replies", "history")?;
    if !channel.has(ask.caller()) {
        return Err("channel_not_found".into());
    }
    let ts = ask.needed("ts", "thread_not_found")?;
    let parent = ask.state.message(&channel.id, &ts).ok_or("thread_not_found")?;
    let root = parent.thread.clone().unwrap_or_else(|| parent.ts.clone());
    let mut found = between(ask, &channel.id)?;
    found.retain(|message| message.ts == root || message.thread.as_ref() == Some(&root));
    answer(ask, found)
}
