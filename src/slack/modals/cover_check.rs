//! What a request for cover comes to, shown before it is sent; for an exchange, which of their shifts is given in return.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{SlackBlock, SlackModalView, SlackView};

use super::cover_form::{option, read_option};
use super::fields::{Field, Values, plain, said as words_block};
use super::{FieldError, ModalId, Submitted, from_another_version};
use crate::ids::{ScheduleId, UserId};
use crate::schedule::{Interval, Zone};
use crate::slack::commands::Asker;
use crate::slack::messages::cover_refusals::not_covered;
use crate::slack::messages::cover_words::{between, how_long};
use crate::slack::messages::{Reader, who_hears, words};
use crate::slack::mrkdwn::{Ink, bold, escape, moment, name, offset};
use crate::usecases::cover::ask::{Checked, Wish, ask_for_cover};
use crate::usecases::cover::refusal::Refusal;
use crate::usecases::upcoming_shifts::MyShift;
use crate::usecases::{Ctx, Result};

const IN_RETURN: &str = "their_shift";
const VERSION: u8 = 1;

/// What is shown.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What is asked for.
    pub wish: Wish,
    /// What it comes to.
    pub checked: Checked,
    /// The shifts that may be given in return; empty when nothing is.
    pub theirs: Vec<MyShift>,
    /// The zone of who asks.
    pub zone: Zone,
    /// The present.
    pub now: Timestamp,
}

/// What the modal remembers. `v` is raised when it would be read differently.
#[derive(Debug, Serialize, Deserialize)]
struct Memory {
    v: u8,
    schedule: ScheduleId,
    shift: (Timestamp, Timestamp),
    span: (Timestamp, Timestamp),
    asked: Option<UserId>,
    exchange: bool,
    reason: Option<String>,
    urgent: bool,
}

impl Memory {
    fn wish(self, in_return: Option<(ScheduleId, Interval)>) -> Option<Wish> {
        Some(Wish {
            schedule: self.schedule,
            shift: Interval::new(self.shift.0, self.shift.1)?,
            span: Interval::new(self.span.0, self.span.1)?,
            asked: self.asked,
            in_return,
            reason: self.reason,
            urgent: self.urgent,
        })
    }
}

/// The modal.
pub fn view(draft: &Draft) -> SlackView {
    let wish = &draft.wish;
    let bounds = |span: Interval| (span.start(), span.end());
    let memory = Memory {
        v: VERSION,
        schedule: wish.schedule,
        shift: bounds(wish.shift),
        span: bounds(wish.span),
        asked: wish.asked,
        exchange: !draft.theirs.is_empty(),
        reason: wish.reason.clone(),
        urgent: wish.urgent,
    };
    let mut blocks: Vec<SlackBlock> = vec![words_block(&said(draft))];
    if !draft.theirs.is_empty() {
        let options: Vec<_> = draft.theirs.iter().map(|shift| option(shift, &draft.zone, draft.now)).collect();
        let field = Field { name: IN_RETURN, label: "You serve in return", hint: None, needed: true };
        blocks.push(field.menu(&options, 0));
    }
    SlackView::Modal(
        SlackModalView::new(plain("Ask for cover"), blocks)
            .with_submit(plain("Send"))
            .with_close(plain("Back"))
            .with_private_metadata(serde_json::to_string(&memory).unwrap_or_default())
            .with_callback_id(ModalId::CoverCheck.to_string().into()),
    )
}

fn said(draft: &Draft) -> String {
    let (checked, zone) = (&draft.checked, &draft.zone);
    let reader = Reader { people: &checked.people, zone, now: draft.now };
    let (start, end) = (checked.span.start(), checked.span.end());
    let when =
        if checked.running { format!("from now until {}", moment(end, zone)) } else { between(start, end, zone) };
    let own = Zone::named(&checked.schedule.time_zone).unwrap_or(Zone::UTC);
    let whom = draft.wish.asked.map_or("anybody".to_owned(), |user| name(&checked.people, user));
    let reason = draft.wish.reason.as_deref().map(|reason| format!(" \"{}\"", escape(reason))).unwrap_or_default();
    let urgent = if draft.wish.urgent { " It's urgent." } else { "" };
    let heard = who_hears(&checked.asks, 0, checked.too_many, checked.channel.as_deref(), reader);
    let heard = heard.replacen("I've posted", "I'll post", 1).replacen("I've written", "I'll write", 1);
    let heard = heard.replacen(" and written", " and write", 1);
    format!(
        "You ask {whom} to cover {} for you: {when} ({}): {}.{reason}{urgent}\n{}",
        bold(&checked.schedule.name),
        offset(zone, start, end),
        how_long(checked.span, &own),
        heard.trim_start()
    )
}

/// Sends it.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let memory = serde_json::from_str::<Memory>(&values.metadata).ok().filter(|memory| memory.v == VERSION);
    let Some(memory) = memory else { return Ok(Submitted::Said(from_another_version())) };
    let exchange = memory.exchange;
    let in_return = values.option(IN_RETURN).and_then(read_option).filter(|_| exchange);
    if exchange && in_return.is_none() {
        return Ok(Submitted::Wrong(vec![FieldError::new(IN_RETURN, "Choose a shift.")]));
    }
    let Some(wish) = memory.wish(in_return) else { return Ok(Submitted::Said(from_another_version())) };
    match ask_for_cover(ctx, asker.actor, wish).await {
        Ok(_) => Ok(Submitted::Closed),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(refusal @ (Refusal::ReturnNotTheirs(_) | Refusal::ReturnNotFree)) => {
            let sentence = not_covered(&refusal, &asker.zone, Ink::Plain).unwrap_or_default();
            Ok(Submitted::Wrong(vec![FieldError::new(IN_RETURN, &sentence)]))
        }
        Err(refusal) => {
            let sentence = not_covered(&refusal, &asker.zone, Ink::Markup);
            Ok(Submitted::Said(words(&sentence.unwrap_or_else(|| "Nothing changed.".to_owned()))))
        }
    }
}
