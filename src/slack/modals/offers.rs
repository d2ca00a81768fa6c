//! What menus offer while somebody types into them: schedules, those they may edit, user groups.

use super::fields::{Choice, MOST_OPTIONS, choice, schedule_option};
use crate::ids::ScheduleId;
use crate::slack::commands::Asker;
use crate::store::directory::{self, UserGroup};
use crate::store::schedules;
use crate::usecases::editable_schedules::editable_schedules;
use crate::usecases::{Ctx, Result};

/// The menu of schedules somebody may edit.
pub const EDITABLE: &str = "editable";
/// The menu of time zones.
pub const ZONE: &str = "zone";
/// The menu of user groups.
pub const GROUP: &str = "group";
/// What stands for no group in it. Slack has no way to empty such a menu.
pub const NO_GROUP: &str = "none";

/// The schedules whose names hold what is typed.
pub async fn schedules_like(ctx: &Ctx, asker: &Asker, typed: &str) -> Result<Vec<Choice>> {
    let all = schedules::names(&mut ctx.store.reader().await?, asker.workspace()).await?;
    Ok(named_like(&all, typed))
}

/// The same of those the asker may edit.
pub async fn editable_like(ctx: &Ctx, asker: &Asker, typed: &str) -> Result<Vec<Choice>> {
    Ok(named_like(&editable_schedules(ctx, asker.actor).await?, typed))
}

fn named_like(all: &[(ScheduleId, String)], typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let like = all.iter().filter(|(_, name)| name.to_lowercase().contains(&typed));
    like.take(MOST_OPTIONS).map(schedule_option).collect()
}

/// The user groups whose handle or name holds what is typed. When none does, Slack is asked for those made a minute ago.
pub async fn groups_like(ctx: &Ctx, asker: &Asker, typed: &str) -> Result<Vec<Choice>> {
    let typed = typed.trim().trim_start_matches('@').to_lowercase();
    let fits =
        |group: &&UserGroup| [&group.handle, &group.name].iter().any(|name| name.to_lowercase().contains(&typed));
    let none = typed.is_empty().then(|| choice("No user group", NO_GROUP));
    for attempt in 0..2 {
        let mut all = directory::groups(&mut ctx.store.reader().await?, asker.workspace()).await?;
        all.sort_by(|a, b| a.handle.cmp(&b.handle));
        let like: Vec<Choice> = all.iter().filter(fits).map(group_option).collect();
        if !like.is_empty() || attempt > 0 {
            return Ok(none.into_iter().chain(like).take(MOST_OPTIONS).collect());
        }
        drop(ctx.live.read_groups(ctx, asker.workspace()).await?);
    }
    Ok(Vec::new())
}

/// A user group to choose.
pub fn group_option(group: &UserGroup) -> Choice {
    let off = if group.is_disabled { " (turned off)" } else { "" };
    choice(&format!("@{}{off}: {}", group.handle, group.name), &group.slack_id)
}
