//! Withdrawing a request that nobody has accepted: whoever asked may, and the schedule's managers.

use super::message::News;
use super::tell::{end, news};
use super::{Refusal, Request, shown};
use crate::ids::SwapId;
use crate::store::covers::Ended;
use crate::store::{Reader, swaps};
use crate::usecases::changed::begin_change;
use crate::usecases::managers::manages;
use crate::usecases::people::People;
use crate::usecases::{Actor, Ctx};

/// Withdraws the request that a button showed.
///
/// # Errors
/// Why it is not withdrawn.
pub async fn withdraw(ctx: &Ctx, actor: Actor, id: SwapId, version: i64) -> Result<(), Refusal> {
    let (workspace, now) = (actor.workspace(), ctx.clock.now());
    let mut tx = begin_change(ctx, workspace).await?;
    let people = People::of(&mut tx, workspace).await?;
    let request = shown(&mut tx, &people, actor, id, version, now).await?;
    asker_or_manager(&mut tx, &people, actor, &request).await?;
    swaps::withdraw(&mut tx, workspace, id, now).await?;
    let asker = request.swap.beneficiary;
    let withdrawn = request.again(&mut tx).await?;
    end(&mut tx, withdrawn, Ended::Withdrawn, actor.user(), now).await?;
    if let Some(by) = actor.user().filter(|by| *by != asker) {
        news(&mut tx, &people, &request, asker, News::WithdrawnBy { by }, now).await?;
    }
    tx.commit().await?;
    ctx.wake.ring();
    Ok(())
}

/// Refuses everybody but whoever asked and the schedule's managers.
pub(super) async fn asker_or_manager(
    db: &mut Reader,
    people: &People,
    actor: Actor,
    request: &Request,
) -> Result<(), Refusal> {
    let asker = request.swap.beneficiary;
    if actor.user() == Some(asker) || manages(db, people, actor, &request.schedule).await? {
        return Ok(());
    }
    Err(if actor.user().is_none() { Refusal::Stranger } else { Refusal::MayNot(people.name(asker)) })
}
