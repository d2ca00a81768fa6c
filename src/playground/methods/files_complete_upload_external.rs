//! `files.completeUploadExternal`: files whose bytes were sent become a message in a conversation.

use serde_json::{Value, json};

use super::{Answer, Ask};
use crate::playground::channel::Kind;
use crate::playground::message::Message;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let given = ask.arguments.structure("files").ok().flatten().unwrap_or_default();
    let given = given.as_array().cloned().filter(|files| !files.is_empty()).ok_or("invalid_arguments")?;
    // A person's id is no conversation: theirs has to be opened first.
    let channel = ask.needed("channel_id", "invalid_channel")?;
    let channel = ask.state.channel(&channel).cloned().ok_or("channel_not_found")?;
    match channel.kind {
        Kind::Private | Kind::Direct if !channel.has(ask.caller()) => return Err("channel_not_found".into()),
        Kind::Public if !channel.has(ask.caller()) => return Err("not_in_channel".into()),
        _ if channel.archived => return Err("posting_to_channel_denied".into()),
        Kind::Public | Kind::Private | Kind::Direct => {}
    }
    let mut shared = Vec::new();
    for wanted in &given {
        let id = wanted["id"].as_str().unwrap_or_default();
        let sent = ask.state.files.iter_mut().find(|file| file.id == id && file.bytes.is_some());
        let file = sent.filter(|file| file.shared.is_none()).ok_or("file_not_found")?;
        if let Some(title) = wanted["title"].as_str() {
            title.clone_into(&mut file.title);
        }
        file.shared = Some(channel.id.clone());
        shared.push(file.clone());
    }
    let text = ask.arguments.text("initial_comment").unwrap_or_default();
    let files = shared.iter().map(|file| file.id.clone()).collect();
    let user = ask.caller().to_owned();
    ask.state.post(Message { channel: channel.id, user, by_app: true, text, files, ..Message::default() });
    let answer: Vec<Value> = shared.iter().map(|file| json!({ "id": file.id, "title": file.title })).collect();
    Ok(json!({ "files": answer }))
}
