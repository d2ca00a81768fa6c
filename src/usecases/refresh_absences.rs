//! Looking at calendars of absences again. What was read last stays in force; that it is old is told once to whose it is, and
//! once when it can be read again.

use jiff::Timestamp;

use super::absence_calendars::{Read, UNREADABLE, be_away_by, read, readers};
use super::ask_calendar::{Brought, ask};
use super::calendar_meaning::{Readers, reaches};
use super::changed::begin_change;
use super::follow_calendar::{RAREST, USUAL, hint, next_look};
use super::message::{Message, say};
use super::people::People;
use super::people_news::AbsenceTrouble;
use super::refresh_calendar::{LEASE, TOLD_AFTER};
use super::{Ctx, Result};
use crate::feeds::{Trouble, address};
use crate::store::absence_feeds::{self, AbsenceFeed};
use crate::store::feeds::Learned;
use crate::store::{self, Transaction, troubles};

/// Claims the calendar that is due for the longest time. `owner` must be new at every call: it is the name of the lease. One
/// that cannot be read is an error of its own.
pub async fn claim_due(ctx: &Ctx, owner: &str) -> Result<Option<store::Result<AbsenceFeed>>> {
    let now = ctx.clock.now();
    let mut tx = ctx.store.begin().await?;
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    let claimed = absence_feeds::claim(&mut tx, owner, now, until).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// What a good look saw: what was learned of the server, and what the calendar says where that may be another thing.
type Seen = (Learned, Option<Read>);

/// Looks at a calendar that `owner` has claimed.
pub async fn refresh(ctx: &Ctx, feed: AbsenceFeed, owner: &str) -> Result<()> {
    let people = People::of(&mut ctx.store.reader().await?, feed.workspace).await?;
    // Who is never on call is never away either; they may come back.
    if !people.may_be_on_call(feed.user) {
        let mut tx = ctx.store.begin().await?;
        absence_feeds::look_at(&mut tx, feed.id, next_look(ctx, RAREST, None, ctx.clock.now())).await?;
        tx.commit().await?;
        return Ok(());
    }
    let readers = readers(&people, feed.user);
    let seen = look(ctx, &feed, &readers).await;
    metrics::counter!("rota_calendars_total", "outcome" => if seen.is_ok() { "read" } else { "failed" }).increment(1);
    match seen {
        Ok(seen) => write_down(ctx, feed, owner, &people, readers, seen).await,
        Err(trouble) => note_failure(ctx, &feed, owner, &people, &trouble).await,
    }
}

async fn look(ctx: &Ctx, feed: &AbsenceFeed, readers: &Readers) -> std::result::Result<Seen, Trouble> {
    let now = ctx.clock.now();
    // No copy of the text is kept: where it has to be worked out anew, it is asked for as if for the first time.
    let is_kept = feed.people_digest == readers.digest && reaches(feed.window, now);
    let known = if is_kept { feed.learned.clone() } else { Learned::default() };
    let known_body = is_kept.then_some(feed.body_digest.as_str());
    match ask(ctx, &feed.url, &known, known_body).await? {
        Brought::Nothing(learned) | Brought::TheSame(_, learned) => Ok((learned, None)),
        Brought::New(bytes, mut learned) => {
            let read = read(bytes, feed.user, readers, now).await?;
            learned.hint = hint(read.hint, learned.hint);
            Ok((learned, Some(read)))
        }
    }
}

async fn write_down(
    ctx: &Ctx,
    before: AbsenceFeed,
    owner: &str,
    people: &People,
    readers: Readers,
    (learned, read): Seen,
) -> Result<()> {
    let now = ctx.clock.now();
    let mut tx = match read {
        Some(_) => begin_change(ctx, before.workspace).await?,
        None => ctx.store.begin().await?,
    };
    if !absence_feeds::holds(&mut tx, before.id, owner).await? {
        return Ok(());
    }
    let mut feed = AbsenceFeed { learned, good_at: now, ..before.clone() };
    if let Some(read) = &read {
        feed.people_digest = readers.digest;
        feed.body_digest.clone_from(&read.body_digest);
        feed.window = read.window;
        be_away_by(&mut tx, people, &feed, &read.spans, now, None).await?;
    }
    absence_feeds::put(&mut tx, &feed, next_look(ctx, USUAL, feed.learned.hint, now)).await?;
    let is_well = troubles::clear(&mut tx, feed.workspace, feed.id.as_str(), UNREADABLE).await?;
    if is_well {
        let well = Message::AbsencesWell(Box::new(trouble_of(&before, String::new(), now)));
        tell(&mut tx, &before, people, "well", &well, now).await?;
    }
    tx.commit().await?;
    if is_well || read.is_some() {
        ctx.wake.ring();
    }
    Ok(())
}

async fn note_failure(ctx: &Ctx, feed: &AbsenceFeed, owner: &str, people: &People, trouble: &Trouble) -> Result<()> {
    let now = ctx.clock.now();
    let mut tx = ctx.store.begin().await?;
    let reason = trouble.to_string();
    if !absence_feeds::failed(&mut tx, feed.id, owner, &reason, now, next_look(ctx, USUAL, None, now)).await? {
        return Ok(());
    }
    let failures = feed.failures + 1;
    let server = address::server(&feed.url);
    tracing::warn!(calendar = %feed.id, server, reason, failures, "a calendar of absences could not be read");
    let is_told =
        failures >= TOLD_AFTER && troubles::raise(&mut tx, feed.workspace, feed.id.as_str(), UNREADABLE, now).await?;
    if is_told {
        let unreadable = Message::AbsencesUnreadable(Box::new(trouble_of(feed, reason, now)));
        tell(&mut tx, feed, people, "unreadable", &unreadable, now).await?;
    }
    tx.commit().await?;
    if is_told {
        ctx.wake.ring();
    }
    Ok(())
}

fn trouble_of(feed: &AbsenceFeed, reason: String, now: Timestamp) -> AbsenceTrouble {
    AbsenceTrouble {
        to: feed.user,
        calendar: feed.id,
        server: address::server(&feed.url),
        since: feed.failing_since.unwrap_or(now),
        good_at: feed.good_at,
        reason,
    }
}

/// Tells whose calendar it is, and nobody else.
async fn tell(
    tx: &mut Transaction,
    feed: &AbsenceFeed,
    people: &People,
    word: &str,
    message: &Message,
    now: Timestamp,
) -> Result<()> {
    let Some(target) = people.get(feed.user).and_then(|person| person.slack_id.as_deref()) else { return Ok(()) };
    let key = format!("absences:{word}:{}:{}", feed.id, now.as_millisecond());
    say(tx, feed.workspace, target, key, message, now).await?;
    Ok(())
}
