//! Rotations by chance, as forms say them, and a schedule that is edited without a database.

use std::num::NonZeroU32;

use jiff::civil::{Date, Time, Weekday, date, time};
use jiff::{Timestamp, ToSpan as _};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rota::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use rota::schedule::recurrence::Frequency;
use rota::schedule::rotation::Turns;
use rota::schedule::{Level, Schedule, Zone};
use rota::store::people::{Person, Standing};
use rota::store::schedules::{ScheduleKind, ScheduleRecord, Vacancy};
use rota::store::shifts::{Day, Edition, ShiftRecord, ShiftType};
use rota::usecases::people::People;
use rota::usecases::plan_edits::{Editing, Stored, readable};
use rota::usecases::plan_pattern::plan_from;
use rota::usecases::rotation_plan::RotationPlan;
use rota::usecases::rules;

const PEOPLE: [&str; 5] = ["alice", "bob", "carol", "dave", "eve"];
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

pub fn user(name: &str) -> UserId {
    name.parse().unwrap()
}

fn hour() -> impl Strategy<Value = Time> {
    (0_i8..24, select(vec![0_i8, 30])).prop_map(|(hour, minute)| time(hour, minute, 0, 0))
}

/// A day of early 2024, before the moments at which things are changed or after them.
pub fn day() -> impl Strategy<Value = Date> {
    (0_i64..80).prop_map(|days| date(2024, 2, 1) + days.days())
}

/// A whole second around the days on which clocks change.
pub fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..60 * 24 * 12).prop_map(|fives| {
        let at = date(2024, 3, 5).at(0, 0, 0, 0) + (fives * 5).minutes();
        Zone::UTC.instant(at).unwrap()
    })
}

/// A rotation that a form can say.
pub fn rotation() -> impl Strategy<Value = RotationPlan> {
    let units = select(vec![Frequency::Hourly, Frequency::Daily, Frequency::Weekly, Frequency::Monthly]);
    let groups = vec(subsequence(PEOPLE.to_vec(), 1..=2), 1..5);
    let days = prop_oneof![Just(Vec::new()), subsequence(WEEK.to_vec(), 1..=7)];
    let hours = option::weighted(0.3, (hour(), hour()));
    let end = option::weighted(0.2, 1_i64..60);
    let turns = select(vec![Turns::Served, Turns::Calendar]);
    let when = (hour(), option::of(select(WEEK.to_vec())), day(), end);
    (units, 1_u32..4, groups, days, hours, when, turns, 0_i64..2).prop_map(
        |(unit, every, groups, days, hours, (handoff, handoff_day, begins, end), turns, level)| RotationPlan {
            shift: None,
            name: None,
            level: Level::from_number(level),
            groups: groups.into_iter().map(|group| group.into_iter().map(user).collect()).collect(),
            every: NonZeroU32::new(every).unwrap(),
            unit,
            handoff,
            handoff_day: handoff_day.map(Day),
            active_days: days.into_iter().map(Day).collect(),
            active_hours: hours.filter(|(from, to)| from != to && unit != Frequency::Hourly),
            begins,
            ends: end.map(|days| begins + days.days()),
            turns,
            restart_with: None,
        },
    )
}

/// A schedule that is edited without a database.
#[derive(Debug, Clone)]
pub struct Desk {
    pub record: ScheduleRecord,
    pub zone: Zone,
    pub shifts: Vec<ShiftRecord>,
}

impl Desk {
    pub fn in_zone(zone: &str) -> Self {
        let record = ScheduleRecord {
            id: ScheduleId::random(),
            workspace: WorkspaceId::random(),
            kind: ScheduleKind::Web,
            name: "payments".to_owned(),
            time_zone: zone.to_owned(),
            team: None,
            channel: None,
            user_group: None,
            ical_url_primary: None,
            ical_url_overrides: None,
            enable_web_overrides: None,
            vacancy: Vacancy::Keep,
            made_by: None,
            created_at: Timestamp::UNIX_EPOCH,
            version: 1,
        };
        Self { record, zone: Zone::named(zone).unwrap(), shifts: Vec::new() }
    }

    /// The rotations as their form shows them.
    pub fn rotations(&self) -> Vec<RotationPlan> {
        let current = self.shifts.iter().filter(|shift| shift.edition.retired_at.is_none());
        current.map(|shift| plan_from(&self.record, shift).unwrap()).collect()
    }

    /// Makes `wanted` the rotations from `at` on, and says from when exactly.
    pub fn edit(&mut self, at: Timestamp, wanted: &[RotationPlan]) -> Timestamp {
        let effective = readable(&self.zone, at);
        let plans = self.rotations();
        let shift = |plan: &RotationPlan| self.shifts.iter().find(|shift| plan.shift == Some(shift.id)).unwrap();
        let stored: Vec<Stored<'_>> = plans.iter().map(|plan| Stored { plan, shift: shift(plan) }).collect();
        let editing = Editing {
            schedule: &self.record,
            zone: &self.zone,
            zone_changes: false,
            shifts: &self.shifts,
            effective,
            blank: &blank(&self.record),
        };
        let edits = editing.edits(&stored, wanted);
        self.shifts.retain(|shift| edits.delete.iter().all(|gone| gone.id != shift.id));
        for updated in edits.update {
            let old = self.shifts.iter_mut().find(|shift| shift.id == updated.id).unwrap();
            *old = updated;
        }
        self.shifts.extend(edits.insert);
        effective
    }

    pub fn rules(&self) -> Schedule {
        let person = |name: &&str| Person {
            id: user(name),
            slack_id: None,
            username: (*name).to_owned(),
            full_name: (*name).to_owned(),
            email: None,
            time_zone: None,
            standing: Standing::Member,
        };
        let people: People = PEOPLE.iter().map(person).collect();
        rules::rules(&self.record, &self.shifts, Vec::new(), &people)
    }
}

fn blank(schedule: &ScheduleRecord) -> ShiftRecord {
    ShiftRecord {
        id: ShiftId::random(),
        workspace: schedule.workspace,
        schedule: Some(schedule.id),
        kind: ShiftType::Rolling,
        name: None,
        team: None,
        time_zone: None,
        level: 0,
        start: date(2024, 1, 1).at(0, 0, 0, 0),
        duration: 0,
        rotation_start: date(2024, 1, 1).at(0, 0, 0, 0),
        until: None,
        frequency: None,
        interval: None,
        week_start: None,
        by_day: None,
        by_month: None,
        by_monthday: None,
        users: Vec::new(),
        rolling_users: None,
        first_group: None,
        source: 0,
        made_by: None,
        reason: None,
        lies_over: 0,
        created_at: Timestamp::UNIX_EPOCH,
        edition: Edition::default(),
    }
}
