//! `/oncall away https://…`: a calendar of one's own absences is followed, and followed no longer by *Stop following*. What is
//! noted is in the list of [`away`].

use super::{Asker, Usage, away};
use crate::ids::{AbsenceFeedId, UserId};
use crate::slack::answer::Answer;
use crate::slack::messages::absence_calendars::{looking_again, now_followed};
use crate::slack::messages::{Reader, words};
use crate::usecases::absence_calendars::{follow_absences, look_soon, stop_following};
use crate::usecases::away::Refusal;
use crate::usecases::{Ctx, Result};

/// Help's line.
pub const USAGE: Usage = Usage {
    typed: "/oncall away https://hr.example.com/me.ics",
    answer: "follows a calendar of your absences, from an HR tool or of your own; only you see its address",
};

/// The address of a calendar that `word` is, with Slack's markup around it or not.
pub fn address(word: &str) -> Option<String> {
    let word = word.trim_matches(['`', '"', '\u{201c}', '\u{201d}']);
    let word = word.strip_prefix('<').map_or(word, |inside| inside.split(['|', '>']).next().unwrap_or_default());
    let (scheme, rest) = word.split_once("://")?;
    let is_one = ["https", "http", "webcal", "webcals"].contains(&scheme.to_ascii_lowercase().as_str());
    (is_one && !rest.is_empty()).then(|| word.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

/// Follows it.
pub async fn run(ctx: &Ctx, asker: &Asker, user: UserId, address: &str) -> Result<Answer> {
    match follow_absences(ctx, asker.actor, user, address).await {
        Ok(followed) => {
            let reader = Reader { people: &followed.people, zone: &asker.zone, now: ctx.clock.now() };
            Ok(Answer::Only(now_followed(&followed, reader)))
        }
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(refusal) => Ok(away::refused(&refusal)),
    }
}

/// *Stop following*: the list is shown anew without it.
pub async fn click_stop(ctx: &Ctx, asker: &Asker, calendar: AbsenceFeedId) -> Result<Answer> {
    match stop_following(ctx, asker.actor, calendar).await {
        Ok(user) => Ok(Answer::Instead(away::list(ctx, asker, user, Some("I follow it no longer.")).await?)),
        Err(Refusal::Gone) => Ok(Answer::Only(words(GONE))),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(refusal) => Ok(away::refused(&refusal)),
    }
}

/// *Try again*
pub async fn click_try(ctx: &Ctx, asker: &Asker, calendar: AbsenceFeedId) -> Result<Answer> {
    let looked = look_soon(ctx, asker.actor, calendar).await?;
    Ok(Answer::Only(looked.map_or_else(|| words(GONE), |calendar| looking_again(&calendar))))
}

const GONE: &str = "I don't follow that calendar any more. `/oncall away` lists what I follow.";

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_read_as_slack_writes_it() {
        for (typed, read) in [
            ("https://x.example/a.ics", "https://x.example/a.ics"),
            ("<https://x.example/a.ics?a=1&amp;b=2>", "https://x.example/a.ics?a=1&b=2"),
            ("<HTTP://x.example/a.ics|x.example>", "HTTP://x.example/a.ics"),
            ("webcal://x.example/a.ics", "webcal://x.example/a.ics"),
            ("`https://x.example/a.ics`", "https://x.example/a.ics"),
        ] {
            assert_eq!(address(typed).as_deref(), Some(read), "{typed}");
        }
        for typed in ["fri", "ftp://x.example/a.ics", "https://", "<@U1|bob>", "<!channel>", "://x"] {
            assert_eq!(address(typed), None, "{typed}");
        }
    }
}
