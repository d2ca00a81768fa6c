//! Everything Rota promises, in one test binary.

#![allow(clippy::unwrap_used)]

mod schedule;
