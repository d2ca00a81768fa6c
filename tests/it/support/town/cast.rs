//! People of the town: they type and click, and see the answer.

use rota::app::App;
use rota::playground::{Heard, Playground};
use rota::slack::control::ControlId;
use serde_json::{Value, json};
use tokio_util::task::TaskTracker;

/// Somebody who lives in the town.
pub struct Inhabitant {
    pub handle: String,
    slack: Playground,
    afterwards: TaskTracker,
}

impl Inhabitant {
    pub(super) fn new(handle: &str, slack: &Playground, app: &App) -> Self {
        Self { handle: handle.to_owned(), slack: slack.clone(), afterwards: app.afterwards.clone() }
    }

    /// Types in #payments: `/oncall now`.
    pub async fn types(&self, text: &str) -> Heard {
        self.types_in("#payments", text).await
    }

    /// Types somewhere.
    pub async fn types_in(&self, place: &str, text: &str) -> Heard {
        let heard = self.slack.types(&self.handle, place, text).await.calmly();
        self.finishes().await;
        heard
    }

    /// Clicks a button in #payments, by its label.
    pub async fn clicks(&self, label: &str) -> Heard {
        self.clicks_in("#payments", label).await
    }

    /// Clicks a button somewhere.
    pub async fn clicks_in(&self, place: &str, label: &str) -> Heard {
        let heard = self.slack.clicks(&self.handle, place, label).await.calmly();
        self.finishes().await;
        heard
    }

    /// Opens the app's Home.
    pub async fn opens_home(&self) {
        self.slack.opens_home(&self.handle).await.calmly();
        self.finishes().await;
    }

    /// Clicks a button of the app's Home.
    pub async fn clicks_at_home(&self, label: &str) -> Heard {
        self.clicks_in("home", label).await
    }

    /// Clicks in the app's Home what an older version drew there.
    pub async fn clicks_unseen_at_home(&self, action_id: &str) {
        let view = self.slack.home_of(&self.handle).expect("a Home that was drawn");
        let action = json!({ "type": "button", "action_id": action_id });
        self.sends_from_a_modal("block_actions", json!({ "actions": [action], "view": view })).await;
    }

    /// Uses the app's global shortcut *Ask for cover*.
    pub async fn uses_the_shortcut(&self) {
        self.slack.uses_shortcut(&self.handle, "ask_for_cover").await.calmly();
        self.finishes().await;
    }

    /// Clicks a button in the direct messages with the app.
    pub async fn clicks_in_messages(&self, label: &str) -> Heard {
        self.clicks_in("@bot", label).await
    }

    /// Fills in fields of the modal in front of them and submits it: a `ModalId` or the modal's title.
    pub async fn fills_in<const N: usize>(&self, modal: impl ToString, fields: [(&str, &str); N]) -> Heard {
        let heard = self.slack.submits(&self.handle, &modal.to_string(), &fields).await.calmly();
        self.finishes().await;
        heard
    }

    /// Clicks a button of the modal in front of them.
    pub async fn clicks_in_modal(&self, label: &str) -> Heard {
        self.clicks_in("modal", label).await
    }

    /// Closes the modal in front of them.
    pub async fn closes_the_modal(&self) {
        self.slack.closes_modal(&self.handle).await.calmly();
    }

    /// Clicks in #payments what is not there (any more): a button of an old message, or of somebody else's.
    pub async fn clicks_unseen(&self, control: ControlId) -> Heard {
        let action = json!({ "type": "button", "action_id": control.to_string() });
        let heard = self.slack.sends(&self.handle, "#payments", "block_actions", json!({ "actions": [action] })).await;
        self.finishes().await;
        heard.calmly()
    }

    /// Submits a form that is not in front of them: one of another version, say. What it is answered with.
    pub async fn submits_unseen(&self, callback_id: &str, metadata: &str) -> Value {
        let view =
            json!({ "id": "V1", "callback_id": callback_id, "private_metadata": metadata, "state": { "values": {} } });
        let heard = self.slack.sends(&self.handle, "", "view_submission", json!({ "view": view })).await.calmly();
        self.finishes().await;
        serde_json::from_str(&heard.body).expect("a submission is answered with JSON")
    }

    /// Their Slack sends what was clicked in a modal, as it was then.
    pub async fn sends_from_a_modal(&self, kind: &str, fields: Value) -> Heard {
        let mut fields = fields;
        fields["response_url"] = Value::Null;
        let heard = self.slack.sends(&self.handle, "#payments", kind, fields).await.calmly();
        self.finishes().await;
        heard
    }

    /// Types into a menu of the modal in front of them that is looked up, and sees what it offers.
    pub async fn looks_up(&self, field: &str, typed: &str) -> Heard {
        self.slack.looks_up(&self.handle, "modal", field, typed).await.calmly()
    }

    /// Fills in one field of the modal in front of them.
    pub async fn fills(&self, field: &str, value: &str) -> Heard {
        let heard = self.slack.fills(&self.handle, field, value).await.calmly();
        self.finishes().await;
        heard
    }

    /// Types into a menu of the modal that is looked up, and takes the first it offers.
    pub async fn takes(&self, field: &str, typed: &str) {
        let heard = self.looks_up(field, typed).await;
        let offered: Value = serde_json::from_str(&heard.body).expect("options are JSON");
        let first = offered["options"][0]["value"].as_str().unwrap_or_else(|| panic!("nothing is like {typed}"));
        self.fills(field, first).await;
    }

    /// What a menu of the modal offers for what is typed, by label.
    pub async fn is_offered(&self, field: &str, typed: &str) -> Vec<String> {
        let heard = self.looks_up(field, typed).await;
        let offered: Value = serde_json::from_str(&heard.body).expect("options are JSON");
        let label = |option: &Value| option["text"]["text"].as_str().unwrap_or_default().to_owned();
        offered["options"].as_array().into_iter().flatten().map(label).collect()
    }

    async fn finishes(&self) {
        self.afterwards.close();
        self.afterwards.wait().await;
        self.afterwards.reopen();
        self.slack.settled().await;
    }
}
