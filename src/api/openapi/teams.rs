//! `teams`, described.

use serde_json::{Value, json};

use super::parts::{Operation, field, page_of, path, record};

const TAG: &str = "teams";

/// `teams/`
pub fn teams() -> Value {
    path(
        &[],
        [
            (
                "get",
                Operation::reads("list_teams", TAG, "Teams")
                    .about("In the order they were made.")
                    .asks("name", json!({"type": "string"}), "Only the team called exactly this.")
                    .in_pages(50)
                    .gives("200", "A page of teams.", "TeamPage", page()),
            ),
            (
                "post",
                Operation::changes("make_team", TAG, "Make a team")
                    .about("An addition to Grafana OnCall, which takes its teams from Grafana.")
                    .takes("NewTeam", json!({"name": "payments", "members": ["U4DNY931HHJS5"]}))
                    .gives("201", "The team.", "Team", team_example()),
            ),
        ],
    )
}

/// `teams/{id}/`
pub fn team() -> Value {
    let change = |id: &str, summary: &str| {
        Operation::changes(id, TAG, summary)
            .about("What is not named stays.")
            .may_take("TeamChanges", json!({"members": ["U4DNY931HHJS5"]}))
            .gives("200", "The team as it is now.", "Team", team_example())
    };
    path(
        &[("id", "The team's id.")],
        [
            (
                "get",
                Operation::reads("read_team", TAG, "A team").about("One team.").gives(
                    "200",
                    "The team.",
                    "Team",
                    team_example(),
                ),
            ),
            ("put", change("replace_team", "Change a team")),
            ("patch", change("change_team", "Change a team")),
            (
                "delete",
                Operation::changes("delete_team", TAG, "Delete a team")
                    .about("Its schedules and shifts stay, and belong to no team.")
                    .gives_nothing("It is gone."),
            ),
        ],
    )
}

fn team_example() -> Value {
    json!({
        "id": "T3HRAP3K3IKOP", "grafana_id": 1, "name": "payments", "email": null, "avatar_url": "",
        "members": ["U4DNY931HHJS5"],
    })
}

fn page() -> Value {
    json!({
        "count": 1, "next": null, "previous": null, "results": [team_example()], "page_size": 50,
        "current_page_number": 1, "total_pages": 1,
    })
}

pub(super) fn schemas() -> Value {
    let name = || {
        field(
            json!({"type": ["string", "number"], "minLength": 1, "maxLength": 200}),
            "Its name; unique, whatever the case.",
        )
    };
    let email =
        || field(json!({"type": ["string", "number", "null"], "minLength": 1, "maxLength": 200}), "Its address.");
    let members = || {
        let ids = json!({"type": ["array", "null"], "items": {"type": "string"}});
        field(ids, "The ids of everybody in it.")
    };
    json!({
        "TeamPage": page_of("Team"),
        "Team": record(
            "People who belong together.",
            &["id", "grafana_id", "name", "email", "avatar_url", "members"],
            json!({
                "id": field(json!({"type": "string"}), "Its id."),
                "grafana_id": field(json!({"type": "integer"}), "A small number of its own."),
                "name": field(json!({"type": "string"}), "Its name."),
                "email": field(json!({"type": ["string", "null"]}), "Its address."),
                "avatar_url": field(json!({"type": "string"}), "Empty: there is no Grafana that keeps pictures."),
                "members": field(json!({"type": "array", "items": {"type": "string"}}), "The ids of everybody in it. An addition."),
            }),
        ),
        "NewTeam": record(
            "A team to be made.",
            &["name"],
            json!({"name": name(), "email": email(), "members": members()}),
        ),
        "TeamChanges": record(
            "What changes in a team.",
            &[],
            json!({"name": name(), "email": email(), "members": members()}),
        ),
        "TeamId": {
            "description": "A team's id; null, empty and `\"null\"` are no team.",
            "type": ["string", "null"],
        },
    })
}
