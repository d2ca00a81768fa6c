//! What happens without being asked: handoffs, requests for cover, messages, user groups, topics, and what is periodic.
//!
//! Each [`Line`] of work looks in the database for what is due at the clock's `now`, does it under a lease, and says when it
//! is due next. [`Worker::tick`] runs them until nothing is due (tests and the demo move the clock so); [`Worker::run`] keeps
//! each running on its own, so that a hanging call holds up nothing else.

mod calendars;
mod deliver;
mod groups;
mod periodic;
mod topics;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::ids::MessageId;
use crate::slack::client::SlackApi;
use crate::slack::teams::Teams;
use crate::store::{
    self, StoreError, absence_feeds, covers, directory, due, feeds, health, jobs, outbox, shifts_ahead,
};
use crate::usecases::cover::watch::do_what_is_due;
use crate::usecases::hand_over::hand_over_due;
use crate::usecases::health::look_at_health_due;
use crate::usecases::leavers;
use crate::usecases::look_ahead::look_ahead;
use crate::usecases::{Ctx, Error};

/// The longest sleep: it covers clocks that are set and machines that were suspended.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// How long to wait after a fault of ours (the database is gone, say) before looking again.
const AFTER_A_FAULT: Duration = Duration::from_secs(2);
/// How many messages are sent at the same time: one that hangs holds up only its own lane.
const LANES: usize = 8;

/// Does what is due. Cheap to clone; every replica has one.
#[derive(Clone)]
pub struct Worker {
    ctx: Ctx,
    teams: Teams,
    /// The client of the token in the settings, which is connected to a team by [`periodic`].
    own: Option<SlackApi>,
    replica: Arc<str>,
    leases: Arc<AtomicU64>,
}

/// One line of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Schedules whose people change.
    Handoffs,
    /// Requests for cover: people to be asked, reminders, those whose time has come or whose shift changed.
    Cover,
    /// What waits in the outbox.
    Messages,
    /// What people are told of their shifts, and managers of who left.
    Shifts,
    /// User groups that may not hold whom they should.
    Groups,
    /// Calendars of other servers.
    Calendars,
    /// Gaps in the time ahead, told once a week or when a change opens one.
    Health,
    /// Topics that may not name whom they should.
    Topics,
    /// Connecting, reading people and channels, tidying up.
    Periodic,
}

const LINES: [Line; 9] = [
    Line::Periodic,
    Line::Calendars,
    Line::Handoffs,
    Line::Shifts,
    Line::Cover,
    Line::Health,
    Line::Groups,
    Line::Topics,
    Line::Messages,
];

impl Worker {
    /// A worker that speaks to Slack through `own`, when there is a token.
    pub fn new(ctx: Ctx, teams: Teams, own: Option<SlackApi>) -> Self {
        let replica = MessageId::random().to_string().into();
        Self { ctx, teams, own, replica, leases: Arc::default() }
    }

    /// A name for a lease that nobody else has, on any replica, ever.
    fn lease(&self) -> String {
        format!("{}/{}", self.replica, self.leases.fetch_add(1, Ordering::Relaxed))
    }

    /// Does everything that is due at the clock's `now`, and says when something is due next.
    pub async fn tick(&self) -> Result<Option<Timestamp>, Error> {
        loop {
            let (mut idle, mut next) = (true, None);
            for line in LINES {
                let mut due = self.next_due(line).await?;
                while self.has_come(due) && self.step(line).await? {
                    idle = false;
                    due = self.next_due(line).await?;
                }
                next = earlier(next, due);
            }
            if idle {
                return Ok(next);
            }
        }
    }

    /// Moves the clock to `until`, stopping wherever a handoff, a message or a group is due, so that each happens at its own
    /// time. What is periodic is done at those stops: a thousand readings of the same people make a week take long.
    pub async fn pass(&self, until: Timestamp) -> Result<(), Error> {
        loop {
            self.tick().await?;
            let now = self.ctx.clock.now();
            if now >= until {
                return Ok(());
            }
            let next = self.next_but_periodic().await?;
            // Something due that cannot be done now (a lease of another replica) must not stop the clock.
            let at_least = now.saturating_add(SignedDuration::from_millis(1)).unwrap_or(until);
            let stop = next.map_or(until, |next| next.max(at_least).min(until));
            self.ctx.clock.advance(stop.duration_since(now));
        }
    }

    /// When something is due next that is not periodic.
    pub async fn next_but_periodic(&self) -> Result<Option<Timestamp>, Error> {
        let mut next = None;
        for line in LINES.into_iter().filter(|line| *line != Line::Periodic) {
            next = earlier(next, self.next_due(line).await?);
        }
        Ok(next)
    }

    /// Works until `stop`, each line on its own. Returns when what was begun is done.
    pub async fn run(&self, stop: CancellationToken) {
        let mut running = JoinSet::new();
        for line in LINES {
            for _ in 0..if line == Line::Messages { LANES } else { 1 } {
                running.spawn(self.clone().keep_at(line, stop.clone()));
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn keep_at(self, line: Line, stop: CancellationToken) {
        let mut bell = self.ctx.wake.listen();
        let mut at_fault = false;
        while !stop.is_cancelled() {
            bell.mark_unchanged();
            // In a task of its own, so that a panic ends this attempt and not the line.
            let attempt = tokio::spawn({
                let (worker, stop) = (self.clone(), stop.clone());
                async move { worker.do_what_is_due(line, &stop).await }
            });
            let done = match attempt.await {
                Ok(Ok(next)) => Ok(next),
                Ok(Err(error)) => Err(error.to_string()),
                Err(panic) => Err(panic.to_string()),
            };
            let sleep = match done {
                Ok(next) => {
                    at_fault = false;
                    self.until(next)
                }
                // A database that is gone for an hour is told of once.
                Err(error) if at_fault => {
                    metrics::counter!("rota_worker_faults_total").increment(1);
                    tracing::debug!(error, ?line, "the worker still meets a fault");
                    AFTER_A_FAULT
                }
                Err(error) => {
                    metrics::counter!("rota_worker_faults_total").increment(1);
                    tracing::error!(error, ?line, "the worker met a fault; it goes on");
                    at_fault = true;
                    AFTER_A_FAULT
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(sleep) => {}
                _ = bell.changed() => {}
                () = self.ctx.clock.moved() => {}
            }
        }
    }

    async fn do_what_is_due(&self, line: Line, stop: &CancellationToken) -> Result<Option<Timestamp>, Error> {
        // A look costs no write, so it is looked before anything is claimed.
        while !stop.is_cancelled() && self.has_come(self.next_due(line).await?) && self.step(line).await? {}
        Ok(self.next_due(line).await?)
    }

    fn has_come(&self, due: Option<Timestamp>) -> bool {
        due.is_some_and(|due| due <= self.ctx.clock.now())
    }

    fn until(&self, next: Option<Timestamp>) -> Duration {
        let wait = next.map(|next| next.duration_since(self.ctx.clock.now()));
        let wait = wait.and_then(|wait| Duration::try_from(wait.max(SignedDuration::ZERO)).ok());
        wait.unwrap_or(LONGEST_SLEEP).clamp(Duration::from_millis(1), LONGEST_SLEEP)
    }

    /// Claims and does one piece of what is due. Whether there was any.
    async fn step(&self, line: Line) -> Result<bool, Error> {
        match line {
            Line::Handoffs => {
                let done = hand_over_due(&self.ctx, &self.lease(), self.ctx.clock.now()).await?;
                if done > 0 {
                    self.ctx.wake.ring();
                }
                Ok(done > 0)
            }
            Line::Shifts => {
                let now = self.ctx.clock.now();
                let told = leavers::tell_of_next_leaver(&self.ctx, now).await?
                    || look_ahead(&self.ctx, &self.lease(), now).await? > 0;
                if told {
                    self.ctx.wake.ring();
                }
                Ok(told)
            }
            Line::Health => Ok(look_at_health_due(&self.ctx, &self.lease(), self.ctx.clock.now()).await? > 0),
            Line::Cover => Ok(do_what_is_due(&self.ctx, &self.lease(), self.ctx.clock.now()).await? > 0),
            Line::Messages => self.deliver_next().await,
            Line::Groups => self.keep_next_group().await,
            Line::Topics => self.keep_next_topic().await,
            Line::Calendars => self.look_at_calendars().await,
            Line::Periodic => self.do_next_job().await,
        }
    }

    async fn next_due(&self, line: Line) -> Result<Option<Timestamp>, StoreError> {
        let mut db = self.ctx.store.reader().await?;
        match line {
            Line::Handoffs => due::next_due(&mut db).await,
            Line::Shifts => Ok(earlier(shifts_ahead::next_due(&mut db).await?, leavers::next_due(&mut db).await?)),
            Line::Health => health::next_due(&mut db).await,
            Line::Cover => covers::next_due(&mut db).await,
            Line::Messages => outbox::next_due(&mut db, self.ctx.clock.now()).await,
            Line::Groups => directory::next_due(&mut db).await,
            Line::Topics => store::topics::next_due(&mut db).await,
            Line::Calendars => Ok(earlier(feeds::next_due(&mut db).await?, absence_feeds::next_due(&mut db).await?)),
            Line::Periodic => jobs::next_due(&mut db).await,
        }
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// How long to wait after the `attempts`-th failure: a second, two, four … five minutes.
fn back_off(attempts: i64) -> SignedDuration {
    let doubled = 1_i64.checked_shl(u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0)).unwrap_or(i64::MAX);
    SignedDuration::from_secs(doubled.min(300))
}

/// What was claimed, or what was done about it. Where a row cannot be read, that is told in the log and what was claimed is left
/// to its lease, so that the others do not wait for it.
fn readable<T>(done: Result<T, impl Into<Error>>) -> Result<Option<T>, Error> {
    match done.map_err(Into::into) {
        Ok(done) => Ok(Some(done)),
        Err(Error::Store(error)) if error.is_unreadable() => {
            tracing::error!(%error, "something that is due cannot be read");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// `now` and then some.
fn after(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
