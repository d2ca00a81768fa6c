//! The order of a plan's layers: moving one up or down, and the level of a new one. Pure.

use std::collections::BTreeSet;

use crate::schedule::Level;
use crate::usecases::rotation_plan::RotationPlan;

/// The levels there are, lowest first.
pub fn levels(rotations: &[RotationPlan]) -> Vec<Level> {
    rotations.iter().map(|rotation| rotation.level).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What people call the layer of `level`: the lowest is 1.
pub fn number(rotations: &[RotationPlan], level: Level) -> usize {
    levels(rotations).iter().filter(|other| **other < level).count() + 1
}

/// The level above all there are.
pub fn on_top(rotations: &[RotationPlan]) -> Level {
    levels(rotations).last().map_or(Level::default(), |top| above(*top))
}

/// Whether the rotation can go up: there is a layer above, or others in its own.
pub fn can_rise(rotations: &[RotationPlan], at: usize) -> bool {
    rotations
        .get(at)
        .is_some_and(|rotation| levels(rotations).last() != Some(&rotation.level) || !is_alone(rotations, at))
}

/// Whether the rotation can go down.
pub fn can_sink(rotations: &[RotationPlan], at: usize) -> bool {
    rotations
        .get(at)
        .is_some_and(|rotation| levels(rotations).first() != Some(&rotation.level) || !is_alone(rotations, at))
}

/// One up: a layer alone trades places with the one above; out of a layer of several it gets one of its own above them.
pub fn raise(rotations: &mut [RotationPlan], at: usize) {
    moved(rotations, at, &|other, own| other > own, true);
}

/// One down, the same way.
pub fn lower(rotations: &mut [RotationPlan], at: usize) {
    moved(rotations, at, &|other, own| other < own, false);
}

fn moved(rotations: &mut [RotationPlan], at: usize, beyond: &dyn Fn(Level, Level) -> bool, up: bool) {
    let Some(own) = rotations.get(at).map(|rotation| rotation.level) else { return };
    if is_alone(rotations, at) {
        let mut others = levels(rotations);
        if !up {
            others.reverse();
        }
        let Some(next) = others.into_iter().find(|other| beyond(*other, own)) else { return };
        for rotation in rotations.iter_mut().filter(|rotation| rotation.level == next) {
            rotation.level = own;
        }
        rotations[at].level = next;
        return;
    }
    // Room for a layer between: everything above makes a step, and below it the others of its own layer when it goes down.
    for (other, rotation) in rotations.iter_mut().enumerate() {
        let stays = other == at && !up;
        if rotation.level > own || (rotation.level == own && (other == at || !up) && !stays) {
            rotation.level = above(rotation.level);
        }
    }
}

fn is_alone(rotations: &[RotationPlan], at: usize) -> bool {
    rotations.iter().filter(|rotation| rotation.level == rotations[at].level).count() == 1
}

fn above(level: Level) -> Level {
    Level::from_number(i64::from(level.number()) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::modals::plan_draft::rotation_form::fresh;

    /// Each rotation's layer, as people count them.
    fn after(levels: &[i64], act: impl Fn(&mut [RotationPlan])) -> Vec<usize> {
        let rotation = |level: &i64| {
            let today = jiff::civil::date(2026, 3, 2);
            RotationPlan { level: Level::from_number(*level), ..fresh(today, Level::default()) }
        };
        let mut rotations: Vec<_> = levels.iter().map(rotation).collect();
        act(&mut rotations);
        rotations.iter().map(|rotation| number(&rotations, rotation.level)).collect()
    }

    #[test]
    fn a_layer_alone_trades_places_with_its_neighbour() {
        assert_eq!(after(&[0, 5, 9], |all| raise(all, 0)), [2, 1, 3]);
        assert_eq!(after(&[0, 5, 9], |all| lower(all, 2)), [1, 3, 2]);
        assert_eq!(after(&[0, 5, 5], |all| raise(all, 0)), [2, 1, 1]);
        assert_eq!(after(&[0, 5], |all| raise(all, 1)), [1, 2]);
        assert_eq!(after(&[0, 5], |all| lower(all, 0)), [1, 2]);
        assert_eq!(after(&[0, 5], |all| lower(all, 7)), [1, 2]);
    }

    #[test]
    fn out_of_a_layer_of_several_it_gets_one_of_its_own() {
        assert_eq!(after(&[0, 0, 1], |all| raise(all, 0)), [2, 1, 3]);
        assert_eq!(after(&[0, 0, 1], |all| lower(all, 0)), [1, 2, 3]);
        assert_eq!(after(&[3, 3], |all| lower(all, 1)), [2, 1]);
    }

    #[test]
    fn it_can_move_where_that_changes_anything() {
        let all = |levels: &[i64]| {
            let rotation = |level: &i64| {
                let today = jiff::civil::date(2026, 3, 2);
                RotationPlan { level: Level::from_number(*level), ..fresh(today, Level::default()) }
            };
            let all: Vec<_> = levels.iter().map(rotation).collect();
            (0..all.len()).map(|at| (can_rise(&all, at), can_sink(&all, at))).collect::<Vec<_>>()
        };
        assert_eq!(all(&[0]), [(false, false)]);
        assert_eq!(all(&[0, 1]), [(true, false), (false, true)]);
        assert_eq!(all(&[2, 2]), [(true, true), (true, true)]);
    }
}
