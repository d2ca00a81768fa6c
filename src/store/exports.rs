//! Secret links to calendars, and what subscribers were last told.

use std::sync::Arc;

use indexmap::IndexSet;
use jiff::Timestamp;

use super::rows::{Columns, to_json};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{LinkId, ScheduleId, ShiftId, UserId, WorkspaceId};

/// A secret link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Which link.
    pub id: LinkId,
    /// The only workspace it shows anything of.
    pub workspace: WorkspaceId,
    /// Whose it is: a person's id, or that of an API token which acts for nobody.
    pub owner: String,
    /// The schedule it shows; without one, its owner's own shifts.
    pub schedule: Option<ScheduleId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a calendar app last read it, to the hour.
    pub last_read_at: Option<Timestamp>,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    workspace_id: String,
    owner: String,
    schedule_id: Option<String>,
    created_at: i64,
    last_read_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for Link {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        Ok(Self {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            schedule: columns.optional("schedule_id", row.schedule_id.as_deref())?,
            created_at: columns.instant("created_at", row.created_at)?,
            last_read_at: columns.optional_instant("last_read_at", row.last_read_at)?,
            revoked_at: columns.optional_instant("revoked_at", row.revoked_at)?,
            owner: row.owner,
        })
    }
}

/// What subscribers were last told of one piece of somebody's time. Instants are seconds since 1970 (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else about what was told, and all go together")]
pub struct Entry {
    /// The rule it comes from.
    pub shift: ShiftId,
    /// Whose time.
    pub user: UserId,
    /// When it begins.
    pub start: i64,
    /// When it ends.
    pub end: i64,
    /// One line.
    pub summary: Arc<str>,
    /// More of it.
    pub description: Arc<str>,
    /// Whether it is an override's.
    pub is_override: bool,
    /// Whether somebody else serves it.
    pub covered: bool,
    /// Whether it was ever said that they serve it: then those who read only who is really on call must hear that they don't.
    pub was_served: bool,
    /// Whether it vanished.
    pub cancelled: bool,
    /// Raised at every change.
    pub sequence: i64,
    /// When it changed last.
    pub modified: i64,
}

/// What subscribers were last told of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The schedule's version then.
    pub version: i64,
    /// The day then, since 1970 (UTC).
    pub day: i64,
    /// By start.
    pub entries: Vec<Entry>,
}

#[derive(sqlx::FromRow)]
struct CopyRow {
    version: i64,
    day: i64,
    texts: String,
    entries: String,
}

/// How many numbers an [`Entry`] is kept in, one after the other: a year of ten layers has thousands of them.
///
/// Where its shift, user, summary and description stand among the texts of the copy. How long after the one before it starts,
/// and how long it lasts. Whether it is an override's, covered, was served, cancelled: a bit each, from 1 on. Its sequence, and
/// how long after the one before it was modified.
const NUMBERS: usize = 9;

/// Texts, each once, in the order they came.
type Texts<'a> = IndexSet<&'a str, foldhash::fast::RandomState>;

fn numbers<'a>(entries: &'a [Entry], texts: &mut Texts<'a>) -> Vec<i64> {
    let mut numbers = Vec::with_capacity(entries.len() * NUMBERS);
    let (mut started, mut modified) = (0, 0);
    for entry in entries {
        let said = [entry.shift.as_str(), entry.user.as_str(), &entry.summary, &entry.description];
        numbers.extend(said.map(|text| i64::try_from(texts.insert_full(text).0).unwrap_or(i64::MAX)));
        let flags = [entry.is_override, entry.covered, entry.was_served, entry.cancelled];
        let flags = flags.into_iter().enumerate().map(|(bit, is_so)| i64::from(is_so) << bit).sum();
        let (start, length) = (entry.start - started, entry.end - entry.start);
        numbers.extend([start, length, flags, entry.sequence, entry.modified - modified]);
        (started, modified) = (entry.start, entry.modified);
    }
    numbers
}

impl CopyRow {
    fn copy(&self, schedule: ScheduleId) -> Result<Copy> {
        let entries = self.entries(&Columns(schedule.as_str()))?;
        Ok(Copy { version: self.version, day: self.day, entries })
    }

    fn entries(&self, columns: &Columns) -> Result<Vec<Entry>> {
        let texts: Vec<String> = columns.json("texts", &self.texts)?;
        let texts: Vec<Arc<str>> = texts.into_iter().map(Arc::from).collect();
        let numbers: Vec<i64> = columns.json("entries", &self.entries)?;
        let (entries, []) = numbers.as_chunks::<NUMBERS>() else {
            return Err(columns.unreadable("entries", &numbers.len()));
        };
        let text = |place: i64| {
            let text = usize::try_from(place).ok().and_then(|place| texts.get(place));
            text.ok_or_else(|| columns.unreadable("entries", &place))
        };
        let (mut started, mut modified) = (0_i64, 0_i64);
        let read = |&[shift, user, summary, description, start, length, flags, sequence, changed]: &[i64; NUMBERS]| {
            let is_so = |bit: u8| flags & (1 << bit) != 0;
            (started, modified) = (started.saturating_add(start), modified.saturating_add(changed));
            Ok(Entry {
                shift: columns.text("texts", text(shift)?)?,
                user: columns.text("texts", text(user)?)?,
                start: started,
                end: started.saturating_add(length),
                summary: text(summary)?.clone(),
                description: text(description)?.clone(),
                is_override: is_so(0),
                covered: is_so(1),
                was_served: is_so(2),
                cancelled: is_so(3),
                sequence,
                modified,
            })
        };
        entries.iter().map(read).collect()
    }
}

statements! {
    BY_HASH = "SELECT id, workspace_id, owner, schedule_id, created_at, last_read_at, revoked_at FROM export_links WHERE hash = $1";
    IN_FORCE = "SELECT id, workspace_id, owner, schedule_id, created_at, last_read_at, revoked_at FROM export_links
                WHERE workspace_id = $1 AND owner = $2 AND COALESCE(schedule_id, '') = $3 AND revoked_at IS NULL";
    INSERT = "INSERT INTO export_links (id, workspace_id, owner, schedule_id, hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    REVOKE = "UPDATE export_links SET revoked_at = $1
              WHERE workspace_id = $2 AND owner = $3 AND COALESCE(schedule_id, '') = $4 AND revoked_at IS NULL";
    WAS_READ = "UPDATE export_links SET last_read_at = $1 WHERE workspace_id = $2 AND id = $3";
    COPY = "SELECT c.version, c.day, c.texts, c.entries FROM export_copies c JOIN schedules s ON s.id = c.schedule_id
            WHERE s.workspace_id = $1 AND s.id = $2";
    COPY_OF = "SELECT c.version, c.day, c.texts, c.entries FROM export_copies c JOIN schedules s ON s.id = c.schedule_id
               WHERE s.workspace_id = $1 AND s.id = $2 AND c.version = $3 AND c.day = $4";
    KEEP_COPY = "INSERT INTO export_copies (schedule_id, version, day, texts, entries) SELECT id, $1, $2, $3, $4 FROM schedules
                 WHERE workspace_id = $5 AND id = $6
                 ON CONFLICT (schedule_id) DO UPDATE SET version = excluded.version, day = excluded.day, texts = excluded.texts,
                     entries = excluded.entries";
    PEOPLE = "SELECT p.user_id FROM export_people p JOIN schedules s ON s.id = p.schedule_id WHERE s.workspace_id = $1 AND s.id = $2";
    FORGET_PERSON = "DELETE FROM export_people WHERE user_id = $1 AND schedule_id IN
                     (SELECT id FROM schedules WHERE workspace_id = $2 AND id = $3)";
    KEEP_PERSON = "INSERT INTO export_people (schedule_id, user_id) SELECT id, $1 FROM schedules
                   WHERE workspace_id = $2 AND id = $3 ON CONFLICT DO NOTHING";
    TELLING_OF = "SELECT p.schedule_id FROM export_people p JOIN schedules s ON s.id = p.schedule_id
                  WHERE s.workspace_id = $1 AND p.user_id = $2 ORDER BY s.seq, s.id";
}

/// The link with this hash, revoked or not. The hash names the workspace, so this query alone is not scoped.
pub async fn by_hash(db: &mut Reader, hash: &str) -> Result<Option<Link>> {
    row!(db, Row, BY_HASH, hash)?.map(Link::try_from).transpose()
}

/// The link that works for `owner` and a schedule, or for their own shifts.
pub async fn in_force(
    db: &mut Reader,
    workspace: WorkspaceId,
    owner: &str,
    schedule: Option<ScheduleId>,
) -> Result<Option<Link>> {
    row!(db, Row, IN_FORCE, workspace.as_str(), owner, word(schedule.as_ref()))?.map(Link::try_from).transpose()
}

fn word(schedule: Option<&ScheduleId>) -> &str {
    schedule.map_or("", ScheduleId::as_str)
}

/// Keeps a new link under the hash of its secret. [`StoreError::is_conflict`](super::StoreError::is_conflict) when there is
/// one that works.
pub async fn insert(tx: &mut Transaction, link: &Link, hash: &str) -> Result<()> {
    let schedule = link.schedule.as_ref().map(ScheduleId::as_str);
    let created_at = link.created_at.as_millisecond();
    write!(tx, INSERT, link.id.as_str(), link.workspace.as_str(), &link.owner, schedule, hash, created_at).map(drop)
}

/// Refuses a link from now on. Whether there was one to refuse.
pub async fn revoke(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    owner: &str,
    schedule: Option<ScheduleId>,
    now: Timestamp,
) -> Result<bool> {
    Ok(write!(tx, REVOKE, now.as_millisecond(), workspace.as_str(), owner, word(schedule.as_ref()))? > 0)
}

/// Remembers when a link was last read.
pub async fn was_read(tx: &mut Transaction, link: &Link, now: Timestamp) -> Result<()> {
    write!(tx, WAS_READ, now.as_millisecond(), link.workspace.as_str(), link.id.as_str()).map(drop)
}

/// What subscribers were last told of a schedule, if there ever was one.
pub async fn copy(db: &mut Reader, workspace: WorkspaceId, schedule: ScheduleId) -> Result<Option<Copy>> {
    row!(db, CopyRow, COPY, workspace.as_str(), schedule.as_str())?.map(|row| row.copy(schedule)).transpose()
}

/// The same, if it was told at this version and on this day.
pub async fn copy_of(
    db: &mut Reader,
    workspace: WorkspaceId,
    schedule: ScheduleId,
    (version, day): (i64, i64),
) -> Result<Option<Copy>> {
    let row = row!(db, CopyRow, COPY_OF, workspace.as_str(), schedule.as_str(), version, day)?;
    row.map(|row| row.copy(schedule)).transpose()
}

/// Keeps what subscribers are told at this version and on this day.
pub async fn keep(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    schedule: ScheduleId,
    (version, day): (i64, i64),
    entries: &[Entry],
) -> Result<()> {
    let mut texts = Texts::default();
    let numbers = to_json(&numbers(entries, &mut texts));
    let texts = to_json(&texts.iter().collect::<Vec<_>>());
    write!(tx, KEEP_COPY, version, day, &texts, &numbers, workspace.as_str(), schedule.as_str())?;
    let before = rows!(tx, (String,), PEOPLE, workspace.as_str(), schedule.as_str())?;
    let before: Texts = before.iter().map(|(user,)| user.as_str()).collect();
    let now: Texts = entries.iter().map(|entry| entry.user.as_str()).collect();
    for user in before.difference(&now) {
        write!(tx, FORGET_PERSON, *user, workspace.as_str(), schedule.as_str())?;
    }
    for user in now.difference(&before) {
        write!(tx, KEEP_PERSON, *user, workspace.as_str(), schedule.as_str())?;
    }
    Ok(())
}

/// The schedules of which subscribers were told something about somebody.
pub async fn telling_of(db: &mut Reader, workspace: WorkspaceId, user: UserId) -> Result<Vec<ScheduleId>> {
    let ids = rows!(db, (String,), TELLING_OF, workspace.as_str(), user.as_str())?;
    ids.into_iter().map(|(id,)| Columns(&id).text("schedule_id", &id)).collect()
}
