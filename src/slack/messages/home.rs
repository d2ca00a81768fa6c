//! The App Home: on call now, my next shifts, what waits for my answer, the schedules I manage. Each list is cut where Slack
//! would take no more blocks, and says what it left out.

use jiff::Timestamp;
use slack_morphism::blocks::{SlackBlock, SlackBlockPlainText, SlackDividerBlock, SlackHeaderBlock};

use super::on_call_now::who_until_then;
use super::{Reader, button, buttons, context, cut, render, section, section_with};
use crate::ids::UserId;
use crate::schedule::handoff::Why;
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name};
use crate::usecases::home::{Home, Managed, NextShift, OnCall, Trouble};
use crate::usecases::people::People;

/// How many schedules are shown in which I am on call, and of the others.
const MOST_ON_CALL: usize = 12;
/// How many shifts.
const MOST_SHIFTS: usize = 8;
/// How many requests, each of which takes two blocks.
const MOST_WAITING: usize = 10;
/// How many schedules that I manage.
const MOST_MANAGED: usize = 15;
/// How many gaps of one schedule.
const MOST_GAPS: usize = 3;
/// How many people in one line, and how much of each name.
const MOST_NAMES: usize = 5;
const LONGEST_NAME: usize = 80;

/// The Home of `me`; of somebody we do not know yet when there is nobody.
pub fn blocks(home: &Home, me: Option<UserId>, reader: Reader<'_>) -> Vec<SlackBlock> {
    let mut blocks = Vec::new();
    if me.is_none() {
        blocks.push(section(super::STRANGER));
    } else if home.total == 0 {
        blocks.push(section("There are no schedules yet. The first takes about a minute to make."));
    } else if home.mine.is_empty() && home.shifts.is_empty() && home.managed.is_empty() && home.waiting.is_empty() {
        blocks.push(section(
            "You have no shifts ahead, you manage no schedule and nothing waits for your answer. Who is on call in the \
             others is below; `/oncall help` shows all I do.",
        ));
    }
    blocks.push(controls(home));
    on_call(home, reader, &mut blocks);
    waiting(home, reader, &mut blocks);
    shifts(home, reader, &mut blocks);
    managed(home, reader, &mut blocks);
    if home.not_looked_at > 0 {
        let (count, schedules) = counted(home.not_looked_at);
        blocks
            .push(context(&format!("You have {count} more {schedules} than fit here. `/oncall` finds each by name.")));
    }
    blocks
}

fn controls(home: &Home) -> SlackBlock {
    let mut all = Vec::new();
    if !home.shifts.is_empty() {
        all.extend([(ControlId::AskForCover(None), "Ask for cover"), (ControlId::MyCalendar, "Add to my calendar")]);
    }
    all.extend([(ControlId::CreateSchedule, "Create a schedule"), (ControlId::Settings, "Settings")]);
    buttons(&all)
}

fn title(blocks: &mut Vec<SlackBlock>, text: &str) {
    blocks.push(SlackDividerBlock::new().into());
    blocks.push(SlackHeaderBlock::new(SlackBlockPlainText::new(text.to_owned()).into()).into());
}

/// What a list left out.
fn more(blocks: &mut Vec<SlackBlock>, all: usize, shown: usize, where_to: &str) {
    if all > shown {
        blocks.push(context(&format!("And {} more. {where_to}", all - shown)));
    }
}

fn on_call(home: &Home, reader: Reader<'_>, blocks: &mut Vec<SlackBlock>) {
    for (heading, all) in [("You're on call", &home.mine), ("On call now", &home.others)] {
        if all.is_empty() {
            continue;
        }
        title(blocks, heading);
        let line = |on_call: &OnCall| {
            let schedule = bold(&cut(&on_call.schedule_name, LONGEST_NAME));
            section(&format!("{schedule} — {}", who_until_then(&on_call.watch, reader, bold, true)))
        };
        blocks.extend(all.iter().take(MOST_ON_CALL).map(line));
        more(blocks, all.len(), MOST_ON_CALL, "`/oncall now` with a schedule's name asks for one.");
    }
}

fn waiting(home: &Home, reader: Reader<'_>, blocks: &mut Vec<SlackBlock>) {
    if home.waiting.is_empty() {
        return;
    }
    title(blocks, "Waiting for your answer");
    for message in home.waiting.iter().take(MOST_WAITING) {
        blocks.extend(render(message, reader.people, reader.now).blocks);
    }
    more(blocks, home.waiting.len(), MOST_WAITING, "Each came as a direct message, too.");
}

fn shifts(home: &Home, reader: Reader<'_>, blocks: &mut Vec<SlackBlock>) {
    if home.shifts.is_empty() {
        return;
    }
    title(blocks, "Your next shifts");
    let row = |next: &NextShift| {
        let shift = &next.shift;
        let (start, end) = (shift.interval.start(), shift.interval.end());
        let when = if start <= reader.now {
            format!("now until {}", moment(end, reader.zone))
        } else {
            format!("{} to {}", moment(start, reader.zone), moment(end, reader.zone))
        };
        let why = match shift.why {
            Why::Rotation => String::new(),
            Why::Override => " (override)".to_owned(),
            Why::Swap { covers, .. } => format!(" (for {})", name(reader.people, covers)),
        };
        let asked = if next.asked { ". You asked for cover" } else { "" };
        let line = format!("{}: {when}{why}{asked}", bold(&cut(&shift.schedule_name, LONGEST_NAME)));
        if next.asked {
            return section(&line);
        }
        section_with(&line, button(ControlId::AskForCoverOf(shift.schedule, start.as_second()), "Ask for cover"))
    };
    blocks.extend(home.shifts.iter().take(MOST_SHIFTS).map(row));
    more(blocks, home.shifts.len(), MOST_SHIFTS, "*Add to my calendar* shows them all.");
}

fn managed(home: &Home, reader: Reader<'_>, blocks: &mut Vec<SlackBlock>) {
    if home.managed.is_empty() {
        return;
    }
    title(blocks, "Schedules you manage");
    let row = |managed: &Managed| {
        let line = format!("{} — {}", bold(&cut(&managed.schedule_name, LONGEST_NAME)), health(managed, reader));
        section_with(&line, button(ControlId::EditSchedule(managed.schedule), "Edit"))
    };
    blocks.extend(home.managed.iter().take(MOST_MANAGED).map(row));
    more(blocks, home.managed.len(), MOST_MANAGED, "`/oncall edit` finds each by name.");
}

/// What is wrong with a schedule in the next thirty days.
fn health(managed: &Managed, reader: Reader<'_>) -> String {
    if managed.is_well() {
        return "all is well in the next 30 days".to_owned();
    }
    let mut said = Vec::new();
    if !managed.uncovered.is_empty() {
        let gap = |(start, end): &(Timestamp, Option<Timestamp>)| match end {
            Some(end) => format!("{} to {}", moment(*start, reader.zone), moment(*end, reader.zone)),
            None => format!("from {} on", moment(*start, reader.zone)),
        };
        let mut gaps: Vec<String> = managed.uncovered.iter().take(MOST_GAPS).map(gap).collect();
        let left_out = managed.uncovered.len() - gaps.len();
        gaps.extend((left_out > 0).then(|| format!("{left_out} more times")));
        said.push(format!("nobody is on call {}", list(&gaps)));
    }
    let (known, unknown): (Vec<UserId>, Vec<UserId>) =
        managed.unable.iter().partition(|user| reader.people.get(**user).is_some());
    if !known.is_empty() {
        said.push(format!("{} can't be on call (guests, or people who left)", some_names(&known, reader.people)));
    }
    match unknown.len() {
        0 => {}
        1 => said.push("a shift names somebody nobody knows".to_owned()),
        count => said.push(format!("shifts name {count} people nobody knows")),
    }
    said.extend(managed.troubles.iter().map(|trouble| {
        match trouble {
            Trouble::Calendar => "its calendar can't be read, so the last good copy counts",
            Trouble::Puzzles => "its calendar names people nobody knows, or holds lines I can't read",
            Trouble::Group => "Slack doesn't let me change its user group",
            Trouble::Channel => "Slack takes no messages for its channel",
        }
        .to_owned()
    }));
    said.join("; ")
}

fn some_names(users: &[UserId], people: &People) -> String {
    let mut names: Vec<String> = users.iter().take(MOST_NAMES).map(|user| short_name(people, *user)).collect();
    names.extend((users.len() > MOST_NAMES).then(|| format!("{} more", users.len() - MOST_NAMES)));
    list(&names)
}

fn short_name(people: &People, user: UserId) -> String {
    escape(&cut(&people.name(user), LONGEST_NAME))
}

fn counted(count: usize) -> (usize, &'static str) {
    (count, if count == 1 { "schedule" } else { "schedules" })
}
