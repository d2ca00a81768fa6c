//! `usergroups.users.update`: replaces a group's members, all or nothing: one person who may not be in it fails the
//! call, and nobody at all is not a list.

use serde_json::{Value, json};

use super::{Answer, Ask, Refusal};
use crate::playground::group::Count;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.editable_group()?;
    if ask.state.group(&id).is_some_and(|group| group.disabled.is_some()) {
        return Err("no_such_subteam".into());
    }
    if ask.arguments.all.get("users").is_some_and(Value::is_array) {
        ask.state.breaks_rule("usergroups.users.update was sent a list; `users` is ids with commas between");
        return Err(Refusal::new("invalid_arguments")
            .with_messages(&["[ERROR] must provide a string [json-pointer:/users]".to_owned()]));
    }
    let users = ask.arguments.text("users").unwrap_or_default();
    let mut members: Vec<String> = Vec::new();
    for user in users.split(',').map(str::trim).filter(|user| !user.is_empty()) {
        if !members.iter().any(|member| member == user) {
            members.push(user.to_owned());
        }
    }
    if members.is_empty() {
        return Err("no_users_provided".into());
    }
    for member in &members {
        may_be_in_a_group(ask, member)?;
    }
    let caller = ask.caller().to_owned();
    ask.state.set_members(&id, members, &caller);
    let team = ask.state.team.clone();
    let count = if ask.arguments.flag("include_count") { Count::AsText } else { Count::LeftOut };
    Ok(json!({ "usergroup": ask.state.group(&id).map(|group| group.as_json(&team, true, count)) }))
}

fn may_be_in_a_group(ask: &Ask<'_>, id: &str) -> Result<(), Refusal> {
    let person = &ask.state.person(id).ok_or("invalid_users")?.person;
    if person.deleted {
        return Err("failed_for_some_users".into());
    }
    if person.is_ultra_restricted {
        return Err("single_channel_guests_cannot_be_added".into());
    }
    if person.is_bot || person.is_restricted || id == "USLACKBOT" {
        return Err("invalid_user".into());
    }
    Ok(())
}
