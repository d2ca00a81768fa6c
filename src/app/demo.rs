//! `rota demo`: Rota and a stand-in for Slack on loopback, with a team of five and two schedules, to be tried in a browser.
//!
//! Everything is real but Slack and the clock, which the page can move forward. The data goes away with the process.

use std::sync::Arc;

use anyhow::Context as _;
use jiff::civil::{Time, Weekday};
use jiff::{SignedDuration, Span, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;

use super::{App, Parts, SlackSettings, shutdown};
use crate::api::retries::{Door, Peer};
use crate::clock::Clock;
use crate::config::DemoSettings;
use crate::feeds;
use crate::ids::{UserId, WorkspaceId};
use crate::playground::{MoveClock, NextHandoff, Options, Person, Playground};
use crate::schedule::Zone;
use crate::schedule::recurrence::Frequency;
use crate::store::schedules::ScheduleKind;
use crate::store::shifts::{Day, ShiftType};
use crate::store::{Store, people, workspaces};
use crate::usecases::change::Change;
use crate::usecases::make_schedule::make_schedule;
use crate::usecases::make_shift::make_shift;
use crate::usecases::schedule_changes::ScheduleChanges;
use crate::usecases::shift_rules::{NewShift, ShiftChanges};
use crate::usecases::{Actor, Ctx, who_is_on_call, workspace};
use crate::worker::Worker;

const BOT_TOKEN: &str = "xoxb-demo";
const SIGNING_SECRET: &str = "demo";
/// How many weeks before today the demo's rotations begin.
const WEEKS_BACK: i64 = 4;

/// The worker, driven by one task at a time: the clock's own pace, or the page's buttons.
#[derive(Clone)]
struct Driver(Arc<Mutex<Worker>>);

/// `rota demo`.
pub async fn demo(settings: DemoSettings) -> anyhow::Result<()> {
    let clock = Clock::adjustable();
    let driver: Arc<OnceCell<Driver>> = Arc::default();
    let playground = Playground::start(Options {
        listen: settings.listen,
        clock: clock.clone(),
        signing_secret: SIGNING_SECRET.to_owned(),
        bot_token: BOT_TOKEN.to_owned(),
        move_clock: Some(mover(clock.clone(), Arc::clone(&driver))),
    })
    .await?;
    let slack_ids = settle_in(&playground);

    let data = tempfile::tempdir().context("making a place for the demo's data")?;
    let store = Store::open(&format!("sqlite://{}/demo.db", data.path().display())).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await.context("listening on loopback")?;
    let own_url = format!("http://{}", listener.local_addr()?);
    playground.connect_app(&own_url);
    let slack = SlackSettings {
        api_url: playground.api_url(),
        bot_token: BOT_TOKEN.to_owned(),
        admin_token: None,
        signing_secret: SIGNING_SECRET.to_owned(),
    };
    let public_url = own_url.parse()?;
    let app = App::new(Parts {
        store,
        clock,
        slack: Some(slack),
        public_url,
        api_rate_limit: 0,
        feeds: feeds::Settings::default(),
    })
    .await?;
    app.worker.start().await?;
    app.worker.tick().await?;
    if !settings.empty {
        seed(&app, slack_ids).await.context("making the demo's schedules")?;
    }
    let workspace = workspace::the_first(&app.ctx).await?.id;
    playground.set_next_handoff(next_handoff(app.ctx.clone(), workspace));

    let stop = CancellationToken::new();
    let working = Driver(Arc::new(Mutex::new(app.worker.clone())));
    drop(driver.set(working.clone()));
    tokio::spawn(working.drive(app.ctx.clone(), stop.clone()));
    tokio::spawn(shutdown::cancel_on_signal(stop.clone()));
    println!("The demo is at {}", playground.page_url());
    let first = if settings.empty { "/oncall create" } else { "/oncall now" };
    println!("Open it, type `{first}`, then move the clock to the next handoff. Ctrl-C ends it.");
    axum::serve(Door(listener), app.router.into_make_service_with_connect_info::<Peer>())
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .await
        .context("serving HTTP")
}

impl Driver {
    /// Does what is due, when it is due or something rings.
    async fn drive(self, ctx: Ctx, stop: CancellationToken) {
        let mut bell = ctx.wake.listen();
        while !stop.is_cancelled() {
            bell.mark_unchanged();
            let next = self.0.lock().await.tick().await.unwrap_or_else(|error| {
                tracing::error!(%error, "the worker met a fault; it goes on");
                None
            });
            let wait = next.map_or(SignedDuration::from_secs(1), |next| next.duration_since(ctx.clock.now()));
            let wait = wait.clamp(SignedDuration::from_millis(10), SignedDuration::from_secs(1)).unsigned_abs();
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
                _ = bell.changed() => {}
            }
        }
    }
}

/// Moves the clock for the page, stopping wherever something is due.
fn mover(clock: Clock, driver: Arc<OnceCell<Driver>>) -> MoveClock {
    Arc::new(move |by| {
        let (clock, driver) = (clock.clone(), Arc::clone(&driver));
        Box::pin(async move {
            let until = clock.now().saturating_add(by).unwrap_or(Timestamp::MAX);
            let Some(driver) = driver.get() else { return clock.advance(by) };
            if let Err(error) = driver.0.lock().await.pass(until).await {
                tracing::error!(%error, "moving the clock");
            }
        })
    })
}

/// How far away the next handoff is that is announced in a channel (anywhere, where it has none), and a moment more.
fn next_handoff(ctx: Ctx, workspace: WorkspaceId) -> NextHandoff {
    Arc::new(move |channel| {
        let ctx = ctx.clone();
        Box::pin(async move {
            let around = who_is_on_call::around(&ctx, Actor::Stranger { workspace }, &channel).await.ok()?;
            let here = around.schedules.iter().filter(|one| one.schedule.channel.as_ref() == Some(&channel));
            let next = here.filter_map(|one| one.watch.now.end).min();
            let next = next.or_else(|| around.schedules.iter().filter_map(|one| one.watch.now.end).min())?;
            Some(next.duration_since(around.at) + SignedDuration::from_secs(1))
        })
    })
}

/// Slack's ids of what the schedules are linked to.
struct SlackIds {
    payments: (String, String),
    support: (String, String),
}

/// The team, its channels and groups.
fn settle_in(playground: &Playground) -> SlackIds {
    let team = [
        Person::new("alice", "Alice Ng").in_zone("America/New_York").admin(),
        Person::new("bob", "Bob Stein").in_zone("America/New_York"),
        Person::new("carol", "Carol Díaz").in_zone("Europe/Madrid"),
        Person::new("dev", "Dev Patel").in_zone("Asia/Kolkata"),
        Person::new("eve", "Eve Ito").in_zone("Europe/Madrid"),
    ];
    let handles: Vec<String> = team.iter().map(|person| person.handle.clone()).collect();
    let members: Vec<&str> = handles.iter().map(String::as_str).collect();
    playground.set_team_name("Acme");
    for person in team {
        playground.add_person(person);
    }
    SlackIds {
        payments: (
            playground.add_channel("payments", &members),
            playground.add_user_group("payments-oncall", "Payments on call", &["dev"]),
        ),
        support: (
            playground.add_channel("support", &members),
            playground.add_user_group("support-oncall", "Support on call", &["eve"]),
        ),
    }
}

/// The schedules: a weekly primary in New York, and a daily follow-the-sun in Madrid and New York.
async fn seed(app: &App, slack: SlackIds) -> anyhow::Result<()> {
    let mut db = app.ctx.store.reader().await?;
    let workspace = workspaces::all(&mut db).await?.first().context("a workspace")?.id;
    let everybody = people::all(&mut db, workspace).await?;
    drop(db);
    let ids = |names: &[&str]| -> anyhow::Result<Vec<UserId>> {
        let find = |name: &&str| everybody.iter().find(|person| person.username == *name).map(|person| person.id);
        names.iter().map(|name| find(name).context("somebody of the team")).collect()
    };
    let now = app.ctx.clock.now();
    let (new_york, madrid) = ("America/New_York", "Europe/Madrid");
    let weekly = ("primary", Frequency::Weekly, 7 * 24);
    let weekly = rolling(now, weekly, (new_york, 9), ids(&["alice", "bob", "dev"])?)?;
    // Eight in Madrid is two at night in New York: the two halves of the day follow the sun.
    let madrid = rolling(now, ("Madrid", Frequency::Daily, 12), (madrid, 8), ids(&["carol", "eve"])?)?;
    let new_york = rolling(now, ("New York", Frequency::Daily, 12), (new_york, 14), ids(&["bob", "alice"])?)?;
    let actor = Actor::Person { workspace, user: ids(&["alice"])?[0] };
    add(app, actor, "payments", slack.payments, vec![weekly]).await?;
    add(app, actor, "support", slack.support, vec![madrid, new_york]).await
}

/// A rotation of one person after another that began some weeks ago.
fn rolling(
    now: Timestamp,
    (name, frequency, hours): (&str, Frequency, i64),
    (zone, hour): (&str, i8),
    people: Vec<UserId>,
) -> anyhow::Result<NewShift> {
    let today = now.to_zoned(Zone::named(zone)?.rules().clone()).date();
    let back = i64::from(today.weekday().since(Weekday::Monday)) + 7 * WEEKS_BACK;
    let start = today.checked_sub(Span::new().days(back))?.to_datetime(Time::constant(hour, 0, 0, 0));
    let rest = ShiftChanges {
        name: Change::To(Some(name.to_owned())),
        time_zone: Change::To(Some(zone.to_owned())),
        level: Change::To(1),
        frequency: Change::To(Some(frequency)),
        interval: Change::To(Some(1)),
        week_start: Change::To(Day(Weekday::Monday)),
        rolling_users: Change::To(Some(people.into_iter().map(|user| vec![user]).collect())),
        first_group: Change::To(Some(0)),
        ..ShiftChanges::default()
    };
    Ok(NewShift { kind: ShiftType::Rolling, start, duration: hours * 3600, rest })
}

async fn add(
    app: &App,
    actor: Actor,
    name: &str,
    (channel, group): (String, String),
    rules: Vec<NewShift>,
) -> anyhow::Result<()> {
    let mut attached = Vec::new();
    for rule in rules {
        attached.push(make_shift(&app.ctx, actor, rule).await?.id.to_string());
    }
    let rest = ScheduleChanges {
        time_zone: Change::To("America/New_York".to_owned()),
        channel: Change::To(Some(channel)),
        user_group: Change::To(Some(group)),
        shifts: Change::To(attached),
        ..ScheduleChanges::default()
    };
    make_schedule(&app.ctx, actor, ScheduleKind::Calendar, name.to_owned(), rest).await?;
    Ok(())
}
