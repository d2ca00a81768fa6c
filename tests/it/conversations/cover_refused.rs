//! What is refused around cover, each in a sentence.

use expect_test::expect;
use rota::playground::Person;
use rota::slack::control::ControlId;
use rota::slack::modals::ModalId;
use serde_json::json;

use super::asking_for_cover::{asks, newest};
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 10:00 Europe/Oslo";

on_both!(what_cannot_be_asked_is_said_in_the_form, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.moves_in(Person::new("gina", "Gina Guest").guest()).await;
    town.moves_in(Person::new("robo", "Robo").bot()).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice+bob", "alice"]).in_channel("#payments").await;
    town.forgets();
    town.alice.types("/oncall swap payments").await;
    let tries: [&[(&str, &str)]; 8] = [
        &[("whom", "@alice")],
        &[("whom", "@bob")],
        &[("whom", "@gina")],
        &[("whom", "@robo")],
        &[("whom", ""), ("in_return", "a_shift")],
        &[("in_return", "nothing"), ("part", "fri 25:00")],
        &[("part", "tomorrow 9-17")],
        &[("part", "tue 9:00 to thu 9:00"), ("why", "ok")],
    ];
    for fields in tries {
        drop(town.slack.submits("alice", "Ask for cover", fields).await);
    }
    town.alice.fills_in(ModalId::CoverCheck, []).await;
    town.alice.types("/oncall swap payments").await;
    town.alice.fills_in(ModalId::CoverForm, [("part", "wed 9:00 to fri 9:00")]).await;
    town.alice.closes_the_modal().await;
    town.passes("1 min").await;
    let errors = |entry: &rota::playground::Entry| entry.to_string().contains("(errors)").then(|| entry.to_string());
    let errors: Vec<_> = town.said().iter().filter_map(errors).collect();
    expect![[r#"
        modal of alice   bot (errors): whom: You can't ask yourself. Choose somebody else, or nobody to ask them all.
        modal of alice   bot (errors): whom: Bob is on call for payments at some of that time already. Ask somebody else, or for a part.
        modal of alice   bot (errors): whom: Gina Guest is a guest, and guests can't be on call. Choose a member of this workspace.
        modal of alice   bot (errors): whom: Robo is a bot, and bots can't be on call. Choose a member of this workspace.
        modal of alice   bot (errors): whom: An exchange is with one person: choose whom to ask.
        modal of alice   bot (errors): part: I read "fri 25:00" and there is no such time. Try "fri 18:00 to mon 9:00" or "2h".
        modal of alice   bot (errors): part: I read that as Tue 3 Mar 09:00 CET to Tue 3 Mar 17:00 CET, and the shift is Mon 9 Mar 09:00 CET to Mon 23 Mar 09:00 CET. Choose a part of that time.
        modal of alice   bot (errors): shift: You're asking for cover from Tue 10 Mar 09:00 CET to Thu 12 Mar 09:00 CET already. Withdraw that request first."#]].assert_eq(&errors.join("\n"));
});

on_both!(a_form_that_was_left_open_cannot_ask_for_what_is_no_shift_any_more, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["bob", "carol"]).await;
    town.bob.types("/oncall swap payments").await;
    town.carol.types("/oncall swap payments").await;
    town.alice.types("/oncall override @alice wed 9:00 to tue 17:00 payments").await;
    town.leaves_direct_messages_aside();
    drop(town.slack.submits("carol", "Ask for cover", &[]).await);
    town.passes("8 days").await;
    drop(town.slack.submits("bob", "Ask for cover", &[]).await);
    let errors = |entry: &rota::playground::Entry| entry.to_string().contains("(errors)").then(|| entry.to_string());
    let errors: Vec<_> = town.said().iter().filter_map(errors).collect();
    expect![[r#"
        modal of carol   bot (errors): shift: You aren't on call for payments through all of that time. /oncall mine shows your shifts.
        modal of bob   bot (errors): shift: You can't swap this shift: it ended Mon 9 Mar 09:00 CET. /oncall mine shows the ones ahead."#]].assert_eq(&errors.join("\n"));
});

on_both!(what_cannot_be_accepted_is_said, async |store| {
    let town = Town::with(store, MONDAY).await;
    let gina = town.moves_in(Person::new("gina", "Gina Guest").guest()).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice+bob"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.forgets();
    let swap = newest(&town).await;
    town.alice.clicks("Accept").await;
    town.bob.clicks("Accept").await;
    gina.clicks_unseen(ControlId::AcceptCover(swap.id, 1)).await;
    town.carol.clicks_unseen(ControlId::AcceptCover(swap.id, 7)).await;
    town.carol.clicks_unseen(ControlId::AcceptCover("SSRNOSUCHSWAP".parse().unwrap(), 1)).await;
    town.carol.clicks_unseen(ControlId::HandBack(swap.id, 1)).await;
    town.carol.clicks_unseen(ControlId::AgreeToOffer("FNOSUCHOFFER".parse().unwrap())).await;
    for (callback_id, metadata) in [("cover_accept", "{}"), ("cover_offer", "x"), ("cover_check", "{\"v\":9}")] {
        let answer = town.carol.submits_unseen(callback_id, metadata).await;
        assert_eq!((&answer["response_action"], &answer["view"]["callback_id"]), (&json!("update"), &json!("said")));
    }
    town.alice.clicks("Withdraw").await;
    town.carol.clicks_unseen(ControlId::AcceptCover(swap.id, 1)).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:01  #payments (only alice)   bot: This is your own request: somebody else has to accept it.
        Mon 10:01  #payments (only bob)   bot: You're on call for *payments* yourself at some of that time, so you can't cover all of it. You can offer a part.
        Mon 10:01  #payments (only gina)   bot: Guests can't see who is on call. Ask a member of this workspace.
        Mon 10:01  #payments (only carol)   bot: This has changed since that was written, so nothing was done. The request's own message shows what it is about now.
        Mon 10:01  #payments (only carol)   bot: This is gone: somebody deleted it or its schedule. Nothing changed.
        Mon 10:01  #payments (only carol)   bot: This has changed since that was written, so nothing was done. The request's own message shows what it is about now.
        Mon 10:01  #payments (only carol)   bot: This is gone: somebody deleted it or its schedule. Nothing changed.
        Mon 10:01  #payments (only alice)   bot: Withdrawn. Every message about it says so now.
        Mon 10:01  #payments (only carol)   bot: Alice withdrew this request. Nothing changed for you.
        Mon 10:01  #payments   bot (edited): Alice withdrew the request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → alice   bot (edited): You withdrew your request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 10:01  → carol   bot (edited): Alice withdrew the request for cover on *payments*, ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
    "#]]).await;
});

on_both!(nothing_is_accepted_once_it_has_begun, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.alice, []).await;
    town.passes("6 days").await;
    town.bob.clicks("Accept").await;
    town.forgets();
    town.passes("1 day").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    let swap = newest(&town).await;
    town.bob.clicks_unseen(ControlId::OfferPart(swap.id, swap.version)).await;
    town.reads(expect![[r#"
        Sun 21:00  #payments   bot (in thread and channel): Last call: nobody covers *payments* for @alice yet, ⟨tomorrow at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. Without an answer @alice is on call then.
        Mon 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨Mar 16, 2026 at 09:00⟩. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 09:00  → alice   bot (edited): Nobody accepted, so you're on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 09:00  → carol   bot (edited): Nobody accepted, so Alice is on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 09:00  #payments   bot (edited): Nobody accepted, so Alice is on call for *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩.
        Mon 09:00  → alice   bot: Nobody accepted your request for cover on *payments*, ⟨today at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩. You're on call.
        Mon 10:00  modal of bob   bot (updated): Rota
            This began ⟨today at 09:00⟩ and nobody had accepted, so it's closed.
        Mon 10:00  #payments (only bob)   bot: This began ⟨today at 09:00⟩ and nobody had accepted, so it's closed.
    "#]]).await;
});

on_both!(a_schedule_of_one_without_a_channel_has_nobody_to_ask, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 8, ["alice"]).await;
    town.alice.types("/oncall swap payments").await;
    drop(town.slack.submits("alice", "Ask for cover", &[]).await);
    let said = town.said();
    expect!["modal of alice   bot (errors): whom: Nobody else on payments could serve then, and it has no channel to ask in. Choose a person to ask."].assert_eq(&said.last().unwrap().to_string());
});

on_both!(the_rest_of_a_running_shift_can_be_covered, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice"]).in_channel("#payments").await;
    asks(&town.carol, [("part", "until tomorrow 18:00"), ("why", "I'm ill")]).await;
    town.passes("2 h").await;
    town.bob.clicks("Accept").await;
    town.bob.fills_in(ModalId::CoverAccept, []).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:00  modal of carol   bot: Ask for cover
            Which shift: (x) now to Mon 9 Mar 09:00 CET · payments ( ) Mon 16 Mar 09:00 CET to Mon 23 Mar 09:00 CET · payments ( ) Mon 30 Mar 09:00 CEST to Mon 6 Apr 09:00 CEST · payments ( ) Mon 13 Apr 09:00 CEST to Mon 20 Apr 09:00 CEST · payments ( ) Mon 27 Apr 09:00 CEST to Mon 4 May 09:00 CEST · payments ( ) Mon 11 May 09:00 CEST to Mon 18 May 09:00 CEST · payments ( ) Mon 25 May 09:00 CEST to Mon 1 Jun 09:00 CEST · payments ( ) Mon 8 Jun 09:00 CEST to Mon 15 Jun 09:00 CEST · payments ( ) Mon 22 Jun 09:00 CEST to Mon 29 Jun 09:00 CEST · payments
            Only a part of it (optional): [fri 18:00 to mon 9:00] (In your time zone, Europe/Oslo. Leave it empty to ask for all of it.)
            Whom to ask (optional): [users_select] (Leave it empty to ask anybody on the schedule.)
            What you take in return: (x) Nothing ( ) One of their shifts: I choose it next
            Why (optional): [My sister's wedding]
            How urgent it is: (x) People are asked while they're awake ( ) Urgent: people are asked at once, at any hour
        Mon 10:00  modal of carol   bot (pushed): Ask for cover
            You ask anybody to cover *payments* for you: from now until ⟨tomorrow at 18:00⟩ (UTC+1): 1 day 8 h. "I'm ill"
            I'll post it in #payments and write to Alice.
        Mon 10:00  → carol   bot: You asked for cover on *payments*: from now until ⟨tomorrow at 18:00⟩ (1 day 8 h). "I'm ill" I've posted it in #payments and written to Alice.
            [Withdraw]
        Mon 10:00  → alice   bot: *Carol* asks for cover on *payments*: from now until ⟨tomorrow at 18:00⟩ (1 day 8 h). "I'm ill"
            [Accept] [Offer part] [Decline]
        Mon 10:00  #payments   bot: *Carol* asks for cover on *payments*: from now until ⟨tomorrow at 18:00⟩ (1 day 8 h). "I'm ill"
            [Accept] [Offer part] [Withdraw]
        Mon 12:00  modal of bob   bot: Cover this shift?
            Cover *payments* for Carol? You'd be on call from now until ⟨tomorrow at 18:00⟩ your time (UTC+1), 30 h. "I'm ill"
        Mon 12:00  modal of bob   bot (updated): Rota
            You cover *payments* for Carol, from now until ⟨tomorrow at 18:00⟩. Carol owes you 30 h.
        Mon 12:00  #payments   bot (edited): *Bob* covers *payments* for Carol, ⟨today at 12:00⟩ to ⟨tomorrow at 18:00⟩.
        Mon 12:00  → carol   bot (edited): *Bob* covers you on *payments*, ⟨today at 12:00⟩ to ⟨tomorrow at 18:00⟩.
        Mon 12:00  → alice   bot (edited): *Bob* covers *payments* for Carol, ⟨today at 12:00⟩ to ⟨tomorrow at 18:00⟩.
        Mon 12:00  → bob   bot: You cover *payments* for Carol, ⟨today at 12:00⟩ to ⟨tomorrow at 18:00⟩. Carol owes you 30 h.
            [Hand back]
        Mon 12:00  → carol   bot: *Bob* covers you on *payments*, ⟨today at 12:00⟩ to ⟨tomorrow at 18:00⟩. You owe Bob 30 h.
            [Hand back]
        Mon 12:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 18:00⟩. Bob (covers Carol) joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

on_both!(who_is_away_is_neither_asked_nor_accepts, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).in_channel("#payments").await;
    town.bob.types("/oncall away 11 mar to 12 mar").await;
    town.forgets();
    town.alice.types("/oncall swap payments").await;
    drop(town.slack.submits("alice", "Ask for cover", &[("whom", "@bob")]).await);
    town.alice.fills_in(ModalId::CoverForm, [("whom", "")]).await;
    town.alice.fills_in(ModalId::CoverCheck, []).await;
    town.passes("1 min").await;
    town.bob.clicks("Accept").await;
    town.bob.clicks("Offer part").await;
    town.bob.fills_in(ModalId::CoverOffer, [("part", "mon 9:00 to tue 9:00")]).await;
    let heard: Vec<_> = town.said().iter().map(ToString::to_string).filter(|line| line.contains("ob")).collect();
    expect![[r#"
        modal of alice   bot (errors): whom: Bob is away at some of that time. Ask somebody else, or for a part.
        #payments (only bob)   bot: You're away at some of that time, so you can't cover it.
        modal of bob   bot: Offer part
            *Alice* asks for cover on *payments*: ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 09:00⟩ (UTC+1).
            Which part you'd cover: [sat 9:00 to sun 9:00] (In your time zone, Europe/Oslo. The rest stays open.)
        modal of bob   bot (updated): Rota
            You offered to cover ⟨Mar 9, 2026 at 09:00⟩ to ⟨Mar 10, 2026 at 09:00⟩ (UTC+1), 24 h. I've asked Alice, and tell you what they say."#]].assert_eq(&heard.join("\n"));
    town.passes("1 min").await;
    town.forgets();
});
