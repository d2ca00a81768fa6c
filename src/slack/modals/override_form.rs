//! The form of `/oncall override`: who, when, in which schedule, in whose place and why.
//!
//! The time is typed or picked; what is typed counts.

use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{SlackModalView, SlackView};

use super::fields::{Field, Values, plain};
use super::{FieldError, ModalId, Submitted, from_another_version};
use crate::ids::ScheduleId;
use crate::schedule::{Interval, Zone};
use crate::slack::commands::Asker;
use crate::slack::commands::typed::{LONGEST_REASON, Who};
use crate::slack::commands::which;
use crate::slack::messages::override_refusals::not_put_on_call;
use crate::slack::messages::{Reader, overridden};
use crate::slack::mrkdwn::Ink;
use crate::slack::when;
use crate::usecases::put_on_call::{Place, Refusal, When, Wish, put_on_call};
use crate::usecases::{Ctx, Result};

const SCHEDULE: &str = "schedule";
const WHO: &str = "who";
const WHEN: &str = "when";
const START: &str = "start";
const END: &str = "end";
const INSTEAD_OF: &str = "instead_of";
const WHY: &str = "why";

/// What the form holds at first.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Every schedule.
    pub schedules: Vec<(ScheduleId, String)>,
    /// The one that is meant.
    pub schedule: Option<(ScheduleId, String)>,
    /// Who takes over, by Slack id.
    pub who: Option<String>,
    /// In whose place, by Slack id.
    pub instead_of: Option<String>,
    /// When.
    pub span: Option<Interval>,
    /// Why.
    pub reason: Option<String>,
    /// The zone of who fills it in.
    pub zone: Zone,
}

/// What was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// Who takes over, by Slack id.
    pub who: String,
    /// In whose place, by Slack id.
    pub instead_of: Option<String>,
    /// When.
    pub span: Interval,
    /// Why.
    pub reason: Option<String>,
}

/// What the form remembers. `v` is raised when it would be read differently.
#[derive(Debug, Serialize, Deserialize)]
struct Memory {
    v: u8,
}

const VERSION: u8 = 1;

/// The form.
pub fn view(draft: &Draft) -> SlackView {
    let needed = |name, label| Field { name, label, hint: None, needed: true };
    let optional = |name, label, hint| Field { name, label, hint, needed: false };
    let in_zone = format!("In your time zone, {}. Or pick both moments below.", draft.zone.name());
    let initial = draft.span;
    let blocks = vec![
        needed(SCHEDULE, "Schedule").schedule(&draft.schedules, draft.schedule.as_ref()),
        needed(WHO, "Who takes over").user(draft.who.as_deref()),
        optional(WHEN, "When", Some(in_zone.as_str())).text(None, Some("2h, until 18:00, fri 18:00 to mon 9:00"), 200),
        optional(START, "From", Some("Now, if you leave it empty.")).moment(initial.map(|span| span.start())),
        optional(END, "Until", None).moment(initial.map(|span| span.end())),
        optional(INSTEAD_OF, "In whose place", Some("Only if several people are on call together."))
            .user(draft.instead_of.as_deref()),
        optional(WHY, "Why", None).text(draft.reason.as_deref(), Some("dentist"), LONGEST_REASON as u64),
    ];
    let memory = serde_json::to_string(&Memory { v: VERSION }).unwrap_or_default();
    SlackView::Modal(
        SlackModalView::new(plain("Override"), blocks)
            .with_submit(plain("Override"))
            .with_close(plain("Cancel"))
            .with_private_metadata(memory)
            .with_callback_id(ModalId::OverrideForm.to_string().into()),
    )
}

/// What was filled in, or which fields are wrong.
pub fn read(values: &Values) -> std::result::Result<Request, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let schedule = values.option(SCHEDULE).and_then(|id| id.parse().ok());
    if schedule.is_none() {
        wrong.push(FieldError::new(SCHEDULE, "Choose a schedule."));
    }
    let who = values.user(WHO);
    if who.is_none() {
        wrong.push(FieldError::new(WHO, "Choose who takes over."));
    }
    let span = span(values).map_err(|error| wrong.push(error)).ok();
    match (schedule, who, span) {
        (Some(schedule), Some(who), Some(span)) => {
            Ok(Request { schedule, who, instead_of: values.user(INSTEAD_OF), span, reason: values.text(WHY) })
        }
        _ => Err(wrong),
    }
}

fn span(values: &Values) -> std::result::Result<Interval, FieldError> {
    let (start, end) = (values.moment(START), values.moment(END));
    match (values.text(WHEN), end) {
        (Some(typed), _) => {
            when::read(&typed, values.now, &values.zone).map_err(|error| FieldError::new(WHEN, &format!("{error}.")))
        }
        (None, Some(end)) => when::picked(start, end, values.now, &values.zone)
            .map_err(|error| FieldError::new(END, &format!("{error}."))),
        (None, None) if start.is_some() => Err(FieldError::new(END, "Say until when.")),
        (None, None) => Err(FieldError::new(WHEN, "Say when: type it here, like `2h`, or pick both moments below.")),
    }
}

/// Overrides, and shows what it changed.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    if !serde_json::from_str::<Memory>(&values.metadata).is_ok_and(|memory| memory.v == VERSION) {
        return Ok(Submitted::Said(from_another_version()));
    }
    let request = match read(values) {
        Ok(request) => request,
        Err(wrong) => return Ok(Submitted::Wrong(wrong)),
    };
    let Some(user) = which::person(ctx, asker, &Who::Slack(request.who)).await? else {
        return refused(asker, Refusal::Unknown);
    };
    let place = match request.instead_of {
        None => Some(Place::Unsaid),
        Some(id) => which::person(ctx, asker, &Who::Slack(id)).await?.map(Place::Of),
    };
    let Some(place) = place else { return Ok(wrong(INSTEAD_OF, &Refusal::Unknown, asker)) };
    let when = When::Span(request.span);
    let wish = Wish { schedule: request.schedule, user, when, place, reason: request.reason };
    match put_on_call(ctx, asker.actor, wish).await {
        Ok(made) => {
            let reader = Reader { people: &made.people, zone: &asker.zone, now: ctx.clock.now() };
            Ok(Submitted::Said(overridden(&made, asker.actor.user(), reader)))
        }
        Err(refusal) => refused(asker, refusal),
    }
}

fn refused(asker: &Asker, refusal: Refusal) -> Result<Submitted> {
    let block = match &refusal {
        Refusal::Gone | Refusal::MayNot(..) | Refusal::Stranger => SCHEDULE,
        Refusal::Unknown | Refusal::Barred(..) | Refusal::OnCallAlready(..) | Refusal::TakenJustNow(_) => WHO,
        Refusal::WhosePlace(_) | Refusal::NotOnCall(_) | Refusal::OthersChange => INSTEAD_OF,
        Refusal::NoEnd(_) | Refusal::Over => WHEN,
        Refusal::Store(_) => return Err(store_error(refusal)),
    };
    Ok(wrong(block, &refusal, asker))
}

fn wrong(block: &'static str, refusal: &Refusal, asker: &Asker) -> Submitted {
    let sentence = not_put_on_call(refusal, &asker.zone, Ink::Plain).unwrap_or_else(|| "Nothing changed.".to_owned());
    Submitted::Wrong(vec![FieldError::new(block, &sentence)])
}

fn store_error(refusal: Refusal) -> crate::usecases::Error {
    match refusal {
        Refusal::Store(error) => error.into(),
        other => crate::usecases::UserError(other.to_string()).into(),
    }
}

#[cfg(test)]
mod tests;
