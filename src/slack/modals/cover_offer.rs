//! *Offer part*: which part of a request somebody would serve, typed as people type times.

use slack_morphism::blocks::{SlackModalView, SlackView};

use super::cover_accept::{Memory, accepted_text, or_why_not};
use super::cover_form::part;
use super::fields::{Field, Values, plain, said};
use super::{FieldError, ModalId, Submitted, from_another_version};
use crate::schedule::Zone;
use crate::slack::commands::Asker;
use crate::slack::messages::cover_refusals::not_covered;
use crate::slack::messages::cover_words::{between, hours};
use crate::slack::messages::words;
use crate::slack::mrkdwn::{Ink, bold, name, offset};
use crate::usecases::cover::offer::{Offerable, Offered, about_to_offer, offer_part};
use crate::usecases::cover::refusal::Refusal;
use crate::usecases::{Ctx, Result};

const PART: &str = "part";

/// The modal.
pub fn view(offerable: &Offerable, zone: &Zone) -> SlackView {
    let Offerable { request, span, people } = offerable;
    let text = format!(
        "{} asks for cover on {}: {} ({}).",
        bold(&people.name(request.swap.beneficiary)),
        bold(&request.schedule.name),
        between(span.start(), span.end(), zone),
        offset(zone, span.start(), span.end())
    );
    let hint = format!("In your time zone, {}. The rest stays open.", zone.name());
    let field = Field { name: PART, label: "Which part you'd cover", hint: Some(&hint), needed: true };
    SlackView::Modal(
        SlackModalView::new(
            plain("Offer part"),
            vec![said(&text), field.text(None, Some("sat 9:00 to sun 9:00"), 200)],
        )
        .with_submit(plain("Offer"))
        .with_close(plain("Cancel"))
        .with_private_metadata(Memory::text(request.swap.id, request.swap.version))
        .with_callback_id(ModalId::CoverOffer.to_string().into()),
    )
}

/// Offers.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let Some(memory) = Memory::read(&values.metadata) else { return Ok(Submitted::Said(from_another_version())) };
    let Some(typed) = values.text(PART) else {
        return Ok(Submitted::Wrong(vec![FieldError::new(PART, "Say which part, like `sat 9:00 to sun 9:00`.")]));
    };
    let offerable = match about_to_offer(ctx, asker.actor, memory.swap, memory.version).await {
        Ok(offerable) => offerable,
        Err(refusal) => return or_why_not(asker, refusal),
    };
    let span = match part(&typed, offerable.span, values.now, &values.zone) {
        Ok(span) => span,
        Err(sentence) => return Ok(Submitted::Wrong(vec![FieldError::new(PART, &sentence)])),
    };
    match offer_part(ctx, asker.actor, memory.swap, memory.version, span).await {
        Ok(Offered::All(accepted)) => {
            Ok(Submitted::Said(words(&accepted_text(&accepted, &asker.zone, ctx.clock.now()))))
        }
        Ok(Offered::Part { request, span, people }) => {
            let whom = name(&people, request.swap.beneficiary);
            let when = between(span.start(), span.end(), &asker.zone);
            let offset = offset(&asker.zone, span.start(), span.end());
            Ok(Submitted::Said(words(&format!(
                "You offered to cover {when} ({offset}), {}. I've asked {whom}, and tell you what they say.",
                hours(span.duration())
            ))))
        }
        Err(refusal @ (Refusal::OnCallThere(..) | Refusal::PartOutside(_) | Refusal::Away(_))) => {
            let sentence = not_covered(&refusal, &asker.zone, Ink::Plain).unwrap_or_default();
            Ok(Submitted::Wrong(vec![FieldError::new(PART, &sentence)]))
        }
        Err(refusal) => or_why_not(asker, refusal),
    }
}
