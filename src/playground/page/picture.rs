//! `GET /playground/state?as=alice&place=payments&since=7`: what this person sees, unless it is still number 7.

use axum::Json;
use axum::extract::{Query, State as Given};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::spans;
use crate::playground::channel::{Channel, Kind};
use crate::playground::file::File;
use crate::playground::group::Group;
use crate::playground::message::Message;
use crate::playground::mrkdwn::Reader;
use crate::playground::person::Member;
use crate::playground::state::State;
use crate::playground::view::View;
use crate::playground::{Playground, dates};

#[derive(Debug, Deserialize)]
pub struct Question {
    #[serde(default, rename = "as")]
    handle: String,
    #[serde(default)]
    place: String,
    since: Option<u64>,
}

/// Answers at once: with the clock alone when nothing happened since. The page asks twice a second rather than waiting,
/// because a browser driven by a script counts an open request as a page that is not ready.
pub async fn show(Given(playground): Given<Playground>, Query(question): Query<Question>) -> Json<Value> {
    let number = *playground.world.changed.borrow();
    let can_jump = playground.has_next_handoff();
    let state = playground.state();
    let mut picture = if question.since == Some(number) {
        let me = state.person_called(&question.handle);
        json!({ "same": true, "now": me.map(|me| clock_face(state.now(), me)) })
    } else {
        picture(&state, &question)
    };
    picture["number"] = json!(number);
    picture["can_jump"] = json!(can_jump);
    Json(picture)
}

fn picture(state: &State, question: &Question) -> Value {
    let someone = |member: &&Member| !member.person.deleted && !member.person.is_bot && member.id != "USLACKBOT";
    let people: Vec<&Member> = state.people.iter().filter(someone).collect();
    let me = people.iter().find(|member| member.person.handle == question.handle).or(people.first()).copied();
    let Some(me) = me else { return json!({ "team": state.team_name, "people": [] }) };
    let reader = Reader::new(state, Some(&me.person));
    let direct = state
        .channels
        .iter()
        .find(|channel| channel.kind == Kind::Direct && channel.has(&me.id) && channel.has(&state.app.user));
    let shown = match question.place.as_str() {
        "@bot" => direct.map(|channel| channel.id.as_str()),
        "home" => None,
        place => {
            let seen = |channel: &&Channel| channel.kind == Kind::Public || channel.has(&me.id);
            state.channel_called(place).filter(seen).map(|channel| channel.id.as_str())
        }
    };
    let all: Vec<Value> = people
        .iter()
        .map(|member| json!({ "id": member.id, "handle": member.person.handle, "name": member.person.shown_name() }))
        .collect();
    json!({
        "team": state.team_name,
        "app": state.person(&state.app.user).map_or("App", |bot| bot.person.shown_name()),
        "me": { "id": me.id, "handle": me.person.handle, "name": me.person.shown_name(), "zone": me.person.time_zone },
        "now": clock_face(state.now(), me),
        "people": all,
        "channels": channels(state, me, &reader),
        "direct_last": direct.map(|channel| last(state, &channel.id, &me.id)),
        "groups": groups(state),
        "messages": shown.map(|channel| messages(state, channel, me, &reader)).unwrap_or_default(),
        "modal": state.top_view(&me.id).map(|view| view_picture(state, view, me, &reader)),
        "home": state.views.homes.get(&me.id).map(|view| view_picture(state, view, me, &reader)),
        "commands": state.app.commands,
        "shortcuts": state.app.shortcuts.iter().map(|(name, id)| json!({ "name": name, "id": id })).collect::<Vec<_>>(),
    })
}

fn channels(state: &State, me: &Member, reader: &Reader<'_>) -> Vec<Value> {
    let seen =
        |channel: &&Channel| channel.kind == Kind::Public || (channel.kind == Kind::Private && channel.has(&me.id));
    let as_shown = |channel: &Channel| {
        json!({
            "id": channel.id,
            "name": channel.name,
            "topic": spans::mrkdwn(&channel.topic, reader),
            "private": channel.kind == Kind::Private,
            "archived": channel.archived,
            "last": last(state, &channel.id, &me.id),
        })
    };
    state.channels.iter().filter(seen).map(as_shown).collect()
}

fn groups(state: &State) -> Vec<Value> {
    let as_shown = |group: &Group| {
        let members = group.members.iter().filter_map(|id| state.person(id));
        let names: Vec<&str> = members.map(|member| member.person.shown_name()).collect();
        json!({ "handle": group.handle, "name": group.name, "members": names, "disabled": group.disabled.is_some() })
    };
    state.groups.iter().map(as_shown).collect()
}

fn clock_face(now: Timestamp, me: &Member) -> Value {
    let local = now.to_zoned(me.person.zone());
    let time = if me.person.twenty_four_hours { local.strftime("%H:%M") } else { local.strftime("%-I:%M %p") };
    json!({
        "date": local.strftime("%a %-d %b %Y").to_string(),
        "time": time.to_string(),
        "zone": me.person.time_zone,
        "offset": local.strftime("UTC%:z").to_string(),
    })
}

fn sees(message: &Message, channel: &str, user: &str) -> bool {
    message.channel == channel && !message.deleted && message.only_for.as_ref().is_none_or(|only| only == user)
}

/// The `ts` of the newest message somebody sees there, to tell what is unread.
fn last(state: &State, channel: &str, user: &str) -> Option<String> {
    state.messages.iter().rev().find(|message| sees(message, channel, user)).map(|message| message.ts.clone())
}

/// The messages of a conversation, threads beneath their first message.
fn messages(state: &State, channel: &str, me: &Member, reader: &Reader<'_>) -> Vec<Value> {
    let mut seen: Vec<&Message> = state.messages.iter().filter(|message| sees(message, channel, &me.id)).collect();
    seen.sort_by(|a, b| {
        let root = |message: &Message| message.thread.clone().unwrap_or_else(|| message.ts.clone());
        (root(a), &a.ts).cmp(&(root(b), &b.ts))
    });
    seen.into_iter().map(|message| message_picture(state, message, me, reader)).collect()
}

fn message_picture(state: &State, message: &Message, me: &Member, reader: &Reader<'_>) -> Value {
    let seconds = message.ts.split('.').next().and_then(|seconds| seconds.parse().ok()).unwrap_or_default();
    let at = Timestamp::from_second(seconds).unwrap_or_default();
    let written =
        |format: &str| dates::written(format, at, state.now(), &me.person.zone(), me.person.twenty_four_hours);
    json!({
        "ts": message.ts,
        "channel": message.channel,
        "day": dates::capital(&written("{day_divider_pretty}")),
        "time": written("{time}"),
        "who": state.person(&message.user).map_or("Somebody", |member| member.person.shown_name()),
        "app": message.by_app,
        "only_you": message.only_for.is_some(),
        "edited": message.edited.is_some(),
        "reply": message.thread.as_ref().is_some_and(|thread| *thread != message.ts),
        "system": message.subtype == Some("channel_topic"),
        "spans": spans::mrkdwn(&message.text, reader),
        "files": state.files.iter().filter(|file| message.files.contains(&file.id)).map(File::picture).collect::<Vec<_>>(),
        "blocks": message.blocks.iter().map(|block| with_spans(block, me, reader)).collect::<Vec<_>>(),
    })
}

fn view_picture(state: &State, view: &View, me: &Member, reader: &Reader<'_>) -> Value {
    let mut picture = with_spans(&state.view_json(view), me, reader);
    picture["values"] = with_local_times(&view.values, me);
    picture
}

/// The same with `spans` beside every text.
fn with_spans(value: &Value, me: &Member, reader: &Reader<'_>) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| with_spans(item, me, reader)).collect(),
        Value::Object(fields) => {
            let mut shown: Map<String, Value> =
                fields.iter().map(|(name, inner)| (name.clone(), with_spans(inner, me, reader))).collect();
            let text = fields.get("text").and_then(Value::as_str);
            let spans = match (value["type"].as_str(), text) {
                (Some("mrkdwn"), Some(text)) => Some(spans::mrkdwn(text, reader)),
                (Some("plain_text" | "markdown"), Some(text)) => Some(spans::plain(text)),
                _ => None,
            };
            if let Some(spans) = spans {
                shown.insert("spans".to_owned(), json!(spans));
            }
            if let Some(seconds) = fields.get("initial_date_time") {
                shown.insert("local".to_owned(), json!(local_time(seconds, me)));
            }
            Value::Object(shown)
        }
        other => other.clone(),
    }
}

fn with_local_times(values: &Map<String, Value>, me: &Member) -> Value {
    let mut values = Value::Object(values.clone());
    for actions in values.as_object_mut().into_iter().flat_map(Map::values_mut) {
        for value in actions.as_object_mut().into_iter().flat_map(Map::values_mut) {
            if value["type"] == "datetimepicker" {
                value["local"] = json!(local_time(&value["selected_date_time"], me));
            }
        }
    }
    values
}

/// Unix seconds as a date and time on this person's wall, as a form field wants it.
fn local_time(seconds: &Value, me: &Member) -> Option<String> {
    let at = Timestamp::from_second(seconds.as_i64()?).ok()?;
    Some(at.to_zoned(me.person.zone()).strftime("%Y-%m-%dT%H:%M").to_string())
}
