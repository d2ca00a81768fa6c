//! What was on call, kept piece by piece, and put together again with what rules say of the time before and after.
//!
//! A [`Piece`] is a final shift within a segment of time. At a seam between two segments a piece that its rule would have
//! gone on with and one that its rule had begun before are one final shift, when they are of the same shift, people and
//! reason. So where nothing was changed there is no seam to see.

use jiff::{SignedDuration, Timestamp};

use super::resolve::{FinalShift, Row, timeline};
use super::{Interval, Schedule};

/// So long a time is worked out at once: a window holds only so many slots.
const AT_ONCE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A final shift as it is known within one segment of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Who, why and when. It does not reach out of the segment.
    pub shift: FinalShift,
    /// Whether its rule had begun it before the segment.
    pub began_before: bool,
    /// Whether its rule goes on with it after the segment.
    pub runs_on: bool,
}

/// What `rules` say of `window`, cut to the segment from `since` to `until`; outside the window, but inside the segment,
/// nothing is cut.
pub fn pieces(rules: &Schedule, window: Interval, since: Timestamp, until: Timestamp) -> Vec<Piece> {
    let Some(segment) = Interval::new(since, until) else { return Vec::new() };
    let cut = |row| {
        let Row::Covered(shift) = row else { return None };
        let interval = shift.interval.intersect(segment)?;
        let (began_before, runs_on) = (shift.interval.start() < since, shift.interval.end() > until);
        Some(Piece { shift: FinalShift { interval, ..shift }, began_before, runs_on })
    };
    timeline(rules, window).rows.into_iter().filter_map(cut).collect()
}

/// What `rules` say of the time `from..to`, as pieces of that segment.
pub fn recorded(rules: &Schedule, from: Timestamp, to: Timestamp) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut since = from;
    while since < to {
        let until = since.saturating_add(AT_ONCE).unwrap_or(to).min(to);
        let window = Interval::new(since, until);
        all = joined(all, window.map(|window| pieces(rules, window, since, until)).unwrap_or_default(), since);
        since = until;
    }
    all
}

/// The pieces of two segments that meet at `seam`.
#[must_use]
pub fn joined(mut earlier: Vec<Piece>, mut later: Vec<Piece>, seam: Timestamp) -> Vec<Piece> {
    for (before, after) in meeting(&earlier, &later, seam) {
        let start = earlier[before].shift.interval.start();
        let piece = &mut later[after];
        piece.shift.interval = Interval::new(start, piece.shift.interval.end()).unwrap_or(piece.shift.interval);
        piece.began_before = earlier[before].began_before;
        // Told by what goes on with it.
        earlier[before].shift.people.clear();
    }
    earlier.retain(|piece| !piece.shift.people.is_empty());
    earlier.extend(later);
    earlier.sort_by_key(|piece| (piece.shift.interval.start(), piece.shift.shift, piece.shift.interval.end()));
    earlier
}

/// Which of the `later` pieces go on with which of the `earlier` at `seam`, as pairs of places. Where several could, those
/// that began first belong together.
pub fn meeting(earlier: &[Piece], later: &[Piece], seam: Timestamp) -> Vec<(usize, usize)> {
    let mut open: Vec<usize> = places(earlier, |piece| piece.runs_on && piece.shift.interval.end() == seam);
    open.sort_by_key(|at| (earlier[*at].shift.interval.start(), *at));
    let going_on = places(later, |piece| piece.began_before && piece.shift.interval.start() == seam);
    let mut pairs = Vec::new();
    for after in going_on {
        let same = |before: &usize| same(&earlier[*before].shift, &later[after].shift);
        if let Some(place) = open.iter().position(same) {
            pairs.push((open.remove(place), after));
        }
    }
    pairs
}

fn places(pieces: &[Piece], wanted: impl Fn(&Piece) -> bool) -> Vec<usize> {
    pieces.iter().enumerate().filter(|(_, piece)| wanted(piece)).map(|(place, _)| place).collect()
}

fn same(one: &FinalShift, other: &FinalShift) -> bool {
    one.shift == other.shift && one.precedence == other.precedence && one.people == other.people
}
