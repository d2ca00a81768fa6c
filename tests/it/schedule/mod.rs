//! The schedule engine: who is on call when.
//!
//! Stories are told in the text form of [`picture`] and drawn as rows. [`conformance`] replays what the reference system
//! answered; [`properties`] look for what no story thought of.

pub mod conformance;
mod daylight;
mod levels;
mod moments;
pub mod picture;
mod properties;
mod rotations;
mod rules;
mod swaps;
mod turns;
