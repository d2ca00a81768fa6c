//! A rotation in words: who takes turns, and when they change. In forms, before a rotation is saved.

use jiff::civil::{Time, Weekday};

use super::plan_preview::as_many_as_fit;
use crate::ids::UserId;
use crate::schedule::recurrence::Frequency;
use crate::schedule::rotation::Turns;
use crate::slack::mrkdwn::{bold, escape, name};
use crate::usecases::people::People;
use crate::usecases::rotation_plan::RotationPlan;

/// The most turns that are named.
const MOST_TURNS: usize = 12;
/// The most bytes of all the names.
const MOST_BYTES: usize = 1_200;
/// The longest name that is shown whole.
const LONGEST_NAME: usize = 80;

/// The days of a week, as forms order them, with what menus call them.
pub const DAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "MO", "Monday"),
    (Weekday::Tuesday, "TU", "Tuesday"),
    (Weekday::Wednesday, "WE", "Wednesday"),
    (Weekday::Thursday, "TH", "Thursday"),
    (Weekday::Friday, "FR", "Friday"),
    (Weekday::Saturday, "SA", "Saturday"),
    (Weekday::Sunday, "SU", "Sunday"),
];

/// "*Layer 2* (nights): Alice, Bob + Carol and 37 more", and in the next line when.
pub fn rotation(rotation: &RotationPlan, layer: usize, people: &People) -> String {
    let called = rotation.name.as_deref().map(|name| format!(" ({})", cut_name(name))).unwrap_or_default();
    let title = bold(&format!("Layer {layer}"));
    let first = rotation.restart_with.and_then(|first| rotation.groups.get(first)?.first());
    let again = first.map(|first| format!(" · begins again with {}", short_name(people, *first)));
    format!("{title}{called}: {}\n{}{}", turns(&rotation.groups, people), when(rotation), again.unwrap_or_default())
}

/// "Alice, Bob + Carol and 37 more".
pub fn turns(groups: &[Vec<UserId>], people: &People) -> String {
    if groups.is_empty() {
        return "nobody yet".to_owned();
    }
    let group = |group: &Vec<UserId>| {
        let names: Vec<_> = group.iter().map(|user| short_name(people, *user)).collect();
        names.join(" + ")
    };
    let (mut named, more) = as_many_as_fit(groups.iter().map(group), MOST_TURNS, MOST_BYTES);
    named.extend((more > 0).then(|| format!("{more} more")));
    crate::slack::mrkdwn::list(&named)
}

/// Somebody's name, cut where it is very long.
pub fn short_name(people: &People, user: UserId) -> String {
    let whole = people.name(user);
    if whole.chars().count() <= LONGEST_NAME { name(people, user) } else { cut_name(&whole) }
}

fn cut_name(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return escape(name);
    }
    escape(&name.chars().take(LONGEST_NAME - 1).chain(['…']).collect::<String>())
}

/// "A week each, from Mondays 09:00 · Monday to Friday · 09:00 to 17:00 · from 2 Mar 2026".
pub fn when(rotation: &RotationPlan) -> String {
    let every = rotation.every.get();
    let (one, many) = match rotation.unit {
        Frequency::Hourly => ("An hour", "hours"),
        Frequency::Daily => ("A day", "days"),
        Frequency::Weekly => ("A week", "weeks"),
        Frequency::Monthly => ("A month", "months"),
    };
    let length = if every == 1 { format!("{one} each") } else { format!("{every} {many} each") };
    let time = |time: Time| time.strftime("%H:%M").to_string();
    let at = rotation.active_hours.map_or_else(|| time(rotation.handoff), |(start, _)| time(start));
    let from = match (rotation.unit, rotation.handoff_day) {
        (Frequency::Weekly, Some(day)) => format!(", from {}s {at}", day_name(day.0)),
        (Frequency::Monthly, _) => format!(", from the first at {at}"),
        _ => format!(", from {at}"),
    };
    let day = |date: jiff::civil::Date| date.strftime("%-d %b %Y").to_string();
    let mut facts = vec![format!("{length}{from}")];
    facts.extend((!rotation.active_days.is_empty()).then(|| {
        let days: Vec<Weekday> = rotation.active_days.iter().map(|day| day.0).collect();
        day_list(&days)
    }));
    facts.extend(rotation.active_hours.map(|(start, end)| format!("{} to {}", time(start), time(end))));
    let limited = !rotation.active_days.is_empty() || rotation.active_hours.is_some();
    facts.extend((limited && rotation.turns == Turns::Calendar).then(|| "time off call uses up turns".to_owned()));
    facts.push(format!("from {}", day(rotation.begins)));
    facts.extend(rotation.ends.map(|end| format!("until {}", day(end))));
    facts.join(" · ")
}

/// What a day is called.
pub fn day_name(day: Weekday) -> &'static str {
    DAYS.iter().find(|(known, ..)| *known == day).map_or("", |(_, _, name)| name)
}

/// "Monday to Friday", or the days one by one.
fn day_list(days: &[Weekday]) -> String {
    let on: Vec<usize> = (0..DAYS.len()).filter(|at| days.contains(&DAYS[*at].0)).collect();
    match (on.first(), on.last()) {
        (Some(first), Some(last)) if on.len() > 2 && last - first + 1 == on.len() => {
            format!("{} to {}", DAYS[*first].2, DAYS[*last].2)
        }
        _ => crate::slack::mrkdwn::list(&on.iter().map(|at| DAYS[*at].2.to_owned()).collect::<Vec<_>>()),
    }
}
