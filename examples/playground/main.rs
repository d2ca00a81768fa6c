//! A playground by itself, with a toy app in it, to look at the page and to try clients of Slack against.
//!
//! `cargo run --example playground -- 8765` prints the addresses and serves until it is stopped. With another address
//! after the port, such as `http://127.0.0.1:8080`, the app there is connected instead of the toy.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use jiff::SignedDuration;
use rota::clock::Clock;
use rota::playground::{NewChannel, Options, Person, Playground};
use serde_json::{Value, json};

const TOKEN: &str = "xoxb-playground";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(0);
    let slack = Playground::start(Options {
        listen: ([127, 0, 0, 1], port).into(),
        clock: Clock::adjustable(),
        signing_secret: "a-signing-secret".to_owned(),
        bot_token: TOKEN.to_owned(),
        move_clock: None,
    })
    .await?;
    furnish(&slack);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let toy = format!("http://{}", listener.local_addr()?);
    slack.connect_app(&std::env::args().nth(2).unwrap_or(toy));
    println!("page {}\napi {}\ntoken {TOKEN}", slack.page_url(), slack.api_url());
    let app = Router::new()
        .route("/slack/commands", post(command))
        .route("/slack/interactions", post(interaction))
        .route("/slack/events", post(event))
        .with_state(Toy { slack: slack.clone(), http: reqwest::Client::new() });
    axum::serve(listener, app).await?;
    Ok(())
}

fn furnish(slack: &Playground) {
    slack.set_team_name("Fjord & Co");
    slack.add_person(Person::new("alice", "Alice Ng").in_zone("Europe/Oslo").admin());
    slack.add_person(Person::new("bob", "Bob Smith").in_zone("Europe/London"));
    slack.add_person(Person::new("carol", "Carol Díaz").in_zone("America/New_York"));
    slack.add_person(Person::new("eve", "Eve <script>alert(1)</script>"));
    slack.add_person(Person::new("gus", "Gus Guest").guest());
    slack.add_person(Person::new("otto", "Otto Old").deactivated());
    for name in ["payments", "search", "general"] {
        slack.make_channel(NewChannel::named(name).with(&["alice", "bob", "carol", "eve"]));
    }
    slack.make_channel(NewChannel::named("incidents").private().with(&["alice", "bob"]));
    slack.add_user_group("payments-oncall", "Payments on call", &["alice"]);
    slack.add_user_group("search-oncall", "Search on call", &["bob", "carol"]);
    slack.set_next_handoff(Arc::new(|_| Box::pin(async { Some(SignedDuration::from_hours(17)) })));
}

#[derive(Clone)]
struct Toy {
    slack: Playground,
    http: reqwest::Client,
}

impl Toy {
    async fn call(&self, method: &str, body: Value) {
        let address = format!("{}/{method}", self.slack.api_url());
        let request = self.http.post(address).bearer_auth(TOKEN).json(&body);
        match request.send().await {
            Ok(response) => println!("{method} {}", response.text().await.unwrap_or_default()),
            Err(error) => println!("{method} {error}"),
        }
    }
}

async fn command(State(toy): State<Toy>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
    match field("text") {
        "swap" => {
            let view = read(include_str!("swap_form.json"));
            toy.call("views.open", json!({ "trigger_id": field("trigger_id"), "view": view })).await;
            "".into_response()
        }
        "post" => {
            let until = (toy.slack.now().as_second() + 86_400).to_string();
            let blocks = read(&include_str!("handover.json").replace("UNTIL", &until));
            let text = "payments is handed over: Bob is on call";
            let post = json!({ "channel": field("channel_id"), "text": text, "blocks": blocks });
            toy.call("chat.postMessage", post).await;
            "".into_response()
        }
        "crash" => axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        other => axum::Json(json!({ "text": format!("*payments*: Alice Ng until tomorrow. I heard `{other}`.") }))
            .into_response(),
    }
}

async fn interaction(State(toy): State<Toy>, Form(form): Form<Vec<(String, String)>>) -> Response {
    let payload: Value = form.first().and_then(|(_, value)| serde_json::from_str(value).ok()).unwrap_or_default();
    println!("{payload}");
    if payload["type"] == "block_suggestion" {
        let typed = payload["value"].as_str().unwrap_or_default();
        let option = |name: &str| json!({ "text": { "type": "plain_text", "text": name }, "value": name });
        let names = ["payments", "search", "infrastructure"].into_iter();
        let options: Vec<Value> = names.filter(|name| name.contains(typed)).map(option).collect();
        return axum::Json(json!({ "options": options })).into_response();
    }
    if payload["type"] == "view_submission" {
        let note = &payload["view"]["state"]["values"]["note"]["note"]["value"];
        if note.as_str().is_some_and(|note| note.len() < 5) {
            let errors = json!({ "note": "Please say a little more than that" });
            return axum::Json(json!({ "response_action": "errors", "errors": errors })).into_response();
        }
        let text = format!("Alice asks for cover: {}", note.as_str().unwrap_or_default());
        toy.call("chat.postMessage", json!({ "channel": "C0000000001", "text": text })).await;
    } else if let Some(url) = payload["response_url"].as_str() {
        let text = format!("*Bob* covers _payments_ for Alice ({})", payload["actions"][0]["action_id"]);
        let answer = json!({ "replace_original": true, "text": text });
        drop(toy.http.post(url).json(&answer).send().await);
    }
    "".into_response()
}

async fn event(State(toy): State<Toy>, axum::Json(event): axum::Json<Value>) -> &'static str {
    if event["event"]["type"] == "app_home_opened" {
        toy.call(
            "views.publish",
            json!({ "user_id": event["event"]["user"], "view": read(include_str!("home.json")) }),
        )
        .await;
    }
    ""
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("the example's own JSON reads")
}
