//! `oauth.v2.access`: nobody installs apps here, so every code is a wrong one. Secrets do not belong in an address.

use super::{Answer, Ask, Refusal};
use crate::playground::arguments::Sort;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    if ask.arguments.sort == Sort::Query && ask.arguments.given("code") {
        ask.state.breaks_rule("oauth.v2.access was sent its code in the query; codes in addresses end up in logs");
    }
    match ask.arguments.text("grant_type").as_deref() {
        None | Some("authorization_code") => Err("invalid_code".into()),
        Some("refresh_token") => Err("invalid_refresh_token".into()),
        Some(_) => Err(Refusal::new("invalid_grant_type")),
    }
}
