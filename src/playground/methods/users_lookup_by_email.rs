//! `users.lookupByEmail`: the person with this address, unless they have left.

use serde_json::json;

use super::{Answer, Ask};
use crate::playground::person::Member;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let email = ask.needed("email", "users_not_found")?;
    let with_address = |member: &&Member| {
        let person = &member.person;
        !person.deleted && !person.is_bot && person.email.eq_ignore_ascii_case(&email)
    };
    let member = ask.state.people.iter().find(with_address).ok_or("users_not_found")?;
    Ok(json!({ "user": member.as_json(&ask.state.team, ask.state.now(), true) }))
}
