//! Which scopes a token has. Slack says so in a header of every answer, which the library does not show, so this one call is
//! made by hand.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::http::{Request, header};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use super::{Answer, CallError, PATIENCE, SlackApi};

const SCOPES: &str = "x-oauth-scopes";

impl SlackApi {
    /// Asks which scopes the bot token has, for [`has_scope`](Self::has_scope) (`auth.test`).
    pub async fn read_scopes(&self) -> Answer<()> {
        let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build(super::https());
        let request = Request::post(format!("{}/auth.test", self.base))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token.token_value.0))
            .body(Full::default())
            .map_err(|_| CallError::Unreachable("the address is no address".to_owned()))?;
        let answer = tokio::time::timeout(PATIENCE, client.request(request)).await;
        let Ok(Ok(answer)) = answer else { return Err(CallError::Unreachable("no connection".to_owned())) };
        let said = answer.headers().get(SCOPES).and_then(|scopes| scopes.to_str().ok());
        let scopes: Option<BTreeSet<String>> =
            said.map(|said| said.split(',').map(|scope| scope.trim().to_owned()).collect());
        *self.scopes.write().unwrap_or_else(std::sync::PoisonError::into_inner) = scopes;
        Ok(())
    }

    /// Whether the bot token has a scope; `None` when that was not found out.
    pub fn has_scope(&self, scope: &str) -> Option<bool> {
        let scopes = self.scopes.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        scopes.as_ref().map(|scopes| scopes.contains(scope))
    }
}
