//! Modals: opening one within the three seconds of a trigger, and changing one that is open.

use serde_json::{Value, json};
use slack_morphism::blocks::SlackView;

use super::{Answer, SlackApi};

impl SlackApi {
    /// Opens a modal in front of whoever the trigger came from (`views.open`).
    pub async fn open_view(&self, trigger: &str, view: &SlackView) -> Answer<()> {
        let answer: Value =
            self.post(&self.token, "views.open", &json!({ "trigger_id": trigger, "view": view })).await?;
        drop(answer);
        Ok(())
    }

    /// Changes a modal that is open (`views.update`).
    pub async fn update_view(&self, id: &str, view: &SlackView) -> Answer<()> {
        let answer: Value = self.post(&self.token, "views.update", &json!({ "view_id": id, "view": view })).await?;
        drop(answer);
        Ok(())
    }
}
