//! `state.values`: what the fields of a view hold, at first and after somebody filled them in.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::state::State;

/// What the fields hold before anybody touched them.
pub fn first(blocks: Option<&Value>) -> Map<String, Value> {
    let mut values = Map::new();
    for block in blocks.and_then(Value::as_array).into_iter().flatten() {
        let mut here = Map::new();
        for element in elements(block) {
            if let (Some(action), Some(value)) = (element["action_id"].as_str(), initial(element)) {
                here.insert(action.to_owned(), value);
            }
        }
        if let Some(id) = block["block_id"].as_str().filter(|_| !here.is_empty()) {
            values.insert(id.to_owned(), Value::Object(here));
        }
    }
    values
}

/// Keeps what had been filled in where the same field is still there, of the same kind.
pub fn keep(values: &mut Map<String, Value>, before: &Map<String, Value>) {
    for (block, actions) in values.iter_mut() {
        for (action, value) in actions.as_object_mut().into_iter().flatten() {
            let old = &before.get(block).map_or(&Value::Null, |actions| &actions[action.as_str()]);
            if old["type"] == value["type"] {
                *value = (*old).clone();
            }
        }
    }
}

/// Everything of a block that can be clicked or filled in.
pub fn elements(block: &Value) -> impl Iterator<Item = &Value> {
    let single = [&block["element"], &block["accessory"]].into_iter().filter(|element| element.is_object());
    let several = if matches!(block["type"].as_str(), Some("actions" | "context_actions")) {
        block["elements"].as_array().map_or(&[][..], Vec::as_slice)
    } else {
        &[]
    };
    single.chain(several)
}

/// The name of what a kind of element holds in `state.values` and in actions.
pub fn value_key(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "plain_text_input" | "email_text_input" | "url_text_input" | "number_input" => "value",
        "rich_text_input" => "rich_text_value",
        "static_select" | "external_select" | "radio_buttons" | "overflow" => "selected_option",
        "multi_static_select" | "multi_external_select" | "checkboxes" => "selected_options",
        "users_select" => "selected_user",
        "multi_users_select" => "selected_users",
        "conversations_select" => "selected_conversation",
        "multi_conversations_select" => "selected_conversations",
        "channels_select" => "selected_channel",
        "multi_channels_select" => "selected_channels",
        "datepicker" => "selected_date",
        "timepicker" => "selected_time",
        "datetimepicker" => "selected_date_time",
        _ => return None,
    })
}

fn initial(element: &Value) -> Option<Value> {
    let kind = element["type"].as_str()?;
    let key = value_key(kind).filter(|_| kind != "overflow")?;
    let source = match key {
        "value" | "rich_text_value" => "initial_value".to_owned(),
        _ => key.replacen("selected", "initial", 1),
    };
    let empty = if key.ends_with('s') { json!([]) } else { Value::Null };
    let held = element.get(&source).cloned().unwrap_or(empty);
    let mut value = Map::new();
    value.insert("type".to_owned(), json!(kind));
    value.insert(key.to_owned(), held);
    if let Some(zone) = element.get("timezone") {
        value.insert("timezone".to_owned(), zone.clone());
    }
    Some(Value::Object(value))
}

impl State {
    /// What a field holds after a person wrote or chose `text`: words for people and channels, times and options
    /// are read as a person means them.
    pub fn chosen(&self, user: &str, element: &Value, text: &str) -> Result<Value, String> {
        let kind = element["type"].as_str().unwrap_or_default();
        let key = value_key(kind).ok_or_else(|| format!("a {kind} cannot be filled in"))?;
        let each = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
        let held = match key {
            _ if text.is_empty() => {
                if key.ends_with('s') {
                    json!([])
                } else {
                    Value::Null
                }
            }
            "selected_option" => self.option(element, text)?,
            "selected_options" => each().map(|item| self.option(element, item)).collect::<Result<_, _>>()?,
            "selected_user" => self.user(text)?,
            "selected_users" => each().map(|item| self.user(item)).collect::<Result<_, _>>()?,
            "selected_conversation" | "selected_channel" => self.conversation(text)?,
            "selected_conversations" | "selected_channels" => {
                each().map(|item| self.conversation(item)).collect::<Result<_, _>>()?
            }
            "selected_date_time" => {
                moment(text, &self.person(user).map_or(TimeZone::UTC, |member| member.person.zone()))?
            }
            _ => json!(text),
        };
        let mut value = Map::new();
        value.insert("type".to_owned(), json!(kind));
        value.insert(key.to_owned(), held);
        Ok(Value::Object(value))
    }

    fn user(&self, text: &str) -> Result<Value, String> {
        self.person_called(text).map(|member| json!(member.id)).ok_or_else(|| format!("there is no one called {text}"))
    }

    fn conversation(&self, text: &str) -> Result<Value, String> {
        self.channel_called(text).map(|channel| json!(channel.id)).ok_or_else(|| format!("there is no channel {text}"))
    }
}

/// Unix seconds, an instant, or a time on the wall where the person is.
fn moment(text: &str, zone: &TimeZone) -> Result<Value, String> {
    let seconds =
        text.parse::<i64>().ok().or_else(|| text.parse::<Timestamp>().ok().map(Timestamp::as_second)).or_else(|| {
            let local = text.parse::<DateTime>().ok()?;
            local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp().as_second())
        });
    seconds.map(|seconds| json!(seconds)).ok_or_else(|| format!("{text} is no moment; write it as 2026-03-02T09:00"))
}

/// All options of a menu, in groups or not.
fn options_in(holder: &Value) -> Vec<&Value> {
    let groups = holder["option_groups"].as_array().map_or(&[][..], Vec::as_slice);
    let lists = groups.iter().map(|group| &group["options"]).chain([&holder["options"]]);
    lists.filter_map(Value::as_array).flatten().collect()
}

impl State {
    /// Keeps what the app offered for an external menu.
    pub fn keep_offer(&mut self, action: &str, answer: &str) {
        let answer: Value = serde_json::from_str(answer).unwrap_or_default();
        self.offered.insert(action.to_owned(), options_in(&answer).into_iter().cloned().collect());
    }

    /// The option with this value or this label.
    fn option(&self, element: &Value, text: &str) -> Result<Value, String> {
        let offered = element["action_id"].as_str().and_then(|action| self.offered.get(action));
        let external = element["type"].as_str().is_some_and(|kind| kind.contains("external"));
        let all: Vec<&Value> = match offered {
            Some(offered) if external => offered.iter().chain(held_options(element)).collect(),
            _ if external => held_options(element).collect(),
            _ => options_in(element),
        };
        let label = |option: &Value| option["text"]["text"].as_str().unwrap_or_default().to_owned();
        let found = all.iter().find(|option| option["value"] == text);
        let found = found.or_else(|| all.iter().find(|option| label(option) == text));
        let there = || all.iter().map(|option| label(option)).collect::<Vec<_>>().join(", ");
        found
            .map(|option| (*option).clone())
            .ok_or_else(|| format!("there is no option {text}; there are: {}", there()))
    }
}

/// What an external menu held at first.
fn held_options(element: &Value) -> impl Iterator<Item = &Value> {
    let several = element["initial_options"].as_array().map_or(&[][..], Vec::as_slice);
    several.iter().chain(element.get("initial_option"))
}
