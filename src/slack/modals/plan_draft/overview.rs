//! A schedule's settings in a few lines, its rotations with what can be done to each, and the way to the preview.

use slack_morphism::blocks::{SlackBlock, SlackBlockButtonStyle, SlackView};

use super::draft::Open;
use super::layers;
use super::scene::Scene;
use super::step::Step;
use crate::slack::control::ControlId;
use crate::slack::messages::rotation_words::{rotation, turns};
use crate::slack::messages::{Confirm, actions, button, buttons, context, section};
use crate::slack::modals::ModalId;
use crate::slack::mrkdwn::{bold, code, escape};
use crate::store::schedules::Vacancy;

/// More rotations than these do not fit a modal.
const MOST: usize = 40;

/// The rotations, the highest layer first. `note` is said on top.
pub fn view(open: &Open, scene: &Scene, note: Option<&str>) -> SlackView {
    let plan = &open.draft.plan;
    let mut blocks: Vec<SlackBlock> = note.map(section).into_iter().collect();
    blocks.push(section(&settings(open, scene)));
    blocks.push(buttons(&[(ControlId::Draft(Step::Settings), "Settings")]));
    blocks.extend(open.draft.elsewhere.as_deref().map(|why| context(&format!("{}.", escape(why)))));
    let mut order: Vec<usize> = (0..plan.rotations.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(plan.rotations[*at].level));
    for at in order.iter().copied().take(MOST) {
        let one = &plan.rotations[at];
        blocks.push(section(&rotation(one, layers::number(&plan.rotations, one.level), &scene.people)));
        if open.draft.elsewhere.is_none() {
            blocks.push(choices(open, at));
        }
    }
    if order.len() > MOST {
        blocks.push(context(&format!("And {} more rotations, which don't fit here.", order.len() - MOST)));
    }
    let kept = open.draft.kept.iter().filter(|_| open.draft.elsewhere.is_none());
    for (name, because) in kept.take(5) {
        blocks.push(context(&format!("{} stays as it is: it {}.", bold(name), escape(because))));
    }
    let mut last = Vec::new();
    if open.draft.elsewhere.is_none() {
        if plan.rotations.is_empty() {
            blocks.push(section("Nobody takes turns yet."));
        } else {
            blocks.push(context(
                "A higher layer wins where it has somebody; rotations of one layer are on call together.",
            ));
        }
        last.push(button(ControlId::Draft(Step::AddRotation), "Add a rotation"));
    }
    if open.draft.edits.is_some() {
        let text = format!("{} and its rotations are gone then, and so are its announcements.", open.draft.called);
        let confirm = Confirm { title: "Delete this schedule?", text: &text, yes: "Delete" };
        let delete = button(ControlId::Draft(Step::Delete), "Delete this schedule");
        last.push(delete.with_style(SlackBlockButtonStyle::Danger).with_confirm(confirm.item()));
    }
    blocks.extend((!last.is_empty()).then(|| actions(last)));
    open.form(ModalId::SchedulePlan, None, blocks, "Preview")
}

fn choices(open: &Open, at: usize) -> SlackBlock {
    let rotations = &open.draft.plan.rotations;
    let mut all =
        vec![(ControlId::Draft(Step::ChangeRotation(at)), "Change"), (ControlId::Draft(Step::OrderTurns(at)), "Order")];
    if layers::can_rise(rotations, at) {
        all.push((ControlId::Draft(Step::Raise(at)), "Up"));
    }
    if layers::can_sink(rotations, at) {
        all.push((ControlId::Draft(Step::Lower(at)), "Down"));
    }
    all.push((ControlId::Draft(Step::Remove(at)), "Remove"));
    buttons(&all)
}

/// "*payments*, Europe/Oslo. Announced in #payments; keeps @payments-oncall."
fn settings(open: &Open, scene: &Scene) -> String {
    let plan = &open.draft.plan;
    let channel = match &plan.channel {
        Some(channel) => format!("announced in <#{channel}>"),
        None => "not announced anywhere".to_owned(),
    };
    let group = match (&plan.user_group, &scene.group) {
        (None, _) => "keeps no user group".to_owned(),
        (Some(_), Some(group)) => {
            format!("keeps {}{}", code(&format!("@{}", group.handle)), in_gap(&plan.vacancy, scene))
        }
        (Some(id), None) => format!("keeps the user group {}", code(id)),
    };
    let managers: Vec<Vec<_>> = plan.managers.iter().map(|user| vec![*user]).collect();
    let managed = match (plan.anyone_may_edit, managers.is_empty()) {
        (true, _) => "Every member may edit it.".to_owned(),
        (false, true) => "Its maker and the workspace's admins may edit it.".to_owned(),
        (false, false) => format!("Managed by {}.", turns(&managers, &scene.people)),
    };
    format!("{}, {}: {channel}, {group}. {managed}", bold(&plan.name), scene.zone.name())
}

fn in_gap(vacancy: &Vacancy, scene: &Scene) -> String {
    match vacancy {
        Vacancy::Keep => String::new(),
        Vacancy::Disable => " (turned off while nobody is on call)".to_owned(),
        Vacancy::Fallback(users) => {
            let all: Vec<Vec<_>> = users.iter().map(|user| vec![*user]).collect();
            format!(" ({} while nobody is on call)", turns(&all, &scene.people))
        }
    }
}
