//! What calendars cost the server: a link's calendar told anew, told again, and asked for in vain; and a thousand calendars of
//! others, read while schedules hand over.
//!
//! `cargo bench --bench calendar_server`. What is followed is served from loopback by a thread of this process.

#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "speed is measured here")]

mod town;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, header};
use axum::response::Response;
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use rota::app::{App, Parts, SlackSettings};
use rota::clock::Clock;
use rota::feeds::{Reach, Settings};
use rota::ids::ScheduleId;
use rota::playground::{Options, Playground};
use rota::schedule::recurrence::Frequency;
use rota::store::feeds::Which;
use rota::store::schedules::{ScheduleKind, ScheduleRecord, Vacancy};
use rota::store::{Store, feeds, schedules, shifts};
use rota::usecases::Actor;
use rota::usecases::export_links::{LinkOf, Owner, create};
use rota::usecases::rotation_plan::{Plan, TakesEffect};
use rota::usecases::save_plan::save_plan;
use rota::usecases::workspace;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use self::town::{CREW, NOON, SECRET, TOKEN, Town, app, crew, layer_of, say, sqlite};

/// How many calendars are followed.
const FEEDS: usize = 1_000;
/// How many schedules hand over meanwhile, one each second.
const HANDOFFS: i64 = 60;

#[tokio::main]
async fn main() {
    // `-- exports` or `-- feeds` measures one of the two.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let is_chosen = |part: &str| chosen.is_empty() || chosen.iter().any(|word| word == part);
    if is_chosen("exports") {
        exports().await;
    }
    if is_chosen("feeds") {
        feeds_beside_handoffs().await;
    }
}

/// A year of a schedule of ten layers, through its link.
async fn exports() {
    let data = tempfile::tempdir().unwrap();
    let app = app(&sqlite(&data), Clock::standing(NOON.parse().unwrap()), "http://127.0.0.1:9/api").await;
    let town = Town::settles(&app.ctx).await;
    let user = town.crew[0];
    let crew = |layer: usize| town.crew[layer * 8..].iter().take(8).map(|user| vec![*user]).collect();
    let rotations = (0..10).map(|layer| layer_of(layer, crew(layer))).collect();
    let plan = Plan {
        name: "payments".to_owned(),
        time_zone: "Europe/Oslo".to_owned(),
        channel: None,
        user_group: None,
        vacancy: Vacancy::Keep,
        managers: Vec::new(),
        anyone_may_edit: false,
        rotations,
    };
    let actor = Actor::Person { workspace: town.workspace, user };
    let schedule = save_plan(&app.ctx, actor, None, &plan, TakesEffect::Now).await.unwrap().planned.id;
    let of = LinkOf { owner: Owner::Person(user), schedule: Some(schedule) };
    let (_, secret) = create(&app.ctx, town.workspace, of).await.unwrap();
    let path = format!("/api/v1/schedules/{schedule}/export?token={secret}&days=366");

    let text = asks(&app, &path, None).await.into_body().collect().await.unwrap().to_bytes();
    let events = String::from_utf8_lossy(&text).matches("BEGIN:VEVENT").count();
    println!("a year of ten layers: {events} events, {} kB", text.len() / 1024);

    let (mut anew, mut again, mut in_vain) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..100 {
        let mut tx = app.ctx.store.begin().await.unwrap();
        schedules::touch(&mut tx, town.workspace, schedule, Timestamp::MAX).await.unwrap();
        tx.commit().await.unwrap();
        anew.push(takes(&app, &path, None, 200).await);
        again.push(takes(&app, &path, None, 200).await);
    }
    let last = asks(&app, &path, None).await;
    let tag = last.headers()[header::ETAG].to_str().unwrap().to_owned();
    for _ in 0..1_000 {
        in_vain.push(takes(&app, &path, Some(&tag), 304).await);
    }
    say("a year of ten layers after a change, the router alone", anew);
    say("a year of ten layers without one", again);
    say("the same with a matching ETag", in_vain);
}

async fn asks(app: &App, path: &str, tag: Option<&str>) -> Response {
    let mut request = Request::get(path);
    if let Some(tag) = tag {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn takes(app: &App, path: &str, tag: Option<&str>, status: u16) -> Duration {
    let begun = Instant::now();
    let answer = asks(app, path, tag).await;
    assert_eq!(answer.status().as_u16(), status);
    answer.into_body().collect().await.unwrap();
    begun.elapsed()
}

/// A thousand calendars that were never read before fall due at one instant, while a schedule hands over each second.
async fn feeds_beside_handoffs() {
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
    let reach = Reach::PublicAnd(vec!["127.0.0.1".parse().unwrap()]);
    let app = App::new(Parts {
        store: Store::open(&sqlite(&data)).await.unwrap(),
        clock: Clock::system(),
        slack: Some(SlackSettings {
            api_url: slack.api_url(),
            bot_token: TOKEN.to_owned(),
            admin_token: None,
            signing_secret: SECRET.to_owned(),
        }),
        public_url: "http://rota.example".parse().unwrap(),
        api_rate_limit: 0,
        feeds: Settings { reach, ..Settings::default() },
    })
    .await
    .unwrap();
    let ctx = app.ctx.clone();
    let workspace = workspace::connect(&ctx, &slack.team_id(), "town", "U0BOT").await.unwrap();
    let town = Town { workspace, crew: crew(&ctx, workspace, CREW).await };
    let url = serves_calendars();
    let begin = Timestamp::from_second(ctx.clock.now().as_second() + 10).unwrap();
    let handoffs: Vec<_> = (0..HANDOFFS).map(|number| begin + SignedDuration::from_secs(number)).collect();
    let followed = plans(&ctx, &slack, &town, &url, begin, &handoffs).await;

    let stop = CancellationToken::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = tokio::spawn(app.run(listener, stop.clone()));
    let (mut all_read, mut late) = (None, Vec::new());
    while ctx.clock.now() < begin + SignedDuration::from_secs(HANDOFFS + 60) {
        tokio::time::sleep(Duration::from_millis(250)).await;
        if all_read.is_none() && are_read(&ctx, workspace, &followed).await {
            all_read = Some(ctx.clock.now().duration_since(begin));
        }
        late = lateness(&slack, &handoffs);
        if all_read.is_some() && late.len() == handoffs.len() {
            break;
        }
    }
    stop.cancel();
    running.await.unwrap().unwrap();
    println!("{FEEDS} calendars of a hundred events each, all due at one instant, were read after {all_read:.1?}");
    say("from the instant of a handoff to the call, meanwhile", late);
}

async fn plans(
    ctx: &rota::usecases::Ctx,
    slack: &Playground,
    town: &Town,
    url: &str,
    begin: Timestamp,
    handoffs: &[Timestamp],
) -> Vec<ScheduleId> {
    let now = ctx.clock.now();
    let mut tx = ctx.store.begin().await.unwrap();
    for (number, at) in handoffs.iter().enumerate() {
        let start = jiff::tz::TimeZone::UTC.to_datetime(*at - SignedDuration::from_hours(1));
        let channel = slack.add_channel(&format!("team-{number}"), &[]);
        let schedule = town.schedule(&format!("payments {number}"), &channel, now);
        schedules::insert(&mut tx, &schedule).await.unwrap();
        let shift = town.rotation(&schedule, start, (Frequency::Hourly, 3600), number);
        shifts::insert(&mut tx, &shift).await.unwrap();
    }
    let mut followed = Vec::new();
    for number in 0..FEEDS {
        let url = format!("{url}/{number}.ics");
        let schedule = ScheduleRecord {
            kind: ScheduleKind::Ical,
            channel: None,
            ical_url_primary: Some(url.clone()),
            ..town.schedule(&format!("search {number}"), "", now)
        };
        schedules::insert(&mut tx, &schedule).await.unwrap();
        let place = (town.workspace, schedule.id, Which::Primary);
        feeds::put(&mut tx, place, &url, SignedDuration::from_mins(10), begin).await.unwrap();
        followed.push(schedule.id);
    }
    tx.commit().await.unwrap();
    followed
}

async fn are_read(ctx: &rota::usecases::Ctx, workspace: rota::ids::WorkspaceId, followed: &[ScheduleId]) -> bool {
    let mut db = ctx.store.reader().await.unwrap();
    for schedule in followed.iter().rev() {
        let known = feeds::of_schedule(&mut db, workspace, *schedule).await.unwrap();
        if known.iter().any(|feed| feed.good_at.is_none()) {
            return false;
        }
    }
    true
}

/// How late each handoff was announced that was announced so far.
fn lateness(slack: &Playground, handoffs: &[Timestamp]) -> Vec<Duration> {
    let late = |call: &rota::playground::Call| {
        let text = call.args["text"].as_str()?;
        let number: usize = text.split_whitespace().nth(1)?.trim_end_matches(':').parse().ok()?;
        let at = handoffs.get(number).filter(|_| text.contains("handed over"))?;
        Some(call.at.duration_since(*at).unsigned_abs())
    };
    slack.calls_of("chat.postMessage").iter().filter_map(late).collect()
}

/// A server of calendars on a thread of its own: a hundred shifts of two people, others at each path.
fn serves_calendars() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let calendar = async |path: axum::extract::Path<String>| {
            let number: usize = path.trim_end_matches(".ics").parse().unwrap_or_default();
            let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n");
            for day in 0..100 {
                let person = (number + day % 2) % CREW;
                let (month, day) = (day / 28 + 1, day % 28 + 1);
                let _ = write!(
                    text,
                    "BEGIN:VEVENT\r\nUID:{number}-{month}-{day}@x\r\nSUMMARY:person{person}\r\n\
                     DTSTART;TZID=Europe/Oslo:2026{month:02}{day:02}T090000\r\n\
                     DTEND;TZID=Europe/Oslo:2026{month:02}{day:02}T170000\r\nEND:VEVENT\r\n"
                );
            }
            text + "END:VCALENDAR\r\n"
        };
        let router = axum::Router::new().route("/{path}", axum::routing::get(calendar));
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    url
}
