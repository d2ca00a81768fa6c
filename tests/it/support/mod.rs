//! What tests stand on: databases, and the town with its people.

pub mod api;
pub mod databases;
pub mod manifest;
mod postgres;
pub mod town;
