//! Who is on call now, until when, and who follows: for some schedules, or for those that concern a reader.

use jiff::Timestamp;

use super::people::People;
use super::rules::Loaded;
use super::{Actor, Ctx, Result};
use crate::ids::{ScheduleId, WorkspaceId};
use crate::schedule::stretch::{Watch, watch};
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, schedules};

/// How many schedules one answer tells about; the rest are counted. Longer answers would not fit a message.
pub const MOST_AT_ONCE: usize = 12;

/// One schedule's answer.
#[derive(Debug, Clone)]
pub struct OnCallNow {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// Its answer.
    pub watch: Watch,
}

/// The answers, and who the people in them are.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The instant they are true at.
    pub at: Timestamp,
    /// One per schedule, the most relevant first, [`MOST_AT_ONCE`] at most.
    pub schedules: Vec<OnCallNow>,
    /// How many schedules are not told about.
    pub more: usize,
    /// Everybody, for their names.
    pub people: People,
}

/// Who is on call in one schedule; `None` when it is gone.
pub async fn in_schedule(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Result<Option<Answer>> {
    let mut db = ctx.store.reader().await?;
    match schedules::find(&mut db, actor.workspace(), id).await? {
        Some(record) => Ok(Some(answer(ctx, &mut db, actor.workspace(), vec![record], 1).await?)),
        None => Ok(None),
    }
}

/// Who is on call in the schedules that concern somebody who asks in `channel`: the channel's, then those with a shift
/// that names them, then the others in the order they were made.
pub async fn around(ctx: &Ctx, actor: Actor, channel: &str) -> Result<Answer> {
    let workspace = actor.workspace();
    let mut db = ctx.store.reader().await?;
    let total = usize::try_from(schedules::count(&mut db, workspace, schedules::Filter::default()).await?).unwrap_or(0);
    let mut records = schedules::of_channel(&mut db, workspace, channel).await?;
    if records.len() < MOST_AT_ONCE
        && let Some(user) = actor.user()
    {
        add_new(&mut records, schedules::naming(&mut db, workspace, user).await?);
    }
    if records.len() < MOST_AT_ONCE {
        let enough = i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX);
        add_new(&mut records, schedules::page(&mut db, workspace, schedules::Filter::default(), enough, 0).await?);
    }
    answer(ctx, &mut db, workspace, records, total).await
}

fn add_new(records: &mut Vec<ScheduleRecord>, found: Vec<ScheduleRecord>) {
    for record in found {
        if records.iter().all(|known| known.id != record.id) {
            records.push(record);
        }
    }
}

async fn answer(
    ctx: &Ctx,
    db: &mut Reader,
    workspace: WorkspaceId,
    mut records: Vec<ScheduleRecord>,
    total: usize,
) -> Result<Answer> {
    let at = ctx.clock.now();
    records.truncate(MOST_AT_ONCE);
    let more = total.saturating_sub(records.len());
    let people = People::of(db, workspace).await?;
    let told = Loaded::several(db, workspace, records, at, &people).await?;
    let told = told.into_iter().map(|loaded| OnCallNow { watch: watch(&loaded.rules, at), schedule: loaded.record });
    Ok(Answer { at, schedules: told.collect(), more, people })
}
