//! The schedules somebody may edit: all of them for admins, else those they manage.

use super::{Actor, Ctx, Result};
use crate::ids::ScheduleId;
use crate::store::people::{self, Standing};
use crate::store::schedules;

/// Their ids and names, by name.
pub async fn editable_schedules(ctx: &Ctx, actor: Actor) -> Result<Vec<(ScheduleId, String)>> {
    let Some(user) = actor.user() else { return Ok(Vec::new()) };
    let mut db = ctx.store.reader().await?;
    let workspace = actor.workspace();
    let standing = people::find(&mut db, workspace, user).await?.map(|person| person.standing);
    Ok(match standing {
        Some(Standing::Admin) => schedules::names(&mut db, workspace).await?,
        Some(Standing::Member) => schedules::names_editable_by(&mut db, workspace, user).await?,
        Some(Standing::Guest | Standing::Bot | Standing::Deactivated) | None => Vec::new(),
    })
}
