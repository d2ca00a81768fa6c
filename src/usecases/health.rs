//! Telling a schedule's channel what is wrong with the time ahead: Mondays at nine, and when a change leaves somebody off call
//! within a week; and, where it is wanted, which handoffs come.
//!
//! What the last look saw is kept, so that a change is told of what it opened and not of what was known.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::managers::manages;
use super::message::{HealthTold, Message, WeekAhead, say};
use super::people::People;
use super::rules::Loaded;
use super::{Actor, Ctx, Error, Result, UserError};
use crate::ids::ScheduleId;
use crate::schedule::interval::Spans;
use crate::schedule::quality::{Quality, quality};
use crate::schedule::stretch::{Stretch, by_people};
use crate::schedule::{Interval, Zone};
use crate::store::health::{self, DueHealth};
use crate::store::schedules;
use crate::store::{Reader, StoreError, Transaction};

/// How many schedules are looked at in one transaction.
const BATCH: i64 = 50;
/// How long a replica may take over them before another may have them.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How far the weekly report looks.
const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How near a gap must be for a change that opens it to be told at once.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Two Mondays are further apart than this, even when a schedule's zone was changed between them.
const APART: SignedDuration = SignedDuration::from_hours(3 * 24);
/// What is shorter is a seam.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);

/// Looks at a batch of the schedules whose health is due at `now` and returns how many there were. `owner` must be new at
/// every call.
pub async fn look_at_health_due(ctx: &Ctx, owner: &str, now: Timestamp) -> Result<usize> {
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    let mut tx = ctx.store.begin().await?;
    let due = health::claim(&mut tx, owner, now, until, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    tx.commit().await?;
    let count = due.len();
    for due in due {
        let looked = match due {
            Ok(due) => look_at(ctx, owner, &due, now).await,
            Err(error) => Err(error),
        };
        if let Err(error) = looked {
            if error.is_unreachable() {
                return Err(error.into());
            }
            tracing::error!(%error, "the health of a schedule cannot be looked at");
        }
    }
    Ok(count)
}

async fn look_at(ctx: &Ctx, owner: &str, due: &DueHealth, now: Timestamp) -> Result<(), StoreError> {
    let mut db = ctx.store.reader().await?;
    let Some(record) = schedules::find(&mut db, due.workspace, due.schedule).await? else { return Ok(()) };
    let people = People::of(&mut db, record.workspace).await?;
    let loaded = Loaded::of(&mut db, record, &people).await?;
    drop(db);
    let zone = Zone::named(&loaded.record.time_zone).unwrap_or(Zone::UTC);
    let monday = last_monday(&zone, now);
    let weekly = monday.duration_since(due.reported_at) > APART;
    let seen = catch_unwind(AssertUnwindSafe(|| (ahead(&loaded, now), week(&loaded, now))));
    let Ok((found, coming)) = seen else {
        tracing::error!(schedule = %due.schedule, "working out the health of a schedule panicked");
        return Ok(());
    };
    let uncovered: Vec<Interval> = found.uncovered().iter().collect();
    let opened = opened(due, &uncovered, now);
    let mut tx = ctx.store.begin().await?;
    let reported = if weekly { monday } else { due.reported_at };
    if !health::finish(&mut tx, due, owner, (next_monday(&zone, now), reported), &uncovered).await? {
        return Ok(());
    }
    if loaded.record.channel.is_some() {
        if weekly {
            tell_weekly(&mut tx, &loaded, due, (found, coming), monday, now).await?;
        } else if !opened.is_empty() {
            let told = told(&loaded, opened, Vec::new(), true);
            let key = format!("health:{}:change:{}", due.schedule, loaded.record.version);
            post(&mut tx, &loaded, key, &told, now).await?;
        }
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}

fn ahead(loaded: &Loaded, now: Timestamp) -> Quality {
    let end = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    Interval::new(now, end).map(|window| quality(&loaded.rules, window)).unwrap_or_default()
}

fn week(loaded: &Loaded, now: Timestamp) -> Vec<Stretch> {
    let end = now.saturating_add(SOON).unwrap_or(Timestamp::MAX);
    by_people(&loaded.rules, now).take_while(|stretch| stretch.start < end).take(MOST_COMING).collect()
}

/// How many stretches a digest tells.
const MOST_COMING: usize = 30;

/// What of the next week is uncovered and was not at the last look. The first look knows of nothing before.
fn opened(due: &DueHealth, uncovered: &[Interval], now: Timestamp) -> Vec<Interval> {
    let Some(before) = &due.uncovered else { return Vec::new() };
    let known = Spans::covering(before.iter().copied());
    let soon = now.saturating_add(SOON).unwrap_or(Timestamp::MAX);
    let near = uncovered.iter().filter(|span| span.start() < soon);
    near.flat_map(|span| span.subtract(&known))
        .filter(|span| span.start() < soon && span.duration() >= SHORTEST)
        .collect()
}

async fn tell_weekly(
    tx: &mut Transaction,
    loaded: &Loaded,
    due: &DueHealth,
    (found, coming): (Quality, Vec<Stretch>),
    monday: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let at = monday.as_millisecond();
    if !found.is_covered() {
        let spans = found.uncovered().iter().collect();
        let told = told(loaded, spans, found.unable, false);
        post(tx, loaded, format!("health:{}:{at}", due.schedule), &told, now).await?;
    }
    if due.weekly_digest {
        let ahead = WeekAhead {
            schedule: loaded.record.id,
            schedule_name: loaded.record.name.clone(),
            time_zone: loaded.record.time_zone.clone(),
            coming,
        };
        let key = format!("digest:{}:{at}", due.schedule);
        post(tx, loaded, key, &Message::WeekAhead(Box::new(ahead)), now).await?;
    }
    Ok(())
}

fn told(loaded: &Loaded, uncovered: Vec<Interval>, unable: Vec<crate::ids::UserId>, by_change: bool) -> Message {
    Message::HealthTold(Box::new(HealthTold {
        schedule: loaded.record.id,
        schedule_name: loaded.record.name.clone(),
        time_zone: loaded.record.time_zone.clone(),
        uncovered,
        unable,
        by_change,
    }))
}

async fn post(
    tx: &mut Transaction,
    loaded: &Loaded,
    key: String,
    message: &Message,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(channel) = &loaded.record.channel else { return Ok(()) };
    say(tx, loaded.record.workspace, channel, format!("{key}:{channel}"), message, now).await.map(drop)
}

/// The last Monday at nine that is not after `now`, by the wall clock of `zone`.
fn last_monday(zone: &Zone, now: Timestamp) -> Timestamp {
    let today = zone.reading(now).date();
    let monday = today.saturating_sub(i32::from(today.weekday().to_monday_zero_offset()).days());
    let at = |day: jiff::civil::Date| zone.instant(day.at(9, 0, 0, 0)).unwrap_or(Timestamp::MIN);
    let this = at(monday);
    if this <= now { this } else { at(monday.saturating_sub(7.days())) }
}

/// The first Monday at nine after `now`.
fn next_monday(zone: &Zone, now: Timestamp) -> Timestamp {
    let last = zone.reading(last_monday(zone, now)).date();
    zone.instant(last.saturating_add(7.days()).at(9, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// Says whether a schedule's channel hears every Monday which handoffs come. Its name.
pub async fn set_weekly_digest(ctx: &Ctx, actor: Actor, id: ScheduleId, on: bool) -> Result<String> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = ctx.store.begin().await?;
    let gone =
        || Error::User(UserError("This schedule does not exist any more. `/oncall` lists who is on call".to_owned()));
    let schedule = schedules::find(&mut tx, workspace, id).await?.ok_or_else(gone)?;
    let people = People::of(&mut tx, workspace).await?;
    if !manages(&mut tx, &people, actor, &schedule).await? {
        let sentence = "Only who manages a schedule turns its weekly digest on and off. Nothing was changed";
        return Err(Error::User(UserError(sentence.to_owned())));
    }
    health::know(&mut tx, workspace, id, now).await?;
    health::set_digest(&mut tx, workspace, id, on).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(schedule.name)
}

/// Whether a schedule's channel hears every Monday which handoffs come.
pub async fn has_weekly_digest(db: &mut Reader, actor: Actor, id: ScheduleId) -> Result<bool> {
    Ok(health::digest(db, actor.workspace(), id).await?)
}
