//! What must hold for every schedule. A case that was found becomes a named test in the story it belongs to.

mod any;
mod comparisons;
mod exports;
mod extremes;
mod intervals;
mod moments;
mod naive;
mod recurrences;
mod rotations;
mod timelines;
mod turns;
mod zones;

use proptest::test_runner::Config;

/// So many cases, and no files left behind.
fn cases(number: u32) -> Config {
    Config { cases: number, failure_persistence: None, ..Config::default() }
}
