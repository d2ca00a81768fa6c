//! `/oncall override`: somebody else is on call for a while, before and after are shown, and it can be undone.

use expect_test::expect;
use rota::ids::{ShiftId, TokenId};
use rota::playground::Person;
use rota::slack::control::ControlId;
use rota::store::{schedules, shifts};
use rota::usecases::{Actor, delete_schedule};

use crate::support::databases::{self, on_both};
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

async fn town() -> Town {
    town_on(databases::sqlite().await).await
}

async fn town_on(store: rota::store::Store) -> Town {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).in_channel("#payments").await;
    town
}

/// The newest override there is.
async fn newest(town: &Town) -> ShiftId {
    let mut db = town.ctx().store.reader().await.unwrap();
    let all = shifts::page(&mut db, town.workspace, shifts::Filter::default(), 100, 0).await.unwrap();
    all.last().unwrap().id
}

on_both!(an_admin_puts_bob_on_call_for_two_hours_and_undoes_it, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).in_channel("#payments").await;
    town.alice.types("/oncall override @bob 2h because dentist <!channel>").await;
    town.passes("1 min").await;
    town.alice.clicks("Undo").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 16:05⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  → bob   bot: You're on call for *payments* instead of Carol from now until ⟨today at 16:05⟩ (override by Alice: "dentist <!channel>").
            [Next shifts]
        Mon 14:05  → carol   bot: Bob is on call for *payments* instead of you from now until ⟨today at 16:05⟩ (override by Alice: "dentist <!channel>").
            [Next shifts]
        Mon 14:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 16:05⟩. Bob (override by Alice: "dentist <!channel>") joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 14:06  #payments (only alice)   bot (edited): Undone. Carol is on call again.
        Mon 14:06  → bob   bot: Alice took the override of *payments* back: Carol is on call again from now until ⟨today at 16:05⟩, not you.
            [Next shifts]
        Mon 14:06  → carol   bot: Alice took the override of *payments* back: you're on call again from now until ⟨today at 16:05⟩, not Bob.
            [Next shifts]
        Mon 14:06  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn an_override_ends_by_itself() {
    let town = town().await;
    town.alice.types("/oncall override @bob until 18:00").await;
    town.passes("5 hours").await;
    town.alice.clicks("Undo").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 18:00⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  → bob   bot: You're on call for *payments* instead of Carol from now until ⟨today at 18:00⟩ (override by Alice).
            [Next shifts]
        Mon 14:05  → carol   bot: Bob is on call for *payments* instead of you from now until ⟨today at 18:00⟩ (override by Alice).
            [Next shifts]
        Mon 14:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 18:00⟩. Bob (override by Alice) joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 18:00  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
        Mon 19:05  #payments (only alice)   bot: This override is over already. Nothing changed.
    "#]]).await;
}

#[tokio::test]
async fn what_is_typed_may_come_in_any_order() {
    let town = town().await;
    town.leaves_direct_messages_aside();
    town.schedule("search").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    town.alice.types("/oncall override search @carol tomorrow 9-17").await;
    town.alice.types("/oncall override @carol fri 18:00 to mon 9:00 on search \"wedding\"").await;
    town.alice.types("/oncall override me rest of today payments").await;
    town.alice.types("/oncall override @bob 2h").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Carol instead of Alice on *search* from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (UTC+1).
            Carol is also on call for *payments* in that time. I've told Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: Carol instead of Alice on *search* from ⟨Mar 6, 2026 at 18:00⟩ until ⟨Mar 9, 2026 at 09:00⟩ (UTC+1).
            Carol is also on call for *payments* in that time. I've told Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: You're on call for *payments* instead of Carol from now until ⟨tomorrow at 00:00⟩ (UTC+1).
            You are also on call for *search* in that time. I've told Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: Which schedule? Type `/oncall override @somebody 2h payments`, `/oncall override @somebody 2h search`, or `/oncall override` for a form.
    "#]]).await;
}

#[tokio::test]
async fn what_is_not_understood_is_said_back() {
    let town = town().await;
    for typed in [
        "@bob fri 25:00",
        "@bob 2h paymets",
        "@bob fri 25:00 payments",
        "@dave 2h",
        "@Bobb 2h",
        "bob 2h",
        "@bob yesterday",
        "@bob 200 days",
    ] {
        town.alice.types(&format!("/oncall override {typed}")).await;
    }
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: I read "fri 25:00" and there is no such time. Try `fri 18:00 to mon 9:00` or `2h`.
        Mon 14:05  #payments (only alice)   bot: I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call.
        Mon 14:05  #payments (only alice)   bot: I read "fri 25:00" and there is no such time. Try `fri 18:00 to mon 9:00` or `2h`.
        Mon 14:05  #payments (only alice)   bot: No one called `dave` is here: choose somebody from Slack's list after `@`.
        Mon 14:05  #payments (only alice)   bot: No one called `Bobb` is here. For `Bob` choose from Slack's list after `@`.
        Mon 14:05  #payments (only alice)   bot: I don't know a schedule called `bob`. A person is written with `@`, like `@bob`.
        Mon 14:05  #payments (only alice)   bot: I read "yesterday" and that is over already. Try `fri 18:00 to mon 9:00` or `2h`.
        Mon 14:05  #payments (only alice)   bot: I read "200 days" and that is longer than three months. Try `fri 18:00 to mon 9:00` or `2h`.
    "#]]).await;
}

on_both!(only_managers_and_whoever_is_on_call_hand_time_to_others, async |store| {
    let town = town_on(store).await;
    let eve = town.moves_in(Person::new("eve", "Eve & <Co> 🙂")).await;
    eve.types("/oncall override @bob 2h").await;
    town.carol.types("/oncall override @eve 2h").await;
    town.passes("1 min").await;
    town.carol.types("/oncall override @bob until mon 18:00").await;
    eve.types("/oncall override me tomorrow").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only eve)   bot: Only a workspace admin can put others on call for *payments*; you can put yourself on call with `/oncall take payments`.
        Mon 14:05  #payments (only carol)   bot: Eve & <Co> 🙂 instead of Carol on *payments* from now until ⟨today at 16:05⟩ (UTC+1).
            I've told Eve & <Co> 🙂.
            [Undo]
        Mon 14:05  → eve   bot: You're on call for *payments* instead of Carol from now until ⟨today at 15:05⟩ (override by Carol).
            [Next shifts]
        Mon 14:05  #payments   bot: *payments* is handed over: @eve is on call until ⟨today at 16:05⟩. Eve & <Co> 🙂 (override by Carol) joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 14:06  #payments (only carol)   bot: Only a workspace admin can put others on call for *payments*; you can put yourself on call with `/oncall take payments`.
        Mon 14:06  #payments (only eve)   bot: You're on call for *payments* instead of Carol from ⟨tomorrow at 00:00⟩ until ⟨Mar 4, 2026 at 00:00⟩ (UTC).
            I've told Carol.
            [Undo]
        Mon 14:06  → eve   bot: You took over *payments* from Carol. You're on call from ⟨tomorrow at 00:00⟩ until ⟨Mar 4, 2026 at 00:00⟩.
            [Next shifts]
        Mon 14:06  → carol   bot: Eve & <Co> 🙂 took over *payments* from you. You're off from ⟨tomorrow at 01:00⟩ until ⟨Mar 4, 2026 at 01:00⟩.
            [Next shifts]
    "#]]).await;
});

#[tokio::test]
async fn the_maker_of_a_schedule_manages_it() {
    let town = Town::on(MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["carol", "bob"]).in_channel("#payments").await;
    town.lets_manage(payments, "bob").await;
    let eve = town.moves_in(Person::new("eve", "Eve")).await;
    eve.types("/oncall override @carol tomorrow 9-17").await;
    town.bob.types("/oncall override @alice tomorrow 9-17").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only eve)   bot: Only Bob or a workspace admin can put others on call for *payments*; you can put yourself on call with `/oncall take payments`.
        Mon 14:05  #payments (only bob)   bot: Alice instead of Carol on *payments* from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (UTC+1).
            I've told Alice and Carol.
            [Undo]
        Mon 14:05  → alice   bot: You're on call for *payments* instead of Carol from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (override by Bob).
            [Next shifts]
        Mon 14:05  → carol   bot: Alice is on call for *payments* instead of you from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (override by Bob).
            [Next shifts]
    "#]]).await;
}

on_both!(who_cannot_be_on_call_is_not_put_there, async |store| {
    let town = town_on(store).await;
    town.moves_in(Person::new("greta", "Greta").guest()).await;
    town.moves_in(Person::new("robot", "Robot").bot()).await;
    town.moves_in(Person::new("lee", "Lee")).await;
    town.slack.set_events(&[]);
    town.slack.change_person("lee", |lee| lee.deleted = true);
    town.slack.add_person(Person::new("newt", "Newt"));
    town.alice.types("/oncall override @greta 2h").await;
    town.alice.types("/oncall override @robot 2h").await;
    town.alice.types("/oncall override @newt 2h").await;
    town.is_read_by_rota().await;
    town.alice.types("/oncall override @lee 2h").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Greta is a guest, and guests can't be on call. Choose a member of this workspace.
        Mon 14:05  #payments (only alice)   bot: Robot is a bot, and bots can't be on call. Choose a member of this workspace.
        Mon 14:05  #payments (only alice)   bot: I don't know this person yet: I read the list of people from Slack every hour. Try again later.
        Mon 14:05  #payments (only alice)   bot: Lee has left this workspace. Choose somebody else.
    "#]]).await;
});

#[tokio::test]
async fn somebody_who_is_on_call_elsewhere_is_put_on_call_with_a_warning() {
    let town = town().await;
    town.leaves_direct_messages_aside();
    town.schedule("search").weekly("Mon 09:00", ["bob"]).await;
    town.alice.types("/oncall override @bob 2h payments").await;
    town.alice.types("/oncall override @bob 1h payments").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 16:05⟩ (UTC+1).
            Bob is also on call for *search* in that time. I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: Bob is on call already, until ⟨today at 15:05⟩ at least. Nothing changed.
    "#]]).await;
}

#[tokio::test]
async fn where_several_are_on_call_it_has_to_be_said_in_whose_place() {
    let town = Town::on(MONDAY).await;
    let eve = town.moves_in(Person::new("eve", "Eve")).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol+bob"]).in_channel("#payments").await;
    town.alice.types("/oncall override @eve 2h").await;
    town.alice.types("/oncall override @eve 2h instead of @alice").await;
    town.alice.types("/oncall override @eve 2h instead of @bob because dentist").await;
    town.passes("1 min").await;
    town.bob.types("/oncall override @eve tomorrow").await;
    eve.types("/oncall override me 10h instead of everybody").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Carol and Bob are on call together then, so say in whose place: add `instead of @somebody` or `instead of everybody`.
        Mon 14:05  #payments (only alice)   bot: Alice isn't on call through all that time. Nothing changed.
        Mon 14:05  #payments (only alice)   bot: Eve instead of Bob on *payments*, beside Carol, from now until ⟨today at 16:05⟩ (UTC+1).
            I've told Eve and Bob.
            [Undo]
        Mon 14:05  → eve   bot: You're on call for *payments* instead of Bob from now until ⟨today at 15:05⟩ (override by Alice: "dentist").
            [Next shifts]
        Mon 14:05  → bob   bot: Eve is on call for *payments* instead of you from now until ⟨today at 16:05⟩ (override by Alice: "dentist").
            [Next shifts]
        Mon 14:05  #payments   bot: *payments*: @eve and Carol are on call until ⟨today at 16:05⟩. Eve (override by Alice: "dentist") joins. Carol stays. Bob is off. Next: Carol and Bob.
            [Next shifts] [Ask for cover]
        Mon 14:06  #payments (only bob)   bot: Eve instead of Bob on *payments*, beside Carol, from ⟨tomorrow at 00:00⟩ until ⟨Mar 4, 2026 at 00:00⟩ (UTC+1).
            I've told Eve.
            [Undo]
        Mon 14:06  #payments (only eve)   bot: You're on call for *payments* instead of Carol and Bob from now until ⟨today at 23:06⟩ (UTC).
            I've told Carol and Bob.
            [Undo]
        Mon 14:06  → eve   bot: You're on call for *payments* instead of Bob from ⟨today at 23:00⟩ until ⟨tomorrow at 23:00⟩ (override by Bob).
            [Next shifts]
        Mon 14:06  → carol   bot: Eve took over *payments* from you. You're off from now until ⟨tomorrow at 00:06⟩.
            [Next shifts]
        Mon 14:06  → bob   bot: Eve took over *payments* from you. You're off from now until ⟨tomorrow at 00:06⟩.
            [Next shifts]
        Mon 14:06  → eve   bot: You took over *payments* from Carol and Bob. You're on call from now until ⟨today at 23:06⟩.
            [Next shifts]
        Mon 14:06  #payments   bot: *payments*: Eve is on call until ⟨tomorrow at 00:06⟩. Carol is off. Next: Eve and Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

on_both!(the_newest_of_overlapping_overrides_wins_and_the_older_one_comes_back, async |store| {
    let town = town_on(store).await;
    town.leaves_direct_messages_aside();
    town.alice.types("/oncall override @bob 4h").await;
    town.passes("1 min").await;
    town.alice.types("/oncall override @alice 1h").await;
    town.passes("5 hours").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 18:05⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 18:05⟩. Bob (override by Alice) joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 14:06  #payments (only alice)   bot: You're on call for *payments* instead of Bob from now until ⟨today at 15:06⟩ (UTC+1).
            I've told Bob.
            [Undo]
        Mon 14:06  #payments   bot: *payments* is handed over: @alice is on call until ⟨today at 15:06⟩. Alice (took over) joins. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
        Mon 15:06  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 18:05⟩. Bob (override by Alice) joins. Alice is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 18:05  #payments   bot: *payments* is handed over: @carol is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn the_same_override_twice_is_one() {
    let town = town().await;
    town.leaves_direct_messages_aside();
    town.alice.types("/oncall override @bob 2h").await;
    town.alice.types("/oncall override @bob 2h").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 16:05⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: Bob is on call already, until ⟨today at 16:05⟩ at least. Nothing changed.
    "#]]).await;
}

on_both!(undo_works_once_and_for_ten_minutes, async |store| {
    let town = town_on(store).await;
    town.leaves_direct_messages_aside();
    town.alice.types("/oncall override @bob tomorrow").await;
    let undo = ControlId::UndoOverride(newest(&town).await);
    town.alice.clicks("Undo").await;
    town.alice.clicks_unseen(undo).await;
    town.alice.types("/oncall override @bob 5h").await;
    town.passes("11 min").await;
    town.alice.clicks("Undo").await;
    town.alice.types("/oncall override @carol 1h").await;
    town.bob.clicks_unseen(ControlId::UndoOverride(newest(&town).await)).await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from ⟨tomorrow at 00:00⟩ until ⟨Mar 4, 2026 at 00:00⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot (edited): Undone. Carol is on call from ⟨tomorrow at 00:00⟩, as before.
        Mon 14:05  #payments (only alice)   bot: This override is gone: somebody removed it or its schedule. Nothing changed.
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 19:05⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 19:05⟩. Bob (override by Alice) joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 14:16  #payments (only alice)   bot: This was made more than ten minutes ago, so it isn't undone here: `/oncall overrides payments` removes it.
        Mon 14:16  #payments (only alice)   bot: Carol instead of Bob on *payments* from now until ⟨today at 15:16⟩ (UTC+1).
            I've told Carol and Bob.
            [Undo]
        Mon 14:16  #payments (only bob)   bot: Only Alice, who made it, or who manages *payments* can take this override back.
    "#]]).await;
});

on_both!(an_override_of_a_schedule_that_was_deleted_is_gone, async |store| {
    let town = town_on(store).await;
    town.leaves_direct_messages_aside();
    town.alice.types("/oncall override @bob 5h").await;
    let mut db = town.ctx().store.reader().await.unwrap();
    let payments = schedules::named(&mut db, town.workspace, "payments").await.unwrap().unwrap();
    drop(db);
    let actor = Actor::Token { workspace: town.workspace, token: TokenId::random(), user: None };
    delete_schedule::delete_schedule(town.ctx(), actor, payments.id).await.unwrap();
    town.alice.clicks("Undo").await;
    town.alice.clicks_unseen(ControlId::TakeGap(payments.id, 1_900_000_000)).await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 19:05⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: This override is gone: somebody removed it or its schedule. Nothing changed.
        Mon 14:05  #payments (only alice)   bot: This schedule is gone. `/oncall` lists those there are.
    "#]]).await;
});

on_both!(coming_overrides_are_listed_and_removed, async |store| {
    let town = town_on(store).await;
    town.leaves_direct_messages_aside();
    town.bob.types("/oncall overrides").await;
    town.alice.types("/oncall override @bob 2h because dentist").await;
    town.alice.types("/oncall override @bob tomorrow 9-17").await;
    town.bob.types("/oncall overrides payments").await;
    town.alice.types("/oncall overrides").await;
    town.passes("5 min").await;
    town.alice.clicks("Remove").await;
    town.bob.clicks_unseen(ControlId::RemoveOverride(newest(&town).await)).await;
    town.passes("5 min").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only bob)   bot: *payments* has no overrides now or later. `/oncall override` makes one.
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from now until ⟨today at 16:05⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: Bob instead of Carol on *payments* from ⟨tomorrow at 09:00⟩ until ⟨tomorrow at 17:00⟩ (UTC+1).
            I've told Bob and Carol.
            [Undo]
        Mon 14:05  #payments (only bob)   bot: *payments* has 2 overrides:
            • now until ⟨today at 16:05⟩: Bob (by Alice: "dentist")
            • ⟨tomorrow at 09:00⟩ to ⟨tomorrow at 17:00⟩: Bob (by Alice)
        Mon 14:05  #payments (only alice)   bot: *payments* has 2 overrides:
            • now until ⟨today at 16:05⟩: Bob (by Alice: "dentist")   [Remove]
            • ⟨tomorrow at 09:00⟩ to ⟨tomorrow at 17:00⟩: Bob (by Alice)   [Remove]
        Mon 14:05  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 16:05⟩. Bob (override by Alice: "dentist") joins. Carol is off. Next: Carol.
            [Next shifts] [Ask for cover]
        Mon 14:10  #payments (only alice)   bot (edited): Removed. Carol is on call again.
            *payments* has one override:
            • ⟨tomorrow at 09:00⟩ to ⟨tomorrow at 17:00⟩: Bob (by Alice)   [Remove]
        Mon 14:10  #payments (only bob)   bot: Only Alice, who made it, or who manages *payments* can take this override back.
        Mon 14:10  #payments   bot: *payments* is handed over: @carol is on call until ⟨tomorrow at 09:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn names_of_peoples_making_are_harmless() {
    let town = Town::on(MONDAY).await;
    town.schedule("<!here> & *co*").weekly("Mon 09:00", ["carol", "bob"]).in_channel("#payments").await;
    let mallory = town.moves_in(Person::new("mallory", "Mallory <!channel> *&* 🙂")).await;
    mallory.types("/oncall override @bob 2h").await;
    mallory.types("/oncall take because <!everyone> `x` *y*").await;
    town.alice.types("/oncall overrides").await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 14:05  #payments (only mallory)   bot: Only a workspace admin can put others on call for *<!here> & ∗co∗*; you can put yourself on call with `/oncall take <!here> & *co*`.
        Mon 14:05  #payments (only mallory)   bot: You're on call for *<!here> & ∗co∗* instead of Carol from now until ⟨Mar 9, 2026 at 08:00⟩ (UTC).
            I've told Carol.
            [Undo]
        Mon 14:05  #payments (only alice)   bot: *<!here> & ∗co∗* has one override:
            • now until ⟨Mar 9, 2026 at 09:00⟩: Mallory <!channel> *&* 🙂 (by Mallory <!channel> *&* 🙂: "<!everyone> x *y*")   [Remove]
        Mon 14:05  → mallory   bot: You took over *<!here> & ∗co∗* from Carol: "<!everyone> x *y*". You're on call from now until ⟨Mar 9, 2026 at 08:00⟩.
            [Next shifts]
        Mon 14:05  → carol   bot: Mallory <!channel> *&* 🙂 took over *<!here> & ∗co∗* from you: "<!everyone> x *y*". You're off from now until ⟨Mar 9, 2026 at 09:00⟩.
            [Next shifts]
        Mon 14:05  #payments   bot: *<!here> & ∗co∗* is handed over: @mallory is on call until ⟨Mar 9, 2026 at 09:00⟩. Mallory <!channel> *&* 🙂 (took over: "<!everyone> x *y*") joins. Carol is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
}

#[tokio::test]
async fn the_text_of_every_message_says_the_whole_thing() {
    let town = town().await;
    town.schedule("search").weekly("Mon 09:00", ["bob"]).await;
    town.alice.types("/oncall override @bob payments 2h because dentist").await;
    town.alice.types("/oncall overrides payments").await;
    town.passes("1 min").await;
    let texts: Vec<_> = town.said().into_iter().map(|entry| format!("{}: {}", entry.place, entry.text)).collect();
    expect![[r##"
        #payments (only alice): Bob instead of Carol on payments from now until ⟨today at 16:05⟩ (UTC+1). Bob is also on call for *search* in that time. I've told Bob and Carol.
        #payments (only alice): payments has one override:
        • now until ⟨today at 16:05⟩: Bob (by Alice: "dentist")
        → bob: You're on call for payments instead of Carol from now until ⟨today at 16:05⟩ (override by Alice: "dentist").
        → carol: Bob is on call for payments instead of you from now until ⟨today at 16:05⟩ (override by Alice: "dentist").
        #payments: payments is handed over: Bob is on call until ⟨today at 16:05⟩. Bob (override by Alice: "dentist") joins. Carol is off. Next: Carol."##]].assert_eq(&texts.join("\n"));
}

#[tokio::test]
async fn buttons_are_shaped_as_slack_takes_them_and_ask_before_they_act() {
    let town = town().await;
    town.leaves_direct_messages_aside();
    town.alice.types("/oncall override @bob fri 18:00 to mon 9:00").await;
    town.alice.types("/oncall overrides payments").await;
    let shift = newest(&town).await.to_string();
    let entries = town.said();
    let blocks = entries.iter().flat_map(|entry| entry.raw["blocks"].as_array().unwrap());
    let shown: Vec<_> = blocks
        .map(|block| {
            let mut block = block.as_object().unwrap().clone();
            block.remove("block_id");
            serde_json::to_string(&block).unwrap()
        })
        .collect();
    expect![[r#"
        {"type":"section","text":{"type":"mrkdwn","text":"Bob instead of Carol on *payments* from <!date^1772816400^{date_short_pretty} at {time}|Fri 6 Mar 18:00 CET> until <!date^1773043200^{date_short_pretty} at {time}|Mon 9 Mar 09:00 CET> (UTC+1)."}}
        {"type":"context","elements":[{"type":"mrkdwn","text":"I've told Bob and Carol."}]}
        {"type":"actions","elements":[{"type":"button","action_id":"undo_override:O…","text":{"type":"plain_text","text":"Undo"}}]}
        {"type":"section","text":{"type":"mrkdwn","text":"*payments* has one override:"}}
        {"type":"section","text":{"type":"mrkdwn","text":"• <!date^1772816400^{date_short_pretty} at {time}|Fri 6 Mar 18:00 CET> to <!date^1773043200^{date_short_pretty} at {time}|Mon 9 Mar 09:00 CET>: Bob (by Alice)"},"accessory":{"type":"button","action_id":"remove_override:O…","text":{"type":"plain_text","text":"Remove"},"confirm":{"title":{"type":"plain_text","text":"Remove this override?"},"text":{"type":"plain_text","text":"Bob won't be on call by it from Fri 6 Mar 18:00 CET until Mon 9 Mar 09:00 CET."},"confirm":{"type":"plain_text","text":"Remove"},"deny":{"type":"plain_text","text":"Not now"}}}}"#]].assert_eq(&shown.join("\n").replace(&shift, "O…"));
}
