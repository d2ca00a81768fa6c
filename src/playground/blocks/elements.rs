//! What each element may hold: buttons, menus, pickers and fields.

use super::shapes::{Field, Rule, Shape};

const MUST: bool = true;
const MAY: bool = false;

const PLACEHOLDER: Field = Field("placeholder", MAY, Rule::PlainText(150));
const CONFIRM: Field = Field("confirm", MAY, Rule::Confirm);
const FOCUS: Field = Field("focus_on_load", MAY, Rule::Flag);
const MOST_CHOSEN: Field = Field("max_selected_items", MAY, Rule::Number);
const DISPATCH: Field = Field("dispatch_action_config", MAY, Rule::Anything);
const RESPONSE_URL: Field = Field("response_url_enabled", MAY, Rule::Flag);
const FILTER: Field = Field("filter", MAY, Rule::Anything);
const DEFAULT_HERE: Field = Field("default_to_current_conversation", MAY, Rule::Flag);

/// Each element beside its `type` and `action_id`.
pub const ELEMENTS: &[Shape] = &[
    Shape {
        kind: "button",
        fields: &[
            Field("text", MUST, Rule::PlainText(75)),
            Field("url", MAY, Rule::Address(3000)),
            Field("value", MAY, Rule::TextOrNothing(2000)),
            Field("style", MAY, Rule::Word(&["primary", "danger"])),
            CONFIRM,
            Field("accessibility_label", MAY, Rule::Text(75)),
        ],
        one_of: &[],
    },
    Shape {
        kind: "workflow_button",
        fields: &[
            Field("text", MUST, Rule::PlainText(75)),
            Field("workflow", MUST, Rule::Anything),
            Field("style", MAY, Rule::Word(&["primary", "danger"])),
            Field("accessibility_label", MAY, Rule::Text(75)),
        ],
        one_of: &[],
    },
    Shape {
        kind: "image",
        fields: &[
            Field("image_url", MAY, Rule::Address(3000)),
            Field("slack_file", MAY, Rule::Anything),
            Field("alt_text", MUST, Rule::TextOrNothing(2000)),
        ],
        one_of: &["image_url", "slack_file"],
    },
    Shape { kind: "overflow", fields: &[Field("options", MUST, Rule::Options(5)), CONFIRM], one_of: &[] },
    Shape {
        kind: "datepicker",
        fields: &[Field("initial_date", MAY, Rule::Date), PLACEHOLDER, CONFIRM, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "timepicker",
        fields: &[
            Field("initial_time", MAY, Rule::Time),
            Field("timezone", MAY, Rule::Text(100)),
            PLACEHOLDER,
            CONFIRM,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "datetimepicker",
        fields: &[Field("initial_date_time", MAY, Rule::Moment), CONFIRM, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "static_select",
        fields: &[
            Field("options", MAY, Rule::Options(100)),
            Field("option_groups", MAY, Rule::OptionGroups),
            Field("initial_option", MAY, Rule::Option),
            PLACEHOLDER,
            CONFIRM,
            FOCUS,
        ],
        one_of: &["options", "option_groups"],
    },
    Shape {
        kind: "multi_static_select",
        fields: &[
            Field("options", MAY, Rule::Options(100)),
            Field("option_groups", MAY, Rule::OptionGroups),
            Field("initial_options", MAY, Rule::Options(100)),
            MOST_CHOSEN,
            PLACEHOLDER,
            CONFIRM,
            FOCUS,
        ],
        one_of: &["options", "option_groups"],
    },
    Shape {
        kind: "external_select",
        fields: &[
            Field("initial_option", MAY, Rule::Option),
            Field("min_query_length", MAY, Rule::Number),
            PLACEHOLDER,
            CONFIRM,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "multi_external_select",
        fields: &[
            Field("initial_options", MAY, Rule::Options(100)),
            Field("min_query_length", MAY, Rule::Number),
            MOST_CHOSEN,
            PLACEHOLDER,
            CONFIRM,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "users_select",
        fields: &[Field("initial_user", MAY, Rule::Text(20)), PLACEHOLDER, CONFIRM, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "multi_users_select",
        fields: &[Field("initial_users", MAY, Rule::Ids), MOST_CHOSEN, PLACEHOLDER, CONFIRM, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "conversations_select",
        fields: &[
            Field("initial_conversation", MAY, Rule::Text(20)),
            DEFAULT_HERE,
            RESPONSE_URL,
            FILTER,
            PLACEHOLDER,
            CONFIRM,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "multi_conversations_select",
        fields: &[
            Field("initial_conversations", MAY, Rule::Ids),
            DEFAULT_HERE,
            FILTER,
            MOST_CHOSEN,
            PLACEHOLDER,
            CONFIRM,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "channels_select",
        fields: &[Field("initial_channel", MAY, Rule::Text(20)), RESPONSE_URL, PLACEHOLDER, CONFIRM, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "multi_channels_select",
        fields: &[Field("initial_channels", MAY, Rule::Ids), MOST_CHOSEN, PLACEHOLDER, CONFIRM, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "radio_buttons",
        fields: &[
            Field("options", MUST, Rule::Options(10)),
            Field("initial_option", MAY, Rule::Option),
            CONFIRM,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "checkboxes",
        fields: &[
            Field("options", MUST, Rule::Options(10)),
            Field("initial_options", MAY, Rule::Options(10)),
            CONFIRM,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "plain_text_input",
        fields: &[
            Field("initial_value", MAY, Rule::TextOrNothing(3000)),
            Field("multiline", MAY, Rule::Flag),
            Field("min_length", MAY, Rule::Number),
            Field("max_length", MAY, Rule::Number),
            DISPATCH,
            PLACEHOLDER,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "rich_text_input",
        fields: &[Field("initial_value", MAY, Rule::Anything), DISPATCH, PLACEHOLDER, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "email_text_input",
        fields: &[Field("initial_value", MAY, Rule::TextOrNothing(3000)), DISPATCH, PLACEHOLDER, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "url_text_input",
        fields: &[Field("initial_value", MAY, Rule::TextOrNothing(3000)), DISPATCH, PLACEHOLDER, FOCUS],
        one_of: &[],
    },
    Shape {
        kind: "number_input",
        fields: &[
            Field("is_decimal_allowed", MUST, Rule::Flag),
            Field("initial_value", MAY, Rule::TextOrNothing(100)),
            Field("min_value", MAY, Rule::TextOrNothing(100)),
            Field("max_value", MAY, Rule::TextOrNothing(100)),
            DISPATCH,
            PLACEHOLDER,
            FOCUS,
        ],
        one_of: &[],
    },
    Shape {
        kind: "file_input",
        fields: &[Field("filetypes", MAY, Rule::Anything), Field("max_files", MAY, Rule::Number)],
        one_of: &[],
    },
];
