//! Text in Slack's markup: escaping, mentions, times that each reader sees in their own zone, lists of names.

use jiff::Timestamp;

use crate::ids::UserId;
use crate::schedule::Zone;
use crate::usecases::people::People;

/// Text of people's making, made harmless: only `&`, `<` and `>` mean something to Slack, and `<!channel>` would ping all.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\r' | '\n' => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

/// Bold. Stars of people's making would end it early, so they become another kind of star.
pub fn bold(text: &str) -> String {
    format!("*{}*", escape(text).replace('*', "∗"))
}

/// Literals as people type them. A backtick inside would end it early.
pub fn code(text: &str) -> String {
    format!("`{}`", escape(text).replace('`', "'"))
}

/// Somebody's name.
pub fn name(people: &People, user: UserId) -> String {
    escape(&people.name(user))
}

/// Somebody mentioned, so that Slack tells them: only for people who must act. Without a Slack id, their name.
pub fn mention(people: &People, user: UserId) -> String {
    match people.get(user).and_then(|person| person.slack_id.as_deref()) {
        Some(slack_id) => format!("<@{slack_id}>"),
        None => name(people, user),
    }
}

/// A moment as Slack's date token: every reader sees it in their own zone. The fallback (notifications, old clients) names
/// the zone it is in.
pub fn moment(at: Timestamp, zone: &Zone) -> String {
    format!("<!date^{}^{{date_short_pretty}} at {{time}}|{}>", at.as_second(), plain_moment(at, zone))
}

/// A moment in words, in `zone`, which is named: `Mon 9 Mar 09:00 CET`.
pub fn plain_moment(at: Timestamp, zone: &Zone) -> String {
    at.to_zoned(zone.rules().clone()).strftime("%a %-d %b %H:%M %Z").to_string()
}

/// How far a zone is from UTC through a span: `UTC+1`, or `UTC+1, later UTC+2` when the clocks change meanwhile.
pub fn offset(zone: &Zone, start: Timestamp, end: Timestamp) -> String {
    let (first, last) = (one_offset(zone, start), one_offset(zone, end));
    if first == last { first } else { format!("{first}, later {last}") }
}

fn one_offset(zone: &Zone, at: Timestamp) -> String {
    let minutes = zone.rules().to_offset(at).seconds() / 60;
    let sign = if minutes < 0 { '−' } else { '+' };
    match (minutes.abs() / 60, minutes.abs() % 60) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// Whether a sentence is shown with Slack's markup, or where Slack shows none (the errors of a modal's fields).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// `*payments*`, escaped.
    Markup,
    /// Plain text.
    Plain,
}

impl Ink {
    /// The name of a schedule.
    pub fn schedule(self, name: &str) -> String {
        match self {
            Self::Markup => bold(name),
            Self::Plain => name.to_owned(),
        }
    }

    /// The name of a person.
    pub fn name(self, name: &str) -> String {
        match self {
            Self::Markup => escape(name),
            Self::Plain => name.to_owned(),
        }
    }

    /// Several names of people.
    pub fn names(self, names: &[String]) -> String {
        list(&names.iter().map(|name| self.name(name)).collect::<Vec<_>>())
    }

    /// What can be typed.
    pub fn code(self, text: &str) -> String {
        match self {
            Self::Markup => code(text),
            Self::Plain => text.to_owned(),
        }
    }

    /// A moment.
    pub fn moment(self, at: Timestamp, zone: &Zone) -> String {
        match self {
            Self::Markup => moment(at, zone),
            Self::Plain => plain_moment(at, zone),
        }
    }
}

/// `Alice`, `Alice and Bob`, `Alice, Bob and Carol`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_ping_the_channel() {
        assert_eq!(escape("<!channel> & co"), "&lt;!channel&gt; &amp; co");
        assert_eq!(bold("a*b\nc"), "*a∗b c*");
        assert_eq!(code("a`b"), "`a'b`");
    }

    #[test]
    fn names_are_listed_as_people_list_them() {
        let names = |names: &[&str]| list(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(names(&[]), "");
        assert_eq!(names(&["Alice"]), "Alice");
        assert_eq!(names(&["Alice", "Bob"]), "Alice and Bob");
        assert_eq!(names(&["Alice", "Bob", "Carol"]), "Alice, Bob and Carol");
    }

    #[test]
    fn a_moment_carries_a_fallback_that_names_the_zone() {
        let zone = Zone::named("Europe/Oslo").expect("a zone");
        let at: Timestamp = "2026-03-09T08:00:00Z".parse().expect("an instant");
        assert_eq!(moment(at, &zone), "<!date^1773043200^{date_short_pretty} at {time}|Mon 9 Mar 09:00 CET>");
    }
}
