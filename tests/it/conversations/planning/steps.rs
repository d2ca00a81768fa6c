//! The steps of a draft: back and forth, layers, people, and forms of an earlier step.

use expect_test::expect;
use rota::playground::Person;
use rota::slack::modals::ModalId;
use serde_json::{Value, json};

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

/// A town where Alice has a draft of a schedule with one rotation in front of her.
async fn with_a_draft(store: rota::store::Store) -> Town {
    let town = Town::with(store, MONDAY).await;
    town.alice.types("/oncall create").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @bob, @carol")]).await;
    town.forgets();
    town
}

/// What the modal says, without what is always there.
fn says(town: &Town) -> String {
    let view = town.slack.modal_of("alice").expect("a modal");
    let text = |block: &Value| block["text"]["text"].as_str().unwrap_or_default().to_owned();
    let lines: Vec<_> = view["blocks"].as_array().unwrap().iter().map(text).filter(|text| !text.is_empty()).collect();
    lines.join("\n")
}

on_both!(turns_are_ordered_as_text_and_people_put_together, async |store| {
    let town = with_a_draft(store).await;
    town.alice.clicks_in_modal("Order").await;
    town.alice.fills_in(ModalId::TurnsForm, [("turns_1", "@carol\nalice")]).await;
    town.alice.fills_in(ModalId::TurnsForm, [("turns_1", "@carol\n@dave")]).await;
    town.alice.fills_in(ModalId::TurnsForm, [("turns_1", " ")]).await;
    town.alice.fills_in(ModalId::TurnsForm, [("turns_1", "@carol (Carol)\n@Alice + @bob")]).await;
    town.reads(expect![[r#"
        Mon 14:05  modal of alice   bot (updated): New schedule
            Order of turns: [@alice (Alice)
            @bob (Bob)
            @carol (Carol)] (A line is a turn. Move lines to change the order; write @bob + @carol to have both on call together.)
            [Back]
        Mon 14:05  modal of alice   bot (errors): turns_1.3-0: I read "alice": write people as @handle, a line each turn.
        Mon 14:05  modal of alice   bot (errors): turns_1.3-0: No one called @dave is here.
        Mon 14:05  modal of alice   bot (errors): turns_1.3-0: Write at least one person, like @alice.
        Mon 14:05  modal of alice   bot (updated): New schedule
            *payments*, Europe/Oslo: announced in #payments, keeps no user group. Its maker and the workspace's admins may edit it.
            [Settings]
            *Layer 1*: Carol and Alice + Bob
            A week each, from Mondays 09:00 · from 2 Mar 2026
            [Change] [Order] [Remove]
            A higher layer wins where it has somebody; rotations of one layer are on call together.
            [Add a rotation]
    "#]]).await;
});

on_both!(people_are_chosen_anew_and_who_stays_keeps_their_turn, async |store| {
    let town = with_a_draft(store).await;
    let dave = town.moves_in(Person::new("dave", "Dave Holm")).await;
    town.alice.clicks_in_modal("Order").await;
    town.alice.fills_in(ModalId::TurnsForm, [("turns_1", "@carol\n@alice + @bob")]).await;
    town.alice.clicks_in_modal("Change").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@bob, @dave, @carol")]).await;
    assert_eq!(dave.handle, "dave");
    assert!(says(&town).contains("*Layer 1*: Carol, Bob and Dave Holm\n"), "{}", says(&town));
    town.forgets();
});

on_both!(who_cannot_be_on_call_is_refused_by_name, async |store| {
    let town = with_a_draft(store).await;
    town.moves_in(Person::new("gus", "Gus <!channel>").guest()).await;
    town.moves_in(Person::new("robo", "Robo").bot()).await;
    // Rota has not heard of Nia yet.
    town.slack.set_events(&[]);
    town.slack.add_person(Person::new("nia", "Nia"));
    town.alice.clicks_in_modal("Change").await;
    town.forgets();
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @gus, @robo")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @nia")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice"), ("every", "0"), ("until", "17:00")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("every", "2"), ("until", ""), ("from", "09:00")]).await;
    town.alice.clicks_in_modal("Back").await;
    town.alice.clicks_in_modal("Settings").await;
    town.forgets();
    town.alice.fills_in(ModalId::ScheduleForm, [("managers", "@gus"), ("vacancy", "fallback")]).await;
    town.alice.fills_in(ModalId::ScheduleForm, [("managers", ""), ("fallback", "@robo")]).await;
    town.reads(expect![[r"
        Mon 14:05  modal of alice   bot (errors): fallback.3: Choose who the group holds while nobody is on call.
            managers.3: Gus <!channel> is a guest, and guests can't manage a schedule.
        Mon 14:05  modal of alice   bot (errors): fallback.3: Robo is a bot, and bots can't be in it.
    "]])
        .await;
});

on_both!(layers_go_up_and_down_and_away, async |store| {
    let town = with_a_draft(store).await;
    town.alice.clicks_in_modal("Add a rotation").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@carol"), ("name", "nights")]).await;
    town.alice.clicks_in_modal("Add a rotation").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@bob"), ("name", "both"), ("layer", "0")]).await;
    let mut steps = vec![says(&town)];
    town.alice.clicks_in_modal("Down").await;
    steps.push(says(&town));
    town.alice.clicks_in_modal("Remove").await;
    steps.push(says(&town));
    town.forgets();
    let heads = |text: &str| text.lines().filter(|line| line.starts_with("*Layer")).collect::<Vec<_>>().join(" | ");
    expect![[r"
        *Layer 2* (nights): Carol | *Layer 1*: Alice, Bob and Carol | *Layer 1* (both): Bob
        *Layer 2*: Alice, Bob and Carol | *Layer 2* (both): Bob | *Layer 1* (nights): Carol
        *Layer 2* (both): Bob | *Layer 1* (nights): Carol"]]
    .assert_eq(&steps.iter().map(|step| heads(step)).collect::<Vec<_>>().join("\n"));
});

on_both!(back_leads_from_every_form_to_the_one_before, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.alice.types("/oncall create").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "payments"), ("channel", "#general")]).await;
    town.alice.clicks_in_modal("Back").await;
    let view = town.slack.modal_of("alice").unwrap();
    assert_eq!(view["callback_id"], "schedule_form");
    assert_eq!(view["blocks"][0]["element"]["initial_value"], "payments");
    town.alice.fills_in(ModalId::ScheduleForm, [("options", "anyone, no_channel")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice")]).await;
    for form in ["Settings", "Change", "Order", "Add a rotation"] {
        town.alice.clicks_in_modal(form).await;
        town.alice.clicks_in_modal("Back").await;
        assert_eq!(town.slack.modal_of("alice").unwrap()["callback_id"], "schedule_plan");
    }
    assert!(
        says(&town).starts_with(
            "*payments*, Europe/Oslo: not announced anywhere, keeps no user group. Every member may edit it."
        ),
        "{}",
        says(&town)
    );
    town.forgets();
});

on_both!(a_form_of_an_earlier_step_changes_nothing, async |store| {
    let town = with_a_draft(store).await;
    let before = town.slack.modal_of("alice").unwrap();
    town.alice.clicks_in_modal("Add a rotation").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@carol")]).await;
    let now = says(&town);
    town.forgets();
    // The click that came twice, and the form that was still open elsewhere.
    let click = json!({ "view": before, "actions": [{ "type": "button", "action_id": "draft_remove:0" }] });
    town.alice.sends_from_a_modal("block_actions", click).await;
    assert_eq!(
        says(&town),
        format!("That came from an earlier step of this form, so I did nothing with it. This is how it stands.\n{now}")
    );
    let answer = town.alice.submits_unseen("schedule_plan", before["private_metadata"].as_str().unwrap()).await;
    assert_eq!(answer["view"]["callback_id"], "schedule_plan");
    assert!(
        answer["view"]["blocks"][0]["text"]["text"].as_str().unwrap().starts_with("That came from an earlier step")
    );
    // Somebody else's form is nobody's.
    let answer = town.bob.submits_unseen("schedule_plan", before["private_metadata"].as_str().unwrap()).await;
    assert!(answer["view"]["blocks"][0]["text"]["text"].as_str().unwrap().starts_with("This form was saved already"));
    for metadata in ["", "{\"v\":9}", "{\"v\":1,\"draft\":\"D1\"}"] {
        let answer = town.bob.submits_unseen("rotation_form", metadata).await;
        assert!(
            answer["view"]["blocks"][0]["text"]["text"]
                .as_str()
                .unwrap()
                .starts_with("This form is from another version")
        );
    }
    town.forgets();
});

on_both!(a_draft_that_nobody_touched_for_a_day_is_gone, async |store| {
    let town = with_a_draft(store).await;
    town.passes("3 days").await;
    town.alice.clicks_in_modal("Change").await;
    town.reads(expect![[r"
        Thu 14:05  modal of alice   bot (updated): Rota
            This form was saved already, or nobody touched it for a day, so nothing was changed now. `/oncall edit` starts again.
    "]]).await;
});

on_both!(zones_and_groups_are_looked_up, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.slack.add_user_group("payments-oncall", "Payments <on call>", &["bob"]);
    town.slack.add_user_group("search-oncall", "Search", &["bob"]);
    town.is_read_by_rota().await;
    town.alice.types("/oncall create").await;
    town.forgets();
    assert_eq!(
        town.alice.is_offered("group", "").await,
        ["No user group", "@payments-oncall: Payments <on call>", "@search-oncall: Search"]
    );
    assert_eq!(town.alice.is_offered("group", "@PAY").await, ["@payments-oncall: Payments <on call>"]);
    assert_eq!(town.alice.is_offered("group", "zzz").await, [""; 0]);
    assert_eq!(town.alice.is_offered("zone", "kolk").await, ["Asia/Kolkata (UTC+5:30)"]);
    town.alice.takes("zone", "mumbai").await;
    town.alice.takes("group", "pay").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", "payments")]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice")]).await;
    assert!(says(&town).starts_with("*payments*, Asia/Kolkata: announced in <#"), "{}", says(&town));
    assert!(says(&town).contains("keeps `@payments-oncall`"), "{}", says(&town));
    town.forgets();
});
