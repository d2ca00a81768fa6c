//! A typed time cut into words, numbers, clock times and dates. Case, commas and doubled spaces mean nothing.

use jiff::civil::Date;

use super::Wrong;

/// The longest text that is looked at.
const LONGEST: usize = 200;

/// A piece of a typed time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Letters, in lower case.
    Word(String),
    /// Digits: their value, and how many there are.
    Number(u32, usize),
    /// `1.5`, in tenths.
    Tenths(u32),
    /// `18:00`.
    Clock(u32, u32),
    /// `2026-03-13`.
    Date(Date),
    /// `-`, `–` or an arrow between two moments.
    Dash,
}

impl Token {
    /// The word, when it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Cuts `typed` into pieces.
pub(super) fn tokens(typed: &str) -> Result<Vec<Token>, Wrong> {
    if typed.len() > LONGEST {
        return Err(Wrong::NotUnderstood);
    }
    let mut tokens = Vec::new();
    let lower = typed.to_lowercase();
    for mut rest in lower.split(|c: char| c.is_whitespace() || c == ',' || c == ';') {
        while let Some(first) = rest.chars().next() {
            rest = if let Some((date, after)) = date(rest)? {
                tokens.push(Token::Date(date));
                // `2026-03-13t18:00`
                after.strip_prefix('t').unwrap_or(after)
            } else if first.is_ascii_digit() {
                let (token, after) = number(rest)?;
                tokens.push(token);
                after
            } else if first.is_alphabetic() {
                let end = rest.find(|c: char| !c.is_alphabetic() && c != '\'').unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].replace('\'', "")));
                rest[end..].strip_prefix('.').unwrap_or(&rest[end..])
            } else if matches!(first, '-' | '–' | '—' | '→') {
                tokens.push(Token::Dash);
                &rest[first.len_utf8()..]
            } else {
                return Err(Wrong::NotUnderstood);
            };
        }
    }
    Ok(tokens)
}

/// An ISO date at the start of `text`, and what follows.
fn date(text: &str) -> Result<Option<(Date, &str)>, Wrong> {
    let Some((start, after)) = text.split_at_checked(10) else { return Ok(None) };
    let shape = |(at, c): (usize, char)| if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() };
    if !start.char_indices().all(shape) {
        return Ok(None);
    }
    start.parse().map(|date| Some((date, after))).map_err(|_| Wrong::NoSuchDay)
}

/// Digits at the start of `text`: `18`, `18:00`, `18.00`, or `1.5` before a letter.
fn number(text: &str) -> Result<(Token, &str), Wrong> {
    let (value, digits, after) = digits(text)?;
    let Some(inside) = after.strip_prefix([':', '.']) else { return Ok((Token::Number(value, digits), after)) };
    if !inside.starts_with(|c: char| c.is_ascii_digit()) {
        // A full stop at the end of a sentence.
        let after = if after.starts_with('.') { inside } else { return Err(Wrong::NoSuchTime) };
        return Ok((Token::Number(value, digits), after));
    }
    let (minutes, minute_digits, rest) = self::digits(inside)?;
    match (minute_digits, after.starts_with('.')) {
        (2, _) => Ok((Token::Clock(value, minutes), rest)),
        (1, true) if rest.starts_with(char::is_alphabetic) => {
            let tenths = value.checked_mul(10).and_then(|tenths| tenths.checked_add(minutes));
            Ok((Token::Tenths(tenths.ok_or(Wrong::TooLong)?), rest))
        }
        _ => Err(Wrong::NoSuchTime),
    }
}

fn digits(text: &str) -> Result<(u32, usize, &str), Wrong> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let value = text[..end].parse().map_err(|_| Wrong::NotUnderstood)?;
    Ok((value, end, &text[end..]))
}
