//! What can be typed after `/oncall`: one file a command, each with its usage, how it is read and what it answers.
//!
//! Reading is pure, blind to case and forgives small words; running asks the use cases and renders.

pub mod away;
pub mod away_calendar;
pub mod calendar;
pub mod create;
mod digest;
pub mod edit;
mod help;
pub mod link;
mod mine;
mod next;
pub mod now;
pub mod override_shift;
pub mod overrides;
mod report;
mod settings;
pub mod show;
pub mod swap;
pub mod take;
pub mod typed;
pub mod which;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

use self::link::LinkTyped;
use self::typed::Typed;
use super::answer::Answer;
use crate::ids::{ScheduleId, WorkspaceId};
use crate::schedule::Zone;
use crate::slack::mrkdwn::code;
use crate::usecases::people::People;
use crate::usecases::{Actor, Ctx, UserError};

/// A line of `/oncall help`.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// What is typed, with an example name where one goes.
    pub typed: &'static str,
    /// What is answered.
    pub answer: &'static str,
}

/// Every command's usage, in the order help shows them.
pub const USAGES: &[Usage] = &[
    now::AROUND,
    now::USAGE,
    next::USAGE,
    mine::USAGE,
    show::USAGE,
    swap::USAGE,
    take::USAGE,
    override_shift::USAGE,
    override_shift::FORM,
    overrides::USAGE,
    create::USAGE,
    edit::USAGE,
    away::USAGE,
    away_calendar::USAGE,
    away::LIST,
    settings::USAGE,
    report::USAGE,
    digest::USAGE,
    calendar::USAGE,
    link::USAGE,
    link::FORM,
    link::UNLINK,
    help::USAGE,
];

/// Every first word that is a command, for suggestions.
const WORDS: &[&str] = &[
    "now",
    "next",
    "mine",
    "show",
    "picture",
    "swap",
    "cover",
    "take",
    "override",
    "overrides",
    "away",
    "settings",
    "create",
    "edit",
    "calendar",
    "report",
    "digest",
    "link",
    "unlink",
    "help",
];

/// A command that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlashCommand {
    /// Who is on call: in one schedule, or in those around the channel.
    Now(Option<ScheduleId>),
    /// What comes next in one schedule, or in the only one that can be meant.
    Next(Option<ScheduleId>),
    /// My own next shifts.
    Mine,
    /// Two weeks of one schedule, or of the only one that can be meant, as a picture.
    Show(Option<ScheduleId>),
    /// I ask others to serve for me: in one schedule, or in any.
    Swap(Option<ScheduleId>),
    /// I take over.
    Take(Typed),
    /// Somebody takes over.
    Override(Typed),
    /// The overrides of one schedule, or of the only one that can be meant.
    Overrides(Option<ScheduleId>),
    /// A schedule is to be made.
    Create,
    /// A schedule is to be changed: this one, or one that is chosen first.
    Edit(Option<ScheduleId>),
    /// Somebody is away, or who is.
    Away(away::TypedAway),
    /// My settings.
    Settings,
    /// Hours on call in the month that begins on a day: of one schedule, or of all of the asker's.
    Report(Option<ScheduleId>, Date),
    /// Whether a schedule has a weekly digest.
    Digest(ScheduleId, bool),
    /// A secret link to the calendar of one schedule, or to that of my own shifts.
    Calendar(Option<ScheduleId>),
    /// A schedule is linked to a channel and a group, or what it is linked to is shown.
    Link(LinkTyped),
    /// It is so no more.
    Unlink(LinkTyped),
    /// What can be typed.
    Help,
}

/// What reading a command needs to know.
#[derive(Debug, Clone)]
pub struct Known {
    /// The schedules' ids and names.
    pub schedules: Vec<(ScheduleId, String)>,
    /// The present, for times that are typed.
    pub now: Timestamp,
    /// The zone they are meant in.
    pub zone: Zone,
}

/// Somebody who typed or clicked.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who, as far as we know.
    pub actor: Actor,
    /// The channel they are in.
    pub channel: String,
    /// The zone they read times in; UTC when we don't know.
    pub zone: Zone,
    /// How the world reaches us, for the addresses they are given.
    pub public_url: Arc<Url>,
}

impl Asker {
    /// The workspace they are in.
    pub fn workspace(&self) -> WorkspaceId {
        self.actor.workspace()
    }
}

/// Words that people put in and that change nothing.
const SMALL_WORDS: [&str; 8] = ["for", "the", "schedule", "on", "in", "of", "please", "rotation"];

/// Reads what was typed after `/oncall`.
pub fn parse(text: &str, known: &Known) -> Result<SlashCommand, UserError> {
    // People and reasons are read with Slack's markup in place.
    let marked = text.trim_start().split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    let text = plain(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some((first, rest)) = words.split_first() else { return Ok(SlashCommand::Now(None)) };
    match first.to_lowercase().as_str() {
        "now" | "who" | "whoisoncall" | "current" => now::parse(rest, known),
        "next" | "upcoming" => next::parse(rest, known),
        "mine" | "me" | "my" => Ok(SlashCommand::Mine),
        "show" | "picture" => show::parse(rest, known),
        "swap" | "cover" => swap::parse(rest, known),
        "take" | "takeover" => take::parse(marked, known),
        "override" => override_shift::parse(marked, known),
        "overrides" => overrides::parse(rest, known),
        "create" | "new" => Ok(SlashCommand::Create),
        "edit" | "change" => edit::parse(rest, known),
        "away" | "off" | "vacation" | "holiday" | "pto" => away::parse(marked, known),
        "settings" | "setting" | "preferences" | "prefs" => Ok(SlashCommand::Settings),
        "report" | "hours" => report::parse(rest, known),
        "digest" => digest::parse(rest, known),
        "calendar" | "calendars" | "ical" | "ics" | "subscribe" => calendar::parse(rest, known),
        "link" => link::parse(marked, known).map(SlashCommand::Link),
        "unlink" => link::parse(marked, known).map(SlashCommand::Unlink),
        "help" | "?" | "-h" | "--help" | "usage" => Ok(SlashCommand::Help),
        _ => match find_schedule(&words, known) {
            Some(schedule) => Ok(SlashCommand::Now(Some(schedule))),
            None => Err(unknown(first, &words, known)),
        },
    }
}

/// Reads a command that is one word or none, and so names no schedule: the names need not be read for it.
pub fn parse_bare(text: &str, known: &Known) -> Option<SlashCommand> {
    let is_bare = text.split_whitespace().nth(1).is_none();
    parse(text, known).ok().filter(|_| is_bare)
}

/// Whether what was typed is answered with a form, as far as can be told without knowing any names.
pub fn opens_a_form(text: &str) -> bool {
    let mut words = text.split_whitespace();
    match words.next().unwrap_or_default().to_lowercase().as_str() {
        "create" | "new" | "edit" | "change" | "swap" | "cover" | "settings" | "setting" | "preferences" | "prefs" => {
            true
        }
        "override" => words.next().is_none(),
        // Alone it asks which; with a group it asks whether to take that over.
        "link" => {
            words.clone().next().is_none() || words.any(|word| word.starts_with('@') || word.starts_with("<!subteam^"))
        }
        _ => false,
    }
}

/// Runs a command that was understood.
pub async fn run(ctx: &Ctx, asker: &Asker, command: SlashCommand) -> crate::usecases::Result<Answer> {
    Ok(Answer::Only(match command {
        SlashCommand::Now(schedule) => now::run(ctx, asker, schedule).await?,
        SlashCommand::Next(schedule) => next::run(ctx, asker, schedule).await?,
        SlashCommand::Mine => mine::run(ctx, asker).await?,
        SlashCommand::Show(schedule) => return show::run(ctx, asker, schedule).await,
        SlashCommand::Swap(schedule) => return swap::run(ctx, asker, schedule).await,
        SlashCommand::Take(typed) => return take::run(ctx, asker, typed).await,
        SlashCommand::Override(typed) => return override_shift::run(ctx, asker, typed).await,
        SlashCommand::Overrides(schedule) => return overrides::run(ctx, asker, schedule).await,
        SlashCommand::Create => return create::run(ctx, asker).await,
        SlashCommand::Edit(schedule) => return edit::run(ctx, asker, schedule).await,
        SlashCommand::Away(typed) => return away::run(ctx, asker, typed).await,
        SlashCommand::Settings => return settings::run(ctx, asker).await,
        SlashCommand::Report(schedule, month) => return report::run(ctx, asker, (schedule, month)).await,
        SlashCommand::Digest(schedule, on) => digest::run(ctx, asker, schedule, on).await?,
        SlashCommand::Calendar(schedule) => return calendar::run(ctx, asker, schedule).await,
        SlashCommand::Link(typed) => return link::run(ctx, asker, typed).await,
        SlashCommand::Unlink(typed) => return link::run_unlink(ctx, asker, typed).await,
        SlashCommand::Help => help::run(),
    }))
}

/// The text without Slack's markup: `<#C1|payments>` is `payments`, quotes are dropped.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((inside, after)) = after.split_once('>') else { break };
        plain += before;
        plain += inside.split_once('|').map_or("", |(_, label)| label);
        rest = after;
    }
    plain += rest;
    let unescaped = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    unescaped.replace(['"', '\u{201c}', '\u{201d}', '`'], " ")
}

/// The schedule that `words` name, whole or without the small words around the name.
fn find_schedule(words: &[&str], known: &Known) -> Option<ScheduleId> {
    let called = |name: &str| {
        let key = crate::store::schedules::name_key(name);
        let fits = |(_, name): &&(ScheduleId, String)| words_of(&crate::store::schedules::name_key(name)) == key;
        known.schedules.iter().find(fits).map(|(id, _)| *id)
    };
    called(&words.join(" ")).or_else(|| called(&without_small_words(words).join(" ")))
}

/// A name with single spaces, as typed words are joined.
fn words_of(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_small_words<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let bare = words.iter().map(|word| word.trim_start_matches(['#', '@']).trim_end_matches(['?', '!', ',']));
    bare.filter(|word| !word.is_empty() && !SMALL_WORDS.contains(&word.to_lowercase().as_str())).collect()
}

/// A schedule named by `words`; none when they name nothing but small words.
fn schedule_or_none(words: &[&str], known: &Known) -> Result<Option<ScheduleId>, UserError> {
    match find_schedule(words, known) {
        Some(schedule) => Ok(Some(schedule)),
        None if without_small_words(words).is_empty() => Ok(None),
        None => Err(unknown_schedule(&without_small_words(words).join(" "), known)),
    }
}

fn unknown_schedule(typed: &str, known: &Known) -> UserError {
    let typed = cut_typed(typed);
    if known.schedules.is_empty() {
        return UserError(format!("I don't know a schedule called {}: there are no schedules yet", code(&typed)));
    }
    let names = known.schedules.iter().map(|(_, name)| name.as_str());
    UserError(match nearest(&typed, names) {
        Some(name) => format!(
            "I don't know a schedule called {}. Did you mean {}? `/oncall` lists who is on call",
            code(&typed),
            code(name)
        ),
        None => format!("I don't know a schedule called {}. `/oncall` lists who is on call", code(&typed)),
    })
}

/// What was typed is neither a command nor a schedule.
fn unknown(first: &str, words: &[&str], known: &Known) -> UserError {
    let typed = cut_typed(&words.join(" "));
    let commands = WORDS.iter().copied();
    let names = known.schedules.iter().map(|(_, name)| name.as_str());
    let guess = nearest(&cut_typed(first), commands).or_else(|| nearest(&typed, names));
    UserError(match guess {
        Some(guess) => format!(
            "I don't understand {}. Did you mean {}? `/oncall help` shows what I do",
            code(&typed),
            code(&format!("/oncall {guess}"))
        ),
        None => format!("I don't understand {}. `/oncall help` shows what I do", code(&typed)),
    })
}

/// Enough of what was typed to know it again.
fn cut_typed(typed: &str) -> String {
    const MOST: usize = 80;
    if typed.chars().count() <= MOST {
        return typed.to_owned();
    }
    typed.chars().take(MOST).chain(['…']).collect()
}

/// The candidate that looks most like what was typed, if any is like it at all.
fn nearest<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.8;
    let typed = typed.to_lowercase();
    let alike = |candidate: &str| strsim::jaro_winkler(&typed, &candidate.to_lowercase());
    candidates
        .map(|candidate| (alike(candidate), candidate))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// Everybody of the asker's workspace, for names.
async fn people(ctx: &Ctx, asker: &Asker) -> crate::usecases::Result<People> {
    Ok(People::of(&mut ctx.store.reader().await?, asker.workspace()).await?)
}

#[cfg(test)]
mod tests;
