//! Teams are made, changed and deleted here, since there is no Grafana to read them from.

use super::change::Change;
use super::changed::begin_change;
use super::refusal::{Outcome, Problem, Refused};
use super::{Actor, Ctx};
use crate::ids::{TeamId, UserId, WorkspaceId};
use crate::store::teams::{self, Team};
use crate::store::{Reader, Result, Transaction, people};

/// What somebody asks of a team.
#[derive(Debug, Clone, Default)]
pub struct TeamChanges {
    /// Its name.
    pub name: Change<String>,
    /// Its address.
    pub email: Change<Option<String>>,
    /// Everybody in it.
    pub members: Change<Vec<UserId>>,
}

/// Makes a team called `name`.
pub async fn make_team(ctx: &Ctx, actor: Actor, name: String, rest: TeamChanges) -> Outcome<TeamId> {
    let workspace = actor.workspace();
    let team = Team { id: TeamId::random(), name, email: rest.email.or(None) };
    let members = rest.members.or(Vec::new());
    let mut tx = begin_change(ctx, workspace).await?;
    check(&mut tx, workspace, &team, &members).await?;
    or_taken(teams::insert(&mut tx, workspace, &team, ctx.clock.now()).await, &team)?;
    finish(tx, workspace, team.id, Change::To(members)).await?;
    Ok(team.id)
}

/// Changes a team: what is not named stays.
pub async fn edit_team(ctx: &Ctx, actor: Actor, id: TeamId, changes: TeamChanges) -> Outcome<()> {
    let workspace = actor.workspace();
    let mut tx = begin_change(ctx, workspace).await?;
    let (old, _) = teams::find(&mut tx, workspace, id).await?.ok_or(Refused::NotFound)?;
    let team = Team { id, name: changes.name.or(old.name), email: changes.email.or(old.email) };
    check(&mut tx, workspace, &team, &changes.members.clone().or(Vec::new())).await?;
    or_taken(teams::update(&mut tx, workspace, &team).await, &team)?;
    finish(tx, workspace, id, changes.members).await
}

/// Deletes a team. Its schedules and shifts stay and belong to no team.
pub async fn delete_team(ctx: &Ctx, actor: Actor, id: TeamId) -> Outcome<()> {
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    if !teams::delete(&mut tx, actor.workspace(), id).await? {
        return Err(Refused::NotFound);
    }
    Ok(tx.commit().await?)
}

async fn check(db: &mut Reader, workspace: WorkspaceId, team: &Team, members: &[UserId]) -> Outcome<()> {
    let mut problems = Vec::new();
    if teams::named(db, workspace, &team.name).await?.is_some_and(|namesake| namesake.id != team.id) {
        problems.push(Problem::TeamNameTaken(team.name.clone()));
    }
    let mut unknown = Vec::new();
    for member in members {
        if people::find(db, workspace, *member).await?.is_none() {
            unknown.push(*member);
        }
    }
    if !unknown.is_empty() {
        problems.push(Problem::UnknownMembers(unknown));
    }
    if problems.is_empty() { Ok(()) } else { Err(Refused::Problems(problems)) }
}

/// Somebody may have made one of the same name a moment ago.
fn or_taken(stored: Result<()>, team: &Team) -> Outcome<()> {
    match stored {
        Err(error) if error.is_conflict() => Err(Problem::TeamNameTaken(team.name.clone()).into()),
        other => Ok(other?),
    }
}

async fn finish(mut tx: Transaction, workspace: WorkspaceId, id: TeamId, members: Change<Vec<UserId>>) -> Outcome<()> {
    if let Change::To(members) = members {
        teams::set_members(&mut tx, workspace, id, &members).await?;
    }
    Ok(tx.commit().await?)
}
