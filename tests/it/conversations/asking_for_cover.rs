//! `/oncall swap`: asking others to serve, accepting, declining, withdrawing.

use expect_test::expect;
use jiff::Timestamp;
use rota::playground::Person;
use rota::slack::control::ControlId;
use rota::slack::modals::ModalId;
use rota::store::swaps::{self, Filter, SwapRecord};
use serde_json::Value;

use crate::support::databases::on_both;
use crate::support::town::{Inhabitant, Town};

const MONDAY: &str = "Mon 2026-03-02 10:00 Europe/Oslo";

/// Somebody fills in the form for payments, and sends it.
pub async fn asks<const N: usize>(who: &Inhabitant, fields: [(&str, &str); N]) {
    asks_in(who, "payments", fields).await;
}

/// The same in another schedule than *payments*.
pub async fn asks_in<const N: usize>(who: &Inhabitant, schedule: &str, fields: [(&str, &str); N]) {
    who.types(&format!("/oncall swap {schedule}")).await;
    who.fills_in(ModalId::CoverForm, fields).await;
    who.fills_in(ModalId::CoverCheck, []).await;
}

/// The newest request, open or not.
pub async fn newest(town: &Town) -> SwapRecord {
    let filter = Filter {
        starting_after: Timestamp::UNIX_EPOCH,
        schedule: None,
        beneficiary: None,
        benefactor: None,
        open_at: None,
    };
    let mut db = town.ctx().store.reader().await.unwrap();
    let all = swaps::page(&mut db, town.workspace, filter, 100, 0).await.unwrap();
    all.into_iter().max_by_key(|swap| (swap.created_at, swap.version)).expect("somebody asked for cover")
}

on_both!(bob_covers_for_alice_and_everybody_reads_so, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).in_channel("#payments").await;
    asks(&town.alice, [("part", "fri 18:00 to mon 9:00"), ("why", "My sister's wedding.")]).await;
    town.passes("1 min").await;
    town.bob.clicks_in_messages("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.carol.clicks_in_messages("Accept").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:00  modal of alice   bot: Ask for cover
            Which shift: (x) Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET · payments ( ) Mon 30 Mar 09:00 CEST to Mon 6 Apr 09:00 CEST · payments ( ) Mon 20 Apr 09:00 CEST to Mon 27 Apr 09:00 CEST · payments ( ) Mon 11 May 09:00 CEST to Mon 18 May 09:00 CEST · payments ( ) Mon 1 Jun 09:00 CEST to Mon 8 Jun 09:00 CEST · payments ( ) Mon 22 Jun 09:00 CEST to Mon 29 Jun 09:00 CEST · payments
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Mon 10:00  modal of alice   bot (pushed): Ask for cover
            You ask anybody to cover *payments* for you: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1): 2 days 15 h, a weekend. "My sister's wedding."
            I'll post it in #payments and write to Carol and Bob.
        Mon 10:00  → alice   bot: You asked for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (2 days 15 h, a weekend). "My sister's wedding." I've posted it in #payments and written to Carol and Bob.
            [Withdraw]
        Mon 10:00  → bob   bot: *Alice* asks for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (2 days 15 h, a weekend). "My sister's wedding."
            [Accept] [Offer part] [Decline]
        Mon 10:00  → carol   bot: *Alice* asks for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (2 days 15 h, a weekend). "My sister's wedding."
            [Accept] [Offer part] [Decline]
        Mon 10:00  #payments   bot: *Alice* asks for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (2 days 15 h, a weekend). "My sister's wedding."
            [Accept] [Offer part] [Withdraw]
        Mon 10:01  modal of bob   bot: Cover this shift?
            Cover *payments* for Alice? You'd be on call ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ your time (UTC+1), 63 h. "My sister's wedding."
        Mon 10:01  modal of bob   bot (updated): Rota
            You cover *payments* for Alice, ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Alice owes you 63 h.
        Mon 10:01  @bot (only carol)   bot: Bob accepted this a moment before you. Nothing changed for you.
        Mon 10:01  #payments   bot (edited): *Bob* covers *payments* for Alice, ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → alice   bot (edited): *Bob* covers you on *payments*, ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → bob   bot (edited): You cover *payments* for Alice, ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Alice owes you 63 h.
            [Hand back]
        Mon 10:01  → carol   bot (edited): *Bob* covers *payments* for Alice, ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → alice   bot: *Bob* covers you on *payments*, ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You owe Bob 63 h.
            [Hand back]
    "#]]).await;
});

on_both!(somebody_asked_by_name_declines_and_then_everybody_is_asked, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).in_channel("#payments").await;
    asks(&town.alice, [("whom", "@bob")]).await;
    town.passes("1 min").await;
    town.forgets();
    town.carol.clicks("Accept").await;
    town.carol.clicks_unseen(ControlId::DeclineCover(newest(&town).await.id, 1)).await;
    town.bob.clicks_in_messages("Decline").await;
    town.bob.clicks_unseen(ControlId::DeclineCover(newest(&town).await.id, 1)).await;
    town.passes("1 min").await;
    town.carol.clicks_unseen(ControlId::AskEverybody(newest(&town).await.id, 1)).await;
    town.alice.clicks_in_messages("Ask everybody").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:01  #payments (only carol)   bot: Alice asks Bob alone for this one. Nothing changed.
        Mon 10:01  #payments (only carol)   bot: You weren't asked in person, so there's nothing to decline.
        Mon 10:01  @bot (only bob)   bot: Declined. Nobody counts on you for this one.
        Mon 10:01  #payments (only bob)   bot: You have declined already, and nothing changed.
        Mon 10:01  → bob   bot (edited): You declined to cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → alice   bot: Bob can't cover *payments* for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Nobody else is asked yet.
            [Ask everybody]
        Mon 10:02  #payments (only carol)   bot: Only Alice and whoever manages the schedule can do this. Nothing changed.
        Mon 10:02  → alice   bot (edited): It's open to everybody now: I ask anybody in #payments and Carol.
        Mon 10:02  #payments   bot (edited): *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend).
            [Accept] [Offer part] [Withdraw]
        Mon 10:02  → alice   bot (edited): You asked for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend). I've posted it in #payments and planned to write to Carol in their morning.
            [Withdraw]
        Mon 10:02  → bob   bot (edited): You declined to cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:02  → carol   bot: *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend).
            [Accept] [Offer part] [Decline]
    "#]]).await;
});

on_both!(a_request_is_withdrawn_by_who_asked_or_a_manager, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).in_channel("#payments").await;
    asks(&town.bob, []).await;
    town.passes("1 min").await;
    town.forgets();
    town.carol.clicks("Withdraw").await;
    town.bob.clicks_in_messages("Withdraw").await;
    town.passes("1 min").await;
    asks(&town.bob, []).await;
    town.passes("1 min").await;
    town.alice.clicks("Withdraw").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:01  #payments (only carol)   bot: Only Bob and whoever manages the schedule can do this. Nothing changed.
        Mon 10:01  @bot (only bob)   bot: Withdrawn. Every message about it says so now.
        Mon 10:01  #payments   bot (edited): Bob withdrew the request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → bob   bot (edited): You withdrew your request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → carol   bot (edited): Bob withdrew the request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:02  modal of bob   bot: Ask for cover
            Which shift: (x) Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET · payments ( ) Mon 23 Mar 09:00 CET to Mon 30 Mar 09:00 CEST · payments ( ) Mon 6 Apr 09:00 CEST to Mon 13 Apr 09:00 CEST · payments ( ) Mon 20 Apr 09:00 CEST to Mon 27 Apr 09:00 CEST · payments ( ) Mon 4 May 09:00 CEST to Mon 11 May 09:00 CEST · payments ( ) Mon 18 May 09:00 CEST to Mon 25 May 09:00 CEST · payments ( ) Mon 1 Jun 09:00 CEST to Mon 8 Jun 09:00 CEST · payments ( ) Mon 15 Jun 09:00 CEST to Mon 22 Jun 09:00 CEST · payments ( ) Mon 29 Jun 09:00 CEST to Mon 6 Jul 09:00 CEST · payments
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Mon 10:02  modal of bob   bot (pushed): Ask for cover
            You ask anybody to cover *payments* for you: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1): 7 days, a weekend.
            I'll post it in #payments and write to Carol.
        Mon 10:02  #payments   bot: *Bob* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend).
            [Accept] [Offer part] [Withdraw]
        Mon 10:02  → bob   bot: You asked for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend). I've posted it in #payments and written to Carol.
            [Withdraw]
        Mon 10:02  → carol   bot: *Bob* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend).
            [Accept] [Offer part] [Decline]
        Mon 10:03  #payments (only alice)   bot: Withdrawn. Every message about it says so now.
        Mon 10:03  #payments   bot (edited): Alice withdrew Bob's request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:03  → bob   bot (edited): Alice withdrew your request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:03  → carol   bot (edited): Alice withdrew Bob's request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:03  → bob   bot: Alice withdrew your request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You're on call then.
    "#]]).await;
});

#[tokio::test]
async fn nobody_is_woken_for_what_can_wait() {
    let town = Town::on("Mon 2026-03-02 22:30 Europe/Oslo").await;
    let eve = town.moves_in(Person::new("eve", "Eve").in_zone("America/New_York")).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob", "eve"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("10 h").await;
    town.leaves_direct_messages_aside();
    asks(&town.bob, [("urgency", "urgent"), ("whom", "@eve")]).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 22:30  modal of alice   bot: Ask for cover
            Which shift: (x) Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET · payments ( ) Mon 6 Apr 09:00 CEST to Mon 13 Apr 09:00 CEST · payments ( ) Mon 4 May 09:00 CEST to Mon 11 May 09:00 CEST · payments ( ) Mon 1 Jun 09:00 CEST to Mon 8 Jun 09:00 CEST · payments ( ) Mon 29 Jun 09:00 CEST to Mon 6 Jul 09:00 CEST · payments
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Mon 22:30  modal of alice   bot (pushed): Ask for cover
            You ask anybody to cover *payments* for you: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1): 7 days, a weekend.
            I'll post it in #payments and write to Carol, Bob and Eve.
        Mon 22:30  #payments   bot: *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend).
            [Accept] [Offer part] [Withdraw]
        Tue 08:30  modal of bob   bot: Ask for cover
            Which shift: (x) Mon 16 Mar 09:00 CET to Mon 23 Mar 09:00 CET · payments ( ) Mon 13 Apr 09:00 CEST to Mon 20 Apr 09:00 CEST · payments ( ) Mon 11 May 09:00 CEST to Mon 18 May 09:00 CEST · payments ( ) Mon 8 Jun 09:00 CEST to Mon 15 Jun 09:00 CEST · payments
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Tue 08:30  modal of bob   bot (pushed): Ask for cover
            You ask Eve to cover *payments* for you: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩ (UTC+1): 7 days, a weekend. It's urgent.
            I'll post it in #payments and write to Eve.
        Tue 08:30  #payments   bot: *Bob* asks Eve for cover on *payments*: ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 23, 2026 at 09:00⟩ (7 days, a weekend). It's urgent.
            [Accept] [Offer part] [Withdraw]
    "#]]).await;
    drop(eve);
}

on_both!(a_schedule_of_many_is_asked_in_its_channel, async |store| {
    let town = Town::with(store, MONDAY).await;
    let names = ["ann", "ben", "cat", "dan", "eli", "fay", "gus", "hal", "ida"];
    for name in names {
        town.moves_in(Person::new(name, name)).await;
    }
    town.schedule("payments")
        .weekly("Mon 09:00", ["bob", "alice", "ann", "ben", "cat", "dan", "eli", "fay", "gus", "hal", "ida"])
        .in_channel("#payments")
        .await;
    town.schedule("search").weekly("Mon 09:00", ["carol", "alice+ann+ben+cat+dan+eli+fay+gus+hal+ida"]).await;
    asks(&town.alice, []).await;
    town.alice.types("/oncall cover search").await;
    town.alice.fills_in(ModalId::CoverForm, []).await;
    town.alice.closes_the_modal().await;
    town.alice.closes_the_modal().await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:00  modal of alice   bot: Ask for cover
            Which shift: (x) Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET · payments ( ) Mon 25 May 09:00 CEST to Mon 1 Jun 09:00 CEST · payments
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Mon 10:00  modal of alice   bot (pushed): Ask for cover
            You ask anybody to cover *payments* for you: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1): 7 days, a weekend.
            I'll post it in #payments. 10 people could serve: too many to write to each.
        Mon 10:00  modal of alice   bot: Ask for cover
            Which shift: (x) Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET · search ( ) Mon 23 Mar 09:00 CET to Mon 30 Mar 09:00 CEST · search ( ) Mon 6 Apr 09:00 CEST to Mon 13 Apr 09:00 CEST · search ( ) Mon 20 Apr 09:00 CEST to Mon 27 Apr 09:00 CEST · search ( ) Mon 4 May 09:00 CEST to Mon 11 May 09:00 CEST · search ( ) Mon 18 May 09:00 CEST to Mon 25 May 09:00 CEST · search ( ) Mon 1 Jun 09:00 CEST to Mon 8 Jun 09:00 CEST · search ( ) Mon 15 Jun 09:00 CEST to Mon 22 Jun 09:00 CEST · search ( ) Mon 29 Jun 09:00 CEST to Mon 6 Jul 09:00 CEST · search
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Mon 10:00  modal of alice   bot (pushed): Ask for cover
            You ask anybody to cover *search* for you: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1): 7 days, a weekend.
            I'll write to Carol.
        Mon 10:00  → alice   bot: You asked for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend). I've posted it in #payments. 10 people could serve: too many to write to each.
            [Withdraw]
        Mon 10:00  #payments   bot: *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend).
            [Accept] [Offer part] [Withdraw]
    "#]]).await;
});

on_both!(the_form_opens_from_buttons_and_from_the_shortcut, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.alice.uses_the_shortcut().await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).loudly().in_channel("#payments").await;
    town.schedule("search").weekly("Mon 09:00", ["bob"]).await;
    town.alice.clicks("Ask for cover").await;
    town.alice.closes_the_modal().await;
    town.bob.clicks("Ask for cover").await;
    town.alice.types("/oncall now payments").await;
    town.alice.clicks("Ask for cover").await;
    town.alice.closes_the_modal().await;
    town.alice.types("/oncall").await;
    town.alice.types("/oncall mine").await;
    town.alice.clicks("Ask for cover").await;
    town.alice.closes_the_modal().await;
    town.alice.types("/oncall swap my shift").await;
    town.alice.closes_the_modal().await;
    town.alice.types("/oncall swap paymets").await;
    town.slack.set_events(&[]);
    let newt = town.moves_in(Person::new("newt", "Newt")).await;
    newt.uses_the_shortcut().await;
    newt.types("/oncall swap").await;
    let heard: Vec<_> = town
        .said()
        .iter()
        .filter(|entry| !entry.to_string().contains("Only a part"))
        .map(ToString::to_string)
        .collect();
    expect![[r#"
        #payments (only bob)   bot: You have no shifts on *payments* in the next four months, so there's nothing to ask cover for. `/oncall mine` shows your shifts everywhere.
        #payments (only alice)   bot: *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Alice
            [Next shifts] [Ask for cover] [Share in channel]
        #payments (only alice)   bot: *payments* — *Carol* until ⟨Mar 9, 2026 at 09:00⟩, then Alice
            *search* — *Bob*
            [My shifts] [Ask for cover] [Share in channel]
        #payments (only alice)   bot: You're on call:
            • *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (in 7 days)
            • *payments*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩ (in 21 days)
            • *payments*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩ (in 35 days)
            • *payments*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ (in 49 days)
            • *payments*: ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩ (in 63 days)
            • *payments*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩ (in 77 days)
            • *payments*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩ (in 91 days)
            • *payments*: ⟨Jun 15, 2026 at 09:00⟩ to ⟨Jun 22, 2026 at 09:00⟩ (in 105 days)
            [Ask for cover]
        #payments (only alice)   bot: I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call.
        modal of newt   bot: Rota
            I don't know you yet. I'm asking Slack who you are: try again in a moment.
        #payments (only newt)   bot: You have no shifts in the next four months, so there's nothing to ask cover for."#]].assert_eq(&heard.join("\n"));
});

#[tokio::test]
async fn names_and_reasons_that_try_ping_nobody_and_break_nothing() {
    let town = Town::on(MONDAY).await;
    let name = "<!channel> & *Mallory* \u{202e}dlohkcab\u{202c} 🦊 with a very long name indeed, really, eighty";
    let mallory = town.moves_in(Person::new("mallory", name)).await;
    let hostile = "<!here> & `pay*ments*` <@U1|x> that goes on and on and on and on and on and on and on";
    town.schedule(hostile).weekly("Mon 09:00", ["alice", "mallory", "bob"]).in_channel("#payments").await;
    mallory.types("/oncall swap").await;
    let reason = "<!channel> ".repeat(18);
    mallory.fills_in(ModalId::CoverForm, [("why", reason.as_str())]).await;
    mallory.fills_in(ModalId::CoverCheck, []).await;
    town.passes("1 min").await;
    town.bob.clicks("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.passes("1 min").await;
    for entry in town.said() {
        let mut markup = vec![entry.raw["text"].as_str().unwrap_or_default().to_owned()];
        gather_markup(&entry.raw, &mut markup);
        let pings = ["<!channel", "<!here", "<!everyone", "<@"];
        for text in markup {
            assert!(pings.iter().all(|ping| !text.contains(ping)), "{text}");
        }
        assert!(!entry.text.is_empty(), "{entry}");
    }
}

/// Every text in which Slack looks for markup.
fn gather_markup(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if fields.get("type").is_some_and(|kind| kind == "mrkdwn") {
                found.extend(fields.get("text").and_then(Value::as_str).map(str::to_owned));
            }
            fields.values().for_each(|field| gather_markup(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| gather_markup(item, found)),
        _ => {}
    }
}
