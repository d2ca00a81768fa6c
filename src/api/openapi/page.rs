//! `/docs`: the description as one page that needs nothing from anywhere else, and no script.

use std::fmt::Write as _;

use serde_json::Value;

const STYLE: &str = include_str!("page.css");

/// The page.
pub fn render(document: &Value) -> String {
    let mut page = String::new();
    let info = &document["info"];
    let address = text(&document["servers"][0]["url"]);
    put(
        &mut page,
        format_args!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Rota's API</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head><body>\
             <header><h1>Rota's API</h1><p>{}</p><p>Version {}, at <code>{address}</code>. For programs: \
             <a href=\"openapi.json\">openapi.json</a>.</p></header>",
            prose(&info["description"]),
            text(&info["version"]),
        ),
    );
    let operations = operations(document);
    page.push_str("<nav><ul>");
    for tag in rows(&document["tags"]) {
        put(&mut page, format_args!("<li><a href=\"#{0}\">{0}</a><ul>", text(&tag["name"])));
        for (method, path, operation) in
            operations.iter().filter(|(_, _, operation)| operation["tags"][0] == tag["name"])
        {
            let title = text(&operation["summary"]);
            let id = text(&operation["operationId"]);
            put(&mut page, format_args!("<li><a href=\"#{id}\" title=\"{method} {}\">{title}</a></li>", escape(path)));
        }
        page.push_str("</ul></li>");
    }
    page.push_str("<li><a href=\"#schemas\">Records</a></li></ul></nav><main>");
    for tag in rows(&document["tags"]) {
        put(
            &mut page,
            format_args!("<h2 id=\"{0}\">{0}</h2><p>{1}</p>", text(&tag["name"]), prose(&tag["description"])),
        );
        for (method, path, operation) in
            operations.iter().filter(|(_, _, operation)| operation["tags"][0] == tag["name"])
        {
            show(&mut page, document, method, path, operation);
        }
    }
    page.push_str("<h2 id=\"schemas\">Records</h2>");
    for (name, schema) in fields(&document["components"]["schemas"]) {
        put(
            &mut page,
            format_args!("<section id=\"schema-{name}\"><h3>{name}</h3><p>{}</p>", prose(&schema["description"])),
        );
        let any: Vec<String> = rows(&schema["oneOf"]).iter().map(kind).collect();
        if !any.is_empty() {
            put(&mut page, format_args!("<p>One of {}.</p>", any.join(", ")));
        }
        table(&mut page, schema);
        page.push_str("</section>");
    }
    page.push_str("</main></body></html>\n");
    page
}

/// Method, path and operation, with what its path says of all its methods.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, item) in fields(&document["paths"]) {
        for (method, operation) in fields(item).into_iter().filter(|(name, _)| *name != "parameters") {
            let mut operation = operation.clone();
            let parameters: Vec<Value> =
                rows(&item["parameters"]).iter().chain(rows(&operation["parameters"])).cloned().collect();
            operation["parameters"] = Value::Array(parameters);
            found.push((method.to_uppercase(), path.to_owned(), operation));
        }
    }
    found
}

fn show(page: &mut String, document: &Value, method: &str, path: &str, operation: &Value) {
    let id = text(&operation["operationId"]);
    put(
        page,
        format_args!(
            "<section id=\"{id}\"><h3>{}</h3><p class=\"call\"><b class=\"{method}\">{method}</b> <code>{}</code></p><p>{}</p>",
            text(&operation["summary"]),
            escape(path),
            prose(&operation["description"]),
        ),
    );
    let parameters: Vec<&Value> =
        rows(&operation["parameters"]).iter().map(|parameter| resolve(document, parameter)).collect();
    if !parameters.is_empty() {
        page.push_str("<table><caption>Parameters</caption>");
        for parameter in parameters {
            row(
                page,
                &parameter["name"],
                parameter["required"] == true,
                &parameter["schema"],
                &format!("{} ({})", prose(&parameter["description"]), text(&parameter["in"])),
            );
        }
        page.push_str("</table>");
    }
    let body = &operation["requestBody"]["content"]["application/json"];
    if !body.is_null() {
        put(page, format_args!("<p>Body: {}</p>", kind(&body["schema"])));
        example(page, body);
    }
    page.push_str("<table><caption>Answers</caption>");
    for (status, answer) in fields(&operation["responses"]) {
        let answer = resolve(document, answer);
        let shape = &answer["content"]["application/json"]["schema"];
        let shape = if shape.is_null() { String::new() } else { kind(shape) };
        put(page, format_args!("<tr><th>{status}</th><td>{shape}</td><td>{}", prose(&answer["description"])));
        if status.starts_with('2') {
            example(page, &answer["content"]["application/json"]);
        }
        page.push_str("</td></tr>");
    }
    page.push_str("</table></section>");
}

fn example(page: &mut String, content: &Value) {
    let value = &content["examples"]["usual"]["value"];
    if !value.is_null() {
        put(page, format_args!("<pre>{}</pre>", escape(&serde_json::to_string_pretty(value).unwrap_or_default())));
    }
}

fn table(page: &mut String, schema: &Value) {
    if schema["properties"].is_null() {
        return;
    }
    page.push_str("<table>");
    for (name, field) in fields(&schema["properties"]) {
        let required = rows(&schema["required"]).iter().any(|required| required == name);
        let description = prose(&field["description"]);
        row(page, &Value::from(name), required, field, &description);
    }
    page.push_str("</table>");
}

fn row(page: &mut String, name: &Value, required: bool, schema: &Value, description: &str) {
    let required = if required { " *" } else { "" };
    put(
        page,
        format_args!(
            "<tr><th><code>{}</code>{required}</th><td>{}</td><td>{description}</td></tr>",
            text(name),
            kind(schema)
        ),
    );
}

/// What a schema allows, in a word or two.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    if !schema["const"].is_null() {
        return format!("<code>{}</code>", escape(&schema["const"].to_string()));
    }
    for list in ["enum", "anyOf", "oneOf"] {
        let choices = rows(&schema[list]);
        if choices.len() > 20 {
            return format!("one of {} values", choices.len());
        }
        if !choices.is_empty() {
            let each = |choice: &Value| {
                if list == "enum" { format!("<code>{}</code>", escape(&choice.to_string())) } else { kind(choice) }
            };
            return choices.iter().map(each).collect::<Vec<_>>().join(" or ");
        }
    }
    let mut kinds: Vec<String> = match &schema["type"] {
        Value::String(one) => vec![one.clone()],
        many => rows(many).iter().map(text).collect(),
    };
    if let Some(array) = kinds.iter_mut().find(|kind| *kind == "array") {
        let items = kind(&schema["items"]);
        *array = if items.is_empty() { "array".to_owned() } else { format!("array of {items}") };
    }
    kinds.join(" or ")
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

fn fields(record: &Value) -> Vec<(&str, &Value)> {
    record
        .as_object()
        .map(|record| record.iter().map(|(name, value)| (name.as_str(), value)).collect())
        .unwrap_or_default()
}

fn rows(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// Text, ready for a page.
fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

/// Text in which backticks mean code.
fn prose(value: &Value) -> String {
    let pieces = text(value);
    let pieces = pieces.split('`').enumerate();
    pieces
        .map(|(index, piece)| if index % 2 == 1 { format!("<code>{piece}</code>") } else { piece.to_owned() })
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn put(page: &mut String, what: std::fmt::Arguments<'_>) {
    page.write_fmt(what).expect("writing to a text does not fail");
}
