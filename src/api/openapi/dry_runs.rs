//! What a dry run answers, described.

use serde_json::{Value, json};

use super::parts::{field, record, schema};

/// The parameter of every request that can be tried.
pub(super) fn parameter() -> Value {
    json!({
        "name": "dry_run", "in": "query",
        "description": "`true`: the request is tried and changes nothing. It is refused as it would be; else the answer is 200 \
            with the object as it would be and its `diff`, as in `DryRun`.",
        "schema": { "type": "boolean", "default": false },
    })
}

/// Alice gives one of two weeks to Bob.
pub(super) fn example() -> Value {
    let person = |user: &str, username: &str, before: i64, after: i64, gained: Value, lost: Value| {
        json!({
            "user": user, "username": username, "shifts": {"before": before, "after": after},
            "seconds": {"before": before * 604_800, "after": after * 604_800},
            "weekends": {"before": before, "after": after}, "gained": gained, "lost": lost,
        })
    };
    let week = || json!([{"start": "2026-03-16T08:00:00Z", "end": "2026-03-23T08:00:00Z"}]);
    json!({
        "diff": {
            "start": "2026-03-02T09:00:00Z", "end": "2026-05-01T09:00:00Z",
            "schedules": [{
                "id": "SBM7DV7BKFUYU", "name": "payments",
                "people": [
                    person("U4DNY931HHJS5", "alice", 5, 4, json!([]), week()),
                    person("U6RV9WPSL6DFW", "bob", 4, 5, week(), json!([])),
                ],
                "gaps_opened": [], "gaps_closed": [], "on_call_while_away": [],
            }],
        },
    })
}

pub(super) fn schemas() -> Value {
    let text = |what: &str| field(json!({"type": "string"}), what);
    let username = || field(json!({"type": ["string", "null"]}), "Their handle.");
    let moment = |what: &str| field(json!({"type": "string", "format": "date-time"}), what);
    let list = |of: &str, what: &str| field(json!({"type": "array", "items": schema(of)}), what);
    let measure = |what: &str| json!({"allOf": [schema("BeforeAndAfter")], "description": what});
    json!({
        "DryRun": record(
            "What would be: the fields of the object as the same request would answer it (an `id` that is new is nobody's), none \
                of one that would be gone, and the difference it makes.",
            &["diff"],
            json!({"diff": schema("Diff")}),
        ),
        "Diff": record(
            "Who would be on call instead of whom, in the next sixty days.",
            &["start", "end", "schedules"],
            json!({
                "start": moment("From when it was looked: now."),
                "end": moment("Until when."),
                "schedules": list("ScheduleDiff", "Every schedule the request is about."),
            }),
        ),
        "ScheduleDiff": record(
            "What would be different in one schedule.",
            &["id", "name", "people", "gaps_opened", "gaps_closed", "on_call_while_away"],
            json!({
                "id": text("Its id."),
                "name": text("Its name."),
                "people": list("PersonDiff", "Everybody whose time would change."),
                "gaps_opened": list("Span", "When nobody would be on call, and somebody is."),
                "gaps_closed": list("Span", "When somebody would be on call, and nobody is."),
                "on_call_while_away": list("AwayDiff", "Who would come to be on call in their time off."),
            }),
        ),
        "PersonDiff": record(
            "What would be different for one person.",
            &["user", "username", "shifts", "seconds", "weekends", "gained", "lost"],
            json!({
                "user": text("Their id."),
                "username": username(),
                "shifts": measure("How many shifts they serve; what follows without a pause is one."),
                "seconds": measure("How long they serve."),
                "weekends": measure("On how many weekends they serve at all, by the schedule's clock."),
                "gained": list("Span", "When they would serve, and do not."),
                "lost": list("Span", "When they serve, and would not."),
            }),
        ),
        "BeforeAndAfter": record("A number as it is and as it would be.", &["before", "after"], json!({
            "before": field(json!({"type": "integer", "minimum": 0}), "As it is."),
            "after": field(json!({"type": "integer", "minimum": 0}), "As it would be."),
        })),
        "Span": record("From one moment to another.", &["start", "end"], json!({
            "start": moment("From when."),
            "end": moment("Until when."),
        })),
        "AwayDiff": record("On call in one's time off.", &["user", "username", "start", "end"], json!({
            "user": text("Their id."),
            "username": username(),
            "start": moment("From when."),
            "end": moment("Until when."),
        })),
    })
}
