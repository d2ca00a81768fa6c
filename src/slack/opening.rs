//! Opening a form in time: what is slow to read shows a modal that says so first, and becomes the form when it is there.
//!
//! Slack forgets a trigger after three seconds, and somebody who sees nothing for one types again.

use std::pin::pin;
use std::time::Duration;

use super::answer::Answer;
use super::client::InFront;
use super::interactions::opened;
use super::modals;
use super::routes::{Inbound, client_of, open};

/// How long a form may take before something is shown in its place. The view is to be there after half a second.
const FIRST_VIEW: Duration = Duration::from_millis(400);

/// What came of opening a form.
pub(super) enum Opening<'a, Work> {
    /// All is said: a form is open, or this is what to answer.
    Done(Option<Answer>),
    /// A modal says that it takes a moment; [`Pending::finish`] puts the answer there.
    Pending(Pending<'a, Work>),
}

/// A modal that waits for its content.
pub(super) struct Pending<'a, Work> {
    inbound: &'a Inbound,
    team: &'a str,
    shown: InFront,
    work: Work,
}

/// Opens what `work` comes to, or within half a second a modal that says to wait.
pub(super) async fn opens_in_time<'a, Work>(
    inbound: &'a Inbound,
    team: &'a str,
    trigger: &str,
    mut work: Work,
) -> Opening<'a, Work>
where
    Work: Future<Output = Answer> + Unpin,
{
    match tokio::time::timeout(FIRST_VIEW, &mut work).await {
        Ok(answer) => Opening::Done(opened(inbound, team, trigger, answer).await),
        Err(_) => match open(inbound, team, trigger, &modals::loading()).await {
            Ok(shown) => Opening::Pending(Pending { inbound, team, shown, work }),
            Err(too_late) => Opening::Done(Some(Answer::Only(too_late))),
        },
    }
}

impl<Work: Future<Output = Answer>> Pending<'_, Work> {
    /// Waits for the answer and shows it in the modal. Somebody who closed it meanwhile is not bothered.
    pub async fn finish(self) {
        let work = pin!(self.work);
        let view = match work.await {
            Answer::Modal(view) => *view,
            Answer::Only(said) | Answer::WithFile(said, _) | Answer::Channel(said) | Answer::Instead(said) => {
                modals::said(said)
            }
        };
        let Some(api) = client_of(self.inbound, self.team).await else { return };
        if let Err(error) = api.update_if_unchanged(&self.shown, &view).await {
            tracing::info!(%error, "a form was ready when nobody waited for it any more");
        }
    }
}
