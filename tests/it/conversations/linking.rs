//! `/oncall link` and `/oncall unlink`, typed: what is linked, what is asked first, and why not.

use expect_test::expect;
use rota::playground::{NewChannel, Person, UserGroupEditing, Weather};
use rota::slack::modals::ModalId;

use crate::support::databases::on_both;
use crate::support::town::{BOT_TOKEN, Plan, Town};

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(a_schedule_is_linked_and_its_group_taken_over_after_showing_who_leaves, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.alice.types("/oncall link payments #payments @payments-oncall").await;
    assert_eq!(town.members("@payments-oncall"), ["carol"], "nothing before it is agreed to");
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    town.settles().await;
    town.passes("3 s").await;
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
    town.passes("1 day").await;
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Take over the group?
            *payments* would keep `@payments-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Carol.
            *Will be:* Bob.
            Those who are in it now (optional): ( ) stay in it, whoever is on call
        Mon 09:00  modal of alice   bot (updated): Rota
            Taken over. The group follows in a moment.
            *payments* is linked so:
            • Handoffs are announced in #payments; who comes on call is mentioned.
            • `@payments-oncall` holds who is on call.
            [Change]
        Tue 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn cancelling_changes_nothing() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.alice.types("/oncall link payments #payments @payments-oncall").await;
    town.alice.closes_the_modal().await;
    town.alice.types("/oncall link payments").await;
    town.passes("20 min").await;
    assert_eq!(town.members("@payments-oncall"), ["carol"]);
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Take over the group?
            *payments* would keep `@payments-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Carol.
            *Will be:* Bob.
            Those who are in it now (optional): ( ) stay in it, whoever is on call
        Mon 09:00  #payments (only alice)   bot: *payments* isn't linked to a channel or a user group. `/oncall link payments #channel @group` links it.
            [Link it]
    "#]]).await;
}

on_both!(those_who_are_in_it_can_be_kept_and_a_hand_edit_is_repaired_without_losing_them, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.alice.types("/oncall link payments @payments-oncall").await;
    town.alice.fills_in(ModalId::TakeGroup, [("keep", "yes")]).await;
    town.passes("3 s").await;
    assert_eq!(town.members("@payments-oncall"), ["bob", "carol"]);
    town.slack.set_group_members("payments-oncall", &["alice"]);
    town.passes("10 min").await;
    assert_eq!(town.members("@payments-oncall"), ["bob", "carol"]);
    town.passes("1 day").await;
    assert_eq!(town.members("@payments-oncall"), ["alice", "carol"]);
    town.alice.types("/oncall link payments").await;
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Take over the group?
            *payments* would keep `@payments-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Carol.
            *Will be:* Bob.
            Those who are in it now (optional): ( ) stay in it, whoever is on call
        Mon 09:00  modal of alice   bot (updated): Rota
            Taken over. The group follows in a moment.
            *payments* is linked so:
            • No channel: handoffs are not announced.
            • `@payments-oncall` holds who is on call, and always Carol.
            [Change]
        Tue 09:10  #payments (only alice)   bot: *payments* is linked so:
            • No channel: handoffs are not announced.
            • `@payments-oncall` holds who is on call, and always Carol.
            [Change]
    "#]])
        .await;
});

#[tokio::test]
async fn what_nobody_linked_yet_is_said_so() {
    let town = Town::on(MONDAY).await;
    town.alice.types("/oncall link").await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.alice.types("/oncall link payments").await;
    town.bob.types("/oncall link payments").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: *payments* isn't linked to a channel or a user group. `/oncall link payments #channel @group` links it.
            [Link it]
        Mon 09:00  #payments (only bob)   bot: *payments* isn't linked to a channel or a user group. `/oncall link payments #channel @group` links it.
    "#]]).await;
}

on_both!(only_managers_and_admins_may_link, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).in_channel("#payments").await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.bob.types("/oncall link payments #general").await;
    town.bob.types("/oncall link payments @payments-oncall").await;
    town.bob.types("/oncall unlink payments").await;
    town.lets_manage(payments, "carol").await;
    town.bob.types("/oncall link payments #general").await;
    town.carol.types("/oncall link payments #general").await;
    town.passes("3 s").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only bob)   bot: Only a workspace admin can change what *payments* is linked to.
        Mon 09:00  #payments (only bob)   bot: Only a workspace admin can change what *payments* is linked to.
        Mon 09:00  #payments (only bob)   bot: Only a workspace admin can change what *payments* is linked to.
        Mon 09:00  #payments (only bob)   bot: Only Carol or a workspace admin can change what *payments* is linked to.
        Mon 09:00  #payments (only carol)   bot: Linked.
            *payments* is linked so:
            • Handoffs are announced in #general; who comes on call is mentioned.
            • No user group.
            [Change]
    "#]])
        .await;
});

#[tokio::test]
async fn what_was_made_in_slack_a_minute_ago_is_known() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.make_channel(NewChannel::named("brand-new").without_bot().with(&["alice"]));
    town.slack.add_user_group("brand-new-oncall", "New", &["carol"]);
    town.alice.types("/oncall link payments #brand-new @brand-new-oncall").await;
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    town.passes("3 s").await;
    assert_eq!(town.members("@brand-new-oncall"), ["bob"]);
    town.passes("1 day").await;
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Take over the group?
            *payments* would keep `@brand-new-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Carol.
            *Will be:* Bob.
            Those who are in it now (optional): ( ) stay in it, whoever is on call
        Mon 09:00  modal of alice   bot (updated): Rota
            Taken over. The group follows in a moment.
            *payments* is linked so:
            • Handoffs are announced in #brand-new; who comes on call is mentioned.
            • `@brand-new-oncall` holds who is on call.
            [Change]
        Tue 09:00  #brand-new   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(a_channel_that_cannot_be_used_is_refused_with_what_to_do, async |store| {
    let plan = Plan { on: MONDAY, replicas: 1, token: BOT_TOKEN, without: &["channels:join"] };
    let town = Town::planned(store, plan).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).in_channel("#payments").await;
    town.slack.make_channel(NewChannel::named("secret").private().without_bot().with(&["alice"]));
    town.slack.make_channel(NewChannel::named("old").archived());
    town.slack.make_channel(NewChannel::named("closed").without_bot().with(&["alice"]));
    town.alice.types("/oncall link payments #secret").await;
    town.alice.types("/oncall link payments #old").await;
    town.alice.types("/oncall link payments #nowhere").await;
    town.alice.types("/oncall link payments #closed").await;
    town.slack.fails_next("conversations.info", Weather::Status(503));
    town.alice.types("/oncall link payments #general").await;
    town.alice.types("/oncall link payments #general #payments").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: I can't see #secret. If it is private, type `/invite @Rota` there and try again. Nothing was changed.
        Mon 09:00  #payments (only alice)   bot: Nobody can post in #old, it is archived: unarchive it or choose another. Nothing was changed.
        Mon 09:00  #payments (only alice)   bot: I don't know a channel called `#nowhere`: choose it from Slack's list after `#`.
        Mon 09:00  #payments (only alice)   bot: I'm not in #closed and may not come in by myself: type `/invite @Rota` there and try again. Nothing was changed.
        Mon 09:00  #payments (only alice)   bot: Slack doesn't tell me about #general right now. Try again in a minute.
        Mon 09:00  #payments (only alice)   bot: I read more than one channel: name one.
    "#]]).await;
});

on_both!(a_group_that_cannot_be_used_is_refused_with_what_to_do, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.alice.types("/oncall link payments @nobody-oncall").await;
    town.alice.types("/oncall link payments @bob").await;
    town.slack.set_user_group_editing(UserGroupEditing::AdminsOnly);
    town.alice.types("/oncall link payments @payments-oncall").await;
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    town.alice.closes_the_modal().await;
    town.slack.set_user_group_editing(UserGroupEditing::Everyone);
    town.slack.fails_next("usergroups.users.list", Weather::RateLimited(30));
    town.alice.types("/oncall link payments @payments-oncall").await;
    town.slack.set_paid_plan(false);
    town.alice.types("/oncall link payments @payments-oncall").await;
    town.passes("20 min").await;
    assert_eq!(town.members("@payments-oncall"), ["carol"]);
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: I don't know a user group called `@nobody-oncall`: choose it from Slack's list after `@`.
        Mon 09:00  #payments (only alice)   bot: That is a person. A user group is chosen from Slack's list after `@`, like `@payments-oncall`.
        Mon 09:00  modal of alice   bot: Take over the group?
            *payments* would keep `@payments-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Carol.
            *Will be:* Bob.
            Those who are in it now (optional): ( ) stay in it, whoever is on call
        Mon 09:00  modal of alice   bot (updated): Rota
            I can't keep `@payments-oncall`: this workspace lets only admins edit user groups. An admin can allow it under Settings → Permissions → User groups, or give Rota an admin token (README, "Groups"). Nothing was changed.
        Mon 09:00  #payments (only alice)   bot: Slack doesn't tell me who is in `@payments-oncall` right now. Try again in a minute.
        Mon 09:00  #payments (only alice)   bot: I can't keep `@payments-oncall`: Slack has user groups on paid plans only. Announcements work without. Nothing was changed.
    "#]]).await;
});

#[tokio::test]
async fn a_group_that_is_disabled_is_turned_on_when_it_is_taken_over() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.slack.set_group_disabled("payments-oncall", true);
    town.is_read_by_rota().await;
    town.alice.types("/oncall link payments @payments-oncall").await;
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    town.passes("3 s").await;
    assert!(!town.slack.group_is_disabled("payments-oncall"));
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Take over the group?
            *payments* would keep `@payments-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Carol.
            *Will be:* Bob.
            It is disabled in Slack; I'd turn it on.
            Those who are in it now (optional): ( ) stay in it, whoever is on call
        Mon 09:00  modal of alice   bot (updated): Rota
            Taken over. The group follows in a moment.
            *payments* is linked so:
            • No channel: handoffs are not announced.
            • `@payments-oncall` holds who is on call.
            [Change]
    "#]])
        .await;
}

on_both!(unlinking_takes_away_what_is_named_and_nothing_else, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    let payments = town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).in_channel("#payments");
    payments.keeps(&group).await;
    town.alice.types("/oncall unlink payments #general").await;
    town.alice.types("/oncall unlink payments #payments @payments-oncall").await;
    town.alice.types("/oncall unlink payments @payments-oncall").await;
    town.passes("1 day").await;
    assert_eq!(town.members("@payments-oncall"), ["bob"], "left as it was");
    town.alice.types("/oncall unlink payments #payments").await;
    town.alice.types("/oncall unlink payments").await;
    town.passes("1 day").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments (only alice)   bot: *payments* isn't linked to that: `/oncall link payments` shows what it is linked to.
        Mon 09:00  #payments (only alice)   bot: Name the channel or the group, or neither: `/oncall unlink payments` unlinks both.
        Mon 09:00  #payments (only alice)   bot: *payments* doesn't keep `@payments-oncall` any more: whoever is in it stays, unless another schedule keeps it too.
            `/oncall link payments #channel @group` links it again.
        Tue 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
        Tue 09:00  #payments (only alice)   bot: *payments* announces nothing in #payments any more.
            `/oncall link payments #channel @group` links it again.
        Tue 09:00  #payments (only alice)   bot: *payments* isn't linked to that: `/oncall link payments` shows what it is linked to.
    "#]]).await;
});

on_both!(a_question_that_is_old_does_nothing, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.alice.types("/oncall link payments @payments-oncall").await;
    let carol = town.knows("carol");
    town.slack.change_person("carol", |person| person.is_admin = true);
    town.settles().await;
    carol.types("/oncall link payments #general").await;
    town.alice.fills_in(ModalId::TakeGroup, []).await;
    let answer = town.alice.submits_unseen("take_group", "{}").await;
    assert_eq!(answer["response_action"], "update");
    town.passes("20 min").await;
    assert_eq!(town.members("@payments-oncall"), ["carol"]);
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot: Take over the group?
            *payments* would keep `@payments-oncall` from now on. Whoever is added by hand is taken out again.
            *Now:* Carol.
            *Will be:* Bob.
            Those who are in it now (optional): ( ) stay in it, whoever is on call
        Mon 09:00  #payments (only carol)   bot: Linked.
            *payments* is linked so:
            • Handoffs are announced in #general; who comes on call is mentioned.
            • No user group.
            [Change]
        Mon 09:00  modal of alice   bot (updated): Rota
            *payments* was changed meanwhile, so nothing was done: `/oncall link payments` shows it as it is.
    "#]])
        .await;
});

#[tokio::test]
async fn names_that_would_ping_or_break_anything_do_neither() {
    let town = Town::on(MONDAY).await;
    let name = format!("<!channel> & *x* `y` \u{202e}ab {}", "n".repeat(50));
    let hostile = town.schedule(&name).daily("09:00", 24, ["bob", "alice"]).in_channel("#payments").await;
    for number in 0..100 {
        let person = Person::new(&format!("p{number}"), &format!("<!here> & {number} {}", "x".repeat(70)));
        town.slack.add_person(person);
    }
    town.is_read_by_rota().await;
    let handles: Vec<String> = (0..100).map(|number| format!("p{number}")).collect();
    let handles: Vec<&str> = handles.iter().map(String::as_str).collect();
    let group = town.slack.add_user_group("h`<!everyone>", "<!channel>", &handles);
    town.alice.types(&format!("/oncall link <!subteam^{group}>")).await;
    town.forgets();
    town.alice.types("/oncall link @h`<!everyone>").await;
    town.forgets();
    town.is_read_by_rota().await;
    town.alice.clicks_unseen(rota::slack::control::ControlId::LinkForm(hostile)).await;
    town.slack.looks_up("alice", "modal", "group", "h`").await.calmly();
    town.alice.fills_in(ModalId::LinkForm, [("group", group.as_str()), ("topic", "yes")]).await;
    town.alice.fills_in(ModalId::TakeGroup, [("keep", "yes")]).await;
    town.passes("3 s").await;
    town.alice.types_in("#payments", "/oncall link").await;
    let said = town.said();
    for entry in &said {
        // The label of an option is plain text: Slack shows it as it is.
        let raw = entry.raw.to_string().replace("\"text\":\"@h`<!everyone>: <!channel>\"", "");
        assert!(!raw.contains("<!channel>") && !raw.contains("<!here>") && !raw.contains("<!everyone>"), "{raw}");
    }
    assert!(said.iter().any(|entry| entry.shown().contains("and 80 more")), "{said:?}");
    assert_eq!(town.members("h`<!everyone>").len(), 101);
}

#[tokio::test]
async fn more_people_than_a_form_holds_are_not_kept_for_good() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["bob", "alice"]).await;
    let handles: Vec<String> = (0..101).map(|number| format!("p{number}")).collect();
    for handle in &handles {
        town.slack.add_person(Person::new(handle, handle));
    }
    town.is_read_by_rota().await;
    let handles: Vec<&str> = handles.iter().map(String::as_str).collect();
    town.slack.add_user_group("everybody", "Everybody", &handles);
    town.alice.types("/oncall link payments @everybody").await;
    town.forgets();
    town.alice.fills_in(ModalId::TakeGroup, [("keep", "yes")]).await;
    town.passes("1 min").await;
    assert_eq!(town.members("@everybody").len(), 101);
    town.reads(expect![[r#"
        Mon 09:00  modal of alice   bot (updated): Rota
            101 people would always be in `@everybody`, and 100 is the most. Leave the box empty, or choose a group of its own for who is on call. Nothing was changed.
    "#]]).await;
}
