//! What people click, fill in and look up. Clicks are acknowledged and done afterwards; a submitted form and a menu that asks
//! for its options are answered in place.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;
use slack_morphism::blocks::SlackView;

use super::answer::Answer;
use super::buttons;
use super::commands::{Asker, swap};
use super::control::{ControlId, UnknownControl};
use super::home;
use super::inbound::{Interaction, OpenView, WithId};
use super::messages::words;
use super::modals::fields::{Choice, Values, stamp_of};
use super::modals::{self, ModalId, Submitted, offers, plan_draft, settings_form, zones};
use super::opening::{Opening, opens_in_time};
use super::routes::{Inbound, PATIENCE, client_of, open, or_apology, respond, send_file};
use crate::usecases::{Error, Result};

/// The `callback_id` of the global shortcut, as the manifest names it.
const ASK_FOR_COVER: &str = "ask_for_cover";

/// The ids every interaction carries.
struct From {
    team: String,
    user: String,
    channel: String,
}

impl From {
    fn of(interaction: &Interaction) -> Self {
        let id = |with: &Option<WithId>| with.as_ref().map(|with| with.id.clone()).unwrap_or_default();
        Self { team: id(&interaction.team), user: id(&interaction.user), channel: id(&interaction.channel) }
    }
}

/// `POST /slack/interactions`
pub(super) async fn interaction(State(inbound): State<Inbound>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(refused) = inbound.check(&headers, &body) {
        return refused.into_response();
    }
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let payload = fields.iter().find(|(name, _)| name == "payload").map_or("", |(_, value)| value);
    let Ok(interaction) = serde_json::from_str::<Interaction>(payload) else {
        tracing::warn!("an interaction from Slack is not the JSON that was expected");
        return StatusCode::OK.into_response();
    };
    match interaction.kind.as_str() {
        "block_actions" => inbound.later(clicked(inbound.clone(), interaction)),
        "shortcut" => inbound.later(shortcut(inbound.clone(), interaction)),
        "view_submission" => return submitted(inbound, interaction).await,
        "block_suggestion" => return suggested(&inbound, &interaction).await,
        kind => tracing::info!(kind, "an interaction from Slack that Rota does nothing with"),
    }
    StatusCode::OK.into_response()
}

async fn clicked(inbound: Inbound, interaction: Interaction) {
    let from = From::of(&interaction);
    for action in &interaction.actions {
        let control = action.action_id.parse::<ControlId>();
        let view = interaction.view.as_ref();
        // Fields of a modal report what is chosen in them; that is read when it is submitted. App Home has no fields.
        if control.is_err() && view.is_some_and(|view| !home::is_home(view)) {
            continue;
        }
        let opens_a_form = control.is_ok_and(ControlId::opens_a_form);
        let trigger = interaction.trigger_id.as_deref().unwrap_or_default();
        let work = Box::pin(answer_click(&inbound, &from, control, view));
        match (&interaction.response_url, view) {
            (_, Some(view)) if home::is_home(view) => {
                home::clicked(&inbound, (&from.team, &from.user), trigger, work).await;
            }
            (Some(url), _) => {
                if !opens_a_form {
                    let (answer, file) = work.await.apart();
                    respond(&inbound, &from.team, url, trigger, answer).await;
                    if let Some(file) = file {
                        send_file(&inbound, (&from.team, &from.user), url, *file).await;
                    }
                    continue;
                }
                match opens_in_time(&inbound, &from.team, trigger, work).await {
                    Opening::Done(None) => {}
                    Opening::Done(Some(answer)) => respond(&inbound, &from.team, url, trigger, answer).await,
                    Opening::Pending(pending) => pending.finish().await,
                }
            }
            (None, Some(view)) => {
                let answer = work.await;
                let is_done = !matches!(answer, Answer::Modal(_));
                show_in(&inbound, &from.team, view, answer).await;
                if is_done && home::is_from_home(view) {
                    home::publish(inbound.clone(), from.team.clone(), from.user.clone()).await;
                }
            }
            (None, None) => tracing::warn!("a click came from nowhere that could be answered"),
        }
    }
}

async fn answer_click(
    inbound: &Inbound,
    from: &From,
    control: std::result::Result<ControlId, UnknownControl>,
    view: Option<&OpenView>,
) -> Answer {
    let asker = match inbound.asker(&from.team, &from.user, &from.channel).await {
        Ok(Err(refusal)) => return Answer::Only(refusal),
        Err(error) => return or_apology(Err(error)),
        Ok(Ok(asker)) => asker,
    };
    or_apology(match (control, view) {
        (Err(_), _) => Ok(Answer::Only(words("This button is from an older version. Type `/oncall` to start again."))),
        (Ok(ControlId::Draft(step)), Some(view)) => {
            let values = Values::of(view, inbound.ctx.clock.now(), &asker.zone);
            let slack = client_of(inbound, &from.team).await;
            let desk = plan_draft::Desk { ctx: &inbound.ctx, asker: &asker, slack: slack.as_ref() };
            plan_draft::click(desk, step, &values).await
        }
        (Ok(control), _) => buttons::click(&inbound.ctx, &asker, control).await,
    })
}

/// A global shortcut: it opens a modal, also where there is only something to say.
async fn shortcut(inbound: Inbound, interaction: Interaction) {
    let from = From::of(&interaction);
    let trigger = interaction.trigger_id.as_deref().unwrap_or_default();
    let work = Box::pin(answer_shortcut(&inbound, &from, &interaction.callback_id));
    match opens_in_time(&inbound, &from.team, trigger, work).await {
        // When Slack did not wait there is nowhere left to say so; the log has it.
        Opening::Done(_) => {}
        Opening::Pending(pending) => pending.finish().await,
    }
}

async fn answer_shortcut(inbound: &Inbound, from: &From, callback_id: &str) -> Answer {
    let answer = match inbound.asker(&from.team, &from.user, "").await {
        Ok(Err(refusal)) => Answer::Only(refusal),
        Err(error) => or_apology(Err(error)),
        Ok(Ok(asker)) => match callback_id {
            ASK_FOR_COVER => or_apology(swap::run(&inbound.ctx, &asker, None).await),
            _ => Answer::Only(words("This shortcut is from another version of Rota. Type `/oncall` to start again.")),
        },
    };
    Answer::Modal(Box::new(as_view(answer)))
}

/// The modal that shows an answer.
pub(super) fn as_view(answer: Answer) -> SlackView {
    match answer {
        Answer::Only(rendered)
        | Answer::WithFile(rendered, _)
        | Answer::Channel(rendered)
        | Answer::Instead(rendered) => modals::said(rendered),
        Answer::Modal(view) => *view,
    }
}

/// Shows an answer in the modal whose button was clicked.
async fn show_in(inbound: &Inbound, team: &str, view: &OpenView, answer: Answer) {
    let next = home::following(view, as_view(answer));
    let Some(api) = client_of(inbound, team).await else {
        return tracing::warn!("could not answer in a modal: the team is not connected");
    };
    if let Err(error) = api.update_view(&view.id, &next).await {
        tracing::warn!(%error, "could not answer in a modal");
    }
}

/// Answers a form in place; one that takes long says "one moment" and shows its answer when there is one.
async fn submitted(inbound: Inbound, interaction: Interaction) -> Response {
    let from = From::of(&interaction);
    let view = interaction.view.unwrap_or_default();
    let stamp = stamp_of(&view.state.values);
    let (say, said) = tokio::sync::oneshot::channel();
    let task = {
        let inbound = inbound.clone();
        async move {
            let shown = view;
            let submitted = home::following_on(&shown, or_said(submit(&inbound, &from, &shown).await));
            let is_done = matches!(submitted, Submitted::Said(_) | Submitted::Closed);
            if let Err(late) = say.send(submitted) {
                let answer = match late {
                    Submitted::Next(view) | Submitted::OnTop(view) => Answer::Modal(view),
                    Submitted::Said(rendered) => Answer::Only(rendered),
                    Submitted::Wrong(errors) => {
                        let all: Vec<_> = errors.into_iter().map(|error| error.message).collect();
                        Answer::Only(words(&super::mrkdwn::escape(&all.join(" "))))
                    }
                    Submitted::Closed => Answer::Only(words("Done.")),
                };
                show_in(&inbound, &from.team, &shown, answer).await;
            }
            if is_done && home::is_from_home(&shown) {
                home::publish(inbound, from.team, from.user).await;
            }
        }
    };
    inbound.later(task);
    let submitted = match tokio::time::timeout(PATIENCE, said).await {
        Ok(Ok(submitted)) => submitted,
        Ok(Err(_)) => {
            or_said(Err(Error::User(crate::usecases::UserError("No answer was made. Try once more".to_owned()))))
        }
        Err(_) => Submitted::Said(words("One moment, I'm still at it.")),
    };
    Json(modals::response(submitted, stamp.as_deref())).into_response()
}

async fn submit(inbound: &Inbound, from: &From, view: &OpenView) -> Result<Submitted> {
    let asker: Asker = match inbound.asker(&from.team, &from.user, &from.channel).await? {
        Ok(asker) => asker,
        Err(refusal) => return Ok(Submitted::Said(refusal)),
    };
    let Ok(modal) = view.callback_id.parse::<ModalId>() else {
        return Ok(Submitted::Said(modals::from_another_version()));
    };
    let values = Values::of(view, inbound.ctx.clock.now(), &asker.zone);
    let slack = client_of(inbound, &from.team).await;
    modals::submit(&inbound.ctx, slack.as_ref(), &asker, modal, &values).await
}

fn or_said(submitted: Result<Submitted>) -> Submitted {
    match submitted {
        Ok(submitted) => submitted,
        Err(error) => match or_apology(Err(error)) {
            Answer::Only(rendered)
            | Answer::WithFile(rendered, _)
            | Answer::Channel(rendered)
            | Answer::Instead(rendered) => Submitted::Said(rendered),
            Answer::Modal(next) => Submitted::Next(next),
        },
    }
}

/// What a menu offers for what is being typed.
async fn suggested(inbound: &Inbound, interaction: &Interaction) -> Response {
    let options = offered(inbound, &From::of(interaction), &interaction.action_id, &interaction.value).await;
    let options = options.unwrap_or_else(|error| {
        tracing::error!(%error, "could not look up what a menu offers");
        Vec::new()
    });
    Json(json!({ "options": options })).into_response()
}

async fn offered(inbound: &Inbound, from: &From, menu: &str, typed: &str) -> Result<Vec<Choice>> {
    let Ok(asker) = inbound.asker(&from.team, &from.user, &from.channel).await? else { return Ok(Vec::new()) };
    match menu {
        "schedule" => offers::schedules_like(&inbound.ctx, &asker, typed).await,
        offers::EDITABLE => offers::editable_like(&inbound.ctx, &asker, typed).await,
        settings_form::TIME_ZONE => Ok(settings_form::zones_like(typed, &asker.zone, inbound.ctx.clock.now())),
        offers::ZONE => Ok(zones::like(typed, &asker.zone, inbound.ctx.clock.now())),
        offers::GROUP => offers::groups_like(&inbound.ctx, &asker, typed).await,
        _ => Ok(Vec::new()),
    }
}

/// Opens a modal, or says that Slack did not wait.
pub(super) async fn opened(inbound: &Inbound, team: &str, trigger: &str, answer: Answer) -> Option<Answer> {
    match answer {
        Answer::Modal(view) => open(inbound, team, trigger, &view).await.err().map(Answer::Only),
        said => Some(said),
    }
}
