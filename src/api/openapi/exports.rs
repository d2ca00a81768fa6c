//! Secret calendar links, described.

use serde_json::{Value, json};

use super::parts::{Operation, field, path, record};

/// `schedules/{id}/export_token/`
pub fn schedule_link() -> Value {
    link("schedules", "schedule", "The schedule's id.", "a schedule's calendar")
}

/// `users/{id}/export_token/`
pub fn persons_link() -> Value {
    link("people", "user", "The person's id, or `current`.", "somebody's own shifts")
}

/// None of these takes an `Idempotency-Key`: a reply that holds a secret is not kept.
fn link(tag: &str, of: &str, id: &str, what: &str) -> Value {
    let shown = json!({
        "token": "1f3c", "created_at": "2026-03-02T09:00:00.000000Z",
        "export_url": "https://rota.example.com/api/v1/schedules/SBM7DV7BKFUYU/export?token=1f3c",
    });
    let seen = json!({"created_at": "2026-03-02T09:00:00.000000Z", "revoked_at": null, "active": true});
    let read = Operation::reads(&format!("read_{of}_link"), tag, &format!("The link to {what}"))
        .about("Without its secret, which is not kept.")
        .gives("200", "The link.", "CalendarLink", seen);
    let make = Operation::reads(&format!("make_{of}_link"), tag, &format!("Make a secret link to {what}"))
        .about("The only time the secret is shown.")
        .gives("201", "The link with its secret.", "NewCalendarLink", shown)
        .conflicts("There is one already.", "Schedule export token for user already exists");
    let revoke = Operation::reads(&format!("delete_{of}_link"), tag, &format!("Revoke the link to {what}"))
        .about("Another can be made afterwards.")
        .gives_nothing("It leads nowhere any more.");
    path(&[("id", id)], [("get", read), ("post", make), ("delete", revoke)])
}

pub(super) fn schemas() -> Value {
    let made_at = || field(json!({"type": "string", "format": "date-time"}), "When it was made.");
    json!({
        "CalendarLink": record("A secret link.", &["created_at", "revoked_at", "active"], json!({
            "created_at": made_at(),
            "revoked_at": field(json!({"type": ["string", "null"]}), "When it was revoked."),
            "active": field(json!({"type": "boolean"}), "Whether it works."),
        })),
        "NewCalendarLink": record("A secret link that was just made.", &["token", "created_at", "export_url"], json!({
            "token": field(json!({"type": "string"}), "Its secret."),
            "created_at": made_at(),
            "export_url": field(json!({"type": "string", "format": "uri"}), "What a calendar app subscribes to."),
        })),
    })
}
