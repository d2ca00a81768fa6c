//! What benches of the whole server stand on: an app, a workspace full of people and schedules, commands as Slack sends them.

#![allow(dead_code, reason = "each bench uses some of it")]

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday, time};
use rota::app::{App, Parts, SlackSettings};
use rota::clock::Clock;
use rota::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use rota::schedule::Level;
use rota::schedule::recurrence::Frequency;
use rota::schedule::rotation::Turns;
use rota::store::people::{Person, Standing};
use rota::store::schedules::{ScheduleKind, ScheduleRecord, Vacancy};
use rota::store::shifts::{Day, Edition, ShiftRecord, ShiftType};
use rota::store::{Store, people, schedules, shifts};
use rota::usecases::rotation_plan::RotationPlan;
use rota::usecases::{Ctx, workspace};
use sha2::Sha256;

pub const TEAM: &str = "T0BENCH";
pub const SECRET: &str = "a-signing-secret";
pub const TOKEN: &str = "xoxb-bench";
/// People of the workspace, unless a bench says otherwise.
pub const CREW: usize = 300;
/// A Monday at noon, in the middle of everybody's week.
pub const NOON: &str = "2026-03-02T12:00:00Z";

pub fn sqlite(data: &tempfile::TempDir) -> String {
    format!("sqlite://{}/bench.db", data.path().display())
}

/// A median, the 99th percentile and the worst.
pub fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100];
    println!(
        "{what}: median {:.2?}, 99th percentile {:.2?}, worst {:.2?} ({} times)",
        at(50),
        at(99),
        at(100),
        times.len()
    );
}

pub async fn app(database: &str, clock: Clock, slack: &str) -> App {
    let slack = SlackSettings {
        api_url: slack.to_owned(),
        bot_token: TOKEN.to_owned(),
        admin_token: None,
        signing_secret: SECRET.to_owned(),
    };
    let store = Store::open(database).await.unwrap();
    let public_url = "http://rota.example".parse().unwrap();
    App::new(Parts {
        store,
        clock,
        slack: Some(slack),
        public_url,
        api_rate_limit: 0,
        feeds: rota::feeds::Settings::default(),
    })
    .await
    .unwrap()
}

/// A slash command as Slack sends it.
pub struct Command {
    pub user: String,
    pub at: Timestamp,
}

impl Command {
    /// The body of the request.
    pub fn body(&self, text: &str) -> String {
        let fields = [
            ("team_id", TEAM),
            ("user_id", &self.user),
            ("channel_id", "C00007"),
            ("command", "/oncall"),
            ("text", text),
            ("response_url", "http://127.0.0.1:9/answer"),
            ("trigger_id", "1.2.bench"),
        ];
        serde_urlencoded::to_string(fields).unwrap()
    }

    pub fn request(&self, text: &str) -> Request<Body> {
        signed("/slack/commands", self.at, self.body(text))
    }
}

/// A request as Slack signs it.
pub fn signed(path: &str, at: Timestamp, body: String) -> Request<Body> {
    let (signature, signed_at) = signature(at, &body);
    let request = Request::post(path).header("x-slack-signature", signature);
    request.header("x-slack-request-timestamp", signed_at).body(body.into()).unwrap()
}

/// Slack's signature of a body, and the time of signing.
pub fn signature(at: Timestamp, body: &str) -> (String, String) {
    let signed_at = at.as_second().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("v0:{signed_at}:{body}").as_bytes());
    (format!("v0={}", hex::encode(mac.finalize().into_bytes())), signed_at)
}

/// A connected workspace and its people.
pub struct Town {
    pub workspace: WorkspaceId,
    pub crew: Vec<UserId>,
}

impl Town {
    pub async fn settles(ctx: &Ctx) -> Self {
        Self::settles_with(ctx, CREW).await
    }

    pub async fn settles_with(ctx: &Ctx, people: usize) -> Self {
        let workspace = workspace::connect(ctx, TEAM, "town", "U0BOT").await.unwrap();
        Self { workspace, crew: crew(ctx, workspace, people).await }
    }

    /// So many schedules of a week each, which hand off on Mondays at `time`; ten to a channel.
    pub async fn makes(&self, ctx: &Ctx, count: usize, time: &str) {
        let start: DateTime = format!("2026-02-02T{time}").parse().unwrap();
        let mut tx = ctx.store.begin().await.unwrap();
        for number in 0..count {
            let channel = format!("C{:05}", number / 10);
            let schedule = self.schedule(&format!("payments {number}"), &channel, ctx.clock.now());
            schedules::insert(&mut tx, &schedule).await.unwrap();
            let shift = self.rotation(&schedule, start, (Frequency::Weekly, 7 * 24 * 3600), number);
            shifts::insert(&mut tx, &shift).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Puts somebody into the rotations of the first `count` schedules, beside the others.
    pub async fn serves_in(&self, ctx: &Ctx, count: usize, user: UserId) {
        let mut tx = ctx.store.begin().await.unwrap();
        let names = schedules::names(&mut tx, self.workspace).await.unwrap();
        for (id, _) in names.into_iter().take(count) {
            for mut shift in shifts::of_schedule(&mut tx, self.workspace, id).await.unwrap() {
                shift.rolling_users.get_or_insert_default().push(vec![user]);
                shifts::update(&mut tx, &shift).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
    }

    pub fn schedule(&self, name: &str, channel: &str, now: Timestamp) -> ScheduleRecord {
        ScheduleRecord {
            id: ScheduleId::random(),
            workspace: self.workspace,
            kind: ScheduleKind::Calendar,
            name: name.to_owned(),
            time_zone: "UTC".to_owned(),
            team: None,
            channel: Some(channel.to_owned()),
            user_group: None,
            ical_url_primary: None,
            ical_url_overrides: None,
            enable_web_overrides: None,
            vacancy: Vacancy::Keep,
            made_by: None,
            created_at: now,
            version: 1,
        }
    }

    /// Four people of the crew, one after another.
    pub fn rotation(
        &self,
        schedule: &ScheduleRecord,
        start: DateTime,
        (frequency, duration): (Frequency, i64),
        number: usize,
    ) -> ShiftRecord {
        let four = (0..4).map(|place| vec![self.crew[(number + place) % self.crew.len()]]);
        ShiftRecord {
            id: ShiftId::random(),
            workspace: self.workspace,
            schedule: Some(schedule.id),
            kind: ShiftType::Rolling,
            name: Some("primary".to_owned()),
            team: None,
            time_zone: None,
            level: 0,
            start,
            duration,
            rotation_start: start,
            until: None,
            frequency: Some(frequency),
            interval: Some(1),
            week_start: Some(Day(Weekday::Monday)),
            by_day: None,
            by_month: None,
            by_monthday: None,
            users: Vec::new(),
            rolling_users: Some(four.collect()),
            first_group: Some(0),
            source: 0,
            created_at: schedule.created_at,
            made_by: None,
            reason: None,
            lies_over: 0,
            edition: Edition::default(),
        }
    }
}

pub async fn crew(ctx: &Ctx, workspace: WorkspaceId, people: usize) -> Vec<UserId> {
    let mut crew = Vec::with_capacity(people);
    let mut tx = ctx.store.begin().await.unwrap();
    for number in 0..people {
        let person = Person {
            id: UserId::random(),
            slack_id: Some(format!("U{number:05}")),
            username: format!("person{number}"),
            full_name: format!("Person {number}"),
            email: Some(format!("person{number}@example.com")),
            time_zone: Some("Europe/Oslo".to_owned()),
            standing: Standing::Member,
        };
        people::insert(&mut tx, workspace, &person, ctx.clock.now()).await.unwrap();
        crew.push(person.id);
    }
    tx.commit().await.unwrap();
    crew
}

/// One layer of ten: turns of weeks, days and hours of the working day.
pub fn layer_of(layer: usize, groups: Vec<Vec<UserId>>) -> RotationPlan {
    let weekday = |day| Day(Weekday::Monday.wrapping_add(day));
    let by_hours = layer % 3 == 2;
    RotationPlan {
        shift: None,
        name: Some(format!("layer {layer}")),
        level: Level::from_number(i64::try_from(layer).unwrap()),
        groups,
        every: 1.try_into().unwrap(),
        unit: if layer.is_multiple_of(2) { Frequency::Weekly } else { Frequency::Daily },
        handoff: time(9, 0, 0, 0),
        handoff_day: None,
        active_days: if by_hours { (0..5).map(weekday).collect() } else { Vec::new() },
        active_hours: by_hours.then(|| (time(9, 0, 0, 0), time(17, 0, 0, 0))),
        begins: "2025-03-03".parse().unwrap(),
        ends: None,
        turns: Turns::Served,
        restart_with: None,
    }
}
