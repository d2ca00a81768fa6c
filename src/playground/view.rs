//! Modals and App Homes: the stack in front of each person, and what each view holds.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::blocks::{Surface, WrongView, check_view};
use super::state::State;
use super::transcript::{Entry, Place, What};
use super::{plain, values};

/// A view that is in front of somebody.
#[derive(Debug, Clone)]
pub struct View {
    pub id: String,
    pub user: String,
    /// What the app sent, blocks named.
    pub sent: Map<String, Value>,
    pub hash: String,
    pub root: String,
    pub previous: Option<String>,
    /// What the person has typed and chosen, by block id and action id.
    pub values: Map<String, Value>,
}

/// All views there are.
#[derive(Debug, Default)]
pub struct Views {
    /// The modals of each person, the one on top last.
    pub stacks: BTreeMap<String, Vec<View>>,
    pub homes: BTreeMap<String, View>,
}

/// How many modals can lie on each other.
pub const HIGHEST_STACK: usize = 3;

impl View {
    pub fn callback_id(&self) -> &str {
        self.sent.get("callback_id").and_then(Value::as_str).unwrap_or_default()
    }

    pub fn title(&self) -> &str {
        self.sent.get("title").and_then(|title| title["text"].as_str()).unwrap_or_default()
    }

    pub fn blocks(&self) -> &[Value] {
        self.sent.get("blocks").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub fn flag(&self, name: &str) -> bool {
        self.sent.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    fn external_id(&self) -> &str {
        self.sent.get("external_id").and_then(Value::as_str).unwrap_or_default()
    }
}

impl State {
    /// The view object as Slack gives it, with what has been filled in.
    pub fn view_json(&self, view: &View) -> Value {
        let kind = view.sent.get("type").cloned().unwrap_or_else(|| json!("modal"));
        let or_null = |name: &str| view.sent.get(name).cloned().unwrap_or(Value::Null);
        let or_empty = |name: &str| view.sent.get(name).cloned().unwrap_or_else(|| json!(""));
        json!({
            "id": view.id,
            "team_id": self.team,
            "type": kind,
            "blocks": view.blocks(),
            "private_metadata": or_empty("private_metadata"),
            "callback_id": or_empty("callback_id"),
            "state": { "values": view.values },
            "hash": view.hash,
            "title": or_null("title"),
            "clear_on_close": view.flag("clear_on_close"),
            "notify_on_close": view.flag("notify_on_close"),
            "close": or_null("close"),
            "submit": or_null("submit"),
            "previous_view_id": view.previous,
            "root_view_id": view.root,
            "app_id": self.app.id,
            "external_id": or_empty("external_id"),
            "app_installed_team_id": self.team,
            "bot_id": self.app.bot,
        })
    }

    /// Checks a view and names its blocks; `Err` is Slack's error and its messages.
    pub fn read_view(
        &mut self,
        given: &Value,
        surface: Surface,
    ) -> Result<Map<String, Value>, (&'static str, Vec<String>)> {
        match check_view(given, surface) {
            Ok(()) => {}
            Err(WrongView::TooLarge) => return Err(("view_too_large", Vec::new())),
            Err(WrongView::Invalid(messages)) => return Err(("invalid_arguments", messages)),
        }
        self.keeper.view(given);
        let mut sent = given.as_object().cloned().unwrap_or_default();
        if let Some(blocks) = sent.get_mut("blocks").and_then(Value::as_array_mut) {
            self.name_blocks(blocks);
        }
        Ok(sent)
    }

    /// Whether another view has this external id already.
    pub fn external_id_is_taken(&self, sent: &Map<String, Value>, by_other_than: Option<&str>) -> bool {
        let id = sent.get("external_id").and_then(Value::as_str).unwrap_or_default();
        let mut all = self.views.stacks.values().flatten().chain(self.views.homes.values());
        !id.is_empty() && all.any(|view| view.external_id() == id && Some(view.id.as_str()) != by_other_than)
    }

    /// Opens a modal: alone, or on top of those that are there.
    pub fn open_view(&mut self, user: &str, sent: Map<String, Value>, on_top: bool) -> View {
        let id = format!("V{:010}", self.serial());
        let values = values::first(sent.get("blocks"));
        let hash = self.next_hash();
        let stack = self.views.stacks.entry(user.to_owned()).or_default();
        if !on_top {
            stack.clear();
        }
        let view = View {
            root: stack.first().map_or(&id, |root| &root.id).clone(),
            previous: stack.last().map(|previous| previous.id.clone()),
            id,
            user: user.to_owned(),
            sent,
            hash,
            values,
        };
        stack.push(view.clone());
        self.note_view(&view, if on_top { What::Pushed } else { What::Opened });
        view
    }

    /// The modal with this id or external id.
    pub fn find_view(&self, id: Option<&str>, external_id: Option<&str>) -> Option<&View> {
        self.views.stacks.values().flatten().chain(self.views.homes.values()).find(|view| {
            id.is_some_and(|id| view.id == id) || external_id.is_some_and(|external| view.external_id() == external)
        })
    }

    /// Replaces what a view holds. What had been typed stays where block and action are still the same.
    pub fn update_view(&mut self, id: &str, sent: Map<String, Value>) -> Option<View> {
        let hash = self.next_hash();
        let mut values = values::first(sent.get("blocks"));
        let stacks = self.views.stacks.values_mut().flatten();
        let view = stacks.chain(self.views.homes.values_mut()).find(|view| view.id == id)?;
        values::keep(&mut values, &view.values);
        view.sent = sent;
        view.hash = hash;
        view.values = values;
        let view = view.clone();
        let home = view.sent.get("type").is_some_and(|kind| kind == "home");
        self.note_view(&view, if home { What::Published } else { What::Updated });
        Some(view)
    }

    /// Draws the App Home of a person.
    pub fn publish_home(&mut self, user: &str, sent: Map<String, Value>) -> View {
        if let Some(id) = self.views.homes.get(user).map(|home| home.id.clone())
            && let Some(view) = self.update_view(&id, sent.clone())
        {
            return view;
        }
        let id = format!("V{:010}", self.serial());
        let values = values::first(sent.get("blocks"));
        let hash = self.next_hash();
        let view = View { root: id.clone(), previous: None, id, user: user.to_owned(), sent, hash, values };
        self.views.homes.insert(user.to_owned(), view.clone());
        self.note_view(&view, What::Published);
        view
    }

    /// The modal on top of this person's screen.
    pub fn top_view(&self, user: &str) -> Option<&View> {
        self.views.stacks.get(user)?.last()
    }

    /// Writes into the transcript what became of a view.
    pub fn note_view(&mut self, view: &View, what: What) {
        let handle = self.handle(&view.user);
        let home = view.sent.get("type").is_some_and(|kind| kind == "home");
        let place = if home { Place::Home(handle) } else { Place::Modal(handle) };
        let reader = self.reader(&place);
        let entry = Entry {
            at: self.now(),
            text: view.title().to_owned(),
            blocks: plain::blocks(view.blocks(), &reader),
            raw: self.view_json(view),
            ts: view.id.clone(),
            thread: None,
            metadata: None,
            place,
            what,
        };
        self.transcript.push(entry);
    }

    fn next_hash(&mut self) -> String {
        format!("{}.h{:06}", self.now().as_second(), self.serial())
    }
}
