//! Keeping user groups: read the members, compare as sets, write only a difference.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Worker, after, back_off, readable};
use crate::slack::client::{CallError, SlackApi};
use crate::store::directory::{self, DueGroup};
use crate::store::{Transaction, pace, troubles};
use crate::usecases::group_members::{GroupPlan, LeftOut, Wanted, plan};
use crate::usecases::message::Message;
use crate::usecases::tell_managers::tell_managers_once;
use crate::usecases::{Result, sync_people};

/// How long a replica may take over one group: to enable it, to read it and to write it. After a crash it waits as long.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How long to wait after Slack refused for good: somebody must do something first.
const AFTER_A_REFUSAL: SignedDuration = SignedDuration::from_mins(30);
/// Slack's methods for groups share one scope of waiting.
const METHOD: &str = "usergroups";
/// Slack's words for a list that holds somebody who cannot be in a group.
const BAD_MEMBERS: [&str; 4] =
    ["invalid_users", "invalid_user", "failed_for_some_users", "single_channel_guests_cannot_be_added"];

impl Worker {
    /// Looks at one group that is due. Whether there was one.
    pub(super) async fn keep_next_group(&self) -> Result<bool> {
        let now = self.ctx.clock.now();
        let lease = self.lease();
        let mut tx = self.ctx.store.begin().await?;
        let claimed = directory::claim_groups(&mut tx, &lease, now, after(now, LEASE), 1).await?;
        tx.commit().await?;
        let Some(claimed) = claimed.into_iter().next() else { return Ok(false) };
        if let Some(due) = readable(claimed)? {
            readable(self.keep_group(&due, &lease).await)?;
        }
        Ok(true)
    }

    async fn keep_group(&self, due: &DueGroup, lease: &str) -> Result<()> {
        let now = self.ctx.clock.now();
        let mut db = self.ctx.store.reader().await?;
        if let Some(held) = pace::held_until(&mut db, due.workspace, METHOD, now).await? {
            let mut tx = self.ctx.store.begin().await?;
            directory::group_later(&mut tx, due, lease, held, due.attempts).await?;
            return Ok(tx.commit().await?);
        }
        let group_plan = plan(&mut db, due.workspace, &due.group.slack_id, now).await?;
        drop(db);
        let outcome = match self.teams.of(due.workspace) {
            Some(api) => self.make_it_so(&api, due, &group_plan).await,
            None => Err(CallError::Unreachable("the team is not connected".to_owned())),
        };
        self.note_group(due, lease, &group_plan, outcome).await
    }

    /// Brings the group in Slack to what the plan wants.
    async fn make_it_so(&self, api: &SlackApi, due: &DueGroup, group_plan: &GroupPlan) -> Result<(), CallError> {
        let group = &due.group.slack_id;
        match &group_plan.wanted {
            Wanted::AsItIs => Ok(()),
            Wanted::Disabled if due.group.is_disabled => Ok(()),
            Wanted::Disabled => api.disable_group(group).await,
            Wanted::Members(members) | Wanted::AtLeast(members) => {
                if due.group.is_disabled {
                    api.enable_group(group).await?;
                }
                let present = api.group_members(group).await?;
                let members = match &group_plan.wanted {
                    Wanted::AtLeast(_) => members.union(&present).cloned().collect(),
                    _ => members.clone(),
                };
                if present == members {
                    return Ok(());
                }
                match api.set_group_members(group, &members).await {
                    Err(CallError::Refused(word)) if BAD_MEMBERS.contains(&word.as_str()) => {
                        self.without_the_refused(api, due, &members, word).await
                    }
                    outcome => outcome,
                }
            }
        }
    }

    /// Slack refuses the whole list for one bad member: asks about each, and tries again with those who may be in a group.
    async fn without_the_refused(
        &self,
        api: &SlackApi,
        due: &DueGroup,
        members: &BTreeSet<String>,
        word: String,
    ) -> Result<(), CallError> {
        let mut able = BTreeSet::new();
        let mut changed = Vec::new();
        for member in members {
            match api.person(member).await {
                Ok(Some(person)) if person.standing.may_be_on_call() => drop(able.insert(member.clone())),
                Ok(Some(person)) => changed.push(person),
                Ok(None) | Err(CallError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        // What Slack says of them now is kept, so the next look names them and plans without them.
        for person in changed {
            if let Err(error) = sync_people::sync_one(&self.ctx, due.workspace, person).await {
                tracing::error!(%error, "could not keep what Slack says of a person");
            }
        }
        if able.is_empty() || able == *members {
            return Err(CallError::Refused(word));
        }
        api.set_group_members(&due.group.slack_id, &able).await
    }

    /// Writes down how a look ended, in one transaction with what follows from it.
    async fn note_group(
        &self,
        due: &DueGroup,
        lease: &str,
        group_plan: &GroupPlan,
        outcome: Result<(), CallError>,
    ) -> Result<()> {
        let now = self.ctx.clock.now();
        let mut tx = self.ctx.store.begin().await?;
        let word = if outcome.is_ok() { "right" } else { "failed" };
        metrics::counter!("rota_groups_total", "outcome" => word).increment(1);
        match outcome {
            Ok(()) => {
                if directory::group_done(&mut tx, due, lease).await? {
                    troubles::clear(&mut tx, due.workspace, &due.group.slack_id, troubles::GROUP_REFUSED).await?;
                }
                if group_plan.wanted != Wanted::AsItIs {
                    let disabled = group_plan.wanted == Wanted::Disabled;
                    directory::set_disabled(&mut tx, due.workspace, &due.group.slack_id, disabled).await?;
                }
            }
            Err(CallError::RateLimited { after: wait }) => {
                pace::hold(&mut tx, due.workspace, METHOD, after(now, wait)).await?;
                directory::group_later(&mut tx, due, lease, after(now, wait), due.attempts).await?;
            }
            Err(CallError::Refused(word)) => {
                tracing::error!(group = due.group.handle, word, "Slack does not let us change a user group");
                directory::group_later(&mut tx, due, lease, after(now, AFTER_A_REFUSAL), due.attempts + 1).await?;
                refused(&mut tx, due, group_plan, word, now).await?;
            }
            Err(error) => {
                tracing::warn!(group = due.group.handle, %error, "could not look at a user group; trying again");
                let attempts = due.attempts + 1;
                directory::group_later(&mut tx, due, lease, after(now, back_off(attempts)), attempts).await?;
            }
        }
        for left_out in &group_plan.left_out {
            name_left_out(&mut tx, due, group_plan, left_out, now).await?;
        }
        tx.commit().await?;
        self.ctx.wake.ring();
        Ok(())
    }
}

async fn refused(
    tx: &mut Transaction,
    due: &DueGroup,
    group_plan: &GroupPlan,
    word: String,
    now: Timestamp,
) -> Result<()> {
    let Some(schedule) = group_plan.schedules.first() else { return Ok(()) };
    let schedules = group_plan.schedules.iter().map(|schedule| schedule.name.clone()).collect();
    let message = Message::GroupRefused { handle: due.group.handle.clone(), schedules, reason: word };
    let subject = &due.group.slack_id;
    tell_managers_once(tx, &group_plan.people, schedule, subject, troubles::GROUP_REFUSED, &message, now).await?;
    Ok(())
}

async fn name_left_out(
    tx: &mut Transaction,
    due: &DueGroup,
    group_plan: &GroupPlan,
    left_out: &LeftOut,
    now: Timestamp,
) -> Result<()> {
    let LeftOut { schedule, user, because } = left_out;
    let message = Message::LeftOutOfGroup {
        handle: due.group.handle.clone(),
        schedule_name: schedule.name.clone(),
        user: *user,
        because: *because,
    };
    let kind = format!("left_out:{user}");
    tell_managers_once(tx, &group_plan.people, schedule, schedule.id.as_str(), &kind, &message, now).await?;
    Ok(())
}
