//! What tests stand on: databases, and the town with its people.

pub mod databases;
mod postgres;
pub mod town;
