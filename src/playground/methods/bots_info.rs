//! `bots.info`: who the bot is.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let identity = ask.state.identity();
    if ask.arguments.text("bot").is_some_and(|bot| bot != identity.bot) {
        return Err("bot_not_found".into());
    }
    Ok(json!({ "bot": {
        "id": identity.bot, "deleted": false, "name": identity.name, "updated": 0, "app_id": identity.app,
        "user_id": ask.state.app.user, "icons": {},
    } }))
}
