//! Bad weather: Slack is slow, refuses, or loses an answer.

use expect_test::expect;
use rota::playground::{Person, UserGroupEditing, Weather};

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

#[tokio::test]
async fn an_announcement_waits_as_long_as_slack_asks() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.slack.fails_next("chat.postMessage", Weather::RateLimited(40));
    town.passes("24 hours").await;
    town.reads(expect![[""]]).await;
    town.passes("39 s").await;
    town.reads(expect![[""]]).await;
    town.passes("1 s").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn an_announcement_is_tried_until_slack_is_back_and_then_says_it_is_late() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.slack.fails_until_cleared("chat.postMessage", Weather::Status(503));
    town.passes("24 hours").await;
    town.passes("10 min").await;
    town.reads(expect![[""]]).await;
    town.slack.clears_up();
    town.passes("5 min").await;
    town.reads(expect![[r#"
        Tue 09:13  #payments   bot: *payments* was handed over at ⟨today at 09:00⟩ and I could only say so now: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(an_answer_that_got_lost_does_not_make_a_second_announcement, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.slack.fails_next("chat.postMessage", Weather::LosesReply);
    town.passes("25 hours").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn where_history_cannot_be_read_it_is_said_again_with_a_note() {
    let town = Town::on(MONDAY).await;
    town.slack.fails_until_cleared("conversations.history", Weather::Refused("missing_scope"));
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.slack.fails_next("chat.postMessage", Weather::LosesReply);
    town.passes("25 hours").await;
    town.reads(expect![[r#"
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
            (You may have seen this before: I could not find out whether it was delivered.)
    "#]]).await;
}

#[tokio::test]
async fn a_channel_that_is_archived_is_told_to_an_admin_once() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.slack.archive_channel("payments");
    town.passes("3 days").await;
    town.reads(expect![[r#"
        Tue 09:00  → alice   bot: I couldn't announce a handoff of *payments*: the channel #payments is archived. Unarchive it, or give the schedule another channel. The schedule and its user group are right; I'll tell you again only if it breaks anew.
    "#]]).await;
    town.slack.unarchive_channel("payments");
    town.passes("1 day").await;
    town.reads(expect![[r#"
        Fri 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn one_channel_in_trouble_holds_up_no_other() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.schedule("search").daily("09:00", 24, ["bob", "carol"]).in_channel("#general").await;
    town.slack.fails_next("chat.postMessage", Weather::Status(500));
    town.passes("24 hours").await;
    let at_once = town.said().len();
    town.passes("10 s").await;
    assert_eq!((at_once, town.said().len()), (1, 1));
}

#[tokio::test]
async fn a_workspace_where_only_admins_edit_groups_is_explained_once() {
    let town = Town::on(MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.slack.set_user_group_editing(UserGroupEditing::AdminsOnly);
    let payments = town.schedule("payments").daily("09:00", 24, ["alice", "bob"]);
    payments.in_channel("#payments").keeps(&group).loudly().await;
    town.passes("2 days").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments*: @alice is on call until ⟨tomorrow at 09:00⟩. Next: Bob.
            [Next shifts] [Ask for cover]
        Mon 09:00  → alice   bot: I couldn't update `@payments-oncall` for *payments*: this workspace lets only admins edit user groups. An admin can allow it under _Settings → Permissions → User groups_, or give Rota an admin token (README, "Groups"). The schedule and the announcements are right.
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Wed 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
    town.slack.set_user_group_editing(UserGroupEditing::Everyone);
    town.passes("1 hour").await;
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
}

on_both!(somebody_who_left_never_breaks_the_group_for_the_others_and_is_named, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.moves_in(Person::new("greta", "Greta").guest()).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["alice+greta", "bob"]);
    payments.in_channel("#payments").keeps(&group).loudly().await;
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
    town.passes("1 hour").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments*: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob.
            [Next shifts] [Ask for cover]
        Mon 09:00  → alice   bot: Greta is planned on *payments* now but is a guest, and guests can't be on call or in user groups, so `@payments-oncall` is without them; the others on call are in it. Please put somebody else in the rotation.
    "#]]).await;
});

#[tokio::test]
async fn somebody_slack_has_deactivated_unheard_is_found_out_when_the_group_is_refused() {
    let town = Town::on(MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.slack.set_events(&[]);
    town.moves_in(Person::new("greta", "Greta")).await;
    town.slack.change_person("greta", |greta| greta.deleted = true);
    let payments = town.schedule("payments").weekly("Mon 10:00", ["bob", "alice+greta"]);
    payments.in_channel("#payments").keeps(&group).await;
    town.passes("2 hours").await;
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
    town.reads(expect![[r#"
        Mon 10:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨Mar 9, 2026 at 10:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
        Mon 10:00  → alice   bot: Greta is planned on *payments* now but has left this workspace, so `@payments-oncall` is without them; the others on call are in it. Please put somebody else in the rotation.
    "#]]).await;
}

#[tokio::test]
async fn a_long_list_goes_on_where_slack_asked_to_wait() {
    let town = Town::on(MONDAY).await;
    for number in 0..450 {
        town.slack.add_person(Person::new(&format!("p{number}"), &format!("Person {number}")));
    }
    town.slack.fails_next("users.list", Weather::Fair);
    town.slack.fails_next("users.list", Weather::RateLimited(30));
    let pages = || town.slack.calls().iter().filter(|call| call.method == "users.list").count();
    let before = pages();
    town.is_read_by_rota().await;
    assert_eq!(pages() - before, 2, "the first page, and the second refused");
    town.passes("30 s").await;
    assert_eq!(pages() - before, 4, "the second and the third, not the first again");
    let everybody = rota::store::people::all(&mut town.ctx().store.reader().await.unwrap(), town.workspace).await;
    assert_eq!(everybody.unwrap().iter().filter(|person| person.full_name.starts_with("Person ")).count(), 450);
}
