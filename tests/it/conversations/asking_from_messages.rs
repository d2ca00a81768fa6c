//! *Ask for cover* where people read of a shift: the form opens with that very shift chosen.

use expect_test::expect;
use rota::slack::modals::ModalId;
use serde_json::Value;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// What the form in front of somebody says first, if it does, and which shift is chosen.
fn chosen(town: &Town, handle: &str) -> String {
    let view = town.slack.modal_of(handle).expect("a form");
    assert_eq!(view["callback_id"], ModalId::CoverForm.to_string());
    let first = view["blocks"][0]["text"]["text"].as_str().map(|said| format!("{said}\n"));
    let blocks = view["blocks"].as_array().unwrap();
    let shift = blocks.iter().find(|block| block["block_id"] == "shift").unwrap();
    let text = |option: &Value| option["text"]["text"].as_str().unwrap().to_owned();
    first.unwrap_or_default() + &text(&shift["element"]["initial_option"])
}

on_both!(a_reminder_asks_for_cover_of_its_shift_also_when_that_is_gone, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.tells_people_of_their_shifts(true).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).await;
    town.passes("1 min").await;
    town.passes("7 days").await;
    town.forgets();
    town.bob.clicks_in_messages("Ask for cover").await;
    expect!["Mon 16 Mar 09:00 CET to Mon 23 Mar 09:00 CET · payments"].assert_eq(&chosen(&town, "bob"));
    town.bob.closes_the_modal().await;
    let heard = town.alice.types("/oncall override @carol 16 mar 9:00 to 23 mar 9:00 payments").await;
    assert!(heard.text().contains("Carol instead of Bob"), "{}", heard.text());
    town.settles().await;
    town.forgets();
    town.bob.clicks_in_messages("Ask for cover").await;
    expect![[r#"
        The shift that button was about has changed since, or isn't yours any more. These are yours now.
        Mon 6 Apr 09:00 CEST to Mon 13 Apr 09:00 CEST · payments"#]]
    .assert_eq(&chosen(&town, "bob"));
    town.bob.fills_in(ModalId::CoverForm, []).await;
    town.bob.closes_the_modal().await;
    town.bob.clicks_in_messages("Settings").await;
    assert_eq!(town.slack.modal_of("bob").unwrap()["callback_id"], ModalId::Settings.to_string());
    town.forgets();
    town.bob.clicks_in_messages("Add to my calendar").await;
    town.reads(expect![[r#"
        Mon 09:01  @bot (only bob)   bot: A secret link shows your shifts in Google Calendar, Apple Calendar, Outlook and others, and keeps them up to date. Whoever has the link can read it, so keep it to yourself.
            [Create link]
    "#]]).await;
});

on_both!(a_running_shift_and_one_that_nobody_has_any_more_are_asked_for_softly, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.tells_people_of_their_shifts(true).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.passes("1 min").await;
    town.passes("8 days").await;
    town.forgets();
    // The reminder of the shift that runs by now.
    town.bob.clicks_in_messages("Ask for cover").await;
    expect!["now to Mon 16 Mar 09:00 CET · payments"].assert_eq(&chosen(&town, "bob"));
    town.bob.closes_the_modal().await;
    town.forgets();
    let gone = rota::slack::control::ControlId::AskForCoverOf(payments, 0);
    town.alice.clicks_unseen(gone).await;
    town.reads(expect![[r#"
        Tue 09:01  #payments (only alice)   bot: You have no shifts on *payments* in the next four months, so there's nothing to ask cover for. `/oncall mine` shows your shifts everywhere.
    "#]]).await;
});

on_both!(time_off_that_meets_a_shift_asks_for_cover_of_that_shift, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.bob.types("/oncall away 24 mar").await;
    town.bob.clicks("Ask for cover").await;
    expect!["Mon 23 Mar 09:00 CET to Mon 30 Mar 09:00 CEST · payments"].assert_eq(&chosen(&town, "bob"));
    town.forgets();
    // Noted by somebody else, it comes as a direct message.
    town.alice.types("/oncall away @carol 18 mar to 31 mar").await;
    town.passes("1 min").await;
    town.carol.clicks_in_messages("Ask for cover").await;
    expect!["Mon 16 Mar 09:00 CET to Mon 23 Mar 09:00 CET · payments"].assert_eq(&chosen(&town, "carol"));
    town.leaves_direct_messages_aside();
    town.forgets();
    town.bob.types("/oncall away 24 mar to 7 apr").await;
    town.bob.types("/oncall away 10 mar to 30 apr").await;
    town.reads(expect![[r#"
        Mon 09:01  #payments (only bob)   bot: You're away Tue 24 Mar to Tue 7 Apr (joined with what was noted before).
            • You're on call for *payments* then: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩ and ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩
            Whoever manages it knows. You stay on call until somebody covers: `/oncall swap` asks for that.
            *payments*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            [My shifts]
        Mon 09:01  #payments (only bob)   bot: You're away Tue 10 Mar to Thu 30 Apr (joined with what was noted before).
            • You're on call for *payments* then: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩, ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩ and ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩
            Whoever manages it knows. You stay on call until somebody covers: `/oncall swap` asks for that.
            *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩   [Ask for cover]
            *payments*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩   [Ask for cover]
            [My shifts]
    "#]]).await;
});
