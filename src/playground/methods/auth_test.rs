//! `auth.test`: whose token this is.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let is_bot = ask.token.as_ref().ok_or("not_authed")?.is_bot;
    let state = &ask.state;
    let mut answer = json!({
        "url": format!("{}/", ask.base_url),
        "team": state.team_name,
        "user": state.handle(ask.caller()),
        "team_id": state.team,
        "user_id": ask.caller(),
        "is_enterprise_install": false,
    });
    if is_bot {
        answer["bot_id"] = json!(state.app.bot);
    }
    Ok(answer)
}
