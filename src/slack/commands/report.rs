//! `/oncall report [schedule] [month]`: hours on call, as text and as a file.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::{Asker, Known, SlashCommand, Usage, find_schedule, schedule_or_none};
use crate::slack::answer::{Answer, Attached, Promised, Whereto};
use crate::slack::messages::{STRANGER, hours_file, hours_report, no_schedules, words};
use crate::slack::mrkdwn::code;
use crate::store::schedules;
use crate::usecases::report::report;
use crate::usecases::{Ctx, Result, UserError};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall report payments march",
    answer: "hours on call: weekdays, nights, weekends, and a file; without a schedule of all yours, without a month so far",
};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads what follows `report`. A schedule's name comes before a month of the same name.
pub fn parse(rest: &[&str], known: &Known) -> std::result::Result<SlashCommand, UserError> {
    let today = known.zone.reading(known.now).date();
    let present = today.first_of_month();
    if let Some(schedule) = find_schedule(rest, known) {
        return Ok(SlashCommand::Report(Some(schedule), present));
    }
    for length in (1..=rest.len().min(2)).rev() {
        let (before, last) = rest.split_at(rest.len() - length);
        let (first, after) = rest.split_at(length);
        for (words, others) in [(last, before), (first, after)] {
            if let Some(month) = month(words, today) {
                return Ok(SlashCommand::Report(schedule_or_none(others, known)?, month));
            }
        }
    }
    if let Some(typed) = rest.iter().find(|word| looks_like_a_month(word)) {
        let typed = code(&super::cut_typed(typed));
        return Err(UserError(format!(
            "I read {typed} and there is no such month. Try `march`, `2026-03` or `last month`"
        )));
    }
    Ok(SlashCommand::Report(schedule_or_none(rest, known)?, present))
}

/// The first day of the month that `words` mean; of a month without a year the last that has begun.
fn month(words: &[&str], today: Date) -> Option<Date> {
    let words: Vec<String> = words.iter().map(|word| word.trim_end_matches([',', '?', '.']).to_lowercase()).collect();
    let present = today.first_of_month();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["this", "month"] => Some(present),
        ["last" | "previous", "month"] => present.checked_sub(1.month()).ok(),
        ["next", "month"] => present.checked_add(1.month()).ok(),
        [name, year] => first_of(year.parse().ok().filter(|year| (1970..=9998).contains(year))?, named(name)?),
        [one] => {
            if let Some((year, month)) = one.split_once('-') {
                let year = year.parse().ok().filter(|year| (1970..=9998).contains(year))?;
                return first_of(year, month.parse().ok()?);
            }
            let this_year = first_of(today.year(), named(one)?)?;
            if this_year <= today { Some(this_year) } else { first_of(today.year() - 1, named(one)?) }
        }
        _ => None,
    }
}

fn first_of(year: i16, month: i8) -> Option<Date> {
    (1..=12).contains(&month).then(|| date(year, month, 1))
}

/// `march` or `mar`.
fn named(word: &str) -> Option<i8> {
    let fits = |name: &str| {
        name == word || (word.len() == 3 && name.starts_with(word)) || (word == "sept" && name.starts_with(word))
    };
    let place = MONTHS.iter().position(|name| fits(name))?;
    i8::try_from(place + 1).ok()
}

fn looks_like_a_month(word: &str) -> bool {
    let Some((year, month)) = word.split_once(['-', '/', '.']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(year) && digits(month) && (year.len() == 4 || month.len() == 4)
}

/// Answers, and sends the file to whoever asked.
pub async fn run(ctx: &Ctx, asker: &Asker, command: (Option<crate::ids::ScheduleId>, Date)) -> Result<Answer> {
    let (schedule, month) = command;
    if schedule.is_none() && asker.actor.user().is_none() {
        return Ok(Answer::Only(words(STRANGER)));
    }
    let Some(report) = report(ctx, asker.actor, schedule, month).await? else {
        return Ok(Answer::Only(words("This schedule does not exist any more. `/oncall` lists who is on call.")));
    };
    if report.schedules.is_empty() {
        let mut db = ctx.store.reader().await?;
        return Ok(Answer::Only(match schedules::names(&mut db, asker.workspace()).await?.first() {
            None => no_schedules(),
            Some((_, name)) => words(&format!(
                "No schedule names you, and you manage none. Name one: {}.",
                code(&format!("/oncall report {name}"))
            )),
        }));
    }
    let rendered = hours_report(&report);
    Ok(match hours_file(&report) {
        Some((file, comment)) => {
            let attached = Attached { file: Promised::Made(file), comment, whereto: Whereto::Asker };
            Answer::WithFile(rendered, Box::new(attached))
        }
        None => Answer::Only(rendered),
    })
}
