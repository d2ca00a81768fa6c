//! Calendars of other servers, fetched: one address, one answer, ten seconds. It knows what may be reached and how much is
//! read, and nothing of schedules, so that a check at creation and a refresh at night are the same code.

pub mod address;
mod body;
mod hints;
mod reach;
mod trouble;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use self::address::{Address, Scheme};
use self::reach::Resolver;

pub use self::reach::Reach;
pub use self::trouble::{Kind, Trouble};

/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// How many large calendars are in memory at the same time.
const LARGE_AT_ONCE: usize = 4;

/// What decides whom we fetch from, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which servers may be asked.
    pub reach: Reach,
    /// Our own address: a calendar that is made from itself never changes.
    pub own_url: Option<Url>,
    /// Whether looks at calendars are exactly on time. Otherwise they are up to a tenth late, so that a thousand feeds made
    /// at the same time are not fetched at the same time.
    pub punctual: bool,
    /// How long everything about one address may take: names, redirects and the last byte.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { reach: Reach::Public, own_url: None, punctual: false, patience: Duration::from_secs(10) }
    }
}

/// Fetches calendars. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher(Arc<Inner>);

struct Inner {
    http: Client,
    settings: Settings,
    large: Arc<Semaphore>,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

/// What an earlier answer said of itself: with it a server can say that nothing changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// A calendar as a server gave it.
#[derive(Debug)]
pub struct Text {
    /// Unpacked, as it was sent.
    pub bytes: Vec<u8>,
    /// What to ask with the next time.
    pub validators: Validators,
    /// How long the server wants it to be kept.
    pub keep: Option<SignedDuration>,
    /// A place among the few large ones in memory.
    _large: Option<OwnedSemaphorePermit>,
}

/// An answer.
#[derive(Debug)]
pub enum Fetched {
    /// It is as it was when the validators were given.
    Unchanged,
    /// It may be new.
    Text(Text),
}

impl Fetcher {
    /// A fetcher with these settings.
    ///
    /// # Panics
    /// Never: the client is made of constants.
    pub fn new(settings: Settings) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring speaks the protocols that are on by default")
            .with_root_certificates(roots)
            .with_no_client_auth();
        // A proxy would ask for us, and nobody would check whom.
        let http = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(Arc::new(Resolver(settings.reach.clone())))
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("Rota/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("the settings are constants");
        Self(Arc::new(Inner { http, settings, large: Arc::new(Semaphore::new(LARGE_AT_ONCE)) }))
    }

    /// Whether looks are exactly on time.
    pub fn is_punctual(&self) -> bool {
        self.0.settings.punctual
    }

    /// What is at `address`, or why it cannot be read. Takes no longer than the settings have patience.
    pub async fn fetch(&self, address: &str, known: &Validators) -> Result<Fetched, Trouble> {
        let fetching = async {
            let address = Address::read(address)?;
            let following = self.follow(address.url.clone(), known);
            // `webcal` does not say whether it is encrypted. A secret is never tried without.
            let plain = address.unencrypted().filter(|_| address.scheme == Scheme::Webcal && !address.has_secret());
            let Some(plain) = plain else { return following.await };
            let first = tokio::time::timeout(self.0.settings.patience / 3, following).await;
            match first.unwrap_or(Err(Trouble::TooSlow)) {
                Err(trouble) if trouble.is_no_connection() => self.follow(plain, known).await.map_err(|_| trouble),
                other => other,
            }
        };
        tokio::time::timeout(self.0.settings.patience, fetching).await.unwrap_or(Err(Trouble::TooSlow))
    }

    async fn follow(&self, mut url: Url, known: &Validators) -> Result<Fetched, Trouble> {
        for _ in 0..=REDIRECTS {
            self.check(&url)?;
            let response = self.ask(url.clone(), known).await?;
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED && *known != Validators::default() {
                return Ok(Fetched::Unchanged);
            }
            if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
                url = next(&url, &response)?;
                continue;
            }
            if !status.is_success() {
                return Err(Trouble::Status(status.as_u16()));
            }
            return self.text(response).await.map(Fetched::Text);
        }
        Err(Trouble::TooManyRedirects)
    }

    /// Whether we may ask there at all. A name is checked when it is resolved; here are addresses without one.
    fn check(&self, url: &Url) -> Result<(), Trouble> {
        if self.0.settings.own_url.as_ref().is_some_and(|own| address::is_within(url, own)) {
            return Err(Trouble::Ours);
        }
        match address::literal(url) {
            Some(ip) if !self.0.settings.reach.allows(ip) => Err(Trouble::Private(ip.to_string())),
            _ => Ok(()),
        }
    }

    async fn ask(&self, url: Url, known: &Validators) -> Result<Response, Trouble> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut request = self.0.http.get(url);
        request = request.header(header::ACCEPT, "text/calendar, */*;q=0.5").header(header::ACCEPT_ENCODING, "gzip");
        for (name, value) in [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request.send().await.map_err(|error| Trouble::of_connection(&error, host))
    }

    async fn text(&self, response: Response) -> Result<Text, Trouble> {
        let headers = response.headers().clone();
        let (bytes, large) = body::read(response, &self.0.large).await?;
        let bytes = body::unpacked(bytes).await?;
        let text = |name: HeaderName| text_of(&headers, name);
        let validators = Validators { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) };
        let keep = text(header::CACHE_CONTROL).and_then(|value| hints::max_age(&value));
        Ok(Text { bytes, validators, keep, _large: large })
    }
}

fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().filter(|value| value.len() < 1_000).map(str::to_owned)
}

/// Where a redirect leads. What was said to one server in confidence is not told to another.
fn next(from: &Url, response: &Response) -> Result<Url, Trouble> {
    let to = text_of(response.headers(), header::LOCATION).ok_or(Trouble::BadRedirect)?;
    let mut to = from.join(&address::without_webcal(&to)).map_err(|_| Trouble::BadRedirect)?;
    if !matches!(to.scheme(), "http" | "https") || to.host().is_none() {
        return Err(Trouble::BadRedirect);
    }
    if to.origin() == from.origin() {
        let _same_kind_of_url = to.set_username(from.username());
        let _same_kind_of_url = to.set_password(from.password());
    }
    Ok(to)
}
