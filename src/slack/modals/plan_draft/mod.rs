//! A schedule while it is made or changed: forms that follow each other in one modal, over a draft that is kept between them.
//!
//! `/oncall create`: settings, the first rotation, all rotations, preview, saved. `/oncall edit`: all rotations first. Nothing
//! but *Save* changes a schedule; a form of an earlier step of the same draft changes nothing any more.

pub mod choose;
mod draft;
mod layers;
mod overview;
mod preview;
mod rotation_form;
mod scene;
mod schedule_form;
mod step;
mod turns;
mod turns_form;

use std::time::Duration;

use slack_morphism::blocks::SlackView;

use self::draft::{Draft, Found, Open};
use self::scene::Scene;
use super::fields::Values;
use super::{FieldError, ModalId, Submitted, from_another_version};
use crate::ids::{ScheduleId, UserId};
use crate::slack::answer::Answer;
use crate::slack::client::SlackApi;
use crate::slack::commands::Asker;
use crate::slack::messages::plan_preview::Takeover;
use crate::slack::messages::plan_saved::{plan_refused, plan_saved};
use crate::slack::messages::{Reader, Rendered, STRANGER, words};
use crate::slack::mrkdwn::bold;
use crate::store::{directory, schedules};
use crate::usecases::delete_schedule::delete_schedule;
use crate::usecases::managers::may_edit;
use crate::usecases::read_plan::plan_of;
use crate::usecases::refusal::{Problem, Refused};
use crate::usecases::rotation_plan::{Field as PlanField, Plan, Refusal, TakesEffect};
use crate::usecases::save_plan::{preview_plan, save_plan};
use crate::usecases::{Ctx, Result};

pub use step::Step;

/// Who fills a draft's forms in, and what that takes.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The store and the clock.
    pub ctx: &'a Ctx,
    /// Who.
    pub asker: &'a Asker,
    /// Slack, to see who is in a group; none while the team is not connected.
    pub slack: Option<&'a SlackApi>,
}

/// What is said to a form whose draft is there no more.
pub fn gone() -> Rendered {
    words(
        "This form was saved already, or nobody touched it for a day, so nothing was changed now. `/oncall edit` starts \
         again.",
    )
}

/// How long a preview waits for Slack to say who is in a group.
const GROUP_PATIENCE: Duration = Duration::from_secs(3);

const WENT_ON: &str = "That came from an earlier step of this form, so I did nothing with it. This is how it stands.";

/// The first form of a new schedule.
pub async fn begin(ctx: &Ctx, asker: &Asker) -> Result<Answer> {
    let Some(user) = asker.actor.user() else { return Ok(Answer::Only(words(STRANGER))) };
    // Where it was typed is where it is about, if it is a channel we know.
    let channel = directory::channel(&mut ctx.store.reader().await?, asker.workspace(), &asker.channel).await?;
    let plan = Plan {
        name: String::new(),
        time_zone: asker.zone.name().to_owned(),
        channel: channel.filter(|channel| !channel.is_archived).map(|channel| channel.slack_id),
        user_group: None,
        vacancy: schedules::Vacancy::Keep,
        managers: Vec::new(),
        anyone_may_edit: false,
        rotations: Vec::new(),
    };
    let draft = Draft {
        edits: None,
        plan,
        takes_effect: TakesEffect::Now,
        kept: Vec::new(),
        elsewhere: None,
        kept_group: None,
        called: String::new(),
    };
    let open = Open::begin(ctx, asker, user, draft).await?;
    let scene = Scene::of(ctx, asker, &open.draft).await?;
    Ok(Answer::Modal(Box::new(schedule_form::view(&open, &scene))))
}

/// The rotations of a schedule that is there.
pub async fn begin_edit(ctx: &Ctx, asker: &Asker, schedule: ScheduleId) -> Result<Answer> {
    let Some(user) = asker.actor.user() else { return Ok(Answer::Only(words(STRANGER))) };
    match opened(ctx, asker, user, schedule).await? {
        Ok(view) => Ok(Answer::Modal(Box::new(view))),
        Err(refused) => Ok(Answer::Only(refused)),
    }
}

async fn opened(
    ctx: &Ctx,
    asker: &Asker,
    user: UserId,
    schedule: ScheduleId,
) -> Result<std::result::Result<SlackView, Rendered>> {
    if let Err(refused) = may_edit(&mut ctx.store.reader().await?, asker.actor, [schedule]).await {
        return said(why_not(refused)).map(Err);
    }
    let planned = match plan_of(ctx, asker.actor, schedule).await {
        Ok(planned) => planned,
        Err(refusal) => return said(refusal).map(Err),
    };
    let open = Open::begin(ctx, asker, user, Draft::of(planned)).await?;
    let scene = Scene::of(ctx, asker, &open.draft).await?;
    Ok(Ok(overview::view(&open, &scene, None)))
}

fn why_not(refused: Refused) -> Refusal {
    match refused {
        Refused::Store(error) => Refusal::Store(error),
        Refused::NotFound => Refusal::Gone,
        Refused::Problems(problems) => match problems.into_iter().next() {
            Some(Problem::MayNot(schedule, managers)) => Refusal::MayNot(schedule, managers),
            _ => Refusal::NotAMember,
        },
    }
}

/// The sentence for a refusal, or the fault it is.
fn said(refusal: Refusal) -> Result<Rendered> {
    match (plan_refused(&refusal), refusal) {
        (Some(sentence), _) => Ok(words(&sentence)),
        (None, Refusal::Store(error)) => Err(error.into()),
        (None, _) => Ok(words("Nothing changed.")),
    }
}

/// Does what was clicked in a draft's form.
pub async fn click(desk: Desk<'_>, step: Step, values: &Values) -> Result<Answer> {
    let (open, _) = match Open::find(desk.ctx, desk.asker, &values.metadata).await? {
        Found::Open(open, rotation) => (open, rotation),
        Found::WentOn(open) => return Ok(modal(desk.overview(&open, Some(WENT_ON)).await?)),
        Found::Gone => return Ok(Answer::Only(gone())),
        Found::Foreign => return Ok(Answer::Only(from_another_version())),
    };
    let scene = desk.scene(&open).await?;
    let mut draft = open.draft.clone();
    let rotations = &mut draft.plan.rotations;
    match step {
        Step::Back if open.draft.edits.is_none() && rotations.is_empty() => {
            return Ok(modal(schedule_form::view(&open, &scene)));
        }
        Step::Settings => return Ok(modal(schedule_form::view(&open, &scene))),
        Step::Back => return Ok(modal(overview::view(&open, &scene, None))),
        Step::AddRotation => return Ok(modal(rotation_form::view(&open, &scene, rotations.len()))),
        Step::ChangeRotation(at) => return Ok(modal(rotation_form::view(&open, &scene, at))),
        Step::OrderTurns(at) => return Ok(modal(turns_form::view(&open, &scene, at))),
        Step::Raise(at) => layers::raise(rotations, at),
        Step::Lower(at) => layers::lower(rotations, at),
        Step::Remove(at) => drop((at < rotations.len()).then(|| rotations.remove(at))),
        Step::ChooseEffect | Step::PickMoment => {
            return match preview::read(&draft, values) {
                Ok(takes_effect) => {
                    draft.takes_effect = takes_effect;
                    desk.previewed(open, draft).await.map(modal)
                }
                Err(wrong) => desk.preview_again(open, &wrong).await.map(modal),
            };
        }
        Step::Delete => return desk.delete(open).await,
    }
    match open.goes_on(desk.ctx, draft).await? {
        Some(open) => Ok(modal(overview::view(&open, &scene, None))),
        None => Ok(Answer::Only(gone())),
    }
}

fn modal(view: SlackView) -> Answer {
    Answer::Modal(Box::new(view))
}

/// Takes in what was filled in.
pub async fn submit(desk: Desk<'_>, modal: ModalId, values: &Values) -> Result<Submitted> {
    if modal == ModalId::ChooseSchedule {
        return chosen(desk, values).await;
    }
    let (open, rotation) = match Open::find(desk.ctx, desk.asker, &values.metadata).await? {
        Found::Open(open, rotation) => (open, rotation),
        Found::WentOn(open) => return Ok(next(desk.overview(&open, Some(WENT_ON)).await?)),
        Found::Gone => return Ok(Submitted::Said(gone())),
        Found::Foreign => return Ok(Submitted::Said(from_another_version())),
    };
    let scene = desk.scene(&open).await?;
    let at = rotation.unwrap_or(open.draft.plan.rotations.len());
    let draft = &open.draft;
    match modal {
        ModalId::ScheduleForm => {
            desk.take_in(open.clone(), schedule_form::read(draft, &scene, values), schedule_form::block_of).await
        }
        ModalId::RotationForm => {
            let read = rotation_form::read(draft, &scene, at, values);
            desk.take_in(open.clone(), read, |field| rotation_form::block_of(field, at)).await
        }
        ModalId::TurnsForm => {
            let read = turns_form::read(draft, &scene, at, values);
            desk.take_in(open.clone(), read, |field| turns_form::block_of(field, at)).await
        }
        ModalId::SchedulePlan => {
            let draft = draft.clone();
            desk.previewed(open, draft).await.map(next)
        }
        ModalId::PlanPreview => match preview::read(draft, values) {
            // What is saved is what was shown.
            Ok(takes_effect) if takes_effect != draft.takes_effect => {
                let draft = Draft { takes_effect, ..draft.clone() };
                desk.previewed(open, draft).await.map(next)
            }
            Ok(_) => desk.save(open).await,
            Err(wrong) => Ok(Submitted::Wrong(vec![FieldError::new(Step::MOMENT, &wrong)])),
        },
        ModalId::OverrideForm
        | ModalId::LinkWhich
        | ModalId::LinkForm
        | ModalId::TakeGroup
        | ModalId::CoverForm
        | ModalId::CoverCheck
        | ModalId::CoverAccept
        | ModalId::CoverOffer
        | ModalId::Said
        | ModalId::Settings
        | ModalId::ChooseSchedule => Ok(Submitted::Said(from_another_version())),
    }
}

fn next(view: SlackView) -> Submitted {
    Submitted::Next(Box::new(view))
}

async fn chosen(desk: Desk<'_>, values: &Values) -> Result<Submitted> {
    let schedule = match choose::read(values) {
        None => return Ok(Submitted::Said(from_another_version())),
        Some(Err(wrong)) => return Ok(Submitted::Wrong(wrong)),
        Some(Ok(schedule)) => schedule,
    };
    let Some(user) = desk.asker.actor.user() else { return Ok(Submitted::Said(words(STRANGER))) };
    Ok(match opened(desk.ctx, desk.asker, user, schedule).await? {
        Ok(view) => next(view),
        Err(refused) => Submitted::Said(refused),
    })
}

impl Desk<'_> {
    async fn scene(&self, open: &Open) -> Result<Scene> {
        Scene::of(self.ctx, self.asker, &open.draft).await
    }

    async fn overview(&self, open: &Open, note: Option<&str>) -> Result<SlackView> {
        Ok(overview::view(open, &self.scene(open).await?, note))
    }

    /// Goes on with what a form holds, unless something is wrong with it.
    async fn take_in(
        &self,
        open: Open,
        read: std::result::Result<Draft, Vec<FieldError>>,
        block_of: impl Fn(PlanField) -> Option<&'static str>,
    ) -> Result<Submitted> {
        let draft = match read {
            Ok(draft) => draft,
            Err(wrong) => return Ok(Submitted::Wrong(wrong)),
        };
        let wrong = self.wrong(&draft, block_of).await?;
        if !wrong.is_empty() {
            return Ok(Submitted::Wrong(wrong));
        }
        let first = draft.edits.is_none() && draft.plan.rotations.is_empty();
        let Some(open) = open.goes_on(self.ctx, draft).await? else { return Ok(Submitted::Said(gone())) };
        let scene = self.scene(&open).await?;
        Ok(next(if first { rotation_form::view(&open, &scene, 0) } else { overview::view(&open, &scene, None) }))
    }

    /// What is wrong in the fields that a form has; other things are said before the preview.
    async fn wrong(
        &self,
        draft: &Draft,
        block_of: impl Fn(PlanField) -> Option<&'static str>,
    ) -> Result<Vec<FieldError>> {
        match preview_plan(self.ctx, self.asker.actor, draft.edits, &draft.plan, draft.takes_effect).await {
            Err(Refusal::Fields(problems)) => {
                let marked = problems.iter().filter_map(|problem| Some((block_of(problem.field)?, problem)));
                Ok(marked.map(|(block, problem)| FieldError::new(block, &format!("{}.", problem.says))).collect())
            }
            Err(Refusal::Store(error)) => Err(error.into()),
            Ok(_) | Err(Refusal::Gone | Refusal::NotAMember | Refusal::MayNot(..) | Refusal::ChangedSince(_)) => {
                Ok(Vec::new())
            }
        }
    }

    /// The preview of `draft`, which becomes what the form holds; the rotations with a note when it cannot be saved as it is.
    async fn previewed(&self, open: Open, draft: Draft) -> Result<SlackView> {
        let Some(open) = open.goes_on(self.ctx, draft).await? else { return Ok(super::said(gone())) };
        self.show_preview(&open, None).await
    }

    async fn preview_again(&self, open: Open, note: &str) -> Result<SlackView> {
        let draft = open.draft.clone();
        let Some(open) = open.goes_on(self.ctx, draft).await? else { return Ok(super::said(gone())) };
        self.show_preview(&open, Some(note)).await
    }

    async fn show_preview(&self, open: &Open, note: Option<&str>) -> Result<SlackView> {
        let draft = &open.draft;
        let scene = self.scene(open).await?;
        match preview_plan(self.ctx, self.asker.actor, draft.edits, &draft.plan, draft.takes_effect).await {
            Ok(preview) => {
                let takeover = self.takeover(draft, &scene).await?;
                Ok(preview::view(open, &scene, &preview, takeover.as_ref(), note))
            }
            Err(refusal @ Refusal::Fields(_)) => {
                let note = plan_refused(&refusal).unwrap_or_default();
                Ok(overview::view(open, &scene, Some(&note)))
            }
            Err(refusal) => said(refusal).map(super::said),
        }
    }

    /// Who is in the group that the schedule does not keep yet.
    async fn takeover(&self, draft: &Draft, scene: &Scene) -> Result<Option<Takeover>> {
        let Some(group) = scene.group.as_ref().filter(|_| draft.plan.user_group != draft.kept_group) else {
            return Ok(None);
        };
        let members = match self.slack {
            Some(slack) => {
                let asked = tokio::time::timeout(GROUP_PATIENCE, slack.group_members(&group.slack_id)).await;
                asked.ok().and_then(std::result::Result::ok)
            }
            None => None,
        };
        let name = |slack_id: &String| {
            let person = scene.people.iter().find(|person| person.slack_id.as_ref() == Some(slack_id));
            person.map_or_else(|| "somebody I don't know".to_owned(), |person| person.full_name.clone())
        };
        let mut db = self.ctx.store.reader().await?;
        let keepers = schedules::of_group(&mut db, self.asker.workspace(), &group.slack_id).await?;
        let others = keepers.into_iter().filter(|other| Some(other.id) != draft.edits.map(|(id, _)| id));
        Ok(Some(Takeover {
            handle: group.handle.clone(),
            members: members.map(|members| members.iter().map(name).collect()),
            others: others.map(|other| other.name).collect(),
        }))
    }

    async fn save(&self, open: Open) -> Result<Submitted> {
        let draft = open.draft.clone();
        // Whoever takes this step first is the one who saves.
        let Some(open) = open.goes_on(self.ctx, draft.clone()).await? else { return Ok(Submitted::Said(gone())) };
        let scene = self.scene(&open).await?;
        match save_plan(self.ctx, self.asker.actor, draft.edits, &draft.plan, draft.takes_effect).await {
            Ok(saved) => {
                open.forget(self.ctx).await?;
                let reader = Reader { people: &saved.preview.people, zone: &scene.reader, now: scene.now };
                let group = scene.group.as_ref().map(|group| group.handle.as_str());
                Ok(Submitted::Said(plan_saved(preview::of(&draft), &saved, group, reader)))
            }
            Err(refusal @ Refusal::Fields(_)) => {
                let note = plan_refused(&refusal).unwrap_or_default();
                Ok(next(overview::view(&open, &scene, Some(&note))))
            }
            Err(refusal) => said(refusal).map(Submitted::Said),
        }
    }

    /// Deletes the schedule that the draft is of.
    async fn delete(&self, open: Open) -> Result<Answer> {
        let Some((schedule, _)) = open.draft.edits else { return Ok(Answer::Only(gone())) };
        if let Err(refused) = delete_schedule(self.ctx, self.asker.actor, schedule).await {
            return said(why_not(refused)).map(Answer::Only);
        }
        let name = bold(&open.draft.called);
        open.forget(self.ctx).await?;
        Ok(Answer::Only(words(&format!("{name} is deleted. Its handoffs are not announced any more."))))
    }
}
