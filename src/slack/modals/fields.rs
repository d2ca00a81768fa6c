//! The fields of modals: drawing them, and reading what they hold. A field's block and action have the same name.

use jiff::Timestamp;
use serde_json::Value;
use slack_morphism::SlackDateTime;
use slack_morphism::blocks::{
    SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockDateTimePickerElement,
    SlackBlockExternalSelectElement, SlackBlockMarkDownText, SlackBlockPlainText, SlackBlockPlainTextInputElement,
    SlackBlockPlainTextOnly, SlackBlockRadioButtonsElement, SlackBlockStaticSelectElement, SlackBlockText,
    SlackBlockUsersSelectElement, SlackInputBlock, SlackInputBlockElement, SlackSectionBlock,
};

use crate::ids::ScheduleId;
use crate::schedule::Zone;
use crate::slack::inbound::OpenView;
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
    /// What a modal holds.
    pub fn of(view: &OpenView, now: Timestamp, zone: &Zone) -> Self {
        let fields = unstamped(&view.state.values);
        Self { fields, metadata: view.private_metadata.clone(), now, zone: zone.clone() }
    }

    pub(super) fn held(&self, name: &str) -> &Value {
        &self.fields[name][name]
    }

    /// What was typed; nothing but spaces is nothing.
    pub fn text(&self, name: &str) -> Option<String> {
        let text = self.held(name)["value"].as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The Slack id of who was chosen.
    pub fn user(&self, name: &str) -> Option<String> {
        self.held(name)["selected_user"].as_str().map(str::to_owned)
    }

    /// Whether the form has such a field: one of an older version may not.
    pub fn has(&self, name: &str) -> bool {
        !self.held(name).is_null()
    }

    /// Whether the only box of a field was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.held(name)["selected_options"].as_array().is_some_and(|ticked| !ticked.is_empty())
    }

    /// The value of the option that was chosen.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.held(name)["selected_option"]["value"].as_str()
    }

    /// The moment that was picked.
    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        Timestamp::from_second(self.held(name)["selected_date_time"].as_i64()?).ok()
    }
}

/// An option of a menu.
pub type Choice = SlackBlockChoiceItem<SlackBlockPlainTextOnly>;

/// Where a field's name ends and its stamp begins.
const STAMP: char = '.';

/// Marks the fields of a form with `stamp`. Slack keeps what was typed into a field when the modal becomes another one that
/// has a field of the same name; a stamp that differs tells the two apart.
pub fn stamped(mut blocks: Vec<SlackBlock>, stamp: &str) -> Vec<SlackBlock> {
    for block in &mut blocks {
        if let SlackBlock::Input(input) = block
            && let Some(name) = input.block_id.take()
        {
            input.block_id = Some(stamped_name(&name.0, stamp).into());
        }
    }
    blocks
}

/// A field's block as it is called in a stamped form.
pub fn stamped_name(name: &str, stamp: &str) -> String {
    format!("{name}{STAMP}{stamp}")
}

/// The stamp of a form's fields, if they have one.
pub fn stamp_of(fields: &Value) -> Option<String> {
    let stamp = |name: &String| name.split_once(STAMP).map(|(_, stamp)| stamp.to_owned());
    fields.as_object()?.keys().find_map(stamp)
}

fn unstamped(fields: &Value) -> Value {
    let Some(fields) = fields.as_object() else { return Value::Null };
    let plain = |name: &String| name.split(STAMP).next().unwrap_or_default().to_owned();
    fields.iter().map(|(name, held)| (plain(name), held.clone())).collect()
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
    pub(super) fn around(self, element: SlackInputBlockElement) -> SlackBlock {
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

    /// A user group, looked up while somebody types.
    pub fn group(self, initial: Option<&UserGroup>) -> SlackBlock {
        let select = SlackBlockExternalSelectElement::new()
            .with_action_id(self.name.into())
            .opt_initial_option(initial.map(super::offers::group_option))
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
        let options: Vec<_> = options.iter().map(any_choice).collect();
        let radios = SlackBlockRadioButtonsElement::new(options.clone())
            .with_action_id(self.name.into())
            .opt_initial_option(options.get(initial).cloned());
        self.around(radios.into())
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

fn cut_option(text: &str) -> String {
    if text.chars().count() <= OPTION {
        return text.to_owned();
    }
    text.chars().take(OPTION - 1).chain(['…']).collect()
}

/// A schedule to choose.
pub fn schedule_option((id, name): &(ScheduleId, String)) -> Choice {
    choice(name, id.as_str())
}

/// Something to choose, its label cut to what Slack shows.
pub fn choice(label: &str, value: &str) -> Choice {
    SlackBlockChoiceItem::new(plain(&cut_option(label)), value.to_owned())
}

/// The same where labels may have markup.
fn any_choice<T>((value, name): &(String, String)) -> SlackBlockChoiceItem<T>
where
    T: From<SlackBlockPlainTextOnly> + Into<SlackBlockText>,
{
    SlackBlockChoiceItem::new(plain(&cut_option(name)).into(), value.clone())
}

/// Words between fields.
pub fn said(markup: &str) -> SlackBlock {
    SlackSectionBlock::new().with_text(SlackBlockMarkDownText::new(markup.to_owned()).into()).into()
}
