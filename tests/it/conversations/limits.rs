//! A hundred people with names that nobody should have: no message is too long for Slack, and none pings by accident.

use rota::playground::{Entry, Person, Place};
use serde_json::Value;

use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 09:00 Europe/Oslo";

/// Eighty letters of what Slack reads as markup, of emoji, and of what is read from the right.
fn name(number: usize) -> String {
    let name =
        format!("{number} <!channel> <@U0000000001> & *bold* `code` \u{1f9d1}\u{200d}\u{1f680} مرحبا بالعالم דב ");
    name.chars().chain("very long name ".chars().cycle()).take(80).collect()
}

/// Every option of every menu in a view.
fn options(view: &Value) -> Vec<&Value> {
    match view {
        Value::Object(fields) => {
            let own = fields.get("options").and_then(Value::as_array).into_iter().flatten();
            own.chain(fields.values().flat_map(options)).collect()
        }
        Value::Array(items) => items.iter().flat_map(options).collect(),
        _ => Vec::new(),
    }
}

fn pings(entry: &Entry) -> bool {
    let raw = entry.raw.to_string();
    ["<!channel", "<!here", "<!everyone", "<@U0000000001>"].iter().any(|ping| raw.contains(ping))
}

#[tokio::test]
async fn a_hundred_people_with_odd_names_fit_every_message_and_ping_nobody() {
    let town = Town::on(MONDAY).await;
    let mut handles = vec!["alice".to_owned()];
    for number in 1..100 {
        let handle = format!("p{number}");
        town.slack.add_person(Person::new(&handle, &name(number)));
        handles.push(handle);
    }
    town.is_read_by_rota().await;
    let all_at_once = handles.join("+");
    let in_turn: [&str; 100] = std::array::from_fn(|place| handles[place].as_str());
    town.schedule("crowd").weekly("Mon 09:00", [all_at_once.as_str()]).in_channel("#payments").await;
    town.schedule("turns").daily("09:00", 24, in_turn).in_channel("#payments").await;
    town.passes("1 min").await;
    for command in ["now", "next", "show", "report", "overrides", "link", "digest", "edit", "swap", "calendar"] {
        for schedule in ["crowd", "turns"] {
            let more = if command == "digest" { " on" } else { "" };
            town.alice.types(&format!("/oncall {command} {schedule}{more}")).await;
        }
    }
    for command in
        ["", "mine", "override @p7 2h crowd", "override @p9 2h turns", "away @p8 fri to mon", "away", "settings"]
    {
        town.alice.types(&format!("/oncall {command}")).await;
    }
    town.passes("1 day").await;
    let said = town.said();
    assert!(said.len() > 25, "{}", said.len());
    for entry in &said {
        assert!(!pings(entry), "{}", entry.text);
        assert!(entry.text.chars().count() <= 4_000, "{}", entry.text);
    }
    let cut = said.iter().filter(|entry| entry.text.contains(" more") || entry.blocks.contains(" more")).count();
    assert!(cut >= 4, "{cut} are cut");
    let modals = said.iter().filter(|entry| matches!(entry.place, Place::Modal(_)));
    let offered: Vec<&Value> = modals.flat_map(|entry| options(&entry.raw)).collect();
    let people = offered.iter().filter(|option| option.to_string().contains("very long name")).count();
    assert_eq!(people, 0, "people are chosen with Slack's own pickers, and never from a list");
}

#[tokio::test]
async fn among_twenty_five_thousand_members_the_last_one_serves_as_the_first() {
    let town = Town::on(MONDAY).await;
    town.slack.had_people((0..25_000).map(|number| Person::new(&format!("m{number}"), &format!("Member {number}"))));
    town.is_read_by_rota().await;
    town.schedule("payments").daily("09:00", 24, ["m24999", "alice"]).in_channel("#payments").await;
    town.forgets();
    let put = town.alice.types("/oncall override @m24998 2h payments").await;
    assert!(put.text().contains("Member 24998"), "{}", put.text());
    for command in
        ["", "mine", "next payments", "show payments", "swap payments", "override", "edit payments", "create"]
    {
        town.alice.types(&format!("/oncall {command}")).await;
    }
    town.alice.opens_home().await;
    town.passes("1 min").await;
    let said = town.said();
    let announced = "payments is handed over: Member 24998 is on call until";
    assert!(said.iter().any(|entry| entry.text.starts_with(announced)), "the last but one serves for the last");
    let views = said.iter().filter(|entry| matches!(entry.place, Place::Modal(_)));
    let offered: Vec<&Value> = views.flat_map(|entry| options(&entry.raw)).collect();
    assert!(!offered.is_empty() && offered.iter().all(|option| !option.to_string().contains("Member")));
}
