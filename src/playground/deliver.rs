//! Requests to the app: signed, and given three seconds.

use std::time::Duration;

use axum::body::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::SignedDuration;
use reqwest::header::HeaderMap;
use sha2::Sha256;

use super::{Playground, wait};

/// How long Slack waits for an answer, by the clock.
const PATIENCE: SignedDuration = SignedDuration::from_secs(3);

/// When the clock stands still and the app hangs, this many real seconds end it.
const BACKSTOP: Duration = Duration::from_secs(30);

/// How a raw delivery is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// As Slack does.
    Good,
    /// Rightly, but so long ago.
    Old(SignedDuration),
    /// Rightly, but for a time so far ahead.
    Ahead(SignedDuration),
    /// With a signature that is not one of this body.
    Wrong,
    /// With the secret that was good before [`Playground::rotate_signing_secret`].
    PreviousSecret,
    /// With some other secret.
    Secret(String),
    /// Not at all.
    Missing,
}

/// What is sent to the app.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Such as `/slack/commands`.
    pub path: String,
    pub content_type: &'static str,
    pub body: Bytes,
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub enum Reply {
    Answered { status: u16, headers: HeaderMap, body: Bytes },
    TimedOut,
    Unreachable { reason: &'static str, detail: String },
}

impl Letter {
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        Self {
            path: path.to_owned(),
            content_type: "application/x-www-form-urlencoded",
            body: serde_urlencoded::to_string(fields).unwrap_or_default().into(),
            headers: Vec::new(),
        }
    }

    pub fn json(path: &str, body: &serde_json::Value) -> Self {
        Self {
            path: path.to_owned(),
            content_type: "application/json",
            body: body.to_string().into(),
            headers: Vec::new(),
        }
    }
}

impl Playground {
    /// Sends it, and waits for the answer for three seconds by the clock.
    pub(super) async fn deliver(&self, letter: Letter, seal: &Seal) -> Reply {
        let Some(request) = self.sealed(letter, seal) else {
            return Reply::Unreachable { reason: "connection_failed", detail: "no app is connected".to_owned() };
        };
        let due = self.clock().now() + PATIENCE;
        let answer = async {
            let response = request.send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Ok(Reply::Answered { status, headers, body: response.bytes().await? })
        };
        let answer = tokio::select! {
            answer = answer => answer,
            () = wait::until(self.clock(), due) => return Reply::TimedOut,
            () = tokio::time::sleep(BACKSTOP) => return Reply::TimedOut,
        };
        answer.unwrap_or_else(|error: reqwest::Error| Reply::Unreachable {
            reason: if error.is_redirect() { "too_many_redirects" } else { "connection_failed" },
            detail: error.without_url().to_string(),
        })
    }

    fn sealed(&self, letter: Letter, seal: &Seal) -> Option<reqwest::RequestBuilder> {
        let (base, secret) = {
            let state = self.state();
            let secret = match seal {
                Seal::Secret(secret) => secret.clone(),
                Seal::PreviousSecret => state.app.previous_secret.clone().unwrap_or_default(),
                _ => state.app.signing_secret.clone(),
            };
            (state.app.base.clone()?, secret)
        };
        let now = self.clock().now();
        let signed_at = match seal {
            Seal::Old(by) => now - *by,
            Seal::Ahead(by) => now + *by,
            _ => now,
        };
        let timestamp = signed_at.as_second().to_string();
        let signature = match seal {
            Seal::Wrong => sign(&secret, &timestamp, b"another body"),
            _ => sign(&secret, &timestamp, &letter.body),
        };
        let mut request = self
            .world
            .http
            .post(format!("{base}{}", letter.path))
            .header("content-type", letter.content_type)
            .body(letter.body);
        if *seal != Seal::Missing {
            request = request.header("x-slack-request-timestamp", timestamp).header("x-slack-signature", signature);
        }
        for (name, value) in letter.headers {
            request = request.header(name, value);
        }
        Some(request)
    }

    /// Sends any body to the app, sealed as said; the answer is its HTTP status, or 0 when there was none in time.
    ///
    /// For tests of signatures and limits. `path` is such as `/slack/commands`.
    pub async fn delivers_raw(
        &self,
        path: &str,
        content_type: &'static str,
        body: impl Into<Bytes>,
        seal: Seal,
    ) -> u16 {
        let letter = Letter { path: path.to_owned(), content_type, body: body.into(), headers: Vec::new() };
        match self.deliver(letter, &seal).await {
            Reply::Answered { status, .. } => status,
            Reply::TimedOut | Reply::Unreachable { .. } => 0,
        }
    }
}

/// `v0=` and the hex HMAC-SHA256 of `v0:{timestamp}:{body}`.
fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}
