//! Schedules: their settings, which shifts are attached to them and who manages them.

use jiff::Timestamp;

use super::rows::{Columns, to_json, words};
use super::sql::{row, rows, statements, write};
use super::teams::OfTeam;
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, ShiftId, TeamId, UserId, WorkspaceId};

/// Where a schedule's shifts come from. It never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleKind {
    /// Read from calendar addresses.
    Ical,
    /// Made by the API or Terraform from shift objects.
    Calendar,
    /// Made and edited in Slack.
    Web,
}

words!(ScheduleKind { Ical = "ical", Calendar = "calendar", Web = "web" });

/// What happens to a schedule's user group while nobody is on call.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vacancy {
    /// It keeps pointing at whoever was on call last.
    Keep,
    /// It points at these people.
    Fallback(Vec<UserId>),
    /// It is disabled until somebody is on call again.
    Disable,
}

/// A schedule's settings, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRecord {
    /// Public id.
    pub id: ScheduleId,
    /// The workspace it belongs to.
    pub workspace: WorkspaceId,
    /// Where its shifts come from.
    pub kind: ScheduleKind,
    /// Its name, as given. Unique in the workspace, whatever the case.
    pub name: String,
    /// An IANA zone, as given.
    pub time_zone: String,
    /// The team it belongs to.
    pub team: Option<TeamId>,
    /// The Slack id of the channel it announces in.
    pub channel: Option<String>,
    /// The Slack id of the user group it keeps.
    pub user_group: Option<String>,
    /// The calendar it is read from (kind ical).
    pub ical_url_primary: Option<String>,
    /// The calendar its overrides are read from.
    pub ical_url_overrides: Option<String>,
    /// A flag of the reference: kept and echoed, even when it was given as null.
    pub enable_web_overrides: Option<bool>,
    /// What happens to the user group in a gap.
    pub vacancy: Vacancy,
    /// Who made it, when that is known.
    pub made_by: Option<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Raised at every change to it or its shifts.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    workspace_id: String,
    kind: String,
    name: String,
    time_zone: String,
    team_id: Option<String>,
    channel: Option<String>,
    user_group: Option<String>,
    ical_url_primary: Option<String>,
    ical_url_overrides: Option<String>,
    enable_web_overrides: Option<bool>,
    vacancy: String,
    fallback: String,
    made_by: Option<String>,
    created_at: i64,
    version: i64,
}

impl TryFrom<Row> for ScheduleRecord {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        Ok(Self {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            kind: columns.text("kind", &row.kind)?,
            team: columns.optional("team_id", row.team_id.as_deref())?,
            vacancy: vacancy(&columns, &row.vacancy, &row.fallback)?,
            made_by: columns.optional("made_by", row.made_by.as_deref())?,
            created_at: columns.instant("created_at", row.created_at)?,
            name: row.name,
            time_zone: row.time_zone,
            channel: row.channel,
            user_group: row.user_group,
            ical_url_primary: row.ical_url_primary,
            ical_url_overrides: row.ical_url_overrides,
            enable_web_overrides: row.enable_web_overrides,
            version: row.version,
        })
    }
}

/// A [`Vacancy`] without its people, as it is stored beside them.
#[derive(Clone, Copy)]
enum Policy {
    Keep,
    Fallback,
    Disable,
}

words!(Policy { Keep = "keep", Fallback = "fallback", Disable = "disable" });

fn vacancy(columns: &Columns<'_>, word: &str, fallback: &str) -> Result<Vacancy> {
    Ok(match columns.text::<Policy>("vacancy", word)? {
        Policy::Keep => Vacancy::Keep,
        Policy::Disable => Vacancy::Disable,
        Policy::Fallback => Vacancy::Fallback(columns.json("fallback", fallback)?),
    })
}

impl Vacancy {
    fn columns(&self) -> (&'static str, String) {
        let (policy, people) = match self {
            Self::Keep => (Policy::Keep, &[][..]),
            Self::Disable => (Policy::Disable, &[][..]),
            Self::Fallback(people) => (Policy::Fallback, people.as_slice()),
        };
        (policy.word(), to_json(&people))
    }
}

/// What makes a name unique: its lower case, without spaces around it.
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

statements! {
    ALL = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary, ical_url_overrides,
           enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
           WHERE workspace_id = $1 ORDER BY seq, id";
    PAGE = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary, ical_url_overrides,
            enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
            WHERE workspace_id = $1 AND (CAST($2 AS TEXT) IS NULL OR name = $2)
            AND (CAST($3 AS TEXT) IS NULL OR team_id = $3) AND ($4 = FALSE OR team_id IS NULL)
            ORDER BY seq, id LIMIT $5 OFFSET $6";
    COUNT = "SELECT COUNT(*) FROM schedules WHERE workspace_id = $1 AND (CAST($2 AS TEXT) IS NULL OR name = $2)
             AND (CAST($3 AS TEXT) IS NULL OR team_id = $3) AND ($4 = FALSE OR team_id IS NULL)";
    NAMES = "SELECT id, name FROM schedules WHERE workspace_id = $1 ORDER BY name_key";
    NAMES_EDITABLE_BY = "SELECT id, name FROM schedules s WHERE workspace_id = $1 AND (made_by = $2
                           OR EXISTS (SELECT 1 FROM managers m WHERE m.schedule_id = s.id AND m.user_id = $2)
                           OR EXISTS (SELECT 1 FROM schedule_settings t WHERE t.schedule_id = s.id AND t.anyone_may_edit))
                         ORDER BY name_key";
    FIND = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary, ical_url_overrides,
            enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
            WHERE workspace_id = $1 AND id = $2";
    NAMED = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary, ical_url_overrides,
             enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
             WHERE workspace_id = $1 AND name_key = $2";
    OF_CHANNEL = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary,
                  ical_url_overrides, enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
                  WHERE workspace_id = $1 AND channel = $2 ORDER BY seq, id";
    OF_GROUP = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary,
                ical_url_overrides, enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
                WHERE workspace_id = $1 AND user_group = $2 ORDER BY seq, id";
    NAMING = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary, ical_url_overrides,
              enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
              WHERE workspace_id = $1 AND id IN (
                SELECT s.schedule_id FROM shifts s WHERE s.workspace_id = $1 AND s.schedule_id IS NOT NULL
                  AND (s.users LIKE $2 OR s.rolling_users LIKE $2)
                UNION SELECT a.schedule_id FROM schedule_shifts a JOIN shifts s ON s.id = a.shift_id
                  WHERE s.workspace_id = $1 AND (s.users LIKE $2 OR s.rolling_users LIKE $2)
                UNION SELECT f.schedule_id FROM feeds f WHERE f.workspace_id = $1 AND f.people LIKE $2
                UNION SELECT w.schedule_id FROM swaps w
                  WHERE w.workspace_id = $1 AND w.taken_by = $3 AND w.withdrawn_at IS NULL)
              ORDER BY seq, id";
    CONCERNING = "SELECT id, workspace_id, kind, name, time_zone, team_id, channel, user_group, ical_url_primary,
              ical_url_overrides, enable_web_overrides, vacancy, fallback, made_by, created_at, version FROM schedules
              WHERE workspace_id = $1 AND id IN (
                SELECT s.schedule_id FROM shifts s WHERE s.workspace_id = $1 AND s.schedule_id IS NOT NULL
                  AND (s.users LIKE $2 OR s.rolling_users LIKE $2)
                UNION SELECT a.schedule_id FROM schedule_shifts a JOIN shifts s ON s.id = a.shift_id
                  WHERE s.workspace_id = $1 AND (s.users LIKE $2 OR s.rolling_users LIKE $2)
                UNION SELECT w.schedule_id FROM swaps w
                  WHERE w.workspace_id = $1 AND w.taken_by = $3 AND w.withdrawn_at IS NULL
                UNION SELECT m.schedule_id FROM managers m WHERE m.user_id = $3)
              ORDER BY seq, id";
    INSERT = "INSERT INTO schedules (id, workspace_id, seq, kind, name, name_key, time_zone, team_id, channel, user_group,
                ical_url_primary, ical_url_overrides, enable_web_overrides, vacancy, fallback, made_by, created_at, version,
                next_change_at)
              VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM schedules WHERE workspace_id = $2), $3, $4, $5, $6, $7,
                $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $16)";
    UPDATE = "UPDATE schedules SET name = $1, name_key = $2, time_zone = $3, team_id = $4, channel = $5, user_group = $6,
                ical_url_primary = $7, ical_url_overrides = $8, enable_web_overrides = $9, vacancy = $10, fallback = $11
              WHERE workspace_id = $12 AND id = $13";
    TOUCH = "UPDATE schedules SET version = version + 1, lease_owner = NULL, lease_until = NULL,
               next_change_at = CASE WHEN next_change_at < $1 THEN next_change_at ELSE $1 END
             WHERE workspace_id = $2 AND id = $3";
    TOUCH_ALL_OF_PERSON = "UPDATE schedules SET version = version + 1, lease_owner = NULL, lease_until = NULL,
               next_change_at = CASE WHEN next_change_at < $1 THEN next_change_at ELSE $1 END
             WHERE workspace_id = $2 AND id IN (
               SELECT s.schedule_id FROM shifts s WHERE s.workspace_id = $2 AND s.schedule_id IS NOT NULL
                 AND (s.users LIKE $3 OR s.rolling_users LIKE $3)
               UNION SELECT a.schedule_id FROM schedule_shifts a JOIN shifts s ON s.id = a.shift_id
                 WHERE s.workspace_id = $2 AND (s.users LIKE $3 OR s.rolling_users LIKE $3)
               UNION SELECT f.schedule_id FROM feeds f WHERE f.workspace_id = $2 AND f.people LIKE $3
               UNION SELECT w.schedule_id FROM swaps w
                 WHERE w.workspace_id = $2 AND w.taken_by = $4 AND w.withdrawn_at IS NULL)";
    DELETE = "DELETE FROM schedules WHERE workspace_id = $1 AND id = $2";
    ATTACH = "INSERT INTO schedule_shifts (schedule_id, shift_id)
              SELECT $1, id FROM shifts WHERE workspace_id = $2 AND id = $3 ON CONFLICT DO NOTHING";
    DETACH_ALL = "DELETE FROM schedule_shifts WHERE schedule_id IN (SELECT id FROM schedules WHERE workspace_id = $1 AND id = $2)";
    USING_SHIFT = "SELECT a.schedule_id FROM schedule_shifts a JOIN schedules s ON s.id = a.schedule_id
                   WHERE CAST(s.workspace_id AS TEXT) = $1 AND a.shift_id = $2 ORDER BY s.seq, s.id";
    ADD_MANAGER = "INSERT INTO managers (schedule_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    REMOVE_MANAGERS = "DELETE FROM managers WHERE schedule_id IN (SELECT id FROM schedules WHERE workspace_id = $1 AND id = $2)";
    MANAGERS = "SELECT m.user_id FROM managers m JOIN schedules s ON s.id = m.schedule_id
                WHERE s.workspace_id = $1 AND s.id = $2 ORDER BY m.user_id";
}

/// Every schedule, in the order they were made.
pub async fn all(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<ScheduleRecord>> {
    rows!(db, Row, ALL, workspace.as_str())?.into_iter().map(ScheduleRecord::try_from).collect()
}

/// Which schedules a list is about. An empty one asks for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// The one called exactly this.
    pub name: Option<&'a str>,
    /// Those of this team, or of none.
    pub team: OfTeam,
}

/// One page of schedules in the order they were made.
pub async fn page(
    db: &mut Reader,
    workspace: WorkspaceId,
    filter: Filter<'_>,
    limit: i64,
    offset: i64,
) -> Result<Vec<ScheduleRecord>> {
    let (team, no_team) = (filter.team.id(), filter.team.is_none());
    rows!(db, Row, PAGE, workspace.as_str(), filter.name, team, no_team, limit, offset)?
        .into_iter()
        .map(ScheduleRecord::try_from)
        .collect()
}

/// How many schedules [`page`] pages through.
pub async fn count(db: &mut Reader, workspace: WorkspaceId, filter: Filter<'_>) -> Result<i64> {
    let (team, no_team) = (filter.team.id(), filter.team.is_none());
    Ok(row!(db, (i64,), COUNT, workspace.as_str(), filter.name, team, no_team)?.map_or(0, |(count,)| count))
}

/// Every schedule's id and name, by name.
pub async fn names(db: &mut Reader, workspace: WorkspaceId) -> Result<Vec<(ScheduleId, String)>> {
    rows!(db, (String, String), NAMES, workspace.as_str())?
        .into_iter()
        .map(|(id, name)| Ok((Columns(&id).text("id", &id)?, name)))
        .collect()
}

/// The id and name of every schedule that somebody made, manages, or may edit like every member, by name.
pub async fn names_editable_by(
    db: &mut Reader,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Vec<(ScheduleId, String)>> {
    rows!(db, (String, String), NAMES_EDITABLE_BY, workspace.as_str(), user.as_str())?
        .into_iter()
        .map(|(id, name)| Ok((Columns(&id).text("id", &id)?, name)))
        .collect()
}

/// One schedule by id.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Option<ScheduleRecord>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(ScheduleRecord::try_from).transpose()
}

/// The schedule people mean by `name`, whatever the case.
pub async fn named(db: &mut Reader, workspace: WorkspaceId, name: &str) -> Result<Option<ScheduleRecord>> {
    row!(db, Row, NAMED, workspace.as_str(), name_key(name))?.map(ScheduleRecord::try_from).transpose()
}

/// The schedules that announce in a channel.
pub async fn of_channel(db: &mut Reader, workspace: WorkspaceId, channel: &str) -> Result<Vec<ScheduleRecord>> {
    rows!(db, Row, OF_CHANNEL, workspace.as_str(), channel)?.into_iter().map(ScheduleRecord::try_from).collect()
}

/// The schedules that keep a user group.
pub async fn of_group(db: &mut Reader, workspace: WorkspaceId, group: &str) -> Result<Vec<ScheduleRecord>> {
    rows!(db, Row, OF_GROUP, workspace.as_str(), group)?.into_iter().map(ScheduleRecord::try_from).collect()
}

/// The schedules with a shift that names somebody, or a swap they took, in the order they were made.
pub async fn naming(db: &mut Reader, workspace: WorkspaceId, person: UserId) -> Result<Vec<ScheduleRecord>> {
    rows!(db, Row, NAMING, workspace.as_str(), named_in_json(person), person.as_str())?
        .into_iter()
        .map(ScheduleRecord::try_from)
        .collect()
}

/// [`naming`], and those that somebody manages.
pub async fn concerning(db: &mut Reader, workspace: WorkspaceId, person: UserId) -> Result<Vec<ScheduleRecord>> {
    rows!(db, Row, CONCERNING, workspace.as_str(), named_in_json(person), person.as_str())?
        .into_iter()
        .map(ScheduleRecord::try_from)
        .collect()
}

/// Matches the lists of ids a shift keeps as JSON. Ids are letters and digits, so nothing needs escaping.
pub(super) fn named_in_json(person: UserId) -> String {
    format!("%\"{person}\"%")
}

/// Adds a schedule, due to be looked at at once. [`StoreError::is_conflict`](super::StoreError::is_conflict) when the id
/// or the name is taken.
pub async fn insert(tx: &mut Transaction, schedule: &ScheduleRecord) -> Result<()> {
    let (vacancy, fallback) = schedule.vacancy.columns();
    write!(
        tx,
        INSERT,
        schedule.id.as_str(),
        schedule.workspace.as_str(),
        schedule.kind.word(),
        &schedule.name,
        name_key(&schedule.name),
        &schedule.time_zone,
        schedule.team.as_ref().map(TeamId::as_str),
        schedule.channel.as_deref(),
        schedule.user_group.as_deref(),
        schedule.ical_url_primary.as_deref(),
        schedule.ical_url_overrides.as_deref(),
        schedule.enable_web_overrides,
        vacancy,
        &fallback,
        schedule.made_by.as_ref().map(UserId::as_str),
        schedule.created_at.as_millisecond()
    )
    .map(drop)
}

/// Changes a schedule's settings to what `schedule` says; kind, maker and time of making stay. Follow it with [`touch`].
pub async fn update(tx: &mut Transaction, schedule: &ScheduleRecord) -> Result<()> {
    let (vacancy, fallback) = schedule.vacancy.columns();
    write!(
        tx,
        UPDATE,
        &schedule.name,
        name_key(&schedule.name),
        &schedule.time_zone,
        schedule.team.as_ref().map(TeamId::as_str),
        schedule.channel.as_deref(),
        schedule.user_group.as_deref(),
        schedule.ical_url_primary.as_deref(),
        schedule.ical_url_overrides.as_deref(),
        schedule.enable_web_overrides,
        vacancy,
        &fallback,
        schedule.workspace.as_str(),
        schedule.id.as_str()
    )
    .map(drop)
}

/// Says that a schedule or one of its shifts changed: raises the version, ends any lease and makes it due at `at`, if it is
/// not due before.
pub async fn touch(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, at: Timestamp) -> Result<()> {
    write!(tx, TOUCH, at.as_millisecond(), workspace.as_str(), id.as_str()).map(drop)
}

/// [`touch`]es every schedule with a shift that names `person`, or a swap they took.
pub async fn touch_all_of(tx: &mut Transaction, workspace: WorkspaceId, person: UserId, now: Timestamp) -> Result<()> {
    let (at, in_json) = (now.as_millisecond(), named_in_json(person));
    write!(tx, TOUCH_ALL_OF_PERSON, at, workspace.as_str(), in_json, person.as_str()).map(drop)
}

/// Deletes a schedule with the shifts it owns; attached shifts stay. Whether there was one.
pub async fn delete(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId) -> Result<bool> {
    Ok(write!(tx, DELETE, workspace.as_str(), id.as_str())? > 0)
}

/// Makes `shifts` the ones attached to a schedule.
pub async fn attach(tx: &mut Transaction, workspace: WorkspaceId, id: ScheduleId, shifts: &[ShiftId]) -> Result<()> {
    write!(tx, DETACH_ALL, workspace.as_str(), id.as_str())?;
    for shift in shifts {
        write!(tx, ATTACH, id.as_str(), workspace.as_str(), shift.as_str())?;
    }
    Ok(())
}

/// The schedules a shift is attached to, in the order they were made.
pub async fn using_shift(db: &mut Reader, workspace: WorkspaceId, shift: ShiftId) -> Result<Vec<ScheduleId>> {
    rows!(db, (String,), USING_SHIFT, workspace.as_str(), shift.as_str())?
        .into_iter()
        .map(|(id,)| Columns(&id).text("schedule_id", &id))
        .collect()
}

/// Lets somebody manage a schedule.
pub async fn add_manager(tx: &mut Transaction, id: ScheduleId, manager: UserId) -> Result<()> {
    write!(tx, ADD_MANAGER, id.as_str(), manager.as_str()).map(drop)
}

/// Makes `managed_by` the ones who manage a schedule.
pub async fn set_managers(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    id: ScheduleId,
    managed_by: &[UserId],
) -> Result<()> {
    write!(tx, REMOVE_MANAGERS, workspace.as_str(), id.as_str())?;
    for manager in managed_by {
        add_manager(tx, id, *manager).await?;
    }
    Ok(())
}

/// Who manages a schedule, besides the workspace's admins.
pub async fn managers(db: &mut Reader, workspace: WorkspaceId, id: ScheduleId) -> Result<Vec<UserId>> {
    rows!(db, (String,), MANAGERS, workspace.as_str(), id.as_str())?
        .into_iter()
        .map(|(id,)| Columns(&id).text("user_id", &id))
        .collect()
}
