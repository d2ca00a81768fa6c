//! `usergroups.list`: the groups; disabled ones, members and counts only when asked for.

use serde_json::{Value, json};

use super::{Answer, Ask};
use crate::playground::group::Count;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    if !ask.state.paid_plan {
        return Err("plan_upgrade_required".into());
    }
    let with_disabled = ask.arguments.flag("include_disabled");
    let with_users = ask.arguments.flag("include_users");
    let count = if ask.arguments.flag("include_count") { Count::AsNumber } else { Count::LeftOut };
    let groups: Vec<Value> = ask
        .state
        .groups
        .iter()
        .filter(|group| with_disabled || group.disabled.is_none())
        .map(|group| group.as_json(&ask.state.team, with_users, count))
        .collect();
    Ok(json!({ "usergroups": groups }))
}
