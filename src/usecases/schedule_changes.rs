//! What somebody asks of a schedule, and what has to be true of it before it is stored.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::change::Change;
use super::refusal::{Outcome, Problem};
use crate::ids::{ScheduleId, ShiftId, TeamId, WorkspaceId};
use crate::store::schedules::{ScheduleKind, ScheduleRecord};
use crate::store::shifts::{self, ShiftRecord, ShiftType};
use crate::store::{Reader, Result, Transaction, directory, schedules, teams, workspaces};

/// What somebody asks of a schedule. Fields as in [`ScheduleRecord`].
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "each field is the one of the same name in `ScheduleRecord`")]
pub struct ScheduleChanges {
    pub name: Change<String>,
    pub time_zone: Change<String>,
    pub team: Change<Option<TeamId>>,
    /// A channel's Slack id, in any case.
    pub channel: Change<Option<String>>,
    /// A user group's Slack id, in any case.
    pub user_group: Change<Option<String>>,
    pub ical_url_primary: Change<String>,
    pub ical_url_overrides: Change<Option<String>>,
    /// How often its calendars are looked at.
    pub calendars_every: Change<SignedDuration>,
    pub enable_web_overrides: Change<Option<bool>>,
    /// Ids of the shifts it is to have, as they were given.
    pub shifts: Change<Vec<String>>,
}

impl ScheduleChanges {
    /// What `old` becomes. `shifts` are not part of it.
    pub(super) fn applied_to(self, old: ScheduleRecord) -> ScheduleRecord {
        let slack_id = |id: Change<Option<String>>| id.map(|id| id.map(|id| id.to_uppercase()));
        ScheduleRecord {
            name: self.name.or(old.name),
            time_zone: self.time_zone.or(old.time_zone),
            team: self.team.or(old.team),
            channel: slack_id(self.channel).or(old.channel),
            user_group: slack_id(self.user_group).or(old.user_group),
            ical_url_primary: self.ical_url_primary.map(Some).or(old.ical_url_primary),
            ical_url_overrides: self.ical_url_overrides.or(old.ical_url_overrides),
            enable_web_overrides: self.enable_web_overrides.or(old.enable_web_overrides),
            ..old
        }
    }
}

/// What is wrong with a schedule as it is about to be stored, compared with what it was.
pub(super) async fn problems(
    db: &mut Reader,
    new: &ScheduleRecord,
    old: Option<&ScheduleRecord>,
) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let namesake = schedules::named(db, new.workspace, &new.name).await?;
    if namesake.is_some_and(|namesake| namesake.id != new.id) {
        problems.push(Problem::NameTaken(new.name.clone()));
    }
    if let Some(team) = new.team.filter(|team| old.and_then(|old| old.team) != Some(*team))
        && teams::find(db, new.workspace, team).await?.is_none()
    {
        problems.push(Problem::UnknownTeam(team));
    }
    let changed = |new: &Option<String>, old: Option<&Option<String>>| new.clone().filter(|_| Some(new) != old);
    let channel = changed(&new.channel, old.map(|old| &old.channel));
    let group = changed(&new.user_group, old.map(|old| &old.user_group));
    if channel.is_some() || group.is_some() {
        let workspace = workspaces::find(db, new.workspace).await?;
        if workspace.is_none_or(|workspace| workspace.slack_team_id.is_none()) {
            problems.push(Problem::SlackNotConnected);
            return Ok(problems);
        }
    }
    if let Some(channel) = channel
        && (channel.contains('\0') || directory::channel(db, new.workspace, &channel).await?.is_none())
    {
        problems.push(Problem::UnknownChannel(channel));
    }
    if let Some(group) = group
        && (group.contains('\0') || directory::group(db, new.workspace, &group).await?.is_none())
    {
        problems.push(Problem::UnknownGroup(group));
    }
    Ok(problems)
}

/// The shifts that were asked for, each once, or what is wrong with them.
pub(super) async fn asked_shifts(
    db: &mut Reader,
    workspace: WorkspaceId,
    kind: ScheduleKind,
    asked: &[String],
) -> Result<std::result::Result<Vec<ShiftRecord>, Problem>> {
    let mut ids: Vec<Option<ShiftId>> = asked.iter().map(|id| id.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::new();
    for id in ids.into_iter().flatten() {
        found.extend(shifts::find(db, workspace, id).await?);
    }
    let known: BTreeSet<&str> = found.iter().map(|shift| shift.id.as_str()).collect();
    let unknown: BTreeSet<&String> = asked.iter().filter(|id| !known.contains(id.as_str())).collect();
    if !unknown.is_empty() {
        return Ok(Err(Problem::UnknownShifts(unknown.into_iter().cloned().collect())));
    }
    if kind != ScheduleKind::Web && found.iter().any(|shift| shift.kind == ShiftType::Override) {
        return Ok(Err(Problem::OverrideNotAttachable));
    }
    Ok(Ok(found))
}

/// Makes `wanted` the shifts of a schedule and returns the other schedules this changes.
///
/// A calendar has them attached, beside other calendars. A web schedule owns them: it takes them from whoever had them,
/// lets go of those not wanted any more, and keeps its overrides, which no list decides about.
pub(super) async fn give_shifts(
    tx: &mut Transaction,
    schedule: &ScheduleRecord,
    wanted: Vec<ShiftRecord>,
) -> Outcome<BTreeSet<ScheduleId>> {
    let (workspace, id) = (schedule.workspace, schedule.id);
    if schedule.kind != ScheduleKind::Web {
        let ids: Vec<ShiftId> = wanted.iter().map(|shift| shift.id).collect();
        schedules::attach(tx, workspace, id, &ids).await?;
        return Ok(BTreeSet::new());
    }
    let mut others = BTreeSet::new();
    for shift in shifts::of_schedule(tx, workspace, id).await? {
        let stays = shift.kind == ShiftType::Override || wanted.iter().any(|wanted| wanted.id == shift.id);
        if shift.schedule == Some(id) && !stays {
            shifts::update(tx, &ShiftRecord { schedule: None, ..shift }).await?;
        }
    }
    for shift in wanted.into_iter().filter(|shift| shift.schedule != Some(id)) {
        others.extend(shift.schedule);
        shifts::update(tx, &ShiftRecord { schedule: Some(id), ..shift }).await?;
    }
    Ok(others)
}
