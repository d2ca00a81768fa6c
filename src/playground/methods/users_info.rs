//! `users.info`: one person.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let id = ask.needed("user", "user_not_found")?;
    let member = ask.state.person(&id).ok_or("user_not_found")?;
    let user = member.as_json(&ask.state.team, ask.state.now(), ask.has_scope("users:read.email"));
    Ok(json!({ "user": user }))
}
