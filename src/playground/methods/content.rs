//! What a message may hold: text, blocks, metadata. Shared by the methods that post and update.

use serde_json::{Value, json};

use super::{Ask, Refusal};
use crate::playground::blocks::{check_message_blocks, length_of_texts};

/// Slack cuts a text that is longer than this.
const LONGEST_TEXT: usize = 40_000;

/// Slack has been seen to refuse blocks that hold more than this.
const LONGEST_BLOCKS: usize = 13_200;

/// Slack's limit for metadata.
const LARGEST_METADATA: usize = 8_000;

/// The content of a call, checked.
pub struct Content {
    pub text: String,
    pub blocks: Vec<Value>,
    pub attachments: Option<Value>,
    pub metadata: Option<Value>,
    pub was_cut: bool,
}

impl Content {
    /// Reads it, or refuses in Slack's words. Without any of text, blocks and attachments it is `no_text`.
    pub fn read(ask: &mut Ask<'_>, method: &str) -> Result<Self, Refusal> {
        let blocks = match ask.arguments.structure("blocks").map_err(|()| Refusal::new("invalid_blocks_format"))? {
            None => Vec::new(),
            Some(given) => check_message_blocks(&given).map_err(|messages| {
                ask.state.breaks_rule(format!("{method} was sent blocks Slack refuses: {}", messages.join("; ")));
                Refusal::new("invalid_blocks").with("errors", json!(messages)).with_messages(&messages)
            })?,
        };
        if length_of_texts(&blocks) > LONGEST_BLOCKS {
            ask.state.breaks_rule(format!("{method} was sent blocks with more than {LONGEST_BLOCKS} characters"));
            return Err("msg_blocks_too_long".into());
        }
        let attachments = ask.arguments.structure("attachments").map_err(|()| Refusal::new("invalid_attachments"))?;
        if attachments.as_ref().and_then(Value::as_array).is_some_and(|list| list.len() > 100) {
            return Err("too_many_attachments".into());
        }
        let markdown = ask.arguments.text("markdown_text");
        let mut text = ask.arguments.text("text").unwrap_or_default();
        if let Some(markdown) = markdown {
            if !text.is_empty() || !blocks.is_empty() {
                return Err("markdown_text_conflict".into());
            }
            text = markdown;
        }
        if text.trim().is_empty() && blocks.is_empty() && attachments.is_none() {
            return Err("no_text".into());
        }
        if text.trim().is_empty() {
            ask.state.breaks_rule(format!(
                "{method} had blocks but no `text`, which is all a screen reader or notification says"
            ));
        }
        let was_cut = text.chars().count() > LONGEST_TEXT;
        if was_cut {
            ask.state.breaks_rule(format!("{method} was sent a text of more than {LONGEST_TEXT} characters"));
            text = text.chars().take(LONGEST_TEXT).collect();
        }
        if has_date_without_fallback(&json!([text, blocks])) {
            ask.state.breaks_rule(format!("{method} wrote a date without a fallback: `<!date^…^…|fallback>`"));
        }
        Ok(Self { text, blocks, attachments, metadata: metadata(ask)?, was_cut })
    }
}

/// Slack shows a date token without a fallback as it stands.
fn has_date_without_fallback(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            let is_bare = |token: &str| token.split('>').next().is_some_and(|token| !token.contains('|'));
            text.split("<!date^").skip(1).any(is_bare)
        }
        Value::Array(items) => items.iter().any(has_date_without_fallback),
        Value::Object(fields) => fields.values().any(has_date_without_fallback),
        _ => false,
    }
}

/// `{"event_type": "…", "event_payload": {…}}`, or `{}` to clear it.
fn metadata(ask: &Ask<'_>) -> Result<Option<Value>, Refusal> {
    let Some(given) = ask.arguments.structure("metadata").map_err(|()| Refusal::new("invalid_metadata_format"))? else {
        return Ok(None);
    };
    let fields = given.as_object().ok_or("invalid_metadata_format")?;
    if fields.is_empty() {
        return Ok(Some(given));
    }
    let named = fields.get("event_type").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
    if !named || !fields.get("event_payload").is_some_and(Value::is_object) {
        return Err("invalid_metadata_format".into());
    }
    if given.to_string().len() > LARGEST_METADATA {
        return Err("metadata_too_large".into());
    }
    Ok(Some(given))
}
