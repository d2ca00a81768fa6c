//! Putting somebody on call by hand, for a while: what `/oncall override` and `/oncall take` do.
//!
//! Managers may put anybody on call; everybody may put themselves on call, and hand time of their own to somebody else.
//! Those it touches are told, and it can be undone.

use jiff::{SignedDuration, Timestamp};

use super::changed::begin_change;
use super::managers::{managers_of, manages};
use super::message::{Barrier, Message, OverrideNews, say};
use super::override_shift::{self, NewOverride, lay_on_top, written};
use super::people::People;
use super::refusal::Refused;
use super::rules::Loaded;
use super::{Actor, Ctx};
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::schedule::handoff::Why;
use crate::schedule::resolve::timeline;
use crate::schedule::stretch::{Stretch, by_people, stretches};
use crate::store::people::Standing;
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts::ShiftRecord;
use crate::store::{Reader, StoreError, Transaction, schedules};

/// Two who take over within this time of each other don't know of each other: the first one stays.
const JUST_NOW: SignedDuration = SignedDuration::from_mins(2);

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// Who is to serve.
    pub user: UserId,
    /// When.
    pub when: When,
    /// In whose place.
    pub place: Place,
    /// Why, as they said.
    pub reason: Option<String>,
}

/// When somebody is to serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// From now until the people on call would change next.
    PresentStretch,
    /// Through this span.
    Span(Interval),
}

/// In whose place somebody is to serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It was not said: clear while at most one person is on call.
    Unsaid,
    /// Whoever is on call, be they many.
    Everybodys,
    /// This person's; the others stay.
    Of(UserId),
    /// Nobody's: only if nobody is on call.
    Nobodys,
}

/// What was done.
#[derive(Debug, Clone)]
pub struct PutOnCall {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// The override that was made.
    pub shift: ShiftRecord,
    /// Through which time.
    pub span: Interval,
    /// Who serves now.
    pub user: UserId,
    /// Who would have served and does not, each once, in order.
    pub off: Vec<UserId>,
    /// Who serves as before, beside them.
    pub beside: Vec<UserId>,
    /// Whether nobody would have served for some of the time.
    pub fills_gap: bool,
    /// The other schedules they are on call for at some of that time.
    pub also_on: Vec<String>,
    /// Everybody, for their names.
    pub people: People,
}

/// Why nobody was put on call.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The schedule is not there (any more).
    #[error("the schedule is gone")]
    Gone,
    /// We have not read the asker from Slack yet.
    #[error("the asker is not known")]
    Stranger,
    /// We have not read the person from Slack yet.
    #[error("the person is not known")]
    Unknown,
    /// The person may not be on call.
    #[error("the person may not be on call")]
    Barred(String, Barrier),
    /// The asker may not put others on call; these manage the schedule.
    #[error("the asker does not manage the schedule")]
    MayNot(String, Vec<String>),
    /// They (without a name: the asker) serve through all that time as it is.
    #[error("they are on call then already")]
    OnCallAlready(Option<String>, Timestamp),
    /// Several are on call: whose place is meant?
    #[error("several people are on call then")]
    WhosePlace(Vec<String>),
    /// The one whose place was named does not serve through all that time.
    #[error("the one to be replaced is not on call then")]
    NotOnCall(String),
    /// Those beside the one who is replaced change meanwhile.
    #[error("the others on call change meanwhile")]
    OthersChange,
    /// Somebody was a moment faster.
    #[error("somebody else took over just now")]
    TakenJustNow(String),
    /// The present stretch of this schedule has no end.
    #[error("the present stretch has no end")]
    NoEnd(String),
    /// Made of nothing: less than a second is left.
    #[error("nothing of that time is left")]
    Over,
    /// We could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Puts somebody on call, if the actor may, and tells those it touches.
pub async fn put_on_call(ctx: &Ctx, actor: Actor, wish: Wish) -> Result<PutOnCall, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let loaded = Loaded::find(&mut tx, workspace, wish.schedule, &people).await?.ok_or(Refusal::Gone)?;
    may_serve(&people, wish.user)?;
    let span = span(&loaded, &wish, now)?;
    let through = through(&loaded, span);
    let place = allowed_place(&mut tx, &people, actor, &loaded.record, &wish, &through).await?;
    if let (When::PresentStretch, Place::Unsaid) = (wish.when, place) {
        nobody_was_faster(&loaded, &people, &through, wish.user, now)?;
    }
    let name = Some(people.name(wish.user)).filter(|_| actor.user() != Some(wish.user));
    let already = Refusal::OnCallAlready(name, span.end());
    let crew = crew(&people, wish.user, place, &through, already)?;
    let new = NewOverride {
        schedule: wish.schedule,
        users: crew.clone(),
        start: span.start(),
        end: span.end(),
        reason: wish.reason,
    };
    let shift = written(actor, new, now).map_err(unexpected)?;
    let shift = lay_on_top(&mut tx, &loaded.record, shift, now).await.map_err(unexpected)?;
    let made = PutOnCall {
        span: override_shift::span(&loaded.record, &shift).ok_or(Refusal::Over)?,
        off: each_once(through.iter().flat_map(users), &crew),
        beside: crew.into_iter().filter(|user| *user != wish.user).collect(),
        fills_gap: through.iter().any(|stretch| stretch.people.is_empty()),
        also_on: also_on(&mut tx, workspace, &people, &wish.schedule, wish.user, span).await?,
        user: wish.user,
        schedule: loaded.record,
        shift,
        people,
    };
    tell(&mut tx, actor, &made, now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(made)
}

fn may_serve(people: &People, user: UserId) -> Result<(), Refusal> {
    let person = people.get(user).ok_or(Refusal::Unknown)?;
    match barrier(person.standing) {
        Some(barrier) => Err(Refusal::Barred(person.full_name.clone(), barrier)),
        None => Ok(()),
    }
}

/// Why people of this standing may not be on call; `None` when they may.
pub(super) fn barrier(standing: Standing) -> Option<Barrier> {
    match standing {
        Standing::Admin | Standing::Member => None,
        Standing::Guest => Some(Barrier::Guest),
        Standing::Bot => Some(Barrier::Bot),
        Standing::Deactivated => Some(Barrier::Deactivated),
    }
}

/// The span that is meant, from now on.
fn span(loaded: &Loaded, wish: &Wish, now: Timestamp) -> Result<Interval, Refusal> {
    match wish.when {
        When::Span(span) => span.from(now).ok_or(Refusal::Over),
        When::PresentStretch => {
            let present = by_people(&loaded.rules, now).next();
            let end =
                present.and_then(|stretch| stretch.end).ok_or_else(|| Refusal::NoEnd(loaded.record.name.clone()))?;
            Interval::new(now, end).ok_or(Refusal::Over)
        }
    }
}

/// Who would serve through `span`, stretch after stretch.
fn through(loaded: &Loaded, span: Interval) -> Vec<Stretch> {
    stretches(&loaded.rules, span.start()).take_while(|stretch| stretch.start < span.end()).collect()
}

fn users(stretch: &Stretch) -> impl Iterator<Item = UserId> + '_ {
    stretch.people.iter().map(|person| person.user)
}

fn each_once(users: impl Iterator<Item = UserId>, without: &[UserId]) -> Vec<UserId> {
    let mut once = Vec::new();
    for user in users {
        if !once.contains(&user) && !without.contains(&user) {
            once.push(user);
        }
    }
    once
}

fn names(people: &People, users: impl IntoIterator<Item = UserId>) -> Vec<String> {
    users.into_iter().map(|user| people.name(user)).collect()
}

/// In whose place the actor may put them: managers in anybody's, others themselves in anybody's, or anybody in their own.
async fn allowed_place(
    tx: &mut Transaction,
    people: &People,
    actor: Actor,
    schedule: &ScheduleRecord,
    wish: &Wish,
    through: &[Stretch],
) -> Result<Place, Refusal> {
    if manages(tx, people, actor, schedule).await? {
        return Ok(wish.place);
    }
    let me = actor.user().ok_or(Refusal::Stranger)?;
    if wish.user == me {
        return Ok(wish.place);
    }
    let mine = through.iter().all(|stretch| users(stretch).any(|user| user == me));
    match wish.place {
        Place::Unsaid if mine => Ok(Place::Of(me)),
        Place::Of(user) if user == me && mine => Ok(wish.place),
        Place::Unsaid | Place::Everybodys | Place::Of(_) | Place::Nobodys => {
            let managers = managers_of(tx, schedule).await?;
            let managers = managers.into_iter().filter(|user| people.may_be_on_call(*user));
            Err(Refusal::MayNot(schedule.name.clone(), names(people, managers)))
        }
    }
}

/// Refuses to take over from somebody who took over a moment ago: the one who asks cannot have seen it.
fn nobody_was_faster(
    loaded: &Loaded,
    people: &People,
    through: &[Stretch],
    user: UserId,
    now: Timestamp,
) -> Result<(), Refusal> {
    let present = through.first().map_or(&[][..], |stretch| &stretch.people);
    for person in present.iter().filter(|person| person.why == Why::Override && person.user != user) {
        let made = loaded.shifts.iter().find(|shift| shift.id == person.shift);
        if made.is_some_and(|made| made.made_by == Some(person.user) && now.duration_since(made.created_at) < JUST_NOW)
        {
            return Err(Refusal::TakenJustNow(people.name(person.user)));
        }
    }
    Ok(())
}

/// Everybody who serves by the override.
fn crew(
    people: &People,
    user: UserId,
    place: Place,
    through: &[Stretch],
    already: Refusal,
) -> Result<Vec<UserId>, Refusal> {
    let serves = |stretch: &Stretch, user: UserId| users(stretch).any(|known| known == user);
    match place {
        Place::Of(other) => {
            if !through.iter().all(|stretch| serves(stretch, other)) {
                return Err(Refusal::NotOnCall(people.name(other)));
            }
            let stay = |stretch: &Stretch| {
                let mut stay: Vec<_> = users(stretch).filter(|known| *known != other && *known != user).collect();
                stay.sort_unstable();
                stay
            };
            let mut beside = through.iter().map(stay);
            let stays = beside.next().unwrap_or_default();
            if beside.any(|later| later != stays) {
                return Err(Refusal::OthersChange);
            }
            if other == user {
                return Err(already);
            }
            Ok([vec![user], stays].concat())
        }
        Place::Nobodys => match through.iter().flat_map(users).next() {
            Some(other) if other == user => Err(already),
            Some(other) => Err(Refusal::TakenJustNow(people.name(other))),
            None => Ok(vec![user]),
        },
        Place::Unsaid if through.iter().all(|stretch| serves(stretch, user)) => Err(already),
        Place::Unsaid => match through.iter().find(|stretch| stretch.people.len() > 1) {
            Some(several) => Err(Refusal::WhosePlace(names(people, users(several)))),
            None => Ok(vec![user]),
        },
        Place::Everybodys => {
            let alone = through.iter().all(|stretch| stretch.people.len() == 1 && serves(stretch, user));
            if alone { Err(already) } else { Ok(vec![user]) }
        }
    }
}

/// The other schedules in which somebody serves at some of that time.
pub(super) async fn also_on(
    db: &mut Reader,
    workspace: WorkspaceId,
    people: &People,
    schedule: &ScheduleId,
    user: UserId,
    span: Interval,
) -> Result<Vec<String>, StoreError> {
    let mut also = Vec::new();
    for record in schedules::naming(db, workspace, user).await? {
        if record.id != *schedule {
            let loaded = Loaded::of(db, record, people).await?;
            if timeline(&loaded.rules, span).served_by(user).next().is_some() {
                also.push(loaded.record.name);
            }
        }
    }
    Ok(also)
}

/// Tells whoever comes and whoever goes, but for the one who did it; who took over themselves has it in writing too.
async fn tell(tx: &mut Transaction, actor: Actor, made: &PutOnCall, now: Timestamp) -> Result<(), StoreError> {
    let by = actor.user();
    let goes = made.off.iter().filter(|user| Some(**user) != by);
    for to in [made.user].iter().chain(goes) {
        let news = OverrideNews {
            to: *to,
            schedule: made.schedule.id,
            schedule_name: made.schedule.name.clone(),
            start: made.span.start(),
            end: made.span.end(),
            on: made.user,
            off: made.off.clone(),
            by,
            reason: made.shift.reason.clone(),
        };
        if let Some(target) = made.people.get(*to).and_then(|person| person.slack_id.as_deref()) {
            let key = format!("override:{}:{target}", made.shift.id);
            say(tx, made.schedule.workspace, target, key, &Message::PutOnCall(Box::new(news)), now).await?;
        }
    }
    Ok(())
}

/// What is checked before an override is written cannot be wrong with it afterwards.
fn unexpected(refused: Refused) -> Refusal {
    match refused {
        Refused::Store(error) => Refusal::Store(error),
        Refused::NotFound => Refusal::Gone,
        Refused::Problems(_) => Refusal::Over,
    }
}
