//! Why a calendar could not be read, in words that go on after "because" and hold no secret.

use std::error::Error as _;

use reqwest::StatusCode;

use super::reach::PrivateHost;
use crate::ical::NoCalendar;

/// Why a calendar could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The text is no address.
    #[error("this is no address of a calendar: it has to begin with `https://`, `http://` or `webcal://`")]
    NoAddress,
    /// The address is this server's.
    #[error("this is an address of Rota itself")]
    Ours,
    /// The address is not public.
    #[error("`{0}` is a private address, and this server reads only public ones")]
    Private(String),
    /// Nobody knows the name.
    #[error("there is no server called `{0}`")]
    NoSuchServer(String),
    /// Nobody answers there.
    #[error("the server does not answer")]
    NoConnection,
    /// The connection is not safe.
    #[error("the server's certificate can't be trusted")]
    Certificate,
    /// It took too long.
    #[error("the server took too long to answer")]
    TooSlow,
    /// The server has something else to say.
    #[error("the server answers {}", status(*.0))]
    Status(u16),
    /// It leads from place to place.
    #[error("the server redirects more than 5 times")]
    TooManyRedirects,
    /// It leads nowhere.
    #[error("the server redirects to nowhere")]
    BadRedirect,
    /// It was cut off.
    #[error("the answer broke off")]
    BrokenOff,
    /// It is more than is read.
    #[error("it is larger than 20 MB")]
    TooLarge,
    /// There is nothing.
    #[error("the answer is empty")]
    Empty,
    /// It is something else.
    #[error("the answer is no calendar; it begins with `{0}`")]
    NoCalendar(String),
    /// It would fill the memory.
    #[error("it has more than {0} shifts in a year")]
    TooManyShifts(usize),
    /// It is no calendar of absences.
    #[error("it has more than {0} absences in a year")]
    TooManyAbsences(usize),
    /// It broke our reader.
    #[error("the answer is a calendar that I can't read")]
    Unreadable,
}

/// What kind of trouble it is: the three that the API tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing was read.
    Download,
    /// What was read is no calendar.
    Parse,
    /// It would be read from ourselves.
    SelfReference,
}

fn status(code: u16) -> String {
    let reason = StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(|| code.to_string(), |reason| format!("{code} {reason}"))
}

impl Trouble {
    /// What kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Ours => Kind::SelfReference,
            Self::Empty | Self::NoCalendar(_) | Self::Unreadable => Kind::Parse,
            _ => Kind::Download,
        }
    }

    /// Whether there was nobody to talk to.
    pub(super) fn is_no_connection(&self) -> bool {
        matches!(self, Self::NoConnection | Self::Certificate | Self::TooSlow)
    }

    /// What went wrong when `host` was asked. The library's own words may hold the address, so they are not passed on.
    pub(super) fn of_connection(error: &reqwest::Error, host: String) -> Self {
        let mut causes: Vec<&(dyn std::error::Error + 'static)> = Vec::new();
        let mut cause = error.source();
        while let Some(this) = cause {
            causes.push(this);
            cause = this.source();
        }
        if causes.iter().any(|cause| cause.is::<PrivateHost>()) {
            return Self::Private(host);
        }
        if causes.iter().any(|cause| is_of_tls(*cause)) {
            return Self::Certificate;
        }
        if causes.iter().any(|cause| cause.to_string().contains("dns error")) {
            return Self::NoSuchServer(host);
        }
        let words = causes.last().map(ToString::to_string);
        tracing::debug!(host, cause = words, "a calendar's server could not be asked");
        if error.is_builder() { Self::NoAddress } else { Self::NoConnection }
    }
}

fn is_of_tls(cause: &(dyn std::error::Error + 'static)) -> bool {
    let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    cause.is::<rustls::Error>() || inner.is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>)
}

impl From<NoCalendar> for Trouble {
    fn from(wrong: NoCalendar) -> Self {
        match wrong {
            NoCalendar::TooLarge => Self::TooLarge,
            NoCalendar::Empty => Self::Empty,
            NoCalendar::SomethingElse(begins) => Self::NoCalendar(begins),
        }
    }
}
