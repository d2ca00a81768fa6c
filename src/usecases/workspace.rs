//! Which workspace is meant: the local one until Slack is connected, then the Slack team's.

use super::{Ctx, Result};
use crate::ids::WorkspaceId;
use crate::store::workspaces::{self, Workspace};

/// What the local workspace is called before Slack gives it a name.
const LOCAL_NAME: &str = "local";

/// The local workspace's id, always the same: two replicas that start at once make one workspace.
const LOCAL_ID: &str = "WLOCAL";

/// The only workspace there is, made when there is none: what the command line means without `--workspace`. With several
/// workspaces it is the oldest.
///
/// # Panics
/// Never: the local id is a constant that is one.
pub async fn the_first(ctx: &Ctx) -> Result<Workspace> {
    if let Some(workspace) = workspaces::all(&mut ctx.store.reader().await?).await?.into_iter().next() {
        return Ok(workspace);
    }
    let id = LOCAL_ID.parse().expect("a constant of letters");
    let mut tx = ctx.store.begin().await?;
    workspaces::insert(&mut tx, id, LOCAL_NAME, ctx.clock.now()).await?;
    tx.commit().await?;
    let name = LOCAL_NAME.to_owned();
    Ok(Workspace { id, slack_team_id: None, name, bot_user_id: None, synced_at: None })
}

/// The workspace of the Slack team a token belongs to. The local workspace becomes the first team's; a team that is
/// another's gets a workspace of its own.
pub async fn connect(ctx: &Ctx, team: &str, name: &str, bot: &str) -> Result<WorkspaceId> {
    let local = the_first(ctx).await?;
    let mut tx = ctx.store.begin().await?;
    let id = match workspaces::of_team(&mut tx, team).await? {
        Some(known) => known.id,
        None if local.slack_team_id.is_none() => local.id,
        None => {
            let id = WorkspaceId::random();
            workspaces::insert(&mut tx, id, name, ctx.clock.now()).await?;
            id
        }
    };
    workspaces::connect(&mut tx, id, team, name, bot).await?;
    tx.commit().await?;
    Ok(id)
}
