//! `users.list`: everybody, bots and those who left among them, in pages.

use serde_json::{Value, json};

use super::pages::Page;
use super::{Answer, Ask};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let page = Page::of(ask.state.people.clone(), ask, None, 1000)?;
    let with_email = ask.has_scope("users:read.email");
    let now = ask.state.now();
    let members: Vec<Value> =
        page.items.iter().map(|member| member.as_json(&ask.state.team, now, with_email)).collect();
    Ok(json!({
        "members": members, "cache_ts": now.as_second(), "response_metadata": page.response_metadata(),
    }))
}
