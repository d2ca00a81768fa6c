//! From bytes to the lines a calendar means: unfolded, decoded, and taken apart into name, parameters and value.
//!
//! Unfolding comes before decoding, because some writers fold in the middle of a character.

use std::borrow::Cow;

/// One property as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property<'a> {
    /// In capitals.
    pub name: String,
    /// Names in capitals, values without quotes.
    pub parameters: Vec<(String, String)>,
    /// What follows the colon, escapes and all.
    pub value: &'a str,
}

impl<'a> Property<'a> {
    /// Takes a line apart. `None` for one that is no property: no colon, or a name of anything but letters, digits and `-`.
    pub fn read(line: &'a str) -> Option<Self> {
        let colon = colon(line, true).or_else(|| colon(line, false))?;
        let (head, value) = (&line[..colon], line[colon + 1..].trim());
        let mut parts = unquoted(head, ';').into_iter();
        let name = parts.next()?.trim().to_ascii_uppercase();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let parameters = parts
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.trim().to_ascii_uppercase(), value.trim().trim_matches('"').to_owned()));
        Some(Self { name, parameters: parameters.collect(), value })
    }
}

/// Where the value begins: the first colon that is not in quotes.
fn colon(line: &str, mind_quotes: bool) -> Option<usize> {
    let mut quoted = false;
    line.bytes().position(|byte| {
        quoted ^= mind_quotes && byte == b'"';
        byte == b':' && !quoted
    })
}

fn unquoted(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

/// UTF-8 without a byte-order mark: UTF-16 (with its mark) is turned into it, anything else is left as it is.
pub fn without_mark(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = |unit: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Cow::Owned(text.into_bytes())
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Cow::Borrowed(rest),
        [0xFF, 0xFE, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => wide(u16::from_be_bytes, rest),
        _ => Cow::Borrowed(bytes),
    }
}

/// The unfolded lines, each with the number of its first line in the text, from 1. Any line ending will do.
pub fn logical(bytes: &[u8]) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
    let mut rest = bytes;
    let mut number = 0;
    std::iter::from_fn(move || {
        let mut found: Option<(usize, Cow<'_, [u8]>)> = None;
        loop {
            let folded = matches!(rest.first(), Some(b' ' | b'\t'));
            match &mut found {
                // What an empty line or a line ending too many tore apart still belongs together.
                Some((_, line)) if folded || matches!(rest.first(), Some(b'\r' | b'\n')) => {
                    let more = next(&mut rest, &mut number);
                    if folded {
                        line.to_mut().extend_from_slice(&more[1..]);
                    }
                }
                Some((first, line)) => return Some((*first, decoded(std::mem::take(line)))),
                None if rest.is_empty() => return None,
                None => {
                    let line = next(&mut rest, &mut number);
                    if !line.is_empty() {
                        found = Some((number, Cow::Borrowed(line)));
                    }
                }
            }
        }
    })
}

/// Takes one line off `rest`.
fn next<'a>(rest: &mut &'a [u8], number: &mut usize) -> &'a [u8] {
    let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len());
    let (line, after) = rest.split_at(end);
    *rest = match after {
        [b'\r', b'\n', after @ ..] | [_, after @ ..] => after,
        [] => &[],
    };
    *number += 1;
    line
}

/// Text that is not UTF-8 is read as Latin-1, which no byte is outside of.
fn decoded(line: Cow<'_, [u8]>) -> Cow<'_, str> {
    match line {
        Cow::Borrowed(line) => match std::str::from_utf8(line) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(line.iter().copied().map(char::from).collect()),
        },
        Cow::Owned(line) => Cow::Owned(
            String::from_utf8(line).unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect()),
        ),
    }
}

/// The text that `value` stands for: `\n` is a new line, `\,` a comma. At most `longest` bytes of it.
pub fn unescaped(value: &str, longest: usize) -> String {
    let mut text = String::with_capacity(value.len().min(longest));
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if text.len() + c.len_utf8() > longest {
            break;
        }
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}
