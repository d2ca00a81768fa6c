//! A schedule is deleted: said once in its channel, where nobody would know why it has gone quiet.

use super::{Reader, Rendered, words};
use crate::ids::UserId;
use crate::slack::mrkdwn::{bold, code, name};

/// "Eve deleted payments. Handoffs are not announced here any more, and @payments-oncall stays as it is."
pub fn schedule_deleted(schedule: &str, by: Option<UserId>, group: Option<&str>, reader: Reader<'_>) -> Rendered {
    let schedule = bold(schedule);
    let done = match by {
        Some(by) => format!("{} deleted {schedule}", name(reader.people, by)),
        None => format!("{schedule} is deleted"),
    };
    let group = group.map(|handle| format!(", and nobody keeps {} any more", code(&format!("@{handle}"))));
    words(&format!("{done}. Its handoffs are not announced any more{}.", group.unwrap_or_default()))
}
