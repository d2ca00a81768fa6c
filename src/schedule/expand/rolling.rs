//! Who begins when in a rolling shift: each group gets a series of its own that comes again after all others had their turn.

use super::daily_by_day;
use super::series::Series;
use super::turns::Turns;
use super::wall::{DAY, Wall, weekday, weekday_number};
use crate::schedule::recurrence::{Frequency, Recurrence};
use crate::schedule::rotation::Rotation;
use crate::schedule::{Crew, Shift};

/// The series of a rolling shift, one for each group and, for days that rotate one by one, each day.
///
/// A group without people has no turn: the next group takes the date it would have had, but the round stays as long.
pub fn series<'a>(shift: &'a Shift, rule: &'a Recurrence, rotation: &'a Rotation) -> Vec<Series<'a>> {
    let groups = in_turn(rotation);
    if groups.iter().all(|group| group.0.is_empty()) {
        return Vec::new();
    }
    let turns = Turns::new(shift, rule);
    let Some(first) = first_date(&turns, shift, rule) else { return Vec::new() };
    if rule.frequency == Frequency::Daily && !rule.by_day.is_empty() {
        return daily_by_day::series(&turns, rule, first, &groups);
    }
    let every = u64::from(rule.interval.get()).saturating_mul(groups.len() as u64);
    let serving: Vec<&Crew> = groups.into_iter().filter(|group| !group.0.is_empty()).collect();
    let Some((mut date, turns_used)) = turns.first_that_counts(first) else { return Vec::new() };
    let used = usize::try_from(turns_used % serving.len() as u64).unwrap_or(0);
    let mut series = Vec::with_capacity(serving.len());
    for crew in serving.iter().cycle().skip(used).take(serving.len()) {
        series.push(Series::again(date, rule, every, crew));
        let Some(next) = turns.next(date) else { break };
        date = next;
    }
    series
}

/// The groups from the one that serves first, round.
fn in_turn(rotation: &Rotation) -> Vec<&Crew> {
    let first = if rotation.first < rotation.groups.len() { rotation.first } else { 0 };
    rotation.groups.iter().cycle().skip(first).take(rotation.groups.len()).collect()
}

/// When the first group would begin. On a day the rule leaves out it is the first of the rule's days in the week.
fn first_date(turns: &Turns, shift: &Shift, rule: &Recurrence) -> Option<Wall> {
    let start = Wall::of(shift.start);
    let date = if shift.start == shift.rotation_start { start } else { turns.same_block(start)? };
    let day_of = |date: Wall| weekday(date.day());
    let week_start = weekday_number(rule.week_start);
    let in_week = |day: i64| (day - week_start).rem_euclid(7);
    let Some(first) = rule.by_day.iter().map(|day| weekday_number(*day)).min_by_key(|day| in_week(*day)) else {
        return Some(date);
    };
    if rule.by_day.iter().any(|day| weekday_number(*day) == day_of(date)) {
        return Some(date);
    }
    Some(date.plus((first - day_of(date)).rem_euclid(7) * DAY))
}
