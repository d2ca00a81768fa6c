//! All that decides who is on call in several schedules at once: a few statements, however many schedules there are.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::feeds::{self, Kept, KeptRow};
use super::rows::Columns;
use super::schedules::ScheduleRecord;
use super::shifts::{self, ShiftRecord};
use super::sql::{SEVERAL, rows_about, several, statements};
use super::swaps::{self, SwapRecord};
use super::{Reader, Result};
use crate::ids::{ScheduleId, WorkspaceId};

statements! {
    OWNED = concat!("SELECT h.schedule_id AS for_schedule, h.seq, h.id, h.workspace_id, h.schedule_id, h.kind, h.name, h.team_id,
        h.time_zone, h.level, h.starts, h.duration, h.rotation_start, h.until, h.frequency, h.every, h.week_start, h.by_day,
        h.by_month, h.by_monthday, h.users, h.rolling_users, h.first_group, h.source, h.made_by, h.reason, h.lies_over,
        h.created_at, h.turns, h.ends_at, h.retired_at, h.rotation
        FROM shifts h WHERE CAST(h.workspace_id AS TEXT) = $1 AND h.schedule_id IN (", several!(), ") ORDER BY h.seq, h.id");
    ATTACHED = concat!("SELECT a.schedule_id AS for_schedule, h.seq, h.id, h.workspace_id, h.schedule_id, h.kind, h.name, h.team_id,
        h.time_zone, h.level, h.starts, h.duration, h.rotation_start, h.until, h.frequency, h.every, h.week_start, h.by_day,
        h.by_month, h.by_monthday, h.users, h.rolling_users, h.first_group, h.source, h.made_by, h.reason, h.lies_over,
        h.created_at, h.turns, h.ends_at, h.retired_at, h.rotation
        FROM schedule_shifts a JOIN shifts h ON h.id = a.shift_id
        WHERE CAST(h.workspace_id AS TEXT) = $1 AND a.schedule_id IN (", several!(), ")
          AND (h.schedule_id IS NULL OR h.schedule_id <> a.schedule_id) ORDER BY h.seq, h.id");
    SWAPS = concat!("SELECT id, workspace_id, schedule_id, beneficiary, starts_us, ends_us, description, taken_by, taken_at,
        withdrawn_at, created_at, updated_at, version FROM swaps
        WHERE CAST(workspace_id AS TEXT) = $1 AND schedule_id IN (", several!(), ") AND ends_us > $22 AND withdrawn_at IS NULL
        ORDER BY seq, id");
    CALENDARS = concat!("SELECT f.schedule_id, f.which, f.every_s, f.slots_from, f.slots_until, c.slots FROM feeds f
        LEFT JOIN feed_copies c ON c.schedule_id = f.schedule_id AND c.which = f.which
        WHERE CAST(f.workspace_id AS TEXT) = $1 AND f.schedule_id IN (", several!(), ") ORDER BY f.which DESC");
}

/// A shift of one schedule, and where it stands among the others: those owned and those attached are read one after the other.
#[derive(sqlx::FromRow)]
struct InOrder {
    for_schedule: String,
    seq: i64,
    #[sqlx(flatten)]
    shift: shifts::Row,
}

/// All that decides who is on call in some schedules from now on.
#[derive(Debug, Default)]
pub struct Rules {
    /// The shifts of each, owned and attached.
    pub shifts: BTreeMap<ScheduleId, Vec<ShiftRecord>>,
    /// The requests of each that are not over, oldest first.
    pub swaps: BTreeMap<ScheduleId, Vec<SwapRecord>>,
    /// What the calendars of each come to: shifts first.
    pub calendars: BTreeMap<ScheduleId, Vec<Kept>>,
}

/// Reads it.
pub async fn of_several(
    db: &mut Reader,
    workspace: WorkspaceId,
    schedules: &[ScheduleRecord],
    now: Timestamp,
) -> Result<Rules> {
    let mut rules = Rules::default();
    let all: Vec<ScheduleId> = schedules.iter().map(|schedule| schedule.id).collect();
    for ids in all.chunks(SEVERAL) {
        let mut shifts = rows_about!(db, InOrder, OWNED, workspace.as_str(), ids)?;
        shifts.extend(rows_about!(db, InOrder, ATTACHED, workspace.as_str(), ids)?);
        shifts.sort_by(|a, b| (a.seq, &a.shift.id).cmp(&(b.seq, &b.shift.id)));
        for row in shifts {
            let id = Columns("shifts").text("schedule_id", &row.for_schedule)?;
            rules.shifts.entry(id).or_default().push(ShiftRecord::try_from(row.shift)?);
        }
        for row in rows_about!(db, swaps::Row, SWAPS, workspace.as_str(), ids, now.as_microsecond())? {
            let swap = SwapRecord::try_from(row)?;
            rules.swaps.entry(swap.schedule).or_default().push(swap);
        }
    }
    let has_calendar =
        |schedule: &&ScheduleRecord| schedule.ical_url_primary.is_some() || schedule.ical_url_overrides.is_some();
    let followed: Vec<ScheduleId> = schedules.iter().filter(has_calendar).map(|schedule| schedule.id).collect();
    for ids in followed.chunks(SEVERAL) {
        for row in rows_about!(db, KeptRow, CALENDARS, workspace.as_str(), ids)? {
            let (id, kept) = feeds::read_kept(row)?;
            rules.calendars.entry(id).or_default().push(kept);
        }
    }
    Ok(rules)
}
