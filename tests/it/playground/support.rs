//! A playground on a clock that stands, a toy app beside it, and a client that calls methods as an app does.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use rota::clock::Clock;
use rota::playground::{NewChannel, Options, Person, Playground};
use serde_json::{Value, json};

use crate::support::plain_http;

pub const BOT_TOKEN: &str = "xoxb-test";
pub const SECRET: &str = "a-signing-secret";

/// What the toy app was sent.
#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Received {
    pub fn form(&self) -> BTreeMap<String, String> {
        serde_urlencoded::from_str(&self.body).unwrap()
    }

    pub fn payload(&self) -> Value {
        serde_json::from_str(&self.form()["payload"]).unwrap()
    }

    pub fn event(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What the toy app answers next; 200 and nothing when it was told nothing.
#[derive(Debug, Clone)]
pub enum Answer {
    Nothing(u16),
    Text(&'static str),
    Json(Value),
    NoRetry(u16),
    Never,
}

#[derive(Clone, Default)]
pub struct ToyApp {
    received: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
}

impl ToyApp {
    pub fn answers(&self, answer: Answer) {
        self.answers.lock().unwrap().push_back(answer);
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub fn last(&self) -> Received {
        self.received().pop().expect("the app was sent something")
    }

    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(receive).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        format!("http://{address}")
    }
}

async fn receive(State(app): State<ToyApp>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let body = String::from_utf8(body.to_vec()).unwrap();
    app.received.lock().unwrap().push(Received { path: uri.path().to_owned(), headers, body });
    let answer = app.answers.lock().unwrap().pop_front();
    match answer.unwrap_or(Answer::Nothing(200)) {
        Answer::Nothing(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Text(text) => text.into_response(),
        Answer::Json(body) => axum::Json(body).into_response(),
        Answer::NoRetry(status) => (StatusCode::from_u16(status).unwrap(), [("x-slack-no-retry", "1")]).into_response(),
        Answer::Never => std::future::pending().await,
    }
}

/// Alice, Bob and Carol, `#payments` with all of them and the bot, `@payments-oncall` with Alice, a quiet Monday.
pub struct Scene {
    pub slack: Playground,
    pub app: ToyApp,
    pub clock: Clock,
    pub payments: String,
    pub group: String,
    http: reqwest::Client,
}

impl Scene {
    pub async fn new() -> Self {
        let clock = Clock::standing("2026-03-02T08:00:00Z".parse().unwrap());
        let slack = Playground::start(Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            clock: clock.clone(),
            signing_secret: SECRET.to_owned(),
            bot_token: BOT_TOKEN.to_owned(),
            move_clock: None,
        })
        .await
        .unwrap();
        slack.add_person(Person::new("alice", "Alice Ng").in_zone("Europe/Oslo").admin());
        slack.add_person(Person::new("bob", "Bob Smith"));
        slack.add_person(Person::new("carol", "Carol Díaz").in_zone("America/New_York"));
        let payments = slack.make_channel(NewChannel::named("payments").with(&["alice", "bob", "carol"]));
        let group = slack.add_user_group("payments-oncall", "Payments on call", &["alice"]);
        let app = ToyApp::default();
        let base = app.start().await;
        slack.connect_app(&base);
        let http = plain_http();
        Self { slack, app, clock, payments, group, http }
    }

    /// Calls a method with a form, as the bot.
    pub async fn call(&self, method: &str, fields: &[(&str, &str)]) -> Value {
        self.send(method, |request| request.bearer_auth(BOT_TOKEN).form(fields)).await.1
    }

    /// Calls a method with JSON, as the bot.
    pub async fn call_json(&self, method: &str, body: Value) -> Value {
        let body = body.to_string();
        self.send(method, |request| {
            request.bearer_auth(BOT_TOKEN).header("content-type", "application/json; charset=utf-8").body(body)
        })
        .await
        .1
    }

    /// Calls a method as said; the answer is the status and the body.
    pub async fn send(
        &self,
        method: &str,
        shape: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> (u16, Value) {
        let request = self.http.post(format!("{}/{method}", self.slack.api_url()));
        let response = shape(request).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or(Value::Null))
    }

    /// Posts a plain message in #payments; the answer is its `ts`.
    pub async fn posts(&self, text: &str) -> String {
        let answer = self.call("chat.postMessage", &[("channel", &self.payments), ("text", text)]).await;
        answer["ts"].as_str().unwrap().to_owned()
    }

    /// Answers to a `response_url`.
    pub async fn replies(&self, url: &str, body: Value) -> u16 {
        self.http.post(url).json(&body).send().await.unwrap().status().as_u16()
    }

    pub fn id(&self, handle: &str) -> String {
        self.slack.person_id(handle).unwrap()
    }

    pub fn passes(&self, duration: SignedDuration) {
        self.clock.advance(duration);
    }

    /// The transcript, a line for each entry.
    pub fn reads(&self) -> String {
        self.slack.transcript().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }
}

/// A section with a button, as an app sends it.
pub fn a_button(label: &str) -> Value {
    json!([
        { "type": "section", "text": { "type": "mrkdwn", "text": "Alice asks for cover" } },
        { "type": "actions", "block_id": "choices", "elements": [
            { "type": "button", "action_id": "take_swap:1", "value": "v1",
              "text": { "type": "plain_text", "text": label } },
        ] },
    ])
}

/// A modal with one field, as an app sends it.
pub fn a_modal() -> Value {
    json!({
        "type": "modal",
        "callback_id": "swap_form",
        "title": { "type": "plain_text", "text": "Ask for cover" },
        "submit": { "type": "plain_text", "text": "Ask" },
        "blocks": [
            { "type": "input", "block_id": "note", "label": { "type": "plain_text", "text": "Why" },
              "element": { "type": "plain_text_input", "action_id": "note" } },
        ],
    })
}
