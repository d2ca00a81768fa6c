//! Who is meant by the words of an event.
//!
//! The summary, the description, and the attendee if there is only one, may each name a person or a list of people: by
//! e-mail, username, `@handle`, or a full name that only one person has; in any case, after `mailto:` or not.

use std::collections::HashMap;

use super::Details;
use crate::ids::UserId;
use crate::schedule::{Crew, Level};

/// Longer texts are prose.
const LONGEST: usize = 500;

/// Somebody whom a calendar may name.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who it is.
    pub id: UserId,
    /// The name others type.
    pub username: String,
    /// The address.
    pub email: Option<String>,
    /// The name others say.
    pub full_name: Option<String>,
}

/// Everybody whom a calendar may name.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// By e-mail and username, in small letters. Two may share an address: then both are meant.
    by_handle: HashMap<String, Vec<UserId>>,
    by_full_name: HashMap<String, Vec<UserId>>,
}

/// Whom an event means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The people, each once. Nobody: the event is an empty shift.
    pub crew: Crew,
    /// Names that are nobody's, as they stand in the event.
    pub unknown: Vec<String>,
}

impl Directory {
    /// A directory of `people`.
    pub fn new(people: impl IntoIterator<Item = Person>) -> Self {
        let mut directory = Self::default();
        for person in people {
            let handles = [Some(&person.username), person.email.as_ref()];
            for handle in handles.into_iter().flatten() {
                let known = directory.by_handle.entry(folded(handle)).or_default();
                if !known.contains(&person.id) {
                    known.push(person.id);
                }
            }
            let full_name = person.full_name.as_deref().map(folded).filter(|name| !name.is_empty());
            directory.by_full_name.extend(
                full_name
                    .clone()
                    .map(|name| (name, Vec::new()))
                    .filter(|(name, _)| !directory.by_full_name.contains_key(name)),
            );
            if let Some(namesakes) = full_name.and_then(|name| directory.by_full_name.get_mut(&name)) {
                namesakes.push(person.id);
            }
        }
        directory
    }

    /// Whom an event with these `details` puts on call.
    pub fn find(&self, details: &Details) -> Found {
        let mut found = Found::default();
        let attendee = match &details.attendees[..] {
            [only] => Some(only),
            _ => None,
        };
        let title = details.summary.as_deref().map(|text| (text, true));
        let rest = [details.description.as_ref(), attendee].into_iter().flatten().map(|text| (text.as_str(), false));
        for (text, is_title) in title.into_iter().chain(rest) {
            let (_, text) = without_level(text);
            if text.is_empty() || text.len() > LONGEST {
                continue;
            }
            let (known, unknown) = self.list(text);
            // A title may name somebody we don't know beside those we do; prose that happens to hold a name is no list.
            if is_title || unknown.is_empty() {
                for user in &known {
                    if !found.crew.0.contains(user) {
                        found.crew.0.push(*user);
                    }
                }
            }
            match (known.is_empty() || !is_title, unknown.is_empty()) {
                (true, false) => found.unknown.push(text.to_owned()),
                _ => found.unknown.extend(unknown.into_iter().map(str::to_owned)),
            }
        }
        found
    }

    /// The people that a text names, if it is a list of names.
    pub fn named(&self, text: &str) -> Vec<UserId> {
        let (known, unknown) = self.list(without_level(text).1);
        if unknown.is_empty() { known } else { Vec::new() }
    }

    /// The people in a list, and the parts that are nobody's.
    fn list<'a>(&self, text: &'a str) -> (Vec<UserId>, Vec<&'a str>) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        self.collect(text, 0, &mut known, &mut unknown);
        (known, unknown)
    }

    /// First the whole, then its parts: an address may hold a `+`, and a name an "and".
    fn collect<'a>(&self, text: &'a str, tier: usize, known: &mut Vec<UserId>, unknown: &mut Vec<&'a str>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let people = self.one(text);
        if !people.is_empty() {
            known.extend(people);
            return;
        }
        match (tier..TIERS.len()).find(|tier| TIERS[*tier](text).len() > 1) {
            Some(tier) => TIERS[tier](text).into_iter().for_each(|part| self.collect(part, tier + 1, known, unknown)),
            None => unknown.push(text),
        }
    }

    /// The person, or the people of one address, that `text` is a name of.
    fn one(&self, text: &str) -> Vec<UserId> {
        let text = folded(text);
        let text = text.strip_prefix("mailto:").unwrap_or(&text).trim();
        if let Some(known) = self.by_handle.get(text).or_else(|| self.by_handle.get(text.strip_prefix('@')?)) {
            return known.clone();
        }
        if let Some([only]) = self.by_full_name.get(text).map(Vec::as_slice) {
            return vec![*only];
        }
        // `Carol Smith <carol@example.com>`
        let in_brackets = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
        in_brackets.and_then(|(_, address)| self.by_handle.get(address.trim())).cloned().unwrap_or_default()
    }
}

/// How lists are taken apart, the clearest way first.
const TIERS: [fn(&str) -> Vec<&str>; 4] = [
    |text| text.split([',', ';', '\n']).collect(),
    |text| split_at_word(text, "and"),
    |text| text.split(['&', '/']).flat_map(|part| part.split(" + ")).collect(),
    |text| text.split('+').collect(),
];

/// Splits at `word` between blanks, in any case.
fn split_at_word<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for piece in text.split_inclusive(char::is_whitespace) {
        if at > start && piece.trim().eq_ignore_ascii_case(word) && at + piece.len() < text.len() {
            parts.push(&text[start..at]);
            start = at + piece.len();
        }
        at += piece.len();
    }
    parts.push(&text[start..]);
    parts
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The layer that a summary names: `[L2] alice`. 0 without.
pub fn level(summary: &str) -> Level {
    without_level(summary).0
}

fn without_level(text: &str) -> (Level, &str) {
    let text = text.trim();
    let named = || {
        let (digits, rest) = text.strip_prefix(['['])?.strip_prefix(['L', 'l'])?.split_once(']')?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| (Level::from_number(digits.parse().unwrap_or(i64::MAX)), rest.trim()))
    };
    named().unwrap_or((Level::default(), text))
}
