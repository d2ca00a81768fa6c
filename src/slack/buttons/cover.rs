//! The buttons of requests for cover. The messages they are in are rewritten by the outbox; here is what is said at once.

use crate::ids::{OfferId, SwapId};
use crate::slack::answer::Answer;
use crate::slack::commands::Asker;
use crate::slack::messages::cover_refusals::not_covered;
use crate::slack::messages::cover_words::between;
use crate::slack::messages::words;
use crate::slack::modals::{cover_accept, cover_offer};
use crate::slack::mrkdwn::{Ink, bold, list, name};
use crate::usecases::cover::refusal::Refusal;
use crate::usecases::cover::{accept, ask, decline, hand_back, offer, withdraw};
use crate::usecases::{Ctx, Result};

/// *Accept*: asks first, with the times.
pub async fn accept(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let acceptable = accept::about_to_accept(ctx, asker.actor, swap, version).await;
    or_why_not(asker, acceptable, |acceptable| {
        Answer::Modal(Box::new(cover_accept::view(&acceptable, &asker.zone, ctx.clock.now())))
    })
}

/// *Offer part*: asks which.
pub async fn offer_part(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let offerable = offer::about_to_offer(ctx, asker.actor, swap, version).await;
    or_why_not(asker, offerable, |offerable| Answer::Modal(Box::new(cover_offer::view(&offerable, &asker.zone))))
}

/// *Decline*.
pub async fn decline(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let declined = decline::decline(ctx, asker.actor, swap, version).await;
    or_why_not(asker, declined, |()| Answer::Only(words("Declined. Nobody counts on you for this one.")))
}

/// *Withdraw*.
pub async fn withdraw(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let withdrawn = withdraw::withdraw(ctx, asker.actor, swap, version).await;
    or_why_not(asker, withdrawn, |()| Answer::Only(words("Withdrawn. Every message about it says so now.")))
}

/// *Ask everybody*.
pub async fn ask_everybody(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let heard = ask::ask_everybody(ctx, asker.actor, swap, version).await;
    or_why_not(asker, heard, |heard| {
        let posted = heard.channel.map(|channel| format!("anybody in <#{channel}>"));
        let names = (!heard.names.is_empty()).then(|| Ink::Markup.names(&heard.names));
        let who: Vec<_> = [posted, names].into_iter().flatten().collect();
        Answer::Instead(words(&format!("It's open to everybody now: I ask {}.", list(&who))))
    })
}

/// *Agree* to an offer: it takes the place of the question.
pub async fn agree_to_offer(ctx: &Ctx, asker: &Asker, id: OfferId) -> Result<Answer> {
    let agreed = offer::agree(ctx, asker.actor, id).await;
    or_why_not(asker, agreed, |agreed| {
        let (by, schedule) = (name(&agreed.people, agreed.by), bold(&agreed.request.schedule.name));
        let part = between(agreed.span.start(), agreed.span.end(), &asker.zone);
        let open: Vec<_> = agreed.open.iter().map(|span| between(span.start(), span.end(), &asker.zone)).collect();
        let open = if open.is_empty() { String::new() } else { format!(" Still open: {}.", list(&open)) };
        Answer::Instead(words(&format!("{by} covers you on {schedule}, {part}.{open}")))
    })
}

/// *No, thanks* to an offer: it takes the place of the question.
pub async fn refuse_offer(ctx: &Ctx, asker: &Asker, id: OfferId) -> Result<Answer> {
    let refused = offer::refuse(ctx, asker.actor, id).await;
    or_why_not(asker, refused, |refused| {
        let (by, schedule) = (name(&refused.people, refused.by), bold(&refused.request.schedule.name));
        let part = between(refused.span.start(), refused.span.end(), &asker.zone);
        Answer::Instead(words(&format!(
            "You don't take up {by}'s offer to cover {schedule}, {part}. Your request stays open."
        )))
    })
}

/// *Hand back*: asks the other.
pub async fn hand_back(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let heard = hand_back::ask_back(ctx, asker.actor, swap, version).await;
    or_why_not(asker, heard, |heard| {
        let other = name(&heard.people, heard.other);
        Answer::Only(words(&format!("I've asked {other}. Until they agree, it stays as it is.")))
    })
}

/// *Agree* to hand back: it takes the place of the question.
pub async fn agree_to_hand_back(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let agreed = hand_back::agree(ctx, asker.actor, swap, version).await;
    or_why_not(asker, agreed, |agreed| {
        let serves = if Some(agreed.serves) == asker.actor.user() {
            "you're".to_owned()
        } else {
            format!("{} is", name(&agreed.people, agreed.serves))
        };
        let schedule = bold(&agreed.request.schedule.name);
        Answer::Instead(words(&format!("You agreed: {serves} on call for {schedule} again, as before.")))
    })
}

/// *Keep*: it takes the place of the question.
pub async fn keep(ctx: &Ctx, asker: &Asker, swap: SwapId, version: i64) -> Result<Answer> {
    let kept = hand_back::keep(ctx, asker.actor, swap, version).await;
    or_why_not(asker, kept, |kept| {
        let other = name(&kept.people, kept.other);
        Answer::Instead(words(&format!("It stays as agreed, and {other} is told.")))
    })
}

fn or_why_not<T>(
    asker: &Asker,
    outcome: std::result::Result<T, Refusal>,
    answer: impl FnOnce(T) -> Answer,
) -> Result<Answer> {
    let refusal = match outcome {
        Ok(done) => return Ok(answer(done)),
        Err(refusal) => refusal,
    };
    match (not_covered(&refusal, &asker.zone, Ink::Markup), refusal) {
        (Some(sentence), _) => Ok(Answer::Only(words(&sentence))),
        (None, Refusal::Store(error)) => Err(error.into()),
        (None, _) => Ok(Answer::Only(words("Nothing changed."))),
    }
}
