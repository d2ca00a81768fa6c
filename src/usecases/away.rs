//! Time off: `/oncall away fri to mon`. Who is away when, and which of their shifts lie in it: they and the managers of the
//! schedules are told of each once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::changed::begin_change;
use super::managers::managers_of;
use super::message::{Barrier, Message, say};
use super::people::People;
use super::people_news::{AwayNews, ConflictNews};
use super::rules::Loaded;
use super::serving::{ahead_of, serving};
use super::tell_managers::managers_in_slack;
use super::{Actor, Ctx};
use crate::feeds::Trouble;
use crate::ids::{AbsenceId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::schedule::interval::Spans;
use crate::store::absences::{self, Absence};
use crate::store::people::Standing;
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, StoreError, Transaction, schedules};

/// Shifts of one person in one schedule that lie in their time off, wholly or in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// In which schedule.
    pub schedule: ScheduleRecord,
    /// When they would serve, by start.
    pub shifts: Vec<Interval>,
}

/// What was noted or taken back.
#[derive(Debug, Clone)]
pub struct Away {
    /// Who is away.
    pub user: UserId,
    /// When: with what it was joined to.
    pub interval: Interval,
    /// Whether it was joined with time off that was noted before.
    pub joined: bool,
    /// Their shifts in it, in the next 90 days.
    pub conflicts: Vec<Conflict>,
    /// Everybody, for their names.
    pub people: People,
}

/// Why nothing was noted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// We have not read the asker from Slack yet.
    #[error("the asker is not known")]
    Stranger,
    /// We have not read the person from Slack yet.
    #[error("the person is not known")]
    Unknown,
    /// The person is never on call.
    #[error("the person may not be on call")]
    Barred(String, Barrier),
    /// Only they, an admin or who manages a schedule of theirs may.
    #[error("the asker may not say so for somebody else")]
    MayNot(String),
    /// It is gone already.
    #[error("there is no such time off")]
    Gone,
    /// A calendar of absences is followed for nobody but who gives its address.
    #[error("the calendar is another person's")]
    NotTheirs(String),
    /// They follow as many calendars as one person may.
    #[error("the person follows {0} calendars already")]
    TooMany(usize),
    /// The calendar cannot be read.
    #[error(transparent)]
    Unreadable(Trouble),
    /// Our fault.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether somebody is away for any of `interval`.
pub async fn is_away(
    db: &mut Reader,
    workspace: WorkspaceId,
    user: UserId,
    interval: Interval,
) -> Result<bool, StoreError> {
    let absences = absences::of_person(db, workspace, user, interval).await?;
    Ok(absences.iter().any(|absence| absence.interval.overlaps(interval)))
}

/// When each of `users` is away for any of `window`, by start; who is not away is left out.
pub async fn absences_of(
    db: &mut Reader,
    workspace: WorkspaceId,
    users: &BTreeSet<UserId>,
    window: Interval,
) -> Result<BTreeMap<UserId, Vec<Interval>>, StoreError> {
    let mut away = BTreeMap::new();
    for user in users {
        let absences = absences::of_person(db, workspace, *user, window).await?.into_iter();
        let spans: Vec<_> = absences.map(|absence| absence.interval).filter(|span| span.overlaps(window)).collect();
        if !spans.is_empty() {
            away.insert(*user, spans);
        }
    }
    Ok(away)
}

/// Somebody's time off that is not over, by start.
pub async fn coming_absences(ctx: &Ctx, workspace: WorkspaceId, user: UserId) -> Result<Vec<Absence>, StoreError> {
    let now = ctx.clock.now();
    let Some(window) = Interval::new(now, Timestamp::MAX) else { return Ok(Vec::new()) };
    let mut absences = absences::of_person(&mut ctx.store.reader().await?, workspace, user, window).await?;
    absences.retain(|absence| absence.interval.end() > now);
    Ok(absences)
}

/// Notes that `user` is away, joins it with what touches it, and tells whom it concerns.
pub async fn be_away(ctx: &Ctx, actor: Actor, user: UserId, interval: Interval) -> Result<Away, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let asker = actor.user().ok_or(Refusal::Stranger)?;
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    may_say(&mut tx, &people, actor, user).await?;

    let mut before = absences::of_person(&mut tx, workspace, user, interval).await?;
    before.retain(|absence| absence.feed.is_none());
    let whole = Spans::covering(before.iter().map(|absence| absence.interval).chain([interval]));
    let whole = whole.iter().next().unwrap_or(interval);
    for absence in &before {
        absences::delete(&mut tx, workspace, absence.id).await?;
    }
    let set_by = Some(asker).filter(|asker| *asker != user);
    let absence = Absence { id: AbsenceId::random(), user, interval: whole, set_by, feed: None };
    absences::insert(&mut tx, workspace, &absence, now).await?;

    if let Some(slack_id) = people.get(user).and_then(|person| person.slack_id.as_deref()).filter(|_| asker != user) {
        let news = AwayNews { to: user, by: asker, start: whole.start(), end: whole.end() };
        let key = format!("away:{}:{user}", absence.id);
        say(&mut tx, workspace, slack_id, key, &Message::AwayNoted(Box::new(news)), now).await?;
    }
    let conflicts = conflicts(&mut tx, &people, workspace, user, &[whole], now).await?;
    for (away, conflict) in &conflicts {
        tell_new(&mut tx, &people, conflict, user, *away, now, Some(asker)).await?;
    }
    let conflicts = conflicts.into_iter().map(|(_, conflict)| conflict).collect();
    tx.commit().await?;
    ctx.wake.ring();
    Ok(Away { user, interval: whole, joined: !before.is_empty(), conflicts, people })
}

/// Takes time off back.
pub async fn be_back(ctx: &Ctx, actor: Actor, id: AbsenceId) -> Result<Away, Refusal> {
    let workspace = actor.workspace();
    let mut tx = begin_change(ctx, workspace).await?;
    let absence = absences::find(&mut tx, workspace, id).await?.filter(|absence| absence.feed.is_none());
    let absence = absence.ok_or(Refusal::Gone)?;
    let people = People::of(&mut tx, workspace).await?;
    may_say(&mut tx, &people, actor, absence.user).await?;
    absences::delete(&mut tx, workspace, id).await?;
    absences::forget_told(&mut tx, workspace, absence.user, absence.interval).await?;
    tx.commit().await?;
    Ok(Away { user: absence.user, interval: absence.interval, joined: false, conflicts: Vec::new(), people })
}

/// Everybody for themselves; admins for everybody; managers for the people of their schedules.
pub(super) async fn may_say(db: &mut Reader, people: &People, actor: Actor, user: UserId) -> Result<(), Refusal> {
    let asker = actor.user().and_then(|asker| people.get(asker)).ok_or(Refusal::Stranger)?;
    let person = people.get(user).ok_or(Refusal::Unknown)?;
    let barrier = match person.standing {
        Standing::Admin | Standing::Member => None,
        Standing::Guest => Some(Barrier::Guest),
        Standing::Bot => Some(Barrier::Bot),
        Standing::Deactivated => Some(Barrier::Deactivated),
    };
    if let Some(barrier) = barrier {
        return Err(Refusal::Barred(person.full_name.clone(), barrier));
    }
    if asker.id == user || asker.standing == Standing::Admin {
        return Ok(());
    }
    for schedule in schedules::naming(db, actor.workspace(), user).await? {
        if managers_of(db, &schedule).await?.contains(&asker.id) {
            return Ok(());
        }
    }
    Err(Refusal::MayNot(person.full_name.clone()))
}

/// The shifts of `user` in the next 90 days that lie in each span of `away`.
pub(super) async fn conflicts(
    db: &mut Reader,
    people: &People,
    workspace: WorkspaceId,
    user: UserId,
    away: &[Interval],
    now: Timestamp,
) -> Result<Vec<(Interval, Conflict)>, StoreError> {
    let windows: Vec<_> = away.iter().filter_map(|away| Some((*away, ahead_of(now).intersect(*away)?))).collect();
    if windows.is_empty() {
        return Ok(Vec::new());
    }
    let mut conflicts = Vec::new();
    for schedule in schedules::naming(db, workspace, user).await? {
        let loaded = Loaded::of(db, schedule, people).await?;
        // Over the whole time ahead, so that a shift is the same one wherever it is looked at from.
        let shifts = serving(&loaded.rules, ahead_of(now)).remove(&user).unwrap_or_default();
        for (away, window) in &windows {
            let shifts: Vec<_> = shifts.iter().filter(|shift| shift.overlaps(*window)).copied().collect();
            if !shifts.is_empty() {
                conflicts.push((*away, Conflict { schedule: loaded.record.clone(), shifts }));
            }
        }
    }
    Ok(conflicts)
}

/// Tells the person and the managers of the shifts in `conflict` that nobody was told of yet. `heard_by` has read of them in
/// the answer to what they typed.
pub async fn tell_new(
    tx: &mut Transaction,
    people: &People,
    conflict: &Conflict,
    user: UserId,
    away: Interval,
    now: Timestamp,
    heard_by: Option<UserId>,
) -> Result<(), StoreError> {
    let (workspace, schedule) = (conflict.schedule.workspace, &conflict.schedule);
    let mut new = Vec::new();
    for shift in &conflict.shifts {
        if absences::told(tx, workspace, schedule.id, user, *shift).await? {
            new.push(*shift);
        }
    }
    let Some(first) = new.first() else { return Ok(()) };
    let person = people.get(user).and_then(|person| person.slack_id.clone());
    let heard = heard_by.and_then(|heard| people.get(heard)?.slack_id.clone());
    let mut targets: BTreeSet<String> = managers_in_slack(tx, people, schedule).await?.into_iter().collect();
    targets.extend(person.clone());
    for target in targets.iter().filter(|target| heard.as_ref() != Some(target)) {
        let news = ConflictNews {
            user,
            to_them: person.as_ref() == Some(target),
            schedule: schedule.id,
            schedule_name: schedule.name.clone(),
            time_zone: schedule.time_zone.clone(),
            away: (away.start(), away.end()),
            shifts: new.iter().map(|shift| (shift.start(), shift.end())).collect(),
        };
        let (first, at) = (first.start().as_millisecond(), now.as_millisecond());
        let key = format!("conflict:{}:{user}:{first}:{at}:{target}", schedule.id);
        say(tx, workspace, target, key, &Message::AwayConflict(Box::new(news)), now).await?;
    }
    Ok(())
}
