//! `/oncall help`: what can be typed.

use super::Usage;
use crate::slack::messages::{Rendered, help};

/// Help's own line.
pub const USAGE: Usage = Usage { typed: "/oncall help", answer: "this list" };

/// Answers.
pub fn run() -> Rendered {
    help()
}
