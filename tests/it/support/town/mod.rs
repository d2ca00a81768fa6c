//! A town: the real router, store and worker, a playground as Slack, and a clock that is moved by hand.
//!
//! What the bot says must be read: on drop, a town fails its test when something was said that nobody read, or a rule of
//! Slack's was broken. The cast is fixed: Alice (an admin), Bob and Carol, in #payments and #general.

mod calendar;
mod cast;
mod plans;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use expect_test::Expect;
use futures::future::join_all;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use rota::app::{App, Parts, SlackSettings};
use rota::clock::Clock;
use rota::ids::{ScheduleId, WorkspaceId};
use rota::playground::{Entry, Options, Person, Place, Playground};
use rota::store::person_settings::{self, PeopleSettings};
use rota::store::{Store, people, schedules};
use rota::usecases::Ctx;
use tokio::net::TcpListener;

pub use cast::Inhabitant;
pub use plans::PlannedSchedule;

use super::{calendars, databases, manifest};

pub const BOT_TOKEN: &str = "xoxb-town";
pub const SIGNING_SECRET: &str = "town-secret";

/// The town. `town.slack` is the playground, `town.alice` and the others act.
pub struct Town {
    pub slack: Playground,
    pub clock: Clock,
    pub zone: TimeZone,
    pub workspace: WorkspaceId,
    pub alice: Inhabitant,
    pub bob: Inhabitant,
    pub carol: Inhabitant,
    /// Where the first replica answers.
    pub url: String,
    replicas: Vec<App>,
    read: Mutex<usize>,
    without_direct_messages: AtomicBool,
}

/// How a town is set up, where it is not as usual.
pub struct Plan<'a> {
    pub on: &'a str,
    pub replicas: usize,
    /// The bot token Rota is given.
    pub token: &'a str,
    /// Scopes of the manifest that the workspace did not give.
    pub without: &'a [&'a str],
}

impl Town {
    /// A town on SQLite where it is now `on`: `Mon 2026-03-02 09:00 Europe/Oslo`.
    pub async fn on(on: &str) -> Self {
        Self::with(databases::sqlite().await, on).await
    }

    /// A town on this database.
    pub async fn with(store: Store, on: &str) -> Self {
        Self::planned(store, Plan { on, replicas: 1, token: BOT_TOKEN, without: &[] }).await
    }

    /// A town whose work is shared by several replicas.
    pub async fn with_replicas(store: Store, on: &str, replicas: usize) -> Self {
        Self::planned(store, Plan { on, replicas, token: BOT_TOKEN, without: &[] }).await
    }

    /// A town that is not as usual.
    pub async fn planned(store: Store, plan: Plan<'_>) -> Self {
        let (now, zone) = calendar::moment(plan.on);
        let clock = Clock::standing(now);
        let slack = Playground::start(Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            clock: clock.clone(),
            signing_secret: SIGNING_SECRET.to_owned(),
            bot_token: BOT_TOKEN.to_owned(),
            move_clock: None,
        })
        .await
        .unwrap();
        // `.ci/run` lets Slack's own SDK read everything that was sent.
        if let Some(folder) = std::env::var_os("ROTA_KEEP_PAYLOADS") {
            std::fs::create_dir_all(&folder).unwrap();
            slack.keep_payloads(Path::new(&folder));
        }
        // The workspace has installed our manifest: scopes and events are those it asks for.
        slack.set_scopes(&texts(&manifest::strings(&["oauth_config", "scopes", "bot"])));
        plan.without.iter().for_each(|scope| slack.drop_scope(scope));
        slack.set_events(&texts(&manifest::strings(&["settings", "event_subscriptions", "bot_events"])));
        slack.set_home_tab(manifest::manifest()["features"]["app_home"]["home_tab_enabled"] == true);
        slack.set_commands(&texts(&manifest::commands()));
        let shortcuts = manifest::shortcuts();
        let shortcuts: Vec<_> = shortcuts.iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
        slack.set_shortcuts(&shortcuts);
        let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
        slack.set_reading_zone(&zone_name);
        slack.add_person(Person::new("alice", "Alice").in_zone(&zone_name).admin());
        slack.add_person(Person::new("bob", "Bob").in_zone(&zone_name));
        slack.add_person(Person::new("carol", "Carol").in_zone(&zone_name));
        slack.add_channel("payments", &["alice", "bob", "carol"]);
        slack.add_channel("general", &["alice", "bob", "carol"]);
        let mut replicas = Vec::new();
        for _ in 0..plan.replicas {
            let app = App::new(Parts {
                store: store.clone(),
                clock: clock.clone(),
                slack: Some(SlackSettings {
                    api_url: slack.api_url(),
                    bot_token: plan.token.to_owned(),
                    admin_token: None,
                    signing_secret: SIGNING_SECRET.to_owned(),
                }),
                public_url: "http://rota.example".parse().unwrap(),
                api_rate_limit: 0,
                feeds: calendars::settings(Duration::from_secs(3)),
            })
            .await
            .unwrap();
            app.worker.start().await.unwrap();
            replicas.push(app);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        slack.connect_app(&url);
        let router = replicas[0].router.clone();
        tokio::spawn(async move { axum::serve(listener, router.into_make_service()).await });
        let workspace = rota::usecases::workspace::the_first(&replicas[0].ctx).await.unwrap().id;
        let inhabitant = |handle: &str| Inhabitant::new(handle, &slack, &replicas[0]);
        let (alice, bob, carol) = (inhabitant("alice"), inhabitant("bob"), inhabitant("carol"));
        let town = Self {
            slack,
            clock,
            zone,
            workspace,
            alice,
            bob,
            carol,
            url,
            replicas,
            read: Mutex::new(0),
            without_direct_messages: AtomicBool::new(false),
        };
        // Most stories are not about what people are told of their own shifts.
        town.tells_people_of_their_shifts(false).await;
        town.settles().await;
        town
    }

    /// Whether people who chose nothing are reminded of their shifts and told of changes.
    pub async fn tells_people_of_their_shifts(&self, tells_by_default: bool) {
        let mut tx = self.ctx().store.begin().await.unwrap();
        let settings = PeopleSettings { tells_by_default, ..PeopleSettings::default() };
        person_settings::keep_of_everybody(&mut tx, self.workspace, settings).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What use cases need.
    pub fn ctx(&self) -> &Ctx {
        &self.replicas[0].ctx
    }

    /// What use cases on one of the replicas need.
    pub fn ctx_of(&self, replica: usize) -> &Ctx {
        &self.replicas[replica].ctx
    }

    /// Begins to plan a schedule; `.await` makes it.
    pub fn schedule(&self, name: &str) -> PlannedSchedule<'_> {
        PlannedSchedule::new(self, name)
    }

    /// Somebody besides the usual cast moves in, and Rota has heard of them.
    pub async fn moves_in(&self, person: Person) -> Inhabitant {
        let handle = person.handle.clone();
        self.slack.add_person(person);
        self.settles().await;
        Inhabitant::new(&handle, &self.slack, &self.replicas[0])
    }

    /// Somebody who lives here, whether or not Rota has heard of them.
    pub fn knows(&self, handle: &str) -> Inhabitant {
        Inhabitant::new(handle, &self.slack, &self.replicas[0])
    }

    /// Rota learns of what was just made in Slack, as it does every ten minutes.
    pub async fn is_read_by_rota(&self) {
        let mut tx = self.ctx().store.begin().await.unwrap();
        rota::store::jobs::sooner(&mut tx, "sync_directory", self.clock.now()).await.unwrap();
        rota::store::jobs::sooner(&mut tx, "sync_people", self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        self.settles().await;
    }

    /// Time passes: `2 hours`, `7 days`, `90 s`. Everything happens at its own time on the way, but for what is periodic: that is
    /// done where something else is due, since a thousand readings of the same people take long.
    pub async fn passes(&self, time: &str) {
        let until = self.clock.now() + calendar::duration(time);
        self.slack.settled().await;
        loop {
            self.works().await;
            let now = self.clock.now();
            if now >= until {
                break;
            }
            let passing = self.replicas.iter().map(|app| app.worker.next_but_periodic());
            let next = join_all(passing).await.into_iter().filter_map(|next| next.unwrap()).min();
            let at_least = now + SignedDuration::from_millis(1);
            let stop = next.map_or(until, |next| next.max(at_least).min(until));
            self.clock.advance(stop.duration_since(now));
        }
        self.slack.settled().await;
    }

    /// What is under way comes to an end, and everything due now is done.
    pub async fn settles(&self) {
        self.slack.settled().await;
        self.works().await;
        self.slack.settled().await;
    }

    /// Every replica works until nothing is due.
    async fn works(&self) {
        for app in &self.replicas {
            app.afterwards.close();
            app.afterwards.wait().await;
            app.afterwards.reopen();
        }
        for tick in join_all(self.replicas.iter().map(|app| app.worker.tick())).await {
            tick.expect("the worker meets no fault");
        }
    }

    /// What the bot has said since the last reading.
    pub fn said(&self) -> Vec<Entry> {
        let all = self.slack.transcript();
        let mut read = self.read.lock().unwrap();
        let new = all[*read..].to_vec();
        *read = all.len();
        new
    }

    /// What the bot tells people in direct messages is another story.
    pub fn leaves_direct_messages_aside(&self) {
        self.without_direct_messages.store(true, Ordering::Relaxed);
    }

    /// Somebody is made a manager of a schedule.
    pub async fn lets_manage(&self, schedule: ScheduleId, handle: &str) {
        let mut tx = self.ctx().store.begin().await.unwrap();
        let people = people::all(&mut tx, self.workspace).await.unwrap();
        let manager = people.iter().find(|person| person.username == handle).expect("somebody of the town").id;
        schedules::add_manager(&mut tx, schedule, manager).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Nothing of what was said so far matters to this story.
    pub fn forgets(&self) {
        drop(self.said());
    }

    /// Reads what the bot has said since the last reading, and compares.
    pub async fn reads(&self, expected: Expect) {
        self.settles().await;
        self.compares(&self.said(), &expected);
    }

    /// The same, where what is said in one minute may come in any order: which of two replicas is first is chance.
    pub async fn reads_minute_by_minute(&self, expected: Expect) {
        self.settles().await;
        let mut said = self.said();
        said.sort_by_key(|entry| (entry.at.as_second() / 60, entry.to_string()));
        self.compares(&said, &expected);
    }

    /// The same, where the answer to an edit was lost: it is made again and says the same, and which one that is, is chance.
    pub async fn reads_each_edit_once(&self, expected: Expect) {
        self.settles().await;
        let mut seen = HashSet::new();
        let mut said = self.said();
        said.retain(|entry| {
            let text = entry.to_string();
            !text.contains("bot (edited)") || seen.insert(text)
        });
        self.compares(&said, &expected);
    }

    fn compares(&self, said: &[Entry], expected: &Expect) {
        let without_direct = self.without_direct_messages.load(Ordering::Relaxed);
        let heard = |entry: &&Entry| !without_direct || !matches!(entry.place, Place::Direct(_));
        let mut text: Vec<String> = said.iter().filter(heard).map(|entry| self.line(entry)).collect();
        text.extend((!text.is_empty()).then(String::new));
        expected.assert_eq(&text.join("\n"));
    }

    fn line(&self, entry: &Entry) -> String {
        let at = entry.at.to_zoned(self.zone.clone()).strftime("%a %H:%M");
        format!("{at}  {entry}")
    }

    /// The members of a user group, by handle.
    pub fn members(&self, group: &str) -> Vec<String> {
        let mut members = self.slack.group_members(group.trim_start_matches('@'));
        members.sort();
        members
    }
}

fn texts(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

impl Drop for Town {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let unread: Vec<String> = self.said().iter().map(|entry| self.line(entry)).collect();
        assert!(unread.is_empty(), "the bot said what nobody read:\n{}", unread.join("\n"));
        let broken = self.slack.rule_breaks();
        assert!(broken.is_empty(), "rules of Slack's were broken:\n{}", broken.join("\n"));
    }
}
