//! What Rota says, as Slack shows it: from domain values to Block Kit, and the same in plain words.
//!
//! Everything here is pure. A [`Rendered`] always has a `text` that says the whole thing, because screen readers and
//! notifications read nothing else.

pub mod absence_calendars;
pub mod away;
pub mod calendar_link;
mod calendars;
mod cover_card;
mod cover_news;
pub mod cover_refusals;
pub mod cover_words;
mod handoff;
mod health;
mod help;
pub mod home;
mod hours;
mod leaver;
pub mod link_refusals;
mod links;
mod my_shifts_news;
mod on_call_now;
mod overridden;
mod override_list;
mod override_news;
pub mod override_refusals;
pub mod plan_preview;
pub mod plan_saved;
pub mod rotation_words;
mod schedule_deleted;
pub mod settings;
mod troubles;
pub mod two_weeks;
mod upcoming;

use jiff::Timestamp;
use slack_morphism::blocks::{
    SlackActionBlockElement, SlackActionsBlock, SlackBlock, SlackBlockButtonElement, SlackBlockConfirmItem,
    SlackBlockMarkDownText, SlackBlockPlainText, SlackContextBlock, SlackSectionBlock,
};

use super::control::ControlId;
use crate::schedule::Zone;
use crate::usecases::message::Message;
use crate::usecases::people::People;

pub use cover_card::who_hears;
pub use help::help;
pub use hours::{hours_file, hours_report};
pub use links::{handle, linked, some_names, unlinked};
pub use on_call_now::{Buttons, no_schedules, on_call_now};
pub use overridden::{overridden, taken_back};
pub use override_list::override_list;
pub use troubles::file_refused;
pub use upcoming::{my_shifts, next_shifts};

/// The longest text of a section (Slack's limit is 3,000).
const SECTION_LIMIT: usize = 2_900;
/// The longest `text` of a message. Slack advises 4,000.
const TEXT_LIMIT: usize = 3_900;

/// What somebody is told whom we have not read from Slack yet: we do so at once.
pub const STRANGER: &str = "I don't know you yet. I'm asking Slack who you are: try again in a moment.";

/// A message ready for Slack.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The whole message in words.
    pub text: String,
    /// The message as it is shown.
    pub blocks: Vec<SlackBlock>,
}

/// What rendering needs to know about who reads and when.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Everybody, for names and mentions.
    pub people: &'a People,
    /// The zone of fallback texts: the reader's, or the schedule's in a channel.
    pub zone: &'a Zone,
    /// The present.
    pub now: Timestamp,
}

/// A message of the outbox as Slack shows it.
pub fn render(message: &Message, people: &People, now: Timestamp) -> Rendered {
    match message {
        Message::HandoffAnnounced(handoff) => {
            let zone = Zone::named(&handoff.time_zone).unwrap_or(Zone::UTC);
            handoff::handoff(handoff, Reader { people, zone: &zone, now })
        }
        Message::HealthTold(told) => {
            let zone = Zone::named(&told.time_zone).unwrap_or(Zone::UTC);
            health::health(told, Reader { people, zone: &zone, now })
        }
        Message::WeekAhead(ahead) => {
            let zone = Zone::named(&ahead.time_zone).unwrap_or(Zone::UTC);
            health::week_ahead(ahead, Reader { people, zone: &zone, now })
        }
        Message::PutOnCall(news) => override_news::put_on_call(news, people, now),
        Message::OverrideTakenBack(news) => override_news::taken_back(news, people, now),
        Message::Cover(card) => cover_card::cover_card(card, people, now),
        Message::CoverNews(news) => cover_news::cover_news(news, people, now),
        Message::CoverReminder(reminder) => cover_news::cover_reminder(reminder, people, now),
        Message::ScheduleDeleted { schedule_name, by, group } => {
            let reader = Reader { people, zone: &Zone::UTC, now };
            schedule_deleted::schedule_deleted(schedule_name, *by, group.as_deref(), reader)
        }
        Message::ChannelRefused { schedule_name, channel, reason, .. } => {
            troubles::channel_refused(schedule_name, channel, reason)
        }
        Message::CalendarUnreadable(trouble) => calendars::unreadable(trouble),
        Message::CalendarWell(trouble) => calendars::well(trouble),
        Message::CalendarPuzzles(odd) => calendars::puzzles(odd),
        Message::GroupRefused { handle, schedules, reason } => troubles::group_refused(handle, schedules, reason),
        Message::TopicRefused { channel, schedules, reason } => troubles::topic_refused(channel, schedules, reason),
        Message::AwayNoted(news) => away::noted_for_you(news, people),
        Message::AbsencesUnreadable(trouble) => absence_calendars::unreadable(trouble, people),
        Message::AbsencesWell(trouble) => absence_calendars::well(trouble, people),
        Message::AwayConflict(news) => away::conflict(news, people),
        Message::Reminded(reminders) => my_shifts_news::reminded(reminders, people, now),
        Message::ShiftsChanged(news) => my_shifts_news::changed(news, people, now),
        Message::LeftRotations(news) => leaver::left_rotations(news, people),
        Message::LeftOutOfGroup { handle, schedule_name, user, because } => {
            troubles::left_out(handle, schedule_name, &people.name(*user), *because)
        }
    }
}

/// A message of words alone.
pub fn words(text: &str) -> Rendered {
    Rendered { text: cut(text, TEXT_LIMIT), blocks: vec![section(text)] }
}

/// The same message after the note that it may have been said before.
pub fn maybe_again(rendered: Rendered) -> Rendered {
    const NOTE: &str = "(You may have seen this before: I could not find out whether it was delivered.)";
    let mut blocks = rendered.blocks;
    blocks.push(context(NOTE));
    Rendered { text: format!("{} {NOTE}", rendered.text), blocks }
}

pub(in crate::slack) fn section(markup: &str) -> SlackBlock {
    SlackSectionBlock::new().with_text(SlackBlockMarkDownText::new(cut(markup, SECTION_LIMIT)).into()).into()
}

/// A section with a button beside it.
pub(in crate::slack) fn section_with(markup: &str, button: SlackBlockButtonElement) -> SlackBlock {
    let text = SlackBlockMarkDownText::new(cut(markup, SECTION_LIMIT));
    SlackSectionBlock::new().with_text(text.into()).with_accessory(button.into()).into()
}

pub(in crate::slack) fn context(markup: &str) -> SlackBlock {
    SlackContextBlock::new(vec![SlackBlockMarkDownText::new(cut(markup, SECTION_LIMIT)).into()]).into()
}

pub(in crate::slack) fn buttons(buttons: &[(ControlId, &str)]) -> SlackBlock {
    actions(buttons.iter().map(|(control, label)| button(*control, label)))
}

pub(in crate::slack) fn actions(buttons: impl IntoIterator<Item = SlackBlockButtonElement>) -> SlackBlock {
    SlackActionsBlock::new(buttons.into_iter().map(SlackActionBlockElement::from).collect()).into()
}

pub(in crate::slack) fn button(control: ControlId, label: &str) -> SlackBlockButtonElement {
    let label = SlackBlockPlainText::new(label.to_owned());
    SlackBlockButtonElement::new(label.into()).with_action_id(control.to_string().into())
}

/// The question Slack asks before a click counts. It knows no markup, so times in it name their zone.
pub(in crate::slack) struct Confirm<'a> {
    pub(in crate::slack) title: &'a str,
    pub(in crate::slack) text: &'a str,
    pub(in crate::slack) yes: &'a str,
}

impl Confirm<'_> {
    /// The longest text of a confirm dialog.
    const LIMIT: usize = 300;

    pub(in crate::slack) fn item(&self) -> SlackBlockConfirmItem {
        let plain = |text: &str| SlackBlockPlainText::new(text.to_owned());
        let text = plain(&cut(self.text, Self::LIMIT)).into();
        SlackBlockConfirmItem::new(plain(self.title).into(), text, plain(self.yes).into(), plain("Not now").into())
    }
}

/// At most `limit` bytes of a text, cut between words, with an ellipsis where something is left out.
fn cut(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let mut end = limit - '…'.len_utf8();
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let kept = &text[..end];
    let kept = kept.rfind([' ', '\n']).map_or(kept, |space| &kept[..space]);
    format!("{kept}…")
}
