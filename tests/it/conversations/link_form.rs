//! The form of `/oncall link`: everything that can be chosen, what is said then, and who is pinged.

use expect_test::expect;
use rota::playground::Person;
use rota::slack::modals::ModalId;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(the_form_chooses_everything_at_once, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["bob", "alice"]).await;
    town.schedule("search").weekly("Mon 09:00", ["carol"]).await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["alice"]);
    town.alice.types("/oncall link").await;
    town.alice.fills_in(ModalId::LinkWhich, [("schedule", "payments")]).await;
    town.alice.looks_up("group", "pay").await;
    let chosen = [
        ("channel", "#payments"),
        ("announces", "gaps"),
        ("mentions", "everybody"),
        ("swaps", "#general"),
        ("group", "@payments-oncall: Payments on call"),
        ("holds", "next"),
        ("permanent", "@carol"),
    ];
    town.alice.fills_in(ModalId::LinkForm, chosen).await;
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    town.passes("3 s").await;
    assert_eq!(town.members("@payments-oncall"), ["alice", "bob", "carol"]);
    town.alice.clicks_in_modal("Change").await;
    town.alice.closes_the_modal().await;
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Link a schedule
            Schedule: [static_select]
        Mon 09:00  modal of alice   bot (updated): Link a schedule
            *payments*
            Announce in (optional): [conversations_select] (I come into a public channel by myself; into a private one I have to be invited.)
            What is announced: [Every handoff]
            Who is mentioned: [Who comes on call]
            Topic (optional): ( ) Name who is on call in the channel's topic (The rest of the topic stays as it is. Slack notes each change in the channel.)
            Weekly digest (optional): ( ) Say there on Mondays at nine who comes when that week
            Ask for cover in (optional): [conversations_select] (Empty: the channel above.)
            User group (optional): [external_select] (It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.)
            The group holds: [Who is on call]
            Always in the group (optional): [multi_users_select] (Whoever is on call.)
        Mon 09:00  modal of alice   bot (updated): Take over the group?
            *payments* would keep `@payments-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Alice.
            *Will be:* Alice, Bob and Carol.
        Mon 09:00  modal of alice   bot (updated): Rota
            Taken over. The group follows in a moment.
            *payments* is linked so:
            • In #payments I only say that nobody is on call, or that somebody stepped in; everybody on call is mentioned.
            • Cover is asked for in #general.
            • `@payments-oncall` holds who is on call and who is next, and always Carol.
            [Change]
        Mon 09:00  modal of alice   bot (updated): Link a schedule
            *payments*
            Announce in (optional): [#payments] (I come into a public channel by myself; into a private one I have to be invited.)
            What is announced: [Only that nobody is on call]
            Who is mentioned: [Everybody on call]
            Topic (optional): ( ) Name who is on call in the channel's topic (The rest of the topic stays as it is. Slack notes each change in the channel.)
            Weekly digest (optional): ( ) Say there on Mondays at nine who comes when that week
            Ask for cover in (optional): [#general] (Empty: the channel above.)
            User group (optional): [@payments-oncall: Payments on call] (It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.)
            The group holds: [Who is on call, and who is next]
            Always in the group (optional): [@carol] (Whoever is on call.)
    "#]]).await;
});

#[tokio::test]
async fn emptying_the_form_unlinks() {
    let town = Town::on(MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    let payments = town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).in_channel("#payments");
    payments.keeps(&group).await;
    town.alice.types("/oncall link payments").await;
    town.alice.clicks("Change").await;
    town.alice.fills_in(ModalId::LinkForm, [("channel", ""), ("group", "")]).await;
    town.passes("1 day").await;
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: *payments* is linked so:
            • Handoffs are announced in #payments; who comes on call is mentioned.
            • `@payments-oncall` holds who is on call.
            [Change]
        Mon 09:00  modal of alice   bot: Link a schedule
            *payments*
            Announce in (optional): [#payments] (I come into a public channel by myself; into a private one I have to be invited.)
            What is announced: [Every handoff]
            Who is mentioned: [Who comes on call]
            Topic (optional): ( ) Name who is on call in the channel's topic (The rest of the topic stays as it is. Slack notes each change in the channel.)
            Weekly digest (optional): ( ) Say there on Mondays at nine who comes when that week
            Ask for cover in (optional): [conversations_select] (Empty: the channel above.)
            User group (optional): [@payments-oncall: Payments on call] (It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.)
            The group holds: [Who is on call]
            Always in the group (optional): [multi_users_select] (Whoever is on call.)
        Mon 09:00  modal of alice   bot (updated): Rota
            Saved.
            *payments* isn't linked to a channel or a user group. `/oncall link payments #channel @group` links it.
            [Link it]
    "#]]).await;
}

on_both!(wrong_fields_are_marked_and_the_form_stays, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.add_person(Person::new("gus", "Gus Guest").guest());
    town.slack.make_channel(rota::playground::NewChannel::named("old").archived());
    town.is_read_by_rota().await;
    town.alice.types("/oncall link").await;
    town.alice.fills_in(ModalId::LinkForm, [("permanent", "@gus")]).await;
    town.alice.fills_in(ModalId::LinkForm, [("permanent", ""), ("topic", "yes")]).await;
    town.alice.fills_in(ModalId::LinkForm, [("topic", ""), ("channel", "#old")]).await;
    town.alice.fills_in(ModalId::LinkForm, [("channel", ""), ("swaps", "#old")]).await;
    let stranger = town.alice.submits_unseen("link_form", r#"{"v":9}"#).await;
    assert_eq!(stranger["response_action"], "update");
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Link a schedule
            *payments*
            Announce in (optional): [conversations_select] (I come into a public channel by myself; into a private one I have to be invited.)
            What is announced: [Every handoff]
            Who is mentioned: [Who comes on call]
            Topic (optional): ( ) Name who is on call in the channel's topic (The rest of the topic stays as it is. Slack notes each change in the channel.)
            Weekly digest (optional): ( ) Say there on Mondays at nine who comes when that week
            Ask for cover in (optional): [conversations_select] (Empty: the channel above.)
            User group (optional): [external_select] (It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.)
            The group holds: [Who is on call]
            Always in the group (optional): [multi_users_select] (Whoever is on call.)
        Mon 09:00  modal of alice   bot (errors): permanent: Gus Guest is a guest, and guests can't be in user groups. Choose somebody else.
        Mon 09:00  modal of alice   bot (errors): topic: A topic needs a channel: choose the one to announce in.
        Mon 09:00  modal of alice   bot (errors): channel: Nobody can post in this channel, it is archived: unarchive it or choose another. Nothing was changed.
        Mon 09:00  modal of alice   bot (errors): swaps: Nobody can post in this channel, it is archived: unarchive it or choose another. Nothing was changed.
    "#]]).await;
});

#[tokio::test]
async fn a_form_that_is_old_does_nothing() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).in_channel("#payments").await;
    town.alice.types("/oncall link payments").await;
    town.alice.clicks("Change").await;
    town.alice.types("/oncall unlink payments #payments").await;
    town.alice.fills_in(ModalId::LinkForm, [("mentions", "nobody")]).await;
    town.passes("1 day").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: *payments* is linked so:
            • Handoffs are announced in #payments; who comes on call is mentioned.
            • No user group.
            [Change]
        Mon 09:00  modal of alice   bot: Link a schedule
            *payments*
            Announce in (optional): [#payments] (I come into a public channel by myself; into a private one I have to be invited.)
            What is announced: [Every handoff]
            Who is mentioned: [Who comes on call]
            Topic (optional): ( ) Name who is on call in the channel's topic (The rest of the topic stays as it is. Slack notes each change in the channel.)
            Weekly digest (optional): ( ) Say there on Mondays at nine who comes when that week
            Ask for cover in (optional): [conversations_select] (Empty: the channel above.)
            User group (optional): [external_select] (It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.)
            The group holds: [Who is on call]
            Always in the group (optional): [multi_users_select] (Whoever is on call.)
        Mon 09:00  #payments (only alice)   bot: *payments* announces nothing in #payments any more.
            `/oncall link payments #channel @group` links it again.
        Mon 09:00  modal of alice   bot (errors): channel: payments was changed meanwhile, so nothing was done: /oncall link payments shows it as it is.
    "#]]).await;
}

on_both!(who_is_pinged_is_chosen, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice+bob", "bob+carol"]).in_channel("#payments").await;
    for mentions in ["everybody", "nobody", "joiners"] {
        town.alice.types("/oncall link").await;
        town.alice.fills_in(ModalId::LinkForm, [("mentions", mentions)]).await;
        town.alice.closes_the_modal().await;
        town.forgets();
        town.passes("1 day").await;
        let said = town.said();
        assert_eq!(said.len(), 1);
        let shown = said[0].shown();
        let joiner = if shown.contains("@alice") || shown.contains("Alice joins") { "alice" } else { "carol" };
        let pings = |name: &str| shown.contains(&format!("@{name}"));
        match mentions {
            "everybody" => assert!(pings(joiner) && pings("bob"), "{shown}"),
            "nobody" => assert!(!shown.contains('@'), "{shown}"),
            _ => assert!(pings(joiner) && !pings("bob"), "{shown}"),
        }
    }
});

on_both!(where_only_gaps_are_announced_a_gap_is_and_who_steps_into_it, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.leaves_direct_messages_aside();
    town.schedule("payments").daily("09:00", 8, ["alice", "bob"]).in_channel("#payments").await;
    town.alice.types("/oncall link").await;
    town.alice.fills_in(ModalId::LinkForm, [("announces", "gaps")]).await;
    town.alice.closes_the_modal().await;
    town.settles().await;
    town.forgets();
    town.passes("9 hours").await;
    town.carol.clicks("Take it now").await;
    town.passes("1 day").await;
    town.alice.types("/oncall link").await;
    town.alice.fills_in(ModalId::LinkForm, [("announces", "none")]).await;
    town.alice.closes_the_modal().await;
    town.passes("2 days").await;
    town.reads(expect![[r#"
        Mon 17:00  #payments   bot: *payments*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Alice is off. Next: Bob.
            [Take it now] [Next shifts] [Ask for cover]
        Mon 18:00  #payments (only carol)   bot: You're on call for *payments*, where nobody was, from now until ⟨tomorrow at 09:00⟩ (UTC+1).
            [Undo]
        Mon 18:00  #payments   bot: *payments* is handed over: @carol is on call until ⟨tomorrow at 09:00⟩. Carol (took over) joins. Next: Bob.
            [Next shifts] [Ask for cover]
        Tue 17:00  #payments   bot: *payments*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Bob is off. Next: Alice.
            [Take it now] [Next shifts] [Ask for cover]
        Tue 18:00  modal of alice   bot: Link a schedule
            *payments*
            Announce in (optional): [#payments] (I come into a public channel by myself; into a private one I have to be invited.)
            What is announced: [Only that nobody is on call]
            Who is mentioned: [Who comes on call]
            Topic (optional): ( ) Name who is on call in the channel's topic (The rest of the topic stays as it is. Slack notes each change in the channel.)
            Weekly digest (optional): ( ) Say there on Mondays at nine who comes when that week
            Ask for cover in (optional): [conversations_select] (Empty: the channel above.)
            User group (optional): [external_select] (It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.)
            The group holds: [Who is on call]
            Always in the group (optional): [multi_users_select] (Whoever is on call.)
        Tue 18:00  modal of alice   bot (updated): Rota
            Saved.
            *payments* is linked so:
            • In #payments nothing is announced.
            • No user group.
            [Change]
    "#]]).await;
});

on_both!(the_form_turns_the_weekly_digest_on_and_a_form_without_that_field_leaves_it, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["bob", "alice"]).in_channel("#payments").await;
    town.alice.types("/oncall link payments").await;
    town.alice.clicks("Change").await;
    town.forgets();
    town.alice.fills_in(ModalId::LinkForm, [("digest", "yes")]).await;
    town.alice.clicks_in_modal("Change").await;
    // Somebody's form was drawn before there was such a field.
    let mut old = town.slack.modal_of("alice").unwrap();
    old["state"]["values"].as_object_mut().unwrap().remove("digest").expect("the form has the field");
    town.alice.sends_from_a_modal("view_submission", serde_json::json!({ "view": old })).await;
    let shown = town.said();
    let says =
        |entry: &rota::playground::Entry| entry.to_string().contains("On Mondays at nine I say there who comes when");
    assert!(says(&shown[0]), "{}", shown[0]);
    town.alice.closes_the_modal().await;
    town.passes("7 days").await;
    town.passes("1 min").await;
    let said = town.said();
    assert!(said.iter().any(|entry| entry.to_string().contains("*payments* this week:")), "{said:?}");
    town.alice.types("/oncall link payments").await;
    town.alice.clicks("Change").await;
    town.alice.fills_in(ModalId::LinkForm, [("digest", "")]).await;
    let shown = town.said();
    assert!(!says(shown.last().unwrap()), "{}", shown.last().unwrap());
});
