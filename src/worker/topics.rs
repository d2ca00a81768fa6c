//! Keeping topics that name who is on call: read the topic, change only Rota's part, write only a difference.

use jiff::{SignedDuration, Timestamp};

use super::{Worker, after, back_off, readable};
use crate::slack::client::{CallError, SlackApi};
use crate::slack::topic;
use crate::store::topics::{self, DueTopic};
use crate::store::{Transaction, pace, schedules, troubles};
use crate::usecases::Result;
use crate::usecases::links::{TopicLine, topic_lines};
use crate::usecases::message::Message;
use crate::usecases::people::People;
use crate::usecases::tell_managers::tell_managers_once;

/// How long a replica may take over one topic: to read it and to write it. After a crash it waits as long.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How long to wait after Slack refused for good: somebody must do something first.
const AFTER_A_REFUSAL: SignedDuration = SignedDuration::from_mins(30);
/// The kind of trouble of a channel whose topic Slack will not let us set.
const TOPIC_REFUSED: &str = "topic_refused";
/// The two methods share one scope of waiting.
const METHOD: &str = "conversations.setTopic";

/// How a look ended that met no trouble.
enum Seen {
    /// The topic says who is on call.
    Right,
    /// Nothing of ours is left in it, and nothing is to be.
    NotOurs,
}

impl Worker {
    /// Looks at one topic that is due. Whether there was one.
    pub(super) async fn keep_next_topic(&self) -> Result<bool> {
        let now = self.ctx.clock.now();
        let lease = self.lease();
        let mut tx = self.ctx.store.begin().await?;
        let claimed = topics::claim(&mut tx, &lease, now, after(now, LEASE)).await?;
        tx.commit().await?;
        let Some(claimed) = claimed else { return Ok(false) };
        if let Some(due) = readable(claimed)? {
            readable(self.keep_topic(&due, &lease).await)?;
        }
        Ok(true)
    }

    async fn keep_topic(&self, due: &DueTopic, lease: &str) -> Result<()> {
        let now = self.ctx.clock.now();
        let mut db = self.ctx.store.reader().await?;
        if let Some(held) = pace::held_until(&mut db, due.workspace, METHOD, now).await? {
            let mut tx = self.ctx.store.begin().await?;
            topics::later(&mut tx, due, lease, held, due.attempts).await?;
            return Ok(tx.commit().await?);
        }
        let people = People::of(&mut db, due.workspace).await?;
        let lines = topic_lines(&mut db, due.workspace, &due.channel, &people, now).await?;
        drop(db);
        let outcome = match self.teams.of(due.workspace) {
            Some(api) => self.say_in_topic(&api, due, &lines, &people).await?,
            None => Err(CallError::Unreachable("the team is not connected".to_owned())),
        };
        self.note_topic(due, lease, &lines, &people, outcome).await
    }

    /// Brings a topic to what it should say.
    async fn say_in_topic(
        &self,
        api: &SlackApi,
        due: &DueTopic,
        lines: &[TopicLine],
        people: &People,
    ) -> Result<Result<Seen, CallError>> {
        let present = match api.topic(&due.channel).await {
            Ok(present) => present,
            // A channel that is gone or archived, and that no schedule wants to be named in, needs nothing more.
            Err(CallError::Refused(_)) if lines.is_empty() => return Ok(Ok(Seen::NotOurs)),
            Err(error) => return Ok(Err(error)),
        };
        let wanted = topic::with(&present, &topic::sentence(lines, people), &due.written);
        let seen = if lines.is_empty() { Seen::NotOurs } else { Seen::Right };
        if topic::same(&wanted, &present) {
            return Ok(Ok(seen));
        }
        let mut tx = self.ctx.store.begin().await?;
        topics::written(&mut tx, due, topic::part_of(&wanted)).await?;
        tx.commit().await?;
        Ok(match api.set_topic(&due.channel, &wanted).await {
            Err(CallError::Refused(_)) if lines.is_empty() => Ok(Seen::NotOurs),
            outcome => outcome.map(|()| seen),
        })
    }

    /// Writes down how a look ended, in one transaction with what follows from it.
    async fn note_topic(
        &self,
        due: &DueTopic,
        lease: &str,
        lines: &[TopicLine],
        people: &People,
        outcome: Result<Seen, CallError>,
    ) -> Result<()> {
        let now = self.ctx.clock.now();
        let mut tx = self.ctx.store.begin().await?;
        match outcome {
            Ok(seen) => {
                match seen {
                    Seen::Right => topics::done(&mut tx, due, lease).await?,
                    Seen::NotOurs => topics::forget(&mut tx, due, lease).await?,
                }
                troubles::clear(&mut tx, due.workspace, &due.channel, TOPIC_REFUSED).await?;
            }
            Err(CallError::RateLimited { after: wait }) => {
                pace::hold(&mut tx, due.workspace, METHOD, after(now, wait)).await?;
                topics::later(&mut tx, due, lease, after(now, wait), due.attempts).await?;
            }
            Err(CallError::Refused(word)) => {
                tracing::error!(channel = due.channel, word, "Slack does not let us set a topic");
                topics::later(&mut tx, due, lease, after(now, AFTER_A_REFUSAL), due.attempts + 1).await?;
                tell_refused(&mut tx, due, lines, people, word, now).await?;
            }
            Err(error) => {
                tracing::warn!(channel = due.channel, %error, "could not look at a topic; trying again");
                let attempts = due.attempts + 1;
                topics::later(&mut tx, due, lease, after(now, back_off(attempts)), attempts).await?;
            }
        }
        tx.commit().await?;
        self.ctx.wake.ring();
        Ok(())
    }
}

async fn tell_refused(
    tx: &mut Transaction,
    due: &DueTopic,
    lines: &[TopicLine],
    people: &People,
    word: String,
    now: Timestamp,
) -> Result<()> {
    let named: Vec<String> = lines.iter().map(|line| line.schedule.clone()).collect();
    let of_channel = schedules::of_channel(tx, due.workspace, &due.channel).await?;
    let Some(schedule) = of_channel.into_iter().find(|schedule| named.contains(&schedule.name)) else { return Ok(()) };
    let message = Message::TopicRefused { channel: due.channel.clone(), schedules: named, reason: word };
    tell_managers_once(tx, people, &schedule, &due.channel, TOPIC_REFUSED, &message, now).await?;
    Ok(())
}
