//! Calendars by address: which are followed, claimed by lease when they are due, and the last good copy of each.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};

use super::rows::{Columns, beside_schedule, soonest, to_json, words};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{ScheduleId, ShiftId, UserId, WorkspaceId};
use crate::schedule::expand::Slot;
use crate::schedule::imported::ImportedSlot;
use crate::schedule::{Crew, Interval, Level, Precedence};

/// What a calendar says of its schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The shifts.
    Primary,
    /// Who serves instead.
    Overrides,
}

words!(Which { Primary = "primary", Overrides = "overrides" });

/// A calendar that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRecord {
    /// For which schedule.
    pub schedule: ScheduleId,
    /// What it says of it.
    pub which: Which,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Its address, as given. It may hold a secret.
    pub url: String,
    /// How often it is looked at.
    pub every: SignedDuration,
    /// How often it asks to be looked at, at most.
    pub hint: Option<SignedDuration>,
    /// What the server gave to ask with.
    pub etag: Option<String>,
    /// The same, an older way.
    pub last_modified: Option<String>,
    /// When it could be read last; `None`: never yet.
    pub good_at: Option<Timestamp>,
    /// Which people there were when its names were looked up. Empty: to be looked up again.
    pub people_digest: Option<String>,
    /// What the text was.
    pub body_digest: Option<String>,
    /// The time through which its slots are kept.
    pub window: Option<Interval>,
    /// How many looks have failed since.
    pub failures: i64,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// Why the last of them failed.
    pub trouble: Option<String>,
    /// What was told of as odd in it.
    pub puzzle_digest: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    schedule_id: String,
    which: String,
    workspace_id: String,
    url: String,
    every_s: i64,
    hint_s: Option<i64>,
    etag: Option<String>,
    last_modified: Option<String>,
    good_at: Option<i64>,
    people_digest: Option<String>,
    body_digest: Option<String>,
    slots_from: Option<i64>,
    slots_until: Option<i64>,
    failures: i64,
    failing_since: Option<i64>,
    trouble: Option<String>,
    puzzle_digest: Option<String>,
}

impl TryFrom<Row> for FeedRecord {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.schedule_id);
        Ok(Self {
            schedule: columns.text("schedule_id", &row.schedule_id)?,
            which: columns.text("which", &row.which)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            every: SignedDuration::from_secs(row.every_s),
            hint: row.hint_s.map(SignedDuration::from_secs),
            good_at: columns.optional_instant("good_at", row.good_at)?,
            window: window(&columns, row.slots_from, row.slots_until)?,
            failing_since: columns.optional_instant("failing_since", row.failing_since)?,
            url: row.url,
            etag: row.etag,
            last_modified: row.last_modified,
            people_digest: row.people_digest,
            body_digest: row.body_digest,
            failures: row.failures,
            trouble: row.trouble,
            puzzle_digest: row.puzzle_digest,
        })
    }
}

fn window(columns: &Columns<'_>, from: Option<i64>, until: Option<i64>) -> Result<Option<Interval>> {
    let from = columns.optional_instant("slots_from", from)?;
    let until = columns.optional_instant("slots_until", until)?;
    Ok(from.zip(until).and_then(|(from, until)| Interval::new(from, until)))
}

/// What a calendar comes to in the time ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it says of its schedule.
    pub which: Which,
    /// How often it is looked at.
    pub every: SignedDuration,
    /// The time through which the slots are kept. `None`: it could never be read.
    pub window: Option<Interval>,
    /// The slots, by start.
    pub slots: Vec<ImportedSlot>,
}

pub(super) type KeptRow = (String, String, i64, Option<i64>, Option<i64>, Option<String>);

/// A slot as it is stored: start and end in milliseconds, its event's id, its level, whether it is of whole days, who.
type StoredSlot = (i64, i64, ShiftId, u32, bool, Vec<UserId>);

statements! {
    PUT = "INSERT INTO feeds (schedule_id, which, workspace_id, next_at, url, every_s)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (schedule_id, which) DO UPDATE SET next_at = $4, url = $5, every_s = $6, lease_owner = NULL,
          lease_until = NULL, hint_s = NULL, etag = NULL, last_modified = NULL, failures = 0, failing_since = NULL,
          trouble = NULL, puzzle_digest = NULL";
    DROP = "DELETE FROM feeds WHERE workspace_id = $1 AND schedule_id = $2 AND which = $3";
    EVERY = "UPDATE feeds SET every_s = $1, next_at = CASE WHEN next_at < $2 THEN next_at ELSE $2 END
        WHERE CAST(workspace_id AS TEXT) = $3 AND schedule_id = $4";
    OF_SCHEDULE = "SELECT schedule_id, which, workspace_id, url, every_s, hint_s, etag, last_modified, good_at, people_digest,
        body_digest, slots_from, slots_until, failures, failing_since, trouble, puzzle_digest FROM feeds
        WHERE workspace_id = $1 AND schedule_id = $2 ORDER BY which DESC";
    KEPT = "SELECT f.schedule_id, f.which, f.every_s, f.slots_from, f.slots_until, c.slots FROM feeds f
        LEFT JOIN feed_copies c ON c.schedule_id = f.schedule_id AND c.which = f.which
        WHERE f.workspace_id = $1 AND f.schedule_id = $2 ORDER BY f.which DESC";
    KEPT_OF_LEASED = "SELECT f.schedule_id, f.which, f.every_s, f.slots_from, f.slots_until, c.slots FROM feeds f
        LEFT JOIN feed_copies c ON c.schedule_id = f.schedule_id AND c.which = f.which
        JOIN schedules s ON s.id = f.schedule_id WHERE s.lease_owner = $1 ORDER BY f.which DESC";
    BODY = "SELECT c.body FROM feed_copies c JOIN feeds f ON f.schedule_id = c.schedule_id AND f.which = c.which
        WHERE f.workspace_id = $1 AND f.schedule_id = $2 AND f.which = $3";
    CLAIM = "UPDATE feeds SET lease_owner = $1, lease_until = $2
        WHERE (schedule_id, which) IN (SELECT schedule_id, which FROM feeds
            WHERE next_at <= $3 AND (lease_until IS NULL OR lease_until <= $3) ORDER BY next_at, schedule_id, which LIMIT 1)
        AND next_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)";
    LEASED = "SELECT schedule_id, which, workspace_id, url, every_s, hint_s, etag, last_modified, good_at, people_digest,
        body_digest, slots_from, slots_until, failures, failing_since, trouble, puzzle_digest FROM feeds
        WHERE lease_owner = $1 AND next_at <= $2";
    READ = "UPDATE feeds SET next_at = $1, hint_s = $2, etag = $3, last_modified = $4, good_at = $5, failures = 0,
          failing_since = NULL, trouble = NULL, lease_owner = NULL, lease_until = NULL
        WHERE schedule_id = $6 AND which = $7 AND lease_owner = $8 AND url = $9";
    MEANS = "UPDATE feeds SET good_at = $1, hint_s = $2, etag = $3, last_modified = $4, people_digest = $5, body_digest = $6,
          slots_from = $7, slots_until = $8, people = $9, puzzle_digest = $10
        WHERE workspace_id = $11 AND schedule_id = $12 AND which = $13";
    COPY = "INSERT INTO feed_copies (schedule_id, which, slots, body) VALUES ($1, $2, $3, $4)
        ON CONFLICT (schedule_id, which) DO UPDATE SET slots = $3, body = $4";
    SLOTS = "UPDATE feed_copies SET slots = $1 WHERE schedule_id = $2 AND which = $3";
    FAILED = "UPDATE feeds SET next_at = $1, failures = failures + 1, failing_since = COALESCE(failing_since, $2),
          trouble = $3, lease_owner = NULL, lease_until = NULL
        WHERE schedule_id = $4 AND which = $5 AND lease_owner = $6 AND url = $7";
    LOOK_AGAIN = "UPDATE feeds SET next_at = $1, people_digest = NULL, lease_owner = NULL, lease_until = NULL
        WHERE CAST(workspace_id AS TEXT) = $2 AND schedule_id = $3";
    RELEASE_ALL = "UPDATE feeds SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > next_at THEN lease_until ELSE next_at END) FROM feeds";
}

/// Follows the calendar at `url` from now on, instead of any other that said the same thing. Look at it at `next`.
pub async fn put(
    tx: &mut Transaction,
    (workspace, schedule, which): (WorkspaceId, ScheduleId, Which),
    url: &str,
    every: SignedDuration,
    next: Timestamp,
) -> Result<()> {
    let (schedule, workspace) = (schedule.as_str(), workspace.as_str());
    write!(tx, PUT, schedule, which.word(), workspace, next.as_millisecond(), url, every.as_secs()).map(drop)
}

/// Follows a calendar no longer. Whether it was followed.
pub async fn delete(tx: &mut Transaction, workspace: WorkspaceId, schedule: ScheduleId, which: Which) -> Result<bool> {
    Ok(write!(tx, DROP, workspace.as_str(), schedule.as_str(), which.word())? > 0)
}

/// Looks at a schedule's calendars this often, and by `next` for the first time.
pub async fn set_every(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    schedule: ScheduleId,
    every: SignedDuration,
    next: Timestamp,
) -> Result<()> {
    let (next, workspace, schedule) = (next.as_millisecond(), workspace.as_str(), schedule.as_str());
    write!(tx, EVERY, every.as_secs(), next, workspace, schedule).map(drop)
}

/// The calendars of a schedule: shifts first.
pub async fn of_schedule(db: &mut Reader, workspace: WorkspaceId, schedule: ScheduleId) -> Result<Vec<FeedRecord>> {
    let rows = rows!(db, Row, OF_SCHEDULE, workspace.as_str(), schedule.as_str())?;
    rows.into_iter().map(FeedRecord::try_from).collect()
}

/// What the calendars of a schedule come to: shifts first.
pub async fn kept(db: &mut Reader, workspace: WorkspaceId, schedule: ScheduleId) -> Result<Vec<Kept>> {
    let rows = rows!(db, KeptRow, KEPT, workspace.as_str(), schedule.as_str())?;
    rows.into_iter().map(|row| Ok(read_kept(row)?.1)).collect()
}

/// What the calendars of the schedules come to that `owner` holds the lease of.
pub async fn kept_of_leased(db: &mut Reader, owner: &str) -> Result<Vec<(ScheduleId, Result<Kept>)>> {
    beside_schedule(rows!(db, KeptRow, KEPT_OF_LEASED, owner)?, |row| &row.0, |row| Ok(read_kept(row)?.1))
}

pub(super) fn read_kept((id, which, every, from, until, slots): KeptRow) -> Result<(ScheduleId, Kept)> {
    let columns = Columns(&id);
    let which: Which = columns.text("which", &which)?;
    let stored: Vec<StoredSlot> = columns.optional_json("slots", slots.as_deref())?.unwrap_or_default();
    let slots = stored.into_iter().map(|slot| read_slot(&columns, which, slot)).collect::<Result<Vec<_>>>()?;
    let kept = Kept {
        which,
        every: SignedDuration::from_secs(every),
        window: window(&columns, from, until)?,
        slots: slots.into_iter().flatten().collect(),
    };
    Ok((columns.text("schedule_id", &id)?, kept))
}

fn read_slot(columns: &Columns<'_>, which: Which, slot: StoredSlot) -> Result<Option<ImportedSlot>> {
    let (start, end, shift, level, all_day, crew) = slot;
    let (start, end) = (columns.instant("slots", start)?, columns.instant("slots", end)?);
    let level = Level::from_number(level.into());
    let precedence = match which {
        Which::Primary => Precedence::Shift(level),
        Which::Overrides => Precedence::Override(level),
    };
    let slot = |interval| Slot { shift, interval, precedence, crew: Crew(crew) };
    Ok(Interval::new(start, end).map(|interval| ImportedSlot { slot: slot(interval), all_day }))
}

fn slots_text(slots: &[ImportedSlot]) -> String {
    let stored = slots.iter().map(|imported| {
        let slot = &imported.slot;
        let (Precedence::Shift(level) | Precedence::Override(level)) = slot.precedence;
        let (start, end) = (slot.interval.start().as_millisecond(), slot.interval.end().as_millisecond());
        (start, end, slot.shift, level.number(), imported.all_day, slot.crew.0.clone())
    });
    to_json(&stored.collect::<Vec<StoredSlot>>())
}

/// The text of the last good copy. `None` when there is none.
pub async fn body(
    db: &mut Reader,
    workspace: WorkspaceId,
    schedule: ScheduleId,
    which: Which,
) -> Result<Option<Packed>> {
    let row = row!(db, (String,), BODY, workspace.as_str(), schedule.as_str(), which.word())?;
    Ok(row.map(|(body,)| Packed(body)))
}

/// A calendar's text, packed. Packing and unpacking a large one takes a while: not where others wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed(String);

impl Packed {
    /// Packs a text.
    #[expect(clippy::missing_panics_doc, reason = "it does not")]
    pub fn of(bytes: &[u8]) -> Self {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(bytes).expect("a vector takes everything");
        Self(STANDARD.encode(packer.finish().expect("a vector takes everything")))
    }

    /// The text. Empty when the row was damaged.
    pub fn unpacked(&self) -> Vec<u8> {
        let packed = STANDARD.decode(&self.0).unwrap_or_default();
        let mut bytes = Vec::new();
        match GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes) {
            Ok(_) => bytes,
            Err(_) => Vec::new(),
        }
    }
}

/// Claims the feed that is due for the longest time for `owner` until `until`. That it cannot be read is an error of its own:
/// it stays claimed, and the others do not wait for it.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Result<FeedRecord>>> {
    if write!(tx, CLAIM, owner, until.as_millisecond(), now.as_millisecond())? == 0 {
        return Ok(None);
    }
    Ok(row!(tx, Row, LEASED, owner, now.as_millisecond())?.map(FeedRecord::try_from))
}

/// What a good look at a feed learned of its server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// How often it asks to be looked at, at most.
    pub hint: Option<SignedDuration>,
    /// What to ask with the next time.
    pub etag: Option<String>,
    /// The same, an older way.
    pub last_modified: Option<String>,
}

/// Ends a good look. `false` when the lease was lost or the address changed: then nothing that was read may be kept.
pub async fn read(
    tx: &mut Transaction,
    feed: &FeedRecord,
    owner: &str,
    learned: &Learned,
    now: Timestamp,
    next: Timestamp,
) -> Result<bool> {
    let Learned { hint, etag, last_modified } = learned;
    let (schedule, which, url) = (feed.schedule.as_str(), feed.which.word(), feed.url.as_str());
    let (hint, etag, modified) = (hint.map(|hint| hint.as_secs()), etag.as_deref(), last_modified.as_deref());
    let (now, next) = (now.as_millisecond(), next.as_millisecond());
    Ok(write!(tx, READ, next, hint, etag, modified, now, schedule, which, owner, url)? > 0)
}

/// What a calendar means, as it is kept.
#[derive(Debug, Clone)]
pub struct Meaning<'a> {
    /// Which people its names were looked up among.
    pub people_digest: &'a str,
    /// What the text was.
    pub body_digest: &'a str,
    /// The time through which slots are kept.
    pub window: Interval,
    /// The slots, by start.
    pub slots: &'a [ImportedSlot],
    /// What was odd in it.
    pub puzzle_digest: Option<&'a str>,
}

/// Keeps what a calendar means, and its text when it is another.
pub async fn keep(
    tx: &mut Transaction,
    (workspace, schedule, which): (WorkspaceId, ScheduleId, Which),
    learned: &Learned,
    meaning: &Meaning<'_>,
    body: Option<&Packed>,
    now: Timestamp,
) -> Result<()> {
    let mut people: Vec<UserId> = meaning.slots.iter().flat_map(|one| one.slot.crew.0.iter().copied()).collect();
    people.sort_unstable();
    people.dedup();
    let (from, until) = (meaning.window.start().as_millisecond(), meaning.window.end().as_millisecond());
    let (which, id, people) = (which.word(), schedule.as_str(), to_json(&people));
    let Learned { hint, etag, last_modified } = learned;
    let (hint, etag, modified) = (hint.map(|hint| hint.as_secs()), etag.as_deref(), last_modified.as_deref());
    let (people_digest, body_digest, puzzle) = (meaning.people_digest, meaning.body_digest, meaning.puzzle_digest);
    let (now, workspace) = (now.as_millisecond(), workspace.as_str());
    write!(
        tx,
        MEANS,
        now, hint, etag, modified, people_digest, body_digest, from, until, people, puzzle, workspace, id, which
    )?;
    let slots = slots_text(meaning.slots);
    match body {
        Some(Packed(body)) => write!(tx, COPY, id, which, slots, body).map(drop),
        None => write!(tx, SLOTS, slots, id, which).map(drop),
    }
}

/// Ends a look that failed for `trouble`. `false` when the lease was lost or the address changed.
pub async fn failed(
    tx: &mut Transaction,
    feed: &FeedRecord,
    owner: &str,
    trouble: &str,
    now: Timestamp,
    next: Timestamp,
) -> Result<bool> {
    let (schedule, which, url) = (feed.schedule.as_str(), feed.which.word(), feed.url.as_str());
    let (now, next) = (now.as_millisecond(), next.as_millisecond());
    Ok(write!(tx, FAILED, next, now, trouble, schedule, which, owner, url)? > 0)
}

/// Looks at a schedule's calendars at `at`, and looks up all names anew.
pub async fn look_again(
    tx: &mut Transaction,
    workspace: WorkspaceId,
    schedule: ScheduleId,
    at: Timestamp,
) -> Result<()> {
    write!(tx, LOOK_AGAIN, at.as_millisecond(), workspace.as_str(), schedule.as_str()).map(drop)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next feed is due, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
