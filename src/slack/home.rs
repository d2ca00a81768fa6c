//! The App Home: drawn when somebody opens it, and again after what is clicked in it, so that no button stands there that is
//! used up. Modals that were opened from it carry a mark, which tells that it is to be drawn again once they are done.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};

use slack_morphism::blocks::{SlackHomeView, SlackView};

use super::answer::Answer;
use super::inbound::OpenView;
use super::interactions::as_view;
use super::messages::{Reader, Rendered, home as drawn};
use super::modals::Submitted;
use super::opening::{Opening, opens_in_time};
use super::routes::{Inbound, client_of, or_apology};
use crate::ids::MessageId;
use crate::usecases::{Error, home as seen};

/// How the mark begins. Slack wants each to be another one.
const FROM_HOME: &str = "home:";

/// Draws somebody's App Home as it is now.
pub(super) async fn publish(inbound: Inbound, team: String, user: String) {
    let view = match view_for(&inbound, &team, &user).await {
        Ok(view) => view,
        Err(error) => match or_apology(Err(error)) {
            Answer::Only(said) => of_words(said),
            other => as_view(other),
        },
    };
    let Some(api) = client_of(&inbound, &team).await else { return };
    if let Err(error) = api.publish_home(&user, &view).await {
        tracing::warn!(%error, "could not draw an App Home");
    }
}

async fn view_for(inbound: &Inbound, team: &str, user: &str) -> Result<SlackView, Error> {
    inbound.meet_first(team, user).await?;
    let asker = match inbound.asker(team, user, "").await? {
        Ok(asker) => asker,
        Err(refusal) => return Ok(of_words(refusal)),
    };
    let home = seen::home(&inbound.ctx, asker.actor).await?;
    let reader = Reader { people: &home.people, zone: &asker.zone, now: inbound.ctx.clock.now() };
    Ok(SlackView::Home(SlackHomeView::new(drawn::blocks(&home, asker.actor.user(), reader))))
}

fn of_words(said: Rendered) -> SlackView {
    SlackView::Home(SlackHomeView::new(said.blocks))
}

/// Shows what a click in the App Home comes to in a modal, and draws the Home again unless that only opened a form.
pub(super) async fn clicked(
    inbound: &Inbound,
    (team, user): (&str, &str),
    trigger: &str,
    work: impl Future<Output = Answer>,
) {
    let changes = AtomicBool::new(false);
    let work = pin!(async {
        let answer = work.await;
        changes.store(!matches!(answer, Answer::Modal(_)), Ordering::Relaxed);
        Answer::Modal(Box::new(marked(as_view(answer))))
    });
    match opens_in_time(inbound, team, trigger, work).await {
        // Slack did not wait, and there is nowhere left to say so; the log has it.
        Opening::Done(_) => {}
        Opening::Pending(pending) => pending.finish().await,
    }
    if changes.load(Ordering::Relaxed) {
        publish(inbound.clone(), team.to_owned(), user.to_owned()).await;
    }
}

/// Whether a click was made in the App Home.
pub(super) fn is_home(view: &OpenView) -> bool {
    view.kind == "home"
}

/// Whether a modal was opened from there.
pub(super) fn is_from_home(view: &OpenView) -> bool {
    view.external_id.starts_with(FROM_HOME)
}

/// The modal that follows on `shown`: it comes from where that came from.
pub(super) fn following(shown: &OpenView, next: SlackView) -> SlackView {
    if is_from_home(shown) { marked(next) } else { next }
}

/// What follows on `shown` when it was submitted.
pub(super) fn following_on(shown: &OpenView, submitted: Submitted) -> Submitted {
    match submitted {
        Submitted::Next(next) => Submitted::Next(Box::new(following(shown, *next))),
        Submitted::OnTop(next) => Submitted::OnTop(Box::new(following(shown, *next))),
        Submitted::Wrong(_) | Submitted::Said(_) | Submitted::Closed => submitted,
    }
}

fn marked(view: SlackView) -> SlackView {
    match view {
        SlackView::Modal(modal) => {
            SlackView::Modal(modal.with_external_id(format!("{FROM_HOME}{}", MessageId::random())))
        }
        SlackView::Home(home) => SlackView::Home(home),
    }
}
