//! Slack's mrkdwn as a reader sees it: names for ids, dates in their zone, links by their label.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::dates;
use super::person::{Person, zone_named};
use super::state::State;

/// Somebody who reads: their zone and clock, and the workspace whose names they see.
pub struct Reader<'a> {
    state: &'a State,
    zone: TimeZone,
    twenty_four_hours: bool,
    now: Timestamp,
}

/// A piece of mrkdwn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text as written, still escaped.
    Text(&'a str),
    /// What stood between `<` and `>`.
    Special(&'a str),
}

impl<'a> Reader<'a> {
    /// This person, or anybody in the workspace's reading zone.
    pub fn new(state: &'a State, person: Option<&Person>) -> Self {
        Self {
            state,
            zone: person.map_or_else(|| zone_named(&state.reading_zone), Person::zone),
            twenty_four_hours: person.is_none_or(|person| person.twenty_four_hours),
            now: state.now(),
        }
    }

    /// The text as it is read. Emphasis marks stay, as they do in a notification of plain text.
    pub fn plain(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for token in Self::tokens(text) {
            match token {
                Token::Text(text) => out.push_str(&unescape(text)),
                Token::Special(inside) => {
                    let date = inside.strip_prefix("!date^").and_then(|date| self.date(date));
                    let begins = out.is_empty() || out.ends_with('\n');
                    let shown = match date {
                        Some(date) if begins => format!("⟨{}⟩", dates::capital(&date)),
                        Some(date) => format!("⟨{date}⟩"),
                        None => self.token(inside),
                    };
                    out.push_str(&shown);
                }
            }
        }
        out
    }

    /// The text cut into what is between `<` and `>` and what is not.
    pub fn tokens(text: &str) -> Vec<Token<'_>> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('<') {
            let Some(length) = rest[start..].find('>') else { break };
            if start > 0 {
                tokens.push(Token::Text(&rest[..start]));
            }
            tokens.push(Token::Special(&rest[start + 1..start + length]));
            rest = &rest[start + length + 1..];
        }
        if !rest.is_empty() {
            tokens.push(Token::Text(rest));
        }
        tokens
    }

    /// What stands between `<` and `>`.
    pub fn token(&self, token: &str) -> String {
        let (what, label) = match token.split_once('|') {
            Some((what, label)) => (what, Some(unescape(label))),
            None => (token, None),
        };
        if let Some(id) = what.strip_prefix('@') {
            return format!("@{}", self.state.person(id).map_or(id, |member| &member.person.handle));
        }
        if let Some(id) = what.strip_prefix('#') {
            return format!("#{}", self.state.channel(id).map_or(id, |channel| &channel.name));
        }
        if let Some(id) = what.strip_prefix("!subteam^") {
            return format!("@{}", self.state.group(id).map_or(id, |group| &group.handle));
        }
        if what.starts_with("!date^") {
            return label.unwrap_or_else(|| format!("<{token}>"));
        }
        if let Some(special) = what.strip_prefix('!') {
            return format!("@{special}");
        }
        label.unwrap_or_else(|| unescape(what))
    }

    /// What Slack's own windows show for a mention: the name people go by, where a transcript has the handle.
    pub fn mention(&self, id: &str) -> Option<String> {
        let id = id.split('|').next().unwrap_or_default();
        self.state.person(id).map(|member| format!("@{}", member.person.shown_name()))
    }

    /// `1392734382^Posted {date_num} {time_secs}^optional link`.
    pub fn date(&self, token: &str) -> Option<String> {
        let mut parts = token.split('|').next()?.splitn(3, '^');
        let at = Timestamp::from_second(parts.next()?.parse().ok()?).ok()?;
        let format = parts.next()?;
        Some(dates::written(&unescape(format), at, self.now, &self.zone, self.twenty_four_hours))
    }
}

/// `&lt;`, `&gt;` and `&amp;` as the characters they stand for.
pub fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
