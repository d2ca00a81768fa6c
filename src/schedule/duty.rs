//! Each person's planned time in pieces: those they serve, and those somebody else serves instead. What calendars show.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::handoff::Why;
use super::interval::Spans;
use super::resolve::{FinalShift, Timeline, scheduled};
use super::{Interval, Precedence, Schedule};
use crate::ids::{ShiftId, UserId};

/// How far outside a window a planned shift is followed, to say of all of it who serves. Longer ones are cut there.
const REACH: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A piece of a shift through which one person serves, or through which they were to and others do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The rule it comes from.
    pub shift: ShiftId,
    /// Whose piece it is.
    pub user: UserId,
    /// When. Not cut to the window.
    pub interval: Interval,
    /// Its layer, or that it is an override.
    pub precedence: Precedence,
    /// Whether they serve.
    pub service: Service,
}

impl Duty {
    /// Where it stands among others.
    fn place(&self) -> (Timestamp, &ShiftId, &UserId) {
        (self.interval.start(), &self.shift, &self.user)
    }
}

/// Whether somebody serves the time that is theirs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Service {
    /// They are on call, for this reason.
    Serves(Why),
    /// They were planned. These are on call instead, each once: a higher layer, an override or a swap.
    Covered(Vec<UserId>),
}

/// The time around `window` through which a timeline must be known, so that [`duties`] can say of every shift that overlaps
/// the window who serves all of it.
pub fn reach(schedule: &Schedule, window: Interval) -> Interval {
    // Only what runs across an edge of the window leads out of it.
    let moment = SignedDuration::from_nanos(1);
    let first = window.before(window.start().saturating_add(moment).unwrap_or(window.end()));
    let last = window.from(window.end().saturating_sub(moment).unwrap_or(window.start()));
    let across = |edge: Option<Interval>| edge.into_iter().flat_map(|edge| scheduled(schedule, edge));
    let first = across(first).map(|shift| shift.interval.start()).min().unwrap_or(window.start());
    let last = across(last).map(|shift| shift.interval.end()).max().unwrap_or(window.end());
    let start = first.min(window.start()).max(window.start().saturating_sub(REACH).unwrap_or(Timestamp::MIN));
    let end = last.max(window.end()).min(window.end().saturating_add(REACH).unwrap_or(Timestamp::MAX));
    Interval::new(start, end).unwrap_or(window)
}

/// The duties that overlap `window`, by start, shift and person, as `timeline` says who serves.
///
/// `timeline` covers [`reach`]. What was planned before `planned_from` is not said: the rules of that time are not known any
/// more, only who served. No two duties have the same shift, person and start.
pub fn duties(schedule: &Schedule, timeline: &Timeline, planned_from: Timestamp, window: Interval) -> Vec<Duty> {
    let mut duties: Vec<Duty> = timeline.covered().flat_map(served).collect();
    let mut theirs: BTreeMap<(ShiftId, UserId), Vec<Interval>> = BTreeMap::new();
    for duty in &duties {
        theirs.entry((duty.shift, duty.user)).or_default().push(duty.interval);
    }
    let theirs: BTreeMap<_, _> = theirs.into_iter().map(|(whose, times)| (whose, Spans::covering(times))).collect();
    let none = Spans::default();
    let serving = Serving::of(timeline);
    let known = Interval::new(timeline.window.start().max(planned_from), timeline.window.end());
    for shift in scheduled(schedule, window) {
        let Some(planned) = known.and_then(|known| shift.interval.intersect(known)) else { continue };
        for on_duty in &shift.people {
            for left in planned.subtract(theirs.get(&(shift.shift, on_duty.user)).unwrap_or(&none)) {
                duties.extend(serving.instead(left).into_iter().map(|(interval, by)| Duty {
                    shift: shift.shift,
                    user: on_duty.user,
                    interval,
                    precedence: shift.precedence,
                    service: Service::Covered(by),
                }));
            }
        }
    }
    duties.retain(|duty| duty.interval.overlaps(window));
    duties.sort_by(|one, other| {
        let covered = |duty: &Duty| matches!(duty.service, Service::Covered(_));
        let whole = || covered(one).cmp(&covered(other)).then(other.interval.end().cmp(&one.interval.end()));
        one.place().cmp(&other.place()).then_with(whole)
    });
    duties.dedup_by(|later, kept| later.place() == kept.place());
    duties
}

fn served(shift: &FinalShift) -> impl Iterator<Item = Duty> + '_ {
    shift.people.iter().map(|on_duty| Duty {
        shift: shift.shift,
        user: on_duty.user,
        interval: shift.interval,
        precedence: shift.precedence,
        service: Service::Serves(shift.why(on_duty)),
    })
}

/// Who serves, to be asked about one piece after another.
struct Serving<'a> {
    /// By start.
    shifts: Vec<&'a FinalShift>,
    /// The longest of them: none that began earlier than this before a piece reaches into it.
    longest: SignedDuration,
}

impl<'a> Serving<'a> {
    fn of(timeline: &'a Timeline) -> Self {
        let mut shifts: Vec<_> = timeline.covered().collect();
        shifts.sort_by_key(|shift| shift.interval);
        let longest = shifts.iter().map(|shift| shift.interval.duration()).max().unwrap_or_default();
        Self { shifts, longest }
    }

    fn overlapping(&self, piece: Interval) -> impl Iterator<Item = &'a FinalShift> + Clone + '_ {
        let earliest = piece.start().checked_sub(self.longest).unwrap_or(Timestamp::MIN);
        let first = self.shifts.partition_point(|shift| shift.interval.start() < earliest);
        let reached = self.shifts[first..].iter().copied();
        reached
            .take_while(move |shift| shift.interval.start() < piece.end())
            .filter(move |shift| shift.interval.overlaps(piece))
    }

    /// The pieces of `left` through which the same people serve, and who they are.
    fn instead(&self, left: Interval) -> Vec<(Interval, Vec<UserId>)> {
        let overlapping = self.overlapping(left);
        let ends = overlapping.clone().flat_map(|shift| [shift.interval.start(), shift.interval.end()]);
        let mut borders: Vec<Timestamp> = ends.filter(|at| left.contains(*at)).collect();
        borders.extend([left.start(), left.end()]);
        borders.sort_unstable();
        borders.dedup();
        let mut pieces: Vec<(Interval, Vec<UserId>)> = Vec::new();
        for piece in borders.windows(2).filter_map(|ends| Interval::new(ends[0], ends[1])) {
            let by = each_once(overlapping.clone().filter(|shift| shift.interval.contains(piece.start())));
            match pieces.last_mut() {
                Some((last, same)) if *same == by => *last = Interval::new(last.start(), piece.end()).unwrap_or(*last),
                _ => pieces.push((piece, by)),
            }
        }
        pieces
    }
}

fn each_once<'a>(shifts: impl Iterator<Item = &'a FinalShift>) -> Vec<UserId> {
    let mut users = Vec::new();
    for on_duty in shifts.flat_map(|shift| &shift.people) {
        if !users.contains(&on_duty.user) {
            users.push(on_duty.user);
        }
    }
    users
}
