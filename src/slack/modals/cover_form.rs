//! The form of `/oncall swap`: which shift, all of it or a part, whom to ask, why and how urgent.
//!
//! What it comes to is shown in [`cover_check`] before it is sent.

use jiff::Timestamp;
use slack_morphism::blocks::{SlackModalView, SlackView};

use super::fields::{Field, Values, plain};
use super::{FieldError, ModalId, Submitted, cover_check};
use crate::ids::ScheduleId;
use crate::schedule::{Interval, Zone};
use crate::slack::commands::Asker;
use crate::slack::commands::typed::{LONGEST_REASON, Who};
use crate::slack::commands::which;
use crate::slack::messages::cover_refusals::not_covered;
use crate::slack::messages::section;
use crate::slack::mrkdwn::{Ink, plain_moment};
use crate::slack::when;
use crate::usecases::cover::ask::{Wish, check};
use crate::usecases::cover::refusal::Refusal;
use crate::usecases::cover::shifts::shifts_ahead;
use crate::usecases::upcoming_shifts::MyShift;
use crate::usecases::{Ctx, Result};

const SHIFT: &str = "shift";
const PART: &str = "part";
const WHOM: &str = "whom";
const IN_RETURN: &str = "in_return";
const WHY: &str = "why";
const URGENCY: &str = "urgency";

/// The most radio buttons Slack takes; more shifts are a menu.
const MOST_RADIOS: usize = 10;
/// Words that are meant from today, whatever shift they are about.
const FROM_TODAY: [&str; 4] = ["today", "tomorrow", "tonight", "now"];
/// The options of the radio buttons.
const NOTHING: &str = "nothing";
const A_SHIFT: &str = "a_shift";
const BY_DAY: &str = "by_day";
const URGENT: &str = "urgent";

/// What the form holds at first.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The shifts to choose from, by start.
    pub shifts: Vec<MyShift>,
    /// Which of them is chosen at first.
    pub chosen: usize,
    /// What is said above the fields.
    pub note: Option<&'static str>,
    /// The zone of who fills it in.
    pub zone: Zone,
    /// The present.
    pub now: Timestamp,
}

/// What was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// In which schedule.
    pub schedule: ScheduleId,
    /// Which shift.
    pub shift: Interval,
    /// All of it, or which part.
    pub span: Interval,
    /// Whom to ask, by Slack id; `None`: anybody.
    pub whom: Option<String>,
    /// Whether a shift of theirs is to be chosen in return.
    pub exchange: bool,
    /// Why.
    pub reason: Option<String>,
    /// Whether people are asked at night.
    pub urgent: bool,
}

/// The form.
pub fn view(draft: &Draft) -> SlackView {
    let needed = |name, label| Field { name, label, hint: None, needed: true };
    let optional = |name, label, hint| Field { name, label, hint, needed: false };
    let options: Vec<_> = draft.shifts.iter().map(|shift| option(shift, &draft.zone, draft.now)).collect();
    let shift = needed(SHIFT, "Which shift");
    let shift = if options.len() <= MOST_RADIOS {
        shift.radios(&options, draft.chosen)
    } else {
        shift.menu(&options, options.get(draft.chosen).map(|(value, _)| value.as_str()))
    };
    let in_zone = format!("In your time zone, {}. Leave it empty to ask for all of it.", draft.zone.name());
    let returned = [(NOTHING.to_owned(), "Nothing"), (A_SHIFT.to_owned(), "One of their shifts: I choose it next")];
    let urgency = [
        (BY_DAY.to_owned(), "People are asked while they're awake"),
        (URGENT.to_owned(), "Urgent: people are asked at once, at any hour"),
    ];
    let owned = |options: [(String, &str); 2]| options.map(|(value, label)| (value, label.to_owned()));
    let mut blocks: Vec<_> = draft.note.map(section).into_iter().collect();
    blocks.extend([
        shift,
        optional(PART, "Only a part of it", Some(&in_zone)).text(None, Some("fri 18:00 to mon 9:00"), 200),
        optional(WHOM, "Whom to ask", Some("Leave it empty to ask anybody on the schedule.")).user(None),
        needed(IN_RETURN, "What you take in return").radios(&owned(returned), 0),
        optional(WHY, "Why", None).text(None, Some("My sister's wedding"), LONGEST_REASON as u64),
        needed(URGENCY, "How urgent it is").radios(&owned(urgency), 0),
    ]);
    SlackView::Modal(
        SlackModalView::new(plain("Ask for cover"), blocks)
            .with_submit(plain("Next"))
            .with_close(plain("Cancel"))
            .with_private_metadata("{\"v\":1}".to_owned())
            .with_callback_id(ModalId::CoverForm.to_string().into()),
    )
}

/// A shift to choose: its value says schedule and bounds, its label when, in the reader's zone.
pub fn option(shift: &MyShift, zone: &Zone, now: Timestamp) -> (String, String) {
    let (start, end) = (shift.interval.start(), shift.interval.end());
    let value = format!("{}:{}:{}", shift.schedule, start.as_millisecond(), end.as_millisecond());
    let from = if start <= now { "now".to_owned() } else { plain_moment(start, zone) };
    (value, format!("{from} to {} · {}", plain_moment(end, zone), shift.schedule_name))
}

/// Reads what [`option`] wrote.
pub fn read_option(value: &str) -> Option<(ScheduleId, Interval)> {
    let mut parts = value.split(':');
    let schedule = parts.next()?.parse().ok()?;
    let mut instant = || Timestamp::from_millisecond(parts.next()?.parse().ok()?).ok();
    Some((schedule, Interval::new(instant()?, instant()?)?))
}

/// What was filled in, or which fields are wrong.
///
/// # Errors
/// The fields that are wrong.
pub fn read(values: &Values) -> std::result::Result<Request, Vec<FieldError>> {
    let shift = values.option(SHIFT).and_then(read_option);
    let Some((schedule, shift)) = shift else { return Err(vec![FieldError::new(SHIFT, "Choose a shift.")]) };
    let mut wrong = Vec::new();
    let span = match values.text(PART) {
        None => Ok(shift),
        Some(typed) => part(&typed, shift, values.now, &values.zone),
    };
    let span = span.map_err(|sentence| wrong.push(FieldError::new(PART, &sentence))).ok();
    let (whom, exchange) = (values.user(WHOM), values.option(IN_RETURN) == Some(A_SHIFT));
    if exchange && whom.is_none() {
        wrong.push(FieldError::new(WHOM, "An exchange is with one person: choose whom to ask."));
    }
    match span {
        Some(span) if wrong.is_empty() => Ok(Request {
            schedule,
            shift,
            span,
            whom,
            exchange,
            reason: values.text(WHY),
            urgent: values.option(URGENCY) == Some(URGENT),
        }),
        _ => Err(wrong),
    }
}

/// The part of `whole` that `typed` names. Days and times are those of `whole`: "fri 18:00 to mon 9:00" is the Friday in it.
///
/// # Errors
/// One sentence, plain.
pub fn part(typed: &str, whole: Interval, now: Timestamp, zone: &Zone) -> std::result::Result<Interval, String> {
    let inside =
        |span: &Interval| span.end() <= whole.end() && span.start() >= whole.start().min(now.max(whole.start()));
    let as_said = when::read(typed, now, zone);
    if let Some(span) = as_said.as_ref().ok().filter(|span| inside(span)) {
        return Ok(*span);
    }
    let lower = typed.to_lowercase();
    let from_today = lower.split(|c: char| !c.is_alphabetic()).any(|word| FROM_TODAY.contains(&word));
    let in_shift = || when::read(typed, whole.start(), zone).ok().filter(|span| inside(span));
    if let Some(span) = (!from_today && whole.start() > now).then(in_shift).flatten() {
        return Ok(span);
    }
    match as_said {
        Err(error) => Err(format!("{error}.")),
        Ok(span) => {
            let shown =
                |span: Interval| format!("{} to {}", plain_moment(span.start(), zone), plain_moment(span.end(), zone));
            Err(format!(
                "I read that as {}, and the shift is {}. Choose a part of that time.",
                shown(span),
                shown(whole)
            ))
        }
    }
}

/// Shows what it comes to, to be sent or not.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let request = match read(values) {
        Ok(request) => request,
        Err(wrong) => return Ok(Submitted::Wrong(wrong)),
    };
    let whom = match &request.whom {
        None => None,
        Some(id) => match which::person(ctx, asker, &Who::Slack(id.clone())).await? {
            Some(user) => Some(user),
            None => return refused(asker, Refusal::Unknown),
        },
    };
    let wish = Wish {
        schedule: request.schedule,
        shift: request.shift,
        span: request.span,
        asked: whom,
        in_return: None,
        reason: request.reason,
        urgent: request.urgent,
    };
    let checked = match check(ctx, asker.actor, &wish).await {
        Ok(checked) => checked,
        Err(refusal) => return refused(asker, refusal),
    };
    let theirs = match whom.filter(|_| request.exchange) {
        None => Vec::new(),
        Some(user) => {
            let now = ctx.clock.now();
            let mut theirs = shifts_ahead(ctx, asker.actor, user, None).await?.shifts;
            theirs.retain(|shift| shift.interval.start() > now);
            if theirs.is_empty() {
                let nothing = "They have no shifts in the next four months that you could take in return.";
                return Ok(Submitted::Wrong(vec![FieldError::new(IN_RETURN, nothing)]));
            }
            theirs
        }
    };
    let draft = cover_check::Draft { wish, checked, theirs, zone: asker.zone.clone(), now: ctx.clock.now() };
    Ok(Submitted::OnTop(Box::new(cover_check::view(&draft))))
}

fn refused(asker: &Asker, refusal: Refusal) -> Result<Submitted> {
    let block = match &refusal {
        Refusal::Unknown
        | Refusal::Barred(..)
        | Refusal::AsksOneself
        | Refusal::Away(_)
        | Refusal::OnCallThere(..)
        | Refusal::NobodyToAsk(_) => WHOM,
        Refusal::PartOutside(_) => PART,
        _ => SHIFT,
    };
    match (not_covered(&refusal, &asker.zone, Ink::Plain), refusal) {
        (Some(sentence), _) => Ok(Submitted::Wrong(vec![FieldError::new(block, &sentence)])),
        (None, Refusal::Store(error)) => Err(error.into()),
        (None, _) => Ok(Submitted::Closed),
    }
}
