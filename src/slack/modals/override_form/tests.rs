//! The form as Slack takes it, and what is read from it.

use expect_test::expect;
use serde_json::{Value, json};

use super::*;

fn draft() -> Draft {
    let payments = ("SPAYMENTS".parse().expect("an id"), "payments & <co>".to_owned());
    let search = ("SSEARCH".parse().expect("an id"), "🙂".repeat(80));
    let at = |text: &str| text.parse().expect("an instant");
    Draft {
        schedules: vec![payments.clone(), search],
        schedule: Some(payments),
        who: Some("U1".to_owned()),
        instead_of: None,
        span: Interval::new(at("2026-03-06T17:00:00Z"), at("2026-03-09T08:00:00Z")),
        reason: Some("dentist".to_owned()),
        zone: Zone::named("Europe/Oslo").expect("a zone"),
    }
}

#[test]
fn the_form_is_shaped_as_slack_takes_it() {
    let mut view = serde_json::to_value(view(&draft())).expect("JSON");
    let blocks = view["blocks"].take();
    let blocks = blocks.as_array().expect("a list").iter().map(Value::to_string);
    let lines: Vec<String> = [view.to_string()].into_iter().chain(blocks).collect();
    expect![[r#"
        {"type":"modal","title":{"type":"plain_text","text":"Override"},"blocks":null,"close":{"type":"plain_text","text":"Cancel"},"submit":{"type":"plain_text","text":"Override"},"private_metadata":"{\"v\":1}","callback_id":"override_form"}
        {"type":"input","block_id":"schedule","label":{"type":"plain_text","text":"Schedule"},"element":{"type":"static_select","action_id":"schedule","options":[{"text":{"type":"plain_text","text":"payments & <co>"},"value":"SPAYMENTS"},{"text":{"type":"plain_text","text":"🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂…"},"value":"SSEARCH"}],"initial_option":{"text":{"type":"plain_text","text":"payments & <co>"},"value":"SPAYMENTS"}}}
        {"type":"input","block_id":"who","label":{"type":"plain_text","text":"Who takes over"},"element":{"type":"users_select","action_id":"who","initial_user":"U1"}}
        {"type":"input","block_id":"when","label":{"type":"plain_text","text":"When"},"element":{"type":"plain_text_input","action_id":"when","placeholder":{"type":"plain_text","text":"2h, until 18:00, fri 18:00 to mon 9:00"},"max_length":200},"hint":{"type":"plain_text","text":"In your time zone, Europe/Oslo. Or pick both moments below."},"optional":true}
        {"type":"input","block_id":"start","label":{"type":"plain_text","text":"From"},"element":{"type":"datetimepicker","action_id":"start","initial_date_time":1772816400},"hint":{"type":"plain_text","text":"Now, if you leave it empty."},"optional":true}
        {"type":"input","block_id":"end","label":{"type":"plain_text","text":"Until"},"element":{"type":"datetimepicker","action_id":"end","initial_date_time":1773043200},"optional":true}
        {"type":"input","block_id":"instead_of","label":{"type":"plain_text","text":"In whose place"},"element":{"type":"users_select","action_id":"instead_of"},"hint":{"type":"plain_text","text":"Only if several people are on call together."},"optional":true}
        {"type":"input","block_id":"why","label":{"type":"plain_text","text":"Why"},"element":{"type":"plain_text_input","action_id":"why","placeholder":{"type":"plain_text","text":"dentist"},"initial_value":"dentist","max_length":200},"optional":true}"#]].assert_eq(&lines.join("\n"));
}

fn values(fields: Value) -> Values {
    Values {
        fields,
        metadata: String::new(),
        now: "2026-03-02T13:05:37Z".parse().expect("an instant"),
        zone: Zone::named("Europe/Oslo").expect("a zone"),
    }
}

#[test]
fn what_is_typed_counts_before_what_is_picked() {
    let request = read(&values(json!({
        "schedule": { "schedule": { "selected_option": { "value": "SPAYMENTS" } } },
        "who": { "who": { "selected_user": "U1" } },
        "when": { "when": { "value": " 2h " } },
        "start": { "start": { "selected_date_time": 1_772_820_000 } },
        "end": { "end": { "selected_date_time": 1_772_830_000 } },
        "why": { "why": { "value": "  " } },
    })));
    expect![[r#"
        Ok(
            Request {
                schedule: SPAYMENTS,
                who: "U1",
                instead_of: None,
                span: Interval {
                    start: 2026-03-02T13:05:37Z,
                    end: 2026-03-02T15:05:00Z,
                },
                reason: None,
            },
        )
    "#]]
    .assert_debug_eq(&request);
}

#[test]
fn whatever_is_sent_is_read_or_every_wrong_field_is_named() {
    for fields in [json!({}), Value::Null, json!([1]), json!({ "who": 5, "schedule": { "schedule": "x" } })] {
        let wrong = read(&values(fields)).expect_err("nothing was filled in");
        let blocks: Vec<_> = wrong.iter().map(|error| error.block).collect();
        assert_eq!(blocks, [SCHEDULE, WHO, WHEN]);
    }
}
