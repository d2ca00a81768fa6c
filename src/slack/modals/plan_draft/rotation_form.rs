//! One rotation: who takes turns, how long a turn is, when people change, on which days and in which hours.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use jiff::civil::{Date, time};
use slack_morphism::blocks::SlackView;

use super::draft::{Draft, Open};
use super::layers;
use super::scene::Scene;
use super::step::Step;
use super::turns::after_picking;
use crate::ids::UserId;
use crate::schedule::Level;
use crate::schedule::recurrence::Frequency;
use crate::schedule::rotation::Turns;
use crate::slack::control::ControlId;
use crate::slack::messages::rotation_words::DAYS;
use crate::slack::messages::{buttons, context};
use crate::slack::modals::fields::{Field, Values};
use crate::slack::modals::{FieldError, ModalId};
use crate::slack::mrkdwn::name;
use crate::store::shifts::Day;
use crate::usecases::rotation_plan::{Field as PlanField, RotationField, RotationPlan};

const PEOPLE: &str = "people";
const EVERY: &str = "every";
const UNIT: &str = "unit";
const HANDOFF: &str = "handoff";
const HANDOFF_DAY: &str = "handoff_day";
const DAYS_ON: &str = "days";
const FROM: &str = "from";
const UNTIL: &str = "until";
const BEGINS: &str = "begins";
const ENDS: &str = "ends";
const LAYER: &str = "layer";
const TURNS: &str = "turns";
const RESTART: &str = "restart";
const NAME: &str = "name";

const USES_UP: &str = "uses_up";
const TOP: &str = "top";
const ANY_DAY: &str = "any";

const UNITS: [(Frequency, &str, &str); 4] = [
    (Frequency::Hourly, "hours", "hours"),
    (Frequency::Daily, "days", "days"),
    (Frequency::Weekly, "weeks", "weeks"),
    (Frequency::Monthly, "months", "months"),
];

/// A new rotation: a week each, from Mondays at nine.
pub fn fresh(begins: Date, level: Level) -> RotationPlan {
    RotationPlan {
        shift: None,
        name: None,
        level,
        groups: Vec::new(),
        every: NonZeroU32::MIN,
        unit: Frequency::Weekly,
        handoff: time(9, 0, 0, 0),
        handoff_day: Some(Day(jiff::civil::Weekday::Monday)),
        active_days: Vec::new(),
        active_hours: None,
        begins,
        ends: None,
        turns: Turns::Served,
        restart_with: None,
    }
}

/// The rotation the form is about: one of the draft's, or a new one on top.
fn shown(draft: &Draft, scene: &Scene, at: usize) -> RotationPlan {
    let rotations = &draft.plan.rotations;
    let today = scene.zone.reading(scene.now).date();
    rotations.get(at).cloned().unwrap_or_else(|| fresh(today, layers::on_top(rotations)))
}

/// The form of the rotation at this place of the draft; past the last it is a new one.
pub fn view(open: &Open, scene: &Scene, at: usize) -> SlackView {
    let rotation = shown(&open.draft, scene, at);
    let needed = |name, label, hint| Field { name, label, hint, needed: true };
    let optional = |name, label, hint| Field { name, label, hint, needed: false };
    let users: Vec<UserId> = rotation.groups.iter().flatten().copied().collect();
    let unit = UNITS.iter().find(|(unit, ..)| *unit == rotation.unit).map(|(_, value, _)| *value);
    let units = UNITS.map(|(_, value, label)| (value.to_owned(), label.to_owned()));
    let in_zone = format!("In {}.", scene.zone.name());
    let mut days = vec![(ANY_DAY.to_owned(), "The day it begins".to_owned())];
    days.extend(DAYS.map(|(_, value, label)| (value.to_owned(), label.to_owned())));
    let handoff_day = rotation.handoff_day.map_or(ANY_DAY, Day::word);
    let boxes = DAYS.map(|(_, value, label)| (value, label));
    let active =
        |value: &str| rotation.active_days.is_empty() || rotation.active_days.iter().any(|day| day.word() == value);
    let hours = rotation.active_hours;
    let mut blocks = notes(&users, scene);
    blocks.extend([
        needed(
            PEOPLE,
            "Who takes turns",
            Some("In this order, one at a time. Order puts them in another, or together."),
        )
        .users(&scene.slack_ids(users.iter().copied())),
        needed(EVERY, "A turn lasts", None).text(Some(&rotation.every.to_string()), None, 4),
        needed(UNIT, "of these", None).menu(&units, unit),
        needed(HANDOFF, "Handoff at", Some(in_zone.as_str())).time(Some(rotation.handoff)),
        optional(HANDOFF_DAY, "Handoff on", Some("If turns are weeks. Turns of months begin on the first."))
            .menu(&days, Some(handoff_day)),
        needed(DAYS_ON, "On call on", None).boxes(&boxes, active),
        optional(FROM, "On call from", Some("Leave both empty for around the clock."))
            .time(hours.map(|(start, _)| start)),
        optional(UNTIL, "On call until", None).time(hours.map(|(_, end)| end)),
        needed(BEGINS, "Begins", None).date(Some(rotation.begins)),
        optional(ENDS, "Ends", Some("Leave it empty for never.")).date(rotation.ends),
        needed(LAYER, "Layer", Some("A higher layer wins where it has somebody."))
            .menu(&layer_menu(&open.draft, at), Some(&layer_value(&open.draft, at))),
        optional(TURNS, "Turns", None)
            .boxes(&[(USES_UP, "Days off call use up turns")], |_| rotation.turns == Turns::Calendar),
        optional(NAME, "Name", Some("Only if you call it something.")).text(rotation.name.as_deref(), None, 100),
    ]);
    if rotation.shift.is_some() {
        let first = rotation.restart_with.and_then(|at| rotation.groups.get(at)?.first().copied());
        let first = scene.slack_ids(first).pop();
        let hint = "Leave it empty and the order goes on from whoever's turn it is.";
        blocks.insert(1, optional(RESTART, "Begin again with", Some(hint)).user(first.as_deref()));
    }
    blocks.push(buttons(&[(ControlId::Draft(Step::Back), "Back")]));
    open.form(ModalId::RotationForm, Some(at), blocks, "Next")
}

/// Who is in the rotation and cannot be shown in the picker.
fn notes(users: &[UserId], scene: &Scene) -> Vec<slack_morphism::blocks::SlackBlock> {
    let named = |users: Vec<UserId>| {
        let mut names: Vec<String> = users.iter().take(5).map(|user| name(&scene.people, *user)).collect();
        names.extend((users.len() > 5).then(|| format!("{} more", users.len() - 5)));
        crate::slack::mrkdwn::list(&names)
    };
    let hidden = |may: bool| {
        let fits = |user: &UserId| !scene.in_picker(*user) && scene.people.may_be_on_call(*user) == may;
        users.iter().copied().filter(fits).collect::<Vec<_>>()
    };
    let (stay, go) = (hidden(true), hidden(false));
    let stay =
        (!stay.is_empty()).then(|| context(&format!("Not in Slack, and staying in the rotation: {}.", named(stay))));
    let go = (!go.is_empty())
        .then(|| context(&format!("Can't be on call any more, and taken out when you go on: {}.", named(go))));
    stay.into_iter().chain(go).collect()
}

/// The layers to choose from: those there are, and one on top of them.
fn layer_menu(draft: &Draft, at: usize) -> Vec<(String, String)> {
    let rotations = &draft.plan.rotations;
    let mut menu: Vec<(String, String)> = Vec::new();
    for (place, level) in
        layers::levels(rotations).into_iter().enumerate().take(crate::slack::modals::fields::MOST_OPTIONS - 1)
    {
        menu.push((level.number().to_string(), format!("Layer {}", place + 1)));
    }
    let alone_on_top = rotations.get(at).is_some_and(|_| !layers::can_rise(rotations, at));
    if !alone_on_top {
        let label =
            if menu.is_empty() { "Layer 1".to_owned() } else { format!("Layer {} (new, on top)", menu.len() + 1) };
        menu.push((TOP.to_owned(), label));
    }
    menu
}

fn layer_value(draft: &Draft, at: usize) -> String {
    let rotations = &draft.plan.rotations;
    rotations.get(at).map_or_else(|| TOP.to_owned(), |rotation| rotation.level.number().to_string())
}

/// The draft with what was filled in, or which fields are wrong.
pub fn read(draft: &Draft, scene: &Scene, at: usize, values: &Values) -> Result<Draft, Vec<FieldError>> {
    let before = shown(draft, scene, at);
    let mut wrong = Vec::new();
    let picked = scene.picked(&values.users(PEOPLE), "can't be on call").unwrap_or_else(|message| {
        wrong.push(FieldError::new(PEOPLE, &message));
        Vec::new()
    });
    let every = values.text(EVERY).and_then(|every| every.parse::<NonZeroU32>().ok());
    if every.is_none() {
        wrong.push(FieldError::new(EVERY, "Write a whole number: 1 or more."));
    }
    let unit = UNITS.iter().find(|(_, value, _)| values.option(UNIT) == Some(value)).map(|(unit, ..)| *unit);
    let unit = unit.unwrap_or(before.unit);
    let ticked = values.ticked(DAYS_ON);
    let days: Vec<Day> = DAYS.iter().filter(|(_, word, _)| ticked.contains(*word)).map(|(day, ..)| Day(*day)).collect();
    if days.is_empty() {
        wrong.push(FieldError::new(DAYS_ON, "Choose at least one day."));
    }
    let active_hours = match (values.time(FROM), values.time(UNTIL)) {
        (Some(from), Some(until)) => Some((from, until)),
        (None, None) => None,
        (Some(_), None) => {
            wrong.push(FieldError::new(UNTIL, "Say until when, or leave both empty."));
            None
        }
        (None, Some(_)) => {
            wrong.push(FieldError::new(FROM, "Say from when, or leave both empty."));
            None
        }
    };
    let groups = groups(&before, scene, &picked);
    if groups.is_empty() && wrong.iter().all(|error| error.block != PEOPLE) {
        wrong.push(FieldError::new(PEOPLE, "Choose at least one person."));
    }
    let restart_with = restart(&before, &groups, scene, values).unwrap_or_else(|message| {
        wrong.push(FieldError::new(RESTART, &message));
        None
    });
    let day = values.option(HANDOFF_DAY).and_then(|day| day.parse::<Day>().ok());
    let (Some(every), true) = (every, wrong.is_empty()) else { return Err(wrong) };
    let rotation = RotationPlan {
        shift: before.shift,
        name: values.text(NAME),
        level: level(draft, values, before.level),
        groups,
        every,
        unit,
        handoff: values.time(HANDOFF).unwrap_or(before.handoff),
        handoff_day: day.filter(|_| unit == Frequency::Weekly),
        active_days: if days.len() == DAYS.len() { Vec::new() } else { days },
        active_hours,
        begins: values.date(BEGINS).unwrap_or(before.begins),
        ends: values.date(ENDS),
        turns: if values.ticked(TURNS).contains(USES_UP) { Turns::Calendar } else { Turns::Served },
        restart_with,
    };
    let mut after = draft.clone();
    match after.plan.rotations.get_mut(at) {
        Some(there) => *there = rotation,
        None => after.plan.rotations.push(rotation),
    }
    Ok(after)
}

/// The turns after people were picked. Whoever can't be on call any more is out.
fn groups(before: &RotationPlan, scene: &Scene, picked: &[UserId]) -> Vec<Vec<UserId>> {
    let able = |group: &Vec<UserId>| group.iter().copied().filter(|user| scene.people.may_be_on_call(*user)).collect();
    let able: Vec<Vec<UserId>> = before.groups.iter().map(able).collect();
    let shown: BTreeSet<UserId> = able.iter().flatten().copied().filter(|user| scene.in_picker(*user)).collect();
    after_picking(&able, &shown, picked)
}

/// The turn to begin again with, or why it can't be that one.
fn restart(
    before: &RotationPlan,
    groups: &[Vec<UserId>],
    scene: &Scene,
    values: &Values,
) -> Result<Option<usize>, String> {
    let Some(chosen) = values.user(RESTART).filter(|_| before.shift.is_some()) else { return Ok(None) };
    let Some(user) = scene.picked(&[chosen], "can't be on call")?.first().copied() else { return Ok(None) };
    let place = groups.iter().position(|group| group.contains(&user));
    place.map(Some).ok_or_else(|| format!("{} takes no turns here: choose them above, too.", scene.people.name(user)))
}

fn level(draft: &Draft, values: &Values, before: Level) -> Level {
    match values.option(LAYER) {
        Some(TOP) => layers::on_top(&draft.plan.rotations),
        Some(number) => number.parse().map_or(before, Level::from_number),
        None => before,
    }
}

/// The field in which a problem of the rotation at this place is marked.
pub fn block_of(field: PlanField, at: usize) -> Option<&'static str> {
    match field {
        PlanField::Rotation(of, field) if of == at => Some(match field {
            RotationField::Shift | RotationField::Groups => PEOPLE,
            RotationField::Name => NAME,
            RotationField::Every => EVERY,
            RotationField::ActiveDays => DAYS_ON,
            RotationField::ActiveHours => FROM,
            RotationField::Begins => BEGINS,
            RotationField::Ends => ENDS,
            RotationField::RestartWith => RESTART,
        }),
        _ => None,
    }
}
