//! Modals: filling in, submitting and closing them, and what the app may answer to that.

use serde_json::{Map, Value, json};

use super::Playground;
use super::blocks::Surface;
use super::clicks::is_called;
use super::state::State;
use super::transcript::{Entry, Heard, Place, Trouble, What};
use super::values;
use super::view::{HIGHEST_STACK, View};

impl Playground {
    /// A person fills in fields of the modal in front of them and submits it. `modal` is its callback id or title (or
    /// empty: whichever is on top); each value goes to the field whose action id, block id or label is named.
    ///
    /// Values are written as a person means them: an option by its value or label, a person as `@bob`, a channel as
    /// `#payments`, a date as `2026-03-02`, a time as `09:00`, a moment as `2026-03-02T09:00` (in their zone), with `Z`
    /// or in Unix seconds; several with commas; nothing to empty the field. Fields that are not named keep what they hold.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn submits(&self, handle: &str, modal: &str, fields: &[(&str, &str)]) -> Heard {
        let prepared = self.change(|state| {
            let user = state.known(handle)?;
            state.fill_in(&user, modal, fields)?;
            Ok(user)
        });
        match prepared {
            Ok(user) => self.submits_what_is_there(&user).await,
            Err(trouble) => Heard::trouble(trouble),
        }
    }

    /// Fills in fields of a view by block id and action id: `{"block": {"action": "text"}}`. What is not there or
    /// does not fit is left out.
    pub(super) fn fills_in_by_id(&self, handle: &str, view: &str, values: &Map<String, Value>) {
        self.change(|state| {
            let Ok(user) = state.known(handle) else { return };
            let Some(view) = state.find_view(Some(view), None).filter(|view| view.user == user).cloned() else {
                return;
            };
            for block in view.blocks() {
                for element in values::elements(block) {
                    let ids = (block["block_id"].as_str(), element["action_id"].as_str());
                    let (Some(block_id), Some(action_id)) = ids else { continue };
                    let text = values.get(block_id).and_then(|actions| actions[action_id].as_str());
                    if let Some(Ok(chosen)) = text.map(|text| state.chosen(&user, element, text)) {
                        state.remember(&view, block, element, &chosen);
                    }
                }
            }
        });
    }

    /// Submits the modal in front of somebody with what it holds.
    pub(super) async fn submits_what_is_there(&self, user: &str) -> Heard {
        let start = self.transcript_length();
        let prepared = self.change(|state| {
            let view = state.top_view(user).cloned();
            let view = view.ok_or_else(|| Trouble::NotThere("there is no modal in front of them".to_owned()))?;
            let missing = unanswered(&view);
            if !missing.is_empty() {
                return Err(Trouble::NotThere(format!("please fill in: {}", missing.join(", "))));
            }
            let mut payload = state.payload("view_submission", user, Some(&view.id));
            payload.insert("view".to_owned(), state.view_json(&view));
            payload.insert("response_urls".to_owned(), json!([]));
            Ok((payload, view.id))
        });
        let (payload, view) = match prepared {
            Ok(prepared) => prepared,
            Err(trouble) => return Heard::trouble(trouble),
        };
        let mut heard = self.interacts(payload).await;
        if heard.trouble.is_none() {
            let body = heard.body.clone();
            if let Err(why) = self.change(|state| answer_submission(state, user, &view, &body, &mut heard)) {
                self.change(|state| state.breaks_rule(format!("a modal was answered with what Slack refuses: {why}")));
                heard.trouble = Some(Trouble::BadAnswer(why));
            }
        }
        heard.entries = self.entries_since(start);
        heard
    }

    /// A person closes the modal in front of them; the app is told if it asked to be.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn closes_modal(&self, handle: &str) -> Heard {
        let prepared = self.change(|state| {
            let user = state.known(handle)?;
            let view = state.views.stacks.get_mut(&user).and_then(Vec::pop);
            let view = view.ok_or_else(|| Trouble::NotThere("there is no modal in front of them".to_owned()))?;
            if !view.flag("notify_on_close") {
                return Ok(None);
            }
            let mut payload = state.payload("view_closed", &user, None);
            payload.remove("trigger_id");
            payload.insert("view".to_owned(), state.view_json(&view));
            payload.insert("is_cleared".to_owned(), json!(false));
            Ok(Some(payload))
        });
        match prepared {
            Ok(None) => Heard::default(),
            Ok(Some(payload)) => self.interacts(payload).await,
            Err(trouble) => Heard::trouble(trouble),
        }
    }

    /// The modal in front of a person, as Slack would give it; `None` when there is none.
    pub fn modal_of(&self, handle: &str) -> Option<Value> {
        let state = self.state();
        let user = state.person_called(handle)?.id.clone();
        state.top_view(&user).map(|view| state.view_json(view))
    }

    /// The App Home of a person, as Slack would give it; `None` before the app drew it.
    pub fn home_of(&self, handle: &str) -> Option<Value> {
        let state = self.state();
        let user = state.person_called(handle)?.id.clone();
        state.views.homes.get(&user).map(|view| state.view_json(view))
    }
}

impl State {
    /// Fills in fields of the modal in front of somebody.
    fn fill_in(&mut self, user: &str, modal: &str, fields: &[(&str, &str)]) -> Result<(), Trouble> {
        let view = self.top_view(user).cloned();
        let view = view.ok_or_else(|| Trouble::NotThere("there is no modal in front of them".to_owned()))?;
        if !modal.is_empty() && view.callback_id() != modal && view.title() != modal {
            let there = format!("{} ({})", view.title(), view.callback_id());
            return Err(Trouble::NotThere(format!("the modal in front of them is not {modal} but {there}")));
        }
        for (name, text) in fields {
            let controls: Vec<(&Value, &Value)> = view
                .blocks()
                .iter()
                .flat_map(|block| values::elements(block).map(move |element| (block, element)))
                .collect();
            let found = controls.iter().find(|(block, element)| is_called(block, element, name));
            let Some((block, element)) = found else {
                let there: Vec<&str> =
                    controls.iter().filter_map(|(_, element)| element["action_id"].as_str()).collect();
                return Err(Trouble::NotThere(format!("there is no field {name}; there are: {}", there.join(", "))));
            };
            let chosen = self.chosen(user, element, text).map_err(Trouble::NotThere)?;
            self.remember(&view, block, element, &chosen);
        }
        Ok(())
    }
}

/// The labels of fields that must be filled in and are not: Slack does not let them through.
fn unanswered(view: &View) -> Vec<String> {
    let empty = |block: &&Value| {
        let held = values::elements(block).next().map(|element| {
            let value = &view.values.get(block["block_id"].as_str().unwrap_or_default()).unwrap_or(&Value::Null)
                [element["action_id"].as_str().unwrap_or_default()];
            let key = values::value_key(element["type"].as_str().unwrap_or_default()).unwrap_or("value");
            value[key].clone()
        });
        match held {
            Some(Value::String(text)) => text.is_empty(),
            Some(Value::Array(items)) => items.is_empty(),
            Some(Value::Null) => true,
            _ => false,
        }
    };
    let inputs = view.blocks().iter().filter(|block| block["type"] == "input" && block["optional"] != true);
    let label = |block: &Value| block["label"]["text"].as_str().unwrap_or_default().to_owned();
    inputs.filter(empty).map(label).collect()
}

/// Nothing closes the modal; otherwise `response_action` says what happens.
fn answer_submission(state: &mut State, user: &str, view: &str, body: &str, heard: &mut Heard) -> Result<(), String> {
    if body.trim().is_empty() {
        close(state, user, view);
        return Ok(());
    }
    let answer: Value = serde_json::from_str(body).map_err(|_| "the body is not JSON".to_owned())?;
    let Some(fields) = answer.as_object() else { return Err("the body is not an object".to_owned()) };
    if fields.is_empty() {
        close(state, user, view);
        return Ok(());
    }
    match answer["response_action"].as_str() {
        Some("clear") => {
            state.views.stacks.remove(user);
            Ok(())
        }
        Some("errors") => mark_errors(state, view, &answer["errors"], heard),
        Some(action @ ("update" | "push")) => show(state, user, view, action == "push", &answer["view"]),
        other => Err(format!("response_action is {other:?}")),
    }
}

fn close(state: &mut State, user: &str, view: &str) {
    let stack = state.views.stacks.entry(user.to_owned()).or_default();
    stack.retain(|kept| kept.id != view);
}

fn show(state: &mut State, user: &str, view: &str, on_top: bool, given: &Value) -> Result<(), String> {
    let sent: Map<String, Value> = state
        .read_view(given, Surface::Modal)
        .map_err(|(error, messages)| format!("{error} {}", messages.join("; ")))?;
    if !on_top {
        state.update_view(view, sent);
        return Ok(());
    }
    if state.views.stacks.get(user).map_or(0, Vec::len) >= HIGHEST_STACK {
        return Err("push_limit_reached".to_owned());
    }
    state.open_view(user, sent, true);
    Ok(())
}

fn mark_errors(state: &mut State, view: &str, errors: &Value, heard: &mut Heard) -> Result<(), String> {
    let view = state.find_view(Some(view), None).cloned().ok_or("the modal is gone")?;
    let errors = errors.as_object().filter(|errors| !errors.is_empty()).ok_or("`errors` names no field")?;
    for (block, message) in errors {
        let is_input = view.blocks().iter().any(|given| given["block_id"] == *block && given["type"] == "input");
        if !is_input {
            return Err(format!("`errors` names {block}, which is no input block"));
        }
        let message = message.as_str().ok_or("an error is not a text")?;
        heard.field_errors.insert(block.clone(), message.to_owned());
    }
    let lines: Vec<String> = heard.field_errors.iter().map(|(block, message)| format!("{block}: {message}")).collect();
    let entry = Entry {
        at: state.now(),
        place: Place::Modal(state.handle(&view.user)),
        what: What::FieldErrors,
        text: view.title().to_owned(),
        blocks: lines.join("\n"),
        raw: json!(errors),
        ts: view.id,
        thread: None,
        metadata: None,
    };
    state.transcript.push(entry);
    Ok(())
}
