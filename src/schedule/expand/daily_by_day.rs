//! Daily rotations on selected weekdays: people change with each selected day, so each day of the round becomes a weekly
//! series of its own.

use super::series::Series;
use super::turns::Turns;
use super::wall::{Wall, weekday, weekday_number};
use crate::schedule::Crew;
use crate::schedule::recurrence::{Frequency, Recurrence};

/// The series of `groups`, each of which keeps as many selected days in a row as the interval says.
///
/// The days are dealt out until a group would get the same weekday at the same place of its turn again; then the round is
/// complete and comes again. When the rotation ends first, the rest of the round is only counted, to know its length.
///
/// `rotation_start` only helped to choose the `first` date: days before it are served too, unless they are cut away.
pub fn series<'a>(turns: &Turns, rule: &Recurrence, first: Wall, groups: &[&'a Crew]) -> Vec<Series<'a>> {
    let selected: Vec<i64> = rule.by_day.iter().map(|day| weekday_number(*day)).collect();
    // Nobody can keep more days in a row than are selected.
    let in_a_row = (rule.interval.get() as usize).min(selected.len());
    let mut dealt = vec![0_u8; groups.len() * in_a_row];
    let mut dates = Vec::new();
    let mut days_in_round: u64 = 0;
    let mut date = Some(first);
    let mut last_day = None;
    for place in (0..dealt.len()).cycle() {
        let day = match date {
            Some(date) => weekday(date.day()),
            None => day_after(last_day, &selected),
        };
        if selected.contains(&day) {
            if dealt[place] & 1 << day != 0 {
                break;
            }
            dealt[place] |= 1 << day;
            days_in_round += 1;
            last_day = Some(day);
            dates.extend(date.map(|date| (date, groups[place / in_a_row])));
        }
        date = date.and_then(|date| turns.next_selected(date));
    }
    let weeks = (days_in_round / selected.len() as u64).max(1);
    let weekly = |date: Wall| Recurrence {
        frequency: Frequency::Weekly,
        by_day: rule.by_day.iter().copied().filter(|day| weekday_number(*day) == weekday(date.day())).take(1).collect(),
        ..rule.clone()
    };
    dates.into_iter().map(|(date, crew)| Series::again(date, &weekly(date), weeks, crew)).collect()
}

/// The selected day that follows `day` in the order given, the first one after none.
fn day_after(day: Option<i64>, selected: &[i64]) -> i64 {
    let place = day.and_then(|day| selected.iter().position(|other| *other == day));
    let next = place.map_or(0, |place| (place + 1) % selected.len());
    selected.get(next).copied().unwrap_or(0)
}
