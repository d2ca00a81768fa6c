//! The schedule engine: who is on call when.
//!
//! Stories in [`levels`], [`rotations`], [`daylight`], [`swaps`] and [`moments`] are told in the text form of [`picture`] and
//! drawn as rows. [`conformance`] replays what the reference system answered; [`properties`] try to break the rules.

mod conformance;
mod daylight;
mod levels;
mod moments;
mod picture;
mod rotations;
mod swaps;
