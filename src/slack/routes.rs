//! The three addresses Slack calls. A request is checked, answered inside three seconds, and never with a 5xx.
//!
//! A command is answered in place; one that takes long gets "one moment" and its answer through the `response_url`. Clicks and
//! events are acknowledged and done afterwards; an event is remembered in the same transaction as what it changes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use serde_json::{Value, json};
use slack_morphism::blocks::SlackView;
use tokio_util::task::TaskTracker;
use tower_http::limit::RequestBodyLimitLayer;
use url::Url;

use super::answer::{Answer, Attached, Promised, Whereto};
use super::client::{CallError, InFront, SlackApi};
use super::commands::{self, Asker, Known};
use super::home;
use super::inbound::{EventDelivery, SlashForm};
use super::interactions::{interaction, opened};
use super::messages::{self, Rendered, words};
use super::opening::{Opening, opens_in_time};
use super::people::SlackUser;
use super::pictures;
use super::signature::{SIGNATURE_HEADER, SigningSecrets, TIMESTAMP_HEADER};
use super::teams::Teams;
use crate::ids::{MessageId, WorkspaceId};
use crate::schedule::Zone;
use crate::store::people::Standing;
use crate::store::{people, schedules, workspaces};
use crate::usecases::{Actor, Ctx, Error, settings, sync_people};

/// The largest body that is read.
const BODY_LIMIT: usize = 1024 * 1024;
/// How long a command or a form may take before "one moment" is said. Slack gives three seconds in all.
pub(super) const PATIENCE: Duration = Duration::from_millis(2_200);

/// What the routes need.
#[derive(Clone)]
pub struct Inbound {
    /// Store, clock and bell.
    pub ctx: Ctx,
    /// Whose signatures are accepted.
    pub secrets: SigningSecrets,
    /// The connected teams, for answers through a `response_url`.
    pub teams: Teams,
    /// How the world reaches us.
    pub public_url: Arc<Url>,
    /// What runs after the answer. Whoever stops the server waits for it.
    pub afterwards: TaskTracker,
}

/// The routes. The body limit is outside the signature check, so an endless unsigned body is not read.
pub fn router(inbound: Inbound) -> Router {
    Router::new()
        .route("/slack/commands", post(command))
        .route("/slack/interactions", post(interaction))
        .route("/slack/events", post(event))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .with_state(inbound)
}

impl Inbound {
    /// Refuses what Slack did not sign.
    pub(super) fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), (StatusCode, &'static str)> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let now = self.ctx.clock.now();
        self.secrets.check(header(SIGNATURE_HEADER), header(TIMESTAMP_HEADER), body, now).map_err(|error| {
            tracing::warn!(%error, "refused a request that Slack did not sign");
            (StatusCode::UNAUTHORIZED, "not signed by Slack")
        })
    }

    /// Who is behind a Slack user id; `Err` is what to tell them when they may not ask.
    pub(super) async fn asker(&self, team: &str, user: &str, channel: &str) -> Result<Result<Asker, Rendered>, Error> {
        let mut db = self.ctx.store.reader().await?;
        let Some(workspace) = workspaces::of_team(&mut db, team).await?.map(|workspace| workspace.id) else {
            return Ok(Err(words(
                "Rota is not connected to this workspace yet. If it was just started, try again in a minute; \
                 else whoever runs it finds the reason in its log.",
            )));
        };
        self.teams.belongs(team, workspace);
        let person = people::by_slack_id(&mut db, workspace, user).await?;
        if person.as_ref().is_some_and(|person| matches!(person.standing, Standing::Guest | Standing::Deactivated)) {
            return Ok(Err(words("Guests can't see who is on call. Ask a member of this workspace.")));
        }
        let actor = if let Some(person) = &person {
            Actor::Person { workspace, user: person.id }
        } else {
            self.later(self.clone().meet(workspace, user.to_owned()));
            Actor::Stranger { workspace }
        };
        let zone = match &person {
            Some(person) => settings::zone_of(&mut db, workspace, person).await?,
            None => Zone::UTC,
        };
        Ok(Ok(Asker { actor, channel: channel.to_owned(), zone, public_url: self.public_url.clone() }))
    }

    /// Reads from Slack who somebody is, where we don't know: before what nobody waits for.
    pub(super) async fn meet_first(&self, team: &str, user: &str) -> Result<(), Error> {
        let mut db = self.ctx.store.reader().await?;
        let Some(workspace) = workspaces::of_team(&mut db, team).await?.map(|workspace| workspace.id) else {
            return Ok(());
        };
        let is_known = people::by_slack_id(&mut db, workspace, user).await?.is_some();
        drop(db);
        if !is_known {
            self.teams.belongs(team, workspace);
            self.clone().meet(workspace, user.to_owned()).await;
        }
        Ok(())
    }

    /// Reads from Slack who somebody is whom we don't know, so that their next question finds them known.
    async fn meet(self, workspace: WorkspaceId, user: String) {
        let Some(api) = self.teams.of(workspace) else { return };
        match api.person(&user).await {
            Ok(Some(person)) => {
                if let Err(error) = sync_people::sync_one(&self.ctx, workspace, person).await {
                    tracing::error!(%error, "could not keep what Slack says of a person");
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "could not ask Slack who somebody is"),
        }
    }

    /// Does something after the answer.
    pub(super) fn later(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.afterwards.spawn(task);
    }
}

async fn command(State(inbound): State<Inbound>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(refused) = inbound.check(&headers, &body) {
        return refused.into_response();
    }
    let form: SlashForm = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    if form.ssl_check.is_some() {
        return StatusCode::OK.into_response();
    }
    let (url, trigger, user) = (form.response_url.clone(), form.trigger_id.clone(), form.user_id.clone());
    let (say, said) = tokio::sync::oneshot::channel();
    let task = {
        let inbound = inbound.clone();
        async move {
            let team = form.team_id.clone();
            let opens_a_form = commands::opens_a_form(&form.text);
            let mut work = Box::pin(async { or_apology(answer_command(&inbound, form).await) });
            let (answer, file) = if opens_a_form {
                match opens_in_time(&inbound, &team, &trigger, work).await {
                    Opening::Done(answer) => (answer, None),
                    Opening::Pending(pending) => {
                        // The modal says it all; whoever waits for more than that has left already.
                        drop(say.send(None));
                        return pending.finish().await;
                    }
                }
            } else {
                let (answer, file) = work.as_mut().await.apart();
                (opened(&inbound, &team, &trigger, answer).await, file)
            };
            // Nobody waits any more when the answer took too long: then it goes to the response_url.
            if let Err(Some(answer)) = say.send(answer) {
                respond(&inbound, &team, &url, &trigger, answer).await;
            }
            if let Some(file) = file {
                send_file(&inbound, (&team, &user), &url, *file).await;
            }
        }
    };
    inbound.later(task);
    match tokio::time::timeout(PATIENCE, said).await {
        Ok(Ok(Some(
            Answer::Only(rendered)
            | Answer::Instead(rendered)
            | Answer::Channel(rendered)
            | Answer::WithFile(rendered, _),
        ))) => Json(ephemeral(&rendered)).into_response(),
        // A modal is open and says it all.
        Ok(Ok(Some(Answer::Modal(_)) | None)) => StatusCode::OK.into_response(),
        Ok(Err(_)) => Json(ephemeral(&apology("no answer was made"))).into_response(),
        Err(_) => Json(ephemeral(&words("One moment, I'm still looking."))).into_response(),
    }
}

async fn answer_command(inbound: &Inbound, form: SlashForm) -> Result<Answer, Error> {
    let asker = match inbound.asker(&form.team_id, &form.user_id, &form.channel_id).await? {
        Ok(asker) => asker,
        Err(refusal) => return Ok(Answer::Only(refusal)),
    };
    let mut known = Known { schedules: Vec::new(), now: inbound.ctx.clock.now(), zone: asker.zone.clone() };
    let command = if let Some(command) = commands::parse_bare(&form.text, &known) {
        command
    } else {
        known.schedules = schedules::names(&mut inbound.ctx.store.reader().await?, asker.workspace()).await?;
        commands::parse(&form.text, &known)?
    };
    commands::run(&inbound.ctx, &asker, command).await
}

/// Posts to a `response_url`, which works for half an hour and five times; a modal is opened instead.
pub(super) async fn respond(inbound: &Inbound, team: &str, url: &str, trigger: &str, answer: Answer) {
    let Some(answer) = opened(inbound, team, trigger, answer).await else { return };
    let body = match &answer {
        Answer::Only(rendered) | Answer::WithFile(rendered, _) => ephemeral(rendered),
        Answer::Channel(rendered) => {
            json!({ "response_type": "in_channel", "replace_original": false, "text": rendered.text, "blocks": rendered.blocks })
        }
        Answer::Instead(rendered) => {
            json!({ "replace_original": true, "text": rendered.text, "blocks": rendered.blocks })
        }
        Answer::Modal(_) => return,
    };
    let Some(api) = client_of(inbound, team).await else {
        return tracing::warn!("could not answer a click: the team is not connected");
    };
    if let Err(error) = api.respond(url, &body).await {
        tracing::warn!(%error, "could not answer a click");
    }
}

/// Sends a file to who asked, or where they want it; where Slack does not take it, they are told what is off.
pub(super) async fn send_file(inbound: &Inbound, (team, user): (&str, &str), url: &str, attached: Attached) {
    let Attached { file, comment, whereto } = attached;
    let (what, file) = match file {
        Promised::Made(file) => ("file", Some(file)),
        Promised::Picture(shown) => ("picture", pictures::drawn(shown).await),
    };
    let told = match (file, client_of(inbound, team).await) {
        (None, _) => apology("a picture could not be drawn"),
        (Some(_), None) => return,
        (Some(file), Some(api)) => {
            let target = match &whereto {
                Whereto::Asker => user,
                Whereto::Channel(channel) => channel,
            };
            let Err(error) = api.upload_file(target, &file, &comment).await else { return };
            tracing::warn!(%error, "could not send a file");
            messages::file_refused(what, &error)
        }
    };
    respond(inbound, team, url, "", Answer::Only(told)).await;
}

/// Opens a modal; `Err` is what to say when Slack did not wait for it.
pub(super) async fn open(inbound: &Inbound, team: &str, trigger: &str, view: &SlackView) -> Result<InFront, Rendered> {
    let opened = match client_of(inbound, team).await {
        Some(api) => api.open_view(trigger, view).await,
        None => Err(CallError::Unreachable("the team is not connected".to_owned())),
    };
    opened.map_err(|error| {
        tracing::warn!(%error, "could not open a modal");
        words("Slack gives a form three seconds to open, and this one was too late. Type the command once more.")
    })
}

pub(super) async fn client_of(inbound: &Inbound, team: &str) -> Option<SlackApi> {
    if let Some(workspace) = inbound.teams.workspace_of(team) {
        return inbound.teams.of(workspace);
    }
    let mut db = inbound.ctx.store.reader().await.ok()?;
    let workspace = workspaces::of_team(&mut db, team).await.ok()??;
    inbound.teams.belongs(team, workspace.id);
    inbound.teams.of(workspace.id)
}

fn ephemeral(rendered: &Rendered) -> Value {
    json!({ "response_type": "ephemeral", "replace_original": false, "text": rendered.text, "blocks": rendered.blocks })
}

async fn event(State(inbound): State<Inbound>, headers: HeaderMap, body: Bytes) -> Response {
    if let Err(refused) = inbound.check(&headers, &body) {
        return refused.into_response();
    }
    let Ok(delivery) = serde_json::from_slice::<EventDelivery>(&body) else {
        tracing::warn!("an event from Slack is not the JSON that was expected");
        return StatusCode::OK.into_response();
    };
    if delivery.kind == "url_verification" {
        return Json(json!({ "challenge": delivery.challenge })).into_response();
    }
    match take_event(&inbound, delivery).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => {
            // Slack delivers it again, and by then the database may be back.
            tracing::error!(%error, "could not take an event from Slack");
            (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response()
        }
    }
}

async fn take_event(inbound: &Inbound, delivery: EventDelivery) -> Result<(), Error> {
    let ctx = &inbound.ctx;
    let team = delivery.team_id.unwrap_or_default();
    let workspace = workspaces::of_team(&mut ctx.store.reader().await?, &team).await?;
    let kind = delivery.event["type"].as_str().unwrap_or_default().to_owned();
    let person = match kind.as_str() {
        "user_change" | "team_join" => {
            let user = serde_json::from_value::<SlackUser>(delivery.event["user"].clone());
            user.ok().and_then(SlackUser::into_person)
        }
        _ => None,
    };
    if kind == "app_home_opened" {
        // Drawn twice is drawn, so it need not be remembered.
        let opened = delivery.event["tab"] == "home";
        let user = delivery.event["user"].as_str().filter(|_| opened).map(str::to_owned);
        if let Some(user) = user {
            inbound.later(home::publish(inbound.clone(), team, user));
        }
        return Ok(());
    }
    match (workspace, person, delivery.event_id) {
        (Some(workspace), Some(person), Some(id)) => sync_people::sync_from_event(ctx, workspace.id, person, &id).await,
        (_, _, id) => {
            tracing::debug!(kind, "an event from Slack that Rota does nothing with");
            sync_people::remember(ctx, id.as_deref()).await
        }
    }
}

/// The answer, or what to say when there is none.
pub(super) fn or_apology(answer: Result<Answer, Error>) -> Answer {
    match answer {
        Ok(answer) => answer,
        Err(Error::User(error)) => Answer::Only(words(&format!("{error}."))),
        Err(error) => Answer::Only(apology(&error)),
    }
}

fn apology(error: impl std::fmt::Display) -> Rendered {
    let reference = MessageId::random().as_str()[1..7].to_lowercase();
    tracing::error!(reference, %error, "something broke");
    words(&format!(
        "Something broke on our side, reference `{reference}`. Nothing was changed. Try once more, and if it stays, give \
         that reference to whoever runs Rota."
    ))
}
