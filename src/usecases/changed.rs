//! How every change to who is on call begins and ends: one at a time in a workspace, and then what was on call until now is
//! written down, the schedules are looked at again, and so are the groups they keep and the topics that name who is on call.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Actor, Ctx, ledger};
use crate::ids::{ScheduleId, WorkspaceId};
use crate::store::shifts::ShiftRecord;
use crate::store::{Reader, Result, Transaction, directory, health, schedules, shifts_ahead, topics, workspaces};

/// How long after an edit a schedule is looked at: a burst of edits (Terraform makes a rotation in several requests) is
/// announced once, as what it comes to. A handoff that is due before is not put off.
const SETTLES: SignedDuration = SignedDuration::from_secs(2);

/// Begins a change to schedules or shifts. Until it ends, the others of the workspace wait.
pub async fn begin_change(ctx: &Ctx, workspace: WorkspaceId) -> Result<Transaction> {
    let mut tx = ctx.store.begin().await?;
    workspaces::hold(&mut tx, workspace).await?;
    Ok(tx)
}

/// Makes `changed` due when the edit has settled, the user groups they keep and the topics of their channels. It comes last:
/// what the rules are now is what counts from `now` on, and what they were until now is recorded.
pub async fn schedules_changed(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    changed: &BTreeSet<ScheduleId>,
    now: Timestamp,
) -> Result<()> {
    let at = now.saturating_add(SETTLES).unwrap_or(now);
    for id in changed {
        schedules::touch(tx, workspace, *id, at).await?;
        let Some(schedule) = schedules::find(tx, workspace, *id).await? else { continue };
        ledger::rules_changed(tx, &schedule, now).await?;
        topics::topic_of_schedule_is_due(tx, workspace, *id, at).await?;
        health::sooner(tx, workspace, *id, at).await?;
        if let Some(group) = schedule.user_group {
            directory::group_is_due(tx, workspace, &group, at).await?;
        }
    }
    Ok(())
}

/// Notes that a person made this change, after [`schedules_changed`]: those whose shifts it moves are told by whom, and who
/// made it is not told.
pub async fn edited_by(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    changed: &BTreeSet<ScheduleId>,
    actor: Actor,
) -> Result<()> {
    let Actor::Person { user, .. } = actor else { return Ok(()) };
    for id in changed {
        shifts_ahead::edited(tx, workspace, *id, user).await?;
    }
    Ok(())
}

/// The schedules a shift decides about: the one that owns it and those it is attached to.
pub async fn schedules_of(db: &mut Reader, shift: &ShiftRecord) -> Result<BTreeSet<ScheduleId>> {
    let attached = schedules::using_shift(db, shift.workspace, shift.id).await?;
    Ok(attached.into_iter().chain(shift.schedule).collect())
}
