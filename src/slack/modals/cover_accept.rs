//! The question before somebody accepts a request for cover: the times in their own zone, and what else they are on call for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{SlackModalView, SlackView};

use super::fields::{Values, plain, said};
use super::{ModalId, Submitted, from_another_version};
use crate::ids::SwapId;
use crate::schedule::Zone;
use crate::slack::commands::Asker;
use crate::slack::messages::cover_refusals::not_covered;
use crate::slack::messages::cover_words::{between, hours, in_return, owed_to_you};
use crate::slack::messages::{Reader, words};
use crate::slack::mrkdwn::{Ink, bold, escape, list, moment, name, offset};
use crate::usecases::cover::accept::{Acceptable, Accepted, accept};
use crate::usecases::cover::refusal::Refusal;
use crate::usecases::{Ctx, Result};

const VERSION: u8 = 1;
/// The most schedules that are named.
const MOST_NAMED: usize = 5;

/// What the modal remembers: which request, as it was at which version.
#[derive(Debug, Serialize, Deserialize)]
pub struct Memory {
    v: u8,
    /// The request.
    pub swap: SwapId,
    /// Its version.
    pub version: i64,
}

impl Memory {
    /// What is remembered of a request.
    pub fn text(swap: SwapId, version: i64) -> String {
        serde_json::to_string(&Self { v: VERSION, swap, version }).unwrap_or_default()
    }

    /// Reads it; `None` when another version of Rota wrote it.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|memory: &Self| memory.v == VERSION)
    }
}

/// The modal.
pub fn view(acceptable: &Acceptable, zone: &Zone, now: Timestamp) -> SlackView {
    let Acceptable { request, span, also_on, people } = acceptable;
    let reader = Reader { people, zone, now };
    let asker = name(people, request.swap.beneficiary);
    let (start, end) = (span.start(), span.end());
    let when = if start <= now { format!("from now until {}", moment(end, zone)) } else { between(start, end, zone) };
    let mut text = format!(
        "Cover {} for {asker}? You'd be on call {when} your time ({}), {}.",
        bold(&request.schedule.name),
        offset(zone, start, end),
        hours(span.duration())
    );
    if let Some(reason) = &request.swap.description {
        text.extend([" \"", &escape(reason), "\""]);
    }
    if let Some(given) = &request.facts().in_return {
        text += &in_return(given, (&asker, "you"), reader, bold);
    }
    if !also_on.is_empty() {
        let mut named: Vec<_> = also_on.iter().take(MOST_NAMED).map(|schedule| bold(schedule)).collect();
        if also_on.len() > MOST_NAMED {
            named.push(format!("{} more", also_on.len() - MOST_NAMED));
        }
        text.extend(["\nYou're also on call for ", &list(&named), " in that time."]);
    }
    SlackView::Modal(
        SlackModalView::new(plain("Cover this shift?"), vec![said(&text)])
            .with_submit(plain("Accept"))
            .with_close(plain("Not now"))
            .with_private_metadata(Memory::text(request.swap.id, request.swap.version))
            .with_callback_id(ModalId::CoverAccept.to_string().into()),
    )
}

/// Accepts.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let Some(memory) = Memory::read(&values.metadata) else { return Ok(Submitted::Said(from_another_version())) };
    match accept(ctx, asker.actor, memory.swap, memory.version).await {
        Ok(accepted) => Ok(Submitted::Said(words(&accepted_text(&accepted, &asker.zone, ctx.clock.now())))),
        Err(refusal) => or_why_not(asker, refusal),
    }
}

/// "You cover payments for Alice, … Alice owes you 63 h."
pub fn accepted_text(accepted: &Accepted, zone: &Zone, now: Timestamp) -> String {
    let Accepted { request, owed, people } = accepted;
    let asker = request.swap.beneficiary;
    let (start, end) = (request.swap.start, request.swap.end);
    let when = if start <= now { format!("from now until {}", moment(end, zone)) } else { between(start, end, zone) };
    let owed = owed_to_you(*owed, asker, people);
    format!("You cover {} for {}, {when}.{owed}", bold(&request.schedule.name), name(people, asker))
}

/// Says why not, in the modal.
pub fn or_why_not(asker: &Asker, refusal: Refusal) -> Result<Submitted> {
    match (not_covered(&refusal, &asker.zone, Ink::Markup), refusal) {
        (Some(sentence), _) => Ok(Submitted::Said(words(&sentence))),
        (None, Refusal::Store(error)) => Err(error.into()),
        (None, _) => Ok(Submitted::Said(words("Nothing changed."))),
    }
}
