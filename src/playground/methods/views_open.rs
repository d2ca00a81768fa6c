//! `views.open`: a modal in front of the person whose trigger this is.

use serde_json::{Map, Value, json};

use super::{Answer, Ask, Refusal};
use crate::playground::blocks::Surface;
use crate::playground::trigger::Trigger;

pub fn call(ask: &mut Ask<'_>) -> Answer {
    let view = read(ask, "views.open", Surface::Modal)?;
    let trigger = exchange_trigger(ask, "views.open")?;
    if ask.state.external_id_is_taken(&view, None) {
        return Err("duplicate_external_id".into());
    }
    let view = ask.state.open_view(&trigger.user, view, false);
    Ok(json!({ "view": ask.state.view_json(&view) }))
}

/// The `view` argument, checked.
pub fn read(ask: &mut Ask<'_>, method: &str, surface: Surface) -> Result<Map<String, Value>, Refusal> {
    let given = ask.arguments.structure("view").ok().flatten().ok_or_else(|| {
        Refusal::new("invalid_arguments")
            .with_messages(&["[ERROR] failed to match all allowed schemas [json-pointer:/view]".to_owned()])
    })?;
    ask.state.read_view(&given, surface).map_err(|(error, messages)| {
        ask.state.breaks_rule(format!("{method} was sent a view Slack refuses: {error} {}", messages.join("; ")));
        if messages.is_empty() { Refusal::new(error) } else { Refusal::new(error).with_messages(&messages) }
    })
}

/// Uses up the trigger that `trigger_id` names.
pub fn exchange_trigger(ask: &mut Ask<'_>, method: &str) -> Result<Trigger, Refusal> {
    let id = ask.arguments.text("trigger_id").or_else(|| ask.arguments.text("interactivity_pointer"));
    let id = id.ok_or_else(|| {
        Refusal::new("invalid_arguments").with_messages(&["[ERROR] missing required field: trigger_id".to_owned()])
    })?;
    let now = ask.state.now();
    let trigger = ask.state.triggers.iter_mut().find(|trigger| trigger.id == id).ok_or("invalid_trigger_id")?;
    if let Err(error) = trigger.exchange(now) {
        ask.state.breaks_rule(format!("{method}: {error}"));
        return Err(error.into());
    }
    Ok(trigger.clone())
}
