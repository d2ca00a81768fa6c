//! The API described as `OpenAPI` 3.1, from the table of routes: a route cannot be there without its description.
//!
//! Bodies are read field by field and forgivingly, so no type says what they may be. What does is written here, a file for
//! each resource, and held to the routes by tests.

mod directory;
mod dry_runs;
mod exports;
mod page;
pub mod parts;
mod schedules;
mod shifts;
mod swaps;
mod teams;

pub use self::directory::{channels, groups, info, user, users};
pub use self::exports::{persons_link, schedule_link};
pub use self::page::render;
pub use self::schedules::{
    current_oncall, final_shifts, next_oncall, one_override, overrides, previous_oncall, schedule, schedules,
};
pub use self::shifts::{shift, shifts};
pub use self::swaps::{swap, swaps, take};
pub use self::teams::{team, teams};

use serde_json::{Map, Value, json};

use self::parts::{answers, field, record, together};
use super::retries;

/// The document, of these paths (as the routes have them) at this address.
pub fn document(public_url: &str, paths: &[(&str, Value)]) -> Value {
    let item = |(path, item): &(&str, Value)| (format!("/api/v1/{path}/"), item.clone());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rota",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Who is on call, and when.",
            "description": ABOUT,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": public_url.trim_end_matches('/'), "description": "This server." }],
        "security": [{ "token": [] }, { "bearer": [] }],
        "tags": TAGS.map(|(name, description)| json!({ "name": name, "description": description })),
        "paths": paths.iter().map(item).collect::<Map<String, Value>>(),
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "The token alone, as Grafana OnCall's clients send it. `rota token create` makes one.",
                },
                "bearer": { "type": "http", "scheme": "bearer", "description": "The same token after `Bearer`." },
            },
            "parameters": {
                "DryRun": dry_runs::parameter(),
                "IdempotencyKey": {
                    "name": "Idempotency-Key", "in": "header",
                    "description": "A name of your own for this request: 1 to 255 printable ASCII characters. For 24 hours the \
                        same request with it is answered as the first time, and another request with it is refused.",
                    "schema": { "type": "string", "pattern": retries::KEY_PATTERN },
                },
            },
            "responses": answers(),
            "schemas": together([
                shared(), schedules::schemas(), shifts::schemas(), swaps::schemas(), teams::schemas(), directory::schemas(),
                exports::schemas(), dry_runs::schemas(),
            ]),
        },
    })
}

const ABOUT: &str = "The API of Grafana OnCall's schedules, as its Terraform provider and scripts speak it. A slash at a path's \
    end may be left out. Bodies are JSON, or forms in either encoding. Unknown fields and parameters are ignored; text is taken \
    for numbers and numbers for text where they fit; blank space around text is taken away, and does not count as its length. \
    PUT and PATCH leave what they do not name. A POST or DELETE that is repeated within a minute because its reply was cut off \
    is answered as it was the first time.";

const TAGS: [(&str, &str); 6] = [
    ("schedules", "Who is on call: rotations put together, with a channel and a user group."),
    ("on_call_shifts", "The rules that say who is on call when. A schedule is made of them."),
    ("shift_swaps", "Somebody asks for cover, somebody takes it."),
    ("teams", "Teams, which schedules and shifts may belong to."),
    ("people", "Who there is, and what of Slack a schedule can be tied to."),
    ("about", "The server itself."),
];

fn shared() -> Value {
    json!({
        "Detail": record(
            "One sentence about the whole request.",
            &["detail"],
            json!({ "detail": field(json!({"type": "string"}), "The sentence.") }),
        ),
        "Complaint": {
            "description": "What is wrong: sentences by field (`non_field_errors` where several fields are wrong together), or \
                one `detail`. A `starting_after` that is no moment is answered with a bare list.",
            "type": ["object", "array"],
            "additionalProperties": { "type": ["array", "string", "object"] },
            "items": { "type": "string" },
        },
    })
}
