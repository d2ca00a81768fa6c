//! Putting it together: the settings, the store, the routes and the worker become a running server.

pub mod demo;
mod health;
pub mod manage;
mod metrics;
mod shutdown;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use axum::Router;
use axum::extract::Request;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;

use crate::api;
use crate::api::retries::{Door, Peer};
use crate::clock::Clock;
use crate::config::Settings;
use crate::feeds::{self, Fetcher};
use crate::slack::client::SlackApi;
use crate::slack::routes::{self, Inbound};
use crate::slack::signature::SigningSecrets;
use crate::slack::teams::Teams;
use crate::store::Store;
use crate::usecases::live::Live;
use crate::usecases::{Ctx, Wake, workspace};
use crate::worker::Worker;

/// How Rota reaches Slack.
#[derive(Clone)]
pub struct SlackSettings {
    /// The Web API's base.
    pub api_url: String,
    /// The bot token.
    pub bot_token: String,
    /// Edits user groups where only admins may.
    pub admin_token: Option<String>,
    /// Signing secrets, separated by commas.
    pub signing_secret: String,
}

/// What makes one replica of Rota.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Slack, when it is connected.
    pub slack: Option<SlackSettings>,
    /// How the world reaches the server.
    pub public_url: url::Url,
    /// Requests a minute and token; 0 is no limit.
    pub api_rate_limit: u32,
    /// Which calendars may be read. Our own address is added.
    pub feeds: feeds::Settings,
}

/// One replica: everything but a listening socket. Tests and the demo drive it by hand.
pub struct App {
    /// Store, clock and bell.
    pub ctx: Ctx,
    /// What happens without being asked.
    pub worker: Worker,
    /// Every address.
    pub router: Router,
    /// What runs after an answer.
    pub afterwards: TaskTracker,
}

impl App {
    /// Puts the parts together and makes the workspace if there is none. Nothing runs yet.
    pub async fn new(parts: Parts) -> anyhow::Result<Self> {
        let teams = Teams::default();
        let live = Live::through(Arc::new(teams.clone()));
        let feeds = Fetcher::new(feeds::Settings { own_url: Some(parts.public_url.clone()), ..parts.feeds });
        let ctx = Ctx { store: parts.store, clock: parts.clock, wake: Wake::default(), live, feeds };
        let local = workspace::the_first(&ctx).await.context("making the first workspace")?;
        tracing::debug!(workspace = %local.id, "the workspace is there");
        let afterwards = TaskTracker::new();
        let own = parts
            .slack
            .as_ref()
            .map(|slack| SlackApi::new(&slack.api_url, &slack.bot_token, slack.admin_token.as_deref()));
        let has_slack = own.is_some();
        let worker = Worker::new(ctx.clone(), teams.clone(), own);
        let mut router = health::router(ctx.clone(), has_slack);
        if let Some(slack) = parts.slack {
            router = router.merge(routes::router(Inbound {
                ctx: ctx.clone(),
                secrets: SigningSecrets::from_setting(&slack.signing_secret),
                teams,
                public_url: Arc::new(parts.public_url.clone()),
                afterwards: afterwards.clone(),
            }));
        }
        let settings = api::Settings {
            public_url: parts.public_url,
            rate_limit: parts.api_rate_limit,
            afterwards: afterwards.clone(),
        };
        let router = router.merge(api::router(ctx.clone(), settings));
        let router = router.merge(metrics::router(ctx.clone())).layer(axum::middleware::from_fn(metrics::count));
        let router = router.layer(CatchPanicLayer::new());
        // What follows the path may be a secret: the token of a calendar's link.
        let router = router.layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            tracing::debug_span!("request", method = %request.method(), path = request.uri().path())
        }));
        Ok(Self { ctx, worker, router, afterwards })
    }

    /// Serves on `listener` and works, until `stop`; then lets what was begun finish.
    pub async fn run(self, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
        let worker = tokio::spawn({
            let (worker, stop) = (self.worker.clone(), stop.clone());
            // Requests are answered meanwhile: Slack may take its time.
            async move {
                let begun = begin(&worker).await;
                match begun {
                    Ok(()) => worker.run(stop).await,
                    Err(_) => stop.cancel(),
                }
                begun
            }
        });
        let served = axum::serve(Door(listener), self.router.into_make_service_with_connect_info::<Peer>())
            .with_graceful_shutdown(async move { stop.cancelled().await })
            .await;
        self.afterwards.close();
        self.afterwards.wait().await;
        let work = worker.await.context("the worker stopped on its own")?;
        self.ctx.store.close().await;
        work?;
        served.context("serving HTTP")
    }
}

/// Gets the worker ready, unless Slack refuses our token: nobody can work with it until whoever runs Rota acts.
async fn begin(worker: &Worker) -> anyhow::Result<()> {
    if let Some(word) = worker.refused_token().await.context("connecting to Slack")? {
        bail!("Slack refuses SLACK_BOT_TOKEN (`{word}`): copy it anew from the app's page, \"OAuth & Permissions\"");
    }
    for off in worker.off() {
        println!("  off: {} (the Slack app lacks the scope {})", off.what_for, off.scope);
    }
    worker.start().await.context("planning the periodic work")
}

/// `rota serve`.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let store = open(&settings.database.database_url).await?;
    let listen = settings.listen();
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("listening on {listen}: is another Rota running there? `ROTA_LISTEN` chooses another address")
    })?;
    let address = listener.local_addr().context("asking for our own address")?;
    let missing = settings.missing_for_slack();
    let public_url = match settings.public_url.clone() {
        Some(url) => url,
        None => format!("http://{address}").parse().context("making our own address a URL")?,
    };
    let slack = missing.is_empty().then(|| SlackSettings {
        api_url: settings.slack_api_url.clone(),
        bot_token: settings.slack_bot_token.clone().unwrap_or_default(),
        admin_token: settings.slack_admin_token.clone().filter(|token| !token.trim().is_empty()),
        signing_secret: settings.slack_signing_secret.clone().unwrap_or_default(),
    });
    let clock = Clock::system();
    let feeds = feeds::Settings { reach: settings.allow_private_calendars.clone(), ..feeds::Settings::default() };
    let api_rate_limit = settings.api_rate_limit;
    let app = App::new(Parts { store, clock, slack, public_url, api_rate_limit, feeds }).await?;
    say_hello(address, &settings.database.database_url, &missing);
    let stop = CancellationToken::new();
    tokio::spawn(shutdown::cancel_on_signal(stop.clone()));
    app.run(listener, stop).await
}

/// Opens the database and brings its tables up to date.
pub async fn open(url: &str) -> anyhow::Result<Store> {
    Store::open(url).await.with_context(|| format!("opening the database {}", without_secret(url)))
}

fn say_hello(address: SocketAddr, database: &str, missing: &[&str]) {
    let slack = if missing.is_empty() { "connecting" } else { "not connected" };
    println!("Rota is listening on http://{address} · {} · Slack: {slack}", without_secret(database));
    if !missing.is_empty() {
        println!(
            "  Slack needs {}. README, \"Connect a workspace\", takes three minutes. The REST API works now.",
            missing.join(" and ")
        );
    }
}

/// A database address without its password.
fn without_secret(url: &str) -> String {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return format!("SQLite at {}", path.trim_start_matches("//"));
    }
    match url.parse::<url::Url>() {
        Ok(parsed) => format!("PostgreSQL at {}{}", parsed.host_str().unwrap_or("localhost"), parsed.path()),
        Err(_) => "a database".to_owned(),
    }
}
