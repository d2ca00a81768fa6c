//! A real `rota serve` on the machine's own clock, a playground as its Slack, and its REST API asked as `curl` does.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rota::clock::Clock;
use rota::playground::{Call, Entry, Options, Person, Place, Playground, What};
use rota::store::{Store, outbox};
use serde_json::{Value, json};

use super::eventually::{PATIENCE, eventually};
use super::plain_http;
use super::program::Program;

pub const BOT_TOKEN: &str = "xoxb-4711-served-in-secret";
pub const SIGNING_SECRET: &str = "a3f9-signed-in-secret";

/// The town's Slack: Alice (an admin), Bob and Carol, in #payments, with `@payments-oncall`.
pub async fn slack_workspace_on(clock: Clock) -> Playground {
    let slack = Playground::start(Options {
        listen: "127.0.0.1:0".parse().unwrap(),
        clock,
        signing_secret: SIGNING_SECRET.to_owned(),
        bot_token: BOT_TOKEN.to_owned(),
        move_clock: None,
    })
    .await
    .unwrap();
    slack.add_person(Person::new("alice", "Alice").in_zone("Europe/Oslo").admin());
    slack.add_person(Person::new("bob", "Bob").in_zone("Europe/Oslo"));
    slack.add_person(Person::new("carol", "Carol").in_zone("America/New_York"));
    slack.add_channel("payments", &["alice", "bob", "carol"]);
    slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    slack
}

/// A running server.
pub struct Served {
    pub slack: Playground,
    pub rota: Program,
    pub url: String,
    database: String,
    http: reqwest::Client,
}

impl Served {
    /// Starts on this database with a Slack of its own.
    pub async fn on(database: &str) -> Self {
        Self::with(slack_workspace_on(Clock::system()).await, database).await
    }

    /// Starts on this database with this Slack. The server that people's commands go to is the one started last.
    pub async fn with(slack: Playground, database: &str) -> Self {
        let http = plain_http();
        let rota = Program::starts(&["serve"], &settings(&slack.api_url(), database));
        let mut served = Self { slack, rota, url: String::new(), database: database.to_owned(), http };
        served.finds_its_address().await;
        served
    }

    async fn finds_its_address(&mut self) {
        self.url = address(&self.rota.says("listening on http://").await);
        self.slack.connect_app(&self.url);
    }

    /// Starts anew after an end.
    pub async fn starts_again(&mut self) {
        self.rota = Program::starts(&["serve"], &settings(&self.slack.api_url(), &self.database));
        self.finds_its_address().await;
    }

    /// The status and the body of a path, asked without a token.
    pub async fn answers(&self, path: &str) -> (u16, String) {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Waits until `/readyz` answers with this status, and says what else it answers.
    pub async fn is_readyz(&self, status: u16) -> String {
        eventually(&format!("`/readyz` answers {status}"), PATIENCE, async || {
            let (answered, body) = self.answers("/readyz").await;
            (answered == status).then_some(body)
        })
        .await
    }

    /// Makes a token on the command line, beside the running server.
    pub async fn token(&self) -> String {
        let arguments = ["token", "create", "--name", "terraform", "--scope", "schedules:write"];
        let mut command = Program::starts(&arguments, &[("DATABASE_URL", &self.database)]);
        let status = command.ends().await;
        assert!(status.success(), "{}", command.stderr());
        assert_eq!(command.stderr(), "");
        let printed = command.stdout();
        let token = printed.strip_suffix('\n').expect("a line").to_owned();
        assert!(!token.is_empty() && !token.contains(char::is_whitespace), "the token alone: {printed:?}");
        token
    }

    /// A caller of the REST API.
    pub async fn api(&self) -> RestClient {
        RestClient { base: format!("{}/api/v1", self.url), token: self.token().await, http: self.http.clone() }
    }

    /// What was posted in a channel, in order.
    pub fn posted_in(&self, channel: &str) -> Vec<Entry> {
        let place = Place::Channel(channel.trim_start_matches('#').to_owned());
        let all = self.slack.transcript().into_iter();
        all.filter(|entry| entry.place == place && entry.what == What::Posted).collect()
    }

    /// The calls of `chat.postMessage`, answered or not.
    pub fn posts(&self) -> Vec<Call> {
        self.slack.calls_of("chat.postMessage")
    }

    /// Waits until the server has nothing more to say.
    pub async fn has_said_everything(&self) {
        let store = Store::open(&self.database).await.unwrap();
        eventually("nothing waits to be said", PATIENCE, async || {
            let waiting = outbox::waiting(&mut store.reader().await.unwrap()).await.unwrap();
            (waiting == 0).then_some(())
        })
        .await;
        store.close().await;
    }

    /// Waits until so many messages were posted in #payments.
    pub async fn announces(&self, count: usize) -> Vec<Entry> {
        eventually(&format!("{count} messages in #payments"), PATIENCE, async || {
            Some(self.posted_in("#payments")).filter(|posted| posted.len() >= count)
        })
        .await
    }

    /// What one who asks `/oncall now` is answered, as Slack got it.
    pub async fn is_asked_who_is_on_call(&self, handle: &str) -> Entry {
        let heard = self.slack.types(handle, "#payments", "/oncall now").await.calmly();
        let before = self.slack.transcript().len() - heard.entries.len();
        eventually("an answer to `/oncall now`", PATIENCE, async || {
            let place = Place::OnlyFor { channel: "payments".to_owned(), handle: handle.to_owned() };
            self.slack.transcript().split_off(before).into_iter().find(|entry| entry.place == place)
        })
        .await
    }
}

fn settings<'a>(slack_api: &'a str, database: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("DATABASE_URL", database),
        ("ROTA_LISTEN", "127.0.0.1:0"),
        ("SLACK_BOT_TOKEN", BOT_TOKEN),
        ("SLACK_SIGNING_SECRET", SIGNING_SECRET),
        ("SLACK_API_URL", slack_api),
        ("ROTA_API_RATE_LIMIT", "0"),
        ("RUST_LOG", "debug"),
    ]
}

/// The `http://…` in a line.
pub fn address(line: &str) -> String {
    line.split_whitespace().find(|word| word.starts_with("http://")).expect(line).to_owned()
}

/// A holder of a token who speaks plain HTTP.
pub struct RestClient {
    base: String,
    pub token: String,
    http: reqwest::Client,
}

impl RestClient {
    pub async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}/{path}", self.base)).header("authorization", &self.token);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub async fn makes(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}/{path}/", self.base)).header("authorization", &self.token);
        let answer = request.json(&body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 201, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Our id of somebody.
    pub async fn user(&self, username: &str) -> String {
        let found = self.get(&format!("users/?username={username}")).await;
        found["results"][0]["id"].as_str().unwrap_or_else(|| panic!("no {username} in {found}")).to_owned()
    }

    /// A rotation of an hour each, in which the next handoff is at `at`.
    pub async fn hourly_shift(&self, at: Timestamp, people: &[&str]) -> String {
        let shift = json!({
            "type": "rolling_users",
            "name": "primary",
            "start": wall_clock(at - SignedDuration::from_hours(1)),
            "duration": 3600,
            "frequency": "hourly",
            "interval": 1,
            "rolling_users": people.iter().map(|id| [id]).collect::<Vec<_>>(),
            "start_rotation_from_user_index": 0,
            "time_zone": "UTC",
        });
        self.makes("on_call_shifts", shift).await["id"].as_str().unwrap().to_owned()
    }

    /// A schedule with these shifts, linked to a channel and a group by their Slack ids.
    pub async fn schedule(&self, name: &str, shifts: &[&str], channel: &str, group: Option<&str>) -> String {
        let schedule = json!({
            "type": "calendar",
            "name": name,
            "time_zone": "UTC",
            "shifts": shifts,
            "slack": { "channel_id": channel, "user_group_id": group },
        });
        self.makes("schedules", schedule).await["id"].as_str().unwrap().to_owned()
    }
}

/// What a clock on the wall in UTC shows, to the second.
fn wall_clock(at: Timestamp) -> String {
    let reading: DateTime = TimeZone::UTC.to_datetime(at);
    reading.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A moment that so many seconds are left to, a whole second.
pub fn in_seconds(seconds: i64) -> Timestamp {
    Timestamp::from_second(Clock::system().now().as_second() + seconds).unwrap()
}
