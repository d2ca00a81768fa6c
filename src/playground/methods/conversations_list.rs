//! `conversations.list`: the conversations the caller may know of. Archived ones are taken out after the page is cut,
//! so a page may hold fewer than its limit and still have a next.

use serde_json::{Value, json};

use super::pages::Page;
use super::{Answer, Ask, Refusal};
use crate::playground::channel::{Channel, Kind};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let kinds = kinds(ask, "conversations.list")?;
    let caller = ask.caller().to_owned();
    let known =
        |channel: &&Channel| kinds.contains(&channel.kind) && (channel.kind == Kind::Public || channel.has(&caller));
    let all = ask.state.channels.iter().filter(known).cloned().collect();
    answer(ask, all, &caller)
}

/// The kinds in `types`, each of which needs its own scope.
pub fn kinds(ask: &mut Ask<'_>, method: &str) -> Result<Vec<Kind>, Refusal> {
    let types = ask.arguments.text("types").unwrap_or_else(|| "public_channel".to_owned());
    let mut kinds = Vec::new();
    for word in types.split(',').map(str::trim) {
        let known = [Kind::Public, Kind::Private, Kind::Direct].into_iter().find(|kind| kind.type_word() == word);
        match known {
            Some(kind) => {
                ask.needs_scope(method, &[&format!("{}:read", kind.scope_family())])?;
                kinds.push(kind);
            }
            // Group conversations exist in Slack; there are none here.
            None if word == "mpim" => ask.needs_scope(method, &["mpim:read"])?,
            None => return Err("invalid_types".into()),
        }
    }
    Ok(kinds)
}

/// A page of conversations as objects.
pub fn answer(ask: &Ask<'_>, all: Vec<Channel>, reader: &str) -> Answer {
    let page = Page::of(all, ask, Some(100), 999)?;
    let without_archived = ask.arguments.flag("exclude_archived");
    let channels: Vec<Value> = page
        .items
        .iter()
        .filter(|channel| !(without_archived && channel.archived))
        .map(|channel| {
            let mut object = channel.as_json(&ask.state.team, "USLACKBOT", reader);
            if channel.kind != Kind::Direct {
                object["num_members"] = json!(channel.members.len());
            }
            object
        })
        .collect();
    Ok(json!({ "channels": channels, "response_metadata": page.response_metadata() }))
}
