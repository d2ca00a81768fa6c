//! What is typed into Slack as it reaches an app with "escape channels, users and links" on.

use super::channel::Kind;
use super::state::State;

impl State {
    /// `@bob`, `#payments`, `@group` and addresses become what Slack makes of them; `&`, `<` and `>` are escaped.
    pub fn escaped(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = ' ';
        while let Some(letter) = rest.chars().next() {
            let at_start = before.is_whitespace() || matches!(before, '(' | ',' | '"' | '\'');
            let found = if at_start { self.mention(rest).or_else(|| address(rest)) } else { None };
            if let Some((token, length)) = found {
                out.push_str(&token);
                before = rest[..length].chars().next_back().unwrap_or(' ');
                rest = &rest[length..];
                continue;
            }
            match letter {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                other => out.push(other),
            }
            before = letter;
            rest = &rest[letter.len_utf8()..];
        }
        out
    }

    /// The token for the mention at the start of `text`, and how much of the text it stands for.
    fn mention(&self, text: &str) -> Option<(String, usize)> {
        let (sign, name) = text.split_at_checked(1)?;
        let mut candidates: Vec<(String, String)> = Vec::new();
        if sign == "@" {
            for member in self.people.iter().filter(|member| !member.person.deleted) {
                let token = format!("<@{}|{}>", member.id, member.person.handle);
                candidates.push((member.person.handle.clone(), token.clone()));
                candidates.push((member.person.display_name.clone(), token.clone()));
                candidates.push((member.person.full_name.clone(), token));
            }
            for group in self.groups.iter().filter(|group| group.disabled.is_none()) {
                candidates.push((group.handle.clone(), format!("<!subteam^{}|@{}>", group.id, group.handle)));
            }
            for special in ["here", "channel", "everyone"] {
                candidates.push((special.to_owned(), format!("<!{special}>")));
            }
        } else if sign == "#" {
            for channel in self.channels.iter().filter(|channel| channel.kind != Kind::Direct) {
                candidates.push((channel.name.clone(), format!("<#{}|{}>", channel.id, channel.name)));
            }
        }
        candidates
            .into_iter()
            .filter(|(candidate, _)| !candidate.is_empty() && starts_with_word(name, candidate))
            .max_by_key(|(candidate, _)| candidate.len())
            .map(|(candidate, token)| (token, candidate.len() + 1))
    }
}

/// Whether `text` begins with `word`, in any case, and the word ends there.
fn starts_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else { return false };
    let mut after = text[word.len()..].chars();
    let ends = match after.next() {
        None => true,
        // A full stop ends a name at the end of a sentence, not in the middle of `bob.smith`.
        Some('.') => after.next().is_none_or(char::is_whitespace),
        Some(next) => !next.is_alphanumeric() && !matches!(next, '-' | '_'),
    };
    ends && start.eq_ignore_ascii_case(word)
}

fn address(text: &str) -> Option<(String, usize)> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let length = text.find(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>')).unwrap_or(text.len());
    Some((format!("<{}>", text[..length].replace('&', "&amp;")), length))
}
