//! `usergroups.create`: a new group without members.

use serde_json::json;

use super::{Answer, Ask};
use crate::playground::group::{Count, Group};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    ask.may_edit_groups("paid_teams_only")?;
    let name = ask.needed("name", "missing_subteam_name")?;
    let handle = ask.arguments.text("handle").unwrap_or_else(|| name.to_lowercase().replace(' ', "-"));
    check_handle(ask, &handle, None)?;
    if ask.state.groups.iter().any(|group| group.name == name) {
        return Err("name_already_exists".into());
    }
    let (now, caller) = (ask.state.now(), ask.caller().to_owned());
    let group = Group {
        id: format!("S{:010}", ask.state.groups.len() + 1),
        handle,
        name,
        description: ask.arguments.text("description").unwrap_or_default(),
        members: Vec::new(),
        created: now,
        updated: now,
        created_by: caller.clone(),
        updated_by: caller,
        disabled: None,
    };
    let count = if ask.arguments.flag("include_count") { Count::AsNumber } else { Count::LeftOut };
    let answer = json!({ "usergroup": group.as_json(&ask.state.team, true, count) });
    let id = group.id.clone();
    ask.state.groups.push(group);
    ask.state.tell_of_group("subteam_created", &id);
    Ok(answer)
}

/// Handles are written as in `@handle`, and are unique among groups, people and channels.
pub fn check_handle(ask: &Ask<'_>, handle: &str, of_group: Option<&str>) -> Result<(), &'static str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    if handle.is_empty() || handle.len() > 80 || !handle.bytes().all(plain) {
        return Err("bad_handle");
    }
    if matches!(handle, "here" | "channel" | "everyone") {
        return Err("forbidden_handle");
    }
    let taken = ask.state.groups.iter().any(|group| group.handle == handle && Some(group.id.as_str()) != of_group)
        || ask.state.people.iter().any(|member| member.person.handle == handle)
        || ask.state.channels.iter().any(|channel| channel.name == handle);
    if taken { Err("handle_already_exists") } else { Ok(()) }
}
