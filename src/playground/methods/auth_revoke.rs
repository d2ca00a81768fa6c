//! `auth.revoke`: ends the token it is called with.

use serde_json::json;

use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let text = ask.token.as_ref().ok_or("not_authed")?.text.clone();
    if ask.arguments.flag("test") {
        return Ok(json!({ "revoked": false }));
    }
    for token in ask.state.tokens.iter_mut().filter(|token| token.text == text) {
        token.revoked = true;
    }
    Ok(json!({ "revoked": true }))
}
