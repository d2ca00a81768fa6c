//! The turns of one rotation in order, as text: lines are moved, and people put together with `+`.

use std::collections::BTreeSet;

use slack_morphism::blocks::SlackView;

use super::draft::{Draft, Open};
use super::scene::Scene;
use super::step::Step;
use super::turns::{LONGEST, read as read_turns, written};
use crate::ids::UserId;
use crate::slack::control::ControlId;
use crate::slack::messages::buttons;
use crate::slack::modals::fields::{Field, Values};
use crate::slack::modals::{FieldError, ModalId};
use crate::usecases::rotation_plan::{Field as PlanField, RotationField};

/// A field for every three thousand characters; the last ones are for what somebody adds.
const FIELDS: [&str; 6] = ["turns_1", "turns_2", "turns_3", "turns_4", "turns_5", "turns_6"];

const HINT: &str =
    "A line is a turn. Move lines to change the order; write @bob + @carol to have both on call together.";

/// The form.
pub fn view(open: &Open, scene: &Scene, at: usize) -> SlackView {
    let groups = open.draft.plan.rotations.get(at).map(|rotation| rotation.groups.as_slice()).unwrap_or_default();
    let mut pieces = written(groups, &scene.people);
    if pieces.is_empty() {
        pieces.push(String::new());
    }
    let mut blocks = Vec::new();
    for (place, (name, piece)) in FIELDS.into_iter().zip(&pieces).enumerate() {
        let first = place == 0;
        let label = if first { "Order of turns" } else { "Further turns" };
        let field = Field { name, label, hint: first.then_some(HINT), needed: first };
        blocks.push(field.lines(Some(piece).filter(|piece| !piece.is_empty()).map(String::as_str), LONGEST as u64));
    }
    blocks.push(buttons(&[(ControlId::Draft(Step::Back), "Back")]));
    open.form(ModalId::TurnsForm, Some(at), blocks, "Next")
}

/// The draft with the turns that were written, or which lines are not understood.
pub fn read(draft: &Draft, scene: &Scene, at: usize, values: &Values) -> Result<Draft, Vec<FieldError>> {
    let mut after = draft.clone();
    let Some(rotation) = after.plan.rotations.get_mut(at) else { return Ok(after) };
    let among: BTreeSet<UserId> = rotation.groups.iter().flatten().copied().collect();
    let mut groups = Vec::new();
    let mut wrong = Vec::new();
    for name in FIELDS {
        match read_turns(&values.text(name).unwrap_or_default(), &scene.people, &among) {
            Ok(more) => groups.extend(more),
            Err(message) => wrong.push(FieldError::new(name, &message)),
        }
    }
    if groups.is_empty() && wrong.is_empty() {
        wrong.push(FieldError::new(FIELDS[0], "Write at least one person, like @alice."));
    }
    let barred: Vec<String> = groups
        .iter()
        .flatten()
        .filter(|user| !scene.people.may_be_on_call(**user))
        .map(|user| scene.people.name(*user))
        .take(5)
        .collect();
    if !barred.is_empty() {
        let names = crate::slack::mrkdwn::list(&barred);
        wrong.push(FieldError::new(
            FIELDS[0],
            &format!("{names} can't be on call: guests, bots and people who left can't."),
        ));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let first = rotation.restart_with.and_then(|first| rotation.groups.get(first)?.first().copied());
    rotation.restart_with =
        first.and_then(|first| groups.iter().position(|group: &Vec<UserId>| group.contains(&first)));
    rotation.groups = groups;
    Ok(after)
}

/// The field in which a problem of the rotation at this place is marked.
pub fn block_of(field: PlanField, at: usize) -> Option<&'static str> {
    match field {
        PlanField::Rotation(of, RotationField::Groups) if of == at => Some(FIELDS[0]),
        _ => None,
    }
}
