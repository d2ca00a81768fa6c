//! `/oncall help`, made from the usage lines of the commands, so it cannot fall behind them.

use super::{Rendered, cut, section};
use crate::slack::commands::USAGES;

/// What can be typed.
pub fn help() -> Rendered {
    let lines: Vec<_> = USAGES.iter().map(|usage| format!("• `{}` {}", usage.typed, usage.answer)).collect();
    let said = format!("I know who is on call. Type:\n{}", lines.join("\n"));
    Rendered { text: cut(&said, super::TEXT_LIMIT), blocks: vec![section(&said)] }
}
