//! Schedules made and changed with forms: `/oncall create`, `/oncall edit`.

mod creating;
mod days_off;
mod editing;
mod many;
mod slowly;
mod steps;

use rota::ids::ScheduleId;
use rota::slack::modals::ModalId;
use rota::store::schedules;
use serde_json::Value;

use crate::support::town::Town;

const MONDAY: &str = "Mon 2026-03-02 14:05 Europe/Oslo";

/// Alice makes a schedule of one rotation, a week each from Mondays at nine, announced in #payments.
async fn makes(town: &Town, name: &str, people: &str) -> ScheduleId {
    town.alice.types("/oncall create").await;
    town.alice.fills_in(ModalId::ScheduleForm, [("name", name)]).await;
    town.alice.fills_in(ModalId::RotationForm, [("people", people)]).await;
    town.alice.fills_in(ModalId::SchedulePlan, []).await;
    town.alice.fills_in(ModalId::PlanPreview, []).await;
    town.alice.closes_the_modal().await;
    town.passes("4 s").await;
    town.forgets();
    let mut db = town.ctx().store.reader().await.unwrap();
    schedules::named(&mut db, town.workspace, name).await.unwrap().expect("it was made").id
}

/// The texts of the modal in front of somebody.
fn shows(town: &Town, handle: &str) -> String {
    let view = town.slack.modal_of(handle).expect("a modal");
    let text = |block: &Value| block["text"]["text"].as_str().unwrap_or_default().to_owned();
    let lines: Vec<_> = view["blocks"].as_array().unwrap().iter().map(text).filter(|text| !text.is_empty()).collect();
    lines.join("\n")
}
