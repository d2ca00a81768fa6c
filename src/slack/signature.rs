//! Whether a request comes from Slack: `v0=` and the HMAC-SHA256 of version, time and raw body (Slack, "Verifying requests").

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-slack-signature";
/// The header that carries the time of signing, in seconds.
pub const TIMESTAMP_HEADER: &str = "x-slack-request-timestamp";
/// How far the time of signing may be from ours, either way.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The signing secrets that are accepted: several while one is being rotated (Slack keeps the old one valid for a day).
#[derive(Clone)]
pub struct SigningSecrets(Vec<String>);

/// Why a request is not taken for Slack's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFromSlack {
    /// A header is absent or unreadable.
    #[error("it carries no readable signature and time")]
    Unsigned,
    /// Signed too long ago, or in the future: a replay, or a clock that is wrong.
    #[error("it was signed more than five minutes from now")]
    Stale,
    /// Signed with another secret.
    #[error("its signature fits none of the signing secrets")]
    WrongSignature,
}

impl SigningSecrets {
    /// Secrets separated by commas. Empty ones are ignored.
    pub fn from_setting(setting: &str) -> Self {
        Self(setting.split(',').map(str::trim).filter(|secret| !secret.is_empty()).map(str::to_owned).collect())
    }

    /// Checks the raw `body` against its headers at `now`, in constant time for each secret.
    pub fn check(
        &self,
        signature: Option<&str>,
        signed_at: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), NotFromSlack> {
        let (Some(signature), Some(signed_at)) = (signature, signed_at) else { return Err(NotFromSlack::Unsigned) };
        let seconds: i64 = signed_at.parse().map_err(|_| NotFromSlack::Unsigned)?;
        let at = Timestamp::from_second(seconds).map_err(|_| NotFromSlack::Unsigned)?;
        if now.duration_since(at).abs() > TOLERANCE {
            return Err(NotFromSlack::Stale);
        }
        let fits = self.0.iter().fold(false, |fits, secret| {
            fits | bool::from(sign(secret, signed_at, body).as_bytes().ct_eq(signature.as_bytes()))
        });
        if fits { Ok(()) } else { Err(NotFromSlack::WrongSignature) }
    }
}

/// The signature Slack puts on `body`.
fn sign(secret: &str, signed_at: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    for part in [b"v0:", signed_at.as_bytes(), b":", body] {
        mac.update(part);
    }
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The worked example of Slack's documentation, "Verifying requests from Slack".
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const SIGNED_AT: &str = "1531420618";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    fn check(setting: &str, body: &str, seconds_later: i64) -> Result<(), NotFromSlack> {
        let now = Timestamp::from_second(1_531_420_618 + seconds_later).expect("in range");
        SigningSecrets::from_setting(setting).check(Some(SIGNATURE), Some(SIGNED_AT), body.as_bytes(), now)
    }

    #[test]
    fn slacks_own_example_is_accepted() {
        assert_eq!(check(SECRET, BODY, 0), Ok(()));
    }

    #[test]
    fn the_previous_secret_is_accepted_while_it_is_being_rotated() {
        assert_eq!(check(&format!("new-secret, {SECRET}"), BODY, 0), Ok(()));
        assert_eq!(check("new-secret", BODY, 0), Err(NotFromSlack::WrongSignature));
        assert_eq!(check("", BODY, 0), Err(NotFromSlack::WrongSignature));
    }

    #[test]
    fn five_minutes_either_way_are_accepted_and_not_a_second_more() {
        assert_eq!(check(SECRET, BODY, 300), Ok(()));
        assert_eq!(check(SECRET, BODY, -300), Ok(()));
        assert_eq!(check(SECRET, BODY, 301), Err(NotFromSlack::Stale));
        assert_eq!(check(SECRET, BODY, -301), Err(NotFromSlack::Stale));
    }

    #[test]
    fn a_changed_body_is_refused() {
        assert_eq!(check(SECRET, "token=other", 0), Err(NotFromSlack::WrongSignature));
    }
}
