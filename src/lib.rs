//! Rota keeps an on-call rotation in Slack and speaks Grafana OnCall's schedule API.
//!
//! `ARCHITECTURE.md` is the map of this house; `tests/it/architecture.rs` keeps imports pointing one way.

pub mod api;
pub mod app;
pub mod clock;
pub mod config;
pub mod feeds;
pub mod ical;
pub mod ids;
pub mod playground;
pub mod schedule;
pub mod slack;
pub mod store;
pub mod usecases;
pub mod worker;

/// A page of schedules and a year of a calendar are thousands of short texts and one long one. With glibc's allocator a calendar
/// takes a sixth to nearly half as long again (`benches/calendar_server.rs`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
