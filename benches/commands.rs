//! Every line of help, typed in a workspace of a thousand schedules and five thousand people on SQLite: how long until its answer,
//! or the form it opens, is on its way.
//!
//! `cargo bench --bench commands`. Slack is a stand-in on loopback that takes everything, so the time of opening a form holds one
//! call to it.

#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "speed is measured here")]

mod town;

use std::time::{Duration, Instant};

use axum::routing::any;
use axum::{Json, Router};
use rota::clock::Clock;
use rota::slack::commands::USAGES;
use serde_json::json;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use self::town::{Command, NOON, Town, app, say, sqlite};

/// How often each is typed.
const TIMES: usize = 300;

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().unwrap();
    let app = app(&sqlite(&data), Clock::standing(NOON.parse().unwrap()), &takes_everything().await).await;
    let town = Town::settles_with(&app.ctx, 5_000).await;
    town.makes(&app.ctx, 1_000, "09:00").await;
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
        let mut times: Vec<Duration> = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let request = command.request(text.trim());
            let begun = Instant::now();
            let answer = app.router.clone().oneshot(request).await.unwrap();
            times.push(begun.elapsed());
            assert_eq!(answer.status(), 200, "{text}");
        }
        say(usage.typed, times);
    }
}

/// A Slack that says yes to everything.
async fn takes_everything() -> String {
    let yes = any(async || {
        Json(
            json!({ "ok": true, "team_id": town::TEAM, "team": "town", "user_id": "U0BOT", "view": { "id": "V1", "hash": "1" } }),
        )
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(yes)).await });
    url
}
