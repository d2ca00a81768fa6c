//! Looking at calendars again: whoever serves in them serves here. The last good copy stays in force; that it is old is told
//! once, and once when it is well again.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::ask_calendar::{Brought, ask};
use super::calendar_meaning::{Meaning, Readers, reaches, understand, unpacked, window};
use super::changed::{begin_change, schedules_changed};
use super::follow_calendar::{hint, kept, kind, next_look};
use super::message::{CalendarPuzzles, CalendarTrouble, Message, say};
use super::people::People;
use super::tell_managers::{managers_in_slack, tell_managers_once};
use super::{Actor, Ctx, Result};
use crate::feeds::{Trouble, address};
use crate::ids::ScheduleId;
use crate::schedule::Interval;
use crate::schedule::imported::ImportedSlot;
use crate::store::feeds::{self, FeedRecord, Learned, Packed};
use crate::store::schedules::{self, ScheduleRecord};
use crate::store::{self, Transaction, troubles};

/// How long a replica may take over one calendar: to fetch it, to wait for its turn, to work it out and to write it down.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After so many failures it is told.
pub(super) const TOLD_AFTER: i64 = 3;

/// Claims the calendar that is due for the longest time. `owner` must be new at every call: it is the name of the lease. One
/// that cannot be read is an error of its own.
pub async fn claim_due(ctx: &Ctx, owner: &str) -> Result<Option<store::Result<FeedRecord>>> {
    let now = ctx.clock.now();
    let mut tx = ctx.store.begin().await?;
    let claimed = feeds::claim(&mut tx, owner, now, now.saturating_add(LEASE).unwrap_or(Timestamp::MAX)).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Looks at a schedule's calendars at once, because somebody asked. The schedule's name; `None` when it is gone.
pub async fn look_soon(ctx: &Ctx, actor: Actor, id: ScheduleId) -> Result<Option<String>> {
    let mut tx = ctx.store.begin().await?;
    let Some(schedule) = schedules::find(&mut tx, actor.workspace(), id).await? else { return Ok(None) };
    feeds::look_again(&mut tx, schedule.workspace, id, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(Some(schedule.name))
}

/// What a good look saw.
struct Seen {
    learned: Learned,
    /// What it means, and its text when that is another; `None` when neither it nor the people have changed.
    new: Option<(Meaning, Option<Packed>)>,
}

/// Looks at a calendar that `owner` has claimed.
pub async fn refresh(ctx: &Ctx, feed: &FeedRecord, owner: &str) -> Result<()> {
    let mut db = ctx.store.reader().await?;
    let Some(schedule) = schedules::find(&mut db, feed.workspace, feed.schedule).await? else { return Ok(()) };
    let people = People::of(&mut db, feed.workspace).await?;
    drop(db);
    let seen = look(ctx, feed, &Readers::of(&people, &schedule.time_zone)).await?;
    metrics::counter!("rota_calendars_total", "outcome" => if seen.is_ok() { "read" } else { "failed" }).increment(1);
    match seen {
        Ok(seen) => write_down(ctx, feed, owner, &schedule, &people, seen).await,
        Err(trouble) => note_failure(ctx, feed, owner, &schedule, &people, &trouble).await,
    }
}

async fn look(ctx: &Ctx, feed: &FeedRecord, readers: &Readers) -> Result<Result<Seen, Trouble>> {
    let now = ctx.clock.now();
    let same_people = feed.people_digest.as_ref() == Some(&readers.digest);
    let is_kept = same_people && feed.window.is_some_and(|window| reaches(window, now));
    let known = Learned { hint: feed.hint, etag: feed.etag.clone(), last_modified: feed.last_modified.clone() };
    let known = if feed.good_at.is_some() { known } else { Learned::default() };
    let brought = match ask(ctx, &feed.url, &known, feed.body_digest.as_deref()).await {
        Ok(brought) => brought,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let same_text = !matches!(brought, Brought::New(..));
    let (bytes, mut learned) = match brought {
        Brought::Nothing(learned) | Brought::TheSame(_, learned) if is_kept => {
            return Ok(Ok(Seen { learned, new: None }));
        }
        Brought::Nothing(learned) => {
            let copy = feeds::body(&mut ctx.store.reader().await?, feed.workspace, feed.schedule, feed.which).await?;
            let Some(copy) = copy else { return Ok(Err(Trouble::Unreadable)) };
            match unpacked(copy).await {
                Ok(bytes) => (bytes, learned),
                Err(trouble) => return Ok(Err(trouble)),
            }
        }
        Brought::TheSame(bytes, learned) | Brought::New(bytes, learned) => (bytes, learned),
    };
    let Some(window) = window(now) else { return Ok(Err(Trouble::Unreadable)) };
    Ok(understand(bytes, feed.which, readers, window).await.map(|(meaning, body)| {
        learned.hint = hint(meaning.hint, learned.hint);
        Seen { learned, new: Some((meaning, (!same_text).then_some(body))) }
    }))
}

/// Keeps what a good look saw. Only when other people serve, or at other times, the schedule has changed.
async fn write_down(
    ctx: &Ctx,
    feed: &FeedRecord,
    owner: &str,
    schedule: &ScheduleRecord,
    people: &People,
    seen: Seen,
) -> Result<()> {
    let now = ctx.clock.now();
    let mut tx = match seen.new {
        Some(_) => begin_change(ctx, feed.workspace).await?,
        None => ctx.store.begin().await?,
    };
    let next = next_look(ctx, feed.every, seen.learned.hint, now);
    if !feeds::read(&mut tx, feed, owner, &seen.learned, now, next).await? {
        return Ok(());
    }
    let mut rings = false;
    if let Some((meaning, body)) = seen.new {
        let before = feeds::kept(&mut tx, feed.workspace, feed.schedule).await?;
        let before = before.into_iter().find(|kept| kept.which == feed.which);
        let shared = before.as_ref().and_then(|kept| kept.window).and_then(|kept| kept.intersect(meaning.window));
        let slots = before.as_ref().map_or(&[][..], |kept| &kept.slots);
        let changed = shared.is_none_or(|window| !say_the_same(slots, &meaning.slots, window));
        let puzzle = meaning.puzzles.digest();
        let place = (feed.workspace, feed.schedule, feed.which);
        feeds::keep(&mut tx, place, &seen.learned, &kept(&meaning, puzzle.as_deref()), body.as_ref(), now).await?;
        if changed {
            schedules_changed(&mut tx, feed.workspace, &BTreeSet::from([feed.schedule]), now).await?;
            rings = true;
        }
        if let Some(puzzle) = puzzle.filter(|puzzle| feed.puzzle_digest.as_ref() != Some(puzzle)) {
            let odd = CalendarPuzzles { schedule_name: schedule.name.clone(), puzzles: meaning.puzzles };
            let (subject, kind) = (feed.schedule.as_str(), format!("odd_calendar:{}", &puzzle[..16]));
            tell_managers_once(&mut tx, people, schedule, subject, &kind, &Message::CalendarPuzzles(odd), now).await?;
            rings = true;
        }
    }
    if troubles::clear(&mut tx, feed.workspace, feed.schedule.as_str(), kind(feed.which)).await? {
        let message = Message::CalendarWell(Box::new(trouble_of(feed, schedule, String::new(), now)));
        tell(&mut tx, feed, schedule, people, "well", &message, now).await?;
        rings = true;
    }
    tx.commit().await?;
    if rings {
        ctx.wake.ring();
    }
    Ok(())
}

/// Whether the same people serve at the same times in `window`. Ids of events do not count: some products make new ones
/// whenever they are asked.
fn say_the_same(one: &[ImportedSlot], other: &[ImportedSlot], window: Interval) -> bool {
    let rows = |slots: &[ImportedSlot]| {
        let inside = slots.iter().filter(|imported| imported.slot.interval.overlaps(window));
        let mut rows: Vec<_> = inside
            .map(|imported| {
                let mut crew = imported.slot.crew.0.clone();
                crew.sort_unstable();
                (imported.slot.interval, imported.slot.precedence, imported.all_day, crew)
            })
            .collect();
        rows.sort_unstable();
        rows
    };
    rows(one) == rows(other)
}

async fn note_failure(
    ctx: &Ctx,
    feed: &FeedRecord,
    owner: &str,
    schedule: &ScheduleRecord,
    people: &People,
    trouble: &Trouble,
) -> Result<()> {
    let now = ctx.clock.now();
    let mut tx = ctx.store.begin().await?;
    let reason = trouble.to_string();
    let next = next_look(ctx, feed.every, None, now);
    if !feeds::failed(&mut tx, feed, owner, &reason, now, next).await? {
        return Ok(());
    }
    let server = address::server(&feed.url);
    tracing::warn!(schedule = %feed.schedule, server, reason, failures = feed.failures + 1, "a calendar could not be read");
    let mut rings = false;
    if feed.failures + 1 >= TOLD_AFTER
        && troubles::raise(&mut tx, feed.workspace, feed.schedule.as_str(), kind(feed.which), now).await?
    {
        let message = Message::CalendarUnreadable(Box::new(trouble_of(feed, schedule, reason, now)));
        tell(&mut tx, feed, schedule, people, "unreadable", &message, now).await?;
        rings = true;
    }
    tx.commit().await?;
    if rings {
        ctx.wake.ring();
    }
    Ok(())
}

fn trouble_of(feed: &FeedRecord, schedule: &ScheduleRecord, reason: String, now: Timestamp) -> CalendarTrouble {
    CalendarTrouble {
        schedule: schedule.id,
        schedule_name: schedule.name.clone(),
        time_zone: schedule.time_zone.clone(),
        which: feed.which,
        since: feed.failing_since.unwrap_or(now),
        good_at: feed.good_at,
        reason,
    }
}

/// Tells the schedule's channel, or whoever manages it where it has none.
async fn tell(
    tx: &mut Transaction,
    feed: &FeedRecord,
    schedule: &ScheduleRecord,
    people: &People,
    word: &str,
    message: &Message,
    now: Timestamp,
) -> Result<()> {
    let targets = match &schedule.channel {
        Some(channel) => vec![channel.clone()],
        None => managers_in_slack(tx, people, schedule).await?,
    };
    for target in targets {
        let key = format!("{}:{word}:{}:{}:{target}", kind(feed.which), schedule.id, now.as_millisecond());
        say(tx, schedule.workspace, &target, key, message, now).await?;
    }
    Ok(())
}
