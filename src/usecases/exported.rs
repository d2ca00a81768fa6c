//! What subscribers of a calendar are told: every scheduled shift of the weeks around now, and what vanished of them.
//!
//! What was told last is kept for each schedule, so that events which change get a higher sequence number and those which
//! vanish stay as cancelled. It is made anew when the schedule's version or the day is another. What is over is told from the
//! record of what was on call, and as it was told before: an edit does not rewrite last week in anybody's calendar.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::task::{JoinError, spawn_blocking};

use super::Ctx;
use super::ledger::{View, covered};
use super::people::People;
use super::rules::Loaded;
use crate::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use crate::schedule::duty::{Duty, Service, duties, reach};
use crate::schedule::handoff::Why;
use crate::schedule::resolve::{Row, Timeline};
use crate::schedule::{Interval, Precedence};
use crate::store::exports::{self, Copy, Entry};
use crate::store::schedules::{ScheduleKind, ScheduleRecord};
use crate::store::{Result, StoreError, Transaction, ledger, schedules};

/// How many days before today are told.
pub const DAYS_BEFORE: i64 = 15;
/// How many days from today on are told, unless asked otherwise.
pub const DAYS: i64 = 180;
/// The most days from today on that are told.
pub const MOST_DAYS: i64 = 366;

const DAY: i64 = 86_400;

/// A schedule, and what its subscribers are told now, by start.
#[derive(Debug, Clone)]
pub struct Told {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// What is told through [`MOST_DAYS`].
    pub entries: Arc<Vec<Entry>>,
}

/// Day number since 1970 (UTC).
pub fn day(now: Timestamp) -> i64 {
    now.as_second().div_euclid(DAY)
}

/// What subscribers of one schedule are told, as `say` says it; `None` when it is gone. What is told anew is written down
/// meanwhile, and nobody is told before it is.
pub async fn of_schedule<T: Send + 'static>(
    ctx: &Ctx,
    workspace: WorkspaceId,
    id: ScheduleId,
    say: impl FnOnce(Told) -> T + Send + 'static,
) -> Result<Option<T>> {
    let today = day(ctx.clock.now());
    let mut db = ctx.store.reader().await?;
    let Some(schedule) = schedules::find(&mut db, workspace, id).await? else { return Ok(None) };
    if let Some(copy) = readable(exports::copy_of(&mut db, workspace, id, (schedule.version, today)).await)? {
        return Ok(Some(say(Told { schedule, entries: Arc::new(copy.entries) })));
    }
    drop(db);
    let mut tx = ctx.store.begin().await?;
    // It may have waited past midnight for its turn.
    let now = ctx.clock.now();
    let Some(told) = tell_anew(&mut tx, workspace, id, now).await? else { return Ok(None) };
    let (version, entries) = (told.schedule.version, told.entries.clone());
    let said = spawn_blocking(move || say(told));
    exports::keep(&mut tx, workspace, id, (version, day(now)), &entries).await?;
    tx.commit().await?;
    match said.await.map_err(JoinError::try_into_panic) {
        Ok(said) => Ok(Some(said)),
        Err(Ok(panic)) => resume_unwind(panic),
        // The process ends, and whoever waits for this with it.
        Err(Err(_)) => pending().await,
    }
}

/// The schedules that subscribers to one person's shifts are told of, in the order they were made: those that name them, and
/// those that did.
pub async fn schedules_of(ctx: &Ctx, workspace: WorkspaceId, user: UserId) -> Result<Vec<ScheduleRecord>> {
    let mut db = ctx.store.reader().await?;
    let mut of_person = schedules::naming(&mut db, workspace, user).await?;
    for id in exports::telling_of(&mut db, workspace, user).await? {
        if !of_person.iter().any(|schedule| schedule.id == id) {
            of_person.extend(schedules::find(&mut db, workspace, id).await?);
        }
    }
    Ok(of_person)
}

/// What is to be told at `now`, after what was told last.
async fn tell_anew(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    id: ScheduleId,
    now: Timestamp,
) -> Result<Option<Told>> {
    let people = People::of(tx, workspace).await?;
    let Some(loaded) = Loaded::find(tx, workspace, id, &people).await? else { return Ok(None) };
    let before = readable(exports::copy(tx, workspace, id).await)?;
    let told_on = before.as_ref().map(|copy| copy.day * DAY);
    let before = before.map_or_else(Vec::new, |copy| copy.entries);
    let begins = (day(now) - DAYS_BEFORE) * DAY;
    let ends = (day(now) + MOST_DAYS + 1) * DAY;
    let at = |second| Timestamp::from_second(second).unwrap_or(now);
    let planned = match Interval::new(at(begins), at(ends)) {
        Some(window) => planned(tx, &loaded, window).await?,
        None => Vec::new(),
    };
    let mut told = entries(&loaded, &people, &planned, now);
    if let Some(mark) = ledger::mark(tx, workspace, id).await? {
        let recorded = mark.from.as_second()..mark.to.as_second();
        told =
            as_told_before(&before, told, told_on, |entry| entry.start >= recorded.start && entry.end <= recorded.end);
    }
    let entries = compared(before, told, begins, now.as_second());
    Ok(Some(Told { schedule: loaded.record, entries: Arc::new(entries) }))
}

/// What was told last. What cannot be read is told anew, as if it were the first time: another version of Rota may have written
/// it, while the one was replaced by the other.
fn readable(copy: Result<Option<Copy>>) -> Result<Option<Copy>> {
    match copy {
        Err(StoreError::Unreadable { row, column, .. }) => {
            tracing::error!(schedule = row, column, "what subscribers were told cannot be read, so it is told anew");
            Ok(None)
        }
        copy => copy,
    }
}

/// Everybody's planned time in `window`; who served what is over, the record says.
async fn planned(tx: &mut Transaction, loaded: &Loaded, window: Interval) -> Result<Vec<Duty>> {
    let window_of_all = reach(&loaded.rules, window);
    let served = covered(tx, &loaded.record, &loaded.rules, window_of_all, View::Recorded).await?;
    let rows = served.into_iter().map(Row::Covered).collect();
    let timeline = Timeline { window: window_of_all, rows };
    Ok(duties(&loaded.rules, &timeline, Timestamp::MIN, window))
}

/// What was told `before` of what is over, in place of what would be told of it now. The record knows who served; who was to
/// serve and did not is known only as it was told, from the second `told_on` on: today's rules may never have held then.
fn as_told_before(
    before: &[Entry],
    told: Vec<Entry>,
    told_on: Option<i64>,
    is_over: impl Fn(&Entry) -> bool,
) -> Vec<Entry> {
    let in_force = |entry: &&Entry| !entry.cancelled && is_over(entry);
    let mut known: BTreeMap<Key, &Entry> = before.iter().filter(in_force).map(|entry| (key(entry), entry)).collect();
    let is_new = |entry: &Entry| told_on.is_none_or(|told_on| entry.start >= told_on);
    let mut entries: Vec<Entry> = Vec::with_capacity(told.len());
    for entry in told {
        match known.remove(&key(&entry)).filter(|_| is_over(&entry)) {
            Some(known) if known.covered == entry.covered && known.end == entry.end => entries.push(known.clone()),
            None if is_over(&entry) && entry.covered && !is_new(&entry) => {}
            _ => entries.push(entry),
        }
    }
    let serves = |told: &Entry, known: &Entry| {
        told.user == known.user && !told.covered && told.start < known.end && known.start < told.end
    };
    let still: Vec<Entry> = known
        .into_values()
        .filter(|known| known.covered && !entries.iter().any(|told| serves(told, known)))
        .cloned()
        .collect();
    entries.extend(still);
    entries.sort_by(by_key);
    entries
}

/// What tells an event from others.
type Key = (i64, ShiftId, UserId);

fn key(entry: &Entry) -> Key {
    (entry.start, entry.shift, entry.user)
}

fn by_key(one: &Entry, other: &Entry) -> Ordering {
    (one.start, &one.shift, &one.user).cmp(&(other.start, &other.shift, &other.user))
}

/// Duties as they are told; what lasts less than a second is not.
fn entries(loaded: &Loaded, people: &People, duties: &[Duty], now: Timestamp) -> Vec<Entry> {
    // Turns come round: thousands of duties say the same few things.
    let mut said: foldhash::HashMap<_, (Arc<str>, Arc<str>)> = foldhash::HashMap::default();
    let mut entries = Vec::with_capacity(duties.len());
    for duty in duties {
        let (start, end) = (duty.interval.start().as_second(), duty.interval.end().as_second());
        if start >= end {
            continue;
        }
        let (summary, description) = said
            .entry((duty.shift, duty.user, duty.precedence, &duty.service))
            .or_insert_with(|| (summary(people, duty).into(), description(loaded, people, duty).into()))
            .clone();
        let covered = matches!(duty.service, Service::Covered(_));
        entries.push(Entry {
            shift: duty.shift,
            user: duty.user,
            start,
            end,
            summary,
            description,
            is_override: matches!(duty.precedence, Precedence::Override(_)),
            covered,
            was_served: !covered,
            cancelled: false,
            sequence: 0,
            modified: now.as_second(),
        });
    }
    entries
}

/// The person's username, as the reference has it, and who covers.
fn summary(people: &People, duty: &Duty) -> String {
    let username = |user: UserId| people.get(user).map_or_else(|| user.to_string(), |person| person.username.clone());
    let theirs = username(duty.user);
    match &duty.service {
        Service::Serves(_) => theirs,
        Service::Covered(by) if by.contains(&duty.user) => format!("{theirs} (on call in another layer)"),
        Service::Covered(by) => match by.as_slice() {
            [] => format!("{theirs} (nobody is on call)"),
            [one] => format!("{theirs} ({} covers)", username(*one)),
            [one, more @ ..] => format!("{theirs} ({} and {} more cover)", username(*one), more.len()),
        },
    }
}

/// The schedule, the layer and the reason.
fn description(loaded: &Loaded, people: &People, duty: &Duty) -> String {
    let schedule = &loaded.record.name;
    let source = match (duty.precedence, loaded.record.kind) {
        (Precedence::Override(_), _) => match loaded.shifts.iter().find(|shift| shift.id == duty.shift) {
            Some(shift) => {
                let by = shift.made_by.map(|user| format!(" by {}", people.name(user))).unwrap_or_default();
                let why = shift.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                format!("override{by}{why}")
            }
            None => "override".to_owned(),
        },
        (Precedence::Shift(level), ScheduleKind::Ical) => format!("calendar, level {}", level.number()),
        (Precedence::Shift(level), ScheduleKind::Calendar | ScheduleKind::Web) => {
            format!("rotation, level {}", level.number())
        }
    };
    match &duty.service {
        Service::Serves(Why::Swap { covers, .. }) => {
            format!("On call for {schedule}\nSwap: covers {}\nFrom: {source}", people.name(*covers))
        }
        Service::Serves(Why::Rotation | Why::Override) => format!("On call for {schedule}\nFrom: {source}"),
        Service::Covered(by) => {
            let by: Vec<String> = by.iter().map(|user| people.name(*user)).collect();
            let by = if by.is_empty() { "nobody".to_owned() } else { by.join(", ") };
            format!("Planned for {schedule}, not on call\nFrom: {source}\nOn call instead: {by}")
        }
    }
}

/// What is told now, after what was told `before`: higher sequence numbers for what changed, and what vanished and would not
/// have ended before the second `begins`, as cancelled.
fn compared(before: Vec<Entry>, told: Vec<Entry>, begins: i64, now: i64) -> Vec<Entry> {
    let mut old = each_once(before).into_iter().peekable();
    let mut entries: Vec<Entry> = Vec::with_capacity(told.len());
    let mut vanished = Vec::new();
    for mut entry in each_once(told) {
        vanished.extend(std::iter::from_fn(|| old.next_if(|known| by_key(known, &entry).is_lt())));
        if let Some(known) = old.next_if(|known| by_key(known, &entry).is_eq()) {
            entry.was_served |= known.was_served;
            entry.sequence = known.sequence;
            entry.modified = known.modified;
            if (Entry { was_served: entry.was_served, ..known }) != entry {
                (entry.sequence, entry.modified) = (entry.sequence + 1, now);
            }
        }
        entries.push(entry);
    }
    let still = |entry: Entry| {
        let (raised, at) = if entry.cancelled { (entry.sequence, entry.modified) } else { (entry.sequence + 1, now) };
        Entry { cancelled: true, sequence: raised, modified: at, ..entry }
    };
    vanished.extend(old);
    entries.extend(vanished.into_iter().filter(|entry| entry.end > begins).map(still));
    entries.sort_by(by_key);
    entries
}

/// In order, each once: two pieces may begin in one second and not at the same instant.
fn each_once(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(by_key);
    entries.dedup_by(|later, kept| by_key(later, kept).is_eq());
    entries
}
