//! The page to type and click in, at `/`, and the endpoints under `/playground/` that it is made with.
//!
//! `picture` is what one person sees of one place; `hands` is what they do; `spans` is text ready to be shown without
//! any markup in it. The page itself is in the files beside, without a build step and without anything from a network.

mod hands;
mod picture;
mod spans;

use axum::Router;
use axum::extract::State as Given;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::Playground;

/// Nothing but the page's own files runs, and only this machine's pictures are shown.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: http://127.0.0.1:* http://localhost:*; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// The page and its endpoints.
pub fn routes() -> Router<Playground> {
    Router::new()
        .route("/", get(|| async { file(HTML, include_str!("index.html")) }))
        .route("/playground/page.css", get(|| async { file(CSS, include_str!("page.css")) }))
        .route("/playground/blocks.css", get(|| async { file(CSS, include_str!("blocks.css")) }))
        .route("/playground/page.js", get(|| async { file(JS, include_str!("page.js")) }))
        .route("/playground/blocks.js", get(|| async { file(JS, include_str!("blocks.js")) }))
        .route("/playground/controls.js", get(|| async { file(JS, include_str!("controls.js")) }))
        .route("/playground/modal.js", get(|| async { file(JS, include_str!("modal.js")) }))
        .route("/playground/state", get(picture::show))
        .route("/playground/type", post(hands::types))
        .route("/playground/click", post(hands::clicks))
        .route("/playground/options", post(hands::asks_for_options))
        .route("/playground/submit", post(hands::submits))
        .route("/playground/close", post(hands::closes))
        .route("/playground/home", post(hands::opens_home))
        .route("/playground/shortcut", post(hands::uses_shortcut))
        .route("/playground/clock", post(hands::moves_clock))
        .route("/playground/files/{id}", get(super::file::download))
        .route("/playground/transcript", get(transcript))
}

fn file(content_type: &'static str, content: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, content).into_response()
}

/// `GET /playground/transcript`: what was said, as plain text.
async fn transcript(Given(playground): Given<Playground>) -> String {
    let lines: Vec<String> = playground.transcript().iter().map(|entry| format!("{} {entry}", entry.at)).collect();
    lines.join("\n")
}
