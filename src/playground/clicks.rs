//! Clicks and choices in messages, modals and the App Home, as `block_actions`.

use serde_json::{Map, Value, json};

use super::Playground;
use super::message::Message;
use super::state::State;
use super::transcript::{Heard, Trouble};
use super::values;
use super::view::View;

/// What holds the thing that is clicked.
pub enum Holder {
    Message(Message),
    View(View),
}

/// A thing to click: what holds it, its block, and itself.
pub struct Found {
    pub holder: Holder,
    pub block: Value,
    pub element: Value,
}

impl Playground {
    /// A person clicks the button that says `label`, in the newest message there that has it: `#payments`, `@bot` for
    /// their direct messages with the app, `modal` for the modal in front of them, `home` for the App Home.
    ///
    /// A button with a confirm dialog is confirmed. An overflow menu's item is clicked by its label too.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn clicks(&self, handle: &str, place: &str, label: &str) -> Heard {
        self.acts(handle, place, label, None).await
    }

    /// A person chooses `value` in the menu, picker or field whose action id, block id, placeholder or label is
    /// `control`. The value is written as for [`submits`](Self::submits).
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn chooses(&self, handle: &str, place: &str, control: &str, value: &str) -> Heard {
        self.acts(handle, place, control, Some(value)).await
    }

    /// A person fills in one field of the modal in front of them. The app hears of it only if the field asks for that
    /// (`dispatch_action`); else when the modal is submitted.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn fills(&self, handle: &str, control: &str, value: &str) -> Heard {
        let tells = self.change(|state| {
            let user = state.known(handle)?;
            let found = state.find_control(&user, "modal", control, true)?;
            if found.block["type"] != "input" || found.block["dispatch_action"] == true {
                return Ok(true);
            }
            let chosen = state.chosen(&user, &found.element, value).map_err(Trouble::NotThere)?;
            if let Holder::View(view) = &found.holder {
                state.remember(view, &found.block, &found.element, &chosen);
            }
            Ok(false)
        });
        match tells {
            Ok(true) => self.chooses(handle, "modal", control, value).await,
            Ok(false) => Heard::default(),
            Err(trouble) => Heard::trouble(trouble),
        }
    }

    async fn acts(&self, handle: &str, place: &str, label: &str, value: Option<&str>) -> Heard {
        let base_url = self.base_url();
        let payload = self.change(|state| {
            let user = state.known(handle)?;
            let found = state.find_control(&user, place, label, value.is_some())?;
            let chosen = match value {
                Some(value) => Some(state.chosen(&user, &found.element, value).map_err(Trouble::NotThere)?),
                None if found.element["type"] == "overflow" => {
                    Some(state.chosen(&user, &found.element, label).map_err(Trouble::NotThere)?)
                }
                None => None,
            };
            Ok(state.action_payload(&user, &found, chosen, &base_url))
        });
        match payload {
            Ok(payload) => self.interacts(payload).await,
            Err(trouble) => Heard::trouble(trouble),
        }
    }

    /// Clicks or chooses something by its ids. `holder` is a channel and a `ts`, or nothing and a view's id.
    pub(super) async fn clicks_by_id(
        &self,
        handle: &str,
        holder: (&str, &str),
        block: &str,
        action: &str,
        value: Option<&str>,
    ) -> Heard {
        let base_url = self.base_url();
        let payload = self.change(|state| {
            let user = state.known(handle)?;
            let found = state.control_by_id(&user, holder, block, action)?;
            let chosen = value.map(|value| state.chosen(&user, &found.element, value)).transpose();
            Ok(state.action_payload(&user, &found, chosen.map_err(Trouble::NotThere)?, &base_url))
        });
        match payload {
            Ok(payload) => self.interacts(payload).await,
            Err(trouble) => Heard::trouble(trouble),
        }
    }

    /// Asks the app for the options of an external menu, as when somebody types into it: `block_suggestion`.
    pub(super) async fn suggestions_by_id(
        &self,
        handle: &str,
        holder: (&str, &str),
        block: &str,
        action: &str,
        typed: &str,
    ) -> Heard {
        let payload = self.change(|state| {
            let user = state.known(handle)?;
            let found = state.control_by_id(&user, holder, block, action)?;
            Ok(state.suggestion_payload(&user, &found, typed))
        });
        self.hears_offer(payload).await
    }

    /// A person types into an external menu and looks at what the app offers; it is in the body of what was heard.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn looks_up(&self, handle: &str, place: &str, control: &str, typed: &str) -> Heard {
        let payload = self.change(|state| {
            let user = state.known(handle)?;
            let found = state.find_control(&user, place, control, true)?;
            Ok(state.suggestion_payload(&user, &found, typed))
        });
        self.hears_offer(payload).await
    }

    async fn hears_offer(&self, payload: Result<Map<String, Value>, Trouble>) -> Heard {
        let payload = match payload {
            Ok(payload) => payload,
            Err(trouble) => return Heard::trouble(trouble),
        };
        let action = payload["action_id"].as_str().unwrap_or_default().to_owned();
        let heard = self.interacts(payload).await;
        self.change(|state| state.keep_offer(&action, &heard.body));
        heard
    }

    /// The labels of everything this person could click in a place, newest message first.
    pub fn buttons(&self, handle: &str, place: &str) -> Vec<String> {
        self.change(|state| {
            let Ok(user) = state.known(handle) else { return Vec::new() };
            let Ok(holders) = state.holders(&user, place) else { return Vec::new() };
            let labels =
                holders.iter().flat_map(|(_, blocks)| blocks.iter()).flat_map(values::elements).flat_map(labels);
            labels.collect()
        })
    }
}

impl State {
    /// What may be clicked in this place, newest first, each with its blocks.
    fn holders(&mut self, user: &str, place: &str) -> Result<Vec<(Holder, Vec<Value>)>, Trouble> {
        if matches!(place, "modal" | "home") {
            let view = if place == "modal" { self.top_view(user) } else { self.views.homes.get(user) };
            let view = view.ok_or_else(|| Trouble::NotThere(format!("there is no {place} in front of them")))?;
            return Ok(vec![(Holder::View(view.clone()), view.blocks().to_vec())]);
        }
        let channel = self.place_for(user, place)?;
        let seen = |message: &&Message| {
            message.channel == channel
                && !message.deleted
                && message.by_app
                && message.only_for.as_ref().is_none_or(|only| only == user)
        };
        let messages = self.messages.iter().rev().filter(seen);
        Ok(messages.map(|message| (Holder::Message(message.clone()), message.blocks.clone())).collect())
    }

    fn find_control(&mut self, user: &str, place: &str, label: &str, to_choose: bool) -> Result<Found, Trouble> {
        let holders = self.holders(user, place)?;
        let mut there = Vec::new();
        for (holder, blocks) in holders {
            for block in &blocks {
                for element in values::elements(block) {
                    let fits = if to_choose {
                        is_called(block, element, label)
                    } else {
                        labels(element).iter().any(|l| l == label)
                    };
                    if fits {
                        return Ok(Found { holder, block: block.clone(), element: element.clone() });
                    }
                    there.extend(labels(element));
                }
            }
        }
        let there = there.iter().map(|label| format!("[{label}]")).collect::<Vec<_>>().join(" ");
        Err(Trouble::NotThere(format!("there is no [{label}] in {place} for them; there is: {there}")))
    }

    /// Finds something by its ids, if this person sees what holds it.
    fn control_by_id(
        &self,
        user: &str,
        (channel, id): (&str, &str),
        block: &str,
        action: &str,
    ) -> Result<Found, Trouble> {
        let gone = || Trouble::NotThere("that is not there any more".to_owned());
        let (holder, blocks) = if channel.is_empty() {
            let view = self.find_view(Some(id), None).filter(|view| view.user == user).ok_or_else(gone)?;
            (Holder::View(view.clone()), view.blocks().to_vec())
        } else {
            let message = self.message(channel, id).ok_or_else(gone)?;
            if message.only_for.as_ref().is_some_and(|only| only != user) {
                return Err(gone());
            }
            (Holder::Message(message.clone()), message.blocks.clone())
        };
        let block = blocks.into_iter().find(|given| given["block_id"] == block).ok_or_else(gone)?;
        let element =
            values::elements(&block).find(|element| element["action_id"] == action).cloned().ok_or_else(gone)?;
        Ok(Found { holder, block, element })
    }

    /// The `block_suggestion` payload for what somebody typed into an external menu.
    fn suggestion_payload(&mut self, user: &str, found: &Found, typed: &str) -> Map<String, Value> {
        let mut payload = self.payload("block_suggestion", user, None);
        payload.remove("trigger_id");
        payload.insert("action_id".to_owned(), found.element["action_id"].clone());
        payload.insert("block_id".to_owned(), found.block["block_id"].clone());
        payload.insert("value".to_owned(), json!(typed));
        match &found.holder {
            Holder::View(view) => {
                payload.insert("container".to_owned(), json!({ "type": "view", "view_id": view.id }));
                payload.insert("view".to_owned(), self.view_json(view));
            }
            Holder::Message(message) => {
                let container = json!({ "type": "message", "message_ts": message.ts, "channel_id": message.channel });
                payload.insert("container".to_owned(), container);
                payload.insert("channel".to_owned(), json!({ "id": message.channel }));
            }
        }
        payload
    }

    /// The `block_actions` payload for something clicked or chosen.
    pub fn action_payload(
        &mut self,
        user: &str,
        found: &Found,
        chosen: Option<Value>,
        base_url: &str,
    ) -> Map<String, Value> {
        let from_view = match &found.holder {
            Holder::View(view) => Some(view.id.clone()),
            Holder::Message(_) => None,
        };
        let action_ts = self.next_ts();
        let action = action(found, chosen.as_ref(), &action_ts);
        if let (Holder::View(view), Some(chosen)) = (&found.holder, &chosen) {
            self.remember(view, &found.block, &found.element, chosen);
        }
        let mut payload = self.payload("block_actions", user, from_view.as_deref());
        match &found.holder {
            Holder::View(view) => {
                let view = self.find_view(Some(&view.id), None).unwrap_or(view);
                payload.insert("container".to_owned(), json!({ "type": "view", "view_id": view.id }));
                payload.insert("view".to_owned(), self.view_json(view));
            }
            Holder::Message(message) => {
                let reply_path = self.new_reply_url(&message.channel, user, Some(&message.ts));
                let channel = self.channel(&message.channel);
                let name = channel.map_or("", |channel| channel.payload_name());
                payload.insert("channel".to_owned(), json!({ "id": message.channel, "name": name }));
                payload.insert(
                    "container".to_owned(),
                    json!({
                        "type": "message", "message_ts": message.ts, "channel_id": message.channel,
                        "is_ephemeral": message.only_for.is_some(),
                    }),
                );
                // What only one person sees is not kept, so Slack does not send it along.
                if message.only_for.is_none() {
                    payload.insert("message".to_owned(), message.as_json(&self.identity(), true));
                }
                let mut held = values::first(Some(&json!(message.blocks)));
                if let (Some(block), Some(action), Some(chosen)) =
                    (found.block["block_id"].as_str(), found.element["action_id"].as_str(), chosen)
                    && found.element["type"] != "overflow"
                {
                    held.entry(block).or_insert_with(|| json!({}))[action] = chosen;
                }
                payload.insert("state".to_owned(), json!({ "values": held }));
                payload.insert("response_url".to_owned(), json!(format!("{base_url}{reply_path}")));
            }
        }
        payload.insert("actions".to_owned(), json!([action]));
        payload
    }

    /// Keeps what was chosen in a view, for when it is submitted.
    pub fn remember(&mut self, view: &View, block: &Value, element: &Value, chosen: &Value) {
        let (Some(block), Some(action)) = (block["block_id"].as_str(), element["action_id"].as_str()) else { return };
        let stacks = self.views.stacks.values_mut().flatten();
        if let Some(view) = stacks.chain(self.views.homes.values_mut()).find(|kept| kept.id == view.id)
            && element["type"] != "overflow"
        {
            view.values.entry(block).or_insert_with(|| json!({}))[action] = chosen.clone();
        }
    }
}

/// The action as it stands in `actions`.
fn action(found: &Found, chosen: Option<&Value>, action_ts: &str) -> Value {
    let element = &found.element;
    let mut action = json!({
        "action_id": element["action_id"],
        "block_id": found.block["block_id"],
        "type": element["type"],
        "action_ts": action_ts,
    });
    for key in ["text", "value", "style", "placeholder"] {
        if let Some(value) = element.get(key) {
            action[key] = value.clone();
        }
    }
    for (key, value) in chosen.and_then(Value::as_object).into_iter().flatten() {
        action[key.as_str()] = value.clone();
    }
    action
}

/// What can be clicked on this element: a button's text, or the items of an overflow menu.
fn labels(element: &Value) -> Vec<String> {
    let text = |object: &Value| object["text"].as_str().map(str::to_owned);
    match element["type"].as_str() {
        Some("button") => text(&element["text"]).into_iter().collect(),
        Some("overflow") => {
            element["options"].as_array().into_iter().flatten().filter_map(|option| text(&option["text"])).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether `name` means this element: by action id, block id, label or placeholder.
pub fn is_called(block: &Value, element: &Value, name: &str) -> bool {
    values::value_key(element["type"].as_str().unwrap_or_default()).is_some()
        && (element["action_id"] == name
            || block["block_id"] == name
            || block["label"]["text"] == name
            || element["placeholder"]["text"] == name)
}
