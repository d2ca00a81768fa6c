//! What saving would do, before it is saved: with the choice when it takes effect, *Save* and *Back*.

use jiff::SignedDuration;
use slack_morphism::blocks::SlackView;

use super::draft::{Draft, Open};
use super::scene::Scene;
use super::step::Step;
use crate::slack::control::ControlId;
use crate::slack::messages::plan_preview::{Of, Takeover, plan_preview};
use crate::slack::messages::{Reader, buttons, section};
use crate::slack::modals::ModalId;
use crate::slack::modals::fields::{Field, Values};
use crate::slack::modals::pickers::telling_at_once;
use crate::usecases::rotation_plan::{Preview, TakesEffect};

const NEXT: &str = "next";
const NOW: &str = "now";
const AT: &str = "at";

/// What the preview is of.
pub fn of(draft: &Draft) -> Of<'_> {
    Of {
        name: &draft.plan.name,
        new: draft.edits.is_none(),
        takes_effect: draft.takes_effect,
        elsewhere: draft.elsewhere.is_some(),
    }
}

/// The preview. `note` is said on top.
pub fn view(
    open: &Open,
    scene: &Scene,
    preview: &Preview,
    takeover: Option<&Takeover>,
    note: Option<&str>,
) -> SlackView {
    let reader = Reader { people: &preview.people, zone: &scene.reader, now: scene.now };
    let mut blocks: Vec<_> = note.map(section).into_iter().collect();
    blocks.extend(plan_preview(of(&open.draft), preview, takeover, reader));
    if open.draft.edits.is_some() {
        let (chosen, at) = match open.draft.takes_effect {
            TakesEffect::NextHandoff => (NEXT, None),
            TakesEffect::Now => (NOW, None),
            TakesEffect::At(at) => (AT, Some(at)),
        };
        let choices = [
            (NEXT, "At the next handoff".to_owned()),
            (NOW, "Now".to_owned()),
            (AT, "At a moment I choose".to_owned()),
        ];
        let field = Field { name: Step::EFFECT, label: "Takes effect", hint: None, needed: true };
        blocks.push(telling_at_once(field.radio(&choices, chosen)));
        if at.is_some() {
            let field = Field { name: Step::MOMENT, label: "From", hint: None, needed: true };
            blocks.push(telling_at_once(field.moment(at)));
        }
    }
    blocks.push(buttons(&[(ControlId::Draft(Step::Back), "Back")]));
    open.form(ModalId::PlanPreview, None, blocks, "Save")
}

/// When it is to take effect by what the form holds; `Err` says what is wrong with it, at [`Step::MOMENT`].
pub fn read(draft: &Draft, values: &Values) -> Result<TakesEffect, String> {
    match values.option(Step::EFFECT) {
        Some(NEXT) => Ok(TakesEffect::NextHandoff),
        Some(NOW) => Ok(TakesEffect::Now),
        Some(AT) => {
            let before = match draft.takes_effect {
                TakesEffect::At(at) => Some(at),
                TakesEffect::NextHandoff | TakesEffect::Now => None,
            };
            let tomorrow = values.now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(values.now);
            let at = values.moment(Step::MOMENT).or(before).unwrap_or(tomorrow);
            if at < values.now {
                Err("That is past: choose a moment ahead.".to_owned())
            } else {
                Ok(TakesEffect::At(at))
            }
        }
        _ => Ok(draft.takes_effect),
    }
}
