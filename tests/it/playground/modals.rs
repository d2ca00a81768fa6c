//! Modals and the App Home: what is refused, how they stack, what a submission carries.

use rota::playground::Trouble;
use serde_json::{Value, json};

use super::support::{Answer, Scene, a_button, a_modal};

async fn trigger(scene: &Scene) -> String {
    scene.slack.types("bob", "#payments", "/oncall swap").await.calmly();
    scene.app.last().form()["trigger_id"].clone()
}

async fn opens(scene: &Scene, view: Value) -> Value {
    let trigger = trigger(scene).await;
    scene.call_json("views.open", json!({ "trigger_id": trigger, "view": view })).await
}

#[tokio::test]
async fn a_modal_that_breaks_a_rule_is_refused_with_the_place() {
    let scene = Scene::new().await;
    let mut view = a_modal();
    view.as_object_mut().unwrap().remove("submit");
    view["title"]["text"] = json!("A title that is far too long");
    view["private_metadata"] = json!("x".repeat(3001));
    let answer = opens(&scene, view).await;
    assert_eq!(answer["error"], "invalid_arguments");
    assert_eq!(
        answer["response_metadata"]["messages"],
        json!([
            "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
            "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]",
            "[ERROR] must provide a submit element when an input block is present [json-pointer:/view]",
        ])
    );
    let mut heavy = a_modal();
    heavy["blocks"] = json!(
        (0..90)
            .map(|_| json!({ "type": "section", "text": { "type": "plain_text", "text": "x".repeat(2900) } }))
            .collect::<Vec<_>>()
    );
    assert_eq!(opens(&scene, heavy).await["error"], "view_too_large");
}

#[tokio::test]
async fn modals_lie_three_high_at_most() {
    let scene = Scene::new().await;
    let mut view = a_modal();
    view["blocks"].as_array_mut().unwrap().extend(a_button("More").as_array().unwrap().clone());
    assert_eq!(opens(&scene, view.clone()).await["ok"], true);
    for expected in [json!(null), json!(null), json!("push_limit_reached")] {
        scene.slack.clicks("bob", "modal", "More").await.calmly();
        let trigger = scene.app.last().payload()["trigger_id"].clone();
        let answer = scene.call_json("views.push", json!({ "trigger_id": trigger, "view": view })).await;
        assert_eq!(answer["error"], expected);
    }
}

#[tokio::test]
async fn an_update_with_an_old_hash_loses_the_race() {
    let scene = Scene::new().await;
    let opened = opens(&scene, a_modal()).await;
    let (id, hash) = (opened["view"]["id"].clone(), opened["view"]["hash"].clone());
    let update = json!({ "view_id": id, "hash": hash, "view": a_modal() });
    assert_eq!(scene.call_json("views.update", update.clone()).await["ok"], true);
    assert_eq!(scene.call_json("views.update", update).await["error"], "hash_conflict");
    let gone = json!({ "view_id": "V404", "view": a_modal() });
    assert_eq!(scene.call_json("views.update", gone).await["error"], "not_found");
}

#[tokio::test]
async fn a_submission_carries_what_was_chosen_in_slacks_shapes() {
    let scene = Scene::new().await;
    let option = json!({ "text": { "type": "plain_text", "text": "Next week" }, "value": "next" });
    let input = |id: &str, element: Value| {
        let label = json!({ "type": "plain_text", "text": id });
        json!({ "type": "input", "block_id": id, "label": label, "element": element })
    };
    let mut view = a_modal();
    view["blocks"] = json!([
        input("which", json!({ "type": "static_select", "action_id": "a", "options": [option] })),
        input("whom", json!({ "type": "users_select", "action_id": "a" })),
        input("from", json!({ "type": "datetimepicker", "action_id": "a" })),
        input("day", json!({ "type": "datepicker", "action_id": "a", "initial_date": "2026-03-09" })),
        input("where", json!({ "type": "multi_channels_select", "action_id": "a" })),
        input("also", json!({ "type": "checkboxes", "action_id": "a", "options": [option] })),
    ]);
    assert_eq!(opens(&scene, view).await["ok"], true);
    let early = scene.slack.submits("bob", "Ask for cover", &[("which", "Next week")]).await;
    assert_eq!(early.trouble, Some(Trouble::NotThere("please fill in: whom, from, where, also".to_owned())));
    let fields = [
        ("which", "Next week"),
        ("whom", "@carol"),
        ("from", "2026-03-06T18:00"),
        ("where", "#payments"),
        ("also", "next"),
    ];
    scene.slack.submits("bob", "swap_form", &fields).await.calmly();
    let values = scene.app.last().payload()["view"]["state"]["values"].clone();
    assert_eq!(
        values,
        json!({
            "which": { "a": { "type": "static_select", "selected_option": option } },
            "whom": { "a": { "type": "users_select", "selected_user": scene.id("carol") } },
            "from": { "a": { "type": "datetimepicker", "selected_date_time": 1_772_820_000 } },
            "day": { "a": { "type": "datepicker", "selected_date": "2026-03-09" } },
            "where": { "a": { "type": "multi_channels_select", "selected_channels": [scene.payments] } },
            "also": { "a": { "type": "checkboxes", "selected_options": [option] } },
        })
    );
}

#[tokio::test]
async fn an_answer_slack_does_not_understand_keeps_the_modal_open() {
    let scene = Scene::new().await;
    opens(&scene, a_modal()).await;
    for answer in [
        json!({ "response_action": "errors", "errors": { "nowhere": "x" } }),
        json!({ "response_action": "dance" }),
        json!({ "response_action": "update", "view": { "type": "modal" } }),
    ] {
        scene.app.answers(Answer::Json(answer.clone()));
        let heard = scene.slack.submits("bob", "swap_form", &[("note", "dentist")]).await;
        assert!(matches!(heard.trouble, Some(Trouble::BadAnswer(_))), "{answer}");
    }
    assert!(scene.slack.modal_of("bob").is_some());
    scene.app.answers(Answer::Json(json!({ "response_action": "clear" })));
    scene.slack.submits("bob", "swap_form", &[]).await.calmly();
    assert_eq!(scene.slack.modal_of("bob"), None);
}

#[tokio::test]
async fn closing_is_told_only_to_apps_that_asked() {
    let scene = Scene::new().await;
    opens(&scene, a_modal()).await;
    let before = scene.app.received().len();
    scene.slack.closes_modal("bob").await.calmly();
    assert_eq!(scene.app.received().len(), before);
    let mut view = a_modal();
    view["notify_on_close"] = json!(true);
    opens(&scene, view).await;
    scene.slack.closes_modal("bob").await.calmly();
    assert_eq!(scene.app.last().payload()["type"], "view_closed");
}

#[tokio::test]
async fn the_home_is_drawn_for_one_person_and_guarded_by_its_hash() {
    let scene = Scene::new().await;
    scene.slack.opens_home("bob").await.calmly();
    assert_eq!(scene.app.last().event()["event"]["type"], "app_home_opened");
    let home = json!({ "type": "home", "blocks": a_button("Ask for cover") });
    let bob = scene.id("bob");
    let first = scene.call_json("views.publish", json!({ "user_id": bob, "view": home })).await;
    scene.call_json("views.publish", json!({ "user_id": bob, "view": home })).await;
    let late = json!({ "user_id": bob, "view": home, "hash": first["view"]["hash"] });
    assert_eq!(scene.call_json("views.publish", late).await["error"], "hash_conflict");
    scene.slack.clicks("bob", "home", "Ask for cover").await.calmly();
    assert_eq!(scene.app.last().payload()["view"]["type"], "home");
    assert_eq!(scene.slack.buttons("carol", "home"), Vec::<String>::new());
    scene.slack.set_home_tab(false);
    let off = scene.call_json("views.publish", json!({ "user_id": bob, "view": home })).await;
    assert_eq!(off["error"], "not_enabled");
}

#[tokio::test]
async fn a_menu_that_the_app_fills_asks_for_its_options() {
    let scene = Scene::new().await;
    let mut view = a_modal();
    view["blocks"] = json!([{ "type": "input", "block_id": "schedule", "label": { "type": "plain_text", "text": "Schedule" },
        "element": { "type": "external_select", "action_id": "schedule" } }]);
    opens(&scene, view).await;
    let payments = json!({ "text": { "type": "plain_text", "text": "payments" }, "value": "S1" });
    scene.app.answers(Answer::Json(json!({ "options": [payments] })));
    let heard = scene.slack.looks_up("bob", "modal", "Schedule", "pay").await.calmly();
    assert_eq!(heard.status, Some(200));
    let payload = scene.app.last().payload();
    assert_eq!((&payload["type"], &payload["value"]), (&json!("block_suggestion"), &json!("pay")));
    scene.slack.submits("bob", "swap_form", &[("schedule", "payments")]).await.calmly();
    let values = scene.app.last().payload()["view"]["state"]["values"].clone();
    assert_eq!(values["schedule"]["schedule"]["selected_option"], payments);
}
