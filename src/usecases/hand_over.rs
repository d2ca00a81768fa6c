//! Handoffs: looking at the schedules that are due, and writing what was on call, what changed and what is to be said in one
//! transaction.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::{SignedDuration, Timestamp};

use super::group_members::on_call_next;
use super::message::{GroupInGap, HandoffAnnounced, InGap, Message, OverrideNote, say};
use super::people::People;
use super::rules::Loaded;
use super::{Ctx, Result, ledger};
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::schedule::handoff::{Handoff, OnCallPerson, Why, compare};
use crate::schedule::resolve::changes;
use crate::schedule::stretch::{HORIZON, Watch, stretches, watch};
use crate::store::due::{self, DueSchedule};
use crate::store::ledger as recorded;
use crate::store::links::{self, Announces, GroupHolds, Link};
use crate::store::schedules::Vacancy;
use crate::store::{Reader, StoreError, Transaction, covers, directory, feeds, shifts, shifts_ahead, swaps, topics};

/// How many schedules are looked at in one transaction.
const BATCH: i64 = 250;
/// How long after an edit its people are told what became of their shifts: a burst of edits is told as what it comes to.
const SETTLES: SignedDuration = SignedDuration::from_secs(10);
/// How long a replica may take over a batch before another may have it.
const LEASE: SignedDuration = SignedDuration::from_secs(10);

/// Looks at a batch of the schedules that are due at `now` and returns how many there were. `owner` must be new at every
/// call: it is the name of the lease.
pub async fn hand_over_due(ctx: &Ctx, owner: &str, now: Timestamp) -> Result<usize> {
    let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
    let mut tx = ctx.store.begin().await?;
    let due = due::claim(&mut tx, owner, now, until, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    tx.commit().await?;

    let looks = look_at(&mut ctx.store.reader().await?, owner, due, now).await?;
    let count = looks.len();
    let mut tx = ctx.store.begin().await?;
    covers::check_leased(&mut tx, owner, now).await?;
    shifts_ahead::settling(&mut tx, owner, now, now.saturating_add(SETTLES).unwrap_or(now)).await?;
    for look in &looks {
        write_down(&mut tx, owner, look, now).await?;
    }
    tx.commit().await?;
    Ok(count)
}

/// What a look at one schedule saw.
struct Look {
    due: DueSchedule,
    on_call: Vec<OnCallPerson>,
    next: Timestamp,
    /// When what is now began: later than what was due when we come late and several changes were missed.
    since: Timestamp,
    handoff: Option<Handoff>,
    watch: Watch,
    overrides: Vec<OverrideNote>,
    writing: ledger::Writing,
    link: Link,
    /// Whom the group holds besides, because they are on call next.
    next_in_group: Vec<UserId>,
}

/// Looks at each schedule. One that cannot be read or worked out is logged and left to its lease, so that it is tried again
/// and holds up nobody.
async fn look_at(db: &mut Reader, owner: &str, due: Vec<Readable<DueSchedule>>, now: Timestamp) -> Result<Vec<Look>> {
    let mut shifts = by_schedule(shifts::of_leased(db, owner).await?);
    let mut swaps = by_schedule(swaps::taken_in_leased(db, owner).await?);
    let mut calendars = by_schedule(feeds::kept_of_leased(db, owner).await?);
    let mut open = by_schedule(recorded::open_in_leased(db, owner).await?);
    let mut marks = by_schedule(recorded::marks_of_leased(db, owner).await?);
    let mut links = by_schedule(links::of_leased(db, owner).await?);
    let mut people: HashMap<WorkspaceId, Option<People>> = HashMap::new();
    let mut looks = Vec::with_capacity(due.len());
    for due in due {
        let Some(due) = or_log(due) else { continue };
        let (id, workspace) = (due.schedule.id, due.schedule.workspace);
        if let Entry::Vacant(unread) = people.entry(workspace) {
            unread.insert(match People::of(db, workspace).await {
                Err(error) if error.is_unreachable() => return Err(error.into()),
                read => or_log(read),
            });
        }
        let Some(people) = &people[&workspace] else { continue };
        let read = || {
            let loaded = Loaded::new(due.schedule.clone(), of(&mut shifts, id)?, of(&mut swaps, id)?, people);
            let loaded = loaded.with_calendars(of(&mut calendars, id)?, people);
            let mark = of(&mut marks, id)?.pop();
            let writing = ledger::seen(&loaded, mark, of(&mut open, id)?, now);
            let link = of(&mut links, id)?.pop().unwrap_or_default();
            Ok(look(due, &loaded, (writing, link), now))
        };
        let Ok(seen) = catch_unwind(AssertUnwindSafe(read)) else {
            tracing::error!(schedule = %id, "working out who is on call panicked");
            continue;
        };
        looks.extend(or_log(seen));
    }
    Ok(looks)
}

type Readable<T> = std::result::Result<T, StoreError>;

/// What belongs to each schedule, or why some of it cannot be read.
fn by_schedule<T>(rows: Vec<(ScheduleId, Readable<T>)>) -> HashMap<ScheduleId, Readable<Vec<T>>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (schedule, row) in rows {
        found.entry(schedule).or_default().push(row);
    }
    found.into_iter().map(|(schedule, rows)| (schedule, rows.into_iter().collect())).collect()
}

fn of<T>(all: &mut HashMap<ScheduleId, Readable<Vec<T>>>, schedule: ScheduleId) -> Readable<Vec<T>> {
    all.remove(&schedule).unwrap_or_else(|| Ok(Vec::new()))
}

fn or_log<T>(read: Readable<T>) -> Option<T> {
    read.inspect_err(|error| tracing::error!(%error, "a schedule cannot be read, so it is not handed over")).ok()
}

fn look(due: DueSchedule, loaded: &Loaded, (writing, link): (ledger::Writing, Link), now: Timestamp) -> Look {
    let present = stretches(&loaded.rules, now).next();
    let next = present.as_ref().and_then(|stretch| stretch.end);
    let on_call = present.map(|stretch| stretch.people).unwrap_or_default();
    let handoff = compare(due.on_call.as_deref().unwrap_or_default(), &on_call);
    let next_in_group = match link.holds {
        GroupHolds::Next => on_call_next(&loaded.rules, now),
        GroupHolds::Current | GroupHolds::All => Vec::new(),
    };
    Look {
        watch: watch(&loaded.rules, now),
        since: changes(&loaded.rules, due.due_at, now).last().map_or(due.due_at, |moment| moment.at),
        next: next.unwrap_or_else(|| now.saturating_add(HORIZON).unwrap_or(Timestamp::MAX)),
        handoff,
        overrides: overrides(loaded, &on_call),
        on_call,
        due,
        writing,
        link,
        next_in_group,
    }
}

/// Who made the overrides that put these people on call.
fn overrides(loaded: &Loaded, on_call: &[OnCallPerson]) -> Vec<OverrideNote> {
    let overriding = on_call.iter().filter(|person| person.why == Why::Override);
    let made = overriding.filter_map(|person| loaded.shifts.iter().find(|shift| shift.id == person.shift));
    made.map(|shift| OverrideNote { shift: shift.id, by: shift.made_by, reason: shift.reason.clone() }).collect()
}

/// Keeps what a look saw and queues the announcement, unless the schedule was changed meanwhile: then it is due again.
async fn write_down(tx: &mut Transaction, owner: &str, look: &Look, now: Timestamp) -> Result<(), StoreError> {
    let schedule = &look.due.schedule;
    if !due::finish(tx, schedule, owner, &look.on_call, Some(look.next)).await? {
        return Ok(());
    }
    ledger::write_down(tx, schedule, &look.writing, now).await?;
    let first = look.due.on_call.is_none();
    let changes = first || look.handoff.is_some();
    // Who is next, or in the rotation at all, may change when nobody joins or leaves.
    if let Some(group) = &schedule.user_group
        && (changes || look.link.holds != GroupHolds::Current)
    {
        directory::group_is_due(tx, schedule.workspace, group, now).await?;
    }
    if changes && look.link.in_topic {
        topics::topic_of_schedule_is_due(tx, schedule.workspace, schedule.id, now).await?;
    }
    if look.handoff.is_some() {
        metrics::counter!("rota_handoffs_total").increment(1);
    }
    let (Some(channel), Some(handoff)) = (&schedule.channel, &look.handoff) else { return Ok(()) };
    if !is_announced(look) {
        return Ok(());
    }
    let message = Message::HandoffAnnounced(Box::new(HandoffAnnounced {
        schedule: schedule.id,
        schedule_name: schedule.name.clone(),
        time_zone: schedule.time_zone.clone(),
        at: look.since,
        watch: look.watch.clone(),
        joined: handoff.joined.iter().map(|person| person.user).collect(),
        left: handoff.left.clone(),
        first: look.writing.knows_nobody_before(look.since),
        group: group_in_gap(tx, look).await?,
        overrides: look.overrides.clone(),
        mentions: look.link.mentions,
    }));
    // The version tells an edit from the handoff of the same instant.
    let (due_at, version) = (look.due.due_at.as_millisecond(), schedule.version);
    let key = format!("handoff:{}:{due_at}:{version}:{channel}", schedule.id);
    say(tx, schedule.workspace, channel, key, &message, now).await.map(drop)
}

/// Whether a change is said in the channel. A gap is, where only gaps are, and that somebody stepped into one: whoever read
/// that nobody is on call must hear that it is over.
fn is_announced(look: &Look) -> bool {
    let was_gap = look.due.on_call.as_ref().is_some_and(Vec::is_empty);
    match look.link.announces {
        Announces::All => true,
        Announces::Gaps => {
            look.on_call.is_empty() || (was_gap && look.on_call.iter().any(|person| person.why != Why::Rotation))
        }
        Announces::Nothing => false,
    }
}

async fn group_in_gap(tx: &mut Transaction, look: &Look) -> Result<Option<GroupInGap>, StoreError> {
    let (schedule, link) = (&look.due.schedule, &look.link);
    let Some(slack_id) = &schedule.user_group else { return Ok(None) };
    let Some(group) = directory::group(tx, schedule.workspace, slack_id).await? else { return Ok(None) };
    let does = match &schedule.vacancy {
        // It holds the same people as ever.
        _ if link.holds == GroupHolds::All => return Ok(None),
        _ if !look.next_in_group.is_empty() => InGap::FallsBack(look.next_in_group.clone()),
        Vacancy::Keep => InGap::Keeps,
        Vacancy::Fallback(people) => InGap::FallsBack(people.clone()),
        Vacancy::Disable if !link.permanent.is_empty() => InGap::FallsBack(link.permanent.clone()),
        Vacancy::Disable => InGap::IsDisabled,
    };
    Ok(Some(GroupInGap { handle: group.handle, does }))
}
