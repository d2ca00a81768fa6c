//! Addresses as people write them, and what of them may be shown: many hold a secret.

use std::borrow::Cow;
use std::net::IpAddr;

use url::{Host, Url};

use super::Trouble;

/// How an address began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `http` or `https`.
    Http,
    /// `webcal`: a calendar, by either of them.
    Webcal,
}

/// An address that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Where.
    pub url: Url,
    /// How it was written.
    pub scheme: Scheme,
}

impl Address {
    /// Reads an address.
    pub fn read(text: &str) -> Result<Self, Trouble> {
        let text = text.trim();
        let plain = without_webcal(text);
        let scheme = if matches!(plain, Cow::Owned(_)) { Scheme::Webcal } else { Scheme::Http };
        let url = Url::parse(&plain).map_err(|_| Trouble::NoAddress)?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(Trouble::NoAddress);
        }
        Ok(Self { url, scheme })
    }

    /// Whether a name or a password stands in it.
    pub fn has_secret(&self) -> bool {
        !self.url.username().is_empty() || self.url.password().is_some()
    }

    /// The same without encryption.
    pub fn unencrypted(&self) -> Option<Url> {
        Url::parse(&format!("http{}", self.url.as_str().strip_prefix("https")?)).ok()
    }
}

/// `https` instead of `webcal`.
pub(super) fn without_webcal(text: &str) -> Cow<'_, str> {
    let lower = text.get(..10).unwrap_or(text).to_ascii_lowercase();
    match ["webcal://", "webcals://"].into_iter().find(|prefix| lower.starts_with(prefix)) {
        Some(prefix) => Cow::Owned(format!("https://{}", &text[prefix.len()..])),
        None => Cow::Borrowed(text),
    }
}

/// The IP address in the place of a name.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
        Host::Domain(_) => None,
    }
}

/// Whether `url` leads to the server at `own`, or what is under its path.
pub(super) fn is_within(url: &Url, own: &Url) -> bool {
    let same_server = url.host_str() == own.host_str() && url.port_or_known_default() == own.port_or_known_default();
    same_server && url.path().starts_with(own.path().trim_end_matches('/'))
}

/// The server's name: all of an address that is shown where others read, since even a path may be a secret.
pub fn server(text: &str) -> String {
    let address = Address::read(text).ok();
    address.and_then(|address| address.url.host_str().map(str::to_owned)).unwrap_or_else(|| "no server".to_owned())
}

/// The address without its password.
pub fn without_password(text: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = text.split_once("://") else { return Cow::Borrowed(text) };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let Some((user, host)) = rest[..end].rsplit_once('@') else { return Cow::Borrowed(text) };
    match user.split_once(':') {
        Some((name, _)) => Cow::Owned(format!("{scheme}://{name}:***@{host}{}", &rest[end..])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        let read = |text: &str| Address::read(text).map(|address| address.url.to_string());
        assert_eq!(read(" HTTPS://Example.com/a.ics "), Ok("https://example.com/a.ics".to_owned()));
        assert_eq!(read("WebCal://example.com/a.ics"), Ok("https://example.com/a.ics".to_owned()));
        assert_eq!(read("webcals://example.com"), Ok("https://example.com/".to_owned()));
        for wrong in ["", "5", "not a url", "ftp://x/y.ics", "file:///etc/passwd", "https://", "webcal:", "é"] {
            assert_eq!(Address::read(wrong), Err(Trouble::NoAddress), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_password("https://al:s3cret@x.example/a?b=c"), "https://al:***@x.example/a?b=c");
        assert_eq!(without_password("https://al:s@3:cret@x.example"), "https://al:***@x.example");
        assert_eq!(without_password("https://x.example/al:s3cret@y"), "https://x.example/al:s3cret@y");
        assert_eq!(server("webcal://al:s3cret@x.example/private-1234/basic.ics"), "x.example");
        assert_eq!(server("al:s3cret"), "no server");
    }

    #[test]
    fn our_own_calendars_are_known_by_server_and_path() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let within = |text: &str, own: &str| is_within(&url(text), &url(own));
        assert!(within("https://rota.example/api/v1/schedules/S1/export", "https://rota.example"));
        assert!(within("https://rota.example:443/on/call/x", "https://rota.example/on/call/"));
        assert!(!within("https://rota.example/calendars/x.ics", "https://rota.example/on/call"));
        assert!(!within("https://rota.example:8443/x.ics", "https://rota.example"));
    }
}
