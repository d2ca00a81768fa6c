//! Random schedules and random edits at random times: what was answered live at each moment is what is answered afterwards.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rota::ids::{ScheduleId, ShiftId, SwapId, TokenId, UserId, WorkspaceId};
use rota::schedule::recurrence::Frequency;
use rota::schedule::resolve::{FinalShift, timeline};
use rota::schedule::{Interval, Precedence};
use rota::store::people::{Person, Standing};
use rota::store::schedules::{self, ScheduleKind};
use rota::store::shifts::ShiftType;
use rota::store::{Store, ledger, people, swaps};
use rota::usecases::change::Change;
use rota::usecases::delete_shift::delete_shift;
use rota::usecases::edit_schedule::edit_schedule;
use rota::usecases::edit_shift::edit_shift;
use rota::usecases::hand_over::hand_over_due;
use rota::usecases::ledger::{View, covered};
use rota::usecases::make_schedule::make_schedule;
use rota::usecases::make_shift::make_shift;
use rota::usecases::override_shift::{NewOverride, override_shift};
use rota::usecases::people::People;
use rota::usecases::request_swap::{NewSwap, request_swap};
use rota::usecases::rules::Loaded;
use rota::usecases::schedule_changes::ScheduleChanges;
use rota::usecases::shift_rules::{NewShift, ShiftChanges};
use rota::usecases::sync_people::{SlackPerson, sync_one};
use rota::usecases::take_swap::take_swap;
use rota::usecases::withdraw_swap::withdraw_swap;
use rota::usecases::workspace;
use rota::usecases::{Actor, Ctx};

use crate::support::api::context;
use crate::support::databases;

/// Something that happens.
#[derive(Debug, Clone)]
enum Act {
    /// So many minutes go by, and the worker looks whenever something is due.
    Passes(i64),
    /// So many minutes go by and nobody looks, as if Rota were down.
    IsDown(i64),
    Makes(Rule),
    Edits(usize, Rule),
    Deletes(usize),
    /// Who, in how many minutes, for how many.
    Overrides(usize, i64, i64),
    /// Whose, by whom, in how many minutes, for how many.
    Swaps(usize, usize, i64, i64),
    Withdraws(usize),
    /// Somebody becomes a guest, or a member again.
    Changes(usize),
}

#[derive(Debug, Clone)]
struct Rule {
    kind: usize,
    /// When it begins, in minutes from the start of the story.
    start: i64,
    minutes: i64,
    level: i64,
    every: i64,
    weekly: bool,
    first: usize,
    from_web: bool,
}

fn rule() -> impl Strategy<Value = Rule> {
    let when = (-4_000..8_000_i64, 30..2_000_i64);
    let how = (1..4_i64, any::<bool>(), 0..4_usize, any::<bool>());
    (0..4_usize, when, 0..2_i64, how).prop_map(|(kind, (start, minutes), level, (every, weekly, first, from_web))| {
        Rule { kind, start, minutes, level, every, weekly, first, from_web }
    })
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1..900_i64).prop_map(Act::Passes),
        1 => (1..3_000_i64).prop_map(Act::IsDown),
        2 => rule().prop_map(Act::Makes),
        3 => (any::<usize>(), rule()).prop_map(|(which, rule)| Act::Edits(which, rule)),
        1 => any::<usize>().prop_map(Act::Deletes),
        2 => (0..4_usize, 0..600_i64, 10..900_i64).prop_map(|(who, after, long)| Act::Overrides(who, after, long)),
        2 => (0..4_usize, 0..4_usize, 1..900_i64, 10..900_i64).prop_map(|(a, b, after, long)| Act::Swaps(a, b, after, long)),
        1 => any::<usize>().prop_map(Act::Withdraws),
        1 => (0..4_usize).prop_map(Act::Changes),
    ]
}

/// What is answered of one moment: which shift, over what, who, and for whom.
type Answer = Vec<(ShiftId, Precedence, UserId, Option<(SwapId, UserId)>)>;

struct Story {
    ctx: Ctx,
    actor: Actor,
    workspace: WorkspaceId,
    schedule: ScheduleId,
    crew: Vec<UserId>,
    begun: Timestamp,
    shifts: Vec<ShiftId>,
    overrides: Vec<ShiftId>,
    swaps: Vec<SwapId>,
    answers: Vec<(Timestamp, Answer)>,
    looks: usize,
}

impl Story {
    async fn begins(store: Store, web: bool) -> Self {
        let begun: Timestamp = "2026-03-25T08:00:00Z".parse().unwrap();
        let ctx = context(&store, begun);
        let workspace = workspace::the_first(&ctx).await.unwrap().id;
        let mut crew = Vec::new();
        let mut tx = ctx.store.begin().await.unwrap();
        for number in 0..4 {
            let person = Person {
                id: UserId::random(),
                slack_id: Some(format!("U{number}")),
                username: format!("person{number}"),
                full_name: format!("Person {number}"),
                email: None,
                time_zone: None,
                standing: Standing::Member,
            };
            people::insert(&mut tx, workspace, &person, begun).await.unwrap();
            crew.push(person.id);
        }
        tx.commit().await.unwrap();
        let actor = Actor::Token { workspace, token: TokenId::random(), user: Some(crew[0]) };
        let kind = if web { ScheduleKind::Web } else { ScheduleKind::Calendar };
        let zone = ScheduleChanges { time_zone: Change::To("Europe/Oslo".to_owned()), ..ScheduleChanges::default() };
        let schedule = make_schedule(&ctx, actor, kind, "payments".to_owned(), zone).await.unwrap().record.id;
        let (shifts, overrides, swaps, answers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { ctx, actor, workspace, schedule, crew, begun, shifts, overrides, swaps, answers, looks: 0 }
    }

    fn now(&self) -> Timestamp {
        self.ctx.clock.now()
    }

    fn after(&self, minutes: i64) -> Timestamp {
        self.now() + SignedDuration::from_mins(minutes)
    }

    async fn looks(&mut self) {
        loop {
            self.looks += 1;
            if hand_over_due(&self.ctx, &format!("story/{}", self.looks), self.now()).await.unwrap() == 0 {
                return;
            }
        }
    }

    async fn loaded(&self) -> Loaded {
        let mut db = self.ctx.store.reader().await.unwrap();
        let record = schedules::find(&mut db, self.workspace, self.schedule).await.unwrap().unwrap();
        let people = People::of(&mut db, self.workspace).await.unwrap();
        Loaded::of(&mut db, record, &people).await.unwrap()
    }

    /// Somebody asks who is on call.
    async fn is_asked(&mut self) {
        let at = self.now();
        let rules = self.loaded().await.rules;
        let answer = at_moment(timeline(&rules, moment(at)).covered(), at);
        self.answers.push((at, answer));
    }

    async fn passes(&mut self, minutes: i64, looking: bool) {
        let until = self.after(minutes);
        while self.now() < until {
            let step = SignedDuration::from_secs(17 * 60 + 13).min(until.duration_since(self.now()));
            self.ctx.clock.advance(step);
            if looking {
                self.looks().await;
            }
            self.is_asked().await;
        }
    }

    fn shift(&self, rule: &Rule) -> NewShift {
        let start = TimeZone::UTC.to_datetime(self.begun + SignedDuration::from_mins(rule.start));
        let crew = |count: usize| (0..count).map(|place| self.crew[(rule.first + place) % 4]).collect::<Vec<_>>();
        let kind = [ShiftType::Single, ShiftType::Recurrent, ShiftType::Rolling, ShiftType::Rolling][rule.kind];
        let repeats = kind != ShiftType::Single;
        let frequency = if rule.weekly { Frequency::Weekly } else { Frequency::Daily };
        let groups = crew(3).into_iter().map(|user| vec![user]).collect();
        NewShift {
            kind,
            start,
            duration: rule.minutes * 60,
            rest: ShiftChanges {
                kind: Change::To(kind),
                start: Change::To(start),
                rotation_start: Change::To(start),
                duration: Change::To(rule.minutes * 60),
                time_zone: Change::To(Some("Europe/Oslo".to_owned())),
                level: Change::To(rule.level),
                frequency: Change::To(repeats.then_some(frequency)),
                interval: Change::To(repeats.then_some(rule.every)),
                users: Change::To(if kind == ShiftType::Rolling { Vec::new() } else { crew(1 + rule.first % 2) }),
                rolling_users: Change::To((kind == ShiftType::Rolling).then_some(groups)),
                first_group: Change::To((kind == ShiftType::Rolling).then_some(0)),
                source: Change::To(i64::from(!rule.from_web)),
                ..ShiftChanges::default()
            },
        }
    }

    async fn has_its_shifts(&mut self) {
        let shifts = Change::To(self.shifts.iter().map(ToString::to_string).collect());
        let changes = ScheduleChanges { shifts, ..ScheduleChanges::default() };
        edit_schedule(&self.ctx, self.actor, self.schedule, changes).await.unwrap();
    }

    async fn happens(&mut self, act: &Act) {
        match act {
            Act::Passes(minutes) => self.passes(*minutes, true).await,
            Act::IsDown(minutes) => self.passes(*minutes, false).await,
            Act::Makes(rule) => {
                let shift = self.shift(rule);
                if let Ok(made) = make_shift(&self.ctx, self.actor, shift).await {
                    self.shifts.push(made.id);
                    self.has_its_shifts().await;
                }
            }
            Act::Edits(which, rule) => {
                let shift = self.shift(rule).rest;
                if let Some(id) = self.shifts.get(which % self.shifts.len().max(1)) {
                    drop(edit_shift(&self.ctx, self.actor, *id, shift).await);
                }
            }
            Act::Deletes(which) => {
                let from = if which % 3 == 0 { &mut self.overrides } else { &mut self.shifts };
                if !from.is_empty() {
                    let id = from.remove(which / 3 % from.len());
                    delete_shift(&self.ctx, self.actor, id).await.unwrap();
                }
            }
            Act::Overrides(who, after, long) => {
                let (start, end) = (self.after(*after), self.after(after + long));
                let users = vec![self.crew[*who]];
                let new = NewOverride { schedule: self.schedule, users, start, end, reason: None };
                self.overrides.push(override_shift(&self.ctx, self.actor, new).await.unwrap().id);
            }
            Act::Swaps(whose, by, after, long) => {
                let (start, end) = (self.after(*after), self.after(after + long));
                let beneficiary = self.crew[*whose];
                let new = NewSwap { schedule: self.schedule, beneficiary, start, end, description: None };
                let swap = request_swap(&self.ctx, self.actor, new).await.unwrap().id;
                drop(take_swap(&self.ctx, self.actor, swap, self.crew[*by]).await);
                self.swaps.push(swap);
            }
            Act::Withdraws(which) => {
                if !self.swaps.is_empty() {
                    let swap = self.swaps.remove(which % self.swaps.len());
                    withdraw_swap(&self.ctx, self.actor, swap).await.unwrap();
                    let mut db = self.ctx.store.reader().await.unwrap();
                    assert!(swaps::find(&mut db, self.workspace, swap).await.unwrap().is_none());
                }
            }
            Act::Changes(who) => {
                let mut db = self.ctx.store.reader().await.unwrap();
                let known = people::find(&mut db, self.workspace, self.crew[*who]).await.unwrap();
                let standing = known.unwrap().standing;
                drop(db);
                let person = SlackPerson {
                    slack_id: format!("U{who}"),
                    username: format!("person{who}"),
                    full_name: format!("Person {who}"),
                    email: None,
                    time_zone: None,
                    standing: if standing == Standing::Member { Standing::Guest } else { Standing::Member },
                };
                sync_one(&self.ctx, self.workspace, person).await.unwrap();
            }
        }
    }

    async fn recorded(&self, window: Interval) -> Vec<FinalShift> {
        let loaded = self.loaded().await;
        let mut db = self.ctx.store.reader().await.unwrap();
        covered(&mut db, &loaded.record, &loaded.rules, window, View::Recorded).await.unwrap()
    }
}

fn moment(at: Timestamp) -> Interval {
    Interval::new(at, at + SignedDuration::from_millis(1)).unwrap()
}

fn at_moment<'a>(shifts: impl IntoIterator<Item = &'a FinalShift>, at: Timestamp) -> Answer {
    let on_call = shifts.into_iter().filter(|shift| shift.interval.contains(at));
    let people = |shift: &FinalShift| {
        let (id, precedence) = (shift.shift, shift.precedence);
        shift.people.iter().map(|on_duty| (id, precedence, on_duty.user, on_duty.covers)).collect::<Vec<_>>()
    };
    let mut answer: Answer = on_call.flat_map(people).collect();
    answer.sort_unstable();
    answer
}

async fn past_answers_equal_live_ones(web: bool, first: Rule, acts: Vec<Act>) {
    let mut story = Story::begins(databases::sqlite().await, web).await;
    story.happens(&Act::Makes(first)).await;
    story.ctx.clock.advance(SignedDuration::from_secs(2));
    story.looks().await;
    for act in &acts {
        story.ctx.clock.advance(SignedDuration::from_millis(1_234));
        story.happens(act).await;
        story.is_asked().await;
    }
    story.ctx.clock.advance(SignedDuration::from_secs(1));
    let mut db = story.ctx.store.reader().await.unwrap();
    // Until something was planned nothing is recorded.
    let Some(mark) = ledger::mark(&mut db, story.workspace, story.schedule).await.unwrap() else { return };
    drop(db);
    story.answers.retain(|(at, _)| *at >= mark.from);
    let (first, last) = (mark.from, story.now());
    let whole = Interval::new(first - SignedDuration::from_hours(48), last + SignedDuration::from_hours(48)).unwrap();
    let all = story.recorded(whole).await;
    for (number, (at, live)) in story.answers.iter().enumerate() {
        assert_eq!(at_moment(&all, *at), *live, "at {at}, asked about everything");
        if number % 7 == 0 {
            let then = story.recorded(moment(*at)).await;
            assert_eq!(at_moment(&then, *at), *live, "at {at}, asked about that moment");
            let spans = |shifts: &[FinalShift]| -> Vec<Interval> {
                let mut spans: Vec<_> = shifts.iter().map(|s| s.interval).filter(|span| span.contains(*at)).collect();
                spans.sort_unstable();
                spans
            };
            // After the record the rules decide, and what would cut a shift outside what is asked about does not cut it:
            // the replays hold that against the reference.
            let inside = |span: &Interval| span.start() > first && span.end() < mark.to.min(last);
            if spans(&all).iter().chain(&spans(&then)).all(inside) {
                assert_eq!(spans(&then), spans(&all), "the shifts at {at}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn what_was_answered_live_is_what_is_answered_afterwards(
        web in any::<bool>(),
        first in rule(),
        acts in prop::collection::vec(act(), 4..24),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(past_answers_equal_live_ones(web, first, acts));
    }
}
