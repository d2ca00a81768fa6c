//! Looking at what lies ahead of the people of a schedule, and telling them in direct messages: reminders, what an edit did to
//! their shifts, and shifts in their time off.
//!
//! A schedule is looked at when its next reminder is due, when an edit has settled, and once a week, so that idle cost does not
//! grow with people or schedules. What was told is written with what is said, under the look's lease: once, whatever crashes.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::{SignedDuration, Timestamp};

use super::away::{Conflict, absences_of, tell_new};
use super::message::{Message, say};
use super::people::People;
use super::people_news::{News, ReminderItem, Reminders, ShiftNews};
use super::reminders::{Plan, Reminded, plan};
use super::rules::Loaded;
use super::serving::{ahead_of, serving};
use super::shift_news::{Span, changes};
use super::{Ctx, Result};
use crate::ids::{UserId, WorkspaceId};
use crate::schedule::{Interval, Schedule, ShiftKind, Zone};
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts_ahead::{self, Ahead, DueAhead, Looked};
use crate::store::{Reader, StoreError, Transaction, schedules};

/// How many schedules are looked at in one transaction.
const BATCH: i64 = 100;
/// How long a replica may take over a batch before another may have it.
const LEASE: SignedDuration = SignedDuration::from_secs(20);
/// A look that nothing asks for: what lies ahead moves on with the time.
const AT_LEAST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Looks at a batch of the schedules that are due at `now` and returns how many there were. `owner` must be new at every
/// call: it is the name of the lease.
pub async fn look_ahead(ctx: &Ctx, owner: &str, now: Timestamp) -> Result<usize> {
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    let mut tx = ctx.store.begin().await?;
    let due = shifts_ahead::claim(&mut tx, owner, now, until, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    tx.commit().await?;
    let count = due.len();

    let mut db = ctx.store.reader().await?;
    let mut people: HashMap<WorkspaceId, People> = HashMap::new();
    let mut looks = Vec::with_capacity(count);
    for due in due {
        let look = match due {
            Ok(due) => look(&mut db, &mut people, due, now).await,
            Err(error) => Err(error),
        };
        // One that cannot be read is left to its lease and tried again; the others do not wait for it.
        match look {
            Ok(look) => looks.extend(look),
            Err(error) if error.is_unreachable() => return Err(error.into()),
            Err(error) => tracing::error!(%error, "what lies ahead in a schedule cannot be read"),
        }
    }
    drop(db);
    let mut tx = ctx.store.begin().await?;
    write_down(&mut tx, owner, &people, &looks, now).await?;
    tx.commit().await?;
    Ok(count)
}

/// What a look at one schedule saw.
struct Look {
    due: DueAhead,
    record: ScheduleRecord,
    looked: Looked,
    /// Who is reminded of which shift.
    reminders: Vec<(UserId, Interval)>,
    /// Who is told what of an edit.
    news: Vec<(UserId, News)>,
    editors: Vec<UserId>,
    /// Whose shifts lie in their time off, and when that is.
    conflicts: Vec<(UserId, Interval, Conflict)>,
}

async fn look(
    db: &mut Reader,
    everybody: &mut HashMap<WorkspaceId, People>,
    due: DueAhead,
    now: Timestamp,
) -> Result<Option<Look>, StoreError> {
    let workspace = due.workspace;
    if let Entry::Vacant(unread) = everybody.entry(workspace) {
        unread.insert(People::of(db, workspace).await?);
    }
    let people = &everybody[&workspace];
    // Deleted meanwhile: its row here is gone too.
    let Some(record) = schedules::find(db, workspace, due.schedule).await? else { return Ok(None) };
    let loaded = Loaded::of(db, record, people).await?;
    let window = ahead_of(now);
    let worked_out =
        catch_unwind(AssertUnwindSafe(|| (serving(&loaded.rules, window), serving(&planned(&loaded), window))));
    let Ok((shifts, planned)) = worked_out else {
        tracing::error!(schedule = %due.schedule, "working out what lies ahead panicked");
        return Ok(None);
    };
    let ahead = Ahead {
        until: window.end(),
        people: planned
            .iter()
            .map(|(user, shifts)| (*user, shifts.iter().map(|shift| span(shift, window)).collect()))
            .collect(),
    };
    let editors = shifts_ahead::editors(db, workspace, due.schedule, loaded.record.version).await?;
    let news = news(&due, &loaded.record, &ahead, &editors, people, now);
    let users: BTreeSet<UserId> = shifts.keys().copied().collect();
    let absences = absences_of(db, workspace, &users, window).await?;
    let conflicts = conflicts(&loaded.record, &shifts, &absences, now);

    let reminded = |user: UserId| {
        let minutes = people.reminders(user);
        let zone = people.zone_of(user).or_else(|| Zone::named(&loaded.record.time_zone).ok()).unwrap_or(Zone::UTC);
        (!minutes.is_empty()).then_some(Reminded { minutes, zone })
    };
    let since = due.reminded_until.unwrap_or(now);
    let Plan { now: reminders, postponed, next } = plan(&shifts, reminded, since, &due.postponed, now);
    let at_least = now.saturating_add(AT_LEAST).unwrap_or(Timestamp::MAX);
    let looked = Looked {
        version: loaded.record.version,
        ahead,
        reminded_until: now,
        postponed,
        next: next.map_or(at_least, |next| next.min(at_least)),
    };
    Ok(Some(Look { due, record: loaded.record, looked, reminders, news, editors, conflicts }))
}

/// The rules without what tells those it touches by itself: swaps, and overrides that a person made. What is left changes
/// only by edits, and by overrides that a script made.
fn planned(loaded: &Loaded) -> Schedule {
    let told = |id| loaded.shifts.iter().any(|shift| shift.id == id && shift.made_by.is_some());
    let mut rules = Schedule { swaps: Vec::new(), ..loaded.rules.clone() };
    rules.shifts.retain(|shift| !matches!(shift.kind, ShiftKind::Override(_)) || !told(shift.id));
    rules
}

/// A shift as it is told. One that begins within a month and lasts past what was looked at has no end that could be told.
fn span(shift: &Interval, looked_at: Interval) -> Span {
    let soon = shift.start().duration_since(looked_at.start()) < SignedDuration::from_hours(30 * 24);
    let is_open = soon && shift.end() >= looked_at.end();
    (shift.start(), if is_open { Timestamp::MAX } else { shift.end() })
}

/// What to tell whom of the edits since the last look.
fn news(
    due: &DueAhead,
    record: &ScheduleRecord,
    ahead: &Ahead,
    editors: &[UserId],
    people: &People,
    now: Timestamp,
) -> Vec<(UserId, News)> {
    // Nothing was edited, or nobody is to hear of what was there before we told anybody.
    if due.version == record.version || due.reminded_until.is_none() {
        return Vec::new();
    }
    let nothing = Ahead { until: ahead.until, people: Vec::new() };
    let before = due.ahead.as_ref().unwrap_or(&nothing);
    let Some(window) = Interval::new(now, before.until.min(ahead.until)) else { return Vec::new() };
    let of = |all: &Ahead, user: UserId| -> Vec<Span> {
        all.people.iter().find(|(known, _)| *known == user).map(|(_, spans)| spans.clone()).unwrap_or_default()
    };
    let made_it = |user: UserId| editors == [user] || (due.ahead.is_none() && record.made_by == Some(user));
    let users: BTreeSet<UserId> = before.people.iter().chain(&ahead.people).map(|(user, _)| *user).collect();
    let told =
        users.into_iter().filter(|user| people.may_be_on_call(*user) && people.hears_news(*user) && !made_it(*user));
    let mut told: Vec<UserId> = told.collect();
    told.sort_by_cached_key(|user| people.name(*user));
    told.into_iter()
        .filter_map(|user| {
            let (old, new) = (of(before, user), of(ahead, user));
            let still_ahead = |spans: &[Span]| spans.iter().any(|(_, end)| *end > now);
            if !still_ahead(&old) && still_ahead(&new) {
                return Some((user, News::Joined { first: *new.iter().find(|(_, end)| *end > now)? }));
            }
            let changes = changes(&old, &new, window);
            (!changes.is_empty()).then_some((user, News::Changed(changes)))
        })
        .collect()
}

/// Shifts still to come that lie in somebody's time off.
fn conflicts(
    record: &ScheduleRecord,
    shifts: &BTreeMap<UserId, Vec<Interval>>,
    absences: &BTreeMap<UserId, Vec<Interval>>,
    now: Timestamp,
) -> Vec<(UserId, Interval, Conflict)> {
    let mut conflicts = Vec::new();
    for (user, away) in absences.iter().flat_map(|(user, spans)| spans.iter().map(move |away| (*user, *away))) {
        let lies_in = |shift: &&Interval| shift.start() > now && shift.overlaps(away);
        let shifts: Vec<_> = shifts.get(&user).into_iter().flatten().filter(lies_in).copied().collect();
        if !shifts.is_empty() {
            conflicts.push((user, away, Conflict { schedule: record.clone(), shifts }));
        }
    }
    conflicts
}

/// Keeps what the looks saw and queues what is to be said, of those that nothing changed meanwhile.
async fn write_down(
    tx: &mut Transaction,
    owner: &str,
    everybody: &HashMap<WorkspaceId, People>,
    looks: &[Look],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut reminders: BTreeMap<(WorkspaceId, UserId), Vec<ReminderItem>> = BTreeMap::new();
    for look in looks {
        if !shifts_ahead::finish(tx, &look.due, owner, &look.looked).await? {
            continue;
        }
        let (workspace, people) = (look.due.workspace, &everybody[&look.due.workspace]);
        for (user, shift) in &look.reminders {
            let end = Some(shift.end()).filter(|end| *end < look.looked.ahead.until);
            let (schedule, schedule_name) = (look.record.id, look.record.name.clone());
            let item = ReminderItem { schedule, schedule_name, start: shift.start(), end };
            reminders.entry((workspace, *user)).or_default().push(item);
        }
        for (user, news) in &look.news {
            tell(tx, people, look, *user, news, now).await?;
        }
        for (user, away, conflict) in &look.conflicts {
            tell_new(tx, people, conflict, *user, *away, now, None).await?;
        }
        shifts_ahead::forget_edits(tx, workspace, look.record.id, look.looked.version).await?;
    }
    let mut reminders: Vec<_> = reminders.into_iter().collect();
    reminders.sort_by_cached_key(|((workspace, user), _)| (*workspace, everybody[workspace].name(*user)));
    for ((workspace, user), mut items) in reminders {
        let Some(target) = everybody[&workspace].get(user).and_then(|person| person.slack_id.clone()) else { continue };
        items.sort_by(|a, b| (a.start, &a.schedule_name).cmp(&(b.start, &b.schedule_name)));
        let first = &items[0];
        let (start, at) = (first.start.as_millisecond(), now.as_millisecond());
        let key = format!("reminder:{}:{user}:{start}:{at}", first.schedule);
        let message = Message::Reminded(Box::new(Reminders { to: user, shifts: items }));
        say(tx, workspace, &target, key, &message, now).await?;
    }
    Ok(())
}

/// Tells somebody what an edit did to their shifts.
async fn tell(
    tx: &mut Transaction,
    people: &People,
    look: &Look,
    user: UserId,
    news: &News,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(target) = people.get(user).and_then(|person| person.slack_id.as_deref()) else { return Ok(()) };
    let made_by = look.record.made_by.filter(|_| look.due.ahead.is_none() && look.editors.is_empty());
    let by: Vec<UserId> = look.editors.iter().copied().chain(made_by).filter(|by| *by != user).collect();
    let message = Message::ShiftsChanged(Box::new(ShiftNews {
        to: user,
        schedule: look.record.id,
        schedule_name: look.record.name.clone(),
        by,
        news: news.clone(),
    }));
    let key = format!("news:{}:{}:{user}", look.record.id, look.looked.version);
    say(tx, look.record.workspace, target, key, &message, now).await.map(drop)
}

/// Tells the people of a schedule that is about to be deleted that their shifts are gone; not who deletes it.
pub async fn tell_of_deletion(
    tx: &mut Transaction,
    record: &ScheduleRecord,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(known) = shifts_ahead::find(tx, record.workspace, record.id).await? else { return Ok(()) };
    let people = People::of(tx, record.workspace).await?;
    let mut known: Vec<_> = known.ahead.into_iter().flat_map(|ahead| ahead.people).collect();
    known.sort_by_cached_key(|(user, _)| people.name(*user));
    for (user, shifts) in known {
        let lost: Vec<Span> = shifts.into_iter().filter(|(_, end)| *end > now).collect();
        let target = people.get(user).filter(|person| person.standing.may_be_on_call());
        let target = target.and_then(|person| person.slack_id.as_deref());
        let (Some(target), false, true) = (target, lost.is_empty() || by == Some(user), people.hears_news(user)) else {
            continue;
        };
        let message = Message::ShiftsChanged(Box::new(ShiftNews {
            to: user,
            schedule: record.id,
            schedule_name: record.name.clone(),
            by: by.into_iter().collect(),
            news: News::Deleted { lost },
        }));
        say(tx, record.workspace, target, format!("deleted:{}:{user}", record.id), &message, now).await?;
    }
    Ok(())
}
