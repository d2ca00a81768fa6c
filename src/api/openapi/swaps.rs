//! `shift_swaps`, described.

use serde_json::{Value, json};

use super::parts::{Operation, field, page_of, path, record, schema, together};

const TAG: &str = "shift_swaps";
const ID: (&str, &str) = ("id", "The swap's id.");
const EXPAND: &str = "`true` shows people as records instead of ids.";

fn text() -> Value {
    json!({ "type": "string" })
}

/// `shift_swaps/`
pub fn swaps() -> Value {
    let list = Operation::reads("list_swaps", TAG, "Swaps")
        .about("By start, from now on unless `starting_after` says otherwise.")
        .asks("starting_after", text(), "Only those that do not begin before this moment (with its zone).")
        .asks("schedule_id", text(), "Only those in this schedule.")
        .asks("beneficiary", text(), "Only those this person asked for.")
        .asks("benefactor", text(), "Only those this person took.")
        .asks("open_only", text(), "`true`: only those nobody has taken yet.")
        .asks("expand_users", text(), EXPAND)
        .in_pages(50)
        .gives("200", "A page of swaps.", "SwapPage", json!({
            "count": 1, "next": null, "previous": null, "results": [example()], "page_size": 50, "current_page_number": 1,
            "total_pages": 1,
        }));
    let make = Operation::changes("make_swap", TAG, "Ask for cover")
        .about("For a while that is still ahead.")
        .asks("expand_users", text(), EXPAND)
        .takes(
            "NewSwap",
            json!({
                "schedule": "SBM7DV7BKFUYU", "beneficiary": "U4DNY931HHJS5", "description": "dentist",
                "swap_start": "2026-03-05T12:00:00Z", "swap_end": "2026-03-05T20:00:00Z",
            }),
        )
        .gives("201", "The swap, with the shifts it is about.", "DetailedSwap", detailed_example())
        .can_be_tried();
    path(&[], [("get", list), ("post", make)])
}

/// `shift_swaps/{id}/`
pub fn swap() -> Value {
    let gives = |operation: Operation, description: &str| {
        operation.asks("expand_users", text(), EXPAND).gives("200", description, "DetailedSwap", detailed_example())
    };
    let read = gives(
        Operation::reads("read_swap", TAG, "A swap")
            .about("With the shifts it is about. Found as long as it is not deleted."),
        "The swap.",
    );
    let replace = gives(
        Operation::changes("replace_swap", TAG, "Change a swap")
            .about("Schedule and times are required. Who asked stays.")
            .takes("SwapReplacement", json!({
                "schedule": "SBM7DV7BKFUYU", "swap_start": "2026-03-05T12:00:00Z", "swap_end": "2026-03-05T22:00:00Z",
            })),
        "The swap as it is now.",
    )
    .can_be_tried();
    let change = gives(
        Operation::changes("change_swap", TAG, "Change a part of a swap")
            .about("What is not named stays. Both times are given, or neither.")
            .may_take("SwapChanges", json!({"description": "dentist at noon"})),
        "The swap as it is now.",
    )
    .can_be_tried();
    let delete = Operation::changes("delete_swap", TAG, "Withdraw a swap")
        .about("Whoever asked is on call again.")
        .gives_nothing("It is withdrawn.")
        .can_be_tried();
    path(&[ID], [("get", read), ("put", replace), ("patch", change), ("delete", delete)])
}

/// `shift_swaps/{id}/take/`
pub fn take() -> Value {
    let take = Operation::changes("take_swap", TAG, "Take a swap")
        .about("The first to take it wins; the next is told by whom it was taken.")
        .asks("expand_users", text(), EXPAND)
        .takes("Taking", json!({"benefactor": "U6RV9WPSL6DFW"}))
        .gives("200", "The swap, taken.", "DetailedSwap", detailed_example())
        .can_be_tried();
    path(&[ID], [("post", take)])
}

fn example() -> Value {
    json!({
        "id": "SSRUCKSL9PKDUEC", "created_at": "2026-03-02T09:00:00.000000Z", "updated_at": "2026-03-02T09:00:00.000000Z",
        "status": "open", "schedule": "SBM7DV7BKFUYU", "swap_start": "2026-03-05T12:00:00.000000Z",
        "swap_end": "2026-03-05T20:00:00.000000Z", "description": "dentist", "beneficiary": "U4DNY931HHJS5",
        "benefactor": null,
    })
}

fn detailed_example() -> Value {
    let mut swap = example();
    swap["shifts"] = json!([]);
    swap
}

fn fields() -> Value {
    let moment = |what: &str| field(json!({"type": "string", "format": "date-time"}), what);
    let person = |kinds: Value, what: &str| field(json!({"anyOf": kinds}), what);
    json!({
        "id": field(text(), "Its id."),
        "created_at": moment("When it was asked for."),
        "updated_at": moment("When it last changed."),
        "status": field(json!({"enum": ["open", "taken", "past_due", "deleted"]}), "Whether somebody has taken it."),
        "schedule": field(text(), "The schedule's id."),
        "swap_start": moment("From when."),
        "swap_end": moment("Until when."),
        "description": field(json!({"type": ["string", "null"]}), "Why."),
        "beneficiary": person(json!([text(), schema("SwapPerson")]), "Who asks."),
        "benefactor": person(json!([text(), schema("SwapPerson"), {"type": "null"}]), "Who has taken it."),
    })
}

const ALL: [&str; 10] = [
    "id",
    "created_at",
    "updated_at",
    "status",
    "schedule",
    "swap_start",
    "swap_end",
    "description",
    "beneficiary",
    "benefactor",
];

fn asked() -> Value {
    let moment = |what: &str| field(json!({"type": "string"}), what);
    json!({
        "schedule": field(text(), "The schedule's id."),
        "swap_start": moment("From when, with its zone: `2026-03-05T12:00:00Z` or `+01:00`."),
        "swap_end": moment("Until when."),
        "description": field(json!({"type": ["string", "number", "null"], "minLength": 1, "maxLength": 3000}), "Why."),
    })
}

pub(super) fn schemas() -> Value {
    let shift = record(
        "A shift the swap is about, as it is on call.",
        &["start", "end", "users", "shift"],
        json!({
            "all_day": field(json!({"type": "boolean"}), "Never."),
            "start": field(json!({"type": "string", "format": "date-time"}), "From when."),
            "end": field(json!({"type": "string", "format": "date-time"}), "Until when."),
            "users": field(json!({"type": "array", "items": schema("SwapPerson")}), "Who serves."),
            "missing_users": field(json!({"type": "array"}), "Nobody."),
            "priority_level": field(json!({"type": ["integer", "null"]}), "The shift's level."),
            "source": field(json!({"type": ["string", "null"]}), "Who made it: web, api, slack or terraform."),
            "calendar_type": field(json!({"enum": [0, 1]}), "1 for an override."),
            "is_empty": field(json!({"type": "boolean"}), "Never."),
            "is_gap": field(json!({"type": "boolean"}), "Never."),
            "is_override": field(json!({"type": "boolean"}), "Whether it is an override."),
            "shift": record("The rule behind it.", &["pk"], json!({"pk": field(text(), "Its id.")})),
        }),
    );
    let shifts = json!({"shifts": field(json!({"type": "array", "items": shift}), "What it is about.")});
    json!({
        "SwapPage": page_of("Swap"),
        "Swap": record("A request for cover.", &ALL, fields()),
        "DetailedSwap": record("A request for cover, with the shifts it is about.", &[&ALL[..], &["shifts"]].concat(),
            together([fields(), shifts])),
        "SwapPerson": record("A person.", &["display_name", "email", "pk", "avatar_full"], json!({
            "display_name": field(text(), "Their handle."),
            "email": field(json!({"type": ["string", "null"]}), "Their address."),
            "pk": field(text(), "Their id."),
            "avatar_full": field(text(), "Empty."),
            "swap_request": field(json!({"type": "object"}), "The swap this is by, and for whom."),
        })),
        "NewSwap": record("A request to be made.", &["schedule", "swap_start", "swap_end", "beneficiary"],
            together([asked(), json!({"beneficiary": field(text(), "The id of who asks.")})])),
        "SwapReplacement": record("A request as it is to be.", &["schedule", "swap_start", "swap_end"], asked()),
        "SwapChanges": record("What changes in a request.", &[], asked()),
        "Taking": record("Who takes it.", &["benefactor"], json!({"benefactor": field(text(), "Their id.")})),
    })
}
