//! What is done on the page: `POST /playground/type`, `click`, `options`, `submit`, `close`, `home`, `shortcut`, `clock`.
//!
//! Only JSON is taken, so that no other site open in the same browser can do it.

use axum::Json;
use axum::extract::State as Given;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::playground::Playground;
use crate::playground::transcript::Heard;

/// What every act carries: who does it, and what the fields of a modal hold by then.
#[derive(Debug, Deserialize)]
pub struct Act {
    #[serde(rename = "as")]
    handle: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    text: String,
    /// The message or view that holds what is clicked.
    #[serde(default)]
    channel: String,
    #[serde(default)]
    ts: String,
    #[serde(default)]
    view: String,
    #[serde(default)]
    block: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    values: Map<String, Value>,
}

pub async fn types(Given(playground): Given<Playground>, Json(act): Json<Act>) -> Json<Value> {
    let place = if act.place == "home" { "@bot" } else { act.place.as_str() };
    answer(playground.types(&act.handle, place, &act.text).await)
}

pub async fn clicks(Given(playground): Given<Playground>, Json(act): Json<Act>) -> Json<Value> {
    let holder = if act.view.is_empty() { (act.channel.as_str(), act.ts.as_str()) } else { ("", act.view.as_str()) };
    playground.fills_in_by_id(&act.handle, &act.view, &act.values);
    answer(playground.clicks_by_id(&act.handle, holder, &act.block, &act.action, act.value.as_deref()).await)
}

pub async fn asks_for_options(Given(playground): Given<Playground>, Json(act): Json<Act>) -> Json<Value> {
    let holder = if act.view.is_empty() { (act.channel.as_str(), act.ts.as_str()) } else { ("", act.view.as_str()) };
    let heard = playground.suggestions_by_id(&act.handle, holder, &act.block, &act.action, &act.text).await;
    let mut shown = serde_json::from_str(&heard.body).unwrap_or_else(|_| json!({}));
    if !shown.is_object() {
        shown = json!({});
    }
    shown["trouble"] = json!(heard.trouble.map(|trouble| trouble.to_string()));
    Json(shown)
}

pub async fn submits(Given(playground): Given<Playground>, Json(act): Json<Act>) -> Json<Value> {
    playground.fills_in_by_id(&act.handle, &act.view, &act.values);
    answer(playground.submits(&act.handle, "", &[]).await)
}

pub async fn closes(Given(playground): Given<Playground>, Json(act): Json<Act>) -> Json<Value> {
    answer(playground.closes_modal(&act.handle).await)
}

pub async fn opens_home(Given(playground): Given<Playground>, Json(act): Json<Act>) -> Json<Value> {
    answer(playground.opens_home(&act.handle).await)
}

pub async fn uses_shortcut(Given(playground): Given<Playground>, Json(act): Json<Act>) -> Json<Value> {
    answer(playground.uses_shortcut(&act.handle, &act.action).await)
}

/// How far the clock is moved.
#[derive(Debug, Deserialize)]
pub struct Move {
    /// So many seconds; left out: to the next handoff.
    seconds: Option<u32>,
    /// Where the page is: its handoffs are meant.
    #[serde(default)]
    place: String,
}

pub async fn moves_clock(Given(playground): Given<Playground>, Json(by): Json<Move>) -> Json<Value> {
    let by = match by.seconds {
        Some(seconds) => Some(SignedDuration::from_secs(i64::from(seconds))),
        None => playground.next_handoff(&by.place).await,
    };
    match by {
        Some(by) => {
            playground.moves_clock(by).await;
            Json(json!({ "trouble": null }))
        }
        None => Json(json!({ "trouble": "There is no handoff ahead." })),
    }
}

fn answer(heard: Heard) -> Json<Value> {
    Json(json!({
        "trouble": heard.trouble.map(|trouble| trouble.to_string()),
        "field_errors": heard.field_errors,
    }))
}
