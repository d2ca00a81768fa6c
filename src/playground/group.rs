//! User groups: the `@payments-oncall` kind, and what people do to them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Playground;
use super::state::State;

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

impl Playground {
    /// A user group with these members, by handle; the answer is its id, `S…`.
    pub fn add_user_group(&self, handle: &str, name: &str, members: &[&str]) -> String {
        self.change(|state| {
            let members = state.ids_of(members);
            let (now, maker) = (state.now(), "USLACKBOT".to_owned());
            let id = format!("S{:010}", state.groups.len() + 1);
            state.groups.push(Group {
                id: id.clone(),
                handle: handle.trim_start_matches('@').to_owned(),
                name: name.to_owned(),
                description: String::new(),
                members,
                created: now,
                updated: now,
                created_by: maker.clone(),
                updated_by: maker,
                disabled: None,
            });
            id
        })
    }

    /// The id of a group, by handle.
    pub fn group_id(&self, handle: &str) -> Option<String> {
        self.state().group_called(handle).map(|group| group.id.clone())
    }

    /// The handles of a group's members, in the order they were given.
    pub fn group_members(&self, handle: &str) -> Vec<String> {
        let state = self.state();
        let members = state.group_called(handle).map(|group| group.members.clone()).unwrap_or_default();
        members.iter().map(|id| state.handle(id)).collect()
    }

    /// Whether a group is disabled.
    pub fn group_is_disabled(&self, handle: &str) -> bool {
        self.state().group_called(handle).is_some_and(|group| group.disabled.is_some())
    }

    /// An admin edits a group by hand; the app is sent `subteam_members_changed` and `subteam_updated`.
    pub fn set_group_members(&self, handle: &str, members: &[&str]) {
        self.change(|state| {
            let members = state.ids_of(members);
            let Some(id) = state.group_called(handle).map(|group| group.id.clone()) else { return };
            state.set_members(&id, members, "USLACKBOT");
        });
    }

    /// An admin disables a group by hand, or enables it again.
    pub fn set_group_disabled(&self, handle: &str, disabled: bool) {
        self.change(|state| {
            let Some(id) = state.group_called(handle).map(|group| group.id.clone()) else { return };
            state.set_disabled(&id, disabled, "USLACKBOT");
        });
    }
}

impl State {
    /// Replaces a group's members and sends what Slack sends to every app: also to the one that did it.
    pub fn set_members(&mut self, id: &str, members: Vec<String>, by: &str) {
        let (now, team) = (self.now(), self.team.clone());
        let Some(group) = self.group_mut(id) else { return };
        let before = std::mem::replace(&mut group.members, members);
        let previous_update = group.updated.as_second();
        group.updated = now;
        by.clone_into(&mut group.updated_by);
        let added: Vec<&String> = group.members.iter().filter(|user| !before.contains(user)).collect();
        let removed: Vec<&String> = before.iter().filter(|user| !group.members.contains(user)).collect();
        let changed = json!({
            "type": "subteam_members_changed",
            "subteam_id": id,
            "team_id": team,
            "date_previous_update": previous_update,
            "date_update": now.as_second(),
            "added_users": added,
            "added_users_count": added.len(),
            "removed_users": removed,
            "removed_users_count": removed.len(),
        });
        self.events.push(changed);
        self.tell_of_group("subteam_updated", id);
    }

    /// Disables a group or enables it again.
    pub fn set_disabled(&mut self, id: &str, disabled: bool, by: &str) {
        let now = self.now();
        let Some(group) = self.group_mut(id) else { return };
        group.disabled = disabled.then_some(now);
        group.updated = now;
        by.clone_into(&mut group.updated_by);
        self.tell_of_group("subteam_updated", id);
    }

    /// Sends an event that carries the whole group.
    pub fn tell_of_group(&mut self, event: &str, id: &str) {
        let team = self.team.clone();
        if let Some(group) = self.group(id) {
            let subteam = group.as_json(&team, true, Count::AsNumber);
            self.events.push(json!({ "type": event, "subteam": subteam }));
        }
    }
}
