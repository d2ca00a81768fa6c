//! What tests stand on: databases, the town with its people, the real program, a browser.

pub mod api;
pub mod browser;
pub mod cable;
pub mod calendars;
pub mod databases;
pub mod eventually;
pub mod manifest;
mod postgres;
pub mod program;
pub mod served;
pub mod town;
