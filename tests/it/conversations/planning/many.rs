//! A rotation of a hundred people with names that would break things if they could.

use rota::playground::{Entry, Person};
use rota::slack::modals::ModalId;
use serde_json::Value;

use super::{MONDAY, shows};
use crate::support::databases::on_both;
use crate::support::town::Town;

/// What would tell people who are not meant: plain text cannot, markup and the text of a message can.
fn pings(entry: &Entry) -> bool {
    let ping = |text: &str| ["<!channel", "<!here", "<!everyone", "<!subteam"].iter().any(|ping| text.contains(ping));
    in_markup(&entry.raw).into_iter().any(ping) || entry.raw["text"].as_str().is_some_and(ping)
}

fn in_markup(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(fields) if value["type"] == "mrkdwn" => fields["text"].as_str().into_iter().collect(),
        Value::Object(fields) => fields.values().flat_map(in_markup).collect(),
        Value::Array(items) => items.iter().flat_map(in_markup).collect(),
        _ => Vec::new(),
    }
}

on_both!(a_hundred_people_with_hostile_names_break_nothing_and_ping_nobody, async |store| {
    let town = Town::with(store, MONDAY).await;
    for number in 0..100 {
        let name = format!("{number} <!channel> & *x* `y` {} \u{5d0}\u{202e}{}", "🙂".repeat(20), "ж".repeat(40));
        town.slack.add_person(Person::new(&format!("person.{number}"), &name).in_zone("Europe/Oslo"));
    }
    let people: Vec<_> = (0..100).map(|number| format!("@person.{number}")).collect();
    let named: Vec<String> = people.chunks(2).map(|pair| pair.join(" + ")).collect();
    town.settles().await;
    town.alice.types("/oncall create").await;
    town.alice
        .fills_in(ModalId::ScheduleForm, [("name", "<!channel> & *pay* `x` 🙂"), ("managers", &people.join(","))])
        .await;
    town.alice
        .fills_in(ModalId::RotationForm, [("people", &people.join(",")), ("every", "1"), ("unit", "hours")])
        .await;
    town.alice.clicks_in_modal("Order").await;
    town.alice.fills_in(ModalId::TurnsForm, [("turns_1", &people.join("\n"))]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.passes("1 min").await;
    town.alice.clicks_in_modal("Edit again").await;
    town.alice.clicks_in_modal("Order").await;
    town.alice.fills_in(ModalId::TurnsForm, [("turns_1", &named.join("\n"))]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    let preview = shows(&town, "alice");
    let people = preview.lines().find(|line| line.starts_with("In the next 60 days: ")).expect("who wins and loses");
    assert!(people.contains(" · and ") && people.ends_with(" more"), "{people}");
    assert!(preview.contains("&lt;!channel&gt;"), "{preview}");
    let said = town.said();
    assert!(said.len() > 8);
    for entry in &said {
        assert!(!pings(entry), "nobody is pinged: {}", entry.raw);
    }
});
