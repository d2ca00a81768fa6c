//! A strict stand-in for Slack on loopback, with a page to type and click in.
//!
//! `rota demo` and every conversation test run on it. It talks to the app over HTTP alone, as Slack does: the app calls
//! the methods under [`Playground::api_url`], and what people do reaches the app as signed requests. What Slack would
//! refuse is refused here in the same words, and what Slack lets pass but should not be sent is kept in
//! [`Playground::rule_breaks`]. All time comes from the [`Clock`] it is given.
//!
//! The workspace is in `state` and the files of its things (`person`, `channel`, `group`, `message`, `view`); what the
//! app asks goes through `server`, `gate` and `methods`; what people do goes out through `acts`, `events` and `deliver`.

mod acts;
mod app;
mod arguments;
mod blocks;
mod channel;
mod clicks;
mod dates;
mod deliver;
mod door;
mod escape;
mod events;
mod file;
mod gate;
mod group;
mod keep;
mod message;
mod method_table;
mod methods;
mod mrkdwn;
mod page;
mod person;
mod plain;
mod posting;
mod rates;
mod reply_url;
mod server;
mod state;
mod submits;
mod token;
mod transcript;
mod trigger;
mod values;
mod view;
mod wait;
mod weather;
mod workspace;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use futures::future::BoxFuture;
use jiff::SignedDuration;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::clock::Clock;

pub use self::channel::NewChannel;
pub use self::deliver::Seal;
pub use self::group::UserGroupEditing;
pub use self::person::Person;
pub use self::server::Call;
pub use self::transcript::{Entry, Heard, Place, Trouble, What};
pub use self::weather::Weather;

/// Moves the clock for the page's clock buttons, and does what must happen on the way.
pub type MoveClock = Arc<dyn Fn(SignedDuration) -> BoxFuture<'static, ()> + Send + Sync>;

/// Says how far away the next handoff is that concerns a channel (its id; empty elsewhere), for the page's button; `None`
/// when there is none.
pub type NextHandoff = Arc<dyn Fn(String) -> BoxFuture<'static, Option<SignedDuration>> + Send + Sync>;

/// How a playground is set up.
pub struct Options {
    /// Where it listens. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// Where every time comes from.
    pub clock: Clock,
    /// What deliveries to the app are signed with.
    pub signing_secret: String,
    /// The one bot token that is accepted at first.
    pub bot_token: String,
    /// What the page's clock buttons do. `None` advances the clock and nothing else.
    pub move_clock: Option<MoveClock>,
}

/// A running stand-in for Slack. Cheap to clone; it stops when the last clone is dropped.
#[derive(Clone)]
pub struct Playground {
    world: Arc<World>,
    _guard: Option<Arc<DropGuard>>,
}

/// What all clones share.
struct World {
    address: SocketAddr,
    clock: Clock,
    state: Mutex<state::State>,
    move_clock: Option<MoveClock>,
    next_handoff: Mutex<Option<NextHandoff>>,
    http: reqwest::Client,
    runtime: tokio::runtime::Handle,
    /// Counts up whenever something may have changed, for whoever waits or watches.
    changed: watch::Sender<u64>,
    /// Events on their way to the app: when each is (or was) to be tried next.
    under_way: watch::Sender<wait::UnderWay>,
    stop: CancellationToken,
}

impl Playground {
    /// Binds, and serves in the background until [`stop`](Self::stop) or until the last clone is dropped.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        // Fails when somebody did it before, and then it is done.
        drop(rustls::crypto::ring::default_provider().install_default());
        let listener = door::Door::open(options.listen).await?;
        let http = reqwest::Client::builder()
            .no_proxy()
            // The app is on this machine: reading the system's certificates would only cost each test its start.
            .tls_certs_only([])
            .redirect(reqwest::redirect::Policy::limited(2))
            .user_agent("Slackbot 1.0 (+https://api.slack.com/robots)")
            .build()
            .context("building the playground's HTTP client")?;
        let stop = CancellationToken::new();
        let world = Arc::new(World {
            address: listener.address()?,
            state: Mutex::new(state::State::new(options.clock.clone(), options.signing_secret, options.bot_token)),
            clock: options.clock,
            move_clock: options.move_clock,
            next_handoff: Mutex::new(None),
            http,
            runtime: tokio::runtime::Handle::current(),
            changed: watch::Sender::new(0),
            under_way: watch::Sender::default(),
            stop: stop.clone(),
        });
        let inside = Self { world: Arc::clone(&world), _guard: None };
        tokio::spawn(server::serve(listener, inside, stop.clone()));
        Ok(Self { world, _guard: Some(Arc::new(stop.drop_guard())) })
    }

    /// The base the app calls methods under: `{api_url}/chat.postMessage`.
    pub fn api_url(&self) -> String {
        format!("http://{}/api", self.world.address)
    }

    /// The page to type and click in.
    pub fn page_url(&self) -> String {
        format!("http://{}/", self.world.address)
    }

    /// Stops serving: new connections are refused from now on.
    pub fn stop(&self) {
        self.world.stop.cancel();
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    /// Gives the page a button that moves the clock to the next handoff.
    pub fn set_next_handoff(&self, next: NextHandoff) {
        *self.world.next_handoff.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
    }

    fn state(&self) -> MutexGuard<'_, state::State> {
        self.world.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something to the workspace, then sends the events it caused and wakes whoever watches.
    fn change<T>(&self, act: impl FnOnce(&mut state::State) -> T) -> T {
        let (result, events) = {
            let mut state = self.state();
            let result = act(&mut state);
            (result, state.take_events())
        };
        self.send_in_background(events);
        self.world.changed.send_modify(|count| *count += 1);
        result
    }
}
