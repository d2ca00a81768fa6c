//! Making a shift. It belongs to no schedule until one names it.

use std::collections::BTreeSet;

use super::changed::begin_change;
use super::managers::may_make;
use super::refusal::{Outcome, Problem};
use super::shift_rules::{NewShift, made};
use super::trial::{Trial, Tried};
use super::{Actor, Ctx};
use crate::ids::WorkspaceId;
use crate::store::shifts::ShiftRecord;
use crate::store::{Reader, Transaction, people, shifts, teams};

/// Makes a shift.
pub async fn make_shift(ctx: &Ctx, actor: Actor, new: NewShift) -> Outcome<ShiftRecord> {
    let shift = made(new, actor.workspace(), ctx.clock.now())?;
    let mut tx = begin_change(ctx, actor.workspace()).await?;
    insert(&mut tx, actor, &shift).await?;
    tx.commit().await?;
    Ok(shift)
}

/// What making a shift would do: nothing to any schedule, until one names it.
pub async fn preview_make_shift(ctx: &Ctx, actor: Actor, new: NewShift) -> Outcome<Tried<ShiftRecord>> {
    let shift = made(new, actor.workspace(), ctx.clock.now())?;
    let mut trial = Trial::begin(ctx, actor.workspace()).await?;
    insert(&mut trial.tx, actor, &shift).await?;
    Ok(trial.ends(shift, &BTreeSet::new()).await?)
}

async fn insert(tx: &mut Transaction, actor: Actor, shift: &ShiftRecord) -> Outcome<()> {
    may_make(tx, actor).await?;
    everybody_is_known(tx, actor.workspace(), shift).await?;
    team_is_known(tx, shift).await?;
    Ok(shifts::insert(tx, shift).await?)
}

/// Refuses a shift that names people of another workspace, or nobody's id.
pub(super) async fn everybody_is_known(db: &mut Reader, workspace: WorkspaceId, shift: &ShiftRecord) -> Outcome<()> {
    let mut named: Vec<_> = shift.users.iter().chain(shift.rolling_users.iter().flatten().flatten()).copied().collect();
    named.sort_unstable();
    named.dedup();
    let mut unknown = Vec::new();
    for person in named {
        if people::find(db, workspace, person).await?.is_none() {
            unknown.push(person);
        }
    }
    if unknown.is_empty() { Ok(()) } else { Err(Problem::UnknownPeople(unknown).into()) }
}

/// Refuses a shift of a team that is not in its workspace.
pub(super) async fn team_is_known(db: &mut Reader, shift: &ShiftRecord) -> Outcome<()> {
    match shift.team {
        Some(team) if teams::find(db, shift.workspace, team).await?.is_none() => Err(Problem::UnknownTeam(team).into()),
        _ => Ok(()),
    }
}
