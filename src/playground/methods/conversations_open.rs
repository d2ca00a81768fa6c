//! `conversations.open`: the direct conversation with one person.

use serde_json::json;

use super::{Answer, Ask};
use crate::playground::channel::Kind;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    ask.needs_scope("conversations.open", &["im:write"])?;
    if let Some(id) = ask.arguments.text("channel") {
        let known = ask.state.channel(&id).filter(|channel| channel.kind == Kind::Direct && channel.has(ask.caller()));
        let id = known.map(|channel| channel.id.clone()).ok_or("channel_not_found")?;
        return Ok(json!({ "no_op": true, "already_open": true, "channel": { "id": id } }));
    }
    let users = ask.needed("users", "users_list_not_supplied")?;
    let users: Vec<&str> = users.split(',').map(str::trim).collect();
    let [user] = users[..] else {
        ask.state
            .breaks_rule("conversations.open with several people makes a group conversation, which is not played here");
        return Err("too_many_users".into());
    };
    let member = ask.state.person(user).ok_or("user_not_found")?;
    if member.person.deleted {
        return Err("user_disabled".into());
    }
    if member.person.is_bot && member.id != ask.caller() {
        return Err("cannot_dm_bot".into());
    }
    let before = ask.state.channels.len();
    let id = ask.state.direct_with(user);
    let mut channel = json!({ "id": id });
    if ask.arguments.flag("return_im")
        && let Some(direct) = ask.state.channel(&id)
    {
        channel = direct.as_json(&ask.state.team, user, ask.caller());
    }
    let mut answer = json!({ "channel": channel });
    if ask.state.channels.len() == before {
        answer["no_op"] = json!(true);
        answer["already_open"] = json!(true);
    }
    Ok(answer)
}
