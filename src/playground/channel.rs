//! Channels and direct conversations.

use jiff::Timestamp;
use serde_json::{Value, json};

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
