//! Rota keeps an on-call rotation in Slack and speaks Grafana OnCall's schedule API.
//!
//! `ARCHITECTURE.md` is the map of this house; `tests/it/architecture.rs` keeps imports pointing one way.

pub mod api;
pub mod clock;
pub mod ids;
pub mod schedule;
pub mod store;
pub mod usecases;
