//! What saving a plan would do, and what it did: who gains and who loses, gaps, time off, the first weeks, the user group.

use jiff::SignedDuration;
use slack_morphism::blocks::SlackBlock;

use super::rotation_words::short_name;
use super::{Reader, context, section};
use crate::schedule::Interval;
use crate::schedule::compare::{Comparison, PersonChange};
use crate::schedule::stretch::Stretch;
use crate::slack::mrkdwn::{bold, code, escape, list, moment};
use crate::usecases::rotation_plan::{Preview, TakesEffect};

/// The most people, gaps and conflicts that are named each; of further ones it is said how many there are.
const MOST_PEOPLE: usize = 20;
const MOST_SPANS: usize = 5;
/// The most shifts of the first weeks that are listed.
const MOST_STRETCHES: usize = 8;

/// The most bytes of a list; a section holds three thousand characters.
const MOST_BYTES: usize = 2_400;

/// The first of `parts`, `most` at most and no longer than `bytes` together, and how many are left out. One is always kept.
pub(super) fn as_many_as_fit(parts: impl Iterator<Item = String>, most: usize, bytes: usize) -> (Vec<String>, usize) {
    let mut kept: Vec<String> = Vec::new();
    let (mut length, mut left_out) = (0, 0);
    for part in parts {
        length += part.len();
        if left_out > 0 || kept.len() == most || (length > bytes && !kept.is_empty()) {
            left_out += 1;
        } else {
            kept.push(part);
        }
    }
    (kept, left_out)
}

/// What the preview is of.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// The schedule's name.
    pub name: &'a str,
    /// Whether there was none before.
    pub new: bool,
    /// When it was asked to take effect.
    pub takes_effect: TakesEffect,
    /// Whether its rotations are made elsewhere: then nobody needs to be told of each that it stays.
    pub elsewhere: bool,
}

/// A user group that a schedule is about to keep for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takeover {
    /// Its handle, without `@`.
    pub handle: String,
    /// Who is in it, by name; `None` when Slack did not tell.
    pub members: Option<Vec<String>>,
    /// The other schedules that keep it.
    pub others: Vec<String>,
}

/// The preview.
pub fn plan_preview(of: Of<'_>, preview: &Preview, takeover: Option<&Takeover>, reader: Reader<'_>) -> Vec<SlackBlock> {
    let mut blocks = vec![section(&title(of, preview, reader))];
    blocks.push(section(&people(of, &preview.comparison, reader)));
    let trouble = trouble(of, &preview.comparison, reader);
    blocks.extend((!trouble.is_empty()).then(|| section(&trouble.join("\n"))));
    blocks.push(section(&first_weeks(&preview.first_weeks, reader)));
    blocks.extend(takeover.map(|takeover| section(&taken_over(takeover, preview, reader))));
    let kept = preview
        .kept
        .iter()
        .take(MOST_SPANS)
        .map(|kept| context(&format!("{} stays as it is: it {}.", bold(&kept.name), escape(kept.because))));
    blocks.extend(kept.filter(|_| !of.elsewhere));
    blocks
}

fn title(of: Of<'_>, preview: &Preview, reader: Reader<'_>) -> String {
    let name = bold(of.name);
    if of.new {
        return format!("Preview of {name}, which is new. Nothing is saved yet.");
    }
    if preview.comparison.is_empty() {
        return format!("Preview of {name} — its settings change at once; the past stays as it was.");
    }
    let now = preview.effective <= reader.now;
    let at = moment(preview.effective, reader.zone);
    let starts = match of.takes_effect {
        TakesEffect::NextHandoff if !now => format!("{at}, the next handoff"),
        _ if now => "now".to_owned(),
        _ => at,
    };
    format!("Preview of {name} — starts {starts}; the past stays as it was.")
}

/// "Alice 3 → 2 shifts (−168 h, one weekend fewer) · Dev joins with 1".
pub fn people(of: Of<'_>, comparison: &Comparison, reader: Reader<'_>) -> String {
    if of.new && comparison.is_empty() {
        return "Nobody takes turns in it yet.".to_owned();
    }
    if comparison.is_empty() {
        return "Nobody's shifts change in the next 60 days.".to_owned();
    }
    let mut changes: Vec<&PersonChange> = comparison.people.iter().collect();
    changes.sort_by_key(|change| (std::cmp::Reverse(difference(change).abs()), reader.people.name(change.user)));
    let each = changes.iter().map(|change| person(of, change, reader));
    let (mut said, more) = as_many_as_fit(each, MOST_PEOPLE, MOST_BYTES);
    said.extend((more > 0).then(|| format!("and {more} more")));
    format!("In the next 60 days: {}", said.join(" · "))
}

fn difference(change: &PersonChange) -> SignedDuration {
    change.time.after.saturating_sub(change.time.before)
}

fn person(of: Of<'_>, change: &PersonChange, reader: Reader<'_>) -> String {
    let name = short_name(reader.people, change.user);
    let (before, after) = (change.shifts.before, change.shifts.after);
    let count = |shifts: usize| if shifts == 1 { "1 shift".to_owned() } else { format!("{shifts} shifts") };
    if of.new {
        return format!("{name} {} ({})", count(after), hours(change.time.after));
    }
    if change.joins() {
        return format!("{name} joins with {} ({})", after, hours(change.time.after));
    }
    if change.leaves() {
        return format!("{name} has none of {before} any more (−{})", hours(change.time.before));
    }
    let shifts = if before == after { count(after) } else { format!("{before} → {}", count(after)) };
    let difference = difference(change);
    let mut facts = Vec::new();
    if difference.is_zero() {
        facts.push("at other times".to_owned());
    } else {
        let sign = if difference.is_negative() { '−' } else { '+' };
        facts.push(format!("{sign}{}", hours(difference.abs())));
    }
    facts.extend(weekends(change.weekends.before, change.weekends.after));
    format!("{name} {shifts} ({})", facts.join(", "))
}

fn weekends(before: usize, after: usize) -> Option<String> {
    let count = |count: usize| match count {
        1 => "one weekend".to_owned(),
        count => format!("{count} weekends"),
    };
    match after.cmp(&before) {
        std::cmp::Ordering::Less => Some(format!("{} fewer", count(before - after))),
        std::cmp::Ordering::Greater => Some(format!("{} more", count(after - before))),
        std::cmp::Ordering::Equal => None,
    }
}

/// "168 h", "7 h 30 min".
fn hours(time: SignedDuration) -> String {
    match (time.as_hours(), time.as_mins() % 60) {
        (hours, 0) => format!("{hours} h"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn trouble(of: Of<'_>, comparison: &Comparison, reader: Reader<'_>) -> Vec<String> {
    let spans = |spans: &[Interval], one: &str, several: &str| {
        let mut said: Vec<String> = spans.iter().take(MOST_SPANS).map(|span| span_of(*span, reader)).collect();
        said.extend((spans.len() > MOST_SPANS).then(|| format!("{} more", spans.len() - MOST_SPANS)));
        let begin = if spans.len() == 1 { one.to_owned() } else { format!("{several} {} gaps", spans.len()) };
        (!spans.is_empty()).then(|| format!("{begin}: {}.", list(&said)))
    };
    let mut trouble = Vec::new();
    trouble.extend(spans(&comparison.opened, "Opens a gap", "Opens"));
    trouble.extend(spans(&comparison.closed, "Closes a gap", "Closes").filter(|_| !of.new));
    for conflict in comparison.conflicts.iter().take(MOST_SPANS) {
        let name = short_name(reader.people, conflict.user);
        trouble.push(format!("{name} is away {}, and on call then.", span_of(conflict.interval, reader)));
    }
    let more = comparison.conflicts.len().saturating_sub(MOST_SPANS);
    trouble.extend((more > 0).then(|| format!("And {more} more shifts in somebody's time off.")));
    trouble
}

fn span_of(span: Interval, reader: Reader<'_>) -> String {
    format!("{} to {}", moment(span.start(), reader.zone), moment(span.end(), reader.zone))
}

/// Who is on call from then on, a line a shift.
pub fn first_weeks(stretches: &[Stretch], reader: Reader<'_>) -> String {
    if stretches.iter().all(|stretch| stretch.people.is_empty()) {
        return "Nobody is on call in the first four weeks.".to_owned();
    }
    let line = |stretch: &Stretch| {
        let start = moment(stretch.start, reader.zone);
        let through = match stretch.end {
            Some(end) => format!("{start} to {}", moment(end, reader.zone)),
            None => format!("from {start} on"),
        };
        format!("• {through}: {}", on_call(stretch, reader))
    };
    let (mut lines, more) = as_many_as_fit(stretches.iter().map(line), MOST_STRETCHES, MOST_BYTES);
    lines.extend((more > 0).then(|| format!("• and {more} more in the first four weeks")));
    format!("The first weeks:\n{}", lines.join("\n"))
}

fn on_call(stretch: &Stretch, reader: Reader<'_>) -> String {
    let mut names: Vec<String> =
        stretch.people.iter().take(5).map(|person| short_name(reader.people, person.user)).collect();
    names.extend((stretch.people.len() > 5).then(|| format!("{} more", stretch.people.len() - 5)));
    if names.is_empty() { "nobody".to_owned() } else { list(&names) }
}

/// "@payments-oncall holds Zoe and Yan now. From ⟨…⟩ on it holds whoever is on call, first Alice."
fn taken_over(takeover: &Takeover, preview: &Preview, reader: Reader<'_>) -> String {
    let handle = code(&format!("@{}", takeover.handle));
    let holds = match &takeover.members {
        None => format!("I couldn't read who is in {handle} now."),
        Some(members) if members.is_empty() => format!("{handle} holds nobody now."),
        Some(members) => {
            let each = members.iter().map(|name| escape(name));
            let (mut names, more) = as_many_as_fit(each, 10, MOST_BYTES / 2);
            names.extend((more > 0).then(|| format!("{more} more")));
            format!("{handle} holds {} now.", list(&names))
        }
    };
    let first = preview.first_weeks.first().filter(|stretch| !stretch.people.is_empty());
    let first = first.map(|stretch| format!(", at first {}", on_call(stretch, reader))).unwrap_or_default();
    let also = match takeover.others.as_slice() {
        [] => String::new(),
        others => {
            let names: Vec<_> = others.iter().take(5).map(|name| bold(name)).collect();
            format!(", together with whoever is on call for {}", list(&names))
        }
    };
    let others = if takeover.others.is_empty() { " Everybody else is taken out." } else { "" };
    format!("{holds} After *Save* it holds whoever is on call{first}{also}.{others}")
}
