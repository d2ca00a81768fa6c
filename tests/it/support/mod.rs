//! What tests stand on: databases, the town with its people, the real program, a browser.

pub mod api;
pub mod browser;
pub mod cable;
pub mod calendars;
pub mod databases;
pub mod eventually;
pub mod everything;
pub mod log;
pub mod manifest;
mod postgres;
pub mod program;
pub mod served;
pub mod town;

/// A client for loopback alone. Reading the system's certificates, as others do, takes longer than most tests.
pub fn plain_http() -> reqwest::Client {
    // Wherever a test runs first, or alone: once is enough for the process.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}
