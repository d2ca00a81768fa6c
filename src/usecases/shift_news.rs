//! What an edit did to one person's shifts, in a few lines: those that moved, are lost, are new. Pure.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::schedule::Interval;

/// From when to when.
pub type Span = (Timestamp, Timestamp);

/// What happened to a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShiftChange {
    /// It is at another time.
    Moved(Span, Span),
    /// It is not theirs any more.
    Lost(Span),
    /// It is theirs now.
    Gained(Span),
}

impl ShiftChange {
    /// When the first of it begins.
    fn start(&self) -> Timestamp {
        match self {
            Self::Moved((from, _), (to, _)) => *from.min(to),
            Self::Lost((start, _)) | Self::Gained((start, _)) => *start,
        }
    }
}

/// What became of the shifts `before` within `window`, by time. What only began or ends outside of it is no change.
pub fn changes(before: &[Span], after: &[Span], window: Interval) -> Vec<ShiftChange> {
    let inside = |span: &Span| Interval::new(span.0, span.1)?.intersect(window);
    let seen = |spans: &[Span]| -> Vec<(Interval, Span)> {
        spans.iter().filter_map(|span| Some((inside(span)?, *span))).collect()
    };
    let (mut old, mut new) = (seen(before), seen(after));
    let unchanged: Vec<Interval> =
        old.iter().map(|(cut, _)| *cut).filter(|cut| new.iter().any(|(other, _)| other == cut)).collect();
    old.retain(|(cut, _)| !unchanged.contains(cut));
    new.retain(|(cut, _)| !unchanged.contains(cut));

    let (all_old, all_new) = (old.clone(), new.clone());
    let mut changes = Vec::new();
    for (cut, span) in old {
        let overlapping = new.iter().position(|(other, _)| other.overlaps(cut));
        match overlapping.or_else(|| nearest(&new, cut)) {
            Some(at) => changes.push(ShiftChange::Moved(span, new.remove(at).1)),
            // It became a part of a longer one, which is told.
            None if is_inside(cut, &all_new) => {}
            None => changes.push(ShiftChange::Lost(span)),
        }
    }
    let gained = new.into_iter().filter(|(cut, _)| !is_inside(*cut, &all_old));
    changes.extend(gained.map(|(_, span)| ShiftChange::Gained(span)));
    changes.sort_by_key(ShiftChange::start);
    changes
}

/// The one of `spans` that is as long as `lost` and begins nearest to it.
fn nearest(spans: &[(Interval, Span)], lost: Interval) -> Option<usize> {
    let as_long = spans.iter().enumerate().filter(|(_, (other, _))| other.duration() == lost.duration());
    as_long.min_by_key(|(_, (other, _))| other.start().duration_since(lost.start()).abs()).map(|(at, _)| at)
}

fn is_inside(part: Interval, spans: &[(Interval, Span)]) -> bool {
    spans.iter().any(|(whole, _)| whole.start() <= part.start() && part.end() <= whole.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i8, hours: i64) -> Span {
        let start: Timestamp = format!("2026-03-{number:02}T09:00:00Z").parse().expect("an instant");
        (start, start.checked_add(jiff::SignedDuration::from_hours(hours)).expect("an instant"))
    }

    #[test]
    fn a_shift_moves_is_lost_or_is_new() {
        let window = Interval::new(day(2, 0).0, day(30, 0).0).expect("a window");
        let (before, after) = ([day(3, 24), day(10, 24), day(20, 24)], [day(3, 24), day(11, 24)]);
        let moved = ShiftChange::Moved(day(10, 24), day(11, 24));
        assert_eq!(changes(&before, &after, window), [moved, ShiftChange::Lost(day(20, 24))]);
        assert_eq!(changes(&[], &after[..1], window), [ShiftChange::Gained(day(3, 24))]);
        assert_eq!(changes(&before[..1], &[day(3, 12)], window), [ShiftChange::Moved(day(3, 24), day(3, 12))]);
    }

    #[test]
    fn what_became_part_of_a_longer_shift_is_not_lost_and_what_moves_moves_to_what_is_nearest() {
        let window = Interval::new(day(2, 0).0, day(30, 0).0).expect("a window");
        let grown = ShiftChange::Moved(day(3, 24), day(3, 240));
        assert_eq!(changes(&[day(3, 24), day(7, 24)], &[day(3, 240)], window), [grown]);
        let moved = [ShiftChange::Moved(day(8, 24), day(7, 24)), ShiftChange::Gained(day(20, 24))];
        assert_eq!(changes(&[day(8, 24)], &[day(7, 24), day(20, 24)], window), moved);
    }

    #[test]
    fn time_that_passes_and_what_lies_outside_change_nothing() {
        let window = Interval::new(day(4, 0).0, day(10, 0).0).expect("a window");
        assert_eq!(changes(&[day(1, 24), day(3, 72)], &[day(4, 48), day(10, 24)], window), []);
    }
}
