//! Bringing people up to date with Slack: the whole list, or one person whom Slack says has changed.

use std::collections::HashMap;

use super::changed::begin_change;
use super::{Ctx, Result, ledger};
use crate::ids::{UserId, WorkspaceId};
use crate::store::people::{Person, Standing};
use crate::store::{StoreError, Transaction, health, inbox, people, schedules, workspaces};

/// Somebody as Slack describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlackPerson {
    /// `U…` or `W…`.
    pub slack_id: String,
    /// Their handle.
    pub username: String,
    /// What they call themselves.
    pub full_name: String,
    /// Their address, when the app may see it.
    pub email: Option<String>,
    /// Their IANA zone.
    pub time_zone: Option<String>,
    /// What they are in the workspace.
    pub standing: Standing,
}

/// Takes over Slack's whole list of people. Who is not on it any more is kept: their past shifts name them.
pub async fn sync_everybody(ctx: &Ctx, workspace: WorkspaceId, everybody: &[SlackPerson]) -> Result<()> {
    let mut tx = begin_change(ctx, workspace).await?;
    let changed = take_over(ctx, &mut tx, workspace, everybody).await?;
    workspaces::synced(&mut tx, workspace, ctx.clock.now()).await?;
    tx.commit().await?;
    if changed {
        ctx.wake.ring();
    }
    Ok(())
}

/// Takes over what Slack answered about one person, new or known.
pub async fn sync_one(ctx: &Ctx, workspace: WorkspaceId, person: SlackPerson) -> Result<()> {
    let tx = begin_change(ctx, workspace).await?;
    sync_one_in(ctx, tx, workspace, person).await
}

/// Takes over what Slack says of one person in the event `delivery`. The second time it does nothing.
pub async fn sync_from_event(ctx: &Ctx, workspace: WorkspaceId, person: SlackPerson, delivery: &str) -> Result<()> {
    let mut tx = begin_change(ctx, workspace).await?;
    if !inbox::take(&mut tx, delivery, ctx.clock.now()).await? {
        return Ok(());
    }
    sync_one_in(ctx, tx, workspace, person).await
}

async fn sync_one_in(ctx: &Ctx, mut tx: Transaction, workspace: WorkspaceId, person: SlackPerson) -> Result<()> {
    let changed = take_over(ctx, &mut tx, workspace, &[person]).await?;
    tx.commit().await?;
    if changed {
        ctx.wake.ring();
    }
    Ok(())
}

/// Remembers an event that asks for nothing.
pub async fn remember(ctx: &Ctx, delivery: Option<&str>) -> Result<()> {
    let Some(delivery) = delivery else { return Ok(()) };
    let mut tx = ctx.store.begin().await?;
    inbox::take(&mut tx, delivery, ctx.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the differences. Whether anybody may be on call now who might not before, or the other way round.
async fn take_over(
    ctx: &Ctx,
    tx: &mut Transaction,
    workspace: WorkspaceId,
    everybody: &[SlackPerson],
) -> Result<bool, StoreError> {
    let now = ctx.clock.now();
    let known = people::all(tx, workspace).await?;
    let by_slack_id: HashMap<_, _> = known.iter().filter_map(|p| Some((p.slack_id.as_deref()?, p))).collect();
    let mut unmatched: HashMap<_, _> = known
        .iter()
        .filter(|person| person.slack_id.is_none())
        .filter_map(|person| Some((person.email.as_ref()?.to_lowercase(), person)))
        .collect();
    let mut changed = false;
    for seen in everybody {
        let by_address = || seen.email.as_ref().and_then(|email| unmatched.remove(&email.to_lowercase()));
        let before = by_slack_id.get(seen.slack_id.as_str()).copied().or_else(by_address);
        let person = person(before.map_or_else(UserId::random, |before| before.id), seen, before);
        match before {
            None => people::insert(tx, workspace, &person, now).await?,
            Some(before) if *before == person => {}
            Some(before) => {
                people::update(tx, workspace, &person).await?;
                let matters = before.standing.may_be_on_call() != person.standing.may_be_on_call()
                    || before.slack_id != person.slack_id
                    // Calendars that others subscribe to show the name.
                    || before.username != person.username;
                if matters {
                    schedules::touch_all_of(tx, workspace, person.id, now).await?;
                    for schedule in schedules::naming(tx, workspace, person.id).await? {
                        ledger::rules_changed(tx, &schedule, now).await?;
                        health::sooner(tx, workspace, schedule.id, now).await?;
                    }
                    changed = true;
                }
            }
        }
    }
    Ok(changed)
}

/// Somebody as we keep them. An address or zone that Slack does not tell stays as it was.
fn person(id: UserId, seen: &SlackPerson, before: Option<&Person>) -> Person {
    let or_before = |new: &Option<String>, old: fn(&Person) -> &Option<String>| {
        new.clone().or_else(|| before.and_then(|before| old(before).clone()))
    };
    Person {
        id,
        slack_id: Some(seen.slack_id.clone()),
        username: seen.username.clone(),
        full_name: seen.full_name.clone(),
        email: or_before(&seen.email, |person| &person.email),
        time_zone: or_before(&seen.time_zone, |person| &person.time_zone),
        standing: seen.standing,
    }
}
