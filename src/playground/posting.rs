//! Messages appear, change and go away; each time the transcript gets a line when the app did it.

use serde_json::{Value, json};

use super::channel::Kind;
use super::file::File;
use super::message::Message;
use super::mrkdwn::Reader;
use super::plain;
use super::state::State;
use super::transcript::{Entry, Place, What};

impl State {
    /// A message that is there for somebody.
    pub fn message(&self, channel: &str, ts: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.channel == channel && message.ts == ts && !message.deleted)
    }

    /// Posts a message and gives it its `ts`; blocks without a `block_id` get one.
    pub fn post(&mut self, mut message: Message) -> Message {
        message.ts = self.next_ts();
        if message.by_app {
            self.keeper.blocks(&message.blocks);
        }
        self.name_blocks(&mut message.blocks);
        self.messages.push(message.clone());
        self.note_message(&message, What::Posted);
        message
    }

    /// Changes a message that is there.
    pub fn edit_message(&mut self, channel: &str, ts: &str, change: impl FnOnce(&mut Message)) -> Option<Message> {
        let edited = self.next_ts();
        let at = self.messages.iter().position(|message| message.channel == channel && message.ts == ts)?;
        let mut message = self.messages[at].clone();
        change(&mut message);
        message.edited = Some(edited);
        if message.by_app {
            self.keeper.blocks(&message.blocks);
        }
        self.name_blocks(&mut message.blocks);
        self.messages[at] = message.clone();
        self.note_message(&message, What::Edited);
        Some(message)
    }

    /// Takes a message away.
    pub fn remove_message(&mut self, channel: &str, ts: &str) {
        let Some(message) = self.messages.iter_mut().find(|message| message.channel == channel && message.ts == ts)
        else {
            return;
        };
        message.deleted = true;
        let message = message.clone();
        self.note_message(&message, What::Deleted);
    }

    /// Gives blocks without a `block_id`, and elements without an `action_id`, one of Slack's making.
    pub fn name_blocks(&mut self, blocks: &mut [Value]) {
        for block in blocks {
            if block.get("block_id").is_none() {
                block["block_id"] = json!(format!("b{:04}", self.serial()));
            }
            let serial = &mut || self.serial();
            for place in ["accessory", "element"] {
                name_element(block.get_mut(place), serial);
            }
            for element in block.get_mut("elements").and_then(Value::as_array_mut).into_iter().flatten() {
                name_element(Some(element), serial);
            }
        }
    }

    /// Where this conversation is, for those who read a transcript.
    pub fn place(&self, channel: &str, only_for: Option<&str>) -> Place {
        let found = self.channel(channel);
        let direct = found.is_some_and(|channel| channel.kind == Kind::Direct);
        let name = found.map_or(channel, |channel| &channel.name).to_owned();
        match only_for {
            Some(user) => {
                let channel = if direct { "@bot".to_owned() } else { name };
                Place::OnlyFor { channel, handle: self.handle(user) }
            }
            None if direct => {
                let other = found.and_then(|channel| channel.members.first()).map(String::as_str);
                Place::Direct(self.handle(other.unwrap_or_default()))
            }
            None => Place::Channel(name),
        }
    }

    /// Who reads in this place: one person, or anybody in the zone set for reading.
    pub fn reader(&self, place: &Place) -> Reader<'_> {
        let person = match place {
            Place::Channel(_) => None,
            Place::Direct(handle) | Place::Modal(handle) | Place::Home(handle) | Place::OnlyFor { handle, .. } => {
                self.person_called(handle)
            }
        };
        Reader::new(self, person.map(|member| &member.person))
    }

    fn note_message(&mut self, message: &Message, what: What) {
        if !message.by_app {
            return;
        }
        let place = self.place(&message.channel, message.only_for.as_deref());
        let reader = self.reader(&place);
        let lines = self.files.iter().filter(|file| message.files.contains(&file.id)).map(File::line);
        let text: Vec<String> = std::iter::once(reader.plain(&message.text)).chain(lines).collect();
        let entry = Entry {
            at: self.now(),
            text: text.join("\n"),
            blocks: plain::blocks(&message.blocks, &reader),
            raw: message.as_json(&self.identity(), true),
            ts: message.ts.clone(),
            thread: message.thread.clone(),
            metadata: message.metadata.clone(),
            place,
            what: if message.subtype == Some("channel_topic") { What::TopicSet } else { what },
        };
        self.transcript.push(entry);
    }
}

fn name_element(element: Option<&mut Value>, serial: &mut impl FnMut() -> u64) {
    let Some(element) = element else { return };
    let interactive = element.get("type").and_then(Value::as_str).is_some_and(|kind| !is_still(kind));
    if interactive && element.is_object() && element.get("action_id").is_none() {
        element["action_id"] = json!(format!("a{:04}", serial()));
    }
}

fn is_still(kind: &str) -> bool {
    matches!(kind, "image" | "mrkdwn" | "plain_text") || kind.starts_with("rich_text_") && kind != "rich_text_input"
}
