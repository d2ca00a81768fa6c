//! Block Kit's limits: each case is a message Slack would refuse, and what it would say.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{Scene, a_button};

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}

fn actions(elements: &Value) -> Value {
    json!([{ "type": "actions", "elements": elements }])
}

fn button(text: &str) -> Value {
    json!({ "type": "button", "action_id": text, "text": { "type": "plain_text", "text": text } })
}

async fn refuses(blocks: Value, expected: Expect) {
    let scene = Scene::new().await;
    let answer = scene
        .call_json("chat.postMessage", json!({ "channel": scene.payments, "text": "complete", "blocks": blocks }))
        .await;
    let messages = answer["response_metadata"]["messages"].as_array().cloned().unwrap_or_default();
    let messages: Vec<&str> = messages.iter().filter_map(Value::as_str).collect();
    expected.assert_eq(&format!("{} {}", answer["error"].as_str().unwrap_or("ok"), messages.join("\n")));
    assert_eq!(scene.slack.transcript().len(), usize::from(answer["ok"] == true));
}

#[tokio::test]
async fn good_blocks_are_taken() {
    refuses(a_button("Accept"), expect!["ok "]).await;
}

#[tokio::test]
async fn a_text_is_neither_empty_nor_too_long() {
    let header = json!({ "type": "header", "text": { "type": "plain_text", "text": "y".repeat(151) } });
    let blocks = json!([section(""), section(&"x".repeat(3001)), header]);
    refuses(
        blocks,
        expect![[r"
            invalid_blocks [ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]
            [ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]
            [ERROR] must be less than 151 characters [json-pointer:/blocks/2/text/text]"]],
    )
    .await;
}

#[tokio::test]
async fn a_message_has_fifty_blocks_at_most() {
    let blocks: Vec<Value> = (0..51).map(|_| json!({ "type": "divider" })).collect();
    refuses(json!(blocks), expect!["invalid_blocks [ERROR] no more than 50 items allowed [json-pointer:/blocks]"])
        .await;
}

#[tokio::test]
async fn all_texts_together_have_a_limit_too() {
    let blocks: Vec<Value> = (0..5).map(|_| section(&"x".repeat(3000))).collect();
    refuses(json!(blocks), expect!["msg_blocks_too_long "]).await;
}

#[tokio::test]
async fn a_button_says_at_most_seventy_five_characters_in_plain_text() {
    let long = json!({ "type": "button", "text": { "type": "mrkdwn", "text": "x".repeat(76) }, "style": "blue" });
    refuses(
        actions(&json!([long])),
        expect![[r"
            invalid_blocks [ERROR] must be of type plain_text [json-pointer:/blocks/0/elements/0/text/type]
            [ERROR] must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]
            [ERROR] must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]"]],
    )
    .await;
}

#[tokio::test]
async fn ids_are_not_used_twice() {
    let twice = json!([
        { "type": "actions", "block_id": "a", "elements": [button("x"), button("x")] },
        { "type": "divider", "block_id": "a" },
    ]);
    refuses(
        twice,
        expect![[r"
            invalid_blocks [ERROR] `action_id` x already exists [json-pointer:/blocks/0/elements/1/action_id]
            [ERROR] `block_id` a already exists [json-pointer:/blocks/1/block_id]"]],
    )
    .await;
}

#[tokio::test]
async fn what_slack_does_not_know_is_refused() {
    refuses(
        json!([{ "type": "marquee" }, { "type": "divider", "colour": "red" }, { "type": "section" }]),
        expect![[r"
            invalid_blocks [ERROR] unsupported type: marquee [json-pointer:/blocks/0/type]
            [ERROR] invalid additional property: colour [json-pointer:/blocks/1]
            [ERROR] must define either `text` or `fields` [json-pointer:/blocks/2]"]],
    )
    .await;
}

#[tokio::test]
async fn a_menu_has_a_hundred_options_at_most_and_one_at_least() {
    let option =
        |n: usize| json!({ "text": { "type": "plain_text", "text": format!("option {n}") }, "value": n.to_string() });
    let options: Vec<Value> = (0..101).map(option).collect();
    let menu = |id: &str, options: Value| json!({ "type": "static_select", "action_id": id, "options": options });
    refuses(
        actions(&json!([menu("a", json!(options)), menu("b", json!([]))])),
        expect![[r"
            invalid_blocks [ERROR] no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]
            [ERROR] must have at least 1 item [json-pointer:/blocks/0/elements/1/options]"]],
    )
    .await;
}

#[tokio::test]
async fn fields_belong_in_inputs_and_confirm_dialogs_are_whole() {
    let mut asks = button("ask");
    let plain = |text: &str| json!({ "type": "plain_text", "text": text });
    asks["confirm"] = json!({ "title": plain("Sure?"), "text": plain("You'd be on call"), "confirm": plain("Yes") });
    refuses(
        actions(&json!([{ "type": "plain_text_input", "action_id": "note" }, asks])),
        expect![[r"
            invalid_blocks [ERROR] unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]
            [ERROR] must provide an object [json-pointer:/blocks/0/elements/1/confirm/deny]"]],
    )
    .await;
}

#[tokio::test]
async fn blocks_without_a_text_are_posted_and_noted() {
    let scene = Scene::new().await;
    let post = json!({ "channel": scene.payments, "blocks": [section("Until <!date^1^{time}>")] });
    assert_eq!(scene.call_json("chat.postMessage", post).await["ok"], true);
    assert_eq!(
        scene.slack.rule_breaks(),
        [
            "chat.postMessage had blocks but no `text`, which is all a screen reader or notification says",
            "chat.postMessage wrote a date without a fallback: `<!date^…^…|fallback>`",
        ]
    );
}

const WORDS: &[&str] = &[
    "section",
    "actions",
    "input",
    "context",
    "header",
    "rich_text",
    "table",
    "button",
    "overflow",
    "static_select",
    "external_select",
    "checkboxes",
    "datetimepicker",
    "users_select",
    "plain_text",
    "mrkdwn",
    "<!date^1^{ago}|x>",
    "<@U0000000001",
    "*",
    "",
    "2026-03-02",
];

const KEYS: &[&str] = &[
    "type",
    "text",
    "elements",
    "element",
    "accessory",
    "fields",
    "options",
    "option_groups",
    "block_id",
    "action_id",
    "label",
    "value",
    "confirm",
    "initial_option",
    "initial_options",
    "initial_users",
    "initial_date_time",
    "rows",
];

/// JSON made of Block Kit's own words, so that some of it gets far.
fn nearly_blocks() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        prop::sample::select(WORDS).prop_map(|word| json!(word)),
        any::<bool>().prop_map(|flag| json!(flag)),
        any::<i64>().prop_map(|number| json!(number)),
        Just(Value::Null),
    ];
    leaf.prop_recursive(5, 48, 5, |inner| {
        let object = prop::collection::btree_map(prop::sample::select(KEYS), inner.clone(), 0..6);
        let typed = (prop::sample::select(WORDS), object.clone()).prop_map(|(kind, mut fields)| {
            fields.insert("type", json!(kind));
            json!(fields)
        });
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            typed,
            object.prop_map(|fields| json!(fields))
        ]
    })
}

#[test]
fn no_json_whatever_breaks_the_playground() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let scene = runtime.block_on(Scene::new());
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(blocks in prop::collection::vec(nearly_blocks(), 0..4))| {
        runtime.block_on(async {
            let post = json!({ "channel": scene.payments, "text": "complete", "blocks": blocks });
            let answer = scene.call_json("chat.postMessage", post).await;
            assert!(answer["ok"].is_boolean(), "{answer}");
            let home = json!({ "user_id": scene.id("bob"), "view": { "type": "home", "blocks": blocks } });
            let answer = scene.call_json("views.publish", home).await;
            assert!(answer["ok"].is_boolean(), "{answer}");
        });
        scene.slack.buttons("bob", "#payments");
        scene.slack.buttons("bob", "home");
    });
}
