//! Handing over: what #payments reads, and who is in the user group.

use expect_test::expect;

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(a_handoff_is_announced_and_the_group_changes_hands, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    let payments = town.schedule("payments").daily("09:00", 24, ["alice", "bob", "carol"]);
    payments.in_channel("#payments").keeps(&group).await;
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
    town.passes("1 day").await;
    assert_eq!(town.members("@payments-oncall"), ["bob"]);
    town.reads(expect![[r#"
        Tue 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
    town.passes("1 day").await;
    assert_eq!(town.members("@payments-oncall"), ["carol"]);
    town.reads(expect![[r#"
        Wed 09:00  #payments   bot: *payments* is handed over: @carol is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn a_new_schedule_says_who_is_on_call() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").loudly().await;
    town.schedule("quiet").in_channel("#payments").loudly().await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments*: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]])
        .await;
}

on_both!(the_first_who_is_on_call_is_handed_nothing_over, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = town.schedule("payments").overridden("1 hour", "2 hours", "alice");
    payments.overridden("5 hours", "2 hours", "bob").in_channel("#payments").loudly().await;
    town.passes("8 hours").await;
    town.reads(expect![[r#"
        Mon 10:00  #payments   bot: *payments*: @alice is on call until ⟨today at 12:00⟩. Alice (override) joins. Then nobody until ⟨today at 14:00⟩.
            [Next shifts] [Ask for cover]
        Mon 12:00  #payments   bot: *payments*: nobody is on call from now until ⟨today at 14:00⟩. Alice is off. Next: Bob.
            [Take it now] [Next shifts] [Ask for cover]
        Mon 14:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 16:00⟩. Bob (override) joins. Then nobody.
            [Next shifts] [Ask for cover]
        Mon 16:00  #payments   bot: *payments*: nobody is on call from now. Bob is off.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn an_override_says_who_joins_who_stays_and_why() {
    let town = Town::on(MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["alice+bob", "bob+carol"]);
    payments.overridden("3 hours", "2 hours", "carol+bob").in_channel("#payments").await;
    town.passes("1 day").await;
    town.reads(expect![[r#"
        Mon 12:00  #payments   bot: *payments*: @carol and Bob are on call until ⟨today at 14:00⟩. Carol (override) joins. Bob stays. Alice is off. Next: Alice and Bob.
            [Next shifts] [Ask for cover]
        Mon 14:00  #payments   bot: *payments*: @alice and Bob are on call until ⟨Mar 9, 2026 at 09:00⟩. Alice joins. Bob stays. Carol is off. Next: Bob and Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(nobody_on_call_is_said_once_and_the_group_keeps_pointing_at_the_last, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("search-oncall", "Search on call", &["carol"]);
    town.schedule("search").daily("09:00", 8, ["alice", "bob"]).in_channel("#payments").keeps(&group).await;
    town.passes("9 hours").await;
    assert_eq!(town.members("@search-oncall"), ["alice"]);
    town.passes("1 day").await;
    assert_eq!(town.members("@search-oncall"), ["bob"]);
    town.reads(expect![[r#"
        Mon 17:00  #payments   bot: *search*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Alice is off. Next: Bob.
            `@search-oncall` still points at Alice, who is off.
            [Take it now] [Next shifts] [Ask for cover]
        Tue 09:00  #payments   bot: *search* is handed over: @bob is on call until ⟨today at 17:00⟩. Then nobody until ⟨tomorrow at 09:00⟩.
            [Next shifts] [Ask for cover]
        Tue 17:00  #payments   bot: *search*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Bob is off. Next: Alice.
            `@search-oncall` still points at Bob, who is off.
            [Take it now] [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn in_a_gap_the_group_falls_back_to_the_people_named() {
    let town = Town::on(MONDAY).await;
    let group = town.slack.add_user_group("search-oncall", "Search on call", &["carol"]);
    let search = town.schedule("search").daily("09:00", 8, ["alice"]).in_channel("#payments").keeps(&group);
    search.falls_back_to(["bob", "carol"]).await;
    town.passes("9 hours").await;
    assert_eq!(town.members("@search-oncall"), ["bob", "carol"]);
    town.passes("16 hours").await;
    assert_eq!(town.members("@search-oncall"), ["alice"]);
    town.reads(expect![[r#"
        Mon 17:00  #payments   bot: *search*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            `@search-oncall` points at Bob and Carol meanwhile.
            [Take it now] [Next shifts] [Ask for cover]
        Tue 09:00  #payments   bot: *search* is handed over: @alice is on call until ⟨today at 17:00⟩. Then nobody until ⟨tomorrow at 09:00⟩.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn in_a_gap_the_group_is_disabled_until_the_next_shift() {
    let town = Town::on(MONDAY).await;
    let group = town.slack.add_user_group("search-oncall", "Search on call", &["carol"]);
    let search = town.schedule("search").daily("09:00", 8, ["alice"]).in_channel("#payments").keeps(&group);
    search.disables_the_group_in_gaps().await;
    town.passes("9 hours").await;
    assert!(town.slack.group_is_disabled("search-oncall"));
    town.passes("16 hours").await;
    assert!(!town.slack.group_is_disabled("search-oncall"));
    assert_eq!(town.members("@search-oncall"), ["alice"]);
    town.reads(expect![[r#"
        Mon 17:00  #payments   bot: *search*: nobody is on call from now until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            `@search-oncall` is disabled until the next shift.
            [Take it now] [Next shifts] [Ask for cover]
        Tue 09:00  #payments   bot: *search* is handed over: @alice is on call until ⟨today at 17:00⟩. Then nobody until ⟨tomorrow at 09:00⟩.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(two_schedules_feed_one_group, async |store| {
    let town = Town::with(store, MONDAY).await;
    let group = town.slack.add_user_group("all-oncall", "Everybody on call", &["carol"]);
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).keeps(&group).await;
    town.schedule("search").daily("09:00", 8, ["carol"]).keeps(&group).await;
    assert_eq!(town.members("@all-oncall"), ["alice", "carol"]);
    town.passes("9 hours").await;
    assert_eq!(town.members("@all-oncall"), ["alice"]);
});

#[tokio::test]
async fn what_somebody_did_to_the_group_by_hand_is_put_right_at_the_next_pass() {
    let town = Town::on(MONDAY).await;
    let group = town.slack.add_user_group("payments-oncall", "Payments on call", &["carol"]);
    town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).keeps(&group).await;
    town.slack.set_group_members("payments-oncall", &["carol", "bob"]);
    town.passes("10 min").await;
    assert_eq!(town.members("@payments-oncall"), ["alice"]);
    let writes = || town.slack.calls().iter().filter(|call| call.method == "usergroups.users.update").count();
    let before = writes();
    town.passes("1 hour").await;
    assert_eq!(writes(), before, "a group that is right is not written again");
}

#[tokio::test]
async fn the_handoff_stays_at_nine_through_the_night_the_clocks_change() {
    let town = Town::on("Sat 2026-03-28 09:00 Europe/Oslo").await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob"]).in_channel("#payments").await;
    town.passes("2 days").await;
    town.reads(expect![[r#"
        Sun 09:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Mon 09:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn what_was_missed_while_rota_was_away_is_said_once_and_says_so() {
    let town = Town::on(MONDAY).await;
    town.schedule("payments").daily("09:00", 24, ["alice", "bob", "carol"]).in_channel("#payments").await;
    town.clock.advance(jiff::SignedDuration::from_hours(50));
    town.settles().await;
    town.reads(expect![[r#"
        Wed 11:00  #payments   bot: *payments* was handed over at ⟨today at 09:00⟩ and I could only say so now: @carol is on call until ⟨tomorrow at 09:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
    "#]]).await;
}
