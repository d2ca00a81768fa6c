//! Lists in pages: a limit and a cursor that means nothing to anybody but the playground.

use serde_json::{Value, json};

use super::{Ask, Refusal};

/// A part of a list, and the cursor of the next part (empty at the end).
pub struct Page<T> {
    pub items: Vec<T>,
    next: String,
}

impl<T> Page<T> {
    /// The part of `all` that the call asks for. `default` holds when it names no limit; `None` is all there is.
    pub fn of(all: Vec<T>, ask: &Ask<'_>, default: Option<usize>, most: usize) -> Result<Self, Refusal> {
        let asked = ask.arguments.number("limit").map_err(|()| Refusal::new("invalid_limit"))?;
        let limit = match asked {
            Some(limit) if limit > most => return Err("invalid_limit".into()),
            Some(0) | None => default.unwrap_or(usize::MAX),
            Some(limit) => limit,
        };
        let start = match ask.arguments.text("cursor") {
            Some(cursor) => read(&cursor).filter(|&start| start <= all.len()).ok_or("invalid_cursor")?,
            None => 0,
        };
        let more = all.len() > start.saturating_add(limit);
        let next = if more { write(start + limit) } else { String::new() };
        Ok(Self { items: all.into_iter().skip(start).take(limit).collect(), next })
    }

    pub fn response_metadata(&self) -> Value {
        json!({ "next_cursor": self.next })
    }

    pub fn has_more(&self) -> bool {
        !self.next.is_empty()
    }
}

/// Ends in `=`, as Slack's do, so that a client that forgets to encode it is found out.
fn write(start: usize) -> String {
    format!("{}=", hex::encode(format!("next:{start}")))
}

fn read(cursor: &str) -> Option<usize> {
    let bytes = hex::decode(cursor.strip_suffix('=')?).ok()?;
    String::from_utf8(bytes).ok()?.strip_prefix("next:")?.parse().ok()
}
