//! Several replicas on one database say everything once.

use crate::support::databases::on_both;
use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

on_both!(two_replicas_announce_each_of_two_hundred_handoffs_once, async |store| {
    let town = Town::with_replicas(store, MONDAY, 2).await;
    for number in 0..50 {
        let channel = if number % 2 == 0 { "#payments" } else { "#general" };
        town.schedule(&format!("team {number}"))
            .daily("09:00", 12, ["alice", "bob", "carol"])
            .in_channel(channel)
            .await;
    }
    town.passes("1 min").await;
    town.forgets();
    town.passes("2 days").await;
    town.passes("1 min").await;
    let said = town.said();
    assert_eq!(said.len(), 200, "two changes a day in each of fifty schedules");
    let keys: std::collections::HashSet<_> =
        said.iter().map(|entry| entry.metadata.clone().unwrap().to_string()).collect();
    assert_eq!(keys.len(), 200, "none is said twice");
});
