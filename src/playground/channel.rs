//! Channels and direct conversations, and what people do to channels.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Playground;
use super::state::State;

/// Who can find a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Public,
    Private,
    Direct,
}

impl Kind {
    /// The word before `:read`, `:history` and so on in the scopes for it.
    pub fn scope_family(self) -> &'static str {
        match self {
            Self::Public => "channels",
            Self::Private => "groups",
            Self::Direct => "im",
        }
    }

    /// The word for it in the `types` argument.
    pub fn type_word(self) -> &'static str {
        match self {
            Self::Public => "public_channel",
            Self::Private => "private_channel",
            Self::Direct => "im",
        }
    }
}

/// A channel about to be made: public, open, with the bot in it, unless said otherwise.
#[derive(Debug, Clone)]
pub struct NewChannel {
    pub(super) name: String,
    pub(super) private: bool,
    pub(super) archived: bool,
    pub(super) with_bot: bool,
    pub(super) members: Vec<String>,
}

impl NewChannel {
    /// A public channel of that name (with or without `#`) with the bot in it and nobody else.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.trim_start_matches('#').to_owned(),
            private: false,
            archived: false,
            with_bot: true,
            members: Vec::new(),
        }
    }

    /// Only its members can find it.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Nobody can post in it any more.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.archived = true;
        self
    }

    /// The bot has not been invited.
    #[must_use]
    pub fn without_bot(mut self) -> Self {
        self.with_bot = false;
        self
    }

    /// Who is in it, by handle.
    #[must_use]
    pub fn with(mut self, handles: &[&str]) -> Self {
        self.members.extend(handles.iter().map(|&handle| handle.to_owned()));
        self
    }
}

/// A conversation of the workspace.
#[derive(Debug, Clone)]
pub struct Channel {
    pub id: String,
    /// Empty for a direct conversation.
    pub name: String,
    pub kind: Kind,
    pub archived: bool,
    pub topic: String,
    /// Ids of people. In a direct conversation: the person, then the bot.
    pub members: Vec<String>,
    pub created: Timestamp,
}

impl Channel {
    pub fn has(&self, user: &str) -> bool {
        self.members.iter().any(|member| member == user)
    }

    /// The name a slash command or a click carries: Slack hides the names of what is not public.
    pub fn payload_name(&self) -> &str {
        match self.kind {
            Kind::Public => &self.name,
            Kind::Private => "privategroup",
            Kind::Direct => "directmessage",
        }
    }

    /// The conversation object, as the user `reader` (the token's) sees it.
    pub fn as_json(&self, team: &str, creator: &str, reader: &str) -> Value {
        let created = self.created.as_second();
        if self.kind == Kind::Direct {
            let other = self.members.iter().find(|member| *member != reader).map_or(creator, String::as_str);
            return json!({
                "id": self.id, "created": created, "is_archived": false, "is_im": true, "is_org_shared": false,
                "context_team_id": team, "user": other, "is_user_deleted": false, "priority": 0,
            });
        }
        let private = self.kind == Kind::Private;
        json!({
            "id": self.id,
            "name": self.name,
            "is_channel": !private,
            "is_group": private,
            "is_im": false,
            "is_mpim": false,
            "is_private": private,
            "created": created,
            "is_archived": self.archived,
            "is_general": false,
            "unlinked": 0,
            "name_normalized": self.name,
            "is_shared": false,
            "is_org_shared": false,
            "is_pending_ext_shared": false,
            "pending_shared": [],
            "context_team_id": team,
            "updated": self.created.as_millisecond(),
            "parent_conversation": null,
            "creator": creator,
            "is_ext_shared": false,
            "shared_team_ids": [team],
            "pending_connected_team_ids": [],
            "is_member": self.has(reader),
            "topic": { "value": self.topic, "creator": "", "last_set": 0 },
            "purpose": { "value": "", "creator": "", "last_set": 0 },
            "previous_names": [],
        })
    }
}

impl Playground {
    /// A public channel with these people and the bot in it; the answer is its id, `C…`.
    pub fn add_channel(&self, name: &str, members: &[&str]) -> String {
        self.make_channel(NewChannel::named(name).with(members))
    }

    /// A channel as described; the answer is its id, `C…`. Unknown handles are left out.
    pub fn make_channel(&self, new: NewChannel) -> String {
        self.change(|state| {
            let mut members: Vec<String> = new
                .members
                .iter()
                .filter_map(|handle| state.person_called(handle).map(|member| member.id.clone()))
                .collect();
            if new.with_bot {
                members.push(state.app.user.clone());
            }
            let id = format!("C{:010}", state.channels.len() + 1);
            state.channels.push(Channel {
                id: id.clone(),
                name: new.name,
                kind: if new.private { Kind::Private } else { Kind::Public },
                archived: new.archived,
                topic: String::new(),
                members,
                created: state.now(),
            });
            id
        })
    }

    /// The id of this channel; `None` if there is no such name.
    pub fn channel_id(&self, name: &str) -> Option<String> {
        self.state().channel_called(name).map(|channel| channel.id.clone())
    }

    /// The topic of this channel.
    pub fn channel_topic(&self, name: &str) -> String {
        self.state().channel_called(name).map(|channel| channel.topic.clone()).unwrap_or_default()
    }

    /// Somebody archives the channel; the app is sent `channel_archive` (or `group_archive`).
    pub fn archive_channel(&self, name: &str) {
        self.about_channel(name, |channel| channel.archived = true, "archive");
    }

    /// Somebody brings the channel back; the app is sent `channel_unarchive` (or `group_unarchive`).
    pub fn unarchive_channel(&self, name: &str) {
        self.about_channel(name, |channel| channel.archived = false, "unarchive");
    }

    /// Somebody renames the channel; the app is sent `channel_rename` (or `group_rename`).
    pub fn rename_channel(&self, name: &str, new_name: &str) {
        let new_name = new_name.trim_start_matches('#').to_owned();
        self.about_channel(name, move |channel| channel.name = new_name, "rename");
    }

    /// The channel gets another id, as when it is shared with another organisation; the app is sent
    /// `channel_id_changed`. The answer is the new id.
    pub fn change_channel_id(&self, name: &str) -> Option<String> {
        self.change(|state| {
            let old = state.channel_called(name)?.id.clone();
            let new = format!("{old}X");
            state.channel_mut(&old)?.id.clone_from(&new);
            for message in state.messages.iter_mut().filter(|message| message.channel == old) {
                message.channel.clone_from(&new);
            }
            state.events.push(json!({ "type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new }));
            Some(new)
        })
    }

    fn about_channel(&self, name: &str, change: impl FnOnce(&mut Channel), word: &str) {
        self.change(|state| {
            let Some(id) = state.channel_called(name).map(|channel| channel.id.clone()) else { return };
            let Some(channel) = state.channel_mut(&id) else { return };
            change(channel);
            let family = if channel.kind == Kind::Private { "group" } else { "channel" };
            let about = if word == "rename" { json!({ "id": id, "name": channel.name }) } else { json!(id) };
            state.events.push(json!({ "type": format!("{family}_{word}"), "channel": about }));
        });
    }

    /// Somebody, or the bot (by its handle), comes into a channel; the app is sent `member_joined_channel`.
    pub fn joins_channel(&self, handle: &str, name: &str) {
        self.change(|state| {
            let (person, channel) = (state.person_called(handle), state.channel_called(name));
            let (Some(person), Some(channel)) = (person, channel) else { return };
            let (user, channel) = (person.id.clone(), channel.id.clone());
            state.join_channel(&channel, &user);
        });
    }

    /// Somebody, or the bot (by its handle), leaves a channel; the app is sent `member_left_channel`.
    pub fn leaves_channel(&self, handle: &str, name: &str) {
        self.change(|state| {
            let (person, channel) = (state.person_called(handle), state.channel_called(name));
            let (Some(person), Some(channel)) = (person, channel) else { return };
            let (user, channel) = (person.id.clone(), channel.id.clone());
            let team = state.team.clone();
            if let Some(channel) = state.channel_mut(&channel) {
                channel.members.retain(|member| *member != user);
            }
            let event = json!({ "type": "member_left_channel", "user": user, "channel": channel, "team": team });
            state.events.push(event);
        });
    }
}

impl State {
    /// Puts somebody into a channel, if they are not there.
    pub fn join_channel(&mut self, channel: &str, user: &str) {
        let team = self.team.clone();
        let Some(found) = self.channel_mut(channel) else { return };
        if found.has(user) {
            return;
        }
        found.members.push(user.to_owned());
        let letter = if found.kind == Kind::Private { "G" } else { "C" };
        self.events.push(json!({
            "type": "member_joined_channel", "user": user, "channel": channel, "channel_type": letter, "team": team,
        }));
    }
}
