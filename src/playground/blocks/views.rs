//! What holds for modals and the App Home beside their blocks.

use serde_json::Value;

use super::findings::Findings;
use super::shapes::Surface;
use super::walk;

const LARGEST_VIEW: usize = 250_000;

/// Why a view is refused.
#[derive(Debug)]
pub enum WrongView {
    /// More than 250 KB.
    TooLarge,
    /// What is wrong with it.
    Invalid(Vec<String>),
}

/// Checks a view that is to be opened (`modal`) or published (`home`).
pub fn check_view(view: &Value, surface: Surface) -> Result<(), WrongView> {
    if view.to_string().len() > LARGEST_VIEW {
        return Err(WrongView::TooLarge);
    }
    let mut findings = Findings::default();
    let Some(fields) = walk::object(view, "/view", &mut findings) else {
        return findings.into_result(()).map_err(WrongView::Invalid);
    };
    let kind = if surface == Surface::Home { "home" } else { "modal" };
    if fields.get("type").and_then(Value::as_str) != Some(kind) {
        findings.add(format!("must be of type {kind}"), "/view/type");
    }
    let blocks = fields.get("blocks").unwrap_or(&Value::Null);
    walk::blocks(blocks, "/view/blocks", surface, &mut findings);
    for (name, value) in fields {
        let at = format!("/view/{name}");
        match (name.as_str(), surface) {
            ("type" | "blocks", _) => {}
            ("title" | "close" | "submit", Surface::Modal) => walk::text_object(value, 24, true, &at, &mut findings),
            ("private_metadata", _) => walk::text(value, 0, 3000, &at, &mut findings),
            ("callback_id" | "external_id", _) => walk::text(value, 0, 255, &at, &mut findings),
            ("clear_on_close" | "notify_on_close" | "submit_disabled", _) => {
                if !value.is_boolean() {
                    findings.add("must provide a boolean", &at);
                }
            }
            _ => findings.add(format!("invalid additional property: {name}"), "/view"),
        }
    }
    if surface == Surface::Modal {
        if !fields.contains_key("title") {
            findings.add("missing required field: title", "/view");
        }
        let has_inputs = blocks.as_array().is_some_and(|list| list.iter().any(|block| block["type"] == "input"));
        if has_inputs && !fields.contains_key("submit") {
            findings.add("must provide a submit element when an input block is present", "/view");
        }
    }
    findings.into_result(()).map_err(WrongView::Invalid)
}
