//! The fields of modals: drawing them, and reading what they hold. A field's block and action have the same name.

use jiff::Timestamp;
use serde_json::Value;
use slack_morphism::SlackDateTime;
use slack_morphism::blocks::{
    SlackBlock, SlackBlockChoiceItem, SlackBlockDateTimePickerElement, SlackBlockExternalSelectElement,
    SlackBlockPlainText, SlackBlockPlainTextInputElement, SlackBlockPlainTextOnly, SlackBlockStaticSelectElement,
    SlackBlockUsersSelectElement, SlackInputBlock, SlackInputBlockElement,
};

use crate::ids::ScheduleId;
use crate::schedule::Zone;
use crate::slack::inbound::OpenView;

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

    /// A moment, picked in the reader's own zone.
    pub fn moment(self, initial: Option<Timestamp>) -> SlackBlock {
        let picker = SlackBlockDateTimePickerElement::new()
            .with_action_id(self.name.into())
            .opt_initial_date_time(initial.map(SlackDateTime));
        self.around(picker.into())
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
pub fn schedule_option((id, name): &(ScheduleId, String)) -> Choice {
    choice(name, id.as_str())
}

/// Something to choose, its label cut to what Slack shows.
pub fn choice(label: &str, value: &str) -> Choice {
    let shown: String = if label.chars().count() <= OPTION {
        label.to_owned()
    } else {
        label.chars().take(OPTION - 1).chain(['…']).collect()
    };
    SlackBlockChoiceItem::new(plain(&shown), value.to_owned())
}
