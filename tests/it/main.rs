//! Everything Rota promises, in one test binary.

// `expect-test` writes its pictures with hashes.
#![allow(clippy::unwrap_used, clippy::needless_raw_string_hashes)]

mod schedule;
