//! The workspace from outside: who and what is in it, and how it is set up. Tests and the demo furnish it with this.

use jiff::Timestamp;
use serde_json::json;

use super::Playground;
use super::group::UserGroupEditing;
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

    /// Adds people who were there before the app: it is told of none.
    pub fn had_people(&self, people: impl IntoIterator<Item = Person>) {
        self.change(|state| {
            for person in people {
                state.join(person);
            }
        });
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

    /// The app is taken out of the workspace: its tokens end, and it is sent `tokens_revoked` and `app_uninstalled`.
    pub fn uninstalls_app(&self) {
        self.change(|state| {
            let bot = state.app.user.clone();
            state.tokens.iter_mut().for_each(|token| token.revoked = true);
            state.events.push(json!({ "type": "tokens_revoked", "tokens": { "oauth": [], "bot": [bot] } }));
            state.events.push(json!({ "type": "app_uninstalled" }));
        });
    }

    /// Whether the app is installed for a whole organisation: payloads then name an enterprise and no team.
    pub fn set_org_install(&self, org: bool) {
        self.change(|state| state.app.for_organisation = org);
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

    /// The app's global shortcuts, each with its name and `callback_id`; at first *Ask for cover*.
    pub fn set_shortcuts(&self, shortcuts: &[(&str, &str)]) {
        let owned = |(name, id): &(&str, &str)| ((*name).to_owned(), (*id).to_owned());
        self.change(|state| state.app.shortcuts = shortcuts.iter().map(owned).collect());
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
}
