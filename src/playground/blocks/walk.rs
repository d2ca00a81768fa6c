//! Compares what was sent with the shapes, and collects what does not fit.

use std::collections::HashSet;

use jiff::civil::{Date, Time};
use serde_json::{Map, Value};

use super::findings::Findings;
use super::shapes::{self, Field, Rule, Shape, Surface};

/// The blocks as a list; what is wrong is in `findings`.
pub fn blocks(given: &Value, at: &str, surface: Surface, findings: &mut Findings) -> Vec<Value> {
    let Some(list) = given.as_array() else {
        findings.add("must provide an array", at);
        return Vec::new();
    };
    let most = if surface == Surface::Message { 50 } else { 100 };
    if list.len() > most {
        findings.add(format!("no more than {most} items allowed"), at);
    }
    let mut ids = HashSet::new();
    for (index, block) in list.iter().enumerate() {
        let at = format!("{at}/{index}");
        one_block(block, &at, surface, findings);
        if let Some(id) = block.get("block_id").and_then(Value::as_str)
            && !ids.insert(id)
        {
            findings.add(format!("`block_id` {id} already exists"), &format!("{at}/block_id"));
        }
    }
    list.clone()
}

fn one_block(block: &Value, at: &str, surface: Surface, findings: &mut Findings) {
    let Some(fields) = object(block, at, findings) else { return };
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
    let Some(shape) = shapes::block(kind, surface) else {
        findings.add(format!("unsupported type: {kind}"), &format!("{at}/type"));
        return;
    };
    check(fields, shape, "block_id", at, findings);
    let mut ids = HashSet::new();
    for (index, element) in fields.get("elements").and_then(Value::as_array).into_iter().flatten().enumerate() {
        if let Some(id) = element.get("action_id").and_then(Value::as_str)
            && !ids.insert(id)
        {
            findings.add(format!("`action_id` {id} already exists"), &format!("{at}/elements/{index}/action_id"));
        }
    }
    if kind == "table" {
        table(fields, at, findings);
    }
}

fn table(fields: &Map<String, Value>, at: &str, findings: &mut Findings) {
    let rows = fields.get("rows").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if rows.len() > 100 {
        findings.add("no more than 100 items allowed", &format!("{at}/rows"));
    }
    for (index, row) in rows.iter().enumerate() {
        if row.as_array().is_some_and(|cells| cells.len() > 20) {
            findings.add("no more than 20 items allowed", &format!("{at}/rows/{index}"));
        }
    }
}

fn check(fields: &Map<String, Value>, shape: &Shape, id: &'static str, at: &str, findings: &mut Findings) {
    for (name, value) in fields {
        let here = format!("{at}/{name}");
        if name == id {
            text(value, 1, 255, &here, findings);
        } else if let Some(Field(_, _, rule)) = shape.fields.iter().find(|field| field.0 == name) {
            obey(value, *rule, &here, findings);
        } else if name != "type" {
            findings.add(format!("invalid additional property: {name}"), at);
        }
    }
    for Field(name, must, _) in shape.fields {
        if *must && !fields.contains_key(*name) {
            findings.add(format!("missing required field: {name}"), at);
        }
    }
    if !shape.one_of.is_empty() && !shape.one_of.iter().any(|&name| fields.contains_key(name)) {
        findings.add(format!("must define either `{}`", shape.one_of.join("` or `")), at);
    }
    if fields.contains_key("options") && fields.contains_key("option_groups") {
        findings.add("only one of `options` and `option_groups` may be given", at);
    }
    if shape.kind == "plain_text_input"
        && fields.get("max_length").and_then(Value::as_u64).is_some_and(|length| !(1..=3000).contains(&length))
    {
        findings.add("must be between 1 and 3000", &format!("{at}/max_length"));
    }
}

fn obey(value: &Value, rule: Rule, at: &str, findings: &mut Findings) {
    match rule {
        Rule::Text(most) => text(value, 1, most, at, findings),
        Rule::TextOrNothing(most) => text(value, 0, most, at, findings),
        Rule::TextObject(most) => text_object(value, most, false, at, findings),
        Rule::PlainText(most) => text_object(value, most, true, at, findings),
        Rule::TextObjects(count, most) => {
            for (item, at) in items(value, count, at, findings) {
                text_object(item, most, false, &at, findings);
            }
        }
        Rule::Flag if !value.is_boolean() => findings.add("must provide a boolean", at),
        Rule::Number if !value.is_u64() => findings.add("must provide a number", at),
        Rule::Flag | Rule::Number | Rule::Anything => {}
        Rule::Word(words) => {
            if !value.as_str().is_some_and(|word| words.contains(&word)) {
                findings.add(format!("must be one of: {}", words.join(", ")), at);
            }
        }
        Rule::Address(most) => {
            text(value, 1, most, at, findings);
            if !value.as_str().is_some_and(|address| address.starts_with("https://") || address.starts_with("http://"))
            {
                findings.add("must be a valid URL", at);
            }
        }
        Rule::Date => fits(value.as_str().is_some_and(|date| date.parse::<Date>().is_ok()), "YYYY-MM-DD", at, findings),
        Rule::Time => {
            let written = |time: &str| time.len() == 5 && time.parse::<Time>().is_ok();
            fits(value.as_str().is_some_and(written), "HH:mm", at, findings);
        }
        Rule::Moment => {
            fits(
                value.as_i64().is_some_and(|at| (1_000_000_000..10_000_000_000).contains(&at)),
                "10 digits",
                at,
                findings,
            );
        }
        Rule::Element(kinds) => element(value, kinds, at, findings),
        Rule::Elements(count, kinds) => {
            for (item, at) in items(value, count, at, findings) {
                element(item, kinds, &at, findings);
            }
        }
        Rule::ContextElements => {
            for (item, at) in items(value, 10, at, findings) {
                match item["type"].as_str() {
                    Some("image") => element(item, &["image"], &at, findings),
                    _ => text_object(item, 2000, false, &at, findings),
                }
            }
        }
        Rule::Options(count) => {
            for (item, at) in items(value, count, at, findings) {
                option(item, &at, findings);
            }
        }
        Rule::Option => option(value, at, findings),
        Rule::OptionGroups => {
            for (item, at) in items(value, 100, at, findings) {
                text_object(&item["label"], 75, true, &format!("{at}/label"), findings);
                obey(&item["options"], Rule::Options(100), &format!("{at}/options"), findings);
            }
        }
        Rule::Confirm => confirm(value, at, findings),
        Rule::Ids => {
            for (item, at) in items(value, usize::MAX, at, findings) {
                text(item, 1, 20, &at, findings);
            }
        }
    }
}

fn element(value: &Value, kinds: &[&str], at: &str, findings: &mut Findings) {
    let Some(fields) = object(value, at, findings) else { return };
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default();
    match shapes::element(kind).filter(|_| kinds.contains(&kind)) {
        Some(shape) => check(fields, shape, "action_id", at, findings),
        None => findings.add(format!("unsupported type: {kind}"), &format!("{at}/type")),
    }
}

fn option(value: &Value, at: &str, findings: &mut Findings) {
    let Some(fields) = object(value, at, findings) else { return };
    text_object(fields.get("text").unwrap_or(&Value::Null), 75, false, &format!("{at}/text"), findings);
    text(fields.get("value").unwrap_or(&Value::Null), 1, 150, &format!("{at}/value"), findings);
    if let Some(description) = fields.get("description") {
        text_object(description, 75, false, &format!("{at}/description"), findings);
    }
    if let Some(address) = fields.get("url") {
        obey(address, Rule::Address(3000), &format!("{at}/url"), findings);
    }
}

fn confirm(value: &Value, at: &str, findings: &mut Findings) {
    let Some(fields) = object(value, at, findings) else { return };
    for (name, most, plain) in [("title", 100, true), ("text", 300, false), ("confirm", 30, true), ("deny", 30, true)] {
        text_object(fields.get(name).unwrap_or(&Value::Null), most, plain, &format!("{at}/{name}"), findings);
    }
    if let Some(style) = fields.get("style") {
        obey(style, Rule::Word(&["primary", "danger"]), &format!("{at}/style"), findings);
    }
}

/// A text object of one up to `most` characters.
pub fn text_object(value: &Value, most: usize, plain: bool, at: &str, findings: &mut Findings) {
    let Some(fields) = object(value, at, findings) else { return };
    match fields.get("type").and_then(Value::as_str) {
        Some("plain_text") => {}
        Some("mrkdwn") if !plain => {}
        Some("mrkdwn") => findings.add("must be of type plain_text", &format!("{at}/type")),
        other => findings.add(format!("unsupported type: {}", other.unwrap_or_default()), &format!("{at}/type")),
    }
    for name in fields.keys().filter(|name| !matches!(name.as_str(), "type" | "text" | "emoji" | "verbatim")) {
        findings.add(format!("invalid additional property: {name}"), at);
    }
    text(fields.get("text").unwrap_or(&Value::Null), 1, most, &format!("{at}/text"), findings);
}

/// A text of `least` up to `most` characters.
pub fn text(value: &Value, least: usize, most: usize, at: &str, findings: &mut Findings) {
    let Some(text) = value.as_str() else {
        findings.add("must provide a string", at);
        return;
    };
    let length = text.chars().count();
    if length < least {
        findings.add(format!("must be more than {} characters", least - 1), at);
    }
    if length > most {
        findings.add(format!("must be less than {} characters", most.saturating_add(1)), at);
    }
}

fn items<'a>(value: &'a Value, most: usize, at: &str, findings: &mut Findings) -> Vec<(&'a Value, String)> {
    let Some(list) = value.as_array() else {
        findings.add("must provide an array", at);
        return Vec::new();
    };
    if list.is_empty() {
        findings.add("must have at least 1 item", at);
    }
    if list.len() > most {
        findings.add(format!("no more than {most} items allowed"), at);
    }
    list.iter().enumerate().map(|(index, item)| (item, format!("{at}/{index}"))).collect()
}

fn fits(good: bool, form: &str, at: &str, findings: &mut Findings) {
    if !good {
        findings.add(format!("must match the form {form}"), at);
    }
}

/// The fields of an object; it is a finding when it is none.
pub fn object<'a>(value: &'a Value, at: &str, findings: &mut Findings) -> Option<&'a Map<String, Value>> {
    let fields = value.as_object();
    if fields.is_none() {
        findings.add("must provide an object", at);
    }
    fields
}
