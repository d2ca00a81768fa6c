//! Block Kit as Slack checks it: which blocks and elements there are, what each must and may hold, and how long.
//!
//! `shapes` says what is allowed, `walk` compares, `views` adds what holds for modals and the App Home. Findings are
//! worded as Slack words them, with a JSON pointer to the place.

mod elements;
mod findings;
mod shapes;
mod views;
mod walk;

use serde_json::Value;

use self::findings::Findings;
pub use self::shapes::Surface;
pub use self::views::{WrongView, check_view};

/// The blocks of a message, or what is wrong with them.
pub fn check_message_blocks(given: &Value) -> Result<Vec<Value>, Vec<String>> {
    let mut findings = Findings::default();
    let blocks = walk::blocks(given, "/blocks", Surface::Message, &mut findings);
    findings.into_result(blocks)
}

/// How many characters all texts in these blocks have together.
pub fn length_of_texts(blocks: &[Value]) -> usize {
    blocks.iter().map(length_within).sum()
}

fn length_within(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(length_within).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| match value {
                Value::String(text) if name == "text" => text.chars().count(),
                other => length_within(other),
            })
            .sum(),
        _ => 0,
    }
}
