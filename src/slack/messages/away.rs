//! What is said of time off: to who is away, and to who manages their schedules.

use jiff::Timestamp;
use jiff::civil::Time;
use slack_morphism::blocks::SlackBlock;

use super::{Confirm, Reader, Rendered, absence_calendars, button, buttons, context, cut, section, section_with};
use crate::ids::{ScheduleId, UserId};
use crate::schedule::{Interval, Zone};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name};
use crate::store::absence_feeds::AbsenceFeed;
use crate::store::absences::Absence;
use crate::usecases::away::{Away, Conflict, Refusal};
use crate::usecases::message::Barrier;
use crate::usecases::people::People;
use crate::usecases::people_news::{AwayNews, ConflictNews};

/// A shift from when to when.
type Shift = (Timestamp, Timestamp);

/// What whoever is away and on call is told about that.
pub(super) const COVER: &str =
    "Whoever manages it knows. You stay on call until somebody covers: `/oncall swap` asks for that.";

/// How many shifts one message names; the rest are counted.
const MOST_SHIFTS: usize = 5;
/// How many schedules one answer names.
const MOST_SCHEDULES: usize = 8;
/// How many absences are listed.
const MOST_ABSENCES: usize = 15;

/// The answer to `/oncall away fri to mon`. `zone` is that of who is away.
pub fn noted(away: &Away, zone: &Zone, asker: Option<UserId>, reader: Reader<'_>) -> Rendered {
    let mine = asker == Some(away.user);
    let named = name(reader.people, away.user);
    let who = if mine { "You're away".to_owned() } else { format!("{named} is away") };
    let joined = if away.joined { " (joined with what was noted before)" } else { "" };
    let said = |bold: fn(&str) -> String| {
        let mut lines = vec![format!("{who} {}{joined}.", days(away.interval, zone))];
        let on_call = if mine { "You're on call" } else { "They are on call" };
        let when = |shifts: &[Shift]| in_time_off(shifts, (away.interval.start(), away.interval.end()), reader.zone);
        lines.extend(conflicting(&away.conflicts, on_call, when, bold));
        if !away.conflicts.is_empty() {
            lines.push(if mine {
                COVER.to_owned()
            } else {
                format!("{named} and whoever manages it know. They stay on call until somebody covers.")
            });
        }
        lines.join("\n")
    };
    let mut blocks = vec![section(&said(bold))];
    if mine {
        blocks.extend(asking_for(&away.conflicts, reader.zone));
    }
    Rendered { text: cut(&said(escape), super::TEXT_LIMIT), blocks }
}

/// A line for each of the first schedules in which somebody is on call while they are away.
pub(super) fn conflicting(
    conflicts: &[Conflict],
    on_call: &str,
    when: impl Fn(&[Shift]) -> String,
    bold: fn(&str) -> String,
) -> Vec<String> {
    let shown = &conflicts[..conflicts.len().min(MOST_SCHEDULES)];
    let line = |conflict: &Conflict| {
        let shifts: Vec<Shift> = conflict.shifts.iter().map(|shift| (shift.start(), shift.end())).collect();
        format!("• {on_call} for {} {}", bold(&conflict.schedule.name), when(&shifts))
    };
    let more = conflicts.len() - shown.len();
    let more = (more > 0).then(|| format!("• and in {more} more schedules"));
    shown.iter().map(line).chain(more).collect()
}

/// What whoever is away can do about the shifts in it, beside hearing of them.
pub(super) fn asking_for(conflicts: &[Conflict], zone: &Zone) -> Vec<SlackBlock> {
    let of = |conflict: &'_ Conflict| -> Vec<_> {
        let (schedule, name) = (conflict.schedule.id, conflict.schedule.name.clone());
        conflict.shifts.iter().map(|shift| (schedule, name.clone(), (shift.start(), shift.end()))).collect()
    };
    asking(&conflicts.iter().flat_map(of).collect::<Vec<_>>(), zone)
}

/// One click from asking for cover: a button when it is one shift, else one beside each of the first few.
fn asking(shifts: &[(ScheduleId, String, (Timestamp, Timestamp))], zone: &Zone) -> Vec<SlackBlock> {
    let ask = |(schedule, _, (start, _)): &(ScheduleId, String, (Timestamp, Timestamp))| {
        ControlId::AskForCoverOf(*schedule, start.as_second())
    };
    match shifts {
        [] => Vec::new(),
        [only] => vec![buttons(&[(ask(only), "Ask for cover"), (ControlId::MyShifts, "My shifts")])],
        several => {
            let row = |shift: &(ScheduleId, String, (Timestamp, Timestamp))| {
                let line = format!("{}: {}", bold(&shift.1), through(&shift.2, zone));
                section_with(&line, button(ask(shift), "Ask for cover"))
            };
            let all = buttons(&[(ControlId::MyShifts, "My shifts")]);
            several.iter().take(MOST_SHIFTS).map(row).chain([all]).collect()
        }
    }
}

/// What is noted of one person, after `first` when something was just done about it.
pub fn absence_list(
    first: Option<&str>,
    user: UserId,
    mine: bool,
    absences: &[Absence],
    calendars: &[AbsenceFeed],
    zone: &Zone,
    reader: Reader<'_>,
) -> Rendered {
    let who = name(reader.people, user);
    let title = match (absences.is_empty(), mine) {
        (true, true) if !calendars.is_empty() => "You have no time off ahead.".to_owned(),
        (true, true) => "You have no time off noted. `/oncall away fri to mon` notes some.".to_owned(),
        (true, false) => format!("{who} has no time off noted."),
        (false, true) => "You're away:".to_owned(),
        (false, false) => format!("{who} is away:"),
    };
    let title = first.map_or(title.clone(), |first| format!("{first} {title}"));
    let listed = &absences[..absences.len().min(MOST_ABSENCES)];
    let more = absences.len() - listed.len();
    let more = (more > 0).then(|| format!("And {more} more, later."));
    let line = |absence: &Absence| {
        let by = absence.set_by.map(|by| format!(" (noted by {})", name(reader.people, by))).unwrap_or_default();
        let calendar = absence.feed.and_then(|id| calendars.iter().find(|calendar| calendar.id == id));
        let from =
            calendar.map(|calendar| format!(" (from {})", absence_calendars::called(calendar))).unwrap_or_default();
        format!("• {}{by}{from}", days(absence.interval, zone))
    };
    let row = |absence: &Absence| -> SlackBlock {
        let ends = format!(
            "{} on call as planned, {}.",
            if mine { "You are" } else { "They are" },
            plain_days(absence.interval, zone)
        );
        let confirm = Confirm { title: "Remove this time off?", text: &ends, yes: "Remove" };
        if absence.feed.is_some() {
            return section(&line(absence));
        }
        let button = button(ControlId::RemoveAbsence(absence.id), "Remove").with_confirm(confirm.item());
        section_with(&line(absence), button)
    };
    let mut blocks = vec![section(&title)];
    blocks.extend(listed.iter().map(row));
    blocks.extend(more.as_deref().map(context));
    // Whose calendars they are sees them; to others they are where absences come from.
    let calendars = if mine { calendars } else { &[] };
    blocks.extend(calendars.iter().map(|calendar| absence_calendars::row(calendar, zone)));
    let followed = calendars.iter().map(|calendar| absence_calendars::line(calendar, zone));
    let text: Vec<String> = [title].into_iter().chain(listed.iter().map(line)).chain(more).chain(followed).collect();
    Rendered { text: cut(&text.join("\n"), super::TEXT_LIMIT), blocks }
}

/// To who is away, when somebody else noted it.
pub fn noted_for_you(news: &AwayNews, people: &People) -> Rendered {
    let zone = people.zone_of(news.to).unwrap_or(Zone::UTC);
    let when = Interval::new(news.start, news.end).map(|interval| days(interval, &zone)).unwrap_or_default();
    super::words(&format!(
        "{} noted that you're away {when}. If that is wrong, `/oncall away` lists it, to be removed.",
        name(people, news.by)
    ))
}

/// To who is away and to who manages the schedule: somebody is on call while they are away.
pub fn conflict(news: &ConflictNews, people: &People) -> Rendered {
    let theirs = people.zone_of(news.user).or_else(|| Zone::named(&news.time_zone).ok()).unwrap_or(Zone::UTC);
    let away = Interval::new(news.away.0, news.away.1).map(|interval| days(interval, &theirs)).unwrap_or_default();
    let shifts = in_time_off(&news.shifts, news.away, &theirs);
    let said = |schedule: String| {
        if news.to_them {
            return format!(
                "You're away {away} and on call for {schedule} {shifts}. You stay on call until somebody covers: \
                 `/oncall swap` asks for that."
            );
        }
        let who = name(people, news.user);
        format!(
            "{who} is away {away} and on call for {schedule} {shifts}. They stay on call until somebody covers; \
             `/oncall override @somebody` puts somebody else there."
        )
    };
    let mut blocks = vec![section(&said(bold(&news.schedule_name)))];
    if news.to_them {
        let shift = |shift: &(Timestamp, Timestamp)| (news.schedule, news.schedule_name.clone(), *shift);
        blocks.extend(asking(&news.shifts.iter().map(shift).collect::<Vec<_>>(), &theirs));
    } else {
        blocks.push(buttons(&[(ControlId::NextShifts(news.schedule), "Next shifts")]));
    }
    Rendered { text: cut(&said(escape(&news.schedule_name)), super::TEXT_LIMIT), blocks }
}

/// Why nothing was noted.
pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Stranger | Refusal::Store(_) => super::STRANGER.to_owned(),
        Refusal::Unknown => "I don't know them yet. I'm asking Slack who they are: try again in a moment.".to_owned(),
        Refusal::Barred(who, because) => {
            let why = match because {
                Barrier::Guest => "is a guest",
                Barrier::Bot => "is a bot",
                Barrier::Deactivated => "has left this workspace",
                Barrier::NotInSlack => "isn't known in this Slack workspace",
            };
            format!("{} {why} and so is never on call. Nothing was noted.", escape(who))
        }
        Refusal::MayNot(who) => {
            let who = escape(who);
            format!(
                "Only {who}, an admin, or whoever manages a schedule {who} is in can say when {who} is away. Nothing changed."
            )
        }
        Refusal::NotTheirs(who) => {
            let who = escape(who);
            format!(
                "Only {who} can have a calendar of {who}'s absences followed, since its address is a secret. \
                 `/oncall away @somebody fri to mon` notes time off for others. Nothing changed."
            )
        }
        Refusal::TooMany(count) => {
            format!(
                "I follow {count} calendars of yours already. `/oncall away` lists them, each with *Stop following*."
            )
        }
        Refusal::Unreadable(trouble) => {
            format!("I can't follow that calendar: {}. Nothing was noted.", escape(&trouble.to_string()))
        }
        Refusal::Gone => "That time off was removed already. `/oncall away` lists what is noted.".to_owned(),
    }
}

/// Which shifts lie in time off.
pub(super) fn in_time_off(shifts: &[(Timestamp, Timestamp)], away: (Timestamp, Timestamp), zone: &Zone) -> String {
    if shifts.iter().any(|(start, end)| *start <= away.0 && *end >= away.1) {
        return "all that time".to_owned();
    }
    format!("then: {}", shifts_named(shifts, zone))
}

/// The first few shifts, and how many more.
pub(super) fn shifts_named(shifts: &[(Timestamp, Timestamp)], zone: &Zone) -> String {
    let mut named: Vec<String> = shifts.iter().take(MOST_SHIFTS).map(|shift| owned(shift, zone)).collect();
    if shifts.len() > MOST_SHIFTS {
        named.push(format!("{} more", shifts.len() - MOST_SHIFTS));
    }
    list(&named)
}

/// A shift as something somebody has.
pub(super) fn owned(shift: &(Timestamp, Timestamp), zone: &Zone) -> String {
    let through = through(shift, zone);
    if shift.1 == Timestamp::MAX { format!("the time {through}") } else { through }
}

/// From when to when; one without an end that could be told begins.
pub(super) fn through((start, end): &(Timestamp, Timestamp), zone: &Zone) -> String {
    if *end == Timestamp::MAX {
        return format!("from {} on", moment(*start, zone));
    }
    format!("{} to {}", moment(*start, zone), moment(*end, zone))
}

/// Whole days as days of who is away, which are the same whoever reads; anything else as moments.
pub(super) fn days(interval: Interval, zone: &Zone) -> String {
    whole_days(interval, zone)
        .unwrap_or_else(|| format!("from {} until {}", moment(interval.start(), zone), moment(interval.end(), zone)))
}

fn plain_days(interval: Interval, zone: &Zone) -> String {
    use crate::slack::mrkdwn::plain_moment;
    whole_days(interval, zone).unwrap_or_else(|| {
        format!("from {} until {}", plain_moment(interval.start(), zone), plain_moment(interval.end(), zone))
    })
}

/// "on Fri 6 Mar", "Fri 6 Mar to Mon 9 Mar"; nothing when it does not begin and end with a day.
fn whole_days(interval: Interval, zone: &Zone) -> Option<String> {
    let (start, end) = (zone.reading(interval.start()), zone.reading(interval.end()));
    if start.time() != Time::midnight() || end.time() != Time::midnight() {
        return None;
    }
    let last = end.date().yesterday().ok()?;
    let shown = |date: jiff::civil::Date| date.strftime("%a %-d %b").to_string();
    Some(if last == start.date() {
        format!("on {}", shown(last))
    } else {
        format!("{} to {}", shown(start.date()), shown(last))
    })
}
