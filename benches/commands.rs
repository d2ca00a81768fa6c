//! Every line of help, typed in a workspace of a thousand schedules and five thousand people on SQLite: how long until its answer,
//! or the form it opens, is on its way. Then the App Home of somebody in fifty of those schedules, and the picture of two weeks,
//! until Slack has them.
//!
//! `cargo bench --bench commands`. Slack is a stand-in on loopback that takes everything, so the time of opening a form or drawing
//! a Home holds one call to it, and that of a picture three.

#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "speed is measured here")]

mod town;

use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::Uri;
use axum::routing::any;
use axum::{Json, Router};
use rota::app::App;
use rota::clock::Clock;
use rota::slack::commands::USAGES;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tower::ServiceExt as _;

use self::town::{Command, NOON, TEAM, Town, app, say, signed, sqlite};

/// How often each is typed.
const TIMES: usize = 300;
/// How often a picture is drawn.
const PICTURES: usize = 50;

/// The last call that a Home needs, and a picture.
const HOME: &str = "/api/views.publish";
const PICTURE: &str = "/api/files.completeUploadExternal";

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().unwrap();
    let mut slack = Slack::takes_everything().await;
    let app = app(&sqlite(&data), Clock::standing(NOON.parse().unwrap()), &slack.url).await;
    let town = Town::settles_with(&app.ctx, 5_000).await;
    town.makes(&app.ctx, 1_000, "09:00").await;
    town.serves_in(&app.ctx, 50, town.crew[4_000]).await;
    app.worker.start().await.unwrap();
    let command = Command { user: "U00500".to_owned(), at: app.ctx.clock.now() };
    for usage in USAGES {
        let text = usage
            .typed
            .trim_start_matches("/oncall")
            .replace(" payments", " payments 500")
            // Refused before anything is asked: no bench leaves the machine.
            .replace("https://hr.example.com", "http://127.0.0.1:9")
            .replace("@bob", "@person501");
        let draws = text.trim_start().starts_with("show");
        let mut times: Vec<Duration> = Vec::with_capacity(TIMES);
        for _ in 0..if draws { PICTURES } else { TIMES } {
            let request = command.request(text.trim());
            let begun = Instant::now();
            let answer = app.router.clone().oneshot(request).await.unwrap();
            times.push(begun.elapsed());
            assert_eq!(answer.status(), 200, "{text}");
            if draws {
                slack.is_asked(PICTURE).await;
            }
        }
        say(usage.typed, times);
    }
    homes(&app, &mut slack).await;
    pictures(&app, &mut slack, &command).await;
}

async fn homes(app: &App, slack: &mut Slack) {
    let event = json!({ "type": "app_home_opened", "user": "U04000", "channel": "D1", "tab": "home" });
    let delivery = json!({ "type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event }).to_string();
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let request = signed("/slack/events", app.ctx.clock.now(), delivery.clone());
        let begun = Instant::now();
        assert_eq!(app.router.clone().oneshot(request).await.unwrap().status(), 200);
        slack.is_asked(HOME).await;
        times.push(begun.elapsed());
    }
    say("App Home of somebody in fifty schedules", times);
}

async fn pictures(app: &App, slack: &mut Slack, command: &Command) {
    let mut times = Vec::with_capacity(PICTURES);
    for _ in 0..PICTURES {
        let request = command.request("show payments 500");
        let begun = Instant::now();
        assert_eq!(app.router.clone().oneshot(request).await.unwrap().status(), 200);
        slack.is_asked(PICTURE).await;
        times.push(begun.elapsed());
    }
    say("/oncall show payments, until the picture is there", times);
}

/// A Slack that says yes to everything.
struct Slack {
    url: String,
    /// The paths it was asked for.
    asked: UnboundedReceiver<String>,
}

impl Slack {
    async fn takes_everything() -> Self {
        let (asks, asked) = unbounded_channel();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let url = format!("{address}/api");
        // What is sent is read, or the connection would be cut under a picture.
        let yes = any(async move |uri: Uri, _: Bytes| {
            asks.send(uri.path().to_owned()).unwrap();
            Json(json!({
                "ok": true, "team_id": TEAM, "team": "town", "user_id": "U0BOT", "view": { "id": "V1", "hash": "1" },
                "channel": { "id": "D1" }, "ts": "1.2", "file_id": "F1", "upload_url": format!("{address}/upload"),
            }))
        });
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(yes)).await });
        Self { url, asked }
    }

    /// Waits until it is asked for `path`.
    async fn is_asked(&mut self, path: &str) {
        while self.asked.recv().await.unwrap() != path {}
    }
}
