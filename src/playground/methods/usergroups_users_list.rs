//! `usergroups.users.list`: the ids of a group's members.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    if !ask.state.paid_plan {
        return Err("plan_upgrade_required".into());
    }
    let id = ask.needed("usergroup", "no_such_subteam")?;
    let with_disabled = ask.arguments.flag("include_disabled");
    let group = ask.state.group(&id).filter(|group| with_disabled || group.disabled.is_none());
    Ok(json!({ "users": group.ok_or("no_such_subteam")?.members }))
}
