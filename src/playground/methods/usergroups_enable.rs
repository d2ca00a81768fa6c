//! `usergroups.enable`: a disabled group comes back with the members it had.

use super::{Answer, Ask, usergroups_disable};

pub fn call(ask: &mut Ask<'_>) -> Answer {
    usergroups_disable::set_disabled(ask, false)
}
