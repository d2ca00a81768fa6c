//! What App Home shows somebody: which schedules are theirs, and what waits for their answer.

use jiff::Timestamp;

use super::rows::Columns;
use super::schedules::{self, ScheduleRecord, named_in_json};
use super::sql::{rows, statements};
use super::swaps::SwapRecord;
use super::{Reader, Result, covers, swaps};
use crate::ids::{OfferId, ScheduleId, UserId, WorkspaceId};
use crate::schedule::Interval;
use crate::store::covers::Cover;

statements! {
    OF_PERSON = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary,
        ical_url_overrides, enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
        WHERE workspace_id = $1 AND (made_by = $3 OR id IN (
          SELECT s.schedule_id FROM shifts s WHERE s.workspace_id = $1 AND s.schedule_id IS NOT NULL
            AND (s.users LIKE $2 OR s.rolling_users LIKE $2)
          UNION SELECT a.schedule_id FROM schedule_shifts a JOIN shifts s ON s.id = a.shift_id
            WHERE s.workspace_id = $1 AND (s.users LIKE $2 OR s.rolling_users LIKE $2)
          UNION SELECT f.schedule_id FROM feeds f WHERE f.workspace_id = $1 AND f.people LIKE $2
          UNION SELECT w.schedule_id FROM swaps w
            WHERE w.workspace_id = $1 AND w.taken_by = $3 AND w.withdrawn_at IS NULL
          UNION SELECT m.schedule_id FROM managers m WHERE m.user_id = $3))
        ORDER BY name_key";
    ADDED_TO = "SELECT m.schedule_id FROM managers m JOIN schedules s ON s.id = m.schedule_id
        WHERE s.workspace_id = $1 AND m.user_id = $2";
    PUZZLING = "SELECT DISTINCT schedule_id FROM feeds WHERE workspace_id = $1 AND puzzle_digest IS NOT NULL";
    ASKED = "SELECT w.id, w.workspace_id, w.schedule_id, w.beneficiary, w.starts_us, w.ends_us, w.description, w.taken_by,
          w.taken_at, w.withdrawn_at, w.created_at, w.updated_at, w.version, c.swap_id, c.asked, c.urgent, c.running,
          c.shift_starts, c.shift_ends, c.return_schedule, c.return_starts, c.return_ends, c.exchanged_for, c.part_of,
          c.hand_back_by, c.ended, c.ended_by, c.reminded_at, c.due_at,
          s.name AS schedule_name, s.time_zone, r.name AS return_name
        FROM cover_asks a JOIN covers c ON c.swap_id = a.swap_id JOIN swaps w ON w.id = c.swap_id
          JOIN schedules s ON s.id = w.schedule_id LEFT JOIN schedules r ON r.id = c.return_schedule
        WHERE w.workspace_id = $1 AND a.user_id = $2 AND a.declined = FALSE AND c.ended IS NULL
          AND w.withdrawn_at IS NULL AND w.taken_by IS NULL AND w.ends_us > $3 AND (c.running = TRUE OR w.starts_us > $3)
        ORDER BY w.starts_us, w.seq";
    OFFERED = "SELECT w.id, w.workspace_id, w.schedule_id, w.beneficiary, w.starts_us, w.ends_us, w.description, w.taken_by,
          w.taken_at, w.withdrawn_at, w.created_at, w.updated_at, w.version, c.swap_id, c.asked, c.urgent, c.running,
          c.shift_starts, c.shift_ends, c.return_schedule, c.return_starts, c.return_ends, c.exchanged_for, c.part_of,
          c.hand_back_by, c.ended, c.ended_by, c.reminded_at, c.due_at,
          s.name AS schedule_name, s.time_zone, r.name AS return_name,
          o.id AS offer_id, o.offered_by, o.starts_at, o.ends_at
        FROM swaps w JOIN covers c ON c.swap_id = w.id JOIN cover_offers o ON o.swap_id = w.id
          JOIN schedules s ON s.id = w.schedule_id LEFT JOIN schedules r ON r.id = c.return_schedule
        WHERE w.workspace_id = $1 AND w.beneficiary = $2 AND o.state = 'open' AND c.ended IS NULL
          AND w.withdrawn_at IS NULL AND w.taken_by IS NULL AND o.ends_at > $3
        ORDER BY o.starts_at, o.id";
    HANDED_BACK = "SELECT w.id, w.workspace_id, w.schedule_id, w.beneficiary, w.starts_us, w.ends_us, w.description,
          w.taken_by, w.taken_at, w.withdrawn_at, w.created_at, w.updated_at, w.version, c.swap_id, c.asked, c.urgent,
          c.running, c.shift_starts, c.shift_ends, c.return_schedule, c.return_starts, c.return_ends, c.exchanged_for,
          c.part_of, c.hand_back_by, c.ended, c.ended_by, c.reminded_at, c.due_at,
          s.name AS schedule_name, s.time_zone, r.name AS return_name
        FROM swaps w JOIN covers c ON c.swap_id = w.id JOIN schedules s ON s.id = w.schedule_id
          LEFT JOIN schedules r ON r.id = c.return_schedule
        WHERE w.workspace_id = $1 AND (w.beneficiary = $2 OR w.taken_by = $2) AND c.hand_back_by IS NOT NULL
          AND c.hand_back_by <> $2 AND c.ended IS NULL AND w.withdrawn_at IS NULL AND w.ends_us > $3
        ORDER BY w.starts_us, w.seq";
}

/// The schedules that name somebody, those they made and those they were added to, by name.
pub async fn schedules_of(db: &mut Reader, workspace: WorkspaceId, user: UserId) -> Result<Vec<ScheduleRecord>> {
    let found = rows!(db, schedules::Row, OF_PERSON, workspace.as_str(), named_in_json(user), user.as_str())?;
    found.into_iter().map(ScheduleRecord::try_from).collect()
}

/// The schedules somebody was added to as a manager.
pub async fn added_to(db: &mut Reader, workspace: WorkspaceId, user: UserId) -> Result<Vec<ScheduleId>> {
    ids(rows!(db, (String,), ADDED_TO, workspace.as_str(), user.as_str())?)
}

/// The schedules with a calendar in which something is not understood.
pub async fn puzzling(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<ScheduleId>> {
    ids(rows!(db, (String,), PUZZLING, workspace.as_str())?)
}

fn ids(rows: Vec<(String,)>) -> Result<Vec<ScheduleId>> {
    rows.into_iter().map(|(id,)| Columns(&id).text("schedule_id", &id)).collect()
}

/// A request for cover with the names it is told with.
#[derive(Debug, Clone)]
pub struct About {
    /// The swap.
    pub swap: SwapRecord,
    /// What was said beyond it.
    pub cover: Cover,
    /// What its schedule is called.
    pub schedule_name: String,
    /// The zone its people plan in.
    pub time_zone: String,
    /// What the schedule of the shift given in return is called.
    pub return_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct AboutRow {
    #[sqlx(flatten)]
    swap: swaps::Row,
    #[sqlx(flatten)]
    cover: covers::Row,
    schedule_name: String,
    time_zone: String,
    return_name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct OfferRow {
    #[sqlx(flatten)]
    about: AboutRow,
    offer_id: String,
    offered_by: String,
    starts_at: i64,
    ends_at: i64,
}

impl TryFrom<AboutRow> for About {
    type Error = super::StoreError;
    fn try_from(row: AboutRow) -> Result<Self> {
        Ok(Self {
            swap: row.swap.try_into()?,
            cover: row.cover.try_into()?,
            schedule_name: row.schedule_name,
            time_zone: row.time_zone,
            return_name: row.return_name,
        })
    }
}

/// The open requests that were put to somebody who has not declined, by start.
pub async fn asked(db: &mut Reader, workspace: WorkspaceId, user: UserId, now: Timestamp) -> Result<Vec<About>> {
    let found = rows!(db, AboutRow, ASKED, workspace.as_str(), user.as_str(), now.as_microsecond())?;
    found.into_iter().map(About::try_from).collect()
}

/// The requests to have something back that somebody has to answer, by start.
pub async fn handed_back(db: &mut Reader, workspace: WorkspaceId, user: UserId, now: Timestamp) -> Result<Vec<About>> {
    let found = rows!(db, AboutRow, HANDED_BACK, workspace.as_str(), user.as_str(), now.as_microsecond())?;
    found.into_iter().map(About::try_from).collect()
}

/// A part of somebody's request that another offers to serve.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The request.
    pub about: About,
    /// The offer.
    pub offer: OfferId,
    /// Who offers.
    pub by: UserId,
    /// Which part.
    pub span: Interval,
}

/// The offers that somebody has to answer, by start.
pub async fn offered(db: &mut Reader, workspace: WorkspaceId, user: UserId, now: Timestamp) -> Result<Vec<Offered>> {
    let found = rows!(db, OfferRow, OFFERED, workspace.as_str(), user.as_str(), now.as_millisecond())?;
    let read = |row: OfferRow| {
        let columns = Columns(&row.offer_id);
        let (start, end) = (columns.instant("starts_at", row.starts_at)?, columns.instant("ends_at", row.ends_at)?);
        Ok(Offered {
            about: row.about.try_into()?,
            offer: columns.text("id", &row.offer_id)?,
            by: columns.text("offered_by", &row.offered_by)?,
            span: Interval::new(start, end).ok_or_else(|| columns.unreadable("ends_at", &row.ends_at))?,
        })
    };
    found.into_iter().map(read).collect()
}
