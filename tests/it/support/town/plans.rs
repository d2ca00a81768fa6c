//! Making a schedule in a sentence.

use std::future::IntoFuture;
use std::pin::Pin;

use jiff::Zoned;
use rota::ids::{ScheduleId, ShiftId, UserId};
use rota::schedule::recurrence::Frequency;
use rota::store::schedules::{ScheduleKind, ScheduleRecord, Vacancy};
use rota::store::shifts::{Day, Edition, ShiftRecord, ShiftType};
use rota::store::{people, schedules, shifts};

use super::{Town, calendar};

/// A schedule that is being planned. What the bot says of it at first is not part of the story, unless `.loudly()`.
pub struct PlannedSchedule<'a> {
    town: &'a Town,
    name: String,
    channel: Option<String>,
    group: Option<String>,
    vacancy: Wish,
    loudly: bool,
    rules: Vec<Rule>,
}

enum Wish {
    Keep,
    Disable,
    FallBackTo(Vec<String>),
}

struct Rule {
    kind: ShiftType,
    start: Zoned,
    hours: i64,
    frequency: Option<Frequency>,
    groups: Vec<Vec<String>>,
}

impl<'a> PlannedSchedule<'a> {
    pub(super) fn new(town: &'a Town, name: &str) -> Self {
        let name = name.to_owned();
        Self { town, name, channel: None, group: None, vacancy: Wish::Keep, loudly: false, rules: Vec::new() }
    }

    fn now(&self) -> Zoned {
        self.town.clock.now().to_zoned(self.town.zone.clone())
    }

    /// A week each, from the last `Mon 09:00` on. `alice+bob` serve together.
    pub fn weekly<const N: usize>(self, handoff: &str, people: [&str; N]) -> Self {
        let start = calendar::last(handoff, &self.now());
        self.rolling(start, 168, Frequency::Weekly, &people)
    }

    /// Some hours a day each, from the last `09:00` on.
    pub fn daily<const N: usize>(self, handoff: &str, hours: i64, people: [&str; N]) -> Self {
        let start = calendar::last_daily(handoff, &self.now());
        self.rolling(start, hours, Frequency::Daily, &people)
    }

    fn rolling(mut self, start: Zoned, hours: i64, frequency: Frequency, people: &[&str]) -> Self {
        let groups = people.iter().map(|group| group.split('+').map(str::to_owned).collect()).collect();
        self.rules.push(Rule { kind: ShiftType::Rolling, start, hours, frequency: Some(frequency), groups });
        self
    }

    /// From so long after now (`3 hours`) for so long (`2 hours`), somebody else.
    pub fn overridden(mut self, after: &str, length: &str, by: &str) -> Self {
        let start = self.now() + calendar::duration(after);
        let hours = calendar::duration(length).as_hours();
        let groups = vec![by.split('+').map(str::to_owned).collect()];
        self.rules.push(Rule { kind: ShiftType::Override, start, hours, frequency: None, groups });
        self
    }

    /// Announces there: `#payments`.
    pub fn in_channel(mut self, channel: &str) -> Self {
        self.channel =
            Some(self.town.slack.channel_id(channel.trim_start_matches('#')).expect("a channel of the town"));
        self
    }

    /// Keeps this user group, by Slack id.
    pub fn keeps(mut self, group: &str) -> Self {
        self.group = Some(group.to_owned());
        self
    }

    /// The group is disabled while nobody is on call.
    pub fn disables_the_group_in_gaps(mut self) -> Self {
        self.vacancy = Wish::Disable;
        self
    }

    /// The group points at these people while nobody is on call.
    pub fn falls_back_to<const N: usize>(mut self, people: [&str; N]) -> Self {
        self.vacancy = Wish::FallBackTo(people.map(str::to_owned).to_vec());
        self
    }

    /// What the bot says at first is part of the story.
    pub fn loudly(mut self) -> Self {
        self.loudly = true;
        self
    }

    async fn make(self) -> ScheduleId {
        let town = self.town;
        town.is_read_by_rota().await;
        let everybody = people::all(&mut town.ctx().store.reader().await.unwrap(), town.workspace).await.unwrap();
        let id = |handle: &String| -> UserId {
            everybody.iter().find(|person| person.username == *handle).unwrap_or_else(|| panic!("no {handle}")).id
        };
        let now = town.clock.now();
        let record = ScheduleRecord {
            id: ScheduleId::random(),
            workspace: town.workspace,
            kind: ScheduleKind::Calendar,
            name: self.name,
            time_zone: town.zone.iana_name().unwrap_or("UTC").to_owned(),
            team: None,
            channel: self.channel,
            user_group: self.group,
            ical_url_primary: None,
            ical_url_overrides: None,
            enable_web_overrides: None,
            vacancy: match &self.vacancy {
                Wish::Keep => Vacancy::Keep,
                Wish::Disable => Vacancy::Disable,
                Wish::FallBackTo(people) => Vacancy::Fallback(people.iter().map(id).collect()),
            },
            made_by: None,
            created_at: now,
            version: 1,
        };
        let mut tx = town.ctx().store.begin().await.unwrap();
        schedules::insert(&mut tx, &record).await.unwrap();
        for rule in self.rules {
            let groups: Vec<Vec<UserId>> = rule.groups.iter().map(|group| group.iter().map(id).collect()).collect();
            let start = rule.start.datetime();
            let rolling = rule.kind == ShiftType::Rolling;
            let shift = ShiftRecord {
                id: ShiftId::random(),
                workspace: town.workspace,
                schedule: Some(record.id),
                kind: rule.kind,
                name: None,
                team: None,
                time_zone: Some(record.time_zone.clone()),
                level: 0,
                start,
                duration: rule.hours * 3600,
                rotation_start: start,
                until: None,
                frequency: rule.frequency,
                interval: rule.frequency.map(|_| 1),
                week_start: rule.frequency.map(|_| Day(start.weekday())),
                by_day: None,
                by_month: None,
                by_monthday: None,
                users: if rolling { Vec::new() } else { groups.concat() },
                rolling_users: rolling.then_some(groups),
                first_group: rolling.then_some(0),
                source: 0,
                made_by: None,
                reason: None,
                lies_over: 0,
                edition: Edition::default(),
                created_at: now,
            };
            shifts::insert(&mut tx, &shift).await.unwrap();
        }
        tx.commit().await.unwrap();
        town.settles().await;
        if !self.loudly {
            town.forgets();
        }
        record.id
    }
}

impl<'a> IntoFuture for PlannedSchedule<'a> {
    type Output = ScheduleId;
    type IntoFuture = Pin<Box<dyn Future<Output = ScheduleId> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.make())
    }
}
