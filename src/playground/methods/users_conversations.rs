//! `users.conversations`: the conversations the caller, or a given person, is in.

use super::conversations_list::{answer, kinds};
use super::{Answer, Ask};
use crate::playground::channel::{Channel, Kind};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let kinds = kinds(ask, "users.conversations")?;
    let caller = ask.caller().to_owned();
    let user = ask.arguments.text("user").unwrap_or_else(|| caller.clone());
    let known = |channel: &&Channel| {
        kinds.contains(&channel.kind) && channel.has(&user) && (channel.kind == Kind::Public || channel.has(&caller))
    };
    let all = ask.state.channels.iter().filter(known).cloned().collect();
    answer(ask, all, &user)
}
