//! Slack's description of a person to ours.

use serde::Deserialize;

use crate::store::people::Standing;
use crate::usecases::sync_people::SlackPerson;

/// A user as `users.list`, `users.info` and the events `user_change` and `team_join` describe them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "this is how Slack describes people; `standing` makes one enum of it"
)]
pub struct SlackUser {
    id: String,
    name: String,
    real_name: Option<String>,
    deleted: bool,
    is_bot: bool,
    is_app_user: bool,
    is_admin: bool,
    is_owner: bool,
    is_restricted: bool,
    is_ultra_restricted: bool,
    is_stranger: bool,
    tz: Option<String>,
    profile: Profile,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Profile {
    display_name: Option<String>,
    real_name: Option<String>,
    email: Option<String>,
}

/// Slack's own bot is a user that says it is not a bot.
const SLACKBOT: &str = "USLACKBOT";

impl SlackUser {
    /// The person, or `None` when the description has no id.
    pub fn into_person(self) -> Option<SlackPerson> {
        let standing = self.standing();
        let given = |name: Option<String>| name.filter(|name| !name.trim().is_empty());
        if self.id.is_empty() {
            return None;
        }
        let username = if self.name.is_empty() { self.id.clone() } else { self.name };
        let full_name = given(self.profile.real_name)
            .or(given(self.real_name))
            .or(given(self.profile.display_name))
            .unwrap_or_else(|| username.clone());
        Some(SlackPerson {
            slack_id: self.id,
            username,
            full_name,
            email: given(self.profile.email),
            time_zone: given(self.tz),
            standing,
        })
    }

    fn standing(&self) -> Standing {
        if self.deleted {
            Standing::Deactivated
        } else if self.is_bot || self.is_app_user || self.id == SLACKBOT {
            Standing::Bot
        } else if self.is_restricted || self.is_ultra_restricted || self.is_stranger {
            Standing::Guest
        } else if self.is_admin || self.is_owner {
            Standing::Admin
        } else {
            Standing::Member
        }
    }
}
