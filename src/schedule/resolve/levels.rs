//! Higher levels beat lower ones, overrides beat all, and equals serve together.

use super::FinalShift;
use crate::schedule::Interval;
use crate::schedule::interval::Spans;

/// How many pieces a window holds. What is beaten most is left out beyond it: only rules that no team can mean come here.
const PIECES: usize = 200_000;

/// The pieces of `planned` in `window` that nothing stronger covers. A shift without people beats nothing and is left out.
pub fn unbeaten(mut planned: Vec<FinalShift>, window: Interval) -> Vec<FinalShift> {
    planned.retain(|shift| !shift.people.is_empty());
    planned.sort_by_key(|shift| std::cmp::Reverse(shift.precedence));
    let strongest = planned.first().map(|shift| shift.precedence);
    let beaten = planned.partition_point(|shift| Some(shift.precedence) == strongest);
    let beaten = planned.split_off(beaten);
    let mut pieces = planned;
    for equals in beaten.chunk_by(|one, other| one.precedence == other.precedence) {
        let taken = Spans::covering(pieces.iter().map(|piece| piece.interval));
        for shift in equals {
            let left = shift.interval.subtract(&taken).filter(|left| left.overlaps(window));
            pieces.extend(left.map(|interval| FinalShift { interval, ..shift.clone() }));
            if pieces.len() >= PIECES {
                return pieces;
            }
        }
    }
    pieces
}
