//! `views.publish`: the App Home of one person.

use serde_json::json;

use super::views_open::read;
use super::{Answer, Ask};
use crate::playground::blocks::Surface;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    if !ask.token.as_ref().is_some_and(|token| token.is_bot) {
        return Err("not_allowed_token_type".into());
    }
    if !ask.state.app.home_tab {
        return Err("not_enabled".into());
    }
    let user = ask.needed("user_id", "missing_profile_id")?;
    let known = ask.state.person(&user).is_some_and(|member| !member.person.deleted && !member.person.is_bot);
    if !known {
        return Err("user_not_found".into());
    }
    let view = read(ask, "views.publish", Surface::Home)?;
    let home = ask.state.views.homes.get(&user);
    if let Some(hash) = ask.arguments.text("hash")
        && home.is_some_and(|home| home.hash != hash)
    {
        return Err("hash_conflict".into());
    }
    let own = home.map(|home| home.id.clone());
    if ask.state.external_id_is_taken(&view, own.as_deref()) {
        return Err("duplicate_external_id".into());
    }
    let view = ask.state.publish_home(&user, view);
    Ok(json!({ "view": ask.state.view_json(&view) }))
}
