//! The workspace as it is now: everything that the methods read and change, behind one lock.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::app::App;
use super::channel::{Channel, Kind};
use super::file::File;
use super::group::{Group, UserGroupEditing};
use super::keep::Keeper;
use super::message::{Identity, Message};
use super::person::Member;
use super::person::Person;
use super::rates::Rates;
use super::reply_url::ReplyUrl;
use super::server::Call;
use super::token::Token;
use super::transcript::Entry;
use super::trigger::Trigger;
use super::view::Views;
use super::weather::Forecast;
use crate::clock::Clock;

/// The whole workspace.
pub struct State {
    pub clock: Clock,
    pub team: String,
    pub team_name: String,
    pub team_domain: String,
    pub paid_plan: bool,
    pub group_editing: UserGroupEditing,
    /// The zone that dates in channels are written in for the transcript.
    pub reading_zone: String,
    pub app: App,
    pub people: Vec<Member>,
    pub channels: Vec<Channel>,
    pub groups: Vec<Group>,
    pub messages: Vec<Message>,
    pub files: Vec<File>,
    pub views: Views,
    pub tokens: Vec<Token>,
    pub triggers: Vec<Trigger>,
    /// What the app offered last for each external menu, by action id.
    pub offered: BTreeMap<String, Vec<Value>>,
    pub reply_urls: Vec<ReplyUrl>,
    pub transcript: Vec<Entry>,
    pub calls: Vec<Call>,
    pub rule_breaks: Vec<String>,
    pub forecast: Forecast,
    pub rates: Rates,
    pub keeper: Keeper,
    /// Event bodies that are to be sent once the lock is free.
    pub events: Vec<Value>,
    last_ts: i64,
    last_serial: u64,
}

impl State {
    pub fn new(clock: Clock, signing_secret: String, bot_token: String) -> Self {
        let mut state = Self {
            clock,
            team: "T0000000001".to_owned(),
            team_name: "Playground".to_owned(),
            team_domain: "playground".to_owned(),
            paid_plan: true,
            group_editing: UserGroupEditing::Everyone,
            reading_zone: "UTC".to_owned(),
            app: App::new(signing_secret),
            people: Vec::new(),
            channels: Vec::new(),
            groups: Vec::new(),
            messages: Vec::new(),
            files: Vec::new(),
            views: Views::default(),
            tokens: Vec::new(),
            triggers: Vec::new(),
            offered: BTreeMap::new(),
            reply_urls: Vec::new(),
            transcript: Vec::new(),
            calls: Vec::new(),
            rule_breaks: Vec::new(),
            forecast: Forecast::default(),
            rates: Rates::default(),
            keeper: Keeper::default(),
            events: Vec::new(),
            last_ts: 0,
            last_serial: 0,
        };
        let slackbot = Person { email: String::new(), ..Person::new("slackbot", "Slackbot") };
        let now = state.now();
        state.people.push(Member { id: "USLACKBOT".to_owned(), person: slackbot, updated: now });
        let bot = state.join(Person { email: String::new(), ..Person::new("rota", "Rota").bot() });
        state.app.user.clone_from(&bot);
        let scopes = super::token::FIRST_SCOPES.iter().map(|&scope| scope.to_owned()).collect();
        state.tokens.push(Token { text: bot_token, user: bot, is_bot: true, scopes, revoked: false });
        state
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A number nobody had before.
    pub fn serial(&mut self) -> u64 {
        self.last_serial += 1;
        self.last_serial
    }

    /// A message's `ts`: the time, with digits at the end that make it the only one.
    pub fn next_ts(&mut self) -> String {
        self.last_ts = self.now().as_microsecond().max(self.last_ts + 1);
        format!("{}.{:06}", self.last_ts.div_euclid(1_000_000), self.last_ts.rem_euclid(1_000_000))
    }

    /// Adds a person without telling the app.
    pub fn join(&mut self, person: Person) -> String {
        let id = format!("U{:010}", self.people.len());
        let updated = self.now();
        self.people.push(Member { id: id.clone(), person, updated });
        id
    }

    pub fn person(&self, id: &str) -> Option<&Member> {
        self.people.iter().find(|member| member.id == id)
    }

    /// Finds a person by handle (with or without `@`, in any case) or by id.
    pub fn person_called(&self, handle: &str) -> Option<&Member> {
        let handle = handle.trim_start_matches('@');
        self.people
            .iter()
            .find(|member| member.person.handle.eq_ignore_ascii_case(handle))
            .or_else(|| self.person(handle))
    }

    /// The handle of this id, or the id itself.
    pub fn handle(&self, id: &str) -> String {
        self.person(id).map_or(id, |member| &member.person.handle).to_owned()
    }

    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    pub fn channel_mut(&mut self, id: &str) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }

    /// Finds a channel by name (with or without `#`) or id.
    pub fn channel_called(&self, name: &str) -> Option<&Channel> {
        let name = name.trim_start_matches('#');
        self.channels
            .iter()
            .find(|channel| channel.kind != Kind::Direct && channel.name == name)
            .or_else(|| self.channel(name))
    }

    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    pub fn group_mut(&mut self, id: &str) -> Option<&mut Group> {
        self.groups.iter_mut().find(|group| group.id == id)
    }

    /// Finds a group by handle (with or without `@`) or id.
    pub fn group_called(&self, handle: &str) -> Option<&Group> {
        let handle = handle.trim_start_matches('@');
        self.groups.iter().find(|group| group.handle == handle).or_else(|| self.group(handle))
    }

    /// The direct conversation of the app with this person, made if it is new.
    pub fn direct_with(&mut self, user: &str) -> String {
        let bot = self.app.user.clone();
        let direct = |channel: &&Channel| channel.kind == Kind::Direct && channel.has(user) && channel.has(&bot);
        if let Some(channel) = self.channels.iter().find(direct) {
            return channel.id.clone();
        }
        let id = format!("D{:010}", self.channels.len() + 1);
        self.channels.push(Channel {
            id: id.clone(),
            name: String::new(),
            kind: Kind::Direct,
            archived: false,
            topic: String::new(),
            members: vec![user.to_owned(), bot],
            created: self.now(),
        });
        id
    }

    /// Who the app is, as its messages carry it.
    pub fn identity(&self) -> Identity {
        Identity {
            team: self.team.clone(),
            app: self.app.id.clone(),
            bot: self.app.bot.clone(),
            name: self.person(&self.app.user).map_or("Rota", |bot| &bot.person.full_name).to_owned(),
        }
    }

    pub fn breaks_rule(&mut self, what: impl Into<String>) {
        self.rule_breaks.push(what.into());
    }

    pub fn take_events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }
}
