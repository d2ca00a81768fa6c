//! A person of the workspace, and the user object Slack makes of them.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde_json::{Value, json};

/// Somebody in the workspace: a member, a guest, a bot, or someone who has left.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "Slack's user object has exactly these, and they are independent")]
pub struct Person {
    /// What is typed after `@`: lower case, without spaces. Slack's field is `name`.
    pub handle: String,
    /// The full name.
    pub full_name: String,
    /// What Slack shows; empty when the person has not chosen one.
    pub display_name: String,
    /// The mail address; only shown to tokens with `users:read.email`.
    pub email: String,
    /// An IANA zone such as `Europe/Oslo`.
    pub time_zone: String,
    /// The phone number of the profile, as typed.
    pub phone: String,
    /// Shows `18:00` rather than `6:00 PM`.
    pub twenty_four_hours: bool,
    /// May administer the workspace.
    pub is_admin: bool,
    /// Owns the workspace.
    pub is_owner: bool,
    /// A bot's account.
    pub is_bot: bool,
    /// A guest of several channels (and, with the next, of one).
    pub is_restricted: bool,
    /// A guest of one channel.
    pub is_ultra_restricted: bool,
    /// Deactivated.
    pub deleted: bool,
}

impl Person {
    /// A plain member: mail `handle@example.com`, zone UTC, a 24-hour clock.
    pub fn new(handle: &str, full_name: &str) -> Self {
        Self {
            handle: handle.trim_start_matches('@').to_owned(),
            full_name: full_name.to_owned(),
            display_name: String::new(),
            email: format!("{}@example.com", handle.trim_start_matches('@')),
            time_zone: "UTC".to_owned(),
            phone: String::new(),
            twenty_four_hours: true,
            is_admin: false,
            is_owner: false,
            is_bot: false,
            is_restricted: false,
            is_ultra_restricted: false,
            deleted: false,
        }
    }

    /// The same person in another zone.
    #[must_use]
    pub fn in_zone(mut self, zone: &str) -> Self {
        zone.clone_into(&mut self.time_zone);
        self
    }

    /// The same person as an admin of the workspace.
    #[must_use]
    pub fn admin(mut self) -> Self {
        self.is_admin = true;
        self
    }

    /// The same person as a bot.
    #[must_use]
    pub fn bot(mut self) -> Self {
        self.is_bot = true;
        self
    }

    /// The same person as a guest of several channels.
    #[must_use]
    pub fn guest(mut self) -> Self {
        self.is_restricted = true;
        self
    }

    /// The same person as a guest of a single channel.
    #[must_use]
    pub fn single_channel_guest(mut self) -> Self {
        self.is_restricted = true;
        self.is_ultra_restricted = true;
        self
    }

    /// The same person, deactivated.
    #[must_use]
    pub fn deactivated(mut self) -> Self {
        self.deleted = true;
        self
    }

    /// What Slack shows beside their messages: the display name, else the full name.
    pub fn shown_name(&self) -> &str {
        if self.display_name.is_empty() { &self.full_name } else { &self.display_name }
    }

    /// The person's zone; UTC when its name is unknown.
    pub(super) fn zone(&self) -> TimeZone {
        zone_named(&self.time_zone)
    }
}

/// The zone of that name from the bundled database; UTC when there is none.
pub fn zone_named(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap_or(TimeZone::UTC)
}

/// A person with the id Slack gave them.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: String,
    pub person: Person,
    pub updated: Timestamp,
}

impl Member {
    /// The user object. Like Slack's it leaves the zone and the roles out once somebody is deactivated, and the mail
    /// address unless the token may read it.
    pub fn as_json(&self, team: &str, now: Timestamp, with_email: bool) -> Value {
        let person = &self.person;
        let mut words = person.full_name.split_whitespace();
        let mut profile = json!({
            "title": "",
            "phone": person.phone,
            "skype": "",
            "real_name": person.full_name,
            "real_name_normalized": person.full_name,
            "display_name": person.display_name,
            "display_name_normalized": person.display_name,
            "first_name": words.next().unwrap_or_default(),
            "last_name": words.collect::<Vec<_>>().join(" "),
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": "g0",
            "team": team,
        });
        if with_email && !person.is_bot && !person.email.is_empty() {
            profile["email"] = json!(person.email);
        }
        let mut user = json!({
            "id": self.id,
            "team_id": team,
            "name": person.handle,
            "deleted": person.deleted,
            "profile": profile,
            "is_bot": person.is_bot,
            "is_app_user": false,
            "updated": self.updated.as_second(),
        });
        if person.deleted {
            return user;
        }
        let offset = person.zone().to_offset(now).seconds();
        for (key, value) in [
            ("color", json!("9f69e7")),
            ("real_name", json!(person.full_name)),
            ("tz", json!(person.time_zone)),
            ("tz_label", json!(person.time_zone)),
            ("tz_offset", json!(offset)),
            ("is_admin", json!(person.is_admin || person.is_owner)),
            ("is_owner", json!(person.is_owner)),
            ("is_primary_owner", json!(false)),
            ("is_restricted", json!(person.is_restricted || person.is_ultra_restricted)),
            ("is_ultra_restricted", json!(person.is_ultra_restricted)),
            ("is_email_confirmed", json!(true)),
            ("who_can_share_contact_card", json!("EVERYONE")),
        ] {
            user[key] = value;
        }
        user
    }
}
