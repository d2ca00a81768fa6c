//! The answer to `/oncall report`: hours on call a person, in words and as a file for a spreadsheet.

use jiff::SignedDuration;

use super::{Rendered, context, cut, section};
use crate::ids::UserId;
use crate::schedule::hours::Hours;
use crate::slack::client::File;
use crate::slack::mrkdwn::{bold, escape};
use crate::usecases::report::{Report, ScheduleHours, Told};

/// How many schedules the words tell about.
const SCHEDULES: usize = 10;
/// How many people of a schedule they name when there is one, and when there are several.
const PEOPLE: [usize; 2] = [25, 10];

/// How many bytes of a name a line has room for, so that all lines fit a section.
const NAME: usize = 50;

/// The report in words.
pub fn hours_report(report: &Report) -> Rendered {
    let most = PEOPLE[usize::from(report.schedules.len() > 1)];
    let told = report.schedules.iter().take(SCHEDULES);
    let marked = |plain: bool| -> Vec<String> {
        let title = |name: &str| if plain { escape(name) } else { bold(name) };
        told.clone().map(|schedule| of_schedule(report, schedule, most, title)).collect()
    };
    let mut notes = Vec::new();
    if report.schedules.len() > SCHEDULES {
        notes.push(format!("And {} more schedules, in the file.", report.schedules.len() - SCHEDULES));
    }
    if report.schedules.iter().any(|schedule| !schedule.people.is_empty()) {
        notes.push(
            "Nights are 22:00 to 6:00 from Monday to Friday, weekends are Saturday and Sunday, by the schedule's clock. \
             I send you the file in a direct message."
                .to_owned(),
        );
    }
    let mut blocks: Vec<_> = marked(false).iter().map(|text| section(text)).collect();
    blocks.extend(notes.iter().map(|note| context(note)));
    let text = [marked(true), notes].concat().join("\n");
    Rendered { text: cut(&text, super::TEXT_LIMIT), blocks }
}

fn of_schedule(report: &Report, hours: &ScheduleHours, most: usize, title: impl Fn(&str) -> String) -> String {
    let schedule = title(&hours.schedule.name);
    let month = month(report);
    if hours.people.is_empty() {
        return match report.told {
            Told::Planned => format!("{schedule}: nobody is planned to be on call in {month}."),
            Told::SoFar | Told::Whole => format!("{schedule}: nobody was on call in {month}."),
        };
    }
    let when = match report.told {
        Told::Whole => month,
        Told::SoFar => format!("{month} so far"),
        Told::Planned => format!("{month} as planned"),
    };
    let line = |(user, hours): &(UserId, Hours)| {
        let parts = [("weekdays", hours.weekday), ("nights", hours.night), ("weekends", hours.weekend)];
        let parts = parts.iter().filter(|(_, time)| !time.is_zero());
        let parts: Vec<_> = parts.map(|(what, time)| format!("{what} {}", decimal(*time))).collect();
        format!(
            "• {}: {} h ({})",
            escape(&cut(&report.people.name(*user), NAME)),
            decimal(hours.total()),
            parts.join(", ")
        )
    };
    let mut lines: Vec<String> = hours.people.iter().take(most).map(line).collect();
    if hours.people.len() > most {
        lines.push(format!("and {} more, in the file", hours.people.len() - most));
    }
    format!("{schedule}, hours in {when}:\n{}", lines.join("\n"))
}

fn month(report: &Report) -> String {
    report.month.strftime("%B %Y").to_string()
}

/// Hours as people write them: `168` or `0.5`.
fn decimal(time: SignedDuration) -> String {
    let hundredths = (time.as_secs() * 100 + 1_800) / 3_600;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The report as a file, with everybody in it, and what is said beside it; `None` when nobody was on call.
///
/// # Panics
/// Never: memory takes what is written.
pub fn hours_file(report: &Report) -> Option<(File, String)> {
    report.schedules.iter().find(|schedule| !schedule.people.is_empty())?;
    // The mark that lets spreadsheets read names of any script.
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let head =
        ["schedule", "month", "person", "username", "weekday_hours", "night_hours", "weekend_hours", "total_hours"];
    table.write_record(head).expect("memory takes what is written");
    let month = report.month.strftime("%Y-%m").to_string();
    for hours in &report.schedules {
        for (user, time) in &hours.people {
            let numbers = [time.weekday, time.night, time.weekend, time.total()].map(decimal);
            let username = report.people.get(*user).map_or("", |person| &person.username);
            let texts = [&hours.schedule.name, &month, &report.people.name(*user), username].map(harmless);
            table.write_record(texts.iter().chain(&numbers)).expect("memory takes what is written");
        }
    }
    let bytes = table.into_inner().expect("memory takes what is written");
    let of = match report.schedules.as_slice() {
        [only] => escape(&only.schedule.name),
        several => format!("{} schedules", several.len()),
    };
    let what = match report.told {
        Told::Whole => "",
        Told::SoFar => " so far",
        Told::Planned => " as planned",
    };
    let comment = format!("Hours on call in {}{what}: {of}.", self::month(report));
    let name = format!("on-call-hours-{month}.csv");
    Some((File { name, content_type: "text/csv; charset=utf-8", bytes, alt: None }, comment))
}

/// Text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let formula =
        text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']) || text.starts_with(['\t', '\r', '\n']);
    if formula { format!("'{text}") } else { text.to_owned() }
}
