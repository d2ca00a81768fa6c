//! `views.push`: a modal on top of the one a click came from, three at most.

use serde_json::json;

use super::views_open::{exchange_trigger, read};
use super::{Answer, Ask};
use crate::playground::blocks::Surface;
use crate::playground::view::HIGHEST_STACK;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let view = read(ask, "views.push", Surface::Modal)?;
    let trigger = exchange_trigger(ask, "views.push")?;
    let height = ask.state.views.stacks.get(&trigger.user).map_or(0, Vec::len);
    if trigger.from_view.is_none() || height == 0 {
        return Err("not_found".into());
    }
    if height >= HIGHEST_STACK {
        return Err("push_limit_reached".into());
    }
    if ask.state.external_id_is_taken(&view, None) {
        return Err("duplicate_external_id".into());
    }
    let view = ask.state.open_view(&trigger.user, view, true);
    Ok(json!({ "view": ask.state.view_json(&view) }))
}
