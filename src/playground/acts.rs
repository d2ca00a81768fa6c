//! What people do: type, open the Home, use shortcuts. Each goes to the app as Slack would send it.

use serde_json::{Map, Value, json};

use super::Playground;
use super::app::ENTERPRISE;
use super::channel::Kind;
use super::deliver::{Letter, Reply, Seal};
use super::message::Message;
use super::state::State;
use super::transcript::{Heard, Trouble};
use super::trigger::Trigger;

impl Playground {
    /// A person types `text` in a place (`#payments`, or `@bot` for their direct messages with the app) and presses
    /// Enter. A slash command goes to the app; anything else is just posted.
    ///
    /// Somebody who is not in a public channel joins it first.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn types(&self, handle: &str, place: &str, text: &str) -> Heard {
        let prepared = self.change(|state| prepare(state, handle, place, text));
        let (command, channel, user) = match prepared {
            Ok(Typed { command: Some(command), channel, user }) => (command, channel, user),
            Ok(Typed { command: None, channel, user }) => return self.posts(&user, &channel, text),
            Err(trouble) => return Heard::trouble(trouble),
        };
        let start = self.transcript_length();
        let (fields, reply_url) =
            self.change(|state| command_fields(state, &command, &channel, &user, &self.base_url()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = self.deliver(Letter::form("/slack/commands", &fields), &Seal::Good).await;
        let mut heard = self.heard(reply, start);
        if heard.trouble.is_none() {
            heard.trouble = self.change(|state| answer_command(state, &reply_url, &heard.body)).err();
        }
        heard.entries = self.entries_since(start);
        heard
    }

    fn posts(&self, user: &str, channel: &str, text: &str) -> Heard {
        self.change(|state| {
            let text = state.escaped(text);
            let message = Message { channel: channel.to_owned(), user: user.to_owned(), text, ..Message::default() };
            let message = state.post(message);
            let channel_type = match state.channel(channel).map(|channel| channel.kind) {
                Some(Kind::Direct) => "im",
                Some(Kind::Private) => "group",
                _ => "channel",
            };
            let mut event = message.as_json(&state.identity(), false);
            event["channel"] = json!(channel);
            event["channel_type"] = json!(channel_type);
            state.events.push(event);
        });
        Heard::default()
    }

    /// Another app posts a message with metadata of its own, which any app can read there.
    pub fn another_app_posts(&self, channel: &str, text: &str, metadata: Value) {
        self.change(|state| {
            let Some(channel) = state.channel_called(channel).map(|channel| channel.id.clone()) else { return };
            let user = "USLACKBOT".to_owned();
            let text = text.to_owned();
            state.post(Message { channel, user, text, metadata: Some(metadata), ..Message::default() });
        });
    }

    /// A person opens the app's Home; the app is sent `app_home_opened`.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn opens_home(&self, handle: &str) -> Heard {
        let start = self.transcript_length();
        let prepared = self.change(|state| {
            let user = state.known(handle)?;
            let channel = state.direct_with(&user);
            let mut event = json!({ "type": "app_home_opened", "user": user, "channel": channel, "tab": "home" });
            if let Some(home) = state.views.homes.get(&user) {
                event["view"] = state.view_json(home);
            }
            Ok(event)
        });
        let event = match prepared {
            Ok(event) => event,
            Err(trouble) => return Heard::trouble(trouble),
        };
        let statuses = self.delivers_event(event).await;
        let status = statuses.last().copied().filter(|status| *status > 0);
        let good = status.is_some_and(|status| (200..300).contains(&status));
        Heard {
            status,
            trouble: (!good).then(|| Trouble::DispatchFailed(format!("app_home_opened was answered {statuses:?}"))),
            entries: self.entries_since(start),
            ..Heard::default()
        }
    }

    /// A person picks one of the app's global shortcuts, by its `callback_id`.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn uses_shortcut(&self, handle: &str, callback_id: &str) -> Heard {
        let payload = self.change(|state| {
            let user = state.known(handle)?;
            if !state.app.shortcuts.iter().any(|(_, known)| known == callback_id) {
                return Err(Trouble::NotThere(format!("the app has no shortcut {callback_id}")));
            }
            let mut payload = state.payload("shortcut", &user, None);
            payload.insert("callback_id".to_owned(), json!(callback_id));
            payload.insert("action_ts".to_owned(), json!(state.next_ts()));
            Ok(payload)
        });
        match payload {
            Ok(payload) => self.interacts(payload).await,
            Err(trouble) => Heard::trouble(trouble),
        }
    }

    /// Somebody's Slack sends an interaction that nothing in front of them would make: a click on a message that has changed
    /// since, a form of another version. `fields` are added to what every interaction from that place carries.
    #[must_use = "a person who meets trouble says so only here; `calmly()` panics on it"]
    pub async fn sends(&self, handle: &str, place: &str, kind: &str, fields: Value) -> Heard {
        let base_url = self.base_url();
        let payload = self.change(|state| {
            let user = state.known(handle)?;
            let mut payload = state.payload(kind, &user, None);
            if kind == "block_actions" {
                let channel = state.place_for(&user, place)?;
                let reply_path = state.new_reply_url(&channel, &user, None);
                payload.insert("channel".to_owned(), json!({ "id": channel }));
                payload.insert("response_url".to_owned(), json!(format!("{base_url}{reply_path}")));
            }
            payload.extend(fields.as_object().cloned().unwrap_or_default());
            Ok(payload)
        });
        match payload {
            Ok(payload) => self.interacts(payload).await,
            Err(trouble) => Heard::trouble(trouble),
        }
    }

    /// Sends an interaction; anything but 200 is trouble.
    pub(super) async fn interacts(&self, payload: Map<String, Value>) -> Heard {
        let start = self.transcript_length();
        let payload = Value::Object(payload).to_string();
        let reply = self.deliver(Letter::form("/slack/interactions", &[("payload", &payload)]), &Seal::Good).await;
        self.heard(reply, start)
    }

    pub(super) fn heard(&self, reply: Reply, start: usize) -> Heard {
        let (status, body, trouble) = match reply {
            Reply::Answered { status: 200, body, .. } => (Some(200), String::from_utf8_lossy(&body).into_owned(), None),
            Reply::Answered { status, body, .. } => {
                let trouble = Trouble::DispatchFailed(format!("the app answered {status}"));
                (Some(status), String::from_utf8_lossy(&body).into_owned(), Some(trouble))
            }
            Reply::TimedOut => (None, String::new(), Some(Trouble::OperationTimeout)),
            Reply::Unreachable { detail, .. } => (None, String::new(), Some(Trouble::DispatchFailed(detail))),
        };
        Heard { status, body, trouble, entries: self.entries_since(start), ..Heard::default() }
    }

    pub(super) fn transcript_length(&self) -> usize {
        self.state().transcript.len()
    }

    pub(super) fn entries_since(&self, start: usize) -> Vec<super::transcript::Entry> {
        self.state().transcript.iter().skip(start).cloned().collect()
    }
}

/// What somebody typed, and the ids of where and who.
struct Typed {
    command: Option<Command>,
    channel: String,
    user: String,
}

/// A slash command's name and what follows, escaped.
struct Command {
    name: String,
    text: String,
}

fn prepare(state: &mut State, handle: &str, place: &str, text: &str) -> Result<Typed, Trouble> {
    let user = state.known(handle)?;
    let channel = state.place_for(&user, place)?;
    state.join_channel(&channel, &user);
    if state.channel(&channel).is_some_and(|channel| channel.archived) {
        return Err(Trouble::NotThere(format!("{place} is archived")));
    }
    let text = text.trim();
    if !text.starts_with('/') {
        return Ok(Typed { command: None, channel, user });
    }
    let (command, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    if !state.app.commands.iter().any(|known| known == command) {
        return Err(Trouble::NotThere(format!("{command} is not a valid command")));
    }
    let command = Command { name: command.to_owned(), text: state.escaped(rest.trim_start()) };
    Ok(Typed { command: Some(command), channel, user })
}

/// The form Slack sends for a slash command, and the id of its `response_url`.
fn command_fields(
    state: &mut State,
    command: &Command,
    channel: &str,
    user: &str,
    base_url: &str,
) -> (Vec<(&'static str, String)>, String) {
    let reply_path = state.new_reply_url(channel, user, None);
    let reply_id = state.reply_urls.last().map(|url| url.id.clone()).unwrap_or_default();
    let channel_name = state.channel(channel).map(|channel| channel.payload_name().to_owned()).unwrap_or_default();
    let org = state.app.for_organisation;
    let mut fields = vec![
        ("token", "verification-token".to_owned()),
        ("team_id", state.team.clone()),
        ("team_domain", state.team_domain.clone()),
        ("channel_id", channel.to_owned()),
        ("channel_name", channel_name),
        ("user_id", user.to_owned()),
        ("user_name", state.handle(user)),
        ("command", command.name.clone()),
        ("text", command.text.clone()),
        ("api_app_id", state.app.id.clone()),
        ("is_enterprise_install", org.to_string()),
        ("response_url", format!("{base_url}{reply_path}")),
        ("trigger_id", state.new_trigger(user, None)),
    ];
    if org {
        fields.push(("enterprise_id", ENTERPRISE.0.to_owned()));
        fields.push(("enterprise_name", ENTERPRISE.1.to_owned()));
    }
    (fields, reply_id)
}

/// What the app answered a command in place: nothing, a plain text, or a message.
fn answer_command(state: &mut State, reply_id: &str, body: &str) -> Result<(), Trouble> {
    if body.trim().is_empty() {
        return Ok(());
    }
    let answer = match serde_json::from_str(body) {
        Ok(Value::Object(answer)) => answer,
        _ => Map::from_iter([("text".to_owned(), json!(body))]),
    };
    let Some(url) = state.reply_urls.iter().find(|url| url.id == reply_id).cloned() else { return Ok(()) };
    state.reply(&url, &answer).map_err(|error| {
        state.breaks_rule(format!("a command was answered with a message Slack refuses: {error}"));
        Trouble::BadAnswer(error)
    })
}

impl State {
    /// The id of this person.
    pub fn known(&self, handle: &str) -> Result<String, Trouble> {
        let member = self.person_called(handle).filter(|member| !member.person.deleted);
        member
            .map(|member| member.id.clone())
            .ok_or_else(|| Trouble::NotThere(format!("there is no one called {handle}")))
    }

    /// The id of the conversation a person means by `#payments`, `@bot`, or an id.
    pub fn place_for(&mut self, user: &str, place: &str) -> Result<String, Trouble> {
        let bot = self.app.user.clone();
        let name = place.trim_start_matches('@');
        if name == "bot" || self.person_called(name).is_some_and(|member| member.id == bot) {
            return Ok(self.direct_with(user));
        }
        let visible = |channel: &&super::channel::Channel| channel.kind == Kind::Public || channel.has(user);
        let channel = self.channel_called(place).filter(visible);
        channel
            .map(|channel| channel.id.clone())
            .ok_or_else(|| Trouble::NotThere(format!("there is no {place} for them")))
    }

    /// Hands out a trigger.
    pub fn new_trigger(&mut self, user: &str, from_view: Option<&str>) -> String {
        let id = format!("{:010}.{}.trigger", self.serial(), self.team);
        self.triggers.push(Trigger {
            id: id.clone(),
            user: user.to_owned(),
            made: self.now(),
            used: false,
            from_view: from_view.map(str::to_owned),
        });
        id
    }

    /// What every interaction carries.
    pub fn payload(&mut self, kind: &str, user: &str, from_view: Option<&str>) -> Map<String, Value> {
        let handle = self.handle(user);
        let trigger = self.new_trigger(user, from_view);
        let org = self.app.for_organisation;
        let team = json!({ "id": self.team, "domain": self.team_domain });
        let enterprise = json!({ "id": ENTERPRISE.0, "name": ENTERPRISE.1 });
        let payload = json!({
            "type": kind,
            "team": if org { Value::Null } else { team },
            "user": { "id": user, "username": handle, "name": handle, "team_id": self.team },
            "api_app_id": self.app.id,
            "token": "verification-token",
            "trigger_id": trigger,
            "enterprise": if org { enterprise } else { Value::Null },
            "is_enterprise_install": org,
        });
        payload.as_object().cloned().unwrap_or_default()
    }
}
