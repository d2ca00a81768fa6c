//! What REST costs through HTTP in a workspace of a thousand schedules, on SQLite: a page of schedules, `final_shifts` over ninety
//! days, how many times a second `current_oncall` is answered, and sixty-four who write for a minute.
//!
//! `cargo bench --bench api`; `BENCH_SECONDS` is how long is written. The load comes from the same machine, so its own cost is in
//! the figures.

#![allow(missing_docs, clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "speed is measured here")]

mod town;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use rota::api::retries::{Door, Peer};
use rota::app::App;
use rota::clock::Clock;
use rota::ids::{ScheduleId, UserId};
use rota::store::schedules;
use rota::store::tokens::Scope;
use rota::usecases::api_tokens;
use rota::usecases::hand_over::hand_over_due;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use self::town::{NOON, Town, app, say, sqlite};

/// Who write at once.
const WRITERS: usize = 64;

#[tokio::main]
async fn main() {
    let data = tempfile::tempdir().unwrap();
    let clock = Clock::standing(NOON.parse().unwrap());
    let app = app(&sqlite(&data), clock.clone(), "http://127.0.0.1:9/api").await;
    let town = Town::settles(&app.ctx).await;
    town.makes(&app.ctx, 1_000, "09:00").await;
    // Thirteen weeks are recorded.
    for week in 0..14 {
        let mut number = 0;
        while hand_over_due(&app.ctx, &format!("bench/{week}/{number}"), app.ctx.clock.now()).await.unwrap() > 0 {
            number += 1;
        }
        clock.advance(SignedDuration::from_hours(7 * 24));
    }
    let (_, secret) = api_tokens::create(&app.ctx, town.workspace, "bench", Scope::Write, None).await.unwrap();
    let names = schedules::names(&mut app.ctx.store.reader().await.unwrap(), town.workspace).await.unwrap();
    let ids: Vec<ScheduleId> = names.into_iter().map(|(id, _)| id).collect();
    let server = Server { address: serve(&app).await, secret };

    say("GET schedules/, a page of 50", server.asks_again("schedules/?page=7", 1_000).await);
    let window = "start_date=2026-03-04&end_date=2026-06-02";
    let path = format!("schedules/{}/final_shifts/?{window}", ids[500]);
    say("final_shifts over ninety days", server.asks_again(&path, 2_000).await);
    let path = format!("schedules/{}/current_oncall/", ids[500]);
    say("current_oncall, one at a time", server.asks_again(&path, 5_000).await);
    server.current_oncall_a_second(&ids).await;
    server.is_written_to(&town.crew).await;
}

async fn serve(app: &App) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app.router.clone();
    tokio::spawn(async move {
        axum::serve(Door(listener), router.into_make_service_with_connect_info::<Peer>()).await.unwrap();
    });
    address
}

struct Server {
    address: SocketAddr,
    secret: String,
}

impl Server {
    async fn line(&self) -> Line {
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Line { stream: BufReader::new(stream), secret: self.secret.clone() }
    }

    /// How long each of so many equal requests takes.
    async fn asks_again(&self, path: &str, times: usize) -> Vec<Duration> {
        let mut line = self.line().await;
        let request = line.request("GET", path, "");
        let mut took = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            let (status, _) = line.ask(&request).await;
            took.push(begun.elapsed());
            assert_eq!(status, 200);
        }
        took
    }

    /// Sixteen connections ask of a hundred schedules in turn, for ten seconds.
    async fn current_oncall_a_second(&self, ids: &[ScheduleId]) {
        let begun = Instant::now();
        let until = begun + Duration::from_secs(10);
        let mut asking = Vec::new();
        for number in 0..16 {
            let mut line = self.line().await;
            let asked = ids[number * 10..].iter().take(100).map(|id| format!("schedules/{id}/current_oncall/"));
            let requests: Vec<Vec<u8>> = asked.map(|path| line.request("GET", &path, "")).collect();
            asking.push(tokio::spawn(async move {
                let mut count = 0_u32;
                for request in requests.iter().cycle() {
                    if Instant::now() >= until {
                        break;
                    }
                    let (status, body) = line.ask(request).await;
                    assert!(status == 200 && body.starts_with(b"{\"count\":1,"), "{status}");
                    count += 1;
                }
                count
            }));
        }
        let mut answered = 0;
        for count in asking {
            answered += count.await.unwrap();
        }
        println!("current_oncall: {:.0} requests a second", f64::from(answered) / begun.elapsed().as_secs_f64());
    }

    /// Everybody makes schedules, renames them and lays overrides over them, and finds at the end what was accepted.
    async fn is_written_to(&self, crew: &[UserId]) {
        let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(60);
        let until = Instant::now() + Duration::from_secs(seconds);
        let mut writing = Vec::new();
        for writer in 0..WRITERS {
            let (mut line, who) = (self.line().await, crew[writer % crew.len()]);
            writing.push(tokio::spawn(async move {
                let (mut accepted, mut took) = (Vec::new(), Vec::new());
                while Instant::now() < until {
                    let name = format!("writer {writer} {}", took.len());
                    let begun = Instant::now();
                    let made = line.writes("POST", "schedules/", json!({"name": name, "type": "web"})).await;
                    took.push(begun.elapsed());
                    let path = format!("schedules/{}/", made["id"].as_str().unwrap());
                    let renamed = format!("{name} renamed");
                    let begun = Instant::now();
                    line.writes("PATCH", &path, json!({"name": renamed})).await;
                    took.push(begun.elapsed());
                    let over = json!({"users": [who], "start": "2026-09-01T00:00:00Z", "end": "2026-09-02T00:00:00Z"});
                    let begun = Instant::now();
                    let over = line.writes("POST", &format!("{path}overrides/"), over).await;
                    took.push(begun.elapsed());
                    accepted.push((path, renamed, over["id"].clone()));
                }
                for (path, name, over) in &accepted {
                    let request = line.request("GET", path, "");
                    let (status, body) = line.ask(&request).await;
                    let found: Value = serde_json::from_slice(&body).unwrap();
                    assert_eq!((status, &found["name"], &found["shifts"]), (200, &json!(name), &json!([over])));
                }
                took
            }));
        }
        let mut took = Vec::new();
        for writer in writing {
            took.extend(writer.await.unwrap());
        }
        say(&format!("{WRITERS} writers for {seconds} s, all accepted and found"), took);
    }
}

/// A connection with as little effort of its own as possible.
struct Line {
    stream: BufReader<TcpStream>,
    secret: String,
}

impl Line {
    fn request(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let (secret, length) = (&self.secret, body.len());
        format!(
            "{method} /api/v1/{path} HTTP/1.1\r\nHost: rota.example\r\nAuthorization: {secret}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }

    async fn writes(&mut self, method: &str, path: &str, body: Value) -> Value {
        let request = self.request(method, path, &body.to_string());
        let (status, answer) = self.ask(&request).await;
        assert!((200..300).contains(&status), "{status} {}", String::from_utf8_lossy(&answer));
        serde_json::from_slice(&answer).unwrap()
    }

    /// Status and body of the answer.
    async fn ask(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        self.stream.get_mut().write_all(request).await.unwrap();
        let (mut line, mut status, mut length) = (String::new(), 0, 0);
        loop {
            line.clear();
            self.stream.read_line(&mut line).await.unwrap();
            let said = line.trim_end();
            if said.is_empty() {
                break;
            }
            if let Some((name, value)) = said.split_once(':') {
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().unwrap();
                }
            } else {
                status = said.split(' ').nth(1).unwrap().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.unwrap();
        (status, body)
    }
}
