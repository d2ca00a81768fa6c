//! `users.profile.get`: one person's profile; the caller's own when nobody is named.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.arguments.text("user").unwrap_or_else(|| ask.caller().to_owned());
    let member = ask.state.person(&id).ok_or("user_not_found")?;
    let user = member.as_json(&ask.state.team, ask.state.now(), ask.has_scope("users:read.email"));
    Ok(json!({ "profile": user["profile"] }))
}
