//! What App Home shows somebody: who is on call, their next shifts, what waits for their answer, and how the schedules they
//! manage are. Read at once for all schedules, so that being in fifty costs little more than being in one.

use std::collections::{BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::cover::facts;
use super::cover::message::{CardReader, CardState, CoverCard, CoverNews, News};
use super::follow_calendar::kind;
use super::message::Message;
use super::people::People;
use super::rules::Loaded;
use super::upcoming_shifts::{LOOK_AHEAD, MyShift, shifts_of};
use super::{Actor, Ctx, Result};
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::schedule::quality::quality;
use crate::schedule::stretch::{Watch, watch};
use crate::store::feeds::Which;
use crate::store::home::{self, About};
use crate::store::schedules::{self, Filter, ScheduleRecord};
use crate::store::swaps::SwapState;
use crate::store::{Reader, StoreError, troubles};

/// How many schedules are looked at; those beyond are counted.
const MOST_SCHEDULES: usize = 100;
/// How many are shown to somebody who is in none.
const MOST_OF_OTHERS: usize = 8;
/// How far ahead gaps are looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What somebody sees.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// Who is on call where they are on call too.
    pub mine: Vec<OnCall>,
    /// Who is on call in their other schedules; in anybody's when they have none.
    pub others: Vec<OnCall>,
    /// Their shifts that are not over, by start.
    pub shifts: Vec<NextShift>,
    /// What waits for their answer, as the direct message about it says it.
    pub waiting: Vec<Message>,
    /// The schedules they made or were added to, those with something wrong first.
    pub managed: Vec<Managed>,
    /// How many of their schedules were not looked at.
    pub not_looked_at: usize,
    /// How many schedules there are at all.
    pub total: usize,
    /// Everybody named.
    pub people: People,
}

/// Who is on call in one schedule.
#[derive(Debug, Clone)]
pub struct OnCall {
    /// What it is called.
    pub schedule_name: String,
    /// Who, until when, then who.
    pub watch: Watch,
}

/// A shift ahead.
#[derive(Debug, Clone)]
pub struct NextShift {
    /// The shift.
    pub shift: MyShift,
    /// Whether cover is asked for it or a part of it.
    pub asked: bool,
}

/// A schedule somebody manages.
#[derive(Debug, Clone)]
pub struct Managed {
    /// Which.
    pub schedule: ScheduleId,
    /// What it is called.
    pub schedule_name: String,
    /// When nobody is on call in the next thirty days; without an end where that is farther ahead.
    pub uncovered: Vec<(Timestamp, Option<Timestamp>)>,
    /// Who its shifts of that time name and who may not serve: guests, people who left, people nobody knows.
    pub unable: Vec<UserId>,
    /// What else is wrong.
    pub troubles: BTreeSet<Trouble>,
}

/// What is wrong with a schedule, besides who is on call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A calendar it is read from cannot be read.
    Calendar,
    /// Something in a calendar is not understood: a title that names nobody we know, say.
    Puzzles,
    /// Slack does not let us change its user group.
    Group,
    /// Slack takes no messages for its channel.
    Channel,
}

impl Managed {
    /// Whether nothing is wrong.
    pub fn is_well(&self) -> bool {
        self.uncovered.is_empty() && self.unable.is_empty() && self.troubles.is_empty()
    }
}

/// What `actor` sees. Somebody we do not know yet sees nothing of their own.
pub async fn home(ctx: &Ctx, actor: Actor) -> Result<Home> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut db = ctx.store.reader().await?;
    let total = schedules::count(&mut db, workspace, Filter::default()).await?;
    let mut home = Home { total: usize::try_from(total).unwrap_or(0), ..Home::default() };
    let Some(me) = actor.user() else { return Ok(home) };
    let mut records = home::schedules_of(&mut db, workspace, me).await?;
    if records.is_empty() {
        let few = i64::try_from(MOST_OF_OTHERS).unwrap_or(i64::MAX);
        records = schedules::page(&mut db, workspace, Filter::default(), few, 0).await?;
    }
    home.not_looked_at = records.len().saturating_sub(MOST_SCHEDULES);
    records.truncate(MOST_SCHEDULES);
    let added_to: HashSet<_> = home::added_to(&mut db, workspace, me).await?.into_iter().collect();
    let wrong = Wrong::of(&mut db, workspace).await?;
    home.people = People::of(&mut db, workspace).await?;
    home.waiting = waiting(&mut db, workspace, me, now).await?;
    for loaded in Loaded::several(&mut db, workspace, records, now, &home.people).await? {
        let schedule = &loaded.record;
        let watch = watch(&loaded.rules, now);
        let serves = watch.now.people.iter().any(|person| person.user == me);
        let on_call = OnCall { schedule_name: schedule.name.clone(), watch };
        if serves { &mut home.mine } else { &mut home.others }.push(on_call);
        home.shifts.extend(next_shifts(&loaded, me, now));
        if schedule.made_by == Some(me) || added_to.contains(&schedule.id) {
            home.managed.push(managed(&loaded, &wrong, now));
        }
    }
    home.shifts.sort_by_key(|next| (next.shift.interval, next.shift.schedule));
    home.managed.sort_by_key(Managed::is_well);
    Ok(home)
}

fn next_shifts(loaded: &Loaded, me: UserId, now: Timestamp) -> Vec<NextShift> {
    let window = Interval::new(now, now.saturating_add(LOOK_AHEAD).unwrap_or(Timestamp::MAX));
    let Some(window) = window else { return Vec::new() };
    let mine = loaded.swaps.iter().filter(|swap| swap.beneficiary == me && swap.state(now) == SwapState::Open);
    let asked: Vec<Interval> = mine.filter_map(|swap| Interval::new(swap.start, swap.end)).collect();
    let next = |shift: MyShift| NextShift { asked: asked.iter().any(|span| span.overlaps(shift.interval)), shift };
    shifts_of(loaded, me, window).into_iter().map(next).collect()
}

/// What is noted as wrong in a workspace.
struct Wrong {
    troubles: HashSet<(String, String)>,
    puzzling: HashSet<ScheduleId>,
}

impl Wrong {
    async fn of(db: &mut Reader, workspace: WorkspaceId) -> Result<Self, StoreError> {
        let troubles = troubles::all(db, workspace).await?.into_iter().collect();
        Ok(Self { troubles, puzzling: home::puzzling(db, workspace).await?.into_iter().collect() })
    }

    fn with(&self, schedule: &ScheduleRecord) -> BTreeSet<Trouble> {
        let noted = |subject: &str, kind: &str| self.troubles.contains(&(subject.to_owned(), kind.to_owned()));
        let id = schedule.id.as_str();
        let (group, channel) = (schedule.user_group.as_deref(), schedule.channel.as_deref());
        let calendar = [Which::Primary, Which::Overrides].into_iter().any(|which| noted(id, kind(which)));
        let all = [
            (Trouble::Calendar, calendar),
            (Trouble::Puzzles, self.puzzling.contains(&schedule.id)),
            (Trouble::Group, group.is_some_and(|group| noted(group, troubles::GROUP_REFUSED))),
            (Trouble::Channel, channel.is_some_and(|channel| noted(channel, troubles::CHANNEL_REFUSED))),
        ];
        all.into_iter().filter(|(_, is_so)| *is_so).map(|(trouble, _)| trouble).collect()
    }
}

fn managed(loaded: &Loaded, wrong: &Wrong, now: Timestamp) -> Managed {
    let window = Interval::new(now, now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX));
    let found = window.map(|window| quality(&loaded.rules, window)).unwrap_or_default();
    let until = |gap: Interval| Some(gap.end()).filter(|end| window.is_none_or(|window| *end < window.end()));
    Managed {
        schedule: loaded.record.id,
        schedule_name: loaded.record.name.clone(),
        uncovered: found.uncovered().iter().map(|gap| (gap.start(), until(gap))).collect(),
        unable: found.unable,
        troubles: wrong.with(&loaded.record),
    }
}

/// What waits for somebody's answer: requests, offers to serve a part of theirs, and who wants to undo a swap.
async fn waiting(
    db: &mut Reader,
    workspace: WorkspaceId,
    me: UserId,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    let told = |about: &About| {
        let schedule = (about.schedule_name.clone(), about.time_zone.clone());
        facts(&about.swap, &about.cover, schedule, about.return_name.clone())
    };
    let news = |facts, news| Message::CoverNews(Box::new(CoverNews { to: me, facts, news }));
    let mut waiting = Vec::new();
    for about in home::handed_back(db, workspace, me, now).await? {
        let by_whom = about.cover.hand_back_by.zip(about.swap.taken);
        let facts = told(&about);
        waiting.extend(by_whom.map(|(by, (taker, _))| news(facts, News::HandBackAsked { by, taker })));
    }
    for offered in home::offered(db, workspace, me, now).await? {
        let (start, end) = (offered.span.start(), offered.span.end());
        let offer = News::Offered { offer: offered.offer, by: offered.by, start, end };
        waiting.push(news(told(&offered.about), offer));
    }
    for about in home::asked(db, workspace, me, now).await? {
        let (reader, state) = (CardReader::Asked(me), CardState::Open);
        waiting.push(Message::Cover(Box::new(CoverCard { facts: told(&about), reader, state })));
    }
    Ok(waiting)
}
