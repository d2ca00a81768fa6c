//! What is periodic: connecting to Slack, reading people, channels and groups, repairing groups, tidying up.
//!
//! When a job is due is in the database, so a restart forgets nothing and replicas share the work; the clock moved by hand
//! moves the jobs too.

use jiff::{SignedDuration, Timestamp};

use super::{Worker, after};
use crate::slack::client::CallError;
use crate::slack::client::SlackApi;
use crate::slack::scopes::{self, Optional};
use crate::store::{
    absence_feeds, absences, covers, directory, drafts, due, feeds, health, inbox, jobs, outbox, pace, replies,
    shifts_ahead, topics,
};
use crate::usecases::{Result, sync_directory, sync_people, workspace};

/// How long a replica may take over a job before another begins it too, which costs calls and harms nothing.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// How soon a job that failed is tried again.
const AFTER_A_FAILURE: SignedDuration = SignedDuration::from_secs(5);

/// A periodic job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Job {
    /// Reads everybody from Slack.
    SyncPeople,
    /// Reads channels and user groups from Slack.
    SyncDirectory,
    /// Looks at every group that a schedule keeps: somebody may have edited it by hand.
    RepairGroups,
    /// Forgets what nobody needs any more.
    Prune,
}

/// In this order, so that whoever waits until people are read finds channels and groups read too.
const JOBS: [Job; 4] = [Job::SyncDirectory, Job::SyncPeople, Job::RepairGroups, Job::Prune];

impl Job {
    fn name(self) -> &'static str {
        match self {
            Self::SyncPeople => "sync_people",
            Self::SyncDirectory => "sync_directory",
            Self::RepairGroups => "repair_groups",
            Self::Prune => "prune",
        }
    }

    fn every(self) -> SignedDuration {
        match self {
            Self::SyncPeople => SignedDuration::from_hours(1),
            Self::SyncDirectory | Self::RepairGroups => SignedDuration::from_mins(10),
            Self::Prune => SignedDuration::from_hours(24),
        }
    }
}

impl Worker {
    /// Connects to Slack, when there is a token: until then nothing that comes from there can be answered. A failure is not
    /// the end: the jobs try again.
    pub async fn start(&self) -> Result<()> {
        let now = self.ctx.clock.now();
        let mut tx = self.ctx.store.begin().await?;
        if self.ctx.store.is_ours_alone() {
            // Whoever held a lease is gone: nobody needs to wait for it to run out.
            due::release_all(&mut tx).await?;
            health::release_all(&mut tx).await?;
            directory::release_all(&mut tx).await?;
            topics::release_all(&mut tx).await?;
            outbox::release_all(&mut tx).await?;
            covers::release_all(&mut tx).await?;
            jobs::release_all(&mut tx).await?;
            feeds::release_all(&mut tx).await?;
            absence_feeds::release_all(&mut tx).await?;
            shifts_ahead::release_all(&mut tx).await?;
        }
        for job in JOBS {
            jobs::plan(&mut tx, job.name(), now).await?;
        }
        // People are read anew at every start: it shows that the token works, and what was missed while we were away.
        jobs::sooner(&mut tx, Job::SyncPeople.name(), now).await?;
        jobs::sooner(&mut tx, Job::SyncDirectory.name(), now).await?;
        tx.commit().await?;
        if let Err(error) = self.connect().await? {
            tracing::error!(%error, "could not connect to Slack; trying again");
        }
        Ok(())
    }

    /// Slack's word, when it refuses our token.
    pub async fn refused_token(&self) -> Result<Option<String>> {
        Ok(match self.connect().await? {
            Err(CallError::Refused(word)) => Some(word),
            _ => None,
        })
    }

    /// What is off because our token lacks an optional scope, as far as that was found out.
    pub fn off(&self) -> Vec<Optional> {
        let own = self.own.as_ref();
        scopes::OPTIONAL.into_iter().filter(|one| own.and_then(|api| api.has_scope(one.scope)) == Some(false)).collect()
    }

    /// Finds out whose token ours is. Every replica does this for itself.
    async fn connect(&self) -> Result<Result<(), CallError>> {
        let Some(api) = &self.own else { return Ok(Ok(())) };
        if !self.teams.connected().is_empty() {
            return Ok(Ok(()));
        }
        match api.identity().await {
            Ok(identity) => {
                let id = workspace::connect(&self.ctx, &identity.team_id, &identity.team, &identity.user_id).await?;
                self.teams.connect(id, api.clone());
                tracing::info!(team = identity.team, "connected to Slack");
                if let Err(error) = api.read_scopes().await {
                    tracing::warn!(%error, "could not find out which scopes the Slack app has");
                }
                for off in self.off() {
                    tracing::warn!(scope = off.scope, "off, since the Slack app lacks a scope: {}", off.what_for);
                }
                Ok(Ok(()))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    /// Does one job that is due. Whether there was one.
    pub(super) async fn do_next_job(&self) -> Result<bool> {
        let now = self.ctx.clock.now();
        let lease = self.lease();
        for job in JOBS {
            let mut tx = self.ctx.store.begin().await?;
            let claimed = jobs::claim(&mut tx, job.name(), &lease, now, after(now, LEASE)).await?;
            tx.commit().await?;
            if claimed {
                let wait = match self.job(job, now).await? {
                    Ok(()) => job.every(),
                    Err(error) => {
                        tracing::warn!(%error, job = job.name(), "a job failed; trying again");
                        match error {
                            CallError::RateLimited { after } => after,
                            _ => AFTER_A_FAILURE,
                        }
                    }
                };
                let mut tx = self.ctx.store.begin().await?;
                jobs::done(&mut tx, job.name(), &lease, after(now, wait)).await?;
                tx.commit().await?;
                self.ctx.wake.ring();
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn job(&self, job: Job, now: Timestamp) -> Result<Result<(), CallError>> {
        if let Err(error) = self.connect().await? {
            return Ok(Err(error));
        }
        match job {
            Job::SyncPeople => self.sync_people().await,
            Job::SyncDirectory => self.sync_directory().await,
            Job::RepairGroups => {
                let mut tx = self.ctx.store.begin().await?;
                for workspace in self.teams.connected() {
                    directory::linked_groups_are_due(&mut tx, workspace, now).await?;
                }
                tx.commit().await?;
                Ok(Ok(()))
            }
            Job::Prune => {
                let day = SignedDuration::from_hours(24);
                let ago = |days: i32| now.saturating_sub(day.saturating_mul(days)).unwrap_or(Timestamp::MIN);
                let mut tx = self.ctx.store.begin().await?;
                inbox::prune(&mut tx, ago(2)).await?;
                pace::prune(&mut tx, ago(1)).await?;
                drafts::prune(&mut tx, ago(1)).await?;
                absences::prune(&mut tx, ago(400)).await?;
                outbox::prune(&mut tx, ago(400)).await?;
                replies::prune(&mut tx, ago(1)).await?;
                tx.commit().await?;
                Ok(Ok(()))
            }
        }
    }

    async fn sync_people(&self) -> Result<Result<(), CallError>> {
        for (id, api) in self.clients() {
            match api.people().await {
                Ok(people) => sync_people::sync_everybody(&self.ctx, id, &people).await?,
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(()))
    }

    async fn sync_directory(&self) -> Result<Result<(), CallError>> {
        for (id, api) in self.clients() {
            match api.channels().await {
                Ok(channels) => sync_directory::sync_channels(&self.ctx, id, &channels).await?,
                Err(error) => return Ok(Err(error)),
            }
            match api.groups().await {
                Ok(groups) => sync_directory::sync_groups(&self.ctx, id, &groups).await?,
                // Workspaces on a free plan have no groups; announcements work all the same.
                Err(CallError::Refused(word)) => tracing::warn!(word, "Slack does not list user groups"),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(()))
    }

    fn clients(&self) -> Vec<(crate::ids::WorkspaceId, SlackApi)> {
        let connected = self.teams.connected();
        connected.into_iter().filter_map(|id| Some((id, self.teams.of(id)?))).collect()
    }
}
