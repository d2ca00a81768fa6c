//! Everything Rota promises, in one test binary. `support/` holds what the tests stand on.

#![allow(clippy::unwrap_used)]

mod api;
mod playground;
mod schedule;
mod store;
mod support;
