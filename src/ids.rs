//! Public ids: a prefix that names the kind and twelve characters of an alphabet without `O` and `0`.
//!
//! They are what the API shows and what tables are keyed by. An id may also come from outside (a move from Grafana
//! OnCall keeps every id), so reading one accepts any text of up to twenty characters that fits a column and a URL.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use rand::RngExt as _;

/// The longest id that is stored (the reference's column width).
pub const MAX_ID_LEN: usize = 20;

const ALPHABET: &[u8; 34] = b"ABCDEFGHIJKLMNPQRSTUVWXYZ123456789";
const RANDOM_LEN: usize = 12;

/// A text that cannot be an id: empty, longer than [`MAX_ID_LEN`], or with anything but ASCII letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

fn random(prefix: &str) -> ArrayString<MAX_ID_LEN> {
    let mut rng = rand::rng();
    let mut text = ArrayString::new();
    text.push_str(prefix);
    for _ in 0..RANDOM_LEN {
        text.push(char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]));
    }
    text
}

fn read(text: &str) -> Result<ArrayString<MAX_ID_LEN>, NotAnId> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(NotAnId);
    }
    ArrayString::from(text).map_err(|_| NotAnId)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(ArrayString<MAX_ID_LEN>);

        impl $name {
            /// A new random id with this kind's prefix.
            pub fn random() -> Self {
                Self(random($prefix))
            }

            /// The id as text, as the API shows it.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                read(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.as_str().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

ids! {
    /// A workspace (a Slack team, or the local one). Never shown by the API.
    WorkspaceId = "W";
    /// A person.
    UserId = "U";
    /// A team of people, as the API knows it.
    TeamId = "T";
    /// A schedule.
    ScheduleId = "S";
    /// A shift: one rule that says who is on call when.
    ShiftId = "O";
    /// A request to swap a shift.
    SwapId = "SSR";
    /// An offer to serve a part of somebody's shift. Never shown by the API.
    OfferId = "F";
    /// A Slack user group.
    GroupId = "G";
    /// An API token. Never shown by the API.
    TokenId = "K";
    /// A reply kept for when its request is repeated. Never shown by the API.
    ReplyId = "R";
    /// A span in which somebody is away. Never shown by the API.
    AbsenceId = "A";
    /// A calendar of somebody's absences. Never shown by the API.
    AbsenceFeedId = "C";
    /// A secret link to a calendar. Never shown by the API.
    LinkId = "L";
    /// Something that is being filled in. Never shown by the API.
    DraftId = "D";
    /// A message waiting in the outbox, and the reference that travels with it.
    MessageId = "M";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_id_has_its_prefix_and_twelve_characters_without_o_and_zero() {
        for _ in 0..200 {
            let id = ScheduleId::random();
            assert_eq!(id.as_str().len(), 13);
            assert!(id.as_str().starts_with('S'));
            assert!(!id.as_str()[1..].contains(['O', '0']));
        }
    }

    #[test]
    fn an_id_from_outside_is_kept_as_it_is_when_it_fits() {
        assert_eq!("SABC123".parse::<ScheduleId>().map(String::from), Ok("SABC123".to_owned()));
        for bad in ["", "has space", "slash/", "123456789012345678901", "ü"] {
            assert_eq!(bad.parse::<ScheduleId>(), Err(NotAnId), "{bad}");
        }
    }
}
