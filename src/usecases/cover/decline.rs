//! Declining: whoever was asked says no. The asker hears of it when nobody who was asked is left.

use super::message::{CardReader, News};
use super::tell::{news, redraw_for};
use super::{Refusal, known, shown};
use crate::ids::SwapId;
use crate::store::cover_asks::{self, Ask};
use crate::usecases::changed::begin_change;
use crate::usecases::people::People;
use crate::usecases::{Actor, Ctx};

/// Declines the request that a button showed.
///
/// # Errors
/// Why there is nothing to decline.
pub async fn decline(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<(), Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let me = known(&people, actor)?;
    let request = shown(&mut tx, &people, actor, id, version, now).await?;
    let asks = cover_asks::of_swap(&mut tx, workspace, id).await?;
    let mine = asks.iter().find(|ask| ask.user == me).ok_or(Refusal::NotAsked)?;
    if mine.declined {
        return Err(Refusal::DeclinedAlready);
    }
    cover_asks::keep(&mut tx, id, Ask { declined: true, ..*mine }).await?;
    redraw_for(&mut tx, &request, now, |reader| *reader == CardReader::Asked(me)).await?;
    let was_last = asks.iter().all(|ask| ask.declined || ask.user == me);
    if was_last {
        let alone = request.cover.asked == Some(me);
        let told = News::Declined { by: me, alone };
        news(&mut tx, &people, &request, request.swap.beneficiary, told, now).await?;
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}
