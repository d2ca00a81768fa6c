//! `chat.postMessage`: a message in a channel, a direct conversation, or to a person by their id.

use serde_json::json;

use super::content::Content;
use super::{Answer, Ask, Refusal};
use crate::playground::channel::Kind;
use crate::playground::gate::add_warning;
use crate::playground::message::Message;

const METHOD: &str = "chat.postMessage";

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let channel = destination(ask)?;
    let content = Content::read(ask, METHOD)?;
    let thread = ask.arguments.text("thread_ts");
    if let Some(ts) = &thread
        && ask.state.message(&channel, ts).is_none_or(|message| message.only_for.is_some())
    {
        return Err("cannot_reply_to_message".into());
    }
    let broadcast = ask.arguments.flag("reply_broadcast");
    let now = ask.state.now();
    ask.state.rates.count_post(&channel, now).map_err(|seconds| {
        ask.state.breaks_rule(format!("{METHOD} posted more than one message a second to {channel}"));
        Refusal::rate_limited(seconds)
    })?;
    let metadata = content.metadata.filter(|metadata| metadata.as_object().is_some_and(|fields| !fields.is_empty()));
    let message = ask.state.post(Message {
        channel: channel.clone(),
        user: ask.caller().to_owned(),
        by_app: true,
        text: content.text,
        blocks: content.blocks,
        attachments: content.attachments,
        metadata,
        subtype: (broadcast && thread.is_some()).then_some("thread_broadcast"),
        thread,
        ..Message::default()
    });
    let mut answer =
        json!({ "channel": channel, "ts": message.ts, "message": message.as_json(&ask.state.identity(), true) });
    if content.was_cut {
        add_warning(&mut answer, "message_truncated");
    }
    Ok(answer)
}

/// The id of the conversation it goes to.
fn destination(ask: &mut Ask<'_>) -> Result<String, Refusal> {
    let given = ask.needed("channel", "channel_not_found")?;
    if let Some(member) = ask.state.person(&given) {
        if member.person.is_bot {
            return Err("cannot_dm_bot".into());
        }
        if member.person.deleted || member.id == "USLACKBOT" {
            return Err("channel_not_found".into());
        }
        return Ok(ask.state.direct_with(&given));
    }
    let channel = ask.state.channel_called(&given).cloned().ok_or("channel_not_found")?;
    if channel.id != given {
        ask.state.breaks_rule(format!("{METHOD} named its channel `{given}`; names change, ids do not"));
    }
    let inside = channel.has(ask.caller());
    match channel.kind {
        Kind::Private | Kind::Direct if !inside => return Err("channel_not_found".into()),
        _ if channel.archived => return Err("is_archived".into()),
        Kind::Public if !inside && !ask.has_scope("chat:write.public") => return Err("not_in_channel".into()),
        Kind::Public | Kind::Private => {}
        Kind::Direct => {
            let gone = |id: &String| ask.state.person(id).is_none_or(|member| member.person.deleted);
            if channel.members.iter().any(gone) {
                return Err("channel_not_found".into());
            }
        }
    }
    Ok(channel.id)
}
