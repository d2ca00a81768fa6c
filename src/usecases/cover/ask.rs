//! Asking for cover: what is asked is checked and shown first, then kept, posted and put to people.

use jiff::Timestamp;

use super::message::CardReader;
use super::shifts::{serves_through, serves_within};
use super::tell::{post, post_to, redraw};
use super::those_asked::{Question, ThoseAsked};
use super::withdraw::asker_or_manager;
use super::{Refusal, Request, floored, known, may_serve, shown, watch};
use crate::ids::{ScheduleId, SwapId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::store::covers::{self, Cover};
use crate::store::schedules::ScheduleRecord;
use crate::store::swaps::{self, SwapRecord, SwapState};
use crate::store::{Reader, StoreError, Transaction, cover_asks};
use crate::usecases::away::is_away;
use crate::usecases::changed::begin_change;
use crate::usecases::links::swap_channel_of;
use crate::usecases::people::People;
use crate::usecases::rules::Loaded;
use crate::usecases::{Actor, Ctx};

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// Which shift of theirs.
    pub shift: Interval,
    /// All of it, or which part.
    pub span: Interval,
    /// The one person asked; `None`: anybody.
    pub asked: Option<UserId>,
    /// The shift of that person they would serve in return.
    pub in_return: Option<(ScheduleId, Interval)>,
    /// Why, in their words.
    pub reason: Option<String>,
    /// Whether people are asked at night.
    pub urgent: bool,
}

/// A wish that can be asked for, as it will be.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The schedule.
    pub schedule: ScheduleRecord,
    /// The time: from now on when the shift has begun.
    pub span: Interval,
    /// Whether the shift has begun.
    pub running: bool,
    /// What the schedule of the shift in return is called.
    pub return_name: Option<String>,
    /// Who is going to be written to.
    pub asks: Vec<UserId>,
    /// How many more could serve and are not written to.
    pub too_many: usize,
    /// The Slack id of the channel it is going to be posted in.
    pub channel: Option<String>,
    /// Everybody, for their names.
    pub people: People,
}

/// Whether a wish can be asked for, and what it comes to. Nothing is changed.
///
/// # Errors
/// Why it cannot.
pub async fn check(ctx: &Ctx, actor: Actor, wish: &Wish) -> Result<Checked, Refusal> {
    let mut db = ctx.store.reader().await?;
    let people = People::of(&mut db, actor.workspace()).await?;
    let (plan, _) = plan(&mut db, people, actor, wish, ctx.clock.now()).await?;
    Ok(Checked {
        schedule: plan.loaded.record,
        span: plan.span,
        running: plan.running,
        return_name: plan.return_name,
        asks: plan.those.asks.iter().map(|ask| ask.user).collect(),
        too_many: plan.those.too_many,
        channel: plan.channel,
        people: plan.people,
    })
}

/// Asks: keeps the request, posts it and puts it to people.
///
/// # Errors
/// Why it is not asked.
pub async fn ask_for_cover(ctx: &Ctx, actor: Actor, wish: Wish) -> Result<Request, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let (plan, me) = plan(&mut tx, people, actor, &wish, now).await?;
    let swap = SwapRecord {
        id: SwapId::random(),
        workspace,
        schedule: wish.schedule,
        beneficiary: me,
        start: plan.span.start(),
        end: plan.span.end(),
        description: wish.reason,
        taken: None,
        withdrawn_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let cover = Cover {
        swap: swap.id,
        workspace,
        asked: wish.asked,
        urgent: wish.urgent,
        running: plan.running,
        shift: wish.shift,
        in_return: wish.in_return,
        exchanged_for: None,
        part_of: None,
        hand_back_by: None,
        ended: None,
        ended_by: None,
        reminded_at: None,
        due_at: None,
    };
    let schedule = plan.loaded.record;
    let request = Request { swap, cover, schedule, return_name: plan.return_name };
    put(&mut tx, &plan.people, &request, plan.those, plan.channel.as_deref(), now).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(request)
}

/// Keeps a new open request, posts it and puts it to people.
pub(super) async fn put(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    those: ThoseAsked,
    channel: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    swaps::insert(tx, &request.swap).await?;
    covers::insert(tx, &request.cover).await?;
    if let Some(channel) = channel {
        post(tx, request, CardReader::Channel, channel, now).await?;
    }
    let later = those.asks.iter().filter(|ask| ask.ask_at.is_some_and(|at| at > now)).count();
    let asker = CardReader::Asker {
        asked: those.asks.iter().map(|ask| ask.user).collect(),
        later,
        too_many: those.too_many,
        channel: channel.map(str::to_owned),
    };
    post_to(tx, people, request, asker, now).await?;
    for ask in those.asks {
        cover_asks::keep(tx, request.swap.id, ask).await?;
    }
    ask_whose_time_has_come(tx, people, request, now).await?;
    let mut cover = request.cover.clone();
    cover.due_at = watch::next_due(tx, request, now).await?;
    covers::update(tx, &cover).await
}

/// Writes to those who are to be asked by now and were not.
pub(super) async fn ask_whose_time_has_come(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    now: Timestamp,
) -> Result<(), StoreError> {
    for ask in cover_asks::of_swap(tx, request.swap.workspace, request.swap.id).await? {
        if ask.ask_at.is_some_and(|at| at <= now) {
            cover_asks::keep(tx, request.swap.id, cover_asks::Ask { ask_at: None, ..ask }).await?;
            post_to(tx, people, request, CardReader::Asked(ask.user), now).await?;
        }
    }
    Ok(())
}

/// Puts a request that one person declined to everybody.
///
/// # Errors
/// Why it is not.
pub async fn ask_everybody(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<ThoseWhoHear, Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let mut request = shown(&mut tx, &people, actor, id, version, now).await?;
    asker_or_manager(&mut tx, &people, actor, &request).await?;
    if request.cover.in_return.is_some() {
        return Err(Refusal::ExchangeWithNobody);
    }
    request.cover.asked = None;
    covers::update(&mut tx, &request.cover).await?;
    swaps::raise_version(&mut tx, workspace, id, now).await?;
    let mut request = request.again(&mut tx).await?;
    let loaded = Loaded::of(&mut tx, request.schedule.clone(), &people).await?;
    let channel = swap_channel_of(&mut tx, &request.schedule).await?;
    let span = request.span(now).ok_or(Refusal::PastDue(request.swap.start))?;
    let question = Question {
        loaded: &loaded,
        people: &people,
        asker: request.swap.beneficiary,
        asked: None,
        urgent: request.cover.urgent,
        span,
        in_channel: channel.is_some(),
    };
    let those = question.those_asked(&mut tx, now).await?;
    let before = cover_asks::of_swap(&mut tx, workspace, id).await?;
    let mut names = Vec::new();
    for ask in those.asks.into_iter().filter(|ask| before.iter().all(|known| known.user != ask.user)) {
        names.push(people.name(ask.user));
        cover_asks::keep(&mut tx, id, ask).await?;
    }
    redraw(&mut tx, &request, now).await?;
    ask_whose_time_has_come(&mut tx, &people, &request, now).await?;
    request.cover.due_at = watch::next_due(&mut tx, &request, now).await?;
    covers::update(&mut tx, &request.cover).await?;
    tx.commit().await?;
    ctx.wake.ring();
    Ok(ThoseWhoHear { names, channel })
}

/// Who hears of a request that is put to everybody.
#[derive(Debug, Clone)]
pub struct ThoseWhoHear {
    /// What those are called who are written to.
    pub names: Vec<String>,
    /// The Slack id of the channel it is posted in.
    pub channel: Option<String>,
}

/// What a wish comes to.
struct Plan {
    loaded: Loaded,
    span: Interval,
    running: bool,
    return_name: Option<String>,
    those: ThoseAsked,
    channel: Option<String>,
    people: People,
}

async fn plan(
    db: &mut Reader,
    people: People,
    actor: Actor,
    wish: &Wish,
    now: Timestamp,
) -> Result<(Plan, UserId), Refusal> {
    let me = known(&people, actor)?;
    let loaded = Loaded::find(db, actor.workspace(), wish.schedule, &people).await?.ok_or(Refusal::Gone)?;
    if wish.span.end() <= now {
        return Err(Refusal::Over(wish.span.end()));
    }
    if wish.span.start() < wish.shift.start() || wish.span.end() > wish.shift.end() {
        return Err(Refusal::PartOutside(wish.shift));
    }
    let running = wish.span.start() <= now;
    let span = wish.span.from(floored(now)).ok_or(Refusal::Over(wish.span.end()))?;
    no_other_request(db, &loaded, me, span, now).await?;
    if !serves_through(&loaded.rules, me, span) {
        return Err(Refusal::NotYours(loaded.record.name.clone()));
    }
    if let Some(asked) = wish.asked {
        may_be_asked(db, &people, &loaded, me, asked, span).await?;
    }
    let return_name = match wish.in_return {
        None => None,
        Some(back) => {
            let asked = wish.asked.ok_or(Refusal::ExchangeWithNobody)?;
            Some(can_be_given(db, &people, actor.workspace(), (me, asked), back, now).await?)
        }
    };
    let channel = swap_channel_of(db, &loaded.record).await?;
    let question = Question {
        loaded: &loaded,
        people: &people,
        asker: me,
        asked: wish.asked,
        urgent: wish.urgent,
        span,
        in_channel: channel.is_some(),
    };
    let those = question.those_asked(db, now).await?;
    Ok((Plan { loaded, span, running, return_name, those, channel, people }, me))
}

/// Refuses a second open request of the same person for the same time.
async fn no_other_request(
    db: &mut Reader,
    loaded: &Loaded,
    me: UserId,
    span: Interval,
    now: Timestamp,
) -> Result<(), Refusal> {
    for swap in loaded.swaps.iter().filter(|swap| swap.beneficiary == me && swap.taken.is_none()) {
        let Some(other) = Interval::new(swap.start, swap.end).filter(|other| other.overlaps(span)) else { continue };
        let open = match swap.state(now) {
            SwapState::Open => true,
            SwapState::PastDue => {
                let cover = covers::find(db, swap.workspace, swap.id).await?;
                cover.is_some_and(|cover| cover.running && cover.ended.is_none())
            }
            SwapState::Taken { .. } | SwapState::Withdrawn => false,
        };
        if open {
            return Err(Refusal::Overlaps(other));
        }
    }
    Ok(())
}

/// Whether one person can be asked for that time.
async fn may_be_asked(
    db: &mut Reader,
    people: &People,
    loaded: &Loaded,
    me: UserId,
    asked: UserId,
    span: Interval,
) -> Result<(), Refusal> {
    if asked == me {
        return Err(Refusal::AsksOneself);
    }
    may_serve(people, asked)?;
    if is_away(db, loaded.record.workspace, asked, span).await? {
        return Err(Refusal::Away(Some(people.name(asked))));
    }
    if serves_within(&loaded.rules, asked, span) {
        return Err(Refusal::OnCallThere(Some(people.name(asked)), loaded.record.name.clone()));
    }
    Ok(())
}

/// Whether the asker can serve that shift of the person asked in return; what its schedule is called.
pub(super) async fn can_be_given(
    db: &mut Reader,
    people: &People,
    workspace: WorkspaceId,
    (me, asked): (UserId, UserId),
    (schedule, back): (ScheduleId, Interval),
    now: Timestamp,
) -> Result<String, Refusal> {
    let loaded = Loaded::find(db, workspace, schedule, people).await?.ok_or(Refusal::Gone)?;
    if back.start() <= now || !serves_through(&loaded.rules, asked, back) {
        return Err(Refusal::ReturnNotTheirs(people.name(asked)));
    }
    if serves_within(&loaded.rules, me, back) || is_away(db, loaded.record.workspace, me, back).await? {
        return Err(Refusal::ReturnNotFree);
    }
    Ok(loaded.record.name)
}
