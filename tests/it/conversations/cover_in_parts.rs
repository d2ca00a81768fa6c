//! Offering a part, exchanges, who owes whom, and handing back.

use expect_test::expect;
use rota::slack::control::ControlId;
use rota::slack::modals::ModalId;
use rota::store::covers;

use super::asking_for_cover::{asks, newest};
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 10:00 Europe/Oslo";

on_both!(a_part_from_the_middle_is_covered_and_the_rest_stays_open, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, [("part", "fri 18:00 to mon 9:00")]).await;
    town.passes("1 min").await;
    town.forgets();
    town.bob.clicks("Offer part").await;
    town.bob.fills_in(ModalId::CoverOffer, [("part", "sat 9:00 to sun 9:00")]).await;
    town.passes("1 min").await;
    town.alice.clicks_in_messages("Agree").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:01  modal of bob   bot: Offer part
            *Alice* asks for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1).
            Which part you'd cover: [sat 9:00 to sun 9:00] (In your time zone, Europe/Oslo. The rest stays open.)
        Mon 10:01  modal of bob   bot (updated): Rota
            You offered to cover ⟨Mar 14, 2026 at 09:00⟩ to ⟨Mar 15, 2026 at 09:00⟩ (UTC+1), 24 h. I've asked Alice, and tell you what they say.
        Mon 10:01  → alice   bot: *Bob* offers to cover a part of your shift on *payments*: ⟨Mar 14, 2026 at 09:00⟩ to ⟨Mar 15, 2026 at 09:00⟩. The rest stays open if you agree.
            [Agree] [No, thanks]
        Mon 10:02  → alice   bot (edited): Bob covers you on *payments*, ⟨Mar 14, 2026 at 09:00⟩ to ⟨Mar 15, 2026 at 09:00⟩. Still open: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 14, 2026 at 09:00⟩ and ⟨Mar 15, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:02  #payments   bot (edited): *Alice* asks for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 14, 2026 at 09:00⟩ (15 h, part of a weekend).
            [Accept] [Offer part] [Withdraw]
        Mon 10:02  → alice   bot (edited): You asked for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 14, 2026 at 09:00⟩ (15 h, part of a weekend). I've posted it in #payments and written to Carol.
            [Withdraw]
        Mon 10:02  → carol   bot (edited): *Alice* asks for cover on *payments*: ⟨Mar 13, 2026 at 18:00⟩ to ⟨Mar 14, 2026 at 09:00⟩ (15 h, part of a weekend).
            [Accept] [Offer part] [Decline]
        Mon 10:02  → bob   bot: You cover *payments* for Alice, ⟨Mar 14, 2026 at 09:00⟩ to ⟨Mar 15, 2026 at 09:00⟩. Alice owes you 24 h.
            [Hand back]
        Mon 10:02  → alice   bot: *Bob* covers you on *payments*, ⟨Mar 14, 2026 at 09:00⟩ to ⟨Mar 15, 2026 at 09:00⟩. You owe Bob 24 h.
            [Hand back]
        Mon 10:02  #payments   bot: *Alice* asks for cover on *payments*: ⟨Mar 15, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (1 day, part of a weekend).
            [Accept] [Offer part] [Withdraw]
        Mon 10:02  → carol   bot: *Alice* asks for cover on *payments*: ⟨Mar 15, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (1 day, part of a weekend).
            [Accept] [Offer part] [Decline]
        Mon 10:02  → alice   bot: You asked for cover on *payments*: ⟨Mar 15, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (1 day, part of a weekend). I've posted it in #payments and written to Carol.
            [Withdraw]
    "#]]).await;
});

on_both!(offers_are_refused_or_come_to_nothing, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice+bob"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.forgets();
    town.alice.clicks("Offer part").await;
    town.carol.clicks("Offer part").await;
    town.carol.fills_in(ModalId::CoverOffer, [("part", "fri 25:00")]).await;
    town.carol.fills_in(ModalId::CoverOffer, [("part", "1 may 9:00 to 2 may 9:00")]).await;
    town.carol.fills_in(ModalId::CoverOffer, [("part", "tue 9:00 to wed 9:00")]).await;
    town.passes("1 min").await;
    town.alice.clicks_in_messages("No, thanks").await;
    town.passes("1 min").await;
    town.carol.clicks("Offer part").await;
    town.carol.fills_in(ModalId::CoverOffer, [("part", "mon 9:00 to tue 9:00")]).await;
    town.bob.clicks("Offer part").await;
    town.bob.fills_in(ModalId::CoverOffer, [("part", "mon 9:00 to tue 9:00")]).await;
    town.bob.closes_the_modal().await;
    town.passes("1 min").await;
    town.carol.clicks("Offer part").await;
    town.carol.fills_in(ModalId::CoverOffer, [("part", "mon 9:00 to 16 mar 9:00")]).await;
    town.passes("1 min").await;
    town.alice.clicks_in_messages("Agree").await;
    town.passes("1 min").await;
    let cut: Vec<_> = town.said().iter().map(ToString::to_string).filter(|said| !said.contains("modal of")).collect();
    expect![[r#"
        #payments (only alice)   bot: This is your own request: somebody else has to accept it.
        → alice   bot: *Carol* offers to cover a part of your shift on *payments*: ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 11, 2026 at 09:00⟩. The rest stays open if you agree.
            [Agree] [No, thanks]
        → alice   bot (edited): You don't take up Carol's offer to cover *payments*, ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 11, 2026 at 09:00⟩. Your request stays open.
        → carol   bot: Alice doesn't take up your offer to cover *payments*, ⟨Mar 10, 2026 at 09:00⟩ to ⟨Mar 11, 2026 at 09:00⟩. Nothing changed for you.
        → alice   bot: *Carol* offers to cover a part of your shift on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 10, 2026 at 09:00⟩. The rest stays open if you agree.
            [Agree] [No, thanks]
        #payments   bot (edited): *Carol* covers *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        → alice   bot (edited): *Carol* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        → carol   bot (edited): You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Alice owes you 168 h.
            [Hand back]
        → alice   bot: *Carol* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You owe Carol 168 h.
            [Hand back]
        @bot (only alice)   bot: Carol covers all of it by now, so this offer isn't needed any more."#]].assert_eq(&cut.join("\n"));
});

on_both!(an_exchange_is_made_whole_and_handed_back_whole, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "carol"]).in_channel("#payments").await;
    town.schedule("search").weekly("Mon 09:00", ["carol", "bob"]).await;
    town.alice.types("/oncall swap payments").await;
    town.alice.fills_in(ModalId::CoverForm, [("whom", "@bob"), ("in_return", "a_shift")]).await;
    town.alice.fills_in(ModalId::CoverCheck, []).await;
    town.passes("1 min").await;
    town.carol.clicks("Accept").await;
    town.bob.clicks_unseen(ControlId::OfferPart(newest(&town).await.id, 1)).await;
    town.bob.clicks_in_messages("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.bob.closes_the_modal().await;
    town.passes("1 min").await;
    town.alice.types("/oncall mine").await;
    town.bob.types("/oncall mine").await;
    town.bob.clicks_in_messages("Hand back").await;
    town.bob.clicks_in_messages("Hand back").await;
    town.passes("1 min").await;
    town.alice.clicks_in_messages("Keep").await;
    town.passes("1 min").await;
    town.alice.clicks_in_messages("Hand back").await;
    town.passes("1 min").await;
    town.bob.clicks_in_messages("Agree").await;
    town.passes("1 min").await;
    town.bob.types("/oncall mine").await;
    town.reads(expect![[r#"
        Mon 10:00  modal of alice   bot: Ask for cover
            Which shift: (x) Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET · payments ( ) Mon 30 Mar 09:00 CEST to Mon 6 Apr 09:00 CEST · payments ( ) Mon 20 Apr 09:00 CEST to Mon 27 Apr 09:00 CEST · payments ( ) Mon 11 May 09:00 CEST to Mon 18 May 09:00 CEST · payments ( ) Mon 1 Jun 09:00 CEST to Mon 8 Jun 09:00 CEST · payments ( ) Mon 22 Jun 09:00 CEST to Mon 29 Jun 09:00 CEST · payments
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Mon 10:00  modal of alice   bot (pushed): Ask for cover
            You ask Bob to cover *payments* for you: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1): 7 days, a weekend.
            I'll post it in #payments and write to Bob.
            You serve in return: [Mon 9 Mar 09:00 CET to Mon 16 Mar 09:00 CET · search]
        Mon 10:00  → alice   bot: You asked Bob for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend). In return you serve *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. I've posted it in #payments and written to Bob.
            [Withdraw]
        Mon 10:00  → bob   bot: *Alice* asks you for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend). In return Alice serves *search* for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
            [Accept] [Decline]
        Mon 10:00  #payments   bot: *Alice* asks Bob for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (7 days, a weekend). In return Alice serves *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
            [Accept] [Withdraw]
        Mon 10:01  #payments (only carol)   bot: Alice asks Bob alone for this one. Nothing changed.
        Mon 10:01  #payments (only bob)   bot: This is an exchange of two shifts, so it's accepted whole or not at all.
        Mon 10:01  modal of bob   bot: Cover this shift?
            Cover *payments* for Alice? You'd be on call ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ your time (UTC+1), 168 h. In return Alice serves *search* for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  modal of bob   bot (updated): Rota
            You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Alice are even.
        Mon 10:01  #payments   bot (edited): *Bob* covers *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return Alice serves *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → alice   bot (edited): *Bob* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return you serve *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → bob   bot (edited): You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return Alice serves *search* for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Alice are even.
            [Hand back]
        Mon 10:01  → alice   bot: *Bob* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return you serve *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Bob are even.
            [Hand back]
        Mon 10:02  #payments (only alice)   bot: You're on call:
            • *search*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (in 7 days) (for Bob)
            • *payments*: ⟨Mar 30, 2026 at 09:00⟩ to ⟨Apr 6, 2026 at 09:00⟩ (in 28 days)
            • *payments*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ (in 49 days)
            • *payments*: ⟨May 11, 2026 at 09:00⟩ to ⟨May 18, 2026 at 09:00⟩ (in 70 days)
            • *payments*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩ (in 91 days)
            • *payments*: ⟨Jun 22, 2026 at 09:00⟩ to ⟨Jun 29, 2026 at 09:00⟩ (in 112 days)
            [Ask for cover]
        Mon 10:02  #payments (only bob)   bot: You're on call:
            • *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (in 7 days) (for Alice)
            • *search*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩ (in 21 days)
            • *search*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩ (in 35 days)
            • *search*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ (in 49 days)
            • *search*: ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩ (in 63 days)
            • *search*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩ (in 77 days)
            • *search*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩ (in 91 days)
            • *search*: ⟨Jun 15, 2026 at 09:00⟩ to ⟨Jun 22, 2026 at 09:00⟩ (in 105 days)
            [Ask for cover]
        Mon 10:02  @bot (only bob)   bot: I've asked Alice. Until they agree, it stays as it is.
        Mon 10:02  @bot (only bob)   bot: This was asked already, and waits for an answer.
        Mon 10:02  → bob   bot (edited): You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return Alice serves *search* for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Alice are even.
            [Hand back]
        Mon 10:02  → alice   bot (edited): *Bob* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return you serve *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Bob are even.
            [Hand back]
        Mon 10:02  → alice   bot: Bob asks to hand *payments* back to you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Without your consent it stays as it is.
            [Agree] [Keep]
        Mon 10:03  → alice   bot (edited): It stays as agreed, and Bob is told.
        Mon 10:03  → bob   bot (edited): You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return Alice serves *search* for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Alice are even.
            [Hand back]
        Mon 10:03  → alice   bot (edited): *Bob* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return you serve *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Bob are even.
            [Hand back]
        Mon 10:03  → bob   bot: Alice wants to keep it as agreed: you're on call for *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:04  @bot (only alice)   bot: I've asked Bob. Until they agree, it stays as it is.
        Mon 10:04  → bob   bot (edited): You cover *payments* for Alice, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return Alice serves *search* for you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Alice are even.
            [Hand back]
        Mon 10:04  → alice   bot (edited): *Bob* covers you on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. In return you serve *search* for Bob, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You and Bob are even.
            [Hand back]
        Mon 10:04  → bob   bot: Alice asks to have *payments* back from you, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Without your consent it stays as it is.
            [Agree] [Keep]
        Mon 10:05  → bob   bot (edited): You agreed: Alice is on call for *payments* again, as before.
        Mon 10:05  #payments   bot (edited): This was handed back: Alice is on call for *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, as before.
        Mon 10:05  → alice   bot (edited): This was handed back: you're on call for *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, as before.
        Mon 10:05  → bob   bot (edited): This was handed back: Alice is on call for *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, as before.
        Mon 10:05  → alice   bot (edited): This was handed back: you're on call for *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩, as before.
        Mon 10:05  → alice   bot: Bob agreed: you're on call for *payments* again, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:06  #payments (only bob)   bot: You're on call:
            • *search*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (in 7 days)
            • *search*: ⟨Mar 23, 2026 at 09:00⟩ to ⟨Mar 30, 2026 at 09:00⟩ (in 21 days)
            • *search*: ⟨Apr 6, 2026 at 09:00⟩ to ⟨Apr 13, 2026 at 09:00⟩ (in 35 days)
            • *search*: ⟨Apr 20, 2026 at 09:00⟩ to ⟨Apr 27, 2026 at 09:00⟩ (in 49 days)
            • *search*: ⟨May 4, 2026 at 09:00⟩ to ⟨May 11, 2026 at 09:00⟩ (in 63 days)
            • *search*: ⟨May 18, 2026 at 09:00⟩ to ⟨May 25, 2026 at 09:00⟩ (in 77 days)
            • *search*: ⟨Jun 1, 2026 at 09:00⟩ to ⟨Jun 8, 2026 at 09:00⟩ (in 91 days)
            • *search*: ⟨Jun 15, 2026 at 09:00⟩ to ⟨Jun 22, 2026 at 09:00⟩ (in 105 days)
            [Ask for cover]
    "#]]).await;
    let mut db = town.ctx().store.reader().await.unwrap();
    assert_eq!(covers::next_due(&mut db).await.unwrap(), None, "nothing more is to come");
});

on_both!(who_owes_whom_is_counted_over_all_swaps, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["carol", "alice", "bob"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.bob.clicks("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.bob.closes_the_modal().await;
    town.passes("1 min").await;
    town.forgets();
    asks(&town.bob, [("part", "tue 9:00 to tue 19:00")]).await;
    town.passes("1 min").await;
    town.alice.clicks("Accept").await;
    town.alice.fills_in(ModalId::CoverAccept, []).await;
    town.alice.closes_the_modal().await;
    town.passes("1 min").await;
    let owing: Vec<_> = town.said().iter().map(ToString::to_string).filter(|said| said.contains("owe")).collect();
    expect![[r#"
        modal of alice   bot (updated): Rota
            You cover *payments* for Bob, ⟨tomorrow at 09:00⟩ to ⟨tomorrow at 19:00⟩. You still owe Bob 14 h.
        → alice   bot (edited): You cover *payments* for Bob, ⟨tomorrow at 09:00⟩ to ⟨tomorrow at 19:00⟩. You still owe Bob 14 h.
            [Hand back]
        → bob   bot: *Alice* covers you on *payments*, ⟨tomorrow at 09:00⟩ to ⟨tomorrow at 19:00⟩. Alice still owes you 14 h.
            [Hand back]"#]].assert_eq(&owing.join("\n"));
});
