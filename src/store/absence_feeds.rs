//! Calendars of absences by address: whose they are, claimed by lease when they are due.

use jiff::{SignedDuration, Timestamp};

use super::feeds::Learned;
use super::rows::{Columns, soonest};
use super::sql::{row, rows, statements, write};
use super::{Reader, Result, Transaction};
use crate::ids::{AbsenceFeedId, UserId, WorkspaceId};
use crate::schedule::Interval;

/// A calendar of absences that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsenceFeed {
    /// Which.
    pub id: AbsenceFeedId,
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Whose absences it tells.
    pub user: UserId,
    /// Its address, as given: the person's secret.
    pub url: String,
    /// What was learned of its server.
    pub learned: Learned,
    /// When it could be read last.
    pub good_at: Timestamp,
    /// Among which people its titles were looked up, and on whose clock.
    pub people_digest: String,
    /// What the text was.
    pub body_digest: String,
    /// The time it was worked out for.
    pub window: Interval,
    /// How many looks have failed since.
    pub failures: i64,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// Why the last of them failed.
    pub trouble: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    workspace_id: String,
    user_id: String,
    url: String,
    hint_s: Option<i64>,
    etag: Option<String>,
    last_modified: Option<String>,
    good_at: i64,
    people_digest: String,
    body_digest: String,
    known_from: i64,
    known_until: i64,
    failures: i64,
    failing_since: Option<i64>,
    trouble: Option<String>,
}

impl TryFrom<Row> for AbsenceFeed {
    type Error = super::StoreError;
    fn try_from(row: Row) -> Result<Self> {
        let columns = Columns(&row.id);
        let from = columns.instant("known_from", row.known_from)?;
        let until = columns.instant("known_until", row.known_until)?;
        Ok(Self {
            id: columns.text("id", &row.id)?,
            workspace: columns.text("workspace_id", &row.workspace_id)?,
            user: columns.text("user_id", &row.user_id)?,
            good_at: columns.instant("good_at", row.good_at)?,
            window: Interval::new(from, until).ok_or_else(|| columns.unreadable("known_until", &row.known_until))?,
            failing_since: columns.optional_instant("failing_since", row.failing_since)?,
            url: row.url,
            learned: Learned {
                hint: row.hint_s.map(SignedDuration::from_secs),
                etag: row.etag,
                last_modified: row.last_modified,
            },
            people_digest: row.people_digest,
            body_digest: row.body_digest,
            failures: row.failures,
            trouble: row.trouble,
        })
    }
}

statements! {
    PUT = "INSERT INTO absence_feeds (id, workspace_id, user_id, next_at, url, hint_s, etag, last_modified, good_at,
          people_digest, body_digest, known_from, known_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id) DO UPDATE SET next_at = $4, hint_s = $6, etag = $7, last_modified = $8, good_at = $9,
          people_digest = $10, body_digest = $11, known_from = $12, known_until = $13, failures = 0, failing_since = NULL,
          trouble = NULL, lease_owner = NULL, lease_until = NULL";
    FIND = "SELECT id, workspace_id, user_id, url, hint_s, etag, last_modified, good_at, people_digest, body_digest,
          known_from, known_until, failures, failing_since, trouble FROM absence_feeds WHERE workspace_id = $1 AND id = $2";
    OF_PERSON = "SELECT id, workspace_id, user_id, url, hint_s, etag, last_modified, good_at, people_digest, body_digest,
          known_from, known_until, failures, failing_since, trouble FROM absence_feeds
        WHERE workspace_id = $1 AND user_id = $2 ORDER BY id";
    DROP = "DELETE FROM absence_feeds WHERE workspace_id = $1 AND id = $2";
    CLAIM = "UPDATE absence_feeds SET lease_owner = $1, lease_until = $2
        WHERE id IN (SELECT id FROM absence_feeds
            WHERE next_at <= $3 AND (lease_until IS NULL OR lease_until <= $3) ORDER BY next_at, id LIMIT 1)
        AND next_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)";
    LEASED = "SELECT id, workspace_id, user_id, url, hint_s, etag, last_modified, good_at, people_digest, body_digest,
          known_from, known_until, failures, failing_since, trouble FROM absence_feeds WHERE lease_owner = $1 AND next_at <= $2";
    HOLDS = "UPDATE absence_feeds SET lease_until = lease_until WHERE id = $1 AND lease_owner = $2";
    FAILED = "UPDATE absence_feeds SET next_at = $1, failures = failures + 1, failing_since = COALESCE(failing_since, $2),
          trouble = $3, lease_owner = NULL, lease_until = NULL
        WHERE id = $4 AND lease_owner = $5";
    LATER = "UPDATE absence_feeds SET next_at = $1, lease_owner = NULL, lease_until = NULL WHERE id = $2";
    RELEASE_ALL = "UPDATE absence_feeds SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
    NEXT_DUE = "SELECT MIN(CASE WHEN lease_until > next_at THEN lease_until ELSE next_at END) FROM absence_feeds";
}

/// Keeps what a good look at a calendar saw, and ends the look. Look again at `next`.
pub async fn put(tx: &mut Transaction, feed: &AbsenceFeed, next: Timestamp) -> Result<()> {
    let Learned { hint, etag, last_modified } = &feed.learned;
    let (hint, etag, modified) = (hint.map(|hint| hint.as_secs()), etag.as_deref(), last_modified.as_deref());
    let (id, workspace, user, url) = (feed.id.as_str(), feed.workspace.as_str(), feed.user.as_str(), feed.url.as_str());
    let (from, until) = (feed.window.start().as_millisecond(), feed.window.end().as_millisecond());
    let (people, body) = (feed.people_digest.as_str(), feed.body_digest.as_str());
    let (next, good_at) = (next.as_millisecond(), feed.good_at.as_millisecond());
    write!(tx, PUT, id, workspace, user, next, url, hint, etag, modified, good_at, people, body, from, until).map(drop)
}

/// One calendar of absences.
pub async fn find(db: &mut Reader, workspace: WorkspaceId, id: AbsenceFeedId) -> Result<Option<AbsenceFeed>> {
    row!(db, Row, FIND, workspace.as_str(), id.as_str())?.map(AbsenceFeed::try_from).transpose()
}

/// The calendars of one person.
pub async fn of_person(db: &mut Reader, workspace: WorkspaceId, user: UserId) -> Result<Vec<AbsenceFeed>> {
    let rows = rows!(db, Row, OF_PERSON, workspace.as_str(), user.as_str())?;
    rows.into_iter().map(AbsenceFeed::try_from).collect()
}

/// Follows a calendar no longer; its absences go with it.
pub async fn delete(tx: &mut Transaction, workspace: WorkspaceId, id: AbsenceFeedId) -> Result<()> {
    write!(tx, DROP, workspace.as_str(), id.as_str()).map(drop)
}

/// Claims the calendar that is due for the longest time for `owner` until `until`. That it cannot be read is an error of its
/// own: it stays claimed, and the others do not wait for it.
pub async fn claim(
    tx: &mut Transaction,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Result<AbsenceFeed>>> {
    if write!(tx, CLAIM, owner, until.as_millisecond(), now.as_millisecond())? == 0 {
        return Ok(None);
    }
    Ok(row!(tx, Row, LEASED, owner, now.as_millisecond())?.map(AbsenceFeed::try_from))
}

/// Whether `owner` still has the lease of a calendar. Until the transaction ends nobody else gets it.
pub async fn holds(tx: &mut Transaction, id: AbsenceFeedId, owner: &str) -> Result<bool> {
    Ok(write!(tx, HOLDS, id.as_str(), owner)? > 0)
}

/// Ends a look that failed for `trouble`. `false` when the lease was lost.
pub async fn failed(
    tx: &mut Transaction,
    id: AbsenceFeedId,
    owner: &str,
    trouble: &str,
    now: Timestamp,
    next: Timestamp,
) -> Result<bool> {
    Ok(write!(tx, FAILED, next.as_millisecond(), now.as_millisecond(), trouble, id.as_str(), owner)? > 0)
}

/// Looks at a calendar at `at`, whoever holds it.
pub async fn look_at(tx: &mut Transaction, id: AbsenceFeedId, at: Timestamp) -> Result<()> {
    write!(tx, LATER, at.as_millisecond(), id.as_str()).map(drop)
}

/// Ends every lease, for a process that knows itself to be the only one.
pub async fn release_all(tx: &mut Transaction) -> Result<()> {
    write!(tx, RELEASE_ALL).map(drop)
}

/// When the next calendar is due, over all workspaces.
pub async fn next_due(db: &mut Reader) -> Result<Option<Timestamp>> {
    Ok(soonest(row!(db, (Option<i64>,), NEXT_DUE)?))
}
