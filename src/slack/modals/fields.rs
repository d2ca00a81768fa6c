//! The fields of modals: drawing them, and reading what they hold. A field's block and action have the same name.

use jiff::Timestamp;
use serde_json::Value;
use slack_morphism::SlackDateTime;
use slack_morphism::blocks::{
    SlackBlock, SlackBlockChoiceItem, SlackBlockDateTimePickerElement, SlackBlockExternalSelectElement,
    SlackBlockMarkDownText, SlackBlockPlainText, SlackBlockPlainTextInputElement, SlackBlockPlainTextOnly,
    SlackBlockRadioButtonsElement, SlackBlockStaticSelectElement, SlackBlockText, SlackBlockUsersSelectElement,
    SlackInputBlock, SlackInputBlockElement, SlackSectionBlock,
};

use crate::ids::ScheduleId;
use crate::schedule::Zone;

/// The most options a menu may hold; more are looked up while somebody types.
pub const MOST_OPTIONS: usize = 100;
/// The longest text of an option.
const OPTION: usize = 75;

/// What was filled in, and when and where it is read.
#[derive(Debug, Clone)]
pub struct Values {
    /// `state.values`, by block and action.
    pub fields: Value,
    /// What the modal remembers.
    pub metadata: String,
    /// The present.
    pub now: Timestamp,
    /// The zone of who filled it in.
    pub zone: Zone,
}

impl Values {
    fn of(&self, name: &str) -> &Value {
        &self.fields[name][name]
    }

    /// What was typed; nothing but spaces is nothing.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = self.of(name)["value"].as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The Slack id of who was chosen.
    pub fn user(&self, name: &str) -> Option<String> {
        self.of(name)["selected_user"].as_str().map(str::to_owned)
    }

    /// The value of the option that was chosen.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.of(name)["selected_option"]["value"].as_str()
    }

    /// The moment that was picked.
    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        Timestamp::from_second(self.of(name)["selected_date_time"].as_i64()?).ok()
    }
}

/// Plain text, as Slack takes it.
pub fn plain(text: &str) -> SlackBlockPlainTextOnly {
    SlackBlockPlainText::new(text.to_owned()).into()
}

/// How a field is introduced.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    /// Its block and action.
    pub name: &'static str,
    /// What it asks for.
    pub label: &'a str,
    /// What helps to answer.
    pub hint: Option<&'a str>,
    /// Whether it must be filled in.
    pub needed: bool,
}

impl Field<'_> {
    fn around(self, element: SlackInputBlockElement) -> SlackBlock {
        SlackInputBlock::new(plain(self.label), element)
            .with_block_id(self.name.to_owned().into())
            .opt_hint(self.hint.map(plain))
            .opt_optional((!self.needed).then_some(true))
            .into()
    }

    /// A line of text.
    pub fn text(self, initial: Option<&str>, placeholder: Option<&str>, longest: u64) -> SlackBlock {
        let input = SlackBlockPlainTextInputElement::new()
            .with_action_id(self.name.into())
            .opt_placeholder(placeholder.map(plain))
            .opt_initial_value(initial.map(str::to_owned))
            .with_max_length(longest);
        self.around(input.into())
    }

    /// Somebody of the workspace, by Slack id.
    pub fn user(self, initial: Option<&str>) -> SlackBlock {
        let select = SlackBlockUsersSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_user(initial.map(str::to_owned));
        self.around(select.into())
    }

    /// A moment, picked in the reader's own zone.
    pub fn moment(self, initial: Option<Timestamp>) -> SlackBlock {
        let picker = SlackBlockDateTimePickerElement::new()
            .with_action_id(self.name.into())
            .opt_initial_date_time(initial.map(SlackDateTime));
        self.around(picker.into())
    }

    /// One of a few (ten at most), each with its value and label; the one at `initial` is chosen at first.
    pub fn radios(self, options: &[(String, String)], initial: usize) -> SlackBlock {
        let options: Vec<_> = options.iter().map(choice).collect();
        let radios = SlackBlockRadioButtonsElement::new(options.clone())
            .with_action_id(self.name.into())
            .opt_initial_option(options.get(initial).cloned());
        self.around(radios.into())
    }

    /// One of at most [`MOST_OPTIONS`], each with its value and label; the one at `initial` is chosen at first.
    pub fn menu(self, options: &[(String, String)], initial: usize) -> SlackBlock {
        let options: Vec<_> = options.iter().take(MOST_OPTIONS).map(choice).collect();
        let select = SlackBlockStaticSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_option(options.get(initial).cloned())
            .with_options(options);
        self.around(select.into())
    }

    /// One of the schedules: all of them to choose from, or looked up when there are too many.
    pub fn schedule(self, all: &[(ScheduleId, String)], initial: Option<&(ScheduleId, String)>) -> SlackBlock {
        let initial = initial.map(schedule_option);
        if all.len() > MOST_OPTIONS {
            let select = SlackBlockExternalSelectElement::new()
                .with_action_id(self.name.into())
                .opt_initial_option(initial)
                .with_min_query_length(0);
            return self.around(select.into());
        }
        let select = SlackBlockStaticSelectElement::new()
            .with_action_id(self.name.into())
            .with_options(all.iter().map(schedule_option).collect())
            .opt_initial_option(initial);
        self.around(select.into())
    }
}

/// A schedule to choose.
pub fn schedule_option((id, name): &(ScheduleId, String)) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    choice(&(id.to_string(), name.clone()))
}

/// Something to choose.
fn choice<T>((value, name): &(String, String)) -> SlackBlockChoiceItem<T>
where
    T: From<SlackBlockPlainTextOnly> + Into<SlackBlockText>,
{
    let shown = if name.chars().count() <= OPTION {
        name.clone()
    } else {
        name.chars().take(OPTION - 1).chain(['…']).collect()
    };
    SlackBlockChoiceItem::new(plain(&shown).into(), value.clone())
}

/// Words between fields.
pub fn said(markup: &str) -> SlackBlock {
    SlackSectionBlock::new().with_text(SlackBlockMarkDownText::new(markup.to_owned()).into()).into()
}
