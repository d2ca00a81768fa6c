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

mod town;

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use criterion::Criterion;
use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};
use rota::clock::Clock;
use rota::playground::{Options, Playground};
use rota::schedule::recurrence::Frequency;
use rota::store::schedules::Vacancy;
use rota::store::tokens::Scope;
use rota::store::{outbox, schedules, shifts};
use rota::usecases::hand_over::hand_over_due;
use rota::usecases::rotation_plan::{Plan, TakesEffect};
use rota::usecases::save_plan::{preview_plan, save_plan};
use rota::usecases::{Actor, Ctx, api_tokens, workspace};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use self::town::{CREW, Command, NOON, SECRET, TOKEN, Town, app, crew, layer_of, say, signature, sqlite};

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
        let body = command.body(text);
        let (signature, signed_at) = signature(command.at, &body);
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
