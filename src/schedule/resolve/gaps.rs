//! Where nothing is planned.

use jiff::SignedDuration;

use super::FinalShift;
use crate::schedule::Interval;
use crate::schedule::interval::Spans;

/// Less than this between two shifts is a seam and not a gap.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);

/// The gaps of `window`. Empty shifts count as planned; when nothing at all is planned there is no gap to speak of.
pub fn between(planned: &[FinalShift], window: Interval) -> Vec<Interval> {
    if planned.is_empty() {
        return Vec::new();
    }
    let covered = Spans::covering(planned.iter().map(|shift| shift.interval));
    let at_edge = |gap: &Interval| gap.start() == window.start() || gap.end() == window.end();
    window.subtract(&covered).filter(|gap| at_edge(gap) || gap.duration() >= SHORTEST).collect()
}
