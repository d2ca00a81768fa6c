//! `users`, `user_groups`, `slack_channels` and `info`, described.

use serde_json::{Value, json};

use super::parts::{Operation, field, page_of, path, record, together};

const TAG: &str = "people";

/// `users/`
pub fn users() -> Value {
    let numbers = json!({"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 3}});
    let list = Operation::reads("list_users", TAG, "People")
        .about("Everybody but bots and those who left, in the order they came.")
        .asks("username", json!({"type": "string"}), "Only whoever is called exactly this, whatever the case.")
        .asks("email", json!({"type": "string"}), "Only whoever has this address, whatever the case.")
        .asks(
            "roles",
            numbers,
            "Only people with one of these roles: 0 admin, 1 editor, 2 viewer, 3 none. May be repeated.",
        )
        .asks("short", json!({"type": "string"}), "`true` leaves out `slack`, `timezone` and `teams`.")
        .in_pages(100)
        .gives("200", "A page of people.", "UserPage", page(&person()));
    path(&[], [("get", list)])
}

/// `users/{id}/`
pub fn user() -> Value {
    let read = Operation::reads("read_user", TAG, "A person")
        .about("`current` in place of an id is whoever the token acts for.")
        .gives("200", "The person.", "User", person());
    path(&[("id", "The person's id, or `current`.")], [("get", read)])
}

/// `user_groups/`
pub fn groups() -> Value {
    let row = json!({
        "id": "GPFAPH7J7BKJB", "type": "slack_based",
        "slack": {"id": "S05ABCDEF", "name": "Payments on call", "handle": "payments-oncall"},
    });
    let list = Operation::reads("list_user_groups", TAG, "Slack's user groups")
        .about("As last read from Slack. A schedule is tied to one by `slack.id`.")
        .asks("slack_handle", json!({"type": "string"}), "Only the group with exactly this handle, without `@`.")
        .in_pages(50)
        .gives("200", "A page of user groups.", "UserGroupPage", page(&row));
    path(&[], [("get", list)])
}

/// `slack_channels/`
pub fn channels() -> Value {
    let list = Operation::reads("list_slack_channels", TAG, "Slack's channels")
        .about("As last read from Slack, without archived ones. A schedule is tied to one by `slack_id`.")
        .asks("channel_name", json!({"type": "string"}), "Only the channel called exactly this, without `#`.")
        .in_pages(50)
        .gives(
            "200",
            "A page of channels.",
            "SlackChannelPage",
            page(&json!({"name": "payments", "slack_id": "C05ABCDEF"})),
        );
    path(&[], [("get", list)])
}

/// `info/`
pub fn info() -> Value {
    let read = Operation::reads("info", "about", "Where Grafana is")
        .about("There is none: the address is empty. Clients ask it to see whether their token works.")
        .gives("200", "No address.", "Info", json!({"url": ""}));
    path(&[], [("get", read)])
}

fn person() -> Value {
    json!({
        "id": "U4DNY931HHJS5", "grafana_id": 1, "email": "alice@example.com",
        "slack": {"user_id": "U05ABCDEF", "team_id": "T05ABCDEF"}, "username": "alice", "role": "admin",
        "is_phone_number_verified": false, "timezone": "Europe/Oslo", "teams": [],
    })
}

fn page(row: &Value) -> Value {
    json!({
        "count": 1, "next": null, "previous": null, "results": [row], "page_size": 50, "current_page_number": 1,
        "total_pages": 1,
    })
}

/// The fields a person always has.
fn short_fields() -> Value {
    json!({
        "id": field(json!({"type": "string"}), "Their id."),
        "grafana_id": field(json!({"type": ["integer", "null"]}), "A small number of their own."),
        "email": field(json!({"type": ["string", "null"]}), "Their address, where Slack tells it."),
        "username": field(json!({"type": "string"}), "Their handle in Slack."),
        "role": field(
            json!({"type": "string", "enum": ["admin", "editor", "viewer", "none"]}),
            "What they may do: owners and admins of the workspace, members, guests, and who left.",
        ),
        "is_phone_number_verified": field(json!({"type": "boolean"}), "Whether they told Rota a number."),
    })
}

pub(super) fn schemas() -> Value {
    let slack = record(
        "Their Slack account.",
        &["user_id", "team_id"],
        json!({
            "user_id": field(json!({"type": "string"}), "Slack's id of them."),
            "team_id": field(json!({"type": "string"}), "Slack's id of the workspace."),
        }),
    );
    let long = json!({
        "slack": field(json!({"anyOf": [slack, {"type": "null"}]}), "Their Slack account, if they have one."),
        "timezone": field(json!({"type": ["string", "null"]}), "The zone they read times in."),
        "teams": field(json!({"type": "array", "items": {"type": "string"}}), "The ids of their teams."),
    });
    let always = ["id", "grafana_id", "email", "username", "role", "is_phone_number_verified"];
    let phone = json!({
        "phone_number": field(json!({"type": ["string", "null"]}), "Their number, if they show it."),
        "phone_number_status": field(
            json!({"type": "string", "enum": ["available", "private", "not_configured"]}),
            "Whether there is a number, and whether it may be shown.",
        ),
    });
    let group = record(
        "The group in Slack.",
        &["id", "name", "handle"],
        json!({
            "id": field(json!({"type": "string"}), "Slack's id of it: what a schedule is tied by."),
            "name": field(json!({"type": "string"}), "Its name."),
            "handle": field(json!({"type": "string"}), "What people type after `@`."),
        }),
    );
    json!({
        "UserPage": page_of("User"),
        "User": record("A person. With `short=true` in a list, some fields are not there.", &always, together([short_fields(), long.clone()])),
        "OnCallUser": record("Somebody on call.", &always, together([short_fields(), long, phone])),
        "UserGroupPage": page_of("UserGroup"),
        "UserGroup": record(
            "A user group of Slack's.",
            &["id", "type", "slack"],
            json!({
                "id": field(json!({"type": "string"}), "Rota's id of it."),
                "type": field(json!({"type": "string", "const": "slack_based"}), "Always the same."),
                "slack": group,
            }),
        ),
        "SlackChannelPage": page_of("SlackChannel"),
        "SlackChannel": record(
            "A channel of Slack's.",
            &["name", "slack_id"],
            json!({
                "name": field(json!({"type": "string"}), "Its name, without `#`."),
                "slack_id": field(json!({"type": "string"}), "Slack's id of it: what a schedule is tied by."),
            }),
        ),
        "Info": record("Where Grafana is.", &["url"], json!({"url": field(json!({"type": "string"}), "Empty.")})),
    })
}
