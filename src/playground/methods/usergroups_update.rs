//! `usergroups.update`: a group's name, handle and description.

use serde_json::json;

use super::usergroups_create::check_handle;
use super::{Answer, Ask};
use crate::playground::group::Count;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.editable_group()?;
    let handle = ask.arguments.text("handle");
    if let Some(handle) = &handle {
        check_handle(ask, handle, Some(&id))?;
    }
    let (name, description) = (ask.arguments.text("name"), ask.arguments.text("description"));
    let (now, caller, team) = (ask.state.now(), ask.caller().to_owned(), ask.state.team.clone());
    let group = ask.state.group_mut(&id).ok_or("no_such_subteam")?;
    group.name = name.unwrap_or_else(|| group.name.clone());
    group.handle = handle.unwrap_or_else(|| group.handle.clone());
    group.description = description.unwrap_or_else(|| group.description.clone());
    group.updated = now;
    group.updated_by = caller;
    let answer = json!({ "usergroup": group.as_json(&team, true, Count::LeftOut) });
    ask.state.tell_of_group("subteam_updated", &id);
    Ok(answer)
}
