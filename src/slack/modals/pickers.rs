//! Further fields of modals: several people, a channel, menus, ticks, dates and times of day. Drawing them, and reading what
//! they hold; the plainer ones are in [`fields`](super::fields).

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde_json::Value;
use slack_morphism::blocks::{
    SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockConversationFilter,
    SlackBlockConversationsSelectElement, SlackBlockDatePickerElement, SlackBlockExternalSelectElement,
    SlackBlockMultiUsersSelectElement, SlackBlockPlainText, SlackBlockPlainTextInputElement,
    SlackBlockRadioButtonsElement, SlackBlockStaticSelectElement, SlackBlockText, SlackBlockTimePickerElement,
    SlackConversationFilterInclude,
};

use super::fields::{Choice, Field, Values, choice, plain};

impl Values {
    /// The Slack ids of who was chosen, in the order Slack gives.
    pub fn users(&self, name: &str) -> Vec<String> {
        texts(&self.held(name)["selected_users"], |item| item)
    }

    /// The Slack id of the channel that was chosen.
    pub fn conversation(&self, name: &str) -> Option<String> {
        self.held(name)["selected_conversation"].as_str().map(str::to_owned)
    }

    /// The values of the boxes that are ticked.
    pub fn ticked(&self, name: &str) -> BTreeSet<String> {
        texts(&self.held(name)["selected_options"], |item| &item["value"]).into_iter().collect()
    }

    /// The day that was picked.
    pub fn date(&self, name: &str) -> Option<Date> {
        self.held(name)["selected_date"].as_str()?.parse().ok()
    }

    /// The time of day that was picked.
    pub fn time(&self, name: &str) -> Option<Time> {
        self.held(name)["selected_time"].as_str()?.parse().ok()
    }
}

fn texts(list: &Value, of: impl Fn(&Value) -> &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|item| of(item).as_str().map(str::to_owned)).collect()
}

impl Field<'_> {
    /// Several lines of text.
    pub fn lines(self, initial: Option<&str>, longest: u64) -> SlackBlock {
        let input = SlackBlockPlainTextInputElement::new()
            .with_action_id(self.name.into())
            .with_multiline(true)
            .opt_initial_value(initial.map(str::to_owned))
            .with_max_length(longest);
        self.around(input.into())
    }

    /// Several people of the workspace, by Slack id, and at most so many.
    pub fn some_users(self, initial: &[String], most: u64) -> SlackBlock {
        let select = SlackBlockMultiUsersSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_users((!initial.is_empty()).then(|| initial.to_vec()))
            .with_max_selected_items(most);
        self.around(select.into())
    }

    /// Several people of the workspace, by Slack id.
    pub fn users(self, initial: &[String]) -> SlackBlock {
        let select = SlackBlockMultiUsersSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_users((!initial.is_empty()).then(|| initial.to_vec()));
        self.around(select.into())
    }

    /// A channel, by Slack id. Direct messages are not offered.
    pub fn channel(self, initial: Option<&str>) -> SlackBlock {
        let channels = vec![SlackConversationFilterInclude::Public, SlackConversationFilterInclude::Private];
        let select = SlackBlockConversationsSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_conversation(initial.map(Into::into))
            .with_filter(SlackBlockConversationFilter::new().with_include(channels));
        self.around(select.into())
    }

    /// One of many, looked up while somebody types.
    pub fn looked_up(self, initial: Option<Choice>, placeholder: &str) -> SlackBlock {
        let select = SlackBlockExternalSelectElement::new()
            .with_action_id(self.name.into())
            .with_placeholder(plain(placeholder))
            .opt_initial_option(initial)
            .with_min_query_length(0);
        self.around(select.into())
    }

    /// One of a few, as a menu: values and labels.
    pub fn menu(self, options: &[(String, String)], initial: Option<&str>) -> SlackBlock {
        let option = |(value, label): &(String, String)| choice(label, value);
        let initial = options.iter().find(|(value, _)| Some(value.as_str()) == initial);
        let select = SlackBlockStaticSelectElement::new()
            .with_action_id(self.name.into())
            .with_options(options.iter().map(option).collect())
            .opt_initial_option(initial.map(option));
        self.around(select.into())
    }

    /// One of a few, all in sight. What is chosen is told at once.
    pub fn radio(self, options: &[(&str, String)], initial: &str) -> SlackBlock {
        let options: Vec<_> = options.iter().map(|(value, label)| mark(value, label)).collect();
        let chosen = options.iter().find(|option| option.value == initial).cloned();
        let radio =
            SlackBlockRadioButtonsElement::new(options).with_action_id(self.name.into()).opt_initial_option(chosen);
        self.around(radio.into())
    }

    /// Boxes to tick.
    pub fn boxes(self, options: &[(&str, &str)], ticked: impl Fn(&str) -> bool) -> SlackBlock {
        let options: Vec<_> = options.iter().map(|(value, label)| mark(value, label)).collect();
        let initial: Vec<_> = options.iter().filter(|option| ticked(&option.value)).cloned().collect();
        let boxes = SlackBlockCheckboxesElement::new(options)
            .with_action_id(self.name.into())
            .opt_initial_options((!initial.is_empty()).then_some(initial));
        self.around(boxes.into())
    }

    /// A day.
    pub fn date(self, initial: Option<Date>) -> SlackBlock {
        let picker = SlackBlockDatePickerElement::new()
            .with_action_id(self.name.into())
            .opt_initial_date(initial.map(|date| date.to_string()));
        self.around(picker.into())
    }

    /// A time of day.
    pub fn time(self, initial: Option<Time>) -> SlackBlock {
        let picker = SlackBlockTimePickerElement::new()
            .with_action_id(self.name.into())
            .opt_initial_time(initial.map(|time| time.strftime("%H:%M").to_string()));
        self.around(picker.into())
    }
}

fn mark(value: &str, label: &str) -> SlackBlockChoiceItem<SlackBlockText> {
    SlackBlockChoiceItem::new(SlackBlockText::Plain(SlackBlockPlainText::new(label.to_owned())), value.to_owned())
}

/// The same field, which tells at once what is chosen in it.
pub fn telling_at_once(block: SlackBlock) -> SlackBlock {
    match block {
        SlackBlock::Input(input) => SlackBlock::Input(input.with_dispatch_action(true)),
        other => other,
    }
}
