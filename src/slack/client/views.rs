//! Modals: opening one within the three seconds of a trigger, and changing one that is open. And everybody's App Home.

use serde::Deserialize;
use serde_json::{Value, json};
use slack_morphism::blocks::SlackView;

use super::{Answer, SlackApi};

/// A modal in front of somebody.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InFront {
    /// Slack's id of it.
    pub id: String,
    /// Slack's mark of what it shows. A change that names another mark is refused.
    pub hash: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    view: InFront,
}

impl SlackApi {
    /// Opens a modal in front of whoever the trigger came from (`views.open`).
    pub async fn open_view(&self, trigger: &str, view: &SlackView) -> Answer<InFront> {
        let shown: Shown =
            self.post(&self.token, "views.open", &json!({ "trigger_id": trigger, "view": view })).await?;
        Ok(shown.view)
    }

    /// Changes a modal that is open (`views.update`).
    pub async fn update_view(&self, id: &str, view: &SlackView) -> Answer<()> {
        let answer: Value = self.post(&self.token, "views.update", &json!({ "view_id": id, "view": view })).await?;
        drop(answer);
        Ok(())
    }

    /// Changes a modal if it still shows what it showed then (`views.update` with its hash).
    pub async fn update_if_unchanged(&self, shown: &InFront, view: &SlackView) -> Answer<()> {
        let body = json!({ "view_id": shown.id, "hash": shown.hash, "view": view });
        let answer: Value = self.post(&self.token, "views.update", &body).await?;
        drop(answer);
        Ok(())
    }

    /// Draws somebody's App Home (`views.publish`).
    pub async fn publish_home(&self, user: &str, view: &SlackView) -> Answer<()> {
        let answer: Value = self.post(&self.token, "views.publish", &json!({ "user_id": user, "view": view })).await?;
        drop(answer);
        Ok(())
    }
}
