//! Absences by address: `/oncall away https://…` follows a calendar of one's own absences. It is read at once; what it says is
//! kept as time off, and told of as time off that was typed.

use jiff::Timestamp;

use super::ask_calendar::ask_first;
use super::away::{Conflict, Refusal, conflicts, may_say, tell_new};
use super::calendar_meaning::{Readers, digest, window, work_out};
use super::changed::begin_change;
use super::follow_calendar::{USUAL, hint, next_look};
use super::people::People;
use super::{Actor, Ctx};
use crate::feeds::Trouble;
use crate::ical::{self, absences as meant};
use crate::ids::{AbsenceFeedId, AbsenceId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::schedule::interval::Spans;
use crate::store::absence_feeds::{self, AbsenceFeed};
use crate::store::absences::{self, Absence};
use crate::store::{StoreError, Transaction, troubles};

/// How many calendars one person may have followed.
const MOST_CALENDARS: usize = 5;
/// How many absences are kept of one calendar. Nobody is away so often.
const MOST_ABSENCES: usize = 1_000;
/// The kind of trouble of a calendar of absences that cannot be read.
pub(super) const UNREADABLE: &str = "absences_unreadable";

/// What a person hears when their calendar is followed.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The calendar.
    pub feed: AbsenceFeed,
    /// When they are away by it, by start, as far as it is not over.
    pub spans: Vec<Interval>,
    /// Their shifts in that, in the next 90 days.
    pub conflicts: Vec<Conflict>,
    /// Everybody, for their names.
    pub people: People,
}

/// Follows the calendar at `url`, and tells whom it concerns. It is fetched and read before anything is kept.
pub async fn follow_absences(ctx: &Ctx, actor: Actor, user: UserId, url: &str) -> Result<Followed, Refusal> {
    let workspace = actor.workspace();
    let mut db = ctx.store.reader().await?;
    let people = People::of(&mut db, workspace).await?;
    may_say(&mut db, &people, actor, user).await?;
    if actor.user() != Some(user) {
        return Err(Refusal::NotTheirs(people.name(user)));
    }
    let known = absence_feeds::of_person(&mut db, workspace, user).await?;
    drop(db);
    may_have_another(&known, url)?;

    let readers = readers(&people, user);
    let (bytes, mut learned) = ask_first(ctx, url).await.map_err(Refusal::Unreadable)?;
    let now = ctx.clock.now();
    let read = read(bytes, user, &readers, now).await.map_err(Refusal::Unreadable)?;
    learned.hint = hint(read.hint, learned.hint);

    let mut tx = begin_change(ctx, workspace).await?;
    let known = absence_feeds::of_person(&mut tx, workspace, user).await?;
    may_have_another(&known, url)?;
    let feed = AbsenceFeed {
        id: known.iter().find(|feed| feed.url == url).map_or_else(AbsenceFeedId::random, |feed| feed.id),
        workspace,
        user,
        url: url.to_owned(),
        learned,
        good_at: now,
        people_digest: readers.digest,
        body_digest: read.body_digest,
        window: read.window,
        failures: 0,
        failing_since: None,
        trouble: None,
    };
    absence_feeds::put(&mut tx, &feed, next_look(ctx, USUAL, feed.learned.hint, now)).await?;
    troubles::clear(&mut tx, workspace, feed.id.as_str(), UNREADABLE).await?;
    let found = be_away_by(&mut tx, &people, &feed, &read.spans, now, Some(user)).await?;
    tx.commit().await?;
    ctx.wake.ring();
    let spans = read.spans.iter().filter(|span| span.end() > now).collect();
    Ok(Followed { feed, spans, conflicts: by_schedule(found), people })
}

/// Follows a calendar no longer, and takes back what it said. Whose it was.
pub async fn stop_following(ctx: &Ctx, actor: Actor, id: AbsenceFeedId) -> Result<UserId, Refusal> {
    let workspace = actor.workspace();
    let mut tx = begin_change(ctx, workspace).await?;
    let feed = absence_feeds::find(&mut tx, workspace, id).await?;
    let feed = feed.filter(|feed| actor.user() == Some(feed.user)).ok_or(Refusal::Gone)?;
    let before = absences::of_feed(&mut tx, workspace, id, Timestamp::MIN).await?;
    absence_feeds::delete(&mut tx, workspace, id).await?;
    troubles::clear_all(&mut tx, workspace, id.as_str()).await?;
    forget_told(&mut tx, &feed, &before).await?;
    tx.commit().await?;
    Ok(feed.user)
}

/// Looks at a calendar at once, because its person asked. `None` when it is followed no longer.
pub async fn look_soon(ctx: &Ctx, actor: Actor, id: AbsenceFeedId) -> Result<Option<AbsenceFeed>, StoreError> {
    let mut tx = ctx.store.begin().await?;
    let feed = absence_feeds::find(&mut tx, actor.workspace(), id).await?;
    let Some(feed) = feed.filter(|feed| actor.user() == Some(feed.user)) else { return Ok(None) };
    absence_feeds::look_at(&mut tx, id, ctx.clock.now()).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(Some(feed))
}

/// The calendars of one person.
pub async fn followed(ctx: &Ctx, workspace: WorkspaceId, user: UserId) -> Result<Vec<AbsenceFeed>, StoreError> {
    absence_feeds::of_person(&mut ctx.store.reader().await?, workspace, user).await
}

fn may_have_another(known: &[AbsenceFeed], url: &str) -> Result<(), Refusal> {
    let is_new = known.iter().all(|feed| feed.url != url);
    if is_new && known.len() >= MOST_CALENDARS { Err(Refusal::TooMany(known.len())) } else { Ok(()) }
}

/// Who may be named by titles, and the clock of whose calendar it is.
pub(super) fn readers(people: &People, user: UserId) -> Readers {
    let zone = people.get(user).and_then(|person| person.time_zone.as_deref());
    Readers::of(people, zone.unwrap_or("UTC"))
}

/// What a calendar says of its person.
pub(super) struct Read {
    /// When they are away, uncut.
    pub(super) spans: Spans,
    /// The time it was worked out for.
    pub(super) window: Interval,
    /// What the text was.
    pub(super) body_digest: String,
    /// How often it asks to be read at most.
    pub(super) hint: Option<jiff::SignedDuration>,
}

/// Reads a calendar of the absences of `user`.
pub(super) async fn read(bytes: Vec<u8>, user: UserId, readers: &Readers, now: Timestamp) -> Result<Read, Trouble> {
    let window = window(now).ok_or(Trouble::Unreadable)?;
    let readers = readers.clone();
    work_out(move || {
        let calendar = ical::read(&bytes)?;
        // Half a calendar reads well and says that somebody is back.
        if !calendar.is_whole {
            return Err(Trouble::BrokenOff);
        }
        let events = calendar.events(window, &readers.zone).events;
        let spans = meant::of_person(&events, calendar.marks_absences(), user, &readers.directory);
        if spans.iter().count() > MOST_ABSENCES {
            return Err(Trouble::TooManyAbsences(MOST_ABSENCES));
        }
        Ok(Read { spans, window, body_digest: digest(&bytes), hint: calendar.refresh })
    })
    .await
}

/// Makes `spans` what the calendar says, and tells of the shifts that lie in them; `heard_by` reads of them anyway.
pub(super) async fn be_away_by(
    tx: &mut Transaction,
    people: &People,
    feed: &AbsenceFeed,
    spans: &Spans,
    now: Timestamp,
    heard_by: Option<UserId>,
) -> Result<Vec<(Interval, Conflict)>, StoreError> {
    let (workspace, user, since) = (feed.workspace, feed.user, feed.window.start());
    let before = absences::of_feed(tx, workspace, feed.id, since).await?;
    if !before.iter().map(|absence| absence.interval).eq(spans.iter()) {
        absences::delete_of_feed(tx, workspace, feed.id, since).await?;
        for interval in spans.iter() {
            let absence = Absence { id: AbsenceId::random(), user, interval, set_by: None, feed: Some(feed.id) };
            absences::insert(tx, workspace, &absence, now).await?;
        }
        forget_told(tx, feed, &before).await?;
    }
    let spans: Vec<Interval> = spans.iter().filter(|span| span.end() > now).collect();
    let found = conflicts(tx, people, workspace, user, &spans, now).await?;
    for (away, conflict) in &found {
        tell_new(tx, people, conflict, user, *away, now, heard_by).await?;
    }
    Ok(found)
}

/// What was told of shifts in time that was off before, and is not any more.
async fn forget_told(tx: &mut Transaction, feed: &AbsenceFeed, before: &[Absence]) -> Result<(), StoreError> {
    for absence in before {
        absences::forget_told(tx, feed.workspace, feed.user, absence.interval).await?;
    }
    Ok(())
}

/// One entry for each schedule, with each shift once.
fn by_schedule(found: Vec<(Interval, Conflict)>) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    for (_, conflict) in found {
        match conflicts.iter_mut().find(|known| known.schedule.id == conflict.schedule.id) {
            Some(known) => known.shifts.extend(conflict.shifts),
            None => conflicts.push(conflict),
        }
    }
    for conflict in &mut conflicts {
        conflict.shifts.sort_unstable();
        conflict.shifts.dedup();
    }
    conflicts
}
