//! `conversations.join`: the caller comes into a public channel.

use serde_json::json;

use super::{Answer, Ask};
use crate::playground::channel::Kind;
use crate::playground::gate::add_warning;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.needed("channel", "channel_not_found")?;
    let channel = ask.state.channel(&id).cloned().ok_or("channel_not_found")?;
    match channel.kind {
        Kind::Public if channel.archived => return Err("is_archived".into()),
        Kind::Public => {}
        Kind::Private => return Err("channel_not_found".into()),
        Kind::Direct => return Err("method_not_supported_for_channel_type".into()),
    }
    let caller = ask.caller().to_owned();
    let already = channel.has(&caller);
    ask.state.join_channel(&id, &caller);
    let joined = ask.state.channel(&id).map(|channel| channel.as_json(&ask.state.team, "USLACKBOT", &caller));
    let mut answer = json!({ "channel": joined });
    if already {
        add_warning(&mut answer, "already_in_channel");
    }
    Ok(answer)
}
