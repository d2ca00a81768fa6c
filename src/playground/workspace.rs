//! The workspace from outside: who and what is in it, and how it is set up. Tests and the demo furnish it with this.

use jiff::Timestamp;
use serde_json::json;

use super::Playground;
use super::channel::{Channel, Kind, NewChannel};
use super::group::{Group, UserGroupEditing};
use super::person::Person;
use super::state::State;
use super::token::Token;
use super::transcript::Entry;
use super::weather::Weather;

impl Playground {
    /// Where signed deliveries go: `{base}/slack/commands`, `/slack/interactions` and `/slack/events`.
    pub fn connect_app(&self, base_url: &str) {
        self.change(|state| state.app.base = Some(base_url.trim_end_matches('/').to_owned()));
    }

    /// The id of the workspace, `T…`.
    pub fn team_id(&self) -> String {
        self.state().team.clone()
    }

    /// Names the workspace. At first it is "Playground".
    pub fn set_team_name(&self, name: &str) {
        self.change(|state| name.clone_into(&mut state.team_name));
    }

    /// The id of the app's own user, `U…`.
    pub fn bot_user_id(&self) -> String {
        self.state().app.user.clone()
    }

    /// Names the app's own user. At first it is `rota`, "Rota".
    pub fn set_bot_name(&self, handle: &str, full_name: &str) {
        let bot = self.bot_user_id();
        self.change(|state| {
            if let Some(member) = state.people.iter_mut().find(|member| member.id == bot) {
                handle.clone_into(&mut member.person.handle);
                full_name.clone_into(&mut member.person.full_name);
            }
        });
    }

    /// A person joins; the answer is their id, `U…`. The app is sent `team_join` if it is connected.
    pub fn add_person(&self, person: Person) -> String {
        self.change(|state| {
            let id = state.join(person);
            let (team, now) = (state.team.clone(), state.now());
            let with_email = state.tokens.iter().any(|token| token.is_bot && token.has("users:read.email"));
            if let Some(member) = state.person(&id) {
                let event = json!({ "type": "team_join", "user": member.as_json(&team, now, with_email) });
                state.events.push(event);
            }
            id
        })
    }

    /// The id of this person; `None` if there is no such handle.
    pub fn person_id(&self, handle: &str) -> Option<String> {
        self.state().person_called(handle).map(|member| member.id.clone())
    }

    /// Something about a person changes; the app is sent `user_change`. An unknown handle changes nobody.
    pub fn change_person(&self, handle: &str, change: impl FnOnce(&mut Person)) {
        self.change(|state| {
            let (team, now) = (state.team.clone(), state.now());
            let Some(id) = state.person_called(handle).map(|member| member.id.clone()) else { return };
            let with_email = state.tokens.iter().any(|token| token.is_bot && token.has("users:read.email"));
            let Some(member) = state.people.iter_mut().find(|member| member.id == id) else { return };
            change(&mut member.person);
            member.updated = now;
            let user = member.as_json(&team, now, with_email);
            state.events.push(json!({ "type": "user_change", "user": user, "cache_ts": now.as_second() }));
        });
    }

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

    /// What the bot token may do from now on.
    pub fn set_scopes(&self, scopes: &[&str]) {
        self.change(|state| {
            for token in state.tokens.iter_mut().filter(|token| token.is_bot) {
                token.scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
            }
        });
    }

    /// Takes one scope from the bot token.
    pub fn drop_scope(&self, scope: &str) {
        self.change(|state| {
            for token in state.tokens.iter_mut().filter(|token| token.is_bot) {
                token.scopes.retain(|granted| granted != scope);
            }
        });
    }

    /// Accepts this token as the person's own, with these scopes.
    pub fn add_user_token(&self, handle: &str, token: &str, scopes: &[&str]) {
        self.change(|state| {
            let user = state.ids_of(&[handle]).pop().unwrap_or_default();
            let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
            state.tokens.push(Token { text: token.to_owned(), user, is_bot: false, scopes, revoked: false });
        });
    }

    /// Refuses this token from now on, as after an uninstall.
    pub fn revoke_token(&self, token: &str) {
        self.change(|state| {
            for known in state.tokens.iter_mut().filter(|known| known.text == token) {
                known.revoked = true;
            }
        });
    }

    /// Who may edit user groups.
    pub fn set_user_group_editing(&self, editing: UserGroupEditing) {
        self.change(|state| state.group_editing = editing);
    }

    /// Whether the workspace pays; without a paid plan there are no user groups.
    pub fn set_paid_plan(&self, paid: bool) {
        self.change(|state| state.paid_plan = paid);
    }

    /// Whether the app has a Home tab.
    pub fn set_home_tab(&self, on: bool) {
        self.change(|state| state.app.home_tab = on);
    }

    /// The slash commands the app has; at first `/oncall`.
    pub fn set_commands(&self, commands: &[&str]) {
        self.change(|state| state.app.commands = commands.iter().map(|&command| command.to_owned()).collect());
    }

    /// The events the app is sent; at first those Rota's manifest asks for.
    pub fn set_events(&self, events: &[&str]) {
        self.change(|state| state.app.events = events.iter().map(|&event| event.to_owned()).collect());
    }

    /// Gives the app a new signing secret; the old one can still be used with [`Seal::PreviousSecret`](super::Seal).
    pub fn rotate_signing_secret(&self, secret: &str) {
        self.change(|state| {
            let old = std::mem::replace(&mut state.app.signing_secret, secret.to_owned());
            state.app.previous_secret = Some(old);
        });
    }

    /// Turns Slack's rate limits on or off. They are off at first.
    pub fn set_rate_limits(&self, on: bool) {
        self.change(|state| state.rates.on = on);
    }

    /// The zone in which the transcript writes dates in channels; UTC at first. Elsewhere it is the reader's own.
    pub fn set_reading_zone(&self, zone: &str) {
        self.change(|state| zone.clone_into(&mut state.reading_zone));
    }

    /// The next call of this method (`*`: of any) meets bad weather. May be called several times: they queue.
    pub fn fails_next(&self, method: &str, weather: Weather) {
        self.change(|state| state.forecast.add(method, weather));
    }

    /// Every call of this method (`*`: of any) meets bad weather until [`clears_up`](Self::clears_up).
    pub fn fails_until_cleared(&self, method: &str, weather: Weather) {
        self.change(|state| state.forecast.add_lasting(method, weather));
    }

    /// Ends all bad weather, also what was still to come.
    pub fn clears_up(&self) {
        self.change(|state| state.forecast.clear());
    }

    /// Everything the app made visible, in order.
    pub fn transcript(&self) -> Vec<Entry> {
        self.state().transcript.clone()
    }

    /// What the app did that Slack refuses, or lets pass though it should not be done.
    pub fn rule_breaks(&self) -> Vec<String> {
        self.state().rule_breaks.clone()
    }

    /// The time by the playground's clock.
    pub fn now(&self) -> Timestamp {
        self.clock().now()
    }
}

impl State {
    /// The ids of these handles; unknown ones are left out.
    pub fn ids_of(&self, handles: &[&str]) -> Vec<String> {
        handles.iter().filter_map(|handle| self.person_called(handle).map(|member| member.id.clone())).collect()
    }

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
            let subteam = group.as_json(&team, true, super::group::Count::AsNumber);
            self.events.push(json!({ "type": event, "subteam": subteam }));
        }
    }
}
