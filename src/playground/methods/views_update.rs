//! `views.update`: another content for a view that is there, by its id or the app's own; `hash` guards against races.

use serde_json::json;

use super::views_open::read;
use super::{Answer, Ask, Refusal};
use crate::playground::blocks::Surface;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let (id, external_id) = (ask.arguments.text("view_id"), ask.arguments.text("external_id"));
    if id.is_none() && external_id.is_none() {
        return Err(Refusal::new("invalid_arguments")
            .with_messages(&["[ERROR] must provide view_id or external_id".to_owned()]));
    }
    let found = ask.state.find_view(id.as_deref(), external_id.as_deref()).cloned().ok_or("not_found")?;
    let home = found.sent.get("type").is_some_and(|kind| kind == "home");
    let view = read(ask, "views.update", if home { Surface::Home } else { Surface::Modal })?;
    if ask.arguments.text("hash").is_some_and(|hash| hash != found.hash) {
        return Err("hash_conflict".into());
    }
    if ask.state.external_id_is_taken(&view, Some(&found.id)) {
        return Err("duplicate_external_id".into());
    }
    let view = ask.state.update_view(&found.id, view).ok_or("not_found")?;
    Ok(json!({ "view": ask.state.view_json(&view) }))
}
