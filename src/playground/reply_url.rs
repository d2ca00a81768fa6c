//! `response_url`: five answers within thirty minutes, without a token.

use axum::body::Bytes;
use axum::extract::{Path, State as Given};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::Playground;
use super::blocks::check_message_blocks;
use super::message::Message;
use super::state::State;

const USES: u8 = 5;
const LIFE: SignedDuration = SignedDuration::from_mins(30);

/// A `response_url` that was handed out.
#[derive(Debug, Clone)]
pub struct ReplyUrl {
    pub id: String,
    pub channel: String,
    pub user: String,
    /// The message whose button was clicked, which can be replaced or deleted.
    pub source: Option<String>,
    pub made: Timestamp,
    pub left: u8,
}

impl State {
    /// Hands out the path of a new `response_url`.
    pub fn new_reply_url(&mut self, channel: &str, user: &str, source: Option<&str>) -> String {
        let id = format!("{:06}", self.serial());
        let path = format!("/commands/{}/{id}", self.team);
        self.reply_urls.push(ReplyUrl {
            id,
            channel: channel.to_owned(),
            user: user.to_owned(),
            source: source.map(str::to_owned),
            made: self.now(),
            left: USES,
        });
        path
    }

    fn use_reply_url(&mut self, id: &str) -> Result<ReplyUrl, (StatusCode, &'static str)> {
        let now = self.now();
        let Some(url) = self.reply_urls.iter_mut().find(|url| url.id == id) else {
            return Err((StatusCode::NOT_FOUND, "invalid_url"));
        };
        if now.duration_since(url.made) > LIFE {
            return Err((StatusCode::NOT_FOUND, "expired_url"));
        }
        if url.left == 0 {
            return Err((StatusCode::NOT_FOUND, "used_url"));
        }
        url.left -= 1;
        Ok(url.clone())
    }

    /// Carries out what the app answers to a command or a click, in place or later.
    pub fn reply(&mut self, to: &ReplyUrl, answer: &Map<String, Value>) -> Result<(), String> {
        let source = to.source.clone().filter(|ts| self.message(&to.channel, ts).is_some());
        if answer.get("delete_original").and_then(Value::as_bool) == Some(true) {
            let ts = source.ok_or("there is no original message to delete")?;
            self.remove_message(&to.channel, &ts);
            return Ok(());
        }
        let text = answer.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let blocks = match answer.get("blocks") {
            None | Some(Value::Null) => Vec::new(),
            Some(given) => {
                check_message_blocks(given).map_err(|wrong| format!("invalid_blocks: {}", wrong.join("; ")))?
            }
        };
        if text.is_empty() && blocks.is_empty() && !answer.contains_key("attachments") {
            return Err("no_text".to_owned());
        }
        if text.is_empty() {
            self.breaks_rule(
                "an answer to a command or a click had blocks but no `text`, which is all a screen reader says",
            );
        }
        let metadata = answer.get("metadata").cloned();
        if let Some(ts) = source.filter(|_| answer.get("replace_original").and_then(Value::as_bool) == Some(true)) {
            self.edit_message(&to.channel, &ts, |message| {
                message.text = text;
                message.blocks = blocks;
                message.metadata = metadata.or(message.metadata.take());
            });
            return Ok(());
        }
        let public = answer.get("response_type").and_then(Value::as_str) == Some("in_channel");
        let message = Message {
            channel: to.channel.clone(),
            user: self.app.user.clone(),
            by_app: true,
            text,
            blocks,
            metadata,
            attachments: answer.get("attachments").cloned(),
            thread: answer.get("thread_ts").and_then(Value::as_str).map(str::to_owned),
            only_for: (!public).then(|| to.user.clone()),
            ..Message::default()
        };
        self.post(message);
        Ok(())
    }
}

/// `POST /commands/{team}/{id}`.
pub async fn receive(
    Given(playground): Given<Playground>,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let json_type = headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"));
    let answer: Option<Map<String, Value>> = if json_type { serde_json::from_slice(&body).ok() } else { None };
    playground.change(|state| {
        let Some(answer) = answer else {
            state.breaks_rule("a response_url was sent something other than a JSON object with its content type");
            return (StatusCode::BAD_REQUEST, "invalid_payload").into_response();
        };
        let url = match state.use_reply_url(&id) {
            Ok(url) => url,
            Err((status, error)) => {
                state.breaks_rule(format!("a response_url was used and is not good any more: {error}"));
                return (status, axum::Json(json!({ "ok": false, "error": error }))).into_response();
            }
        };
        match state.reply(&url, &answer) {
            Ok(()) => axum::Json(json!({ "ok": true })).into_response(),
            Err(error) => {
                state.breaks_rule(format!("a response_url was sent a message Slack refuses: {error}"));
                let word = error.split(':').next().unwrap_or_default().to_owned();
                (StatusCode::BAD_REQUEST, axum::Json(json!({ "ok": false, "error": word }))).into_response()
            }
        }
    })
}
