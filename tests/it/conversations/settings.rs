//! `/oncall settings`: reminders, phone, time zone; for admins, what holds for everybody.

use expect_test::expect;
use rota::slack::modals::ModalId;
use serde_json::{Value, json};

use super::over_rest::Script;
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(somebody_chooses_and_finds_it_chosen, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.tells_people_of_their_shifts(true).await;
    town.bob.types("/oncall settings").await;
    town.bob.looks_up("time_zone", "new york").await;
    let fields = [
        ("reminders", "60,10080"),
        ("news", ""),
        ("phone", "+47 123 45 678"),
        ("phone_for", "nobody"),
        ("time_zone", "America/New_York"),
    ];
    town.bob.fills_in(ModalId::Settings, fields).await;
    town.bob.closes_the_modal().await;
    town.bob.types("/oncall prefs").await;
    town.bob.looks_up("time_zone", "as in").await;
    let fields = [("reminders", ""), ("news", "yes"), ("phone", ""), ("time_zone", "as_slack")];
    town.bob.fills_in(ModalId::Settings, fields).await;
    town.reads(expect![[r#"
        Mon 09:00  modal of bob   bot: My settings
            Remind me before my shifts (optional): ( ) 14 days before (x) 7 days before ( ) 3 days before (x) 1 day before ( ) 12 hours before ( ) 3 hours before (x) 1 hour before ( ) 15 minutes before (Never between 22:00 and 7:00: then the evening before, at nine.)
            Tell me (optional): (x) When somebody else changes my shifts
            My phone number (optional): [+47 123 45 678] (Whoever asks who is on call sees it while you are, if you want.)
            Who sees it: [Everybody who may see who is on call]
            My time zone: [As in Slack (Europe/Oslo)] (Times you type are read in it, and nights are yours. Slack shows times in its own zone.)
        Mon 09:00  modal of bob   bot (updated): Rota
            Saved. I remind you 7 days and 1 hour before your shifts, and keep to myself what others change about them. Your number `+47 123 45 678` is shown to nobody. I read times you type in `America/New_York`.
        Mon 09:00  modal of bob   bot: My settings
            Remind me before my shifts (optional): ( ) 14 days before (x) 7 days before ( ) 3 days before ( ) 1 day before ( ) 12 hours before ( ) 3 hours before (x) 1 hour before ( ) 15 minutes before (Never between 22:00 and 7:00: then the evening before, at nine.)
            Tell me (optional): ( ) When somebody else changes my shifts
            My phone number (optional): [+47 123 45 678] (Whoever asks who is on call sees it while you are, if you want.)
            Who sees it: [Nobody]
            My time zone: [America/New_York] (Times you type are read in it, and nights are yours. Slack shows times in its own zone.)
        Mon 09:00  modal of bob   bot (updated): Rota
            Saved. I don't remind you of your shifts, and tell you when somebody else changes them.
    "#]]).await;
});

#[tokio::test]
async fn what_is_no_phone_number_is_marked() {
    let town = Town::on(MONDAY).await;
    town.tells_people_of_their_shifts(true).await;
    town.bob.types("/oncall settings").await;
    for phone in ["call me", "1234", "+1 2345678901234567", "47 + 123456", "<!channel>"] {
        town.bob.fills_in(ModalId::Settings, [("phone", phone)]).await;
    }
    town.reads(expect![[r#"
        Mon 09:00  modal of bob   bot: My settings
            Remind me before my shifts (optional): ( ) 14 days before (x) 7 days before ( ) 3 days before (x) 1 day before ( ) 12 hours before ( ) 3 hours before (x) 1 hour before ( ) 15 minutes before (Never between 22:00 and 7:00: then the evening before, at nine.)
            Tell me (optional): (x) When somebody else changes my shifts
            My phone number (optional): [+47 123 45 678] (Whoever asks who is on call sees it while you are, if you want.)
            Who sees it: [Everybody who may see who is on call]
            My time zone: [As in Slack (Europe/Oslo)] (Times you type are read in it, and nights are yours. Slack shows times in its own zone.)
        Mon 09:00  modal of bob   bot (errors): phone: I read "call me" and that is no phone number. Write it like +47 123 45 678.
        Mon 09:00  modal of bob   bot (errors): phone: I read "1234" and that is no phone number. Write it like +47 123 45 678.
        Mon 09:00  modal of bob   bot (errors): phone: I read "+1 2345678901234567" and that is no phone number. Write it like +47 123 45 678.
        Mon 09:00  modal of bob   bot (errors): phone: I read "47 + 123456" and that is no phone number. Write it like +47 123 45 678.
        Mon 09:00  modal of bob   bot (errors): phone: I read "<!channel>" and that is no phone number. Write it like +47 123 45 678.
    "#]]).await;
}

#[tokio::test]
async fn a_form_of_another_version_changes_nothing() {
    let town = Town::on(MONDAY).await;
    for metadata in ["", "{}", "{\"v\":99,\"admin\":true}"] {
        let answer = town.bob.submits_unseen("settings", metadata).await;
        let said = answer["view"]["blocks"][0]["text"]["text"].as_str().unwrap();
        assert!(said.starts_with("This form is from another version"), "{said}");
    }
}

on_both!(times_are_read_in_the_zone_somebody_chose, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.bob.types("/oncall settings").await;
    town.bob.looks_up("time_zone", "tokyo").await;
    town.bob.fills_in(ModalId::Settings, [("time_zone", "Asia/Tokyo")]).await;
    town.forgets();
    town.bob.types("/oncall away tomorrow 9-17").await;
    let script = Script::of(&town).await;
    let bob = script.reads("users/?username=bob").await["results"][0].clone();
    assert_eq!(bob["timezone"], "Asia/Tokyo");
    // Slack's own zone is kept beside it, and comes back when the choice is taken back.
    town.is_read_by_rota().await;
    town.bob.types("/oncall settings").await;
    town.bob.looks_up("time_zone", "slack").await;
    town.bob.fills_in(ModalId::Settings, [("time_zone", "as_slack")]).await;
    assert_eq!(script.reads("users/?username=bob").await["results"][0]["timezone"], "Europe/Oslo");
    let said = town.said();
    expect!["#payments (only bob)   bot: You're away from ⟨tomorrow at 01:00⟩ until ⟨tomorrow at 09:00⟩."]
        .assert_eq(&format!("{}", said[0]));
});

/// The phone of whoever is on call, as REST tells it.
async fn phone(town: &Town, schedule: &str) -> (Value, Value) {
    let answer = Script::of(town).await.reads(&format!("schedules/{schedule}/current_oncall/")).await;
    let user = &answer["users"][0];
    (user["phone_number"].clone(), user["phone_number_status"].clone())
}

on_both!(a_phone_is_shown_to_whom_its_owner_allows, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.tells_people_of_their_shifts(true).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["bob"]).await.to_string();
    assert_eq!(phone(&town, &payments).await, (Value::Null, json!("not_configured")));
    town.bob.types("/oncall settings").await;
    town.bob.fills_in(ModalId::Settings, [("phone", "+47 123 45 678")]).await;
    town.bob.closes_the_modal().await;
    assert_eq!(phone(&town, &payments).await, (json!("+47 123 45 678"), json!("available")));
    town.forgets();
    town.carol.types("/oncall").await;
    town.carol.clicks("Share in channel").await;
    town.bob.types("/oncall settings").await;
    town.bob.fills_in(ModalId::Settings, [("phone_for", "nobody")]).await;
    assert_eq!(phone(&town, &payments).await, (Value::Null, json!("private")));
    town.carol.types("/oncall").await;
    town.alice.types("/oncall settings").await;
    let everybody = [("everybody", "override_phone_privacy,tells_by_default")];
    town.alice.fills_in(ModalId::Settings, everybody).await;
    assert_eq!(phone(&town, &payments).await, (json!("+47 123 45 678"), json!("available")));
    town.reads(expect![[r#"
        Mon 09:00  #payments (only carol)   bot: *payments* — *Bob* (+47 123 45 678)
            [My shifts] [Ask for cover] [Share in channel]
        Mon 09:00  #payments   bot: *payments* — *Bob*
        Mon 09:00  modal of bob   bot: My settings
            Remind me before my shifts (optional): ( ) 14 days before (x) 7 days before ( ) 3 days before (x) 1 day before ( ) 12 hours before ( ) 3 hours before (x) 1 hour before ( ) 15 minutes before (Never between 22:00 and 7:00: then the evening before, at nine.)
            Tell me (optional): (x) When somebody else changes my shifts
            My phone number (optional): [+47 123 45 678] (Whoever asks who is on call sees it while you are, if you want.)
            Who sees it: [Everybody who may see who is on call]
            My time zone: [As in Slack (Europe/Oslo)] (Times you type are read in it, and nights are yours. Slack shows times in its own zone.)
        Mon 09:00  modal of bob   bot (updated): Rota
            Saved. I remind you 7 days, 1 day and 1 hour before your shifts, and tell you when somebody else changes them. Your number `+47 123 45 678` is shown to nobody.
        Mon 09:00  #payments (only carol)   bot: *payments* — *Bob*
            [My shifts] [Ask for cover] [Share in channel]
        Mon 09:00  modal of alice   bot: My settings
            Remind me before my shifts (optional): ( ) 14 days before (x) 7 days before ( ) 3 days before (x) 1 day before ( ) 12 hours before ( ) 3 hours before (x) 1 hour before ( ) 15 minutes before (Never between 22:00 and 7:00: then the evening before, at nine.)
            Tell me (optional): (x) When somebody else changes my shifts
            My phone number (optional): [+47 123 45 678] (Whoever asks who is on call sees it while you are, if you want.)
            Who sees it: [Everybody who may see who is on call]
            My time zone: [As in Slack (Europe/Oslo)] (Times you type are read in it, and nights are yours. Slack shows times in its own zone.)
            For everybody in this workspace (optional): (x) Remind people, and tell them of changes, unless they choose ( ) Show phone numbers that people keep to themselves (You see this because you are an admin.)
        Mon 09:00  modal of alice   bot (updated): Rota
            Saved. I remind you 7 days, 1 day and 1 hour before your shifts, and tell you when somebody else changes them.
        Mon 09:00  → bob   bot: You're on the rotation *payments* now. You're on call from now on.
            [My shifts]
    "#]]).await;
});

#[tokio::test]
async fn only_admins_choose_for_everybody() {
    let town = Town::on(MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["bob"]).await.to_string();
    town.bob.types("/oncall settings").await;
    town.bob.fills_in(ModalId::Settings, [("phone", "+47 123 45 678"), ("phone_for", "nobody")]).await;
    // A form that says it is an admin's does not make its sender one.
    town.carol.submits_unseen("settings", "{\"v\":1,\"admin\":true}").await;
    let everybody =
        json!({ "everybody": { "everybody": { "selected_options": [{ "value": "override_phone_privacy" }] } } });
    let view = json!({ "id": "V1", "callback_id": "settings", "private_metadata": "{\"v\":1,\"admin\":true}",
        "state": { "values": everybody } });
    town.slack.sends("carol", "", "view_submission", json!({ "view": view })).await.calmly();
    assert_eq!(phone(&town, &payments).await, (Value::Null, json!("private")));
    town.forgets();
}
