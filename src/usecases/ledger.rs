//! The record of what was on call: written before a change takes effect and as time goes by, and read together with the
//! rules as one timeline.
//!
//! Beside how far a schedule is recorded stand the rules that are in force since. A change says so when it is made
//! (`schedules_changed`): then what those rules said until now is written down, and the new ones are kept. So no use case has
//! to think of the past, and nothing that can be edited decides about it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::people::People;
use super::rules::Loaded;
use crate::ids::{ShiftId, UserId};
use crate::schedule::record::{Piece, joined, meeting, pieces, recorded};
use crate::schedule::resolve::{FinalShift, timeline};
use crate::schedule::{Interval, Precedence, Schedule};
use crate::store::health;
use crate::store::ledger::{self, Entry, Mark};
use crate::store::schedules::ScheduleRecord;
use crate::store::{Reader, Result, StoreError, Transaction};

/// Whose word counts about the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The record's, as far as there is one.
    Recorded,
    /// What the present rules would have said.
    Recomputed,
}

/// The final shifts of `window`, by start and not cut: from the record until where it ends, from `rules` after it and before
/// it begins. A shift that runs across is one.
pub async fn covered(
    db: &mut Reader,
    schedule: &ScheduleRecord,
    rules: &Schedule,
    window: Interval,
    view: View,
) -> Result<Vec<FinalShift>> {
    let mark = match view {
        View::Recorded => ledger::mark(db, schedule.workspace, schedule.id).await?,
        View::Recomputed => None,
    };
    let Some(mark) = mark.filter(|mark| mark.from < mark.to) else {
        return Ok(timeline(rules, window).covered().cloned().collect());
    };
    let mut before = window.before(mark.from).map(|window| earlier(rules, window, mark)).unwrap_or_default();
    let mut after = window.from(mark.to).map(|window| later(rules, window, mark)).unwrap_or_default();
    let reaches_in = before.iter().any(|piece| piece.runs_on) || after.iter().any(|piece| piece.began_before);
    let span = Interval::new(window.start().max(mark.from), window.end().min(mark.to));
    // Where the window does not touch the record, only what runs into it is of interest.
    let span = span.or_else(|| if window.end() <= mark.from { behind(mark.from) } else { ahead_of(mark.to) });
    let mut kept = Vec::new();
    if let Some(span) = span.filter(|span| reaches_in || span.overlaps(window)) {
        let entries = ledger::overlapping(db, schedule.workspace, schedule.id, span).await?;
        kept.extend(entries.into_iter().filter_map(|entry| up_to(entry.piece, mark.to)));
    }
    let begins = |piece: &Piece| piece.began_before && piece.shift.interval.start() == mark.from;
    if before.is_empty() && kept.iter().any(begins) {
        before = ahead_of(mark.from).map(|window| earlier(rules, window, mark)).unwrap_or_default();
    }
    let runs_on = |piece: &Piece| piece.runs_on && piece.shift.interval.end() == mark.to;
    if after.is_empty() && kept.iter().any(runs_on) {
        after = behind(mark.to).map(|window| later(rules, window, mark)).unwrap_or_default();
    }
    let all = joined(joined(before, kept, mark.from), after, mark.to);
    Ok(all.into_iter().map(|piece| piece.shift).filter(|shift| shift.interval.overlaps(window)).collect())
}

fn earlier(rules: &Schedule, window: Interval, mark: Mark) -> Vec<Piece> {
    pieces(rules, window, Timestamp::MIN, mark.from)
}

fn later(rules: &Schedule, window: Interval, mark: Mark) -> Vec<Piece> {
    pieces(rules, window, mark.to, Timestamp::MAX)
}

/// The millisecond after an instant.
fn behind(at: Timestamp) -> Option<Interval> {
    Interval::new(at, at.saturating_add(SignedDuration::from_millis(1)).ok()?)
}

/// The millisecond before an instant.
fn ahead_of(at: Timestamp) -> Option<Interval> {
    Interval::new(at.saturating_sub(SignedDuration::from_millis(1)).ok()?, at)
}

/// A piece as it was known at the mark: it may have grown since that was read.
fn up_to(piece: Piece, mark: Timestamp) -> Option<Piece> {
    let interval = piece.shift.interval.before(mark)?;
    let runs_on = piece.runs_on || interval != piece.shift.interval;
    Some(Piece { runs_on, shift: FinalShift { interval, ..piece.shift }, ..piece })
}

/// The rules in force, as the mark keeps them.
#[derive(Debug, Serialize, Deserialize)]
struct InForce {
    rules: Schedule,
    /// Who made which override.
    makers: BTreeMap<ShiftId, UserId>,
}

impl InForce {
    fn of(loaded: &Loaded) -> Self {
        Self { rules: loaded.rules.clone(), makers: makers(loaded) }
    }

    fn text(&self) -> String {
        serde_json::to_string(self).expect("rules have text keys and no failing serialisers")
    }
}

fn makers(loaded: &Loaded) -> BTreeMap<ShiftId, UserId> {
    loaded.shifts.iter().filter_map(|shift| Some((shift.id, shift.made_by?))).collect()
}

/// What is to be written down of one schedule.
#[derive(Debug, Clone)]
pub(super) enum Writing {
    /// Nothing was ever recorded of it, and nothing is planned: it is being made.
    Nothing,
    /// It is recorded from now on, by these rules.
    Begins(String),
    /// More of it is recorded.
    Goes(Box<More>),
}

impl Writing {
    /// Whether nobody was ever on call before `at`, which is no later than the look.
    pub(super) fn knows_nobody_before(&self, at: Timestamp) -> bool {
        match self {
            Self::Nothing | Self::Begins(_) => true,
            Self::Goes(more) => {
                let earlier = |piece: &Piece| piece.shift.interval.start() < at;
                more.mark.is_of_nobody() && !more.pieces.iter().any(earlier)
            }
        }
    }
}

/// More of what is recorded.
#[derive(Debug, Clone)]
pub(super) struct More {
    mark: Mark,
    until: Timestamp,
    /// What ran on at the mark.
    open: Vec<Entry>,
    pieces: Vec<Piece>,
    makers: BTreeMap<ShiftId, UserId>,
    /// The rules from now on, when they are others.
    rules: Option<String>,
}

/// What a look at a schedule at `now` has to write down; `mark` and what is `open` at it as they were read with its rules.
pub(super) fn seen(loaded: &Loaded, mark: Option<Mark>, open: Vec<Entry>, now: Timestamp) -> Writing {
    let in_force = || InForce::of(loaded).text();
    let plans_nothing = loaded.rules.shifts.is_empty() && loaded.rules.imported.is_empty();
    match mark {
        None if plans_nothing => Writing::Nothing,
        None => Writing::Begins(in_force()),
        Some(mark) => {
            let rules = (mark.version != loaded.record.version).then(in_force);
            let pieces = recorded(&loaded.rules, mark.to, whole(now));
            Writing::Goes(Box::new(More { mark, until: whole(now), open, pieces, makers: makers(loaded), rules }))
        }
    }
}

/// Writes down what a look has seen. The look must have ended with the schedule as it was read.
pub(super) async fn write_down(
    tx: &mut Transaction,
    schedule: &ScheduleRecord,
    writing: &Writing,
    now: Timestamp,
) -> Result<()> {
    match writing {
        Writing::Nothing => Ok(()),
        Writing::Begins(rules) => {
            health::know(tx, schedule.workspace, schedule.id, now).await?;
            ledger::begin(tx, schedule.workspace, schedule.id, now, (rules, schedule.version)).await
        }
        Writing::Goes(more) => append(tx, schedule, more).await,
    }
}

/// Says that the rules of a schedule were changed: what those until now said is written down, and these count from now on.
/// The schedule must have been touched before, so that nobody else records it meanwhile.
pub(super) async fn rules_changed(tx: &mut Transaction, schedule: &ScheduleRecord, now: Timestamp) -> Result<()> {
    let (workspace, id) = (schedule.workspace, schedule.id);
    let Some(mark) = ledger::mark(tx, workspace, id).await? else { return Ok(()) };
    let people = People::of(tx, workspace).await?;
    let loaded = match Loaded::of(tx, schedule.clone(), &people).await {
        Ok(loaded) => loaded,
        // It stays changeable, or nobody could put it right.
        Err(error @ StoreError::Unreadable { .. }) => {
            tracing::error!(schedule = %id, %error, "a schedule cannot be read, so it is not recorded");
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let text = ledger::rules(tx, workspace, id).await?.unwrap_or_default();
    let mut until_now = serde_json::from_str(&text).unwrap_or_else(|error| {
        if !text.is_empty() {
            tracing::error!(schedule = %id, %error, "the rules until now cannot be read; the present ones are recorded");
        }
        InForce::of(&loaded)
    });
    until_now.rules.imported = loaded.rules.imported.clone();
    let until = whole(now);
    let said = catch_unwind(AssertUnwindSafe(|| recorded(&until_now.rules, mark.to, until)));
    let pieces = said.unwrap_or_else(|_| {
        tracing::error!(schedule = %id, "working out what was on call panicked, so it is not recorded");
        Vec::new()
    });
    let open = ledger::open(tx, workspace, id, mark.to).await?;
    let rules = Some(InForce::of(&loaded).text());
    append(tx, schedule, &More { mark, until, open, pieces, makers: until_now.makers, rules }).await
}

async fn append(tx: &mut Transaction, schedule: &ScheduleRecord, more: &More) -> Result<()> {
    let (workspace, id, mark) = (schedule.workspace, schedule.id, more.mark);
    if mark.to < more.until {
        let open: Vec<Piece> = more.open.iter().map(|entry| entry.piece.clone()).collect();
        let goes_on: BTreeMap<usize, usize> =
            meeting(&open, &more.pieces, mark.to).into_iter().map(|(before, after)| (after, before)).collect();
        let mut next = mark.next_seq;
        for (place, piece) in more.pieces.iter().enumerate() {
            if let Some(before) = goes_on.get(&place) {
                let grown = (piece.shift.interval.end(), piece.runs_on);
                ledger::grow(tx, workspace, id, more.open[*before].seq, grown).await?;
                continue;
            }
            let is_override = matches!(piece.shift.precedence, Precedence::Override(_));
            let made_by = more.makers.get(&piece.shift.shift).copied().filter(|_| is_override);
            ledger::insert(tx, workspace, id, &Entry { seq: next, piece: piece.clone(), made_by }).await?;
            next += 1;
        }
        ledger::move_mark(tx, workspace, id, more.until, next).await?;
    }
    match &more.rules {
        Some(rules) => ledger::keep_rules(tx, workspace, id, (rules, schedule.version)).await,
        None => Ok(()),
    }
}

/// The record knows whole milliseconds.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
