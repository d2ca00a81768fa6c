//! The fields of modals: drawing them, and reading what they hold. A field's block and action have the same name.

use jiff::Timestamp;
use serde_json::Value;
use slack_morphism::blocks::{
    SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockConversationFilter,
    SlackBlockConversationsSelectElement, SlackBlockDateTimePickerElement, SlackBlockExternalSelectElement,
    SlackBlockMarkDownText, SlackBlockMultiUsersSelectElement, SlackBlockPlainText, SlackBlockPlainTextInputElement,
    SlackBlockPlainTextOnly, SlackBlockRadioButtonsElement, SlackBlockStaticSelectElement, SlackBlockText,
    SlackBlockUsersSelectElement, SlackConversationFilterInclude, SlackInputBlock, SlackInputBlockElement,
    SlackSectionBlock,
};
use slack_morphism::{SlackConversationId, SlackDateTime};

use crate::ids::ScheduleId;
use crate::schedule::Zone;
use crate::store::directory::UserGroup;

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

    /// The Slack ids of those who were chosen.
    pub fn users(&self, name: &str) -> Vec<String> {
        let chosen = self.of(name)["selected_users"].as_array();
        chosen.into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
    }

    /// The Slack id of the channel that was chosen.
    pub fn channel(&self, name: &str) -> Option<String> {
        self.of(name)["selected_conversation"].as_str().map(str::to_owned)
    }

    /// Whether the only box of a field was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.of(name)["selected_options"].as_array().is_some_and(|ticked| !ticked.is_empty())
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

    /// Several people, by Slack id.
    pub fn users(self, initial: &[String], most: u64) -> SlackBlock {
        let select = SlackBlockMultiUsersSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_users((!initial.is_empty()).then(|| initial.to_vec()))
            .with_max_selected_items(most);
        self.around(select.into())
    }

    /// A channel, public or private, by Slack id.
    pub fn channel(self, initial: Option<&str>) -> SlackBlock {
        let filter = SlackBlockConversationFilter::new()
            .with_include(vec![SlackConversationFilterInclude::Public, SlackConversationFilterInclude::Private])
            .with_exclude_bot_users(true);
        let select = SlackBlockConversationsSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_conversation(initial.map(|id| SlackConversationId(id.to_owned())))
            .with_filter(filter);
        self.around(select.into())
    }

    /// A user group, looked up while somebody types.
    pub fn group(self, initial: Option<&UserGroup>) -> SlackBlock {
        let select = SlackBlockExternalSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_option(initial.map(group_option))
            .with_min_query_length(0);
        self.around(select.into())
    }

    /// One of a few things, by its value.
    pub fn one_of(self, all: &[(&str, &str)], initial: &str) -> SlackBlock {
        let option = |(value, label): &(&str, &str)| SlackBlockChoiceItem::new(plain(label), (*value).to_owned());
        let select = SlackBlockStaticSelectElement::new()
            .with_action_id(self.name.into())
            .with_options(all.iter().map(option).collect())
            .opt_initial_option(all.iter().find(|(value, _)| *value == initial).map(option));
        self.around(select.into())
    }

    /// A box to tick.
    pub fn tick(self, label: &str, ticked: bool) -> SlackBlock {
        let option = SlackBlockChoiceItem::new(
            SlackBlockText::Plain(SlackBlockPlainText::new(label.to_owned())),
            "yes".to_owned(),
        );
        let boxes = SlackBlockCheckboxesElement::new(vec![option.clone()])
            .with_action_id(self.name.into())
            .opt_initial_options(ticked.then(|| vec![option]));
        self.around(boxes.into())
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

/// A user group to choose.
pub fn group_option(group: &UserGroup) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    SlackBlockChoiceItem::new(plain(&cut_option(&format!("@{}", group.handle))), group.slack_id.clone())
}

fn cut_option(text: &str) -> String {
    if text.chars().count() <= OPTION {
        return text.to_owned();
    }
    text.chars().take(OPTION - 1).chain(['…']).collect()
}

/// A schedule to choose.
pub fn schedule_option((id, name): &(ScheduleId, String)) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    SlackBlockChoiceItem::new(plain(&cut_option(name)), id.to_string())
}

/// Something to choose.
fn choice<T>((value, name): &(String, String)) -> SlackBlockChoiceItem<T>
where
    T: From<SlackBlockPlainTextOnly> + Into<SlackBlockText>,
{
    SlackBlockChoiceItem::new(plain(&cut_option(name)).into(), value.clone())
}

/// Words between fields.
pub fn said(markup: &str) -> SlackBlock {
    SlackSectionBlock::new().with_text(SlackBlockMarkDownText::new(markup.to_owned()).into()).into()
}
