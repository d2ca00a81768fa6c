//! What may be wrong with a plan, field by field, each as one sentence that says what to do.

use std::collections::BTreeSet;

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};

use super::people::People;
use super::plan_edits::Stored;
use super::rotation_plan::{Field, FieldProblem, Plan, RotationField, RotationPlan, TakesEffect};
use crate::ids::UserId;
use crate::schedule::Zone;
use crate::schedule::recurrence::Frequency;
use crate::store::schedules::Vacancy;

/// How long a name may be, in characters.
pub const LONGEST_NAME: usize = 80;
/// How many rotations a schedule may have.
pub const MOST_ROTATIONS: usize = 20;
/// How many people may take turns in one rotation.
pub const MOST_PEOPLE: usize = 100;
/// How far ahead an edit may take effect.
const FURTHEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// What is wrong with the settings and rotations of `plan`. What `stored` rotations say already is not held against it.
pub fn problems(plan: &Plan, known: Option<&Plan>, stored: &[Stored<'_>], people: &People) -> Vec<FieldProblem> {
    let mut found = Found::default();
    if let Err(says) = name_of(&plan.name, "The schedule needs a name: what people will type, like `payments`") {
        found.say(Field::Name, says);
    }
    if Zone::named(&plan.time_zone).is_err() {
        let zone = &plan.time_zone;
        found.say(Field::TimeZone, format!("I don't know the time zone `{zone}`: choose one like `Europe/Oslo`"));
    }
    if let Vacancy::Fallback(fallback) = &plan.vacancy
        && !fallback.iter().any(|user| people.may_be_on_call(*user))
    {
        let says = "Choose somebody the group points at while nobody is on call: a member of this workspace";
        found.say(Field::Vacancy, says);
    }
    let managed = known.map_or(&[][..], |known| &known.managers);
    let new = plan.managers.iter().filter(|user| !managed.contains(user));
    if let Some(stranger) = new.into_iter().find(|user| !people.may_be_on_call(**user)) {
        found.say(Field::Managers, format!("{} can't manage schedules: only members can", people.name(*stranger)));
    }
    if plan.rotations.len() > MOST_ROTATIONS {
        let many = plan.rotations.len();
        let says =
            format!("{many} rotations are too many for one schedule: make two, or leave {MOST_ROTATIONS} at most");
        found.say(Field::Rotations, says);
    }
    for (place, rotation) in plan.rotations.iter().enumerate() {
        let old = stored.iter().find(|old| rotation.shift == Some(old.shift.id)).map(|old| old.plan);
        let twice = plan.rotations[..place].iter().any(|other| other.shift.is_some() && other.shift == rotation.shift);
        if twice || rotation.shift.is_some() && old.is_none() {
            found.say(Field::Rotation(place, RotationField::Shift), "This rotation is gone: open the schedule again");
        }
        if old.is_none_or(|old| !rotation.same_service(old) || rotation.restart_with.is_some()) {
            rotation_problems(rotation, old, people, |field, says| found.say(Field::Rotation(place, field), says));
        }
    }
    found.0
}

/// What is wrong with the moment an edit takes effect.
pub fn moment_problem(takes_effect: TakesEffect, now: Timestamp) -> Option<FieldProblem> {
    let TakesEffect::At(at) = takes_effect else { return None };
    let says = if at < now {
        "A change can't take effect in the past: choose a moment that is still to come"
    } else if at.duration_since(now) > FURTHEST {
        "A change can't take effect more than a year ahead: choose an earlier moment"
    } else {
        return None;
    };
    Some(FieldProblem { field: Field::TakesEffect, says: says.to_owned() })
}

#[derive(Default)]
struct Found(Vec<FieldProblem>);

impl Found {
    fn say(&mut self, field: Field, says: impl Into<String>) {
        self.0.push(FieldProblem { field, says: says.into() });
    }
}

fn rotation_problems(
    rotation: &RotationPlan,
    old: Option<&RotationPlan>,
    people: &People,
    mut say: impl FnMut(RotationField, String),
) {
    if let Some(name) = &rotation.name
        && let Err(says) = name_of(name, "Give the rotation a name, or leave it without one")
    {
        say(RotationField::Name, says);
    }
    if let Some(says) = group_problem(rotation, old, people) {
        say(RotationField::Groups, says);
    }
    if let Some((most, units)) = too_long(rotation) {
        say(RotationField::Every, format!("A turn can't be longer than {most} {units}: choose a shorter one"));
    }
    if let Some((from, to)) = rotation.active_hours {
        if rotation.unit == Frequency::Hourly {
            let says =
                "Turns of hours can't be limited to hours of the day: leave those out, or change people every day";
            say(RotationField::ActiveHours, says.to_owned());
        } else if from == to {
            let at = from.strftime("%H:%M");
            let says =
                format!("The hours begin and end at {at}: leave them out for the whole day, or choose another end");
            say(RotationField::ActiveHours, says);
        }
    }
    let whole_minutes = |time: Time| time.second() == 0 && time.subsec_nanosecond() == 0;
    let times =
        [Some(rotation.handoff), rotation.active_hours.map(|(from, _)| from), rotation.active_hours.map(|(_, to)| to)];
    if !times.into_iter().flatten().all(whole_minutes) {
        say(RotationField::ActiveHours, "Times are whole minutes, like 09:00".to_owned());
    }
    if !(2000..=2100).contains(&rotation.begins.year()) {
        say(RotationField::Begins, "A rotation has to begin between the years 2000 and 2100".to_owned());
    }
    if let Some(ends) = rotation.ends.filter(|ends| *ends <= rotation.begins) {
        let (begins, ends) = (rotation.begins.strftime("%-d %B %Y"), ends.strftime("%-d %B %Y"));
        say(RotationField::Ends, format!("It would end on {ends} and begin on {begins}: choose a later end"));
    }
    if rotation.restart_with.is_some_and(|group| group >= rotation.groups.len()) {
        say(
            RotationField::RestartWith,
            "Whom it starts again with is not in the rotation: choose one of its people".to_owned(),
        );
    }
}

fn group_problem(rotation: &RotationPlan, old: Option<&RotationPlan>, people: &People) -> Option<String> {
    if rotation.groups.is_empty() {
        return Some("A rotation needs somebody to take turns: choose at least one person".to_owned());
    }
    if let Some(empty) = rotation.groups.iter().position(Vec::is_empty) {
        return Some(format!("Turn {} is nobody's: choose somebody for it or take it out", empty + 1));
    }
    let named: BTreeSet<UserId> = rotation.groups.iter().flatten().copied().collect();
    if named.len() > MOST_PEOPLE || rotation.groups.len() > MOST_PEOPLE {
        return Some(format!("A rotation can have {MOST_PEOPLE} people at most: make two of it"));
    }
    let known: BTreeSet<UserId> = old.iter().flat_map(|old| old.groups.iter().flatten().copied()).collect();
    if let Some(new) = named.iter().find(|user| !people.may_be_on_call(**user) && !known.contains(user)) {
        let name = people.get(*new).map_or("Somebody I don't know", |person| person.full_name.as_str());
        return Some(format!(
            "{name} can't be on call: guests, bots and people who left can't, so choose somebody else"
        ));
    }
    let idle = rotation.groups.iter().position(|group| !group.iter().any(|user| people.may_be_on_call(*user)));
    let idle = idle.filter(|_| rotation.groups.iter().flatten().all(|user| !people.may_be_on_call(*user)));
    idle.map(|_| "Nobody in this rotation may be on call (any more): choose somebody who is a member here".to_owned())
}

fn too_long(rotation: &RotationPlan) -> Option<(u32, &'static str)> {
    let (most, units) = match rotation.unit {
        Frequency::Hourly => (168, "hours"),
        Frequency::Daily => (92, "days"),
        Frequency::Weekly => (52, "weeks"),
        Frequency::Monthly => (12, "months"),
    };
    (rotation.every.get() > most).then_some((most, units))
}

fn name_of(name: &str, when_empty: &str) -> Result<(), String> {
    let trimmed = name.trim();
    let length = trimmed.chars().count();
    if trimmed.is_empty() {
        Err(when_empty.to_owned())
    } else if trimmed.chars().any(char::is_control) {
        Err("A name is one line: take out the line breaks".to_owned())
    } else if length > LONGEST_NAME {
        Err(format!("The name has {length} characters and may have {LONGEST_NAME}: choose a shorter one"))
    } else {
        Ok(())
    }
}
