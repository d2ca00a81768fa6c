//! The answer to `/oncall overrides`: those that hold now or later, each with *Remove* for who may.

use slack_morphism::blocks::{SlackBlock, SlackBlockMarkDownText, SlackSectionBlock};

use super::{Confirm, Reader, Rendered, button, context, cut, section};
use crate::slack::control::ControlId;
use crate::slack::mrkdwn::{bold, escape, list, moment, name, plain_moment};
use crate::usecases::coming_overrides::{Coming, ComingOverride};

/// How many are listed; the rest are counted.
const MOST_AT_ONCE: usize = 15;
/// The longest line: many people on call together are cut.
const LINE: usize = 900;

/// The overrides of one schedule, after `first` when something was just done about them.
pub fn override_list(first: Option<&str>, coming: &Coming, reader: Reader<'_>) -> Rendered {
    let title = |schedule: String| match coming.overrides.len() {
        0 => format!("{schedule} has no overrides now or later. `/oncall override` makes one."),
        1 => format!("{schedule} has one override:"),
        count => format!("{schedule} has {count} overrides:"),
    };
    let listed = &coming.overrides[..coming.overrides.len().min(MOST_AT_ONCE)];
    let more = coming.overrides.len() - listed.len();
    let more = (more > 0).then(|| format!("And {more} more, later."));
    let first = first.map(str::to_owned);
    let mut blocks: Vec<SlackBlock> = first.as_deref().map(section).into_iter().collect();
    blocks.push(section(&title(bold(&coming.schedule.name))));
    blocks.extend(listed.iter().map(|one| row(one, reader)));
    blocks.extend(more.as_deref().map(context));
    let mut text: Vec<String> = first.into_iter().collect();
    text.push(title(escape(&coming.schedule.name)));
    text.extend(listed.iter().map(|one| line(one, reader)));
    text.extend(more);
    Rendered { text: cut(&text.join("\n"), super::TEXT_LIMIT), blocks }
}

fn row(one: &ComingOverride, reader: Reader<'_>) -> SlackBlock {
    let text = SlackBlockMarkDownText::new(cut(&line(one, reader), LINE));
    let section = SlackSectionBlock::new().with_text(text.into());
    if !one.removable {
        return section.into();
    }
    let people: Vec<_> = one.users.iter().map(|user| reader.people.name(*user)).collect();
    let until = plain_moment(one.span.end(), reader.zone);
    let ends = if one.span.start() <= reader.now {
        format!("{} goes off call now, not only {until}.", list(&people))
    } else {
        let start = plain_moment(one.span.start(), reader.zone);
        format!("{} won't be on call by it from {start} until {until}.", list(&people))
    };
    let confirm = Confirm { title: "Remove this override?", text: &ends, yes: "Remove" };
    let button = button(ControlId::RemoveOverride(one.id), "Remove").with_confirm(confirm.item());
    section.with_accessory(button.into()).into()
}

/// "• now until Monday: Bob (by Eve: "dentist")".
fn line(one: &ComingOverride, reader: Reader<'_>) -> String {
    let people: Vec<_> = one.users.iter().map(|user| name(reader.people, *user)).collect();
    let until = moment(one.span.end(), reader.zone);
    let through = if one.span.start() <= reader.now {
        format!("now until {until}")
    } else {
        format!("{} to {until}", moment(one.span.start(), reader.zone))
    };
    let reason = one.reason.as_deref().map(|reason| format!("\"{}\"", escape(reason)));
    let why = match (one.by.map(|by| format!("by {}", name(reader.people, by))), reason) {
        (Some(by), Some(reason)) => format!(" ({by}: {reason})"),
        (Some(note), None) | (None, Some(note)) => format!(" ({note})"),
        (None, None) => String::new(),
    };
    format!("• {through}: {}{why}", list(&people))
}
