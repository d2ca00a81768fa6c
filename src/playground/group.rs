//! User groups: the `@payments-oncall` kind.

use jiff::Timestamp;
use serde_json::{Value, json};

/// The workspace's setting "who can create, disable or modify user groups".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserGroupEditing {
    /// Only admins and owners: a bot token is refused with `permission_denied`.
    AdminsOnly,
    /// Everyone but guests, and so bots too.
    Everyone,
}

/// A user group of the workspace.
#[derive(Debug, Clone)]
pub struct Group {
    pub id: String,
    pub handle: String,
    pub name: String,
    pub description: String,
    /// Ids of people, in the order they were given.
    pub members: Vec<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub created_by: String,
    pub updated_by: String,
    /// When it was disabled, if it is.
    pub disabled: Option<Timestamp>,
}

/// How Slack writes `user_count`: it has been seen both ways, and only when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    LeftOut,
    AsNumber,
    AsText,
}

impl Group {
    /// The group object; `users` and `user_count` only when asked for.
    pub fn as_json(&self, team: &str, with_users: bool, count: Count) -> Value {
        let mut group = json!({
            "id": self.id,
            "team_id": team,
            "is_usergroup": true,
            "is_subteam": true,
            "name": self.name,
            "description": self.description,
            "handle": self.handle,
            "is_external": false,
            "date_create": self.created.as_second(),
            "date_update": self.updated.as_second(),
            "date_delete": self.disabled.map_or(0, Timestamp::as_second),
            "auto_type": null,
            "auto_provision": false,
            "enterprise_subteam_id": "",
            "created_by": self.created_by,
            "updated_by": self.updated_by,
            "deleted_by": self.disabled.map(|_| self.updated_by.clone()),
            "prefs": { "channels": [], "groups": [] },
        });
        if with_users {
            group["users"] = json!(self.members);
        }
        match count {
            Count::LeftOut => {}
            Count::AsNumber => group["user_count"] = json!(self.members.len()),
            Count::AsText => group["user_count"] = json!(self.members.len().to_string()),
        }
        group
    }
}
