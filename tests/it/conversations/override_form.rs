//! The form of `/oncall override`.

use expect_test::expect;
use rota::playground::Trouble;
use rota::slack::modals::ModalId;
use serde_json::json;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

on_both!(the_form_makes_an_override_and_undoes_it, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).in_channel("#payments").await;
    town.schedule("search").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.alice.types("/oncall override").await;
    town.alice.fills_in(ModalId::OverrideForm, [("who", "@bob"), ("when", "2h"), ("why", "dentist")]).await;
    town.passes("1 min").await;
    town.alice.clicks_in_modal("Undo").await;
    town.alice.closes_the_modal().await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 14:05  modal of alice   bot: Override
            Schedule: [payments]
            Who takes over: [users_select]
            When (optional): [2h, until 18:00, fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Or pick both moments below.)
            From (optional): [datetimepicker] (Now, if you leave it empty.)
            Until (optional): [datetimepicker]
            In whose place (optional): [users_select] (Only if several people are on call together.)
            Why (optional): [dentist]
        Mon 14:05  modal of alice   bot (updated): Rota
            Bob instead of Carol on *payments* from now until ⟨today at 16:05⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  → bob   bot: You're on call for *payments* instead of Carol from now until ⟨today at 16:05⟩ (override by Alice: "dentist").
            [Next shifts]
        Mon 14:05  → carol   bot: Bob is on call for *payments* instead of you from now until ⟨today at 16:05⟩ (override by Alice: "dentist").
            [Next shifts]
        Mon 14:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 16:05⟩. Bob (override by Alice: "dentist") joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 14:06  modal of alice   bot (updated): Rota
            Undone. Carol is on call again.
        Mon 14:06  → bob   bot: Alice took the override of *payments* back: Carol is on call again from now until ⟨today at 16:05⟩, not you.
            [Next shifts]
        Mon 14:06  → carol   bot: Alice took the override of *payments* back: you're on call again from now until ⟨today at 16:05⟩, not Bob.
            [Next shifts]
        Mon 14:06  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn what_was_typed_already_is_filled_in() {
    let town = Town::on(MONDAY).await;
    town.leaves_direct_messages_aside();
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.schedule("search").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.alice.types("/oncall override @bob search instead of @carol because dentist").await;
    town.alice.fills_in("Override", [("start", "2026-03-03T09:00"), ("end", "2026-03-03T17:00")]).await;
    town.alice.types("/oncall override fri 18:00 to mon 9:00").await;
    town.reads(expect![[r#"
        Mon 14:05  modal of alice   bot: Override
            Schedule: [search]
            Who takes over: [@bob]
            When (optional): [2h, until 18:00, fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Or pick both moments below.)
            From (optional): [datetimepicker] (Now, if you leave it empty.)
            Until (optional): [datetimepicker]
            In whose place (optional): [@carol] (Only if several people are on call together.)
            Why (optional): [dentist]
        Mon 14:05  modal of alice   bot (updated): Rota
            Bob instead of Carol on *search* from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  modal of alice   bot: Override
            Schedule: [static_select]
            Who takes over: [users_select]
            When (optional): [2h, until 18:00, fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Or pick both moments below.)
            From (optional): [Mar 6, 2026 18:00] (Now, if you leave it empty.)
            Until (optional): [Mar 9, 2026 09:00]
            In whose place (optional): [users_select] (Only if several people are on call together.)
            Why (optional): [dentist]
    "#]]).await;
}

on_both!(wrong_fields_are_marked_and_the_form_stays, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.schedule("search").weekly("Mon 09:00", ["carol+bob"]).await;
    town.bob.types("/oncall override @alice payments").await;
    town.bob.fills_in(ModalId::OverrideForm, []).await;
    town.bob.fills_in(ModalId::OverrideForm, [("when", "fri 25:00")]).await;
    town.bob.fills_in(ModalId::OverrideForm, [("when", ""), ("start", "2026-03-03T09:00")]).await;
    town.bob.fills_in(ModalId::OverrideForm, [("end", "2026-03-03T08:00")]).await;
    town.bob.fills_in(ModalId::OverrideForm, [("start", "2026-03-01T08:00")]).await;
    town.bob.fills_in(ModalId::OverrideForm, [("when", "2h")]).await;
    town.bob.fills_in(ModalId::OverrideForm, [("schedule", "search"), ("who", "@bob")]).await;
    town.alice.types("/oncall override @alice 2h search").await;
    town.reads(expect![[r#"
        Mon 14:05  modal of bob   bot: Override
            Schedule: [payments]
            Who takes over: [@alice]
            When (optional): [2h, until 18:00, fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Or pick both moments below.)
            From (optional): [datetimepicker] (Now, if you leave it empty.)
            Until (optional): [datetimepicker]
            In whose place (optional): [users_select] (Only if several people are on call together.)
            Why (optional): [dentist]
        Mon 14:05  modal of bob   bot (errors): when: Say when: type it here, like "2h", or pick both moments below.
        Mon 14:05  modal of bob   bot (errors): when: I read "fri 25:00" and there is no such time. Try "fri 18:00 to mon 9:00" or "2h".
        Mon 14:05  modal of bob   bot (errors): end: Say until when.
        Mon 14:05  modal of bob   bot (errors): end: I read "3 Mar 09:00 to 3 Mar 08:00" and it ends before it begins. Try "fri 18:00 to mon 9:00" or "2h".
        Mon 14:05  modal of bob   bot (errors): end: I read "1 Mar 08:00 to 3 Mar 08:00" and that begins in the past. Try "fri 18:00 to mon 9:00" or "2h".
        Mon 14:05  modal of bob   bot (errors): schedule: Only a workspace admin can put others on call for payments; you can put yourself on call with /oncall take payments.
        Mon 14:05  modal of bob   bot (errors): who: You're on call already, until Mon 2 Mar 16:05 CET at least. Nothing changed.
        Mon 14:05  #payments (only alice)   bot: Carol and Bob are on call together then, so say in whose place: add `instead of @somebody` or `instead of everybody`.
    "#]]).await;
});

#[tokio::test]
async fn more_schedules_than_a_menu_holds_are_looked_up() {
    let town = Town::on(MONDAY).await;
    town.leaves_direct_messages_aside();
    for number in 0..101 {
        town.schedule(&format!("team {number}")).weekly("Mon 09:00", ["carol"]).await;
    }
    town.alice.types("/oncall override @bob").await;
    let heard = town.alice.looks_up("schedule", "EAM 10").await;
    let offered: serde_json::Value = serde_json::from_str(&heard.body).unwrap();
    let offered: Vec<_> =
        offered["options"].as_array().unwrap().iter().map(|one| one["text"]["text"].clone()).collect();
    assert_eq!(offered, ["team 10", "team 100"]);
    town.alice.fills_in(ModalId::OverrideForm, [("schedule", "team 100"), ("when", "tomorrow 9-17")]).await;
    town.reads(expect![[r#"
        Mon 14:05  modal of alice   bot: Override
            Schedule: [external_select]
            Who takes over: [@bob]
            When (optional): [2h, until 18:00, fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Or pick both moments below.)
            From (optional): [datetimepicker] (Now, if you leave it empty.)
            Until (optional): [datetimepicker]
            In whose place (optional): [users_select] (Only if several people are on call together.)
            Why (optional): [dentist]
        Mon 14:05  modal of alice   bot (updated): Rota
            Bob instead of Carol on *team 100* from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
    "#]]).await;
}

#[tokio::test]
async fn a_form_of_another_version_is_answered_kindly() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    for (callback_id, metadata) in [("swap_form", "{\"v\":1}"), ("override_form", "{\"v\":99}"), ("override_form", "x")]
    {
        let answer = town.alice.submits_unseen(callback_id, metadata).await;
        let view = &answer["view"];
        assert_eq!((&answer["response_action"], &view["callback_id"]), (&json!("update"), &json!("said")));
        assert!(view["blocks"][0]["text"]["text"].as_str().unwrap().starts_with("This form is from another version"));
    }
    let wrong = town.alice.submits_unseen("override_form", "{\"v\":1}").await;
    assert_eq!(wrong["response_action"], "errors");
}

#[tokio::test]
async fn an_empty_workspace_has_no_form() {
    let town = Town::on(MONDAY).await;
    town.alice.types("/oncall override").await;
    let heard = town.slack.submits("alice", "Override", &[]).await;
    assert!(matches!(heard.trouble, Some(Trouble::NotThere(_))));
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: There are no schedules yet. `/oncall create` makes the first in about a minute.
            [Create a schedule]
    "#]]).await;
}
