//! From the text of a calendar to what it means for a schedule: who serves when, and what in it nobody understands. The only
//! place where calendars are worked out, one at a time and where nobody waits: a large one takes half a second.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use super::people::People;
use crate::feeds::Trouble;
use crate::ical::people::{Directory, Person};
use crate::ical::{self, Calendar, slots};
use crate::schedule::imported::ImportedSlot;
use crate::schedule::stretch::HORIZON;
use crate::schedule::{Interval, Zone};
use crate::store::feeds::{Packed, Which};

/// How far back slots are kept.
const BACK: SignedDuration = SignedDuration::from_hours(35 * 24);
/// How much farther ahead than anybody looks without asking for it.
const AHEAD: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many slots are kept of one calendar. No team has so many shifts in a year.
const MOST_SLOTS: usize = 50_000;
/// How many odd names or lines are told of.
const TOLD: usize = 8;

/// One calendar at a time is worked out; a second processor is left for whoever waits.
static WORKING: Semaphore = Semaphore::const_new(1);

/// Who may be named by calendars, and on whose clock times without a zone are read.
#[derive(Debug, Clone)]
pub struct Readers {
    pub(super) directory: Directory,
    pub(super) zone: Zone,
    /// Tells these from others: when it changes, the same calendar may mean something else.
    pub digest: String,
}

impl Readers {
    /// Those of `people` who may be on call, for a schedule in the zone called `time_zone`.
    pub fn of(people: &People, time_zone: &str) -> Self {
        let mut known: Vec<_> = people.iter().filter(|person| person.standing.may_be_on_call()).collect();
        known.sort_unstable_by_key(|person| person.id);
        let mut digest = Sha256::new();
        digest.update(time_zone);
        for person in &known {
            for text in [person.id.as_str(), &person.username, &person.full_name, person.email.as_deref().unwrap_or("")]
            {
                digest.update([0]);
                digest.update(text);
            }
        }
        let directory = Directory::new(known.into_iter().map(|person| Person {
            id: person.id,
            username: person.username.clone(),
            email: person.email.clone(),
            full_name: Some(person.full_name.clone()),
        }));
        let zone = Zone::named(time_zone).unwrap_or(Zone::UTC);
        Self { directory, zone, digest: hex::encode(&digest.finalize()[..8]) }
    }
}

/// What a calendar means.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Who serves when, by start.
    pub slots: Vec<ImportedSlot>,
    /// The time they were worked out for.
    pub window: Interval,
    /// Among whom its names were looked up.
    pub people_digest: String,
    /// What the text was.
    pub body_digest: String,
    /// How often it asks to be read at most.
    pub hint: Option<SignedDuration>,
    /// What nobody understands.
    pub puzzles: Puzzles,
}

/// What in a calendar nobody understands.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Puzzles {
    /// Titles of events ahead that name nobody we know.
    pub unknown: Vec<String>,
    /// How many more there are.
    pub more_unknown: usize,
    /// Lines that were passed over, and why.
    pub lines: Vec<(usize, String)>,
    /// How many more there are.
    pub more_lines: usize,
}

impl Puzzles {
    /// Whether all is understood.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Tells these from others.
    #[expect(clippy::missing_panics_doc, reason = "it does not")]
    pub fn digest(&self) -> Option<String> {
        let text = serde_json::to_vec(self).expect("texts and numbers have a JSON text");
        (!self.is_empty()).then(|| digest(&text))
    }
}

/// What tells a text from others.
pub fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The time that slots are kept for at `now`.
pub fn window(now: Timestamp) -> Option<Interval> {
    let end = now.saturating_add(HORIZON).ok()?.saturating_add(AHEAD).ok()?;
    Interval::new(now.saturating_sub(BACK).ok()?, end)
}

/// Whether slots kept for `window` still reach as far ahead as anybody looks without asking for it.
pub fn reaches(window: Interval, now: Timestamp) -> bool {
    now.saturating_add(HORIZON).is_ok_and(|horizon| horizon < window.end())
}

/// What the calendar in `bytes` means, and its text packed.
pub async fn understand(
    bytes: Vec<u8>,
    which: Which,
    readers: &Readers,
    window: Interval,
) -> Result<(Meaning, Packed), Trouble> {
    let readers = readers.clone();
    work_out(move || {
        let calendar = ical::read(&bytes)?;
        // Half a calendar reads well and means something else.
        if !calendar.is_whole {
            return Err(Trouble::BrokenOff);
        }
        let (slots, puzzles) = mean(&calendar, which, &readers, window);
        if slots.len() > MOST_SLOTS {
            return Err(Trouble::TooManyShifts(MOST_SLOTS));
        }
        let meaning = Meaning {
            slots,
            window,
            people_digest: readers.digest,
            body_digest: digest(&bytes),
            hint: calendar.refresh,
            puzzles,
        };
        Ok((meaning, Packed::of(&bytes)))
    })
    .await
}

/// Who serves when, by a copy that was understood before, in another window.
pub async fn slots_in(
    copy: Packed,
    which: Which,
    readers: &Readers,
    window: Interval,
) -> Result<Vec<ImportedSlot>, Trouble> {
    let readers = readers.clone();
    work_out(move || Ok(mean(&ical::read(&copy.unpacked())?, which, &readers, window).0)).await
}

/// Reads a copy that was packed away.
pub async fn unpacked(copy: Packed) -> Result<Vec<u8>, Trouble> {
    work_out(move || Ok(copy.unpacked())).await
}

/// Does what takes a while when it is its turn, where nobody waits for the thread.
pub(super) async fn work_out<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let _turn = WORKING.acquire().await;
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|panic| {
        tracing::error!(%panic, "reading a calendar panicked");
        Err(Trouble::Unreadable)
    })
}

fn mean(calendar: &Calendar, which: Which, readers: &Readers, window: Interval) -> (Vec<ImportedSlot>, Puzzles) {
    let found = calendar.events(window, &readers.zone);
    let slots = match which {
        Which::Primary => slots::of_shifts(&found.events, &readers.directory),
        Which::Overrides => slots::of_overrides(&found.events, &readers.directory),
    };
    let mut unknown: Vec<String> = Vec::new();
    for (event, _) in found.events.iter().zip(&slots).filter(|(_, imported)| imported.slot.crew.0.is_empty()) {
        let title = event.details.summary.as_deref().unwrap_or_default().trim();
        let title: String = title.chars().take(60).collect();
        if !unknown.contains(&title) && unknown.len() < 100 {
            unknown.push(title);
        }
    }
    let repeated =
        found.cut_short.iter().map(|line| (*line, "an event that repeats too often to be followed to the end"));
    let skipped = calendar.skipped.iter().map(|skipped| (skipped.line, skipped.why));
    let lines: Vec<(usize, String)> = skipped.chain(repeated).map(|(line, why)| (line, why.to_owned())).collect();
    let in_all = calendar.skipped_in_all.max(calendar.skipped.len()) + found.cut_short.len();
    let puzzles = Puzzles {
        more_unknown: unknown.len().saturating_sub(TOLD),
        more_lines: in_all.saturating_sub(lines.len().min(TOLD)),
        unknown: unknown.into_iter().take(TOLD).collect(),
        lines: lines.into_iter().take(TOLD).collect(),
    };
    (slots, puzzles)
}
