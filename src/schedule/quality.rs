//! What is wrong with a schedule in the time ahead: when nobody is on call, and who is named and cannot serve.

use jiff::SignedDuration;

use super::expand::slots;
use super::interval::Spans;
use super::resolve::timeline;
use super::{Interval, Schedule};
use crate::ids::UserId;

/// A rotation that ended so long ago ended on purpose.
const JUST_ENDED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is wrong in a window. All of it empty: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quality {
    /// Nothing is planned.
    pub gaps: Vec<Interval>,
    /// Something is planned, and nobody is left to serve in it.
    pub empty: Vec<Interval>,
    /// Who is named in shifts of the window and may not serve: guests, people who left, people nobody knows.
    pub unable: Vec<UserId>,
}

impl Quality {
    /// Whether somebody is on call all the time.
    pub fn is_covered(&self) -> bool {
        self.gaps.is_empty() && self.empty.is_empty()
    }

    /// The time in which nobody is on call, for whatever reason.
    pub fn uncovered(&self) -> Spans {
        Spans::covering(self.gaps.iter().chain(&self.empty).copied())
    }
}

/// What is wrong with `schedule` in `window`. A schedule that plans nothing at all has no gaps, but for the week after its last
/// shift.
pub fn quality(schedule: &Schedule, window: Interval) -> Quality {
    let planned = timeline(schedule, window).clipped();
    if !plans_anything(schedule, window) {
        let before = window.start().saturating_sub(JUST_ENDED).ok();
        let before = before.and_then(|before| Interval::new(before, window.start()));
        let ended = before.is_some_and(|before| plans_anything(schedule, before));
        return Quality { gaps: ended.then_some(window).into_iter().collect(), ..Quality::default() };
    }
    let gaps: Vec<Interval> = planned.gaps().collect();
    let known = Spans::covering(planned.covered().map(|shift| shift.interval).chain(gaps.iter().copied()));
    // All-day events say on which date, not from when to when: what lies between them is nothing to speak of.
    let by_days = schedule.imported.overlapping(window).any(|imported| imported.all_day);
    let empty =
        if by_days { Vec::new() } else { window.subtract(&known).filter(|span| span.duration() >= SHORTEST).collect() };
    Quality { gaps, empty, unable: unable(schedule, window) }
}

/// Less than this is a seam.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);

fn plans_anything(schedule: &Schedule, window: Interval) -> bool {
    schedule.shifts.iter().any(|shift| !slots(shift, window).is_empty())
        || schedule.imported.overlapping(window).next().is_some()
}

fn unable(schedule: &Schedule, window: Interval) -> Vec<UserId> {
    if schedule.may_not_serve.is_empty() {
        return Vec::new();
    }
    let with_everyone = Schedule { may_not_serve: std::collections::BTreeSet::new(), ..schedule.clone() };
    let all = timeline(&with_everyone, window);
    let serving = all.covered().flat_map(|shift| &shift.people).map(|on_duty| on_duty.user);
    let mut unable: Vec<UserId> = serving.filter(|user| schedule.may_not_serve.contains(user)).collect();
    unable.sort_unstable();
    unable.dedup();
    unable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Crew, Level, Shift, ShiftKind, Zone};

    fn at(day: i8, hour: i8) -> jiff::Timestamp {
        Zone::UTC.instant(jiff::civil::date(2026, 3, day).at(hour, 0, 0, 0)).expect("an instant")
    }

    fn span(from: (i8, i8), to: (i8, i8)) -> Interval {
        Interval::new(at(from.0, from.1), at(to.0, to.1)).expect("a span")
    }

    fn once(day: i8, hours: i64, crew: &[UserId]) -> Shift {
        let start = jiff::civil::date(2026, 3, day).at(9, 0, 0, 0);
        Shift {
            id: crate::ids::ShiftId::random(),
            level: Level::default(),
            zone: Zone::UTC,
            start,
            duration: hours * 3_600,
            rotation_start: start,
            until: None,
            ends: None,
            cut_at_rotation_start: false,
            kind: ShiftKind::Single(Crew(crew.to_vec())),
        }
    }

    #[test]
    fn gaps_empty_shifts_and_who_cannot_serve_are_told_apart() {
        let (alice, gone) = (UserId::random(), UserId::random());
        let shifts = vec![once(2, 24, &[alice]), once(3, 24, &[gone]), once(5, 24, &[alice, gone])];
        let schedule = Schedule { shifts, may_not_serve: [gone].into(), ..Schedule::default() };
        let found = quality(&schedule, span((2, 9), (6, 9)));
        assert_eq!(found.gaps, [span((4, 9), (5, 9))]);
        assert_eq!(found.empty, [span((3, 9), (4, 9))]);
        assert_eq!(found.unable, [gone]);
        assert_eq!(found.uncovered().iter().collect::<Vec<_>>(), [span((3, 9), (5, 9))]);
        assert!(!found.is_covered());
        assert!(quality(&schedule, span((2, 9), (3, 9))).is_covered());
    }

    #[test]
    fn a_schedule_without_a_plan_has_no_gaps_but_for_a_week_after_its_last_shift() {
        let schedule = Schedule { shifts: vec![once(2, 24, &[UserId::random()])], ..Schedule::default() };
        assert_eq!(quality(&schedule, span((4, 9), (20, 9))).gaps, [span((4, 9), (20, 9))]);
        assert!(quality(&schedule, span((12, 9), (20, 9))).is_covered());
        assert_eq!(quality(&Schedule::default(), span((4, 9), (20, 9))), Quality::default());
    }
}
