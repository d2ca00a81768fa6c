//! What is said about a request: cards that are rewritten whenever it changes, and news for one person.
//!
//! All of it is queued in the transaction that changes the request, also when that comes over the API.

use jiff::Timestamp;

use super::accept::settle;
use super::message::{CardReader, CardState, CoverCard, CoverNews, News};
use super::{Ended, Request, Standing, balance};
use crate::ids::{MessageId, UserId};
use crate::store::cover_asks::Ask;
use crate::store::outbox::How;
use crate::store::swaps::SwapRecord;
use crate::store::{StoreError, Transaction, cover_asks, covers, posts, swaps};
use crate::usecases::changed::schedules_changed;
use crate::usecases::message::{Message, say, say_how};
use crate::usecases::people::People;

/// Posts a card for `reader` to `target`, to be rewritten from then on.
pub(super) async fn post(
    tx: &mut Transaction,
    request: &Request,
    reader: CardReader,
    target: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let workspace = request.swap.workspace;
    let key = format!("cover:{}:{}", request.swap.id, MessageId::random());
    let state = State::of(tx, request, now).await?.for_reader(&reader);
    let kept = serde_json::to_string(&reader).expect("readers have text keys and no failing serialisers");
    posts::add(tx, workspace, request.swap.id.as_str(), &key, &kept, target).await?;
    let card = Message::Cover(Box::new(CoverCard { facts: request.facts(), reader, state }));
    say(tx, workspace, target, key, &card, now).await.map(drop)
}

/// Posts a card for one person, if Slack knows them.
pub(super) async fn post_to(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    reader: CardReader,
    now: Timestamp,
) -> Result<(), StoreError> {
    let person = reader.person(request.swap.beneficiary).and_then(|user| people.get(user));
    match person.and_then(|person| person.slack_id.clone()) {
        Some(target) => post(tx, request, reader, &target, now).await,
        None => Ok(()),
    }
}

/// Rewrites every card of a request as it stands by now.
pub(super) async fn redraw(tx: &mut Transaction, request: &Request, now: Timestamp) -> Result<(), StoreError> {
    redraw_for(tx, request, now, |_| true).await
}

/// Rewrites the cards that some read.
pub(super) async fn redraw_for(
    tx: &mut Transaction,
    request: &Request,
    now: Timestamp,
    is_meant: impl Fn(&CardReader) -> bool,
) -> Result<(), StoreError> {
    let workspace = request.swap.workspace;
    let state = State::of(tx, request, now).await?;
    for post in posts::about(tx, workspace, request.swap.id.as_str()).await? {
        let Ok(reader) = serde_json::from_str::<CardReader>(&post.reader) else {
            tracing::error!(post = post.key, "a message of another version cannot be rewritten");
            continue;
        };
        if !is_meant(&reader) {
            continue;
        }
        let (state, reader) = (state.for_reader(&reader), state.as_asked_by_now(reader));
        let card = Message::Cover(Box::new(CoverCard { facts: request.facts(), reader, state }));
        let key = format!("{}:{}", post.key, MessageId::random());
        say_how(tx, workspace, &post.target, key, &card, How::Rewriting(post.key), now).await?;
    }
    Ok(())
}

/// The key of the card in the channel, in whose thread reminders go.
pub(super) async fn card_in_channel(
    tx: &mut Transaction,
    request: &Request,
) -> Result<Option<posts::Post>, StoreError> {
    let posts = posts::about(tx, request.swap.workspace, request.swap.id.as_str()).await?;
    let in_channel = |post: &posts::Post| matches!(serde_json::from_str(&post.reader), Ok(CardReader::Channel));
    Ok(posts.into_iter().find(in_channel))
}

/// What has become of a request, for any reader.
struct State {
    for_all: CardState,
    asks: Vec<Ask>,
}

impl State {
    async fn of(tx: &mut Transaction, request: &Request, now: Timestamp) -> Result<Self, StoreError> {
        let (workspace, asker) = (request.swap.workspace, request.swap.beneficiary);
        let for_all = match request.standing(now) {
            Standing::Open => CardState::Open,
            Standing::Taken(by) => CardState::Taken { by, owed: balance(tx, workspace, by, asker).await?.as_secs() },
            Standing::PastDue | Standing::Ended(Ended::PastDue) => CardState::PastDue,
            Standing::Ended(Ended::Withdrawn) => CardState::Withdrawn(request.cover.ended_by),
            Standing::Ended(Ended::Moved) => CardState::Moved,
            Standing::Ended(Ended::Vanished) => CardState::Vanished,
            Standing::Ended(Ended::HandedBack) => CardState::HandedBack,
        };
        Ok(Self { for_all, asks: cover_asks::of_swap(tx, workspace, request.swap.id).await? })
    }

    fn for_reader(&self, reader: &CardReader) -> CardState {
        let declined = |user| self.asks.iter().any(|ask| ask.user == user && ask.declined);
        match (&self.for_all, reader) {
            (CardState::Open, CardReader::Asked(user)) if declined(*user) => CardState::Declined,
            (state, _) => state.clone(),
        }
    }

    /// Who asked reads who may still accept.
    fn as_asked_by_now(&self, reader: CardReader) -> CardReader {
        let CardReader::Asker { too_many, channel, .. } = reader else { return reader };
        let left = || self.asks.iter().filter(|ask| !ask.declined);
        CardReader::Asker {
            asked: left().map(|ask| ask.user).collect(),
            later: left().filter(|ask| ask.ask_at.is_some()).count(),
            too_many,
            channel,
        }
    }
}

/// Tells one person what happened, if Slack knows them.
pub(super) async fn news(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    to: UserId,
    news: News,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(target) = people.get(to).and_then(|person| person.slack_id.as_deref()) else { return Ok(()) };
    let key = format!("cover_news:{}:{}", request.swap.id, MessageId::random());
    let message = Message::CoverNews(Box::new(CoverNews { to, facts: request.facts(), news }));
    say(tx, request.swap.workspace, target, key, &message, now).await.map(drop)
}

/// Rewrites what was said, and tells both that somebody serves: the asker anew, the taker anew unless they were asked.
pub(super) async fn tell_taken(
    tx: &mut Transaction,
    people: &People,
    request: &Request,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    redraw(tx, request, now).await?;
    let posts = posts::about(tx, request.swap.workspace, request.swap.id.as_str()).await?;
    let was_asked = posts
        .iter()
        .any(|post| matches!(serde_json::from_str(&post.reader), Ok(CardReader::Asked(user)) if user == by));
    if !was_asked {
        post_to(tx, people, request, CardReader::Taker(by), now).await?;
    }
    post_to(tx, people, request, CardReader::Covered(request.swap.beneficiary), now).await
}

/// Somebody took a swap over the API: what was said about it in Slack follows, and the other half of an exchange.
///
/// # Errors
/// When the database does not answer.
pub async fn taken_elsewhere(
    tx: &mut Transaction,
    swap: &SwapRecord,
    by: UserId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(request) = Request::find(tx, swap.workspace, swap.id).await? else { return Ok(()) };
    let people = People::of(tx, swap.workspace).await?;
    settle(tx, &people, request, by, now).await.map(drop)
}

/// Somebody changed a swap over the API: it is about its new time from then on.
///
/// # Errors
/// When the database does not answer.
pub async fn edited_elsewhere(tx: &mut Transaction, swap: &SwapRecord, now: Timestamp) -> Result<(), StoreError> {
    let Some(mut request) = Request::find(tx, swap.workspace, swap.id).await? else { return Ok(()) };
    let Some(span) = crate::schedule::Interval::new(swap.start, swap.end) else { return Ok(()) };
    request.cover.shift = span;
    request.cover.running = false;
    request.cover.due_at = super::watch::next_due(tx, &request, now).await?;
    covers::update(tx, &request.cover).await?;
    redraw(tx, &request, now).await
}

/// Somebody withdrew a swap over the API: what was said about it in Slack follows, and the other half of an exchange.
///
/// # Errors
/// When the database does not answer.
pub async fn withdrawn_elsewhere(
    tx: &mut Transaction,
    swap: &SwapRecord,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(request) = Request::find(tx, swap.workspace, swap.id).await? else { return Ok(()) };
    let people = People::of(tx, swap.workspace).await?;
    let other = request.cover.exchanged_for;
    end(tx, request.clone(), Ended::Withdrawn, by, now).await?;
    let other = match other {
        Some(other) => Request::find(tx, swap.workspace, other).await?,
        None => None,
    };
    if let Some(other) = other {
        swaps::withdraw(tx, swap.workspace, other.swap.id, now).await?;
        schedules_changed(tx, swap.workspace, &[other.swap.schedule].into(), now).await?;
        end(tx, other, Ended::Withdrawn, by, now).await?;
    }
    if let Some((taker, _)) = swap.taken {
        for to in [swap.beneficiary, taker].into_iter().filter(|to| Some(*to) != by) {
            news(tx, &people, &request, to, News::TakenBack { by: taker }, now).await?;
        }
    }
    Ok(())
}

/// Nothing more comes of a request: its cards say so.
pub(super) async fn end(
    tx: &mut Transaction,
    mut request: Request,
    ended: Ended,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    request.cover.ended = Some(ended);
    request.cover.ended_by = by;
    request.cover.due_at = None;
    covers::update(tx, &request.cover).await?;
    redraw(tx, &request, now).await
}
