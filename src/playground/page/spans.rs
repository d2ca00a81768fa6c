//! Text in pieces that are shown as they are: words with a look, never markup. So nothing in a name or a message can
//! become part of the page.

use serde_json::{Value, json};

use crate::playground::dates;
use crate::playground::mrkdwn::{Reader, Token, unescape};

/// The looks that hold at one place of a text, as the page names them.
#[derive(Debug, Clone, Default)]
struct Look(Vec<&'static str>);

impl Look {
    fn has(&self, word: &str) -> bool {
        self.0.contains(&word)
    }

    fn turn(&mut self, word: &'static str) {
        if self.has(word) {
            self.0.retain(|on| *on != word);
        } else {
            self.0.push(word);
        }
    }
}

/// The look that a mark turns on and off.
fn look_of(mark: char) -> Option<&'static str> {
    match mark {
        '*' => Some("bold"),
        '_' => Some("italic"),
        '~' => Some("strike"),
        '`' => Some("code"),
        _ => None,
    }
}

/// mrkdwn as pieces: `{ "text", "look": […], "href"? }`.
pub fn mrkdwn(text: &str, reader: &Reader<'_>) -> Vec<Value> {
    let mut spans = Vec::new();
    let mut look = Look::default();
    for token in Reader::tokens(text) {
        match token {
            Token::Text(text) => emphasis(text, &mut look, &mut spans),
            Token::Special(inside) => {
                let mut words = look.0.clone();
                let mut span = json!({ "text": reader.token(inside) });
                if let Some(date) = inside.strip_prefix("!date^") {
                    let begins = spans
                        .last()
                        .is_none_or(|span: &Value| span["text"].as_str().is_some_and(|text| text.ends_with('\n')));
                    let date = reader.date(date).unwrap_or_else(|| reader.token(inside));
                    span["text"] = json!(if begins { dates::capital(&date) } else { date });
                    words.push("date");
                } else if inside.starts_with(['@', '#', '!']) {
                    if let Some(mention) = inside.strip_prefix('@').and_then(|id| reader.mention(id)) {
                        span["text"] = json!(mention);
                    }
                    words.push("mention");
                } else {
                    span["href"] = json!(address(inside));
                }
                span["look"] = json!(words);
                spans.push(span);
            }
        }
    }
    spans
}

/// Plain text as one piece.
pub fn plain(text: &str) -> Vec<Value> {
    vec![json!({ "text": emoji(text), "look": [] })]
}

/// Only web and mail addresses are links.
fn address(inside: &str) -> Option<String> {
    let address = unescape(inside.split('|').next().unwrap_or_default());
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme)).then_some(address)
}

fn emphasis(text: &str, look: &mut Look, spans: &mut Vec<Value>) {
    let mut piece = String::new();
    let mut before = ' ';
    let letters: Vec<char> = text.chars().collect();
    for (index, &letter) in letters.iter().enumerate() {
        let after = &letters[index + 1..];
        let turned = look_of(letter).filter(|&word| word == "code" || !look.has("code")).filter(|&word| {
            if look.has(word) {
                after.first().is_none_or(|next| !next.is_alphanumeric())
            } else {
                !before.is_alphanumeric() && opens(after, letter)
            }
        });
        if let Some(word) = turned {
            push(&mut piece, look, spans);
            look.turn(word);
        } else {
            if letter == '\n' {
                push(&mut piece, look, spans);
                look.0.retain(|word| *word == "code");
            }
            piece.push(letter);
        }
        before = letter;
    }
    push(&mut piece, look, spans);
}

/// Whether a mark begins something: a word follows and another mark to end it, or the piece ends here and a mention
/// follows.
fn opens(after: &[char], mark: char) -> bool {
    let Some(next) = after.first() else { return true };
    let line = after.iter().take_while(|letter| **letter != '\n');
    !next.is_whitespace() && *next != mark && line.into_iter().any(|letter| *letter == mark)
}

fn push(piece: &mut String, look: &Look, spans: &mut Vec<Value>) {
    if !piece.is_empty() {
        let text = unescape(piece);
        let text = if look.has("code") { text } else { emoji(&text) };
        spans.push(json!({ "text": text, "look": look.0 }));
        piece.clear();
    }
}

/// The few emoji that apps like Rota write by name.
fn emoji(text: &str) -> String {
    const KNOWN: &[(&str, &str)] = &[
        (":calendar:", "📅"),
        (":spiral_calendar_pad:", "🗓️"),
        (":white_check_mark:", "✅"),
        (":warning:", "⚠️"),
        (":x:", "❌"),
        (":wave:", "👋"),
        (":bell:", "🔔"),
        (":arrows_counterclockwise:", "🔄"),
        (":busts_in_silhouette:", "👥"),
        (":pager:", "📟"),
    ];
    if !text.contains(':') {
        return text.to_owned();
    }
    KNOWN.iter().fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::playground::state::State;

    fn pieces(text: &str) -> String {
        let clock = Clock::standing(jiff::Timestamp::UNIX_EPOCH);
        let state = State::new(clock, String::new(), String::new());
        let piece = |span: Value| {
            let look = span["look"].as_array().map(|look| look.iter().filter_map(Value::as_str).collect::<Vec<_>>());
            let text = span["text"].as_str().unwrap_or_default().to_owned();
            let look = look.unwrap_or_default().join("+");
            let href = span["href"].as_str().map(|href| format!(" -> {href}")).unwrap_or_default();
            if look.is_empty() && href.is_empty() { text } else { format!("[{look}: {text}{href}]") }
        };
        mrkdwn(text, &Reader::new(&state, None)).into_iter().map(piece).collect()
    }

    #[test]
    fn marks_become_looks_and_brackets_become_what_they_stand_for() {
        assert_eq!(pieces("*payments* until 5 * 3"), "[bold: payments] until 5 * 3");
        assert_eq!(pieces("*<@U0000000001>* is on call"), "[bold+mention: @Rota] is on call");
        assert_eq!(pieces("snake_case_name and `a *b*`"), "snake_case_name and [code: a *b*]");
        assert_eq!(pieces("<https://example.com|here>"), "[: here -> https://example.com]");
        assert_eq!(pieces("<!date^3600^{date_num} {time}|later>"), "[date: 1970-01-01 01:00]");
    }

    #[test]
    fn nothing_from_outside_is_markup_or_a_script() {
        assert_eq!(pieces("&lt;script&gt;"), "<script>");
        assert_eq!(pieces("<javascript:alert(1)|click>"), "click");
    }
}
