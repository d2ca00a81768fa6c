//! Somebody serves for another: asked and taken over REST, announced when it begins and when it ends.

use expect_test::expect;
use reqwest::Method;
use serde_json::json;

use super::over_rest::Script;
use crate::support::databases::on_both;
use crate::support::town::Town;

on_both!(a_swap_taken_over_rest_is_handed_over_with_whom_it_covers, async |store| {
    let town = Town::with(store, "Mon 2026-03-02 09:00 Europe/Oslo").await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "carol"]).in_channel("#payments").await;
    town.passes("1 min").await;
    town.forgets();
    let script = Script::of(&town).await;
    let (alice, bob) = (script.user("alice").await, script.user("bob").await);
    let payments = script.reads("schedules/?name=payments").await["results"][0]["id"].clone();
    let request = json!({ "schedule": payments, "swap_start": "2026-03-03T12:00:00+01:00",
        "swap_end": "2026-03-03T18:00:00+01:00", "beneficiary": alice, "description": "dentist" });
    let swap = script.sends(Method::POST, "shift_swaps/", request).await;
    let take = format!("shift_swaps/{}/take", swap["id"].as_str().unwrap());
    script.sends(Method::POST, &take, json!({ "benefactor": bob })).await;
    town.passes("1 min").await;
    town.bob.types("/oncall mine").await;
    town.passes("34 h").await;
    town.reads(expect![[r#"
        Mon 09:02  #payments (only bob)   bot: You're on call:
            • *payments*: ⟨tomorrow at 12:00⟩ to ⟨tomorrow at 18:00⟩ (tomorrow) (for Alice)
            [Ask for cover]
        Tue 12:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 18:00⟩. Bob (covers Alice) joins. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Tue 18:00  #payments   bot: *payments* is handed over: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
});

#[tokio::test]
async fn a_swap_withdrawn_while_it_lasts_gives_the_shift_back() {
    let town = Town::on("Mon 2026-03-02 09:00 Europe/Oslo").await;
    town.schedule("payments").weekly("Mon 09:00", ["alice", "carol"]).in_channel("#payments").await;
    town.passes("1 min").await;
    town.forgets();
    let script = Script::of(&town).await;
    let (alice, bob) = (script.user("alice").await, script.user("bob").await);
    let payments = script.reads("schedules/?name=payments").await["results"][0]["id"].clone();
    let request = json!({ "schedule": payments, "swap_start": "2026-03-02T10:00:00+01:00",
        "swap_end": "2026-03-02T18:00:00+01:00", "beneficiary": alice });
    let swap = script.sends(Method::POST, "shift_swaps/", request).await;
    let address = format!("shift_swaps/{}/", swap["id"].as_str().unwrap());
    script.sends(Method::POST, &format!("{address}take/"), json!({ "benefactor": bob })).await;
    town.passes("2 h").await;
    script.sends(Method::DELETE, &address, serde_json::Value::Null).await;
    town.passes("1 min").await;
    town.reads(expect![[r#"
        Mon 10:00  #payments   bot: *payments* is handed over: @bob is on call until ⟨today at 18:00⟩. Bob (covers Alice) joins. Alice is off. Next: Alice.
            [Next shifts] [Ask for cover]
        Mon 11:01  #payments   bot: *payments* is handed over: @alice is on call until ⟨Mar 9, 2026 at 09:00⟩. Bob is off. Next: Carol.
            [Next shifts] [Ask for cover]
    "#]]).await;
}
