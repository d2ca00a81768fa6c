//! Every first form while nothing can be read: something is in front of people within half a second, and then the form.

use std::time::Duration;

use rota::playground::Playground;
use rota::slack::modals::ModalId;
use rota::store::{Reader, Store};
use serde_json::json;
use tokio::time::timeout;

use super::asking_for_cover::asks;
use crate::support::databases::on_both;
use crate::support::town::{Inhabitant, Town};

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";
const CAST: [&str; 3] = ["alice", "bob", "carol"];

/// A town that has spoken with everybody once, so that it knows their team.
async fn town(store: Store) -> Town {
    let town = Town::with(store, MONDAY).await;
    town.schedule("payments").weekly("Mon 09:00", ["carol", "alice", "bob"]).in_channel("#payments").await;
    town.schedule("search").weekly("Mon 09:00", ["bob", "carol"]).await;
    town.alice.types("/oncall").await;
    town
}

/// Holds every connection that reads, until it is dropped.
async fn nothing_can_be_read(town: &Town) -> Vec<Reader> {
    let mut held = Vec::new();
    // Where tests of others keep the machine busy, a connection may take its time to be made.
    while let Ok(reader) = timeout(Duration::from_millis(500), town.ctx().store.reader()).await {
        held.push(reader.unwrap());
    }
    held
}

/// Waits until each of the cast reads that it takes a moment, and lets the database go on.
async fn everybody_waits(town: &Town, held: Vec<Reader>) {
    let waits = |slack: &Playground, handle: &str| {
        let line = slack.modal_of(handle).map(|view| view["blocks"][0]["text"]["text"].clone());
        line == Some(json!("One moment, I'm reading the schedules."))
    };
    let all_wait = town.slack.until(|slack| CAST.iter().all(|handle| waits(slack, handle))).await;
    drop(held);
    assert!(all_wait, "something is in front of everybody while the database is busy");
}

/// The forms in front of the cast.
fn forms(town: &Town) -> Vec<String> {
    let form = |handle: &&str| town.slack.modal_of(handle).unwrap()["callback_id"].as_str().unwrap().to_owned();
    CAST.iter().map(form).collect()
}

fn ids(ids: [ModalId; 3]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

on_both!(forms_that_are_typed_for, async |store| {
    let town = town(store).await;
    let held = nothing_can_be_read(&town).await;
    let types = async |who: &Inhabitant, text: &str| drop(who.types(text).await);
    tokio::join!(
        types(&town.alice, "/oncall link"),
        types(&town.bob, "/oncall settings"),
        types(&town.carol, "/oncall swap"),
        everybody_waits(&town, held),
    );
    assert_eq!(forms(&town), ids([ModalId::LinkForm, ModalId::Settings, ModalId::CoverForm]));
    town.forgets();
});

on_both!(forms_that_are_clicked_for, async |store| {
    let town = town(store).await;
    asks(&town.alice, []).await;
    town.passes("1 min").await;
    town.carol.opens_home().await;
    let held = nothing_can_be_read(&town).await;
    let clicks = async |who: &Inhabitant, place: &str, label: &str| drop(who.clicks_in(place, label).await);
    tokio::join!(
        town.alice.uses_the_shortcut(),
        clicks(&town.bob, "@bot", "Accept"),
        clicks(&town.carol, "home", "Ask for cover"),
        everybody_waits(&town, held),
    );
    assert_eq!(forms(&town), ids([ModalId::CoverForm, ModalId::CoverAccept, ModalId::CoverForm]));
    town.forgets();
});
