//! What the server costs where people wait for it: `/oncall now`, ten thousand handoffs of one instant, and how long after a
//! handoff Slack is called.
//!
//! `cargo bench --bench server` runs on SQLite; with `BENCH_POSTGRES_URL` naming an empty database the handoffs are done there
//! too. What a process holds and a binary weighs is read off a release build that was just started:
//!
//! ```text
//! cargo build --release && stat -c %s target/release/rota
//! DATABASE_URL=sqlite:///tmp/rota.db target/release/rota serve & sleep 5; grep VmRSS /proc/$!/status; kill $!
//! ```

#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "speed is measured here")]

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use criterion::Criterion;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::civil::{DateTime, Weekday, time};
use jiff::{SignedDuration, Timestamp};
use rota::app::{App, Parts, SlackSettings};
use rota::clock::Clock;
use rota::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use rota::playground::{Options, Playground};
use rota::schedule::Level;
use rota::schedule::recurrence::Frequency;
use rota::schedule::rotation::Turns;
use rota::store::people::{Person, Standing};
use rota::store::schedules::{ScheduleKind, ScheduleRecord, Vacancy};
use rota::store::shifts::{Day, Edition, ShiftRecord, ShiftType};
use rota::store::tokens::Scope;
use rota::store::{Store, outbox, people, schedules, shifts};
use rota::usecases::hand_over::hand_over_due;
use rota::usecases::rotation_plan::{Plan, RotationPlan, TakesEffect};
use rota::usecases::save_plan::{preview_plan, save_plan};
use rota::usecases::{Actor, Ctx};
use rota::usecases::{api_tokens, workspace};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

const TEAM: &str = "T0BENCH";
const SECRET: &str = "a-signing-secret";
const TOKEN: &str = "xoxb-bench";
/// People of the workspace.
const CREW: usize = 300;
/// A Monday at noon, in the middle of everybody's week.
const NOON: &str = "2026-03-02T12:00:00Z";

fn main() {
    let runtime = Runtime::new().unwrap();
    let mut criterion = Criterion::default().sample_size(50).configure_from_args();
    on_call_now(&runtime, &mut criterion);
    final_shifts(&runtime, &mut criterion);
    previews(&runtime, &mut criterion);
    runtime.block_on(async {
        let data = tempfile::tempdir().unwrap();
        ten_thousand_handoffs("SQLite", &sqlite(&data)).await;
        if let Ok(url) = std::env::var("BENCH_POSTGRES_URL") {
            ten_thousand_handoffs("PostgreSQL", &url).await;
        }
        handoff_to_call().await;
    });
    criterion.final_summary();
}

fn sqlite(data: &tempfile::TempDir) -> String {
    format!("sqlite://{}/bench.db", data.path().display())
}

/// `/oncall now` in a workspace of a thousand schedules: through the router alone, and over HTTP with its own histogram.
fn on_call_now(runtime: &Runtime, criterion: &mut Criterion) {
    let data = tempfile::tempdir().unwrap();
    let (app, command) = runtime.block_on(async {
        let app = app(&sqlite(&data), Clock::standing(NOON.parse().unwrap()), "http://127.0.0.1:9/api").await;
        let town = Town::settles(&app.ctx).await;
        town.makes(&app.ctx, 1_000, "09:00").await;
        let command = Command { user: "U00000".to_owned(), at: app.ctx.clock.now() };
        (app, command)
    });
    criterion.bench_function("/oncall now among a thousand schedules, the router alone", |bench| {
        bench.to_async(runtime).iter(|| async {
            let answer = app.router.clone().oneshot(command.request("now")).await.unwrap();
            assert_eq!(answer.status(), 200);
        });
    });
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/slack/commands", listener.local_addr().unwrap());
        let router = app.router.clone();
        tokio::spawn(async move { axum::serve(listener, router.into_make_service()).await });
        for (name, text) in [("/oncall now", "now"), ("/oncall now payments 500", "now payments 500")] {
            for at_once in [1, 8] {
                let callers = (0..at_once).map(|_| asks(&url, &command, text, 2_000 / at_once));
                let times = futures::future::join_all(callers).await.concat();
                say(&format!("{name} over HTTP, {at_once} at once"), times);
            }
        }
    });
}

/// What an edit of ten rotations would do over sixty days, in a workspace of five thousand people.
fn previews(runtime: &Runtime, criterion: &mut Criterion) {
    let data = tempfile::tempdir().unwrap();
    let (ctx, actor, made) = runtime.block_on(async {
        let app = app(&sqlite(&data), Clock::standing(NOON.parse().unwrap()), "http://127.0.0.1:9/api").await;
        let town = Town::settles_with(&app.ctx, 5_000).await;
        let actor = Actor::Person { workspace: town.workspace, user: town.crew[0] };
        let rotations = (0..10).map(|layer| {
            let crew = town.crew[layer * 8..].iter().take(8).map(|user| vec![*user]).collect();
            layer_of(layer, crew)
        });
        let plan = Plan {
            name: "payments".to_owned(),
            time_zone: "Europe/Oslo".to_owned(),
            channel: None,
            user_group: None,
            vacancy: Vacancy::Keep,
            managers: Vec::new(),
            anyone_may_edit: false,
            rotations: rotations.collect(),
        };
        let made = save_plan(&app.ctx, actor, None, &plan, TakesEffect::Now).await.unwrap().planned;
        (app.ctx, actor, made)
    });
    let mut plan = made.plan.clone();
    for rotation in &mut plan.rotations {
        rotation.groups.rotate_left(3);
        rotation.active_hours = rotation.active_hours.map(|(from, _)| (from, time(18, 0, 0, 0)));
    }
    criterion.bench_function("a preview of an edit of ten layers over sixty days", |bench| {
        bench.to_async(runtime).iter(|| async {
            let edits = Some((made.id, made.version));
            let preview = preview_plan(&ctx, actor, edits, &plan, TakesEffect::Now).await.unwrap();
            assert!(!preview.comparison.is_empty());
        });
    });
}

/// One layer of ten: turns of weeks, days and hours of the working day.
fn layer_of(layer: usize, groups: Vec<Vec<UserId>>) -> RotationPlan {
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

/// `final_shifts` over ninety days that are recorded, in a workspace of a thousand schedules.
fn final_shifts(runtime: &Runtime, criterion: &mut Criterion) {
    let data = tempfile::tempdir().unwrap();
    let (app, path, secret) = runtime.block_on(async {
        let clock = Clock::standing(NOON.parse().unwrap());
        let app = app(&sqlite(&data), clock.clone(), "http://127.0.0.1:9/api").await;
        let town = Town::settles(&app.ctx).await;
        town.makes(&app.ctx, 1_000, "09:00").await;
        for _ in 0..14 {
            hands_over(&app.ctx).await;
            clock.advance(SignedDuration::from_hours(7 * 24));
        }
        let (_, secret) = api_tokens::create(&app.ctx, town.workspace, "bench", Scope::Read, None).await.unwrap();
        let names = schedules::names(&mut app.ctx.store.reader().await.unwrap(), town.workspace).await.unwrap();
        let window = "start_date=2026-03-04&end_date=2026-06-02";
        (app, format!("/api/v1/schedules/{}/final_shifts/?{window}", names[500].0), secret)
    });
    criterion.bench_function("final_shifts over ninety recorded days, the router alone", |bench| {
        bench.to_async(runtime).iter(|| async {
            let request = Request::get(&path).header("authorization", &secret).body(Body::empty()).unwrap();
            let answer = app.router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), 200);
        });
    });
}

async fn asks(url: &str, command: &Command, text: &str, times: usize) -> Vec<Duration> {
    drop(rustls::crypto::ring::default_provider().install_default());
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let (signature, signed_at, body) = command.signed(text);
        let begun = Instant::now();
        let request =
            http.post(url).header("x-slack-signature", signature).header("x-slack-request-timestamp", signed_at);
        let answer = request.body(body).send().await.unwrap().text().await.unwrap();
        took.push(begun.elapsed());
        assert!(answer.contains(" until "), "{answer}");
    }
    took
}

/// Ten thousand schedules that hand off at one instant: looked at, written down, queued.
async fn ten_thousand_handoffs(name: &str, database: &str) {
    let clock = Clock::standing(NOON.parse().unwrap());
    let app = app(database, clock.clone(), "http://127.0.0.1:9/api").await;
    let town = Town::settles(&app.ctx).await;
    town.makes(&app.ctx, 10_000, "13:00").await;
    let first = hands_over(&app.ctx).await;
    let mut took = Vec::new();
    for _ in 0..3 {
        let until_one = SignedDuration::from_mins(60);
        clock.advance(if took.is_empty() { until_one } else { SignedDuration::from_hours(7 * 24) });
        let before = outbox::waiting(&mut app.ctx.store.reader().await.unwrap()).await.unwrap();
        took.push(hands_over(&app.ctx).await);
        let after = outbox::waiting(&mut app.ctx.store.reader().await.unwrap()).await.unwrap();
        assert_eq!(after - before, 10_000);
    }
    let queue = queue_is_asked(&app.ctx).await;
    say(&format!("what goes next of 40,000 messages, {name}"), queue);
    println!("10,000 schedules looked at for the first time, {name}: {first:.2?}");
    println!("10,000 handoffs of one instant computed, stored and queued, {name}: {took:.2?}");
}

async fn hands_over(ctx: &Ctx) -> Duration {
    let begun = Instant::now();
    let mut number = 0;
    while hand_over_due(ctx, &format!("bench/{}/{number}", ctx.clock.now()), ctx.clock.now()).await.unwrap() > 0 {
        number += 1;
    }
    begun.elapsed()
}

/// What a worker asks a full queue before each message: whether one is due, and which.
async fn queue_is_asked(ctx: &Ctx) -> Vec<Duration> {
    let now = ctx.clock.now();
    let mut took = Vec::new();
    for number in 0..50 {
        let begun = Instant::now();
        outbox::next_due(&mut ctx.store.reader().await.unwrap(), now).await.unwrap();
        let mut tx = ctx.store.begin().await.unwrap();
        let lease = now + SignedDuration::from_secs(15);
        assert_eq!(outbox::claim(&mut tx, &format!("bench/{number}"), now, lease, 1).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
        took.push(begun.elapsed());
    }
    took
}

/// From the instant of a handoff to the call, in a server that has nothing else to do.
async fn handoff_to_call() {
    let data = tempfile::tempdir().unwrap();
    let slack = Playground::start(Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        clock: Clock::system(),
        signing_secret: SECRET.to_owned(),
        bot_token: TOKEN.to_owned(),
        move_clock: None,
    })
    .await
    .unwrap();
    let app = app(&sqlite(&data), Clock::system(), &slack.api_url()).await;
    let ctx = app.ctx.clone();
    let workspace = workspace::connect(&ctx, &slack.team_id(), "town", "U0BOT").await.unwrap();
    let town = Town { workspace, crew: crew(&ctx, workspace, CREW).await };
    let begin = ctx.clock.now().as_second() + 5;
    let handoffs: Vec<_> = (0..20).map(|number| Timestamp::from_second(begin + 2 * number).unwrap()).collect();
    let mut tx = ctx.store.begin().await.unwrap();
    for (number, at) in handoffs.iter().enumerate() {
        let start = jiff::tz::TimeZone::UTC.to_datetime(*at - SignedDuration::from_hours(1));
        // A channel each: what is said at the first look must not hold up what is measured.
        let channel = slack.add_channel(&format!("team-{number}"), &[]);
        let schedule = town.schedule(&format!("payments {number}"), &channel, ctx.clock.now());
        schedules::insert(&mut tx, &schedule).await.unwrap();
        let shift = town.rotation(&schedule, start, (Frequency::Hourly, 3600), number);
        shifts::insert(&mut tx, &shift).await.unwrap();
    }
    tx.commit().await.unwrap();
    let stop = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = tokio::spawn(app.run(listener, stop.clone()));
    let last = handoffs[handoffs.len() - 1];
    while ctx.clock.now() < last + SignedDuration::from_secs(30) {
        let said = slack.calls_of("chat.postMessage").len();
        if said >= 2 * handoffs.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.cancel();
    running.await.unwrap().unwrap();
    let mut late = Vec::new();
    for call in slack.calls_of("chat.postMessage") {
        let text = call.args["text"].as_str().unwrap();
        let number = text.split_whitespace().nth(1).and_then(|word| word.trim_end_matches(':').parse::<usize>().ok());
        if let Some(at) = number.and_then(|number| handoffs.get(number)).filter(|_| text.contains("handed over")) {
            late.push(call.at.duration_since(*at).unsigned_abs());
        }
    }
    say("from the instant of a handoff to the call", late);
}

/// A median, the 99th percentile and the worst.
fn say(what: &str, mut times: Vec<Duration>) {
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

async fn app(database: &str, clock: Clock, slack: &str) -> App {
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
struct Command {
    user: String,
    at: Timestamp,
}

impl Command {
    /// Signature, time of signing, body.
    fn signed(&self, text: &str) -> (String, String, String) {
        let fields = [
            ("team_id", TEAM),
            ("user_id", &self.user),
            ("channel_id", "C00007"),
            ("command", "/oncall"),
            ("text", text),
            ("response_url", "http://127.0.0.1:9/answer"),
        ];
        let body = serde_urlencoded::to_string(fields).unwrap();
        let signed_at = self.at.as_second().to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("v0:{signed_at}:{body}").as_bytes());
        (format!("v0={}", hex::encode(mac.finalize().into_bytes())), signed_at, body)
    }

    fn request(&self, text: &str) -> Request<Body> {
        let (signature, signed_at, body) = self.signed(text);
        let request = Request::post("/slack/commands").header("x-slack-signature", signature);
        request.header("x-slack-request-timestamp", signed_at).body(body.into()).unwrap()
    }
}

/// A connected workspace and its people.
struct Town {
    workspace: WorkspaceId,
    crew: Vec<UserId>,
}

impl Town {
    async fn settles(ctx: &Ctx) -> Self {
        Self::settles_with(ctx, CREW).await
    }

    async fn settles_with(ctx: &Ctx, people: usize) -> Self {
        let workspace = workspace::connect(ctx, TEAM, "town", "U0BOT").await.unwrap();
        Self { workspace, crew: crew(ctx, workspace, people).await }
    }

    /// So many schedules of a week each, which hand off on Mondays at `time`; ten to a channel.
    async fn makes(&self, ctx: &Ctx, count: usize, time: &str) {
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

    fn schedule(&self, name: &str, channel: &str, now: Timestamp) -> ScheduleRecord {
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
    fn rotation(
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

async fn crew(ctx: &Ctx, workspace: WorkspaceId, people: usize) -> Vec<UserId> {
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
