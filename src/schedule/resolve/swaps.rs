//! What taken swaps do to planned shifts: split them where the swap begins and ends, and put the other person in.

use super::{FinalShift, OnDuty};
use crate::schedule::{Interval, TakenSwap};

/// `planned` after all `swaps` that concern `window`, one after the other. A swapped piece keeps its level.
pub fn applied(mut planned: Vec<FinalShift>, swaps: &[TakenSwap], window: Interval) -> Vec<FinalShift> {
    for swap in swaps.iter().filter(|swap| swap.span.overlaps(window)) {
        let (swapped, rest): (Vec<_>, Vec<_>) = planned.into_iter().partition(|shift| concerns(swap, shift));
        planned = rest;
        for shift in swapped {
            let outside = [shift.interval.before(swap.span.start()), shift.interval.from(swap.span.end())];
            let outside = outside.into_iter().flatten().filter(|piece| piece.overlaps(window));
            planned.extend(outside.map(|interval| FinalShift { interval, ..shift.clone() }));
            planned.extend(inside(swap, shift).filter(|shift| shift.interval.overlaps(window)));
        }
    }
    planned
}

fn concerns(swap: &TakenSwap, shift: &FinalShift) -> bool {
    shift.interval.overlaps(swap.span) && shift.people.iter().any(|on_duty| on_duty.user == swap.beneficiary)
}

/// The piece in which the benefactor serves: once, even where both were to serve together.
fn inside(swap: &TakenSwap, shift: FinalShift) -> Option<FinalShift> {
    let interval = shift.interval.intersect(swap.span)?;
    let mut people = shift.people;
    if swap.benefactor != swap.beneficiary {
        people.retain(|on_duty| on_duty.user != swap.benefactor);
    }
    for on_duty in people.iter_mut().filter(|on_duty| on_duty.user == swap.beneficiary) {
        *on_duty = OnDuty { user: swap.benefactor, covers: Some((swap.id, swap.beneficiary)) };
    }
    Some(FinalShift { interval, people, ..shift })
}
