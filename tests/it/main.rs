//! Everything Rota promises, in one test binary. `support/` holds what the tests stand on.

#![allow(clippy::unwrap_used)]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod api;
mod architecture;
mod conversations;
mod demo;
mod documents;
mod feeds;
mod ical;
mod ledger;
mod manifest;
mod pictures;
mod playground;
mod schedule;
mod serving;
mod store;
mod support;
mod tour;
mod usecases;
