//! From stored rows to the engine's schedule: the only place that knows how what people wrote becomes rules.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::imported::kept_of;
use super::people::People;
use crate::ids::{ScheduleId, UserId, WorkspaceId};
use crate::schedule::recurrence::Recurrence;
use crate::schedule::rotation::Rotation;
use crate::schedule::{Crew, Interval, Level, Schedule, Shift, ShiftKind, TakenSwap, Zone};
use crate::store::schedules::{ScheduleKind, ScheduleRecord};
use crate::store::shifts::{ShiftRecord, ShiftType};
use crate::store::swaps::{SwapRecord, SwapState};
use crate::store::{self, Reader, Result, schedules, shifts, swaps};

/// Made in Slack or on a web page: the reference's `source` 0.
pub const SOURCE_WEB: i64 = 0;

/// The level of an override made in Slack or over the API: it beats those an imported calendar of overrides holds. One that
/// lies over others beats them too.
const OVERRIDE_LEVEL: i64 = 99;

/// A schedule with everything that decides who is on call.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Its settings.
    pub record: ScheduleRecord,
    /// Its shifts, as written.
    pub shifts: Vec<ShiftRecord>,
    /// Its swaps, taken or not, oldest first; where only what is in force was asked for, the taken ones.
    pub swaps: Vec<SwapRecord>,
    /// Its rules, for the engine.
    pub rules: Schedule,
    /// The time for which what its calendars say is among the rules. `None`: it has none, or none that could be read.
    pub calendars_through: Option<Interval>,
    /// How often its calendars are looked at, where it has any.
    pub calendars_every: Option<SignedDuration>,
}

impl Loaded {
    /// Puts a schedule together from its rows, without what calendars by address say.
    pub fn new(record: ScheduleRecord, shifts: Vec<ShiftRecord>, swaps: Vec<SwapRecord>, people: &People) -> Self {
        let taken = swaps.iter().filter(|swap| swap.withdrawn_at.is_none());
        let taken = taken.filter_map(|swap| swap.served_by(swap.taken?.0)).collect();
        let rules = rules(&record, &shifts, taken, people);
        Self { record, shifts, swaps, rules, calendars_through: None, calendars_every: None }
    }

    /// Reads the shifts and swaps of a schedule and puts it together.
    pub async fn of(db: &mut Reader, record: ScheduleRecord, people: &People) -> Result<Self> {
        let shifts = shifts::of_schedule(db, record.workspace, record.id).await?;
        let swaps = swaps::of_schedule(db, record.workspace, record.id).await?;
        let calendars = kept_of(db, &record).await?;
        Ok(Self::new(record, shifts, swaps, people).with_calendars(calendars, people))
    }

    /// Several schedules, with what decides who is on call in them from `now` on. A few statements, however many there are.
    pub async fn several(
        db: &mut Reader,
        workspace: WorkspaceId,
        records: Vec<ScheduleRecord>,
        now: Timestamp,
        people: &People,
    ) -> Result<Vec<Self>> {
        let mut rules = store::rules::of_several(db, workspace, &records, now).await?;
        let put_together = |record: ScheduleRecord| {
            let shifts = rules.shifts.remove(&record.id).unwrap_or_default();
            let swaps = rules.swaps.remove(&record.id).unwrap_or_default();
            let calendars = rules.calendars.remove(&record.id).unwrap_or_default();
            Self::new(record, shifts, swaps, people).with_calendars(calendars, people)
        };
        Ok(records.into_iter().map(put_together).collect())
    }

    /// The rules with the swaps that are still open at `now` as well: each splits the shifts it is about where it begins and
    /// ends, and who asks `covers` themselves.
    pub fn rules_with_open_swaps(&self, now: Timestamp) -> Schedule {
        let in_force = self.swaps.iter().filter_map(|swap| match swap.state(now) {
            SwapState::Open => swap.served_by(swap.beneficiary),
            SwapState::Taken { by, .. } => swap.served_by(by),
            SwapState::Withdrawn | SwapState::PastDue => None,
        });
        Schedule { swaps: in_force.collect(), ..self.rules.clone() }
    }

    /// Everybody who may come to serve in `window`.
    pub fn everybody(&self, window: Interval) -> BTreeSet<UserId> {
        let by_shifts = self.shifts.iter().flat_map(named);
        let by_swaps = self.rules.swaps.iter().map(|swap| &swap.benefactor);
        let by_calendars = self.rules.imported.overlapping(window).flat_map(|imported| &imported.slot.crew.0);
        by_shifts.chain(by_swaps).chain(by_calendars).copied().collect()
    }

    /// Reads one schedule by id.
    pub async fn find(
        db: &mut Reader,
        workspace: WorkspaceId,
        id: ScheduleId,
        people: &People,
    ) -> Result<Option<Self>> {
        match schedules::find(db, workspace, id).await? {
            Some(record) => Ok(Some(Self::of(db, record, people).await?)),
            None => Ok(None),
        }
    }
}

/// The engine's view of a schedule.
pub fn rules(schedule: &ScheduleRecord, shifts: &[ShiftRecord], swaps: Vec<TakenSwap>, people: &People) -> Schedule {
    let named = shifts.iter().flat_map(named).chain(swaps.iter().map(|swap| &swap.benefactor));
    Schedule {
        shifts: shifts.iter().filter(|shift| plans_anything(shift)).map(|shift| rule(schedule, shift)).collect(),
        may_not_serve: named.filter(|user| !people.may_be_on_call(**user)).copied().collect(),
        swaps,
        ..Schedule::default()
    }
}

/// Everybody a shift names.
pub(super) fn named(shift: &ShiftRecord) -> impl Iterator<Item = &UserId> {
    shift.users.iter().chain(shift.rolling_users.iter().flatten().flatten())
}

/// A shift that names nobody plans nothing, not even an empty shift (a rotation of empty groups does). Nor, in the
/// reference, does an override that was not made on its web page.
fn plans_anything(shift: &ShiftRecord) -> bool {
    match shift.kind {
        ShiftType::Single | ShiftType::Recurrent => !shift.users.is_empty(),
        ShiftType::Rolling => true,
        ShiftType::Override => !shift.users.is_empty() && shift.source == SOURCE_WEB,
    }
}

/// One rule, for the engine.
pub(super) fn rule(schedule: &ScheduleRecord, shift: &ShiftRecord) -> Shift {
    let level = match shift.kind {
        ShiftType::Override => OVERRIDE_LEVEL.saturating_add(shift.lies_over),
        ShiftType::Single | ShiftType::Recurrent | ShiftType::Rolling => shift.level,
    };
    Shift {
        id: shift.id,
        level: Level::from_number(level),
        zone: zone(schedule, shift),
        start: shift.start,
        duration: shift.duration,
        rotation_start: shift.rotation_start,
        until: shift.until.and_then(|until| TimeZone::UTC.to_timestamp(until).ok()),
        ends: shift.edition.ends(),
        cut_at_rotation_start: shift.source == SOURCE_WEB,
        kind: kind(shift),
    }
}

/// The shift's own zone, else the schedule's. For a web schedule, and for a shift made on a web page, the schedule's zone
/// is only how it is shown: then it is UTC.
pub fn zone(schedule: &ScheduleRecord, shift: &ShiftRecord) -> Zone {
    let name = match (&shift.time_zone, schedule.kind) {
        (Some(name), _) => name,
        (None, ScheduleKind::Calendar | ScheduleKind::Ical) if shift.source != SOURCE_WEB => &schedule.time_zone,
        (None, _) => return Zone::UTC,
    };
    Zone::named(name).unwrap_or(Zone::UTC)
}

fn kind(shift: &ShiftRecord) -> ShiftKind {
    let users = || Crew(shift.users.clone());
    match (shift.kind, recurrence(shift)) {
        (ShiftType::Single, _) | (ShiftType::Recurrent, None) => ShiftKind::Single(users()),
        (ShiftType::Recurrent, Some(recurrence)) => ShiftKind::Recurrent(recurrence, users()),
        (ShiftType::Rolling, Some(recurrence)) => ShiftKind::Rolling(recurrence, rotation(shift)),
        (ShiftType::Rolling, None) => {
            let rotation = rotation(shift);
            let first = rotation.groups.get(rotation.first).or(rotation.groups.first());
            ShiftKind::Single(first.cloned().unwrap_or_default())
        }
        (ShiftType::Override, _) => ShiftKind::Override(users()),
    }
}

fn rotation(shift: &ShiftRecord) -> Rotation {
    let group = |users: &Vec<UserId>| Crew(users.clone());
    Rotation {
        groups: shift.rolling_users.iter().flatten().map(group).collect(),
        first: shift.first_group.and_then(|first| usize::try_from(first).ok()).unwrap_or(0),
        turns: shift.edition.turns,
    }
}

fn recurrence(shift: &ShiftRecord) -> Option<Recurrence> {
    let interval = shift.interval.and_then(|every| u32::try_from(every).ok()).and_then(NonZeroU32::new);
    Some(Recurrence {
        frequency: shift.frequency?,
        interval: interval.unwrap_or(NonZeroU32::MIN),
        week_start: shift.week_start.map_or(Weekday::Sunday, |day| day.0),
        by_day: shift.by_day.iter().flatten().map(|day| day.0).collect(),
        by_month: shift.by_month.clone().unwrap_or_default(),
        by_monthday: shift.by_monthday.clone().unwrap_or_default(),
    })
}
