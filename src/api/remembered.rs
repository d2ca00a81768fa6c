//! What was found out a moment ago and still holds: as long as nothing at all was written, a token is whose it was, and until a
//! shift begins or ends the same people are on call. So who asks again and again costs one small question and not ten.
//!
//! Only where the database tells whether something was written, by this process or another: SQLite does.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use jiff::Timestamp;

use crate::ids::{ScheduleId, WorkspaceId};
use crate::store::people::Person;
use crate::store::tokens::Token;

/// As many of each are remembered; then all are forgotten.
const MOST: usize = 10_000;

/// How the database was when a request came in. `None`: it does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edition(pub Option<i64>);

/// A token, and whom it acts for.
pub type Admitted = (Token, Option<Person>);

/// What holds for one edition of the database.
#[derive(Debug, Default)]
pub struct Remembered(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    edition: Edition,
    tokens: HashMap<[u8; 32], Admitted>,
    on_call: HashMap<(WorkspaceId, ScheduleId), (Range<Timestamp>, Bytes)>,
}

impl Remembered {
    /// The token with this digest.
    pub fn token(&self, edition: Edition, digest: &[u8; 32]) -> Option<Admitted> {
        self.held(edition)?.tokens.get(digest).cloned()
    }

    /// Remembers a token.
    pub fn keep_token(&self, edition: Edition, digest: [u8; 32], admitted: Admitted) {
        if let Some(mut held) = self.held(edition) {
            keep(&mut held.tokens, digest, admitted);
        }
    }

    /// What was answered to who is on call at `now`.
    pub fn on_call(&self, edition: Edition, of: (WorkspaceId, ScheduleId), now: Timestamp) -> Option<Bytes> {
        let held = self.held(edition)?;
        held.on_call.get(&of).filter(|(holds, _)| holds.contains(&now)).map(|(_, answer)| answer.clone())
    }

    /// Remembers an answer, and when it holds.
    pub fn keep_on_call(
        &self,
        edition: Edition,
        of: (WorkspaceId, ScheduleId),
        holds: Range<Timestamp>,
        answer: Bytes,
    ) {
        if let Some(mut held) = self.held(edition) {
            keep(&mut held.on_call, of, (holds, answer));
        }
    }

    /// What is remembered of this edition. All of another is forgotten.
    fn held(&self, edition: Edition) -> Option<MutexGuard<'_, Held>> {
        edition.0?;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.edition != edition {
            *held = Held { edition, ..Held::default() };
        }
        Some(held)
    }
}

fn keep<K: Hash + Eq, V>(kept: &mut HashMap<K, V>, key: K, value: V) {
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(key, value);
}
