//! The answer to saving a schedule: what was done, where it is announced, and where to go from there. And why nothing was.

use super::plan_preview::{Of, first_weeks, people};
use super::{Reader, Rendered, buttons, cut, section};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, code, escape, moment};
use crate::usecases::rotation_plan::{Refusal, Saved};

/// "Saved. payments is …" with *Who is on call* and *Edit again*. `group`: the handle of the group it keeps.
pub fn plan_saved(of: Of<'_>, saved: &Saved, group: Option<&str>, reader: Reader<'_>) -> Rendered {
    let record = &saved.schedule.record;
    let name = bold(&record.name);
    let done = if of.new {
        format!("{name} is made.")
    } else if saved.preview.comparison.is_empty() {
        format!("{name} is saved.")
    } else if saved.preview.effective <= reader.now {
        format!("{name} is saved and holds from now on.")
    } else {
        format!(
            "{name} is saved and holds from {} on; until then nothing changes.",
            moment(saved.preview.effective, reader.zone)
        )
    };
    let announced = match &record.channel {
        Some(channel) => format!("Handoffs are announced in <#{channel}>."),
        None => "Handoffs are announced in no channel.".to_owned(),
    };
    let group = group.map(|handle| format!(" {} holds whoever is on call.", code(&format!("@{handle}"))));
    let said = format!("{done} {announced}{}", group.unwrap_or_default());
    let more = if of.new {
        first_weeks(&saved.preview.first_weeks, reader)
    } else {
        people(of, &saved.preview.comparison, reader)
    };
    let links = buttons(&[
        (ControlId::WhoIsOnCall(record.id), "Who is on call"),
        (ControlId::EditSchedule(record.id), "Edit again"),
    ]);
    Rendered {
        text: cut(&format!("{said} {more}"), super::TEXT_LIMIT),
        blocks: vec![section(&said), section(&more), links],
    }
}

/// Why a plan was not read, previewed or saved, in a sentence. `None` when it is our fault.
pub fn plan_refused(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::Gone => "This schedule is gone. `/oncall` lists what there is.".to_owned(),
        Refusal::NotAMember => format!("{refusal}."),
        Refusal::MayNot(schedule, managers) => {
            let mut managers: Vec<&String> = managers.iter().collect();
            managers.sort();
            let mut who: Vec<_> = managers.iter().take(5).map(|name| escape(name)).collect();
            who.push("an admin of this workspace".to_owned());
            let who = match who.as_slice() {
                [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
                only => only.concat(),
            };
            format!("Only those who manage {} can change it: ask {who}.", bold(schedule))
        }
        Refusal::ChangedSince(schedule) => format!(
            "Somebody has changed {} since you opened it, so nothing was saved: open it again and repeat your change.",
            bold(schedule)
        ),
        Refusal::Fields(problems) => {
            let all: Vec<_> = problems.iter().take(5).map(|problem| format!("{}.", problem.says)).collect();
            all.join(" ")
        }
        Refusal::Store(_) => return None,
    })
}
