//! Trying a change out: it is made, what comes of it is looked at, and it is undone in the same transaction. So what is refused
//! is what would be refused, and what is told of it is what Slack's preview of a plan tells.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::Ctx;
use super::away::absences_of;
use super::changed::begin_change;
use super::people::People;
use super::rules::Loaded;
use crate::ids::{ScheduleId, WorkspaceId};
use crate::schedule::compare::{Comparison, REACH, compare};
use crate::schedule::{Interval, Schedule, Zone};
use crate::store::{Result, Transaction};

/// What a change would come to.
#[derive(Debug)]
pub struct Tried<T> {
    /// What it was about, as it would be.
    pub would_be: T,
    /// What would be different.
    pub diff: Diff,
}

/// Who would gain and who would lose.
#[derive(Debug)]
pub struct Diff {
    /// The span that was compared.
    pub window: Interval,
    /// Every schedule that the change is about, by id.
    pub schedules: Vec<ScheduleDiff>,
    /// Everybody, for their names.
    pub people: People,
}

/// What would be different in one schedule.
#[derive(Debug)]
pub struct ScheduleDiff {
    /// Which.
    pub id: ScheduleId,
    /// What it is called, by then.
    pub name: String,
    /// Who gains and who loses, and where nobody serves any more.
    pub comparison: Comparison,
}

/// A change on trial. Dropped, nothing happened.
pub(super) struct Trial {
    /// In which the change is made.
    pub tx: Transaction,
    workspace: WorkspaceId,
    now: Timestamp,
}

impl Trial {
    /// Begins, as a change does.
    pub async fn begin(ctx: &Ctx, workspace: WorkspaceId) -> Result<Self> {
        let mut tx = begin_change(ctx, workspace).await?;
        tx.mark().await?;
        Ok(Self { tx, workspace, now: ctx.clock.now() })
    }

    /// Compares what `concerned` would be with what they are.
    pub async fn ends<T>(mut self, would_be: T, concerned: &BTreeSet<ScheduleId>) -> Result<Tried<T>> {
        let end = self.now.saturating_add(REACH).unwrap_or(Timestamp::MAX);
        let window = Interval::new(self.now, end).expect("sixty days after any moment of a clock is later");
        let people = People::of(&mut self.tx, self.workspace).await?;
        let after = self.all(concerned, &people).await?;
        self.tx.back_to_mark().await?;
        let before = self.all(concerned, &people).await?;
        let serving = after.values().flat_map(|schedule| schedule.everybody(window)).collect();
        let away = absences_of(&mut self.tx, self.workspace, &serving, window).await?;
        // Nobody has to wait for what is only worked out.
        drop(self.tx);
        let nothing = Schedule::default();
        let compared = concerned.iter().filter_map(|id| {
            let (before, after) = (before.get(id), after.get(id));
            let record = &after.or(before)?.record;
            let zone = Zone::named(&record.time_zone).unwrap_or(Zone::UTC);
            let (before, after) = (rules(before, &nothing), rules(after, &nothing));
            let comparison = compare(before, after, window, &zone, &away);
            Some(ScheduleDiff { id: *id, name: record.name.clone(), comparison })
        });
        let schedules = compared.collect();
        Ok(Tried { would_be, diff: Diff { window, schedules, people } })
    }

    /// Those of `ids` that there are.
    async fn all(&mut self, ids: &BTreeSet<ScheduleId>, people: &People) -> Result<BTreeMap<ScheduleId, Loaded>> {
        let mut found = BTreeMap::new();
        for id in ids {
            if let Some(schedule) = Loaded::find(&mut self.tx, self.workspace, *id, people).await? {
                found.insert(*id, schedule);
            }
        }
        Ok(found)
    }
}

/// The rules of a schedule that may not be there: then it has none.
fn rules<'a>(schedule: Option<&'a Loaded>, nothing: &'a Schedule) -> &'a Schedule {
    schedule.map_or(nothing, |schedule| &schedule.rules)
}
