//! What each block may hold. The limits are those of Slack's reference and its type packages.

use super::elements;

/// Where blocks are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    Message,
    Modal,
    Home,
}

/// What a field must be.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// Text of one up to so many characters.
    Text(usize),
    /// A text that may be empty.
    TextOrNothing(usize),
    /// A text object of any sort.
    TextObject(usize),
    /// A text object that must be `plain_text`.
    PlainText(usize),
    /// A list of up to so many text objects of up to so many characters.
    TextObjects(usize, usize),
    Flag,
    Number,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An http or https address of up to so many characters.
    Address(usize),
    /// `2026-03-02`
    Date,
    /// `09:30`
    Time,
    /// Unix seconds, ten digits.
    Moment,
    /// An element of one of these kinds.
    Element(&'static [&'static str]),
    /// A list of one up to so many elements of these kinds.
    Elements(usize, &'static [&'static str]),
    /// Texts and images: the elements of a context block.
    ContextElements,
    /// A list of one up to so many options.
    Options(usize),
    /// One option, the same as one in the list.
    Option,
    /// Up to a hundred groups of options.
    OptionGroups,
    Confirm,
    /// A list of ids.
    Ids,
    /// Slack checks it; this does not.
    Anything,
}

/// A field: its name, whether it must be there, what it must be.
#[derive(Debug, Clone, Copy)]
pub struct Field(pub &'static str, pub bool, pub Rule);

/// What one kind of block or element holds.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub kind: &'static str,
    pub fields: &'static [Field],
    /// Of these, one must be there.
    pub one_of: &'static [&'static str],
}

const MUST: bool = true;
const MAY: bool = false;

const IN_SECTIONS: &[&str] = &[
    "button",
    "image",
    "overflow",
    "datepicker",
    "timepicker",
    "static_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "external_select",
    "multi_static_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "multi_external_select",
    "radio_buttons",
    "checkboxes",
    "workflow_button",
];

const IN_ACTIONS: &[&str] = &[
    "button",
    "overflow",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "static_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "external_select",
    "radio_buttons",
    "checkboxes",
    "workflow_button",
];

const IN_INPUTS: &[&str] = &[
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "static_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "external_select",
    "multi_static_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "multi_external_select",
    "radio_buttons",
    "checkboxes",
];

/// Each block beside its `type` and `block_id`.
const BLOCKS: &[Shape] = &[
    Shape {
        kind: "section",
        fields: &[
            Field("text", MAY, Rule::TextObject(3000)),
            Field("fields", MAY, Rule::TextObjects(10, 2000)),
            Field("accessory", MAY, Rule::Element(IN_SECTIONS)),
            Field("expand", MAY, Rule::Flag),
        ],
        one_of: &["text", "fields"],
    },
    Shape { kind: "header", fields: &[Field("text", MUST, Rule::PlainText(150))], one_of: &[] },
    Shape { kind: "divider", fields: &[], one_of: &[] },
    Shape { kind: "context", fields: &[Field("elements", MUST, Rule::ContextElements)], one_of: &[] },
    Shape { kind: "actions", fields: &[Field("elements", MUST, Rule::Elements(25, IN_ACTIONS))], one_of: &[] },
    Shape {
        kind: "image",
        fields: &[
            Field("image_url", MAY, Rule::Address(3000)),
            Field("slack_file", MAY, Rule::Anything),
            Field("alt_text", MUST, Rule::TextOrNothing(2000)),
            Field("title", MAY, Rule::PlainText(2000)),
        ],
        one_of: &["image_url", "slack_file"],
    },
    Shape {
        kind: "input",
        fields: &[
            Field("label", MUST, Rule::PlainText(2000)),
            Field("element", MUST, Rule::Element(IN_INPUTS)),
            Field("dispatch_action", MAY, Rule::Flag),
            Field("hint", MAY, Rule::PlainText(2000)),
            Field("optional", MAY, Rule::Flag),
        ],
        one_of: &[],
    },
    Shape { kind: "rich_text", fields: &[Field("elements", MUST, Rule::Anything)], one_of: &[] },
    Shape { kind: "markdown", fields: &[Field("text", MUST, Rule::Text(12000))], one_of: &[] },
    Shape {
        kind: "table",
        fields: &[Field("rows", MUST, Rule::Anything), Field("column_settings", MAY, Rule::Anything)],
        one_of: &[],
    },
    Shape {
        kind: "video",
        fields: &[
            Field("alt_text", MUST, Rule::Text(2000)),
            Field("title", MUST, Rule::PlainText(200)),
            Field("thumbnail_url", MUST, Rule::Address(3000)),
            Field("video_url", MUST, Rule::Address(3000)),
            Field("author_name", MAY, Rule::Text(50)),
            Field("description", MAY, Rule::PlainText(200)),
            Field("provider_icon_url", MAY, Rule::Address(3000)),
            Field("provider_name", MAY, Rule::Text(50)),
            Field("title_url", MAY, Rule::Address(3000)),
        ],
        one_of: &[],
    },
];

/// The block's shape if there is one and it may be shown there.
pub fn block(kind: &str, surface: Surface) -> Option<&'static Shape> {
    let allowed = match surface {
        Surface::Message => true,
        Surface::Modal | Surface::Home => !matches!(kind, "markdown" | "table"),
    };
    BLOCKS.iter().find(|shape| shape.kind == kind && allowed)
}

/// The element's shape if there is one.
pub fn element(kind: &str) -> Option<&'static Shape> {
    elements::ELEMENTS.iter().find(|shape| shape.kind == kind)
}
