//! Calling Slack's Web API: one call at a time, never longer than ten seconds, with what can go wrong in four kinds.
//!
//! Rate control is not done here but where work is claimed (`store::pace`), so that replicas share it and a wait never
//! happens inside a call.

mod channels;
mod files;
mod groups;
mod lists;
mod messages;
mod scopes;
mod views;

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use hyper_util::client::legacy::connect::HttpConnector;
use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use slack_morphism::errors::SlackClientError;
use slack_morphism::hyper_tokio::SlackClientHyperHttpsConnector;
use slack_morphism::{SlackApiToken, SlackApiTokenType, SlackApiTokenValue, SlackClient};

pub use files::File;
pub use lists::Identity;
pub use messages::{Outgoing, Posted, Search};

/// How long one call may take. The library has no limit of its own.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait when Slack says "too many" and not how long.
const UNSAID_WAIT: SignedDuration = SignedDuration::from_secs(30);

/// The Web API as one token sees it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SlackApi {
    client: Arc<SlackClient<SlackClientHyperHttpsConnector>>,
    /// Where the methods are, without a slash at its end.
    base: Arc<str>,
    token: SlackApiToken,
    /// Edits user groups in workspaces where only admins may.
    admin: Option<SlackApiToken>,
    /// What Slack said of the token's scopes.
    scopes: Arc<RwLock<Option<BTreeSet<String>>>>,
    /// Lists of which some pages are still to be read.
    unread: lists::Unread,
}

/// Why a call did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Slack wants us to wait this long before the method is called again. Nothing was done.
    #[error("Slack asks to wait {} s", after.as_secs())]
    RateLimited {
        /// How long.
        after: SignedDuration,
    },
    /// Slack answered with this word, and nothing was done.
    #[error("Slack answers {0}")]
    Refused(String),
    /// Slack could not be reached, so nothing was done.
    #[error("Slack cannot be reached: {0}")]
    Unreachable(String),
    /// No answer, or one that says nothing: it may have been done.
    #[error("Slack gave no usable answer: {0}")]
    Unanswered(String),
}

impl CallError {
    /// Slack's words for troubles of its own, which pass.
    const PASSING: [&str; 8] = [
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "update_failed",
    ];
    /// Slack's words for a token that is not good (any more), or lacks a scope: whoever runs Rota must act.
    const TOKEN: [&str; 8] = [
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "no_permission",
        "org_login_required",
    ];

    /// Slack's word, when it refused for good: trying again does not help, and neither does another token.
    pub fn final_refusal(&self) -> Option<&str> {
        match self {
            Self::Refused(word) if !Self::PASSING.contains(&word.as_str()) && !Self::TOKEN.contains(&word.as_str()) => {
                Some(word)
            }
            _ => None,
        }
    }
}

type Answer<T> = Result<T, CallError>;

impl SlackApi {
    /// Speaks with `token` to the Web API at `base` (`https://slack.com/api`, or the playground's). `admin` is used for
    /// user groups when it is given.
    ///
    /// # Panics
    /// Never in practice: TLS with the built-in roots and provider can always be set up.
    pub fn new(base: &str, token: &str, admin: Option<&str>) -> Self {
        let base = base.trim_end_matches('/');
        let connector = SlackClientHyperHttpsConnector::with_connector(https()).with_slack_api_url(base);
        Self {
            client: Arc::new(SlackClient::new(connector)),
            base: base.into(),
            token: bearer(token, SlackApiTokenType::Bot),
            admin: admin.map(|admin| bearer(admin, SlackApiTokenType::User)),
            scopes: Arc::default(),
            unread: lists::Unread::default(),
        }
    }

    /// The token that edits user groups.
    fn group_token(&self) -> &SlackApiToken {
        self.admin.as_ref().unwrap_or(&self.token)
    }

    async fn get<T>(&self, method: &str, arguments: &[(&str, String)]) -> Answer<T>
    where
        T: DeserializeOwned + Send,
    {
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, Some(value))).collect();
        let session = self.client.open_session(&self.token);
        within_patience(session.http_session_api.http_get(method, &arguments, None)).await
    }

    async fn post<B, T>(&self, token: &SlackApiToken, method: &str, body: &B) -> Answer<T>
    where
        B: Serialize + Send + Sync,
        T: DeserializeOwned + Send,
    {
        let session = self.client.open_session(token);
        within_patience(session.http_session_api.http_post(method, body, None)).await
    }

    /// Posts an answer to a `response_url`, which needs no token.
    pub async fn respond<B: Serialize + Send + Sync>(&self, url: &str, body: &B) -> Answer<()> {
        let url = url.parse().map_err(|_| CallError::Refused("invalid_url".to_owned()))?;
        let session = self.client.open_session(&self.token);
        let answer: Answer<serde_json::Value> =
            within_patience(session.http_session_api.http_post_uri(url, body, None)).await;
        answer.map(drop)
    }
}

/// Connects with TLS wherever the address says so.
fn https() -> hyper_rustls::HttpsConnector<HttpConnector> {
    hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .expect("the ring provider supports the default TLS versions")
        .https_or_http()
        .enable_all_versions()
        .build()
}

fn bearer(token: &str, kind: SlackApiTokenType) -> SlackApiToken {
    SlackApiToken::new(SlackApiTokenValue::new(token.to_owned())).with_token_type(kind)
}

async fn within_patience<T>(call: impl Future<Output = Result<T, SlackClientError>>) -> Answer<T> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(answer) => answer.map_err(|error| what_went_wrong(&error)),
        Err(_) => Err(CallError::Unanswered(format!("nothing within {} s", PATIENCE.as_secs()))),
    }
}

/// The library's error as one of ours. Bodies are left out: they may hold what is nobody's business.
fn what_went_wrong(error: &SlackClientError) -> CallError {
    match error {
        SlackClientError::ApiError(error) if CallError::PASSING[..3].contains(&error.code.as_str()) => {
            CallError::RateLimited { after: UNSAID_WAIT }
        }
        SlackClientError::ApiError(error) => CallError::Refused(error.code.clone()),
        SlackClientError::RateLimitError(error) => {
            let said = error.retry_after.and_then(|after| SignedDuration::try_from(after).ok());
            CallError::RateLimited { after: said.unwrap_or(UNSAID_WAIT).max(SignedDuration::from_secs(1)) }
        }
        SlackClientError::HttpError(error) => {
            CallError::Unanswered(format!("HTTP status {}", error.status_code.as_u16()))
        }
        SlackClientError::HttpProtocolError(error) => {
            let cause =
                error.cause.as_deref().and_then(|cause| cause.downcast_ref::<hyper_util::client::legacy::Error>());
            match cause {
                Some(cause) if cause.is_connect() => CallError::Unreachable("no connection".to_owned()),
                _ => CallError::Unanswered("the connection broke".to_owned()),
            }
        }
        SlackClientError::ProtocolError(_) => CallError::Unanswered("not the JSON that was expected".to_owned()),
        SlackClientError::EndOfStream(_)
        | SlackClientError::SystemError(_)
        | SlackClientError::SocketModeProtocolError(_) => CallError::Unanswered("the call broke off".to_owned()),
    }
}
