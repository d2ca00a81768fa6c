//! A request over REST that is repeated is answered as it was the first time: when its reply was lost a moment ago, or when
//! the client gave it a key.

use jiff::{SignedDuration, Timestamp};

use super::Ctx;
use crate::ids::ReplyId;
use crate::store::replies::{self, Asked, Reply};
use crate::store::{Result, Transaction};

/// How long a lost reply waits for the request to be repeated.
const LOST_FOR: SignedDuration = SignedDuration::from_secs(60);
/// How long a key is honoured.
const KEY_LASTS: SignedDuration = SignedDuration::from_hours(24);
/// How long a request with a key may take before it is believed to have died with its server.
const LONGEST_WORK: SignedDuration = SignedDuration::from_secs(60);

/// What a client's key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// This request, which is to be done now.
    Ours(ReplyId),
    /// This request, which was answered so.
    Answered(Reply),
    /// This request, which somebody is doing.
    UnderWay,
    /// Another request.
    AnotherRequest,
}

/// The reply to this request that was lost a moment ago. It is nobody else's from now on.
pub async fn take_lost(ctx: &Ctx, asked: &Asked) -> Result<Option<Reply>> {
    let since = before(ctx.clock.now(), LOST_FOR);
    let found = replies::lost(&mut ctx.store.reader().await?, asked, since).await?;
    let Some((id, reply)) = found else { return Ok(None) };
    let mut tx = ctx.store.begin().await?;
    let taken = replies::forget(&mut tx, asked.workspace, id).await?;
    tx.commit().await?;
    Ok(taken.then_some(reply))
}

/// Keeps a reply that was lost, in case the request is repeated.
pub async fn keep_lost(ctx: &Ctx, asked: &Asked, reply: &Reply) -> Result<()> {
    let mut tx = ctx.store.begin().await?;
    replies::keep(&mut tx, asked, reply, ctx.clock.now()).await?;
    tx.commit().await
}

/// Claims a client's key for a request, or says what it stands for already.
pub async fn claim(ctx: &Ctx, asked: &Asked, key: &str) -> Result<Claim> {
    let now = ctx.clock.now();
    let mut tx = ctx.store.begin().await?;
    let claim = claim_in(&mut tx, asked, key, now).await?;
    tx.commit().await?;
    Ok(claim)
}

async fn claim_in(tx: &mut Transaction, asked: &Asked, key: &str, now: Timestamp) -> Result<Claim> {
    if let Some(id) = replies::claim(tx, asked, key, now).await? {
        return Ok(Claim::Ours(id));
    }
    // Whoever has it may have let go of it in between: then this is somebody's turn, and not known to be ours.
    let Some(old) = replies::keyed(tx, asked, key).await? else { return Ok(Claim::UnderWay) };
    let lasts = if old.reply.is_some() { KEY_LASTS } else { LONGEST_WORK };
    if old.begun_at <= before(now, lasts) {
        let ours = replies::claim_anew(tx, asked, &old, now).await?;
        return Ok(if ours { Claim::Ours(old.id) } else { Claim::UnderWay });
    }
    Ok(match old.reply {
        _ if old.request != asked.request => Claim::AnotherRequest,
        Some(reply) => Claim::Answered(reply),
        None => Claim::UnderWay,
    })
}

/// Writes down what was answered to a request with a key; nothing when we broke, so that it can be tried again.
pub async fn answered(ctx: &Ctx, asked: &Asked, id: ReplyId, reply: Option<&Reply>) -> Result<()> {
    let mut tx = ctx.store.begin().await?;
    match reply {
        Some(reply) => replies::answer(&mut tx, asked, id, reply, ctx.clock.now()).await?,
        None => drop(replies::forget(&mut tx, asked.workspace, id).await?),
    }
    tx.commit().await
}

fn before(now: Timestamp, length: SignedDuration) -> Timestamp {
    now.saturating_sub(length).unwrap_or(Timestamp::MIN)
}
