//! Somebody leaves the workspace or becomes a guest: every rotation they are in is found, and whoever manages it is told once
//! which turns stay empty and when nobody is on call.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::message::{Barrier, Message, say};
use super::people::People;
use super::people_news::{LeaverNews, LeaverSchedule};
use super::rules::Loaded;
use super::serving::{ahead_of, serving};
use super::tell_managers::managers_in_slack;
use super::{Ctx, Result};
use crate::ids::{UserId, WorkspaceId};
use crate::schedule::interval::Spans;
use crate::schedule::{Interval, Schedule};
use crate::store::people::Standing;
use crate::store::{Reader, StoreError, leavers, schedules, troubles};

/// The kind of trouble that somebody who left is in rotations.
const IN_ROTATIONS: &str = "in_rotations";
/// How many gaps of one schedule are told; the rest are counted.
const MOST_GAPS: usize = 20;

/// Notes in `tx` that somebody may not be on call any more, or may again.
pub async fn standing_changed(
    tx: &mut crate::store::Transaction,
    workspace: WorkspaceId,
    user: UserId,
    may_be_on_call: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !may_be_on_call {
        return leavers::left(tx, workspace, user, now).await;
    }
    leavers::take(tx, workspace, user).await?;
    troubles::clear(tx, workspace, user.as_str(), IN_ROTATIONS).await.map(drop)
}

/// Tells of the next one who left. Whether there was one.
pub async fn tell_of_next_leaver(ctx: &Ctx, now: Timestamp) -> Result<bool> {
    let mut tx = ctx.store.begin().await?;
    let Some((workspace, user)) = leavers::next(&mut tx).await? else { return Ok(false) };
    if !leavers::take(&mut tx, workspace, user).await? {
        return Ok(true);
    }
    let people = People::of(&mut tx, workspace).await?;
    let because = match people.get(user).map(|person| person.standing) {
        Some(Standing::Guest) => Barrier::Guest,
        Some(Standing::Bot) => Barrier::Bot,
        Some(Standing::Deactivated) => Barrier::Deactivated,
        Some(Standing::Admin | Standing::Member) | None => {
            tx.commit().await?;
            return Ok(true);
        }
    };
    let mut told: BTreeMap<String, Vec<LeaverSchedule>> = BTreeMap::new();
    for record in schedules::naming(&mut tx, workspace, user).await? {
        let id = record.id;
        let managers = managers_in_slack(&mut tx, &people, &record).await?;
        let rotation = match Loaded::of(&mut tx, record, &people).await {
            Ok(loaded) => rotation_without(&loaded, user, now),
            Err(error) if error.is_unreachable() => return Err(error.into()),
            Err(error) => {
                tracing::error!(schedule = %id, %error, "a schedule of somebody who left cannot be read");
                continue;
            }
        };
        let Some(rotation) = rotation else { continue };
        for target in managers {
            told.entry(target).or_default().push(rotation.clone());
        }
    }
    if !told.is_empty() && troubles::raise(&mut tx, workspace, user.as_str(), IN_ROTATIONS, now).await? {
        for (target, schedules) in told {
            let key = format!("left:{user}:{}:{target}", now.as_millisecond());
            let message = Message::LeftRotations(Box::new(LeaverNews { user, because, schedules }));
            say(&mut tx, workspace, &target, key, &message, now).await?;
        }
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(true)
}

/// What one schedule lacks without somebody; `None` when they had nothing ahead in it.
fn rotation_without(loaded: &Loaded, user: UserId, now: Timestamp) -> Option<LeaverSchedule> {
    let window = ahead_of(now);
    let covered = |rules: &Schedule| Spans::covering(serving(rules, window).into_values().flatten());
    let mut with = loaded.rules.clone();
    with.may_not_serve.remove(&user);
    let turns = serving(&with, window).remove(&user)?;
    let without = covered(&loaded.rules);
    let gaps = Spans::covering(turns.into_iter().flat_map(|turn| turn.subtract(&without).collect::<Vec<_>>()));
    let gaps: Vec<Interval> = gaps.iter().filter_map(|gap| gap.intersect(window)).collect();
    Some(LeaverSchedule {
        schedule: loaded.record.id,
        schedule_name: loaded.record.name.clone(),
        time_zone: loaded.record.time_zone.clone(),
        more: gaps.len().saturating_sub(MOST_GAPS),
        gaps: gaps.iter().take(MOST_GAPS).map(|gap| (gap.start(), gap.end())).collect(),
    })
}

/// Since when somebody waits to be told of, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>, StoreError> {
    leavers::next_due(db).await
}
