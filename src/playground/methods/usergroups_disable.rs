//! `usergroups.disable`: nobody can mention the group any more. Its members are kept.

use serde_json::json;

use super::{Answer, Ask};
use crate::playground::group::Count;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    set_disabled(ask, true)
}

/// Disables the group or enables it again. Either is answered the same when it already is so.
pub fn set_disabled(ask: &mut Ask<'_>, disabled: bool) -> Answer {
    let id = ask.editable_group()?;
    let (caller, team) = (ask.caller().to_owned(), ask.state.team.clone());
    let is_so = ask.state.group(&id).is_some_and(|group| group.disabled.is_some() == disabled);
    if !is_so {
        ask.state.set_disabled(&id, disabled, &caller);
    }
    let count = if ask.arguments.flag("include_count") { Count::AsNumber } else { Count::LeftOut };
    Ok(json!({ "usergroup": ask.state.group(&id).map(|group| group.as_json(&team, true, count)) }))
}
