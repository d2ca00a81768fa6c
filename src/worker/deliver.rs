//! Sending what waits in the outbox: one message of one target at a time, in order, as fast as Slack allows.
//!
//! A message that rewrites another is sent until it is taken: twice does no harm. Any other is posted exactly once where the channel's history can be read: after an attempt without an answer its key is
//! looked for before it is sent again. Where history cannot be read it is sent again with a note that says so.

use jiff::{SignedDuration, Timestamp};

use super::{Worker, after, back_off, readable};
use crate::slack::client::{CallError, Outgoing, Posted, Search, SlackApi};
use crate::slack::messages::{maybe_again, render};
use crate::store::outbox::{self, How, Turn};
use crate::store::{Reader, Transaction, pace, posts, schedules, troubles};
use crate::usecases::cover::message::CardReader;
use crate::usecases::message::Message;
use crate::usecases::people::People;
use crate::usecases::tell_managers::tell_managers_once;
use crate::usecases::{Error, Result};

/// How long a replica holds a message to post it: longer than a call may take, so that nobody posts what may be on its way.
/// After a crash it is also how long a message waits for somebody else.
const LEASE: SignedDuration = SignedDuration::from_secs(15);
/// How long a replica holds a message while it looks for it in a channel's history, page after page.
const SEARCH_LEASE: SignedDuration = SignedDuration::from_secs(60);
/// Slack takes about one message a second in a channel.
const PACE: SignedDuration = SignedDuration::from_secs(1);
/// How long a message is tried before it is given up.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24);
/// How much earlier than the first attempt history is read from: clocks differ.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);

/// How an attempt ended.
enum Outcome {
    Posted(Posted),
    Failed(CallError),
    /// This version cannot read the message.
    Unreadable(String),
    /// The team is not connected (any more).
    NotConnected,
    /// The message it rewrites was refused.
    NothingToRewrite,
    /// The search took so long that somebody else is at it.
    Lost,
}

impl Outcome {
    /// The word it is counted under.
    fn word(&self) -> &'static str {
        match self {
            Self::Posted(_) => "sent",
            Self::Unreadable(_) => "unreadable",
            Self::NotConnected => "not_connected",
            Self::NothingToRewrite => "nothing_to_rewrite",
            Self::Lost => "lost",
            Self::Failed(CallError::RateLimited { .. }) => "rate_limited",
            Self::Failed(CallError::Refused(_)) => "refused",
            Self::Failed(CallError::Unreachable(_)) => "unreachable",
            Self::Failed(CallError::Unanswered(_)) => "unanswered",
        }
    }
}

impl Worker {
    /// Sends one message that is due. Whether there was one.
    pub(super) async fn deliver_next(&self) -> Result<bool> {
        let now = self.ctx.clock.now();
        let lease = self.lease();
        let mut tx = self.ctx.store.begin().await?;
        let claimed = outbox::claim(&mut tx, &lease, now, after(now, LEASE), 1).await?;
        tx.commit().await?;
        let Some(claimed) = claimed.into_iter().next() else { return Ok(false) };
        if let Some(turn) = readable(claimed)? {
            readable(self.deliver(&turn, &lease).await)?;
        }
        Ok(true)
    }

    async fn deliver(&self, turn: &Turn, lease: &str) -> Result<()> {
        let outcome = self.attempt(turn, lease).await?;
        self.note(turn, lease, outcome).await
    }

    async fn attempt(&self, turn: &Turn, lease: &str) -> Result<Outcome> {
        let Some(api) = self.teams.of(turn.workspace) else { return Ok(Outcome::NotConnected) };
        let message: Message = match serde_json::from_str(&turn.message) {
            Ok(message) => message,
            Err(error) => return Ok(Outcome::Unreadable(error.to_string())),
        };
        let mut db = self.ctx.store.reader().await?;
        let people = People::of(&mut db, turn.workspace).await?;
        let place = match &turn.how {
            How::Anew => None,
            How::Rewriting(key) | How::InThread { of: key, .. } => posted(&mut db, turn, key).await?,
        };
        drop(db);
        if let How::Rewriting(_) = turn.how {
            let Some(place) = place else { return Ok(Outcome::NothingToRewrite) };
            let rendered = render(&message, &people, self.ctx.clock.now());
            return Ok(match api.update_message(&place, &rendered.text, &rendered.blocks).await {
                Ok(posted) => Outcome::Posted(posted),
                Err(error) => Outcome::Failed(error),
            });
        }
        let mut rendered = render(&message, &people, self.ctx.clock.now());
        if turn.may_be_sent {
            if !self.holds(turn, lease, SEARCH_LEASE).await? {
                return Ok(Outcome::Lost);
            }
            match find(&api, turn, place.as_ref()).await {
                Ok(Search::Found(posted)) => return Ok(Outcome::Posted(posted)),
                Ok(Search::NotThere) => {}
                Ok(Search::Unreadable) => rendered = maybe_again(rendered),
                // A search that failed leaves the message as unsure as it was.
                Err(error) => return Ok(Outcome::Failed(CallError::Unanswered(error.to_string()))),
            }
            if !self.holds(turn, lease, LEASE).await? {
                return Ok(Outcome::Lost);
            }
        }
        let outgoing = Outgoing {
            target: turn.target.clone(),
            text: rendered.text,
            blocks: rendered.blocks,
            key: turn.key.clone(),
            thread: place.map(|place| place.ts),
            broadcast: matches!(turn.how, How::InThread { broadcast: true, .. }),
        };
        Ok(match api.post_message(&outgoing).await {
            Ok(posted) => Outcome::Posted(posted),
            Err(error) => Outcome::Failed(error),
        })
    }

    /// Holds on to a message for so long from now. Whether it is still ours.
    async fn holds(&self, turn: &Turn, lease: &str, length: SignedDuration) -> Result<bool> {
        let mut tx = self.ctx.store.begin().await?;
        let ours = outbox::hold(&mut tx, turn.id, lease, after(self.ctx.clock.now(), length)).await?;
        tx.commit().await?;
        Ok(ours)
    }

    /// Writes down how an attempt ended, in one transaction with what follows from it.
    async fn note(&self, turn: &Turn, lease: &str, outcome: Outcome) -> Result<()> {
        let now = self.ctx.clock.now();
        let mut tx = self.ctx.store.begin().await?;
        let overdue = now.duration_since(turn.created_at) > GIVE_UP;
        metrics::counter!("rota_messages_total", "outcome" => outcome.word()).increment(1);
        match outcome {
            Outcome::Posted(posted) => {
                let ours = outbox::sent(&mut tx, turn.id, lease, &posted.channel, &posted.ts, now).await?;
                if ours && !matches!(turn.how, How::Rewriting(_)) {
                    posts::posted(&mut tx, &turn.key, &posted.channel, &posted.ts).await?;
                }
                pace::hold(&mut tx, turn.workspace, &turn.target, after(now, PACE)).await?;
                troubles::clear(&mut tx, turn.workspace, &turn.target, troubles::CHANNEL_REFUSED).await?;
            }
            Outcome::Unreadable(error) => {
                tracing::error!(message = %turn.id, error, "a message of another version cannot be read; it is dropped");
                outbox::refused(&mut tx, turn.id, lease, &error).await?;
            }
            Outcome::NothingToRewrite => {
                outbox::refused(&mut tx, turn.id, lease, "there is nothing to rewrite").await?;
            }
            Outcome::Lost => {
                tracing::warn!(message = %turn.id, "looking for a message took too long; somebody else is at it");
            }
            Outcome::NotConnected => {
                let at = after(now, back_off(turn.attempts.max(5)));
                outbox::later(&mut tx, turn.id, lease, at, "the team is not connected").await?;
            }
            Outcome::Failed(error) if error.final_refusal().is_some() || overdue => {
                let reason = error.final_refusal().unwrap_or("given up after a day").to_owned();
                tracing::error!(message = %turn.id, target = turn.target, reason, "Slack does not take a message");
                outbox::refused(&mut tx, turn.id, lease, &reason).await?;
                self.tell_of_refusal(&mut tx, turn, &reason, now).await?;
            }
            Outcome::Failed(CallError::RateLimited { after: wait }) => {
                pace::hold(&mut tx, turn.workspace, "chat.postMessage", after(now, wait)).await?;
                outbox::later(&mut tx, turn.id, lease, after(now, wait), "rate limited").await?;
            }
            Outcome::Failed(error @ CallError::Unanswered(_)) => {
                tracing::warn!(message = %turn.id, %error, "a message may not have reached Slack; looking again");
                let at = after(now, back_off(turn.attempts));
                outbox::unsure(&mut tx, turn.id, lease, at, &error.to_string()).await?;
            }
            Outcome::Failed(error) => {
                tracing::warn!(message = %turn.id, %error, "a message did not reach Slack; trying again");
                let at = after(now, back_off(turn.attempts));
                outbox::later(&mut tx, turn.id, lease, at, &error.to_string()).await?;
            }
        }
        tx.commit().await?;
        self.ctx.wake.ring();
        Ok(())
    }

    /// Tells the schedule's managers, once, that its channel takes no messages.
    async fn tell_of_refusal(
        &self,
        tx: &mut Transaction,
        turn: &Turn,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let schedule = match (serde_json::from_str(&turn.message), &turn.how) {
            (Ok(Message::HandoffAnnounced(handoff)), _) => handoff.schedule,
            (Ok(Message::Cover(card)), How::Anew) if card.reader == CardReader::Channel => card.facts.schedule,
            _ => return Ok(()),
        };
        let Some(schedule) = schedules::find(tx, turn.workspace, schedule).await? else { return Ok(()) };
        let people = People::of(tx, turn.workspace).await?;
        let message = Message::ChannelRefused {
            schedule: schedule.id,
            schedule_name: schedule.name.clone(),
            channel: turn.target.clone(),
            reason: reason.to_owned(),
        };
        tell_managers_once(tx, &people, &schedule, &turn.target, troubles::CHANNEL_REFUSED, &message, now).await?;
        Ok(())
    }
}

async fn find(api: &SlackApi, turn: &Turn, thread: Option<&Posted>) -> std::result::Result<Search, CallError> {
    let since = turn.first_attempt_at.saturating_sub(MARGIN).unwrap_or(Timestamp::MIN);
    match thread {
        Some(thread) => api.find_replied(thread, &turn.key, since).await,
        None => api.find_posted(&turn.target, &turn.key, since).await,
    }
}

/// Where the post with this key is, once it is in Slack.
async fn posted(db: &mut Reader, turn: &Turn, key: &str) -> Result<Option<Posted>> {
    let post = posts::find(db, turn.workspace, key).await?;
    let place = post.and_then(|post| post.channel.zip(post.ts));
    Ok(place.map(|(channel, ts)| Posted { channel, ts }))
}
