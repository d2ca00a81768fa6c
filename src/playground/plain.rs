//! Blocks as plain text: a line for each, `[buttons]` in brackets, what is chosen in parentheses.

use serde_json::Value;

use super::mrkdwn::Reader;

/// All blocks, a line (or several) each.
pub fn blocks(blocks: &[Value], reader: &Reader<'_>) -> String {
    let lines: Vec<String> = blocks.iter().map(|given| block(given, reader)).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn block(block: &Value, reader: &Reader<'_>) -> String {
    match kind(block) {
        "section" => {
            let mut parts = vec![text(&block["text"], reader)];
            parts.extend(list(&block["fields"]).iter().map(|field| text(field, reader)));
            parts.push(element(&block["accessory"], reader));
            together(parts, "   ")
        }
        "header" => text(&block["text"], reader),
        "context" => together(list(&block["elements"]).iter().map(|part| element(part, reader)).collect(), " · "),
        "actions" | "context_actions" => {
            together(list(&block["elements"]).iter().map(|part| element(part, reader)).collect(), " ")
        }
        "divider" => "---".to_owned(),
        "image" => element(block, reader),
        "input" => {
            let optional = if block["optional"] == true { " (optional)" } else { "" };
            let hint = text(&block["hint"], reader);
            let hint = if hint.is_empty() { hint } else { format!(" ({hint})") };
            format!("{}{optional}: {}{hint}", text(&block["label"], reader), element(&block["element"], reader))
        }
        "rich_text" => rich(block, reader),
        "markdown" => block["text"].as_str().unwrap_or_default().to_owned(),
        "table" => {
            let row = |row: &Value| together(list(row).iter().map(|cell| cell_text(cell, reader)).collect(), " | ");
            list(&block["rows"]).iter().map(row).collect::<Vec<_>>().join("\n")
        }
        other => format!("({other})"),
    }
}

fn cell_text(cell: &Value, reader: &Reader<'_>) -> String {
    if kind(cell) == "raw_text" { cell["text"].as_str().unwrap_or_default().to_owned() } else { rich(cell, reader) }
}

/// The text of a text object.
pub fn text(object: &Value, reader: &Reader<'_>) -> String {
    let text = object["text"].as_str().unwrap_or_default();
    if kind(object) == "mrkdwn" { reader.plain(text) } else { text.to_owned() }
}

fn element(element: &Value, reader: &Reader<'_>) -> String {
    match kind(element) {
        "" => String::new(),
        "mrkdwn" | "plain_text" => text(element, reader),
        "button" | "workflow_button" => format!("[{}]", text(&element["text"], reader)),
        "image" => format!("(image: {})", element["alt_text"].as_str().unwrap_or_default()),
        "overflow" => format!("[… {}]", options(element, reader)),
        "checkboxes" | "radio_buttons" => {
            let chosen = |option: &Value| {
                let here = |given: &Value| given["value"] == option["value"];
                here(&element["initial_option"]) || list(&element["initial_options"]).iter().any(here)
            };
            let mark = |option: &Value| {
                format!("({}) {}", if chosen(option) { "x" } else { " " }, text(&option["text"], reader))
            };
            list(&element["options"]).iter().map(mark).collect::<Vec<_>>().join(" ")
        }
        _ => format!("[{}]", chosen(element, reader)),
    }
}

/// What a field holds at first, else its placeholder, else its kind.
fn chosen(element: &Value, reader: &Reader<'_>) -> String {
    for key in ["initial_value", "initial_date", "initial_time"] {
        if let Some(value) = element[key].as_str() {
            return value.to_owned();
        }
    }
    if let Some(seconds) = element["initial_date_time"].as_i64() {
        let token = format!("{seconds}^{{date_short}} {{time}}^");
        return reader.date(&token).unwrap_or_else(|| seconds.to_string());
    }
    for (key, prefix) in [("initial_user", "<@"), ("initial_channel", "<#"), ("initial_conversation", "<#")] {
        if let Some(id) = element[key].as_str() {
            return reader.plain(&format!("{prefix}{id}>"));
        }
    }
    if element["initial_option"].is_object() {
        return text(&element["initial_option"]["text"], reader);
    }
    let several: Vec<String> =
        list(&element["initial_options"]).iter().map(|option| text(&option["text"], reader)).collect();
    if !several.is_empty() {
        return several.join(", ");
    }
    let users: Vec<String> = list(&element["initial_users"])
        .iter()
        .filter_map(Value::as_str)
        .map(|id| reader.plain(&format!("<@{id}>")))
        .collect();
    if !users.is_empty() {
        return users.join(", ");
    }
    let placeholder = text(&element["placeholder"], reader);
    if placeholder.is_empty() { kind(element).to_owned() } else { placeholder }
}

fn options(element: &Value, reader: &Reader<'_>) -> String {
    list(&element["options"]).iter().map(|option| text(&option["text"], reader)).collect::<Vec<_>>().join(" | ")
}

/// Rich text, flattened.
fn rich(node: &Value, reader: &Reader<'_>) -> String {
    match kind(node) {
        "text" => node["text"].as_str().unwrap_or_default().to_owned(),
        "link" => node["text"].as_str().or_else(|| node["url"].as_str()).unwrap_or_default().to_owned(),
        "emoji" => format!(":{}:", node["name"].as_str().unwrap_or_default()),
        "user" => reader.plain(&format!("<@{}>", node["user_id"].as_str().unwrap_or_default())),
        "channel" => reader.plain(&format!("<#{}>", node["channel_id"].as_str().unwrap_or_default())),
        "usergroup" => reader.plain(&format!("<!subteam^{}>", node["usergroup_id"].as_str().unwrap_or_default())),
        "broadcast" => format!("@{}", node["range"].as_str().unwrap_or_default()),
        "date" => node["fallback"].as_str().unwrap_or_default().to_owned(),
        "rich_text_list" => list(&node["elements"])
            .iter()
            .map(|item| format!("- {}", rich(item, reader)))
            .collect::<Vec<_>>()
            .join("\n"),
        "rich_text" => list(&node["elements"]).iter().map(|part| rich(part, reader)).collect::<Vec<_>>().join("\n"),
        _ => list(&node["elements"]).iter().map(|part| rich(part, reader)).collect(),
    }
}

fn together(parts: Vec<String>, between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

fn kind(value: &Value) -> &str {
    value["type"].as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
