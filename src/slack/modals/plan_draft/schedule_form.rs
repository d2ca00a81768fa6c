//! The settings of a schedule: name, zone, channel, group, what the group does in a gap, who manages.

use slack_morphism::blocks::SlackView;

use super::draft::{Draft, Open};
use super::scene::Scene;
use super::step::Step;
use crate::schedule::Zone;
use crate::slack::control::ControlId;
use crate::slack::messages::buttons;
use crate::slack::modals::fields::{Field, Values, choice};
use crate::slack::modals::offers::{self, NO_GROUP};
use crate::slack::modals::{FieldError, ModalId, zones};
use crate::store::schedules::Vacancy;
use crate::usecases::rotation_plan::{Field as PlanField, Plan};

const NAME: &str = "name";
const ZONE: &str = offers::ZONE;
const CHANNEL: &str = "channel";
const GROUP: &str = offers::GROUP;
const VACANCY: &str = "vacancy";
const FALLBACK: &str = "fallback";
const MANAGERS: &str = "managers";
const OPTIONS: &str = "options";

const ANYONE: &str = "anyone";
const NO_CHANNEL: &str = "no_channel";

const KEEP: &str = "keep";
const FALL_BACK: &str = "fallback";
const DISABLE: &str = "disable";

/// The longest name that is taken.
const LONGEST_NAME: u64 = 150;

/// The form. A new schedule goes on to its first rotation, one that is there back to its rotations.
pub fn view(open: &Open, scene: &Scene) -> SlackView {
    let plan = &open.draft.plan;
    let needed = |name, label, hint| Field { name, label, hint, needed: true };
    let optional = |name, label, hint| Field { name, label, hint, needed: false };
    let name = (!plan.name.is_empty()).then_some(plan.name.as_str());
    let group = scene.group.as_ref().map(offers::group_option);
    let unknown = plan.user_group.as_ref().map(|id| choice(id, id));
    let (policy, fallback) = match &plan.vacancy {
        Vacancy::Keep => (KEEP, &[][..]),
        Vacancy::Disable => (DISABLE, &[][..]),
        Vacancy::Fallback(users) => (FALL_BACK, users.as_slice()),
    };
    let policies = [
        (KEEP, "The group keeps the last people"),
        (FALL_BACK, "The group holds the people below"),
        (DISABLE, "The group is turned off"),
    ];
    let policies = policies.map(|(value, label)| (value.to_owned(), label.to_owned()));
    let mut options = vec![(ANYONE, "Every member may edit this schedule")];
    // Slack has no way to empty a menu of channels once it holds one.
    options.extend(plan.channel.is_some().then_some((NO_CHANNEL, "Announce handoffs in no channel")));
    let mut blocks = vec![
        needed(NAME, "Name", Some("What people type after /oncall now.")).text(name, Some("payments"), LONGEST_NAME),
        needed(ZONE, "Time zone", Some("Handoffs keep to its clock, in summer and winter."))
            .looked_up(Some(zones::option(&scene.zone, scene.now)), "A zone or a city"),
        optional(CHANNEL, "Channel", Some("Where handoffs are announced. Rota must be in it."))
            .channel(plan.channel.as_deref()),
        optional(GROUP, "User group", Some("Rota puts whoever is on call into it, and nobody else."))
            .looked_up(group.or(unknown), "A group like @payments-oncall"),
        needed(VACANCY, "While nobody is on call", None).menu(&policies, Some(policy)),
        optional(FALLBACK, "Who the group holds then", Some("Only if the group holds the people below."))
            .users(&scene.slack_ids(fallback.iter().copied())),
        optional(MANAGERS, "Managers", Some("They may edit it, besides its maker and the workspace's admins."))
            .users(&scene.slack_ids(plan.managers.iter().copied())),
        optional(OPTIONS, "Options", None).boxes(&options, |value| value == ANYONE && plan.anyone_may_edit),
    ];
    if open.draft.edits.is_some() || !plan.rotations.is_empty() {
        blocks.push(buttons(&[(ControlId::Draft(Step::Back), "Back")]));
    }
    open.form(ModalId::ScheduleForm, None, blocks, "Next")
}

/// The draft with what was filled in, or which fields are wrong.
pub fn read(draft: &Draft, scene: &Scene, values: &Values) -> Result<Draft, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = values.text(NAME).unwrap_or_default();
    if name.is_empty() {
        wrong.push(FieldError::new(NAME, "Give it a name."));
    }
    let zone = values.option(ZONE).and_then(|zone| Zone::named(zone).ok());
    if zone.is_none() {
        wrong.push(FieldError::new(ZONE, "Choose a time zone: type its name or a city."));
    }
    let options = values.ticked(OPTIONS);
    let mut people = |field: &'static str, cannot: &str| {
        let picked = scene.picked(&values.users(field), cannot);
        picked.unwrap_or_else(|message| {
            wrong.push(FieldError::new(field, &message));
            Vec::new()
        })
    };
    let fallback = people(FALLBACK, "can't be in it");
    let mut managers = people(MANAGERS, "can't manage a schedule");
    managers.extend(draft.plan.managers.iter().filter(|user| !scene.in_picker(**user)));
    let vacancy = match values.option(VACANCY) {
        Some(FALL_BACK) => {
            if fallback.is_empty() && values.users(FALLBACK).is_empty() {
                wrong.push(FieldError::new(FALLBACK, "Choose who the group holds while nobody is on call."));
            }
            Vacancy::Fallback(fallback)
        }
        Some(DISABLE) => Vacancy::Disable,
        _ => Vacancy::Keep,
    };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let plan = Plan {
        name,
        time_zone: zone.map_or_else(|| draft.plan.time_zone.clone(), |zone| zone.name().to_owned()),
        channel: values.conversation(CHANNEL).filter(|_| !options.contains(NO_CHANNEL)),
        user_group: values.option(GROUP).filter(|group| *group != NO_GROUP).map(str::to_owned),
        vacancy,
        managers,
        anyone_may_edit: options.contains(ANYONE),
        rotations: draft.plan.rotations.clone(),
    };
    Ok(Draft { plan, ..draft.clone() })
}

/// The field in which a problem is marked.
pub fn block_of(field: PlanField) -> Option<&'static str> {
    match field {
        PlanField::Name => Some(NAME),
        PlanField::TimeZone => Some(ZONE),
        PlanField::Channel => Some(CHANNEL),
        PlanField::UserGroup => Some(GROUP),
        PlanField::Vacancy => Some(VACANCY),
        PlanField::Managers => Some(MANAGERS),
        PlanField::Rotations | PlanField::Rotation(..) | PlanField::TakesEffect => None,
    }
}
