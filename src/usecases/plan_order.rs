//! Where an order of people goes on when its rotation is changed: who is on now stays to the end of the turn, and whoever would
//! have been next is next. Somebody who is taken out is skipped.

use jiff::Timestamp;

use super::rules;
use crate::ids::UserId;
use crate::schedule::expand::whose_turn::whose_turn;
use crate::schedule::rotation::Turns;
use crate::schedule::{Shift, ShiftKind};
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts::ShiftRecord;

/// Longer than any turn: a bridge between two versions is one turn altogether.
const ONE_TURN: u64 = u64::MAX / 2;

/// Where the stored versions of a rotation are at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// The group that is at it, and stays until the next turn begins.
    pub present: Option<Vec<UserId>>,
    /// The group of the first turn that begins at the moment or after it, and when that is.
    pub next: Option<(Vec<UserId>, Timestamp)>,
}

impl Standing {
    /// Where `versions` are at `at`; groups are listed `repeat` times in a row in the one that is `newest`.
    pub fn of(
        schedule: &ScheduleRecord,
        versions: &[&ShiftRecord],
        newest: &ShiftRecord,
        repeat: usize,
        at: Timestamp,
    ) -> Self {
        let mut standing = Self::default();
        for version in versions {
            let rule = counting(schedule, version);
            let ShiftKind::Rolling(_, rotation) = &rule.kind else { continue };
            let bridge = version.id != newest.id && rotation.groups.len() == 1;
            let units = if bridge { ONE_TURN } else { u64::try_from(repeat).unwrap_or(1) };
            let turn = whose_turn(&rule, at, units);
            let people = |group: usize| rotation.groups.get(group).map(|crew| crew.0.clone());
            standing.present = standing.present.or_else(|| turn.under_way.and_then(people));
            let next = turn.next.and_then(|next| Some((people(next.group)?, next.at)));
            let sooner = |next: &(_, Timestamp)| standing.next.as_ref().is_none_or(|known| next.1 < known.1);
            if let Some(next) = next.filter(sooner) {
                standing.next = Some(next);
            }
        }
        standing
    }
}

/// The rule of a stored rotation, counting turns. What comes from REST and leaves nothing out counts alike.
pub fn counting(schedule: &ScheduleRecord, shift: &ShiftRecord) -> Shift {
    let mut rule = rules::rule(schedule, shift);
    if let ShiftKind::Rolling(_, rotation) = &mut rule.kind {
        rotation.turns = rotation.turns.or(Some(Turns::Served));
    }
    rule
}

/// The place of `group` among `new`, else of the first after it in the `old` order that is still there, else the first.
pub fn place_of(group: &[UserId], old: &[Vec<UserId>], new: &[Vec<UserId>]) -> usize {
    let from = old.iter().position(|known| known == group).unwrap_or(0);
    let there = place_in(group, new);
    let after = (1..=old.len()).find_map(|step| place_in(&old[(from + step) % old.len()], new));
    there.or(after).unwrap_or(0)
}

/// Whether `group` is still among `new`, and where.
pub fn place_in(group: &[UserId], new: &[Vec<UserId>]) -> Option<usize> {
    let same = |known: &Vec<UserId>| known.len() == group.len() && known.iter().all(|user| group.contains(user));
    let shared = |known: &Vec<UserId>| known.iter().filter(|user| group.contains(user)).count();
    // A group somebody joined or left is still that group.
    let nearest = || {
        let most = new.iter().map(shared).max().filter(|most| *most > 0)?;
        new.iter().position(|known| shared(known) == most)
    };
    new.iter().position(same).or_else(nearest)
}
