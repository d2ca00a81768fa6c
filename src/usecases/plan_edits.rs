//! What a plan makes of the stored rotations: which end, which begin, and who bridges from one to the other. Nothing that is
//! before the moment the edit takes effect is different afterwards.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::plan_order::{Standing, counting, place_in, place_of};
use super::plan_pattern::Pattern;
use super::rotation_plan::RotationPlan;
use super::rules;
use crate::ids::{ShiftId, UserId};
use crate::schedule::expand::{slots, whose_turn::whose_turn};
use crate::schedule::recurrence::Frequency;
use crate::schedule::{Interval, Zone};
use crate::store::schedules::ScheduleRecord;
use crate::store::shifts::{Edition, ShiftRecord, ShiftType};

/// What is to be written. In this order nothing is in the way of anything.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    /// Rotations that had not begun and never will.
    pub delete: Vec<ShiftRecord>,
    /// Rotations that end, or are called something else.
    pub update: Vec<ShiftRecord>,
    /// Rotations that begin.
    pub insert: Vec<ShiftRecord>,
}

/// A stored rotation as its form showed it.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// What the form said.
    pub plan: &'a RotationPlan,
    /// What is stored.
    pub shift: &'a ShiftRecord,
}

/// An edit of a schedule's rotations.
#[derive(Debug, Clone, Copy)]
pub struct Editing<'a> {
    /// The schedule as it becomes.
    pub schedule: &'a ScheduleRecord,
    /// Its zone.
    pub zone: &'a Zone,
    /// Whether its zone changes by this.
    pub zone_changes: bool,
    /// All its shifts.
    pub shifts: &'a [ShiftRecord],
    /// When the edit takes effect: a whole second that the zone's clock reads once.
    pub effective: Timestamp,
    /// What new rows are made from.
    pub blank: &'a ShiftRecord,
}

impl Editing<'_> {
    /// What makes `wanted` of the rotations that are `stored`.
    pub fn edits(&self, stored: &[Stored<'_>], wanted: &[RotationPlan]) -> Edits {
        let mut edits = Edits::default();
        for old in stored {
            match wanted.iter().find(|plan| plan.shift == Some(old.shift.id)) {
                None => self.retire(old.shift, &mut edits),
                Some(plan) if self.stays(old, plan) => {
                    if plan.name != old.shift.name {
                        edits.update.push(ShiftRecord { name: plan.name.clone(), ..old.shift.clone() });
                    }
                }
                Some(plan) => self.replace(old, plan, &mut edits),
            }
        }
        for plan in wanted.iter().filter(|plan| plan.shift.is_none()) {
            edits.insert.push(self.begun(plan, None));
        }
        edits
    }

    fn stays(&self, old: &Stored<'_>, plan: &RotationPlan) -> bool {
        !self.zone_changes && plan.restart_with.is_none() && plan.same_service(old.plan)
    }

    /// Ends every version of a rotation that is not over.
    fn retire(&self, newest: &ShiftRecord, edits: &mut Edits) {
        for version in self.versions(newest) {
            if version.edition.ends().is_some_and(|ends| ends <= self.effective) {
                continue;
            }
            if self.takes_effect(version) < self.effective {
                let edition = Edition { retired_at: Some(self.effective), ..version.edition };
                edits.update.push(ShiftRecord { edition, ..version.clone() });
            } else {
                edits.delete.push(version.clone());
            }
        }
    }

    fn takes_effect(&self, shift: &ShiftRecord) -> Timestamp {
        rules::zone(self.schedule, shift).instant(shift.rotation_start).unwrap_or(Timestamp::MIN)
    }

    fn versions(&self, newest: &ShiftRecord) -> Vec<&ShiftRecord> {
        let rotation = |shift: &ShiftRecord| shift.edition.rotation.unwrap_or(shift.id);
        self.shifts.iter().filter(|shift| rotation(shift) == rotation(newest)).collect()
    }

    fn replace(&self, old: &Stored<'_>, plan: &RotationPlan, edits: &mut Edits) {
        self.retire(old.shift, edits);
        let versions = self.versions(old.shift);
        let rotation = old.shift.edition.rotation.unwrap_or(old.shift.id);
        if versions.iter().all(|version| self.takes_effect(version) >= self.effective) {
            edits.insert.push(self.begun(plan, None));
            return;
        }
        let repeat = Pattern::of(old.plan).repeat;
        let standing = Standing::of(self.schedule, &versions, old.shift, repeat, self.effective);
        let same_grid = !self.zone_changes && plan.same_grid(old.plan);
        let kept = standing.next.as_ref().filter(|_| same_grid && plan.restart_with.is_none());
        let grid =
            if same_grid { Pattern::of(plan).from(old.shift.start, old.shift.start) } else { self.grid(old, plan) };
        let begins = kept.map(|(_, at)| *at).or_else(|| self.first_turn(&grid, plan));
        let Some(begins) = begins else {
            // The rotation has no turn ahead: it begins as if it were new.
            edits.insert.push(self.begun(plan, Some(rotation)));
            return;
        };
        let waits = plan.begins != old.plan.begins && self.instant(Pattern::of(plan).rotation_start) >= self.effective;
        let (bridge, next) = whose(&standing, old.plan, plan, begins > self.effective && !waits);
        let start = self.zone.reading(begins);
        let main = grid.from(start, start);
        if let Some(group) = bridge {
            edits.insert.extend(self.bridge(&main, plan, &group, begins, rotation));
        }
        edits.insert.push(self.written(&main, plan, &plan.groups, next, Some(rotation)));
    }

    /// Where the changed grid of a rotation is counted from: the day it is said to begin, when that was changed; else the first
    /// handoff from now on.
    fn grid(&self, old: &Stored<'_>, plan: &RotationPlan) -> Pattern {
        if plan.begins != old.plan.begins {
            return Pattern::of(plan);
        }
        let today = self.zone.reading(self.effective).date();
        let handoffs = (0..8).map(|days| today.saturating_add(days.days()));
        let fits = |date: &Date| {
            let ahead = self.instant(date.to_datetime(plan.turn_time())) >= self.effective;
            ahead && (plan.unit != Frequency::Weekly || date.weekday() == plan.turn_day())
        };
        let first = match plan.unit {
            // Hours and months go on through the day: the day before is as good to count from.
            Frequency::Hourly | Frequency::Monthly => today.saturating_sub(1.day()),
            Frequency::Daily | Frequency::Weekly => handoffs.clone().find(fits).unwrap_or(today),
        };
        let handoff_day = plan.handoff_day.or(Some(crate::store::shifts::Day(plan.turn_day())));
        Pattern::of(&RotationPlan { begins: first, handoff_day, ..plan.clone() })
    }

    fn instant(&self, reading: DateTime) -> Timestamp {
        self.zone.instant(reading).unwrap_or(Timestamp::MAX)
    }

    /// The first turn of a grid that begins when the edit takes effect, or after it.
    fn first_turn(&self, grid: &Pattern, plan: &RotationPlan) -> Option<Timestamp> {
        let row = self.written(grid, plan, &plan.groups, 0, None);
        let row = ShiftRecord { edition: Edition { ends_at: None, ..row.edition }, ..row };
        let rule = counting(self.schedule, &row);
        // A rotation of one group changes nobody; its turns are slots then.
        let units = if plan.groups.len() > 1 { u64::try_from(grid.repeat).unwrap_or(1) } else { 1 };
        whose_turn(&rule, self.effective, units).next.map(|next| next.at)
    }

    /// A rotation that begins by itself; what would have been before the edit takes effect is left out.
    fn begun(&self, plan: &RotationPlan, rotation: Option<ShiftId>) -> ShiftRecord {
        let rule = Pattern::of(plan);
        let first = plan.restart_with.unwrap_or(0);
        let mut row = self.written(&rule, plan, &plan.groups, first, rotation);
        if self.instant(row.rotation_start) < self.effective {
            row.rotation_start = self.zone.reading(self.effective);
        }
        row
    }

    /// What `group` serves until the first turn of the new version begins, if there is anything to serve.
    fn bridge(
        &self,
        main: &Pattern,
        plan: &RotationPlan,
        group: &[UserId],
        until: Timestamp,
        rotation: ShiftId,
    ) -> Option<ShiftRecord> {
        let rule = main.begun_before(self.zone.reading(self.effective));
        let groups = [group.to_vec()];
        let mut row = self.written(&Pattern { repeat: 1, ..rule }, plan, &groups, 0, Some(rotation));
        row.edition.retired_at = Some(until);
        let meanwhile = Interval::new(self.effective, until)?;
        (!slots(&counting(self.schedule, &row), meanwhile).is_empty()).then_some(row)
    }

    fn written(
        &self,
        rule: &Pattern,
        plan: &RotationPlan,
        groups: &[Vec<UserId>],
        first: usize,
        rotation: Option<ShiftId>,
    ) -> ShiftRecord {
        let mut row = ShiftRecord {
            id: ShiftId::random(),
            kind: ShiftType::Rolling,
            name: plan.name.clone(),
            level: i64::from(plan.level.number()),
            ..self.blank.clone()
        };
        rule.write(&mut row, groups, first, &self.schedule.time_zone);
        row.edition.ends_at = plan.ends.map(|ends| self.instant(ends.to_datetime(plan.turn_time())));
        row.edition.rotation = rotation;
        row
    }
}

/// Who serves until the new version's first turn, when there is time till then, and the place of the group that has that turn.
fn whose(standing: &Standing, old: &RotationPlan, new: &RotationPlan, meanwhile: bool) -> (Option<Vec<UserId>>, usize) {
    let groups = &new.groups;
    let after = |place: usize| (place + 1) % groups.len().max(1);
    let before = |place: usize| (place + groups.len() - 1) % groups.len().max(1);
    if let Some(first) = new.restart_with {
        return if meanwhile { (groups.get(first).cloned(), after(first)) } else { (None, first) };
    }
    let next = standing.next.as_ref().map(|(group, _)| place_of(group, &old.groups, groups));
    match &standing.present {
        Some(present) if meanwhile => match place_in(present, groups) {
            // Where they were alone, those who join them come next.
            Some(place) if next == Some(place) => (groups.get(place).cloned(), after(place)),
            Some(place) => (groups.get(place).cloned(), next.unwrap_or(place)),
            // Whoever takes over for somebody who is gone has their turn by that.
            None => {
                let place = place_of(present, &old.groups, groups);
                (groups.get(place).cloned(), after(place))
            }
        },
        _ => {
            let next = next.unwrap_or(0);
            (groups.get(before(next)).filter(|_| meanwhile).cloned(), next)
        }
    }
}

/// The first whole second from `at` on that the clock of `zone` reads only once.
pub fn readable(zone: &Zone, at: Timestamp) -> Timestamp {
    let second = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    let whole = Timestamp::from_second(second).unwrap_or(at);
    let read_back = zone.instant(zone.reading(whole)).unwrap_or(whole);
    // In the hour that comes twice: when it is over.
    let until = whole.saturating_add(SignedDuration::from_secs(1)).unwrap_or(whole);
    match zone.rules().preceding(until).next() {
        Some(change) if read_back < whole => {
            let twice = whole.duration_since(read_back);
            change.timestamp().saturating_add(twice).unwrap_or(whole)
        }
        _ => whole,
    }
}
