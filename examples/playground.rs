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
    slack.set_next_handoff(Arc::new(|| Box::pin(async { Some(SignedDuration::from_hours(17)) })));
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
            toy.call("views.open", json!({ "trigger_id": field("trigger_id"), "view": swap_form() })).await;
            "".into_response()
        }
        "post" => {
            let now = toy.slack.now().as_second();
            let text = format!(
                "*payments* is handed over: <@U0000000003> is on call until <!date^{}^{{date_short_pretty}} at {{time}}|later>. \
                 Alice is off. See <https://example.com|the schedule> and `payments`.",
                now + 86_400
            );
            let blocks = json!([
                { "type": "section", "text": { "type": "mrkdwn", "text": text } },
                { "type": "actions", "elements": [
                    { "type": "button", "action_id": "take", "style": "primary",
                      "text": { "type": "plain_text", "text": "Accept" },
                      "confirm": {
                          "title": { "type": "plain_text", "text": "Cover payments for Alice?" },
                          "text": { "type": "mrkdwn", "text": "You'd be on call *Fri 18:00* to *Mon 9:00* your time (63 h)." },
                          "confirm": { "type": "plain_text", "text": "Accept" },
                          "deny": { "type": "plain_text", "text": "Not now" } } },
                    { "type": "button", "action_id": "decline", "text": { "type": "plain_text", "text": "Decline" } },
                    { "type": "static_select", "action_id": "menu", "placeholder": { "type": "plain_text", "text": "Offer part" },
                      "options": [{ "text": { "type": "plain_text", "text": "Saturday" }, "value": "sat" }] },
                ] },
                { "type": "context", "elements": [{ "type": "mrkdwn", "text": "_Announced by Rota_ for <!subteam^S0000000001>" }] },
            ]);
            let text = "payments is handed over: Bob is on call";
            toy.call("chat.postMessage", json!({ "channel": field("channel_id"), "text": text, "blocks": blocks }))
                .await;
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
        toy.call("views.publish", json!({ "user_id": event["event"]["user"], "view": home() })).await;
    }
    ""
}

fn text(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

fn swap_form() -> Value {
    let option = |label: &str, value: &str| json!({ "text": text(label), "value": value });
    let input = |id: &str, label: &str, element: Value| json!({ "type": "input", "block_id": id, "label": text(label), "element": element });
    json!({
        "type": "modal", "callback_id": "swap_form", "title": text("Ask for cover"), "submit": text("Ask"), "close": text("Cancel"),
        "blocks": [
            { "type": "section", "text": { "type": "mrkdwn", "text": "Which part of your shift on *payments* should somebody else take?" } },
            input("which", "Shift", json!({ "type": "static_select", "action_id": "which",
                "options": [option("Mon 9 Mar to Mon 16 Mar", "s1"), option("Mon 6 Apr to Mon 13 Apr", "s2")],
                "initial_option": option("Mon 9 Mar to Mon 16 Mar", "s1") })),
            input("from", "From", json!({ "type": "datetimepicker", "action_id": "from", "initial_date_time": 1_773_000_000 })),
            input("day", "Day", json!({ "type": "datepicker", "action_id": "day", "initial_date": "2026-03-09" })),
            input("whom", "Whom to ask", json!({ "type": "users_select", "action_id": "whom", "initial_user": "U0000000003" })),
            input("how", "Who may answer", json!({ "type": "radio_buttons", "action_id": "how",
                "options": [option("Anyone", "anyone"), option("Only them", "one")], "initial_option": option("Anyone", "anyone") })),
            input("what", "Also", json!({ "type": "checkboxes", "action_id": "what", "options": [option("Remind me", "remind")],
                "initial_options": [option("Remind me", "remind")] })),
            { "type": "input", "block_id": "note", "label": text("Why"), "hint": text("Everybody asked can read this"),
              "element": { "type": "plain_text_input", "action_id": "note", "multiline": true, "placeholder": text("My sister's wedding") } },
        ],
    })
}

fn home() -> Value {
    json!({ "type": "home", "blocks": [
        { "type": "header", "text": text("On call now") },
        { "type": "section", "text": { "type": "mrkdwn", "text": "*payments*: <@U0000000002> until tomorrow" },
          "accessory": { "type": "button", "action_id": "ask", "text": text("Ask for cover") } },
        { "type": "section", "fields": [
            { "type": "mrkdwn", "text": "*Next shift*\nMon 9 March" }, { "type": "mrkdwn", "text": "*Hours this month*\n168" } ] },
        { "type": "divider" },
        { "type": "context", "elements": [{ "type": "mrkdwn", "text": "Everything is well" }] },
    ] })
}
