//! Days on which nobody is on call, and people who are away: what a form makes of them.

use std::collections::BTreeMap;

use rota::ids::ScheduleId;
use rota::playground::Person;
use rota::schedule::Interval;
use rota::schedule::resolve::timeline;
use rota::slack::modals::ModalId;
use rota::usecases::people::People;
use rota::usecases::rules::Loaded;

use super::{MONDAY, makes, shows};
use crate::support::databases::on_both;
use crate::support::town::Town;

const WEEKDAYS: &str = "MO, TU, WE, TH, FR";

/// Alice makes a schedule of one rotation: a day each, on weekdays, with what else the form says.
async fn weekdays(town: &Town, name: &str, people: &str, turns: &str) -> ScheduleId {
    town.alice.types("/oncall create").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", name), ("channel", "")]).await;
    let rotation = [("people", people), ("unit", "days"), ("days", WEEKDAYS), ("turns", turns)];
    town.alice.fills_in(ModalId::RotationForm, rotation).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.alice.closes_the_modal().await;
    town.forgets();
    let mut db = town.ctx().store.reader().await.unwrap();
    rota::store::schedules::named(&mut db, town.workspace, name).await.unwrap().expect("it was made").id
}

/// How many shifts each person has in the fourteen weeks from next Monday on.
async fn served(town: &Town, id: ScheduleId) -> BTreeMap<String, usize> {
    let mut db = town.ctx().store.reader().await.unwrap();
    let people = People::of(&mut db, town.workspace).await.unwrap();
    let loaded = Loaded::find(&mut db, town.workspace, id, &people).await.unwrap().unwrap();
    let at = |text: &str| text.parse().unwrap();
    let window = Interval::new(at("2026-03-09T08:00:00Z"), at("2026-06-15T07:00:00Z")).unwrap();
    let mut served = BTreeMap::new();
    for shift in timeline(&loaded.rules, window).covered() {
        for on_duty in &shift.people {
            *served.entry(people.name(on_duty.user)).or_default() += 1;
        }
    }
    served
}

on_both!(fourteen_people_on_weekdays_serve_equally_unless_days_off_use_up_turns, async |store| {
    let town = Town::with(store, MONDAY).await;
    for number in 1..=14 {
        town.slack.add_person(Person::new(&format!("p{number}"), &format!("P{number:02}")).in_zone("Europe/Oslo"));
    }
    town.settles().await;
    let people = (1..=14).map(|number| format!("@p{number}")).collect::<Vec<_>>().join(",");
    let fair = weekdays(&town, "fair", &people, "").await;
    let fixed = weekdays(&town, "fixed", &people, "uses_up").await;
    let served_fairly = served(&town, fair).await;
    assert!(served_fairly.len() == 14 && served_fairly.values().all(|shifts| *shifts == 5), "{served_fairly:?}");
    // Whoever has a Saturday or a Sunday has it for ever, as in Grafana OnCall.
    let served_by_calendar = served(&town, fixed).await;
    assert!(served_by_calendar.len() == 10 && served_by_calendar.values().all(|shifts| *shifts == 7));
    for never in ["P06", "P07", "P13", "P14"] {
        assert!(!served_by_calendar.contains_key(never), "{served_by_calendar:?}");
    }
    town.settles().await;
    town.forgets();
});

on_both!(a_preview_says_who_is_away_in_a_shift_that_they_would_get, async |store| {
    let town = Town::with(store, MONDAY).await;
    makes(&town, "payments", "@alice, @bob").await;
    town.carol.types("/oncall away 18 mar to 20 mar").await;
    town.alice.types("/oncall edit payments").await;
    town.alice.clicks_in_modal("Change").await;
    town.alice.fills_in(ModalId::RotationForm, [("people", "@alice, @bob, @carol")]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    let preview = shows(&town, "alice");
    assert!(preview.contains("Carol is away") && preview.contains("and on call then"), "{preview}");
    town.forgets();
});
