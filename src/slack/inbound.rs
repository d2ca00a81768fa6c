//! What Slack sends us, read tolerantly: fields we do not use are not asked for, those we do may be absent.

use serde::Deserialize;

/// A slash command, a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SlashForm {
    /// Slack's check that we are there: answered with an empty 200.
    pub ssl_check: Option<String>,
    /// The team it was typed in.
    pub team_id: String,
    /// The channel it was typed in.
    pub channel_id: String,
    /// Who typed it.
    pub user_id: String,
    /// `/oncall`, or what the workspace calls it.
    pub command: String,
    /// What was typed after it.
    pub text: String,
    /// Where answers may be posted for half an hour.
    pub response_url: String,
    /// Lets one modal be opened, for three seconds.
    pub trigger_id: String,
}

/// A click or a form, the `payload` field of a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Interaction {
    /// `block_actions`, `view_submission`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The team, absent on organisation-wide installs.
    pub team: Option<WithId>,
    /// Who clicked.
    pub user: Option<WithId>,
    /// Where the message is.
    pub channel: Option<WithId>,
    /// What was clicked.
    pub actions: Vec<Action>,
    /// Where answers may be posted for half an hour; absent in modals and App Home.
    pub response_url: Option<String>,
    /// Lets one modal be opened, for three seconds.
    pub trigger_id: Option<String>,
    /// Which shortcut was used.
    pub callback_id: String,
    /// The modal that was submitted, or the modal or App Home in which something was clicked.
    pub view: Option<OpenView>,
    /// The menu that asks for options (`block_suggestion`).
    pub action_id: String,
    /// What was typed into it.
    pub value: String,
}

/// A modal in front of somebody, or their App Home.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpenView {
    /// `modal` or `home`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Slack's id of it.
    pub id: String,
    /// What we called it when it was opened.
    pub external_id: String,
    /// A [`ModalId`](super::modals::ModalId) as text.
    pub callback_id: String,
    /// What the modal remembers.
    pub private_metadata: String,
    /// What was filled in.
    pub state: ViewState,
}

/// What was filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ViewState {
    /// By block and action.
    pub values: serde_json::Value,
}

/// Anything that has an id.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WithId {
    /// The id.
    pub id: String,
}

/// One clicked control.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Action {
    /// A [`ControlId`](super::control::ControlId) as text.
    pub action_id: String,
}

/// A delivery of the Events API.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EventDelivery {
    /// `event_callback`, `url_verification`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// What to echo to `url_verification`.
    pub challenge: Option<String>,
    /// The same for every repetition of one delivery.
    pub event_id: Option<String>,
    /// The team it happened in.
    pub team_id: Option<String>,
    /// What happened.
    pub event: serde_json::Value,
}
