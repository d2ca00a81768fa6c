//! The methods that are played, one file each, and what each is given and gives back.

mod auth_revoke;
mod auth_test;
mod bots_info;
mod chat_delete;
mod chat_get_permalink;
mod chat_post_ephemeral;
mod chat_post_message;
mod chat_update;
mod content;
mod conversations_history;
mod conversations_info;
mod conversations_join;
mod conversations_list;
mod conversations_members;
mod conversations_open;
mod conversations_replies;
mod conversations_set_topic;
mod files_complete_upload_external;
mod files_get_upload_url_external;
mod oauth_v2_access;
mod pages;
mod pins_add;
mod pins_remove;
mod team_info;
mod usergroups_create;
mod usergroups_disable;
mod usergroups_enable;
mod usergroups_list;
mod usergroups_update;
mod usergroups_users_list;
mod usergroups_users_update;
mod users_conversations;
mod users_info;
mod users_list;
mod users_lookup_by_email;
mod users_profile_get;
mod views_open;
mod views_publish;
mod views_push;
mod views_update;

use serde_json::{Map, Value, json};

use super::arguments::Arguments;
use super::channel::{Channel, Kind};
use super::gate;
use super::group::UserGroupEditing;
use super::state::State;
use super::token::Token;

/// What a method is given.
pub struct Ask<'a> {
    pub state: &'a mut State,
    pub arguments: &'a Arguments,
    /// Whose call it is. Only `oauth.v2.access` comes without.
    pub token: Option<Token>,
    pub base_url: &'a str,
}

/// What a method gives back: the fields beside `ok`, or a refusal.
pub type Answer = Result<Value, Refusal>;

/// `ok: false`.
#[derive(Debug)]
pub struct Refusal {
    error: String,
    fields: Map<String, Value>,
    pub retry_after: Option<u64>,
}

impl Refusal {
    pub fn new(error: &str) -> Self {
        Self { error: error.to_owned(), fields: Map::new(), retry_after: None }
    }

    /// Status 429 with `Retry-After`.
    pub fn rate_limited(seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new("ratelimited") }
    }

    /// With another field in the body.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }

    /// With `response_metadata.messages`.
    #[must_use]
    pub fn with_messages(self, messages: &[String]) -> Self {
        self.with("response_metadata", json!({ "messages": messages }))
    }

    pub fn into_body(self) -> Value {
        let mut body = json!({ "ok": false, "error": self.error });
        if let Some(fields) = body.as_object_mut() {
            fields.extend(self.fields);
        }
        body
    }
}

impl From<&str> for Refusal {
    fn from(error: &str) -> Self {
        Self::new(error)
    }
}

/// The code of a method; `None` when it is not played here.
pub fn find(method: &str) -> Option<fn(&mut Ask<'_>) -> Answer> {
    Some(match method {
        "auth.revoke" => auth_revoke::call,
        "auth.test" => auth_test::call,
        "bots.info" => bots_info::call,
        "chat.delete" => chat_delete::call,
        "chat.getPermalink" => chat_get_permalink::call,
        "chat.postEphemeral" => chat_post_ephemeral::call,
        "chat.postMessage" => chat_post_message::call,
        "chat.update" => chat_update::call,
        "conversations.history" => conversations_history::call,
        "conversations.info" => conversations_info::call,
        "conversations.join" => conversations_join::call,
        "conversations.list" => conversations_list::call,
        "conversations.members" => conversations_members::call,
        "conversations.open" => conversations_open::call,
        "conversations.replies" => conversations_replies::call,
        "conversations.setTopic" => conversations_set_topic::call,
        "files.completeUploadExternal" => files_complete_upload_external::call,
        "files.getUploadURLExternal" => files_get_upload_url_external::call,
        "oauth.v2.access" => oauth_v2_access::call,
        "pins.add" => pins_add::call,
        "pins.remove" => pins_remove::call,
        "team.info" => team_info::call,
        "usergroups.create" => usergroups_create::call,
        "usergroups.disable" => usergroups_disable::call,
        "usergroups.enable" => usergroups_enable::call,
        "usergroups.list" => usergroups_list::call,
        "usergroups.update" => usergroups_update::call,
        "usergroups.users.list" => usergroups_users_list::call,
        "usergroups.users.update" => usergroups_users_update::call,
        "users.conversations" => users_conversations::call,
        "users.info" => users_info::call,
        "users.list" => users_list::call,
        "users.lookupByEmail" => users_lookup_by_email::call,
        "users.profile.get" => users_profile_get::call,
        "views.open" => views_open::call,
        "views.publish" => views_publish::call,
        "views.push" => views_push::call,
        "views.update" => views_update::call,
        _ => return None,
    })
}

impl Ask<'_> {
    /// Whose call it is: the id of the bot user or of a person.
    pub fn caller(&self) -> &str {
        self.token.as_ref().map_or("", |token| &token.user)
    }

    pub fn has_scope(&self, scope: &str) -> bool {
        self.token.as_ref().is_some_and(|token| token.has(scope))
    }

    /// A text that must be there, else the error.
    pub fn needed(&self, name: &str, error: &'static str) -> Result<String, Refusal> {
        self.arguments.text(name).ok_or_else(|| Refusal::new(error))
    }

    /// `missing_scope` unless the token has one of these.
    pub fn needs_scope(&mut self, method: &str, scopes: &[&str]) -> Result<(), Refusal> {
        match self.token.clone() {
            Some(token) if !token.has_one_of(scopes) => Err(gate::missing_scope(self.state, method, &token, scopes)),
            _ => Ok(()),
        }
    }

    /// The conversation that `channel` names, if the caller may know of it and reads this kind (`…:read`,
    /// `…:history`).
    pub fn visible_channel(&mut self, method: &str, right: &str) -> Result<Channel, Refusal> {
        let id = self.needed("channel", "channel_not_found")?;
        let channel = self.state.channel(&id).cloned().ok_or("channel_not_found")?;
        if channel.kind != Kind::Public && !channel.has(self.caller()) {
            return Err("channel_not_found".into());
        }
        self.needs_scope(method, &[&format!("{}:{right}", channel.kind.scope_family())])?;
        Ok(channel)
    }

    /// The id of the group that `usergroup` names, if groups may be changed by this caller at all.
    pub fn editable_group(&self) -> Result<String, Refusal> {
        self.may_edit_groups("plan_upgrade_required")?;
        let id = self.needed("usergroup", "missing_argument")?;
        self.state.group(&id).map(|group| group.id.clone()).ok_or_else(|| Refusal::new("no_such_subteam"))
    }

    /// Refused without a paid plan (in the method's own word), and to all but admins where the workspace says so.
    pub fn may_edit_groups(&self, without_plan: &'static str) -> Result<(), Refusal> {
        if !self.state.paid_plan {
            return Err(without_plan.into());
        }
        let owner = self.state.person(self.caller()).map(|member| &member.person);
        let admin = owner.is_some_and(|person| person.is_admin || person.is_owner);
        let guest = owner.is_some_and(|person| person.is_restricted || person.is_ultra_restricted);
        if guest || (self.state.group_editing == UserGroupEditing::AdminsOnly && !admin) {
            return Err("permission_denied".into());
        }
        Ok(())
    }
}
