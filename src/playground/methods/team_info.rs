//! `team.info`: the workspace.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    if ask.arguments.text("team").is_some_and(|team| team != ask.state.team) {
        return Err("team_not_found".into());
    }
    Ok(json!({ "team": {
        "id": ask.state.team,
        "name": ask.state.team_name,
        "url": format!("{}/", ask.base_url),
        "domain": ask.state.team_domain,
        "email_domain": "",
        "icon": { "image_default": true },
        "is_verified": false,
        "lob_sales_home_enabled": false,
    } }))
}
