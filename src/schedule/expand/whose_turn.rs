//! Whose turn a rotation is at, and whose comes next: where an order of people goes on when its rotation is changed.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::dealt::Dealt;
use super::wall::Wall;
use crate::schedule::Shift;

/// A turn that is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Whose: a place among the rotation's groups.
    pub group: usize,
    /// What the wall clock reads when its first slot begins.
    pub begins: DateTime,
    /// When that is.
    pub at: Timestamp,
}

/// Where a rotation is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WhoseTurn {
    /// The group whose turn began before the moment and is not over: a slot lasts, or the turn has another one ahead.
    pub under_way: Option<usize>,
    /// The first turn that begins at the moment or after it.
    pub next: Option<Turn>,
}

/// Where `shift` is at `at`, counting `units` of its units as one turn (a group that is listed several times in a row). Nowhere
/// for what is no rotation that counts its turns.
pub fn whose_turn(shift: &Shift, at: Timestamp, units: u64) -> WhoseTurn {
    let (Some(dealt), Some(effect)) = (Dealt::of(shift), shift.zone.instant(shift.rotation_start)) else {
        return WhoseTurn::default();
    };
    let units = units.max(1);
    if at <= effect {
        // What the cut leaves of an earlier turn is the first.
        let there = around(shift, &dealt, effect, units);
        let cut = there.under_way.filter(|_| shift.cut_at_rotation_start);
        let first = cut.map(|group| Turn { group, begins: shift.rotation_start, at: effect });
        return ending(shift, WhoseTurn { under_way: None, next: first.or(there.next) });
    }
    let there = around(shift, &dealt, at, units);
    let over = shift.ends.is_some_and(|ends| ends <= at);
    ending(shift, WhoseTurn { under_way: there.under_way.filter(|_| !over), ..there })
}

/// No turn has more starts: whoever has one that long has it for ever.
const MOST_STARTS: usize = 10_000;

fn around(shift: &Shift, dealt: &Dealt, at: Timestamp, units: u64) -> WhoseTurn {
    let mut last = None;
    let mut under_way = None;
    for start in dealt.around(Wall::of(shift.zone.reading(at))).take(MOST_STARTS) {
        let Some(begins) = start.at.instant_in(&shift.zone) else { continue };
        // A bridge between two versions is one turn to its end.
        if shift.ends.is_some_and(|ends| begins >= ends) {
            break;
        }
        let turn = start.turn / units;
        if begins < at {
            let ends = start.at.plus(shift.duration).instant_in(&shift.zone);
            under_way = ends.filter(|ends| *ends > at).map(|_| start.group);
            last = Some((turn, start.group));
            continue;
        }
        match last {
            Some((before, group)) if before == turn => under_way = Some(group),
            _ => {
                let next = Turn { group: start.group, begins: start.at.reading(), at: begins };
                return WhoseTurn { under_way, next: Some(next) };
            }
        }
    }
    WhoseTurn { under_way, next: None }
}

fn ending(shift: &Shift, turn: WhoseTurn) -> WhoseTurn {
    let in_time =
        |next: &Turn| shift.ends.is_none_or(|ends| next.at < ends) && shift.until.is_none_or(|last| next.at <= last);
    WhoseTurn { next: turn.next.filter(in_time), ..turn }
}
