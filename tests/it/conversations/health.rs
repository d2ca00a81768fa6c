//! What is wrong with the time ahead is told in the schedule's channel: Mondays at nine, and when a change opens a gap.

use expect_test::expect;
use jiff::SignedDuration;
use reqwest::Method;
use rota::playground::Person;
use serde_json::Value;

use super::over_rest::Script;
use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 11:00 Europe/Oslo";

/// Time passes at once, and what was to be done meanwhile is done at its end.
async fn leaps(town: &Town, hours: i64) {
    town.clock.advance(SignedDuration::from_hours(hours));
    town.settles().await;
}

on_both!(gaps_of_the_next_thirty_days_are_told_mondays_at_nine_by_one_of_two_replicas, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    town.schedule("payments").daily("10:00", 23, ["alice"]).in_channel("#payments").await;
    town.schedule("search").weekly("Mon 10:00", ["alice", "bob"]).in_channel("#general").await;
    town.passes("1 h").await;
    leaps(&town, 6 * 24).await;
    town.forgets();
    leaps(&town, 20).await;
    town.forgets();
    town.passes("2 h").await;
    town.reads_minute_by_minute(expect![[r#"
        Mon 09:00  #payments   bot: *payments* has nobody on call in the next 30 days:
            • ⟨today at 09:00⟩ to ⟨today at 10:00⟩
            • ⟨tomorrow at 09:00⟩ to ⟨tomorrow at 10:00⟩
            • ⟨Mar 11, 2026 at 09:00⟩ to ⟨Mar 11, 2026 at 10:00⟩
            • ⟨Mar 12, 2026 at 09:00⟩ to ⟨Mar 12, 2026 at 10:00⟩
            • ⟨Mar 13, 2026 at 09:00⟩ to ⟨Mar 13, 2026 at 10:00⟩
            • ⟨Mar 14, 2026 at 09:00⟩ to ⟨Mar 14, 2026 at 10:00⟩
            • ⟨Mar 15, 2026 at 09:00⟩ to ⟨Mar 15, 2026 at 10:00⟩
            • ⟨Mar 16, 2026 at 09:00⟩ to ⟨Mar 16, 2026 at 10:00⟩
            and 23 more times
            [Next shifts]
        Mon 09:00  #payments   bot: *payments*: nobody is on call from now until ⟨today at 10:00⟩. Alice is off. Next: Alice.
            [Take it now] [Next shifts] [Ask for cover]
        Mon 10:00  #general   bot: *search* is handed over: @bob is on call until ⟨Mar 16, 2026 at 10:00⟩. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Mon 10:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨tomorrow at 09:00⟩. Then nobody until ⟨tomorrow at 10:00⟩.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

on_both!(after_three_weeks_away_the_week_is_told_once, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").daily("10:00", 20, ["alice"]).in_channel("#payments").await;
    town.passes("1 min").await;
    leaps(&town, 23 * 24 + 12).await;
    town.passes("1 h").await;
    town.reads(expect![[r#"
        Wed 23:01  #payments   bot: *payments* has nobody on call in the next 30 days:
            • ⟨tomorrow at 06:00⟩ to ⟨tomorrow at 10:00⟩
            • ⟨Mar 27, 2026 at 06:00⟩ to ⟨Mar 27, 2026 at 10:00⟩
            • ⟨Mar 28, 2026 at 06:00⟩ to ⟨Mar 28, 2026 at 10:00⟩
            • ⟨Mar 29, 2026 at 06:00⟩ to ⟨Mar 29, 2026 at 10:00⟩
            • ⟨Mar 30, 2026 at 06:00⟩ to ⟨Mar 30, 2026 at 10:00⟩
            • ⟨Mar 31, 2026 at 06:00⟩ to ⟨Mar 31, 2026 at 10:00⟩
            • ⟨Apr 1, 2026 at 06:00⟩ to ⟨Apr 1, 2026 at 10:00⟩
            • ⟨Apr 2, 2026 at 06:00⟩ to ⟨Apr 2, 2026 at 10:00⟩
            and 22 more times
            [Next shifts]
    "#]])
        .await;
});

on_both!(a_change_that_leaves_nobody_on_call_this_week_is_told_once_when_it_has_settled, async |store| {
    let town = Town::with(store, MONDAY).await;
    let payments = town.schedule("payments").weekly("Mon 09:00", ["alice", "bob"]).in_channel("#payments").await;
    let search = town.schedule("search").daily("10:00", 8, ["carol"]).in_channel("#payments").await;
    town.passes("1 h").await;
    let script = Script::of(&town).await;
    let shift = script.reads(&format!("on_call_shifts/?schedule_id={payments}")).await["results"][0]["id"].clone();
    script.sends(Method::DELETE, &format!("on_call_shifts/{}/", shift.as_str().unwrap()), Value::Null).await;
    // Nothing new is wrong with the other: its nights were always empty.
    script.sends(Method::PUT, &format!("schedules/{search}/"), serde_json::json!({ "name": "search" })).await;
    town.passes("1 h").await;
    script.sends(Method::PUT, &format!("schedules/{payments}/"), serde_json::json!({ "name": "payments" })).await;
    town.passes("1 h").await;
    town.reads(expect![[r#"
        Mon 11:00  #payments   bot: *search*: @carol is on call until ⟨today at 18:00⟩. Then nobody until ⟨tomorrow at 10:00⟩.
            [Next shifts] [Ask for cover]
        Mon 12:00  #payments   bot: *payments*: nobody is on call from now. Alice is off.
            [Next shifts] [Ask for cover]
        Mon 12:00  #payments   bot: A change leaves *payments* without anybody on call:
            • ⟨today at 12:00⟩ to ⟨Apr 1, 2026 at 13:00⟩
            [Next shifts]
    "#]]).await;
});

#[tokio::test]
async fn somebody_who_leaves_opens_a_gap_and_is_named_on_monday() {
    let town = Town::on(MONDAY).await;
    town.moves_in(Person::new("dave", "Dave")).await;
    town.schedule("payments").weekly("Mon 10:00", ["alice", "dave"]).in_channel("#payments").await;
    town.passes("1 h").await;
    town.slack.change_person("dave", |person| *person = person.clone().deactivated());
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 12:00  → alice   bot: Dave has left this workspace and is still in these rotations. Their turns stay empty; please put somebody else in their place.
            • *payments*: nobody is on call ⟨Mar 9, 2026 at 10:00⟩ to ⟨Mar 16, 2026 at 10:00⟩, ⟨Mar 23, 2026 at 10:00⟩ to ⟨Mar 30, 2026 at 10:00⟩, ⟨Apr 6, 2026 at 10:00⟩ to ⟨Apr 13, 2026 at 10:00⟩, ⟨Apr 20, 2026 at 10:00⟩ to ⟨Apr 27, 2026 at 10:00⟩, ⟨May 4, 2026 at 10:00⟩ to ⟨May 11, 2026 at 10:00⟩ and 1 more
        Mon 12:00  #payments   bot: A change leaves *payments* without anybody on call:
            • ⟨Mar 9, 2026 at 10:00⟩ to ⟨Mar 16, 2026 at 10:00⟩
            [Next shifts]
    "#]])
        .await;
    leaps(&town, 7 * 24 - 3).await;
    town.reads(expect![[r#"
        Mon 09:01  #payments   bot: *payments* has nobody on call in the next 30 days:
            • ⟨today at 10:00⟩ to ⟨Mar 16, 2026 at 10:00⟩
            • ⟨Mar 23, 2026 at 10:00⟩ to ⟨Mar 30, 2026 at 10:00⟩
            • ⟨Apr 6, 2026 at 10:00⟩ to ⟨Apr 8, 2026 at 10:01⟩
            Dave can't be on call (guests, or people who left), and shifts name them.
            [Next shifts]
    "#]])
        .await;
}

on_both!(who_manages_a_schedule_turns_the_weekly_digest_on_and_off, async |store| {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Wed 10:00", ["alice", "bob"]).in_channel("#payments").await;
    town.passes("1 min").await;
    town.carol.types("/oncall digest payments").await;
    town.alice.types("/oncall digest").await;
    town.alice.types("/oncall digest paymets on").await;
    town.alice.types("/oncall digest payments on").await;
    town.reads(expect![[r#"
        Mon 11:01  #payments (only carol)   bot: Only who manages a schedule turns its weekly digest on and off. Nothing was changed.
        Mon 11:01  #payments (only alice)   bot: Which schedule? Type `/oncall digest payments on`, or `off`.
        Mon 11:01  #payments (only alice)   bot: I don't know a schedule called `paymets`. Did you mean `payments`? `/oncall` lists who is on call.
        Mon 11:01  #payments (only alice)   bot: From now on the channel of *payments* hears on Mondays at nine who comes when that week.
    "#]]).await;
    leaps(&town, 6 * 24 + 21).await;
    town.forgets();
    town.passes("2 h").await;
    town.reads(expect![[r#"
        Mon 09:00  #payments   bot: *payments* this week:
            • now: Bob
            • from ⟨Mar 11, 2026 at 10:00⟩: Alice
            [Next shifts]
    "#]])
        .await;
    town.alice.types("/oncall digest payments off").await;
    leaps(&town, 7 * 24).await;
    town.reads(expect![[r#"
        Mon 10:01  #payments (only alice)   bot: *payments* has no weekly digest any more.
        Mon 10:01  #payments   bot: *payments* was handed over at ⟨Mar 11, 2026 at 10:00⟩ and I could only say so now: @alice is on call until ⟨Mar 18, 2026 at 10:00⟩. Bob is off. Next: Bob.
            [Next shifts] [Ask for cover]
    "#]]).await;
});
