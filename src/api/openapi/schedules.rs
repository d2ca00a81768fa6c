//! `schedules`, what is asked of one, and its overrides, described.

use serde_json::{Value, json};

use super::parts::{Operation, field, page_of, path, record, schema, together};

const TAG: &str = "schedules";
const ID: (&str, &str) = ("id", "The schedule's id.");

/// `schedules/`
pub fn schedules() -> Value {
    let list = Operation::reads("list_schedules", TAG, "Schedules")
        .about("In the order they were made, with who is on call now.")
        .asks("name", json!({"type": "string"}), "Only the schedule called exactly this.")
        .asks("team_id", json!({"type": "string"}), "Only those of this team; `null` is no team.")
        .in_pages(50)
        .gives("200", "A page of schedules.", "SchedulePage", page(&example()));
    let make = Operation::changes("make_schedule", TAG, "Make a schedule")
        .about("Its shifts are made first, and named here.")
        .takes(
            "NewSchedule",
            json!({"name": "payments", "type": "calendar", "time_zone": "Europe/Oslo", "shifts": ["OEUB26PCGH6AM"]}),
        )
        .gives("201", "The schedule.", "Schedule", example())
        .can_be_tried();
    path(&[], [("get", list), ("post", make)])
}

/// `schedules/{id}/`
pub fn schedule() -> Value {
    let change = |id: &str| {
        Operation::changes(id, TAG, "Change a schedule")
            .about("What is not named stays; null empties. A `type` is ignored: it never changes.")
            .may_take("ScheduleChanges", json!({"slack": {"channel_id": "C05ABCDEF"}}))
            .gives("200", "The schedule as it is now.", "Schedule", example())
            .can_be_tried()
    };
    let delete = Operation::changes("delete_schedule", TAG, "Delete a schedule")
        .about("The shifts a web schedule owns go with it; those attached to a calendar stay.")
        .gives_nothing("It is gone.")
        .can_be_tried();
    let read = Operation::reads("read_schedule", TAG, "A schedule").about("With who is on call now.").gives(
        "200",
        "The schedule.",
        "Schedule",
        example(),
    );
    let methods = [("get", read), ("put", change("replace_schedule")), ("patch", change("change_schedule"))];
    path(&[ID], methods.into_iter().chain([("delete", delete)]))
}

/// `schedules/{id}/final_shifts/`
pub fn final_shifts() -> Value {
    let edge = || json!({"type": "string", "examples": ["2026-03-01", "2026-03-01T09:00"]});
    let list = Operation::reads("final_shifts", TAG, "Who is really on call between two moments")
        .about("A row for each person and piece, cut to the window, by start. All rows at once, unless a page is asked for.")
        .requires("start_date", edge(), "Where the window begins, UTC: a day, or a day and minutes.")
        .requires("end_date", edge(), "Where it ends; a day ends it at its beginning. A year later at most.")
        .in_pages(50)
        .gives("200", "The shifts.", "FinalShiftPage", page(&json!({
            "user_pk": "U4DNY931HHJS5", "user_email": "alice@example.com", "user_username": "alice",
            "shift_start": "2026-03-02T08:00:00Z", "shift_end": "2026-03-09T08:00:00Z",
        })));
    path(&[ID], [("get", list)])
}

/// `schedules/{id}/current_oncall/`
pub fn current_oncall() -> Value {
    on_call("current_oncall", "Who is on call", "The shifts that cover the moment. Several when several are on call.")
}

/// `schedules/{id}/previous_oncall/`
pub fn previous_oncall() -> Value {
    on_call("previous_oncall", "Who was on call before", "The shifts that ended last.")
}

/// `schedules/{id}/next_oncall/`
pub fn next_oncall() -> Value {
    on_call("next_oncall", "Who is on call next", "The shifts that begin next.")
}

fn on_call(id: &str, summary: &str, about: &str) -> Value {
    let moment = json!({"type": "string", "format": "date-time", "examples": ["2026-03-02T09:00:00Z"]});
    let days = json!({"type": "integer", "minimum": 1, "maximum": 30, "default": 7});
    let read = Operation::reads(id, TAG, summary)
        .about(about)
        .asks("at", moment, "Another moment than now. An addition to Grafana OnCall.")
        .asks("days", days, "How many days to look back or ahead.")
        .gives("200", "The people and their shifts; nobody is an empty list.", "OnCall", json!({
            "count": 1,
            "users": [{
                "id": "U4DNY931HHJS5", "grafana_id": 1, "email": "alice@example.com", "slack": null, "username": "alice",
                "role": "admin", "is_phone_number_verified": false, "phone_number": null,
                "phone_number_status": "not_configured", "timezone": "Europe/Oslo", "teams": [],
            }],
            "shifts": [{
                "schedule_id": "SBM7DV7BKFUYU", "schedule_name": "payments", "team_id": null,
                "shift_start": "2026-03-02T08:00:00+00:00", "shift_end": "2026-03-09T08:00:00+00:00",
                "users": ["U4DNY931HHJS5"],
            }],
        }));
    path(&[ID], [("get", read)])
}

/// `schedules/{id}/overrides/`
pub fn overrides() -> Value {
    let list = Operation::reads("list_overrides", TAG, "Overrides")
        .about("By start. An addition to Grafana OnCall.")
        .in_pages(50)
        .gives("200", "A page of overrides.", "OverridePage", page(&override_example()));
    let make = Operation::changes("make_override", TAG, "Put people on call for a while")
        .about(
            "Instead of whoever the schedule names, in a schedule of any type. Of two that overlap the later one wins.",
        )
        .takes(
            "NewOverride",
            json!({
                "users": ["U4DNY931HHJS5"], "start": "2026-03-02T12:00:00Z", "end": "2026-03-02T20:00:00Z",
            }),
        )
        .gives("201", "The override.", "Override", override_example())
        .can_be_tried();
    path(&[ID], [("get", list), ("post", make)])
}

/// `schedules/{id}/overrides/{override}/`
pub fn one_override() -> Value {
    let delete = Operation::changes("delete_override", TAG, "Take an override back")
        .about("One that has begun ends now.")
        .gives_nothing("It is over.")
        .can_be_tried();
    path(&[ID, ("override", "The override's id.")], [("delete", delete)])
}

fn override_example() -> Value {
    json!({
        "id": "OVPHFGMLZRX6P", "schedule": "SBM7DV7BKFUYU", "users": ["U4DNY931HHJS5"], "start": "2026-03-02T12:00:00Z",
        "end": "2026-03-02T20:00:00Z",
    })
}

fn example() -> Value {
    json!({
        "id": "SBM7DV7BKFUYU", "team_id": null, "name": "payments", "time_zone": "Europe/Oslo",
        "on_call_now": ["U4DNY931HHJS5"], "shifts": ["OEUB26PCGH6AM"], "ical_url_overrides": null,
        "enable_web_overrides": false, "slack": {"channel_id": "C05ABCDEF", "user_group_id": null}, "type": "calendar",
    })
}

fn page(row: &Value) -> Value {
    json!({
        "count": 1, "next": null, "previous": null, "results": [row], "page_size": 50, "current_page_number": 1,
        "total_pages": 1,
    })
}

const ALL: [&str; 6] = ["id", "team_id", "name", "slack", "on_call_now", "type"];

/// A schedule of one type as it is answered.
fn answered(kind: &str, description: &str, own: &[&str], fields: Value) -> Value {
    let ids = || json!({"type": "array", "items": {"type": "string"}});
    let slack_id = |what: &str| field(json!({"type": ["string", "null"]}), what);
    let slack = json!({
        "channel_id": slack_id("Slack's id of the channel it announces in."),
        "user_group_id": slack_id("Slack's id of the user group it keeps."),
    });
    let common = json!({
        "id": field(json!({"type": "string"}), "Its id."),
        "team_id": field(json!({"type": ["string", "null"]}), "Its team."),
        "name": field(json!({"type": "string"}), "Its name."),
        "slack": record("Where it is tied to Slack.", &["channel_id", "user_group_id"], slack),
        "on_call_now": field(ids(), "The ids of everybody on call at this moment."),
        "type": field(json!({"const": kind}), "What it is made of. It never changes."),
    });
    let required: Vec<&str> = ALL.iter().chain(own).copied().collect();
    record(description, &required, together([common, fields]))
}

fn time_zone() -> Value {
    field(
        json!({"type": "string"}),
        "An IANA zone, in which shifts without a zone of their own are read. `UTC` unless said.",
    )
}

fn slack_changes() -> Value {
    let id = |what: &str| field(json!({"type": ["string", "null"]}), what);
    field(
        json!({
            "type": "object",
            "properties": {
                "channel_id": id("Slack's id of the channel to announce in; null is none."),
                "user_group_id": id("Slack's id of the user group to keep; null is none."),
            },
        }),
        "Where it is tied to Slack. A key that is not named stays as it is.",
    )
}

fn name() -> Value {
    field(
        json!({"type": ["string", "number"], "minLength": 1, "maxLength": 200}),
        "Its name; unique, whatever the case.",
    )
}

fn url() -> Value {
    field(
        json!({"type": ["string", "number", "null"], "minLength": 1, "maxLength": 500}),
        "A calendar its overrides are read from.",
    )
}

fn how_often() -> Value {
    let seconds = json!({"type": ["integer", "string", "null"]});
    field(
        seconds,
        "How often its calendars are looked at, in seconds: 60 to 86400, null is 600. An addition to Grafana OnCall.",
    )
}

fn flag() -> Value {
    let forms = json!({"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string"}, {"type": "null"}]});
    field(forms, "Kept and echoed. Overrides are always possible.")
}

fn shift_ids() -> Value {
    field(json!({"type": ["array", "null"], "items": {"type": "string"}}), "The ids of its shifts; null is none.")
}

/// A schedule of one type as it is asked for. What belongs to other types is ignored.
fn asked(kind: &str, description: &str, required: &[&str], fields: Value) -> Value {
    let common = json!({
        "type": field(json!({"const": kind}), "What it is made of."),
        "name": name(),
        "team_id": schema("TeamId"),
        "slack": slack_changes(),
    });
    let required: Vec<&str> = ["type", "name"].iter().chain(required).copied().collect();
    record(description, &required, together([common, fields]))
}

pub(super) fn schemas() -> Value {
    let zone = || field(json!({"type": "string"}), "The zone of its shifts.");
    let shifts = |what: &str| field(json!({"type": "array", "items": {"type": "string"}}), what);
    let nullable = |what: &str| field(json!({"type": ["string", "null"]}), what);
    let one_of = |description: &str, names: [&str; 3]| json!({"description": description, "oneOf": names.map(schema)});
    together([
        json!({
            "SchedulePage": page_of("Schedule"),
            "Schedule": one_of("Which fields there are depends on the type.", ["CalendarSchedule", "WebSchedule", "IcalSchedule"]),
            "CalendarSchedule": answered("calendar", "Made over REST or by Terraform, of shifts that may be shared.",
                &["time_zone", "shifts", "ical_url_overrides", "enable_web_overrides"], json!({
                    "time_zone": zone(),
                    "shifts": shifts("The ids of the shifts attached to it. Its overrides are not among them."),
                    "ical_url_overrides": nullable("A calendar its overrides are read from."),
                    "enable_web_overrides": field(json!({"type": ["boolean", "null"]}), "As it was given."),
                })),
            "WebSchedule": answered("web", "Made in Slack; it owns its shifts.", &["time_zone", "shifts"], json!({
                "time_zone": zone(),
                "shifts": shifts("The ids of the shifts it owns, overrides too."),
            })),
            "IcalSchedule": answered("ical", "Read from calendars.", &["ical_url_primary", "ical_url_overrides"], json!({
                "ical_url_primary": nullable("The calendar it is read from."),
                "ical_url_overrides": nullable("The calendar its overrides are read from."),
            })),
            "NewSchedule": one_of("A schedule to be made. Which fields count depends on the type; others are ignored.",
                ["NewCalendarSchedule", "NewWebSchedule", "NewIcalSchedule"]),
            "NewCalendarSchedule": asked("calendar", "Of shifts that may be shared.", &[], json!({
                "time_zone": time_zone(), "shifts": shift_ids(), "ical_url_overrides": url(), "enable_web_overrides": flag(),
                "ical_refresh_interval": how_often(),
            })),
            "NewWebSchedule": asked("web", "It takes its shifts from whichever schedule owned them.", &[], json!({
                "time_zone": time_zone(), "shifts": shift_ids(), "ical_url_overrides": url(),
                "ical_refresh_interval": how_often(),
            })),
            "NewIcalSchedule": asked("ical", "Read from calendars.", &["ical_url_primary"], json!({
                "ical_url_primary": field(json!({"type": ["string", "number"], "minLength": 1, "maxLength": 500}), "The calendar to read."),
                "ical_url_overrides": url(),
                "ical_refresh_interval": how_often(),
            })),
            "ScheduleChanges": record("What changes in a schedule. What does not belong to its type is ignored.", &[], json!({
                "name": name(),
                "team_id": schema("TeamId"),
                "slack": slack_changes(),
                "time_zone": time_zone(),
                "shifts": shift_ids(),
                "ical_url_primary": field(json!({}), "The calendar it is read from; type ical."),
                "ical_url_overrides": field(json!({}), "A calendar its overrides are read from; null is none."),
                "ical_refresh_interval": how_often(),
                "enable_web_overrides": field(json!({}), "True, false or null, kept and echoed; type calendar."),
            })),
        }),
        more(),
    ])
}

fn more() -> Value {
    let text = |what: &str| field(json!({"type": "string"}), what);
    let moment = |what: &str| field(json!({"type": "string", "format": "date-time"}), what);
    let ids = |what: &str| field(json!({"type": "array", "items": {"type": "string"}}), what);
    let shift = record(
        "A shift, from its own start to its own end.",
        &["schedule_id", "schedule_name", "team_id", "shift_start", "shift_end", "users"],
        json!({
            "schedule_id": text("The schedule's id."),
            "schedule_name": text("The schedule's name."),
            "team_id": field(json!({"type": ["string", "null"]}), "The schedule's team."),
            "shift_start": moment("When it begins."),
            "shift_end": moment("When it ends."),
            "users": ids("The ids of who is on call."),
        }),
    );
    json!({
        "OnCall": record("Who is on call, and the shifts that put them there.", &["count", "users", "shifts"], json!({
            "count": field(json!({"type": "integer", "minimum": 0}), "How many people."),
            "users": field(json!({"type": "array", "items": schema("OnCallUser")}), "The people."),
            "shifts": field(json!({"type": "array", "items": shift}), "The shifts."),
        })),
        "FinalShiftPage": page_of("FinalShift"),
        "FinalShift": record(
            "A person on call for a while.",
            &["user_pk", "user_email", "user_username", "shift_start", "shift_end"],
            json!({
                "user_pk": text("Their id."),
                "user_email": field(json!({"type": ["string", "null"]}), "Their address."),
                "user_username": field(json!({"type": ["string", "null"]}), "Their handle."),
                "shift_start": moment("From when."),
                "shift_end": moment("Until when."),
            }),
        ),
        "OverridePage": page_of("Override"),
        "Override": record("People who serve instead.", &["id", "schedule", "users", "start", "end"], json!({
            "id": text("Its id."),
            "schedule": text("The schedule's id."),
            "users": ids("The ids of who serves."),
            "start": field(json!({"type": ["string", "null"], "format": "date-time"}), "From when."),
            "end": field(json!({"type": ["string", "null"], "format": "date-time"}), "Until when."),
        })),
        "NewOverride": record("An override to be made.", &["users", "start", "end"], json!({
            "users": field(json!({"type": "array", "items": {"type": "string"}, "minItems": 1}), "The ids of who serves."),
            "start": moment("From when, to the second."),
            "end": moment("Until when; after `start`."),
        })),
    })
}
