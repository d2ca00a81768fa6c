//! What people click, fill in and look up. Clicks are acknowledged and done afterwards; a submitted form and a menu that asks
//! for its options are answered in place.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};
use slack_morphism::blocks::SlackView;

use super::answer::Answer;
use super::buttons;
use super::commands::{Asker, swap};
use super::control::ControlId;
use super::inbound::{Interaction, OpenView, WithId};
use super::messages::words;
use super::modals::fields::{MOST_OPTIONS, Values, group_option, schedule_option};
use super::modals::{self, ModalId, Submitted};
use super::routes::{Inbound, PATIENCE, client_of, open, or_apology, respond};
use crate::store::directory::UserGroup;
use crate::store::{directory, schedules};
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
        let answer = match inbound.asker(&from.team, &from.user, &from.channel).await {
            Ok(Err(refusal)) => Answer::Only(refusal),
            Err(error) => or_apology(Err(error)),
            Ok(Ok(asker)) => match action.action_id.parse::<ControlId>() {
                // Fields of a modal report what is chosen in them; that is read when it is submitted.
                Err(_) if interaction.view.is_some() => continue,
                Err(_) => Answer::Only(words("This button is from an older version. Type `/oncall` to start again.")),
                Ok(control) => or_apology(buttons::click(&inbound.ctx, &asker, control).await),
            },
        };
        match (&interaction.response_url, &interaction.view) {
            (Some(url), _) => {
                let trigger = interaction.trigger_id.as_deref().unwrap_or_default();
                respond(&inbound, &from.team, url, trigger, answer).await;
            }
            (None, Some(view)) => show_in(&inbound, &from.team, view, answer).await,
            (None, None) => tracing::warn!("a click came from nowhere that could be answered"),
        }
    }
}

/// A global shortcut: it opens a modal, also where there is only something to say.
async fn shortcut(inbound: Inbound, interaction: Interaction) {
    let from = From::of(&interaction);
    let answer = match inbound.asker(&from.team, &from.user, "").await {
        Ok(Err(refusal)) => Answer::Only(refusal),
        Err(error) => or_apology(Err(error)),
        Ok(Ok(asker)) => match interaction.callback_id.as_str() {
            ASK_FOR_COVER => or_apology(swap::run(&inbound.ctx, &asker, None).await),
            _ => Answer::Only(words("This shortcut is from another version of Rota. Type `/oncall` to start again.")),
        },
    };
    let view = as_view(answer);
    // When Slack did not wait there is nowhere left to say so; the log has it.
    drop(open(&inbound, &from.team, &interaction.trigger_id.unwrap_or_default(), &view).await);
}

/// The modal that shows an answer.
fn as_view(answer: Answer) -> SlackView {
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
    let next = as_view(answer);
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
    let (say, said) = tokio::sync::oneshot::channel();
    let task = {
        let inbound = inbound.clone();
        async move {
            let shown = view;
            let submitted = or_said(submit(&inbound, &from, &shown).await);
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
    Json(modals::response(submitted)).into_response()
}

async fn submit(inbound: &Inbound, from: &From, view: &OpenView) -> Result<Submitted> {
    let asker: Asker = match inbound.asker(&from.team, &from.user, &from.channel).await? {
        Ok(asker) => asker,
        Err(refusal) => return Ok(Submitted::Said(refusal)),
    };
    let Ok(modal) = view.callback_id.parse::<ModalId>() else {
        return Ok(Submitted::Said(modals::from_another_version()));
    };
    let values = Values {
        fields: view.state.values.clone(),
        metadata: view.private_metadata.clone(),
        now: inbound.ctx.clock.now(),
        zone: asker.zone.clone(),
    };
    modals::submit(&inbound.ctx, &asker, modal, &values).await
}

fn or_said(submitted: Result<Submitted>) -> Submitted {
    match submitted {
        Ok(submitted) => submitted,
        Err(error) => match or_apology(Err(error)) {
            Answer::Only(rendered)
            | Answer::WithFile(rendered, _)
            | Answer::Channel(rendered)
            | Answer::Instead(rendered) => Submitted::Said(rendered),
            Answer::Modal(_) => Submitted::Closed,
        },
    }
}

/// What is being looked up while somebody types.
async fn suggested(inbound: &Inbound, interaction: &Interaction) -> Response {
    let options = match interaction.action_id.as_str() {
        "schedule" => schedules_like(inbound, &From::of(interaction), &interaction.value).await,
        "group" => groups_like(inbound, &From::of(interaction), &interaction.value).await,
        _ => Ok(Vec::new()),
    };
    let options = options.unwrap_or_else(|error| {
        tracing::error!(%error, "could not look up what a menu offers");
        Vec::new()
    });
    Json(json!({ "options": options })).into_response()
}

async fn schedules_like(inbound: &Inbound, from: &From, typed: &str) -> Result<Vec<Value>> {
    let Ok(asker) = inbound.asker(&from.team, &from.user, &from.channel).await? else { return Ok(Vec::new()) };
    let all = schedules::names(&mut inbound.ctx.store.reader().await?, asker.workspace()).await?;
    let typed = typed.trim().to_lowercase();
    let like = all.iter().filter(|(_, name)| name.to_lowercase().contains(&typed)).take(MOST_OPTIONS);
    Ok(like.map(|schedule| json!(schedule_option(schedule))).collect())
}

/// The user groups whose names hold what is being typed. When none does, Slack is asked for those made a minute ago.
async fn groups_like(inbound: &Inbound, from: &From, typed: &str) -> Result<Vec<Value>> {
    let ctx = &inbound.ctx;
    let Ok(asker) = inbound.asker(&from.team, &from.user, &from.channel).await? else { return Ok(Vec::new()) };
    let typed = typed.trim().trim_start_matches('@').to_lowercase();
    let like = |group: &UserGroup| [&group.handle, &group.name].iter().any(|name| name.to_lowercase().contains(&typed));
    for attempt in 0..2 {
        let all = directory::groups(&mut ctx.store.reader().await?, asker.workspace()).await?;
        let like: Vec<_> = all.iter().filter(|group| like(group)).take(MOST_OPTIONS).collect();
        if !like.is_empty() || attempt > 0 {
            return Ok(like.into_iter().map(|group| json!(group_option(group))).collect());
        }
        drop(ctx.live.read_groups(ctx, asker.workspace()).await?);
    }
    Ok(Vec::new())
}

/// Opens a modal, or says that Slack did not wait.
pub(super) async fn opened(inbound: &Inbound, team: &str, trigger: &str, answer: Answer) -> Option<Answer> {
    match answer {
        Answer::Modal(view) => open(inbound, team, trigger, &view).await.err().map(Answer::Only),
        said => Some(said),
    }
}
