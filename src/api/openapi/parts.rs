//! What descriptions are made of: operations, parameters, the errors they share.

#![expect(
    clippy::needless_pass_by_value,
    reason = "descriptions are written in place; a reference at each would be noise"
)]

use serde_json::{Map, Value, json};

use super::dry_runs;

/// One operation, as it is being described.
#[derive(Debug)]
#[must_use]
pub struct Operation(Value);

/// A reference to a schema by name.
pub fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A field: its type (or any schema) and what it means.
pub fn field(mut schema: Value, description: &str) -> Value {
    schema["description"] = json!(description);
    schema
}

/// A record with these fields, of which some are always there.
pub fn record(description: &str, required: &[&str], fields: Value) -> Value {
    json!({ "type": "object", "description": description, "required": required, "properties": fields })
}

/// The fields of several records together.
pub fn together(parts: impl IntoIterator<Item = Value>) -> Value {
    let mut all = Map::new();
    for part in parts {
        if let Value::Object(fields) = part {
            all.extend(fields);
        }
    }
    Value::Object(all)
}

/// A page of rows.
pub fn page_of(row: &str) -> Value {
    record(
        "A page of a list.",
        &["count", "next", "previous", "results", "page_size", "current_page_number", "total_pages"],
        json!({
            "count": field(json!({"type": "integer"}), "How many rows there are over all pages."),
            "next": field(json!({"type": ["string", "null"], "format": "uri"}), "The next page's address; null on the last."),
            "previous": field(json!({"type": ["string", "null"], "format": "uri"}), "The page before; null on the first."),
            "results": field(json!({"type": "array", "items": schema(row)}), "The rows."),
            "page_size": field(json!({"type": "integer", "maximum": 100}), "How many rows a page has; never said to be more than 100."),
            "current_page_number": field(json!({"type": "integer", "minimum": 1}), "Which page this is."),
            "total_pages": field(json!({"type": "integer", "minimum": 1}), "How many pages there are."),
        }),
    )
}

/// What a path names, and what can be done there.
pub fn path(segments: &[(&str, &str)], operations: impl IntoIterator<Item = (&'static str, Operation)>) -> Value {
    let segment = |(name, description): &(&str, &str)| {
        json!({
            "name": name, "in": "path", "required": true, "description": description,
            "schema": {"type": "string", "minLength": 1},
        })
    };
    let mut item = Map::new();
    if !segments.is_empty() {
        item.insert("parameters".to_owned(), segments.iter().map(segment).collect());
    }
    for (method, mut operation) in operations {
        if !segments.is_empty() {
            operation.0["responses"]["404"] = json!({ "$ref": "#/components/responses/NotFound" });
        }
        item.insert(method.to_owned(), operation.0);
    }
    Value::Object(item)
}

const ALWAYS: [(&str, &str); 6] = [
    ("400", "Refused"),
    ("403", "Forbidden"),
    ("406", "NotAcceptable"),
    ("429", "Throttled"),
    ("500", "Broken"),
    ("503", "Unavailable"),
];

impl Operation {
    /// One that reads.
    pub fn reads(id: &str, tag: &str, summary: &str) -> Self {
        let mut operation =
            json!({ "operationId": id, "tags": [tag], "summary": summary, "parameters": [], "responses": {} });
        for (status, name) in ALWAYS {
            operation["responses"][status] = json!({ "$ref": format!("#/components/responses/{name}") });
        }
        Self(operation)
    }

    /// One that changes something.
    pub fn changes(id: &str, tag: &str, summary: &str) -> Self {
        let mut operation = Self::reads(id, tag, summary);
        for (status, name) in
            [("409", "BeingWorkedOn"), ("413", "TooLong"), ("415", "UnknownForm"), ("422", "KeyOfAnother")]
        {
            operation.0["responses"][status] = json!({ "$ref": format!("#/components/responses/{name}") });
        }
        if let Value::Array(parameters) = &mut operation.0["parameters"] {
            parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
        }
        operation
    }

    /// Says more.
    pub fn about(mut self, description: &str) -> Self {
        self.0["description"] = json!(description);
        self
    }

    /// A parameter of the query.
    pub fn asks(mut self, name: &str, schema: Value, description: &str) -> Self {
        if let Value::Array(parameters) = &mut self.0["parameters"] {
            parameters.push(json!({ "name": name, "in": "query", "description": description, "schema": schema }));
        }
        self
    }

    /// A parameter that has to be there.
    pub fn requires(mut self, name: &str, schema: Value, description: &str) -> Self {
        self = self.asks(name, schema, description);
        if let Some(last) = self.0["parameters"].as_array_mut().and_then(|parameters| parameters.last_mut()) {
            last["required"] = json!(true);
        }
        self
    }

    /// It answers pages.
    pub fn in_pages(self, usual: u32) -> Self {
        let size =
            format!("How many rows a page has: {usual} unless said, 1000 at most. Anything but a number is {usual}.");
        let text = || json!({ "type": "string" });
        self.asks("page", text(), "Which page. Past the end is the last one; anything but a number is the first.").asks(
            "perpage",
            text(),
            &size,
        )
    }

    /// The body it has to be given, as JSON or as a form.
    pub fn takes(self, name: &str, example: Value) -> Self {
        self.reads_body(true, name, example)
    }

    /// The body it takes where no field has to be given: without one nothing is changed.
    pub fn may_take(self, name: &str, example: Value) -> Self {
        self.reads_body(false, name, example)
    }

    fn reads_body(mut self, required: bool, name: &str, example: Value) -> Self {
        // Forms say everything as text; the fields are the same.
        self.0["requestBody"] = json!({
            "required": required,
            "content": { "application/json": { "schema": schema(name), "examples": { "usual": { "value": example } } } },
        });
        self
    }

    /// What it answers when all is well.
    pub fn gives(mut self, status: &str, description: &str, name: &str, example: Value) -> Self {
        self.0["responses"][status] = json!({
            "description": description,
            "content": { "application/json": { "schema": schema(name), "examples": { "usual": { "value": example } } } },
        });
        self
    }

    /// It can be tried with `dry_run`. It comes last.
    pub fn can_be_tried(mut self) -> Self {
        if let Value::Array(parameters) = &mut self.0["parameters"] {
            parameters.push(json!({ "$ref": "#/components/parameters/DryRun" }));
        }
        if self.0["responses"]["200"].is_null() {
            return self.gives("200", "What would be. Only of a dry run.", "DryRun", dry_runs::example());
        }
        let example = json!({ "value": dry_runs::example() });
        self.0["responses"]["200"]["content"]["application/json"]["examples"]["dry_run"] = example;
        self
    }

    /// It is refused where there is one already.
    pub fn conflicts(mut self, description: &str, sentence: &str) -> Self {
        let examples = json!({ "usual": { "value": { "detail": sentence } } });
        let content = json!({ "application/json": { "schema": schema("Detail"), "examples": examples } });
        self.0["responses"]["409"] = json!({ "description": description, "content": content });
        self
    }

    /// It answers with nothing.
    pub fn gives_nothing(mut self, description: &str) -> Self {
        self.0["responses"]["204"] = json!({ "description": description });
        self
    }
}

/// The answers that operations share.
pub fn answers() -> Value {
    let answer = |description: &str, schema: Value, example: Value| {
        json!({
            "description": description,
            "content": { "application/json": { "schema": schema, "examples": { "usual": { "value": example } } } },
        })
    };
    let detail =
        |description: &str, sentence: &str| answer(description, schema("Detail"), json!({ "detail": sentence }));
    let seconds =
        |description: &str| json!({ "description": description, "schema": { "type": "integer", "minimum": 1 } });
    let mut throttled = detail(
        "More requests than one token may make in a minute.",
        "Request was throttled. Expected available in 40 seconds.",
    );
    throttled["headers"] = json!({
        "Retry-After": seconds("Seconds until the next request may come."),
        "RateLimit-Reset": seconds("The same."),
    });
    let mut conflict = detail(
        "A request with this `Idempotency-Key` is being worked on.",
        "A request with this `Idempotency-Key` is being worked on",
    );
    conflict["headers"] = json!({ "Retry-After": seconds("Seconds until it may be asked again.") });
    let broken = "Something broke on our side, reference `a1b2c3`. Nothing was changed";
    json!({
        "Refused": answer(
            "The request makes no sense. What is wrong is told by field, all of it at once, or as one `detail`.",
            schema("Complaint"),
            json!({"name": ["This field is required."]}),
        ),
        "Forbidden": detail("No token, one that nobody has, or one that may not do this.", "Invalid token."),
        "NotFound": detail("There is no such thing in the token's workspace.", "Not found."),
        "NotAcceptable": detail("Only JSON is answered.", "Could not satisfy the request Accept header."),
        "BeingWorkedOn": conflict,
        "TooLong": detail("The body is longer than 1 MB.", "The body is longer than 1 MB, the most that is read"),
        "UnknownForm": detail("The body is neither JSON nor a form.", "Unsupported media type \"text/plain\" in request."),
        "KeyOfAnother": detail(
            "The `Idempotency-Key` was used for another request.",
            "This `Idempotency-Key` was used for another request: choose a new one",
        ),
        "Throttled": throttled,
        "Broken": detail("Our fault; the reference finds it in the log.", broken),
        "Unavailable": detail("The database cannot be reached. The same request may do later.", broken),
    })
}
