//! User groups. The library lacks the writing methods and is strict where Slack is not, so these are our own structs.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::{Answer, SlackApi};
use crate::usecases::sync_directory::SlackGroup;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Groups {
    usergroups: Vec<Group>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Group {
    id: String,
    name: String,
    handle: String,
    /// When it was turned off, in seconds; 0 while it is on.
    date_delete: i64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Users {
    users: Vec<String>,
}

impl SlackApi {
    /// Every user group (`usergroups.list`), disabled ones included.
    pub async fn groups(&self) -> Answer<Vec<SlackGroup>> {
        let groups: Groups = self.get("usergroups.list", &[("include_disabled", "true".to_owned())]).await?;
        let named = groups.usergroups.into_iter().filter(|group| !group.id.is_empty());
        Ok(named
            .map(|Group { id, name, handle, date_delete }| SlackGroup {
                slack_id: id,
                name,
                handle,
                is_disabled: date_delete != 0,
            })
            .collect())
    }

    /// A group's members (`usergroups.users.list`), also while it is disabled.
    pub async fn group_members(&self, group: &str) -> Answer<BTreeSet<String>> {
        let arguments = [("usergroup", group.to_owned()), ("include_disabled", "true".to_owned())];
        let members: Users = self.get("usergroups.users.list", &arguments).await?;
        Ok(members.users.into_iter().collect())
    }

    /// Makes `members` the group's members (`usergroups.users.update`). Slack refuses an empty list.
    pub async fn set_group_members(&self, group: &str, members: &BTreeSet<String>) -> Answer<()> {
        let users = members.iter().map(String::as_str).collect::<Vec<_>>().join(",");
        self.write_group("usergroups.users.update", &json!({ "usergroup": group, "users": users })).await
    }

    /// Turns a group off (`usergroups.disable`).
    pub async fn disable_group(&self, group: &str) -> Answer<()> {
        self.write_group("usergroups.disable", &json!({ "usergroup": group })).await
    }

    /// Turns a group on (`usergroups.enable`).
    pub async fn enable_group(&self, group: &str) -> Answer<()> {
        self.write_group("usergroups.enable", &json!({ "usergroup": group })).await
    }

    async fn write_group(&self, method: &str, body: &serde_json::Value) -> Answer<()> {
        let answer: serde_json::Value = self.post(self.group_token(), method, body).await?;
        drop(answer);
        Ok(())
    }
}
