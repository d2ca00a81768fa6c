//! What is typed after `override` and `take`: a person, a time, a schedule and why, in any order.
//!
//! `@bob 2h payments because dentist`, `payments @bob tomorrow 9-17 instead of @dev`.

use super::{Known, cut_typed, find_schedule, plain, unknown_schedule, without_small_words};
use crate::ids::ScheduleId;
use crate::schedule::Interval;
use crate::slack::mrkdwn::{code, escape};
use crate::slack::when;
use crate::usecases::UserError;

/// What was understood; what was not said is left open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Who is to be on call.
    pub who: Option<Who>,
    /// In whose place.
    pub place: Option<TypedPlace>,
    /// In which schedule.
    pub schedule: Option<ScheduleId>,
    /// When.
    pub span: Option<Interval>,
    /// Why.
    pub reason: Option<String>,
}

/// A person, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Slack knows who: their Slack id.
    Slack(String),
    /// Only a name was typed.
    Named(String),
    /// The one who types.
    Me,
}

/// In whose place, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedPlace {
    /// Everybody's.
    Everybody,
    /// This person's.
    Of(Who),
}

/// The longest reason that is kept.
pub const LONGEST_REASON: usize = 200;
/// More words than this name no schedule and no time.
const MOST_WORDS: usize = 30;
/// More words than this are no schedule's name.
const MOST_IN_A_NAME: usize = 12;
/// Words that say that whoever comes next is the one to be replaced.
const INSTEAD: [&str; 3] = ["instead of", "in place of", "from"];

/// Reads `text`, which still has Slack's markup. `takes_over`: the first person is the one who comes on call.
pub fn read(text: &str, known: &Known, takes_over: bool) -> Result<Typed, UserError> {
    let (text, reason) = reason(&format!(" {text}"), known);
    let mut typed = Typed { reason, ..Typed::default() };
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let replaced = replaces(&words);
        match person(word, known, &words) {
            Some(who) if replaced.is_some() || !takes_over || typed.who.is_some() => {
                words.truncate(replaced.unwrap_or(words.len()));
                typed.place = Some(TypedPlace::Of(who));
            }
            Some(who) => typed.who = Some(who),
            None => match replaced.filter(|_| ["everybody", "everyone", "all"].contains(&word.to_lowercase().as_str()))
            {
                Some(keep) => {
                    words.truncate(keep);
                    typed.place = Some(TypedPlace::Everybody);
                }
                None => words.push(word.to_owned()),
            },
        }
    }
    let rest = plain(&words.join(" "));
    let rest: Vec<_> = rest.split_whitespace().collect();
    let unknown = |name: &str| {
        if takes_over && typed.who.is_none() {
            let name = code(&cut_typed(name));
            return UserError(format!(
                "I don't know a schedule called {name}. A person is written with `@`, like `@bob`"
            ));
        }
        unknown_schedule(name, known)
    };
    let (schedule, span) = schedule_and_span(&rest, known, &unknown)?;
    Ok(Typed { schedule, span, ..typed })
}

/// What follows "because", or stands in quotes and is no schedule's name; and the text without it.
fn reason(text: &str, known: &Known) -> (String, Option<String>) {
    let kept = |reason: &str| {
        let reason = plain(reason).split_whitespace().collect::<Vec<_>>().join(" ");
        Some(reason.chars().take(LONGEST_REASON).collect()).filter(|reason: &String| !reason.is_empty())
    };
    // Lower case in ASCII only: it keeps the places of all letters.
    if let Some(at) = text.to_ascii_lowercase().find(" because ") {
        return (text[..at].to_owned(), kept(&text[at + " because ".len()..]));
    }
    let quotes = ['"', '\u{201c}', '\u{201d}'];
    let mut parts = text.splitn(3, quotes);
    if let (Some(before), Some(quoted), Some(after)) = (parts.next(), parts.next(), parts.next()) {
        let name = plain(quoted);
        if find_schedule(&name.split_whitespace().collect::<Vec<_>>(), known).is_none() {
            return (format!("{before} {after}"), kept(quoted));
        }
    }
    (text.to_owned(), None)
}

/// Where the words end if "instead of" at their end is left out.
fn replaces(words: &[String]) -> Option<usize> {
    INSTEAD.iter().find_map(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        let start = words.len().checked_sub(phrase.len())?;
        let fits = words[start..].iter().zip(&phrase).all(|(word, said)| word.eq_ignore_ascii_case(said));
        fits.then_some(start)
    })
}

/// Somebody, when `word` is one: `<@U1|bob>`, `@bob`, `me`.
fn person(word: &str, known: &Known, before: &[String]) -> Option<Who> {
    if let Some((id, _)) = word.strip_prefix("<@").and_then(|rest| rest.split_once('>')) {
        return Some(Who::Slack(id.split('|').next().unwrap_or_default().to_owned()));
    }
    let bare = word.trim_end_matches(['?', '!', ',', '.']);
    if before.is_empty() && ["me", "myself"].contains(&bare.to_lowercase().as_str()) {
        return Some(Who::Me);
    }
    let name = bare.strip_prefix('@').filter(|name| !name.is_empty())?;
    find_schedule(&[bare], known).is_none().then(|| Who::Named(name.to_owned()))
}

/// A schedule's name and a time, either of which may be missing: whichever comes first, the longest name wins.
fn schedule_and_span(
    words: &[&str],
    known: &Known,
    unknown: &dyn Fn(&str) -> UserError,
) -> Result<(Option<ScheduleId>, Option<Interval>), UserError> {
    let span = |words: &[&str]| when::read(&words.join(" "), known.now, &known.zone);
    let refused = |wrong: &when::NotATime| UserError(escape(&wrong.to_string()));
    if words.is_empty() {
        return Ok((None, None));
    }
    if words.len() > MOST_WORDS {
        return Err(span(words).map_or_else(|wrong| refused(&wrong), |_| unknown(&words.join(" "))));
    }
    let mut wrong = None;
    for count in (1..=words.len().min(MOST_IN_A_NAME)).rev() {
        let (start, end) = (words.split_at(count), words.split_at(words.len() - count));
        for (name, time) in [start, (end.1, end.0)] {
            let Some(schedule) = find_schedule(name, known) else { continue };
            if without_small_words(time).is_empty() {
                return Ok((Some(schedule), None));
            }
            match span(time) {
                Ok(span) => return Ok((Some(schedule), Some(span))),
                Err(error) => wrong = wrong.or(Some(error)),
            }
        }
    }
    let whole = match (wrong, span(words)) {
        (None, Ok(span)) => return Ok((None, Some(span))),
        (Some(wrong), _) => return Err(refused(&wrong)),
        (None, Err(wrong)) => wrong,
    };
    if whole.is_understood() {
        return Err(refused(&whole));
    }
    // A time and something else: that must be the schedule.
    for count in 1..words.len() {
        let (start, end) = words.split_at(count);
        for (time, name) in [(end, start), (start, end)] {
            if span(time).is_ok() && !without_small_words(name).is_empty() {
                return Err(unknown(&without_small_words(name).join(" ")));
            }
        }
    }
    // Without any digit it is rather a name than a time.
    let looks_like_a_name = words.len() <= 3 && !words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
    Err(if looks_like_a_name { unknown(&words.join(" ")) } else { refused(&whole) })
}
