//! People of the town: they type and click, and see the answer.

use rota::app::App;
use rota::playground::{Heard, Playground};
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

    async fn finishes(&self) {
        self.afterwards.close();
        self.afterwards.wait().await;
        self.afterwards.reopen();
        self.slack.settled().await;
    }
}
