//! `/oncall away fri to mon`: time off. With a person, for somebody else; without a time, what is noted, each with *Remove*.

use std::fmt;

use super::typed::Who;
use super::{Asker, Known, SlashCommand, Usage, away_calendar, find_schedule, plain, which};
use crate::ids::{AbsenceId, UserId};
use crate::schedule::{Interval, Zone};
use crate::slack::answer::Answer;
use crate::slack::messages::away::{absence_list, noted, refusal};
use crate::slack::messages::{Reader, Rendered, STRANGER, words};
use crate::slack::when;
use crate::usecases::absence_calendars::followed;
use crate::usecases::away::{self, Refusal, be_away, be_back, coming_absences};
use crate::usecases::people::People;
use crate::usecases::{Ctx, Result, UserError};

/// With a time.
pub const USAGE: Usage = Usage {
    typed: "/oncall away fri to mon",
    answer: "you're away; shifts of yours that lie in it are shown and told to the managers. `away @bob fri to mon` for somebody else",
};
/// Without.
pub const LIST: Usage = Usage { typed: "/oncall away", answer: "your time off that is noted, to look at or remove" };

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedAway {
    /// Who is away; the one who types when nobody is named.
    pub who: Option<Who>,
    /// What of it.
    pub asked: Asked,
}

/// What is asked about somebody's time off.
#[derive(Clone, PartialEq, Eq)]
pub enum Asked {
    /// What is noted.
    List,
    /// It is to be noted: when, as typed. It is read later, in the zone of who is away.
    Time(String),
    /// The calendar at this address is to be followed.
    Calendar(String),
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List => f.write_str("List"),
            Self::Time(time) => write!(f, "Time({time:?})"),
            // The address is a secret.
            Self::Calendar(_) => f.write_str("Calendar(…)"),
        }
    }
}

/// Reads what follows `away`, markup and all.
pub fn parse(rest: &str, known: &Known) -> std::result::Result<SlashCommand, UserError> {
    let mut who = None;
    let mut calendar = None;
    let mut time: Vec<&str> = Vec::new();
    for word in rest.split_whitespace() {
        if let Some(address) = away_calendar::address(word) {
            if calendar.replace(address).is_some() {
                return Err(UserError("Name one address at a time: `/oncall away https://…`".to_owned()));
            }
            continue;
        }
        match person(word, known) {
            Some(somebody) if who.is_none() => who = Some(somebody),
            Some(_) => return Err(UserError("Name one person at a time: `/oncall away @bob fri to mon`".to_owned())),
            None => time.push(word),
        }
    }
    let when = plain(&time.join(" ")).split_whitespace().collect::<Vec<_>>().join(" ");
    let when = if ["list", "show", "when"].contains(&when.to_lowercase().as_str()) { String::new() } else { when };
    if let Some(address) = calendar {
        if !when.is_empty() {
            return Err(UserError("Leave the time out where a calendar says it: `/oncall away https://…`".to_owned()));
        }
        return Ok(SlashCommand::Away(TypedAway { who, asked: Asked::Calendar(address) }));
    }
    // Read once in the asker's zone, so that what is no time at all is refused without looking anything up.
    if !when.is_empty() {
        time_off(&when, known.now, &known.zone)?;
    }
    let asked = if when.is_empty() { Asked::List } else { Asked::Time(when) };
    Ok(SlashCommand::Away(TypedAway { who, asked }))
}

/// `<@U1|bob>`, `@bob` or `me`.
fn person(word: &str, known: &Known) -> Option<Who> {
    if let Some((id, _)) = word.strip_prefix("<@").and_then(|rest| rest.split_once('>')) {
        return Some(Who::Slack(id.split('|').next().unwrap_or_default().to_owned()));
    }
    if ["me", "myself"].contains(&word.to_lowercase().as_str()) {
        return Some(Who::Me);
    }
    let name = word.strip_prefix('@').filter(|name| !name.is_empty())?;
    find_schedule(&[name], known).is_none().then(|| Who::Named(name.to_owned()))
}

fn time_off(typed: &str, now: jiff::Timestamp, zone: &Zone) -> std::result::Result<Interval, UserError> {
    when::read(typed, now, zone).map_err(|wrong| {
        let wrong = crate::slack::mrkdwn::escape(&wrong.to_string());
        UserError(wrong.replace("Try `fri 18:00 to mon 9:00` or `2h`", "Try `/oncall away fri to mon`"))
    })
}

/// Notes it, or lists what is noted.
pub async fn run(ctx: &Ctx, asker: &Asker, typed: TypedAway) -> Result<Answer> {
    let Some(me) = asker.actor.user() else { return Ok(Answer::Only(words(STRANGER))) };
    let user = match &typed.who {
        None => me,
        Some(who) => match which::person(ctx, asker, who).await? {
            Some(user) => user,
            None => return Ok(refused(&Refusal::Unknown)),
        },
    };
    let when = match typed.asked {
        Asked::List => return list(ctx, asker, user, None).await.map(Answer::Only),
        Asked::Calendar(address) => return away_calendar::run(ctx, asker, user, &address).await,
        Asked::Time(when) => when,
    };
    let zone = zone_of(ctx, asker, user).await?;
    let interval = time_off(&when, ctx.clock.now(), &zone)?;
    match be_away(ctx, asker.actor, user, interval).await {
        Ok(away) => {
            let reader = Reader { people: &away.people, zone: &asker.zone, now: ctx.clock.now() };
            Ok(Answer::Only(noted(&away, &zone, asker.actor.user(), reader)))
        }
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(refusal) => Ok(refused(&refusal)),
    }
}

pub(super) fn refused(why: &Refusal) -> Answer {
    Answer::Only(words(&refusal(why)))
}

/// The zone in which somebody's days are meant: theirs, or the asker's when theirs is not known.
async fn zone_of(ctx: &Ctx, asker: &Asker, user: UserId) -> Result<Zone> {
    if asker.actor.user() == Some(user) {
        return Ok(asker.zone.clone());
    }
    let people = People::of(&mut ctx.store.reader().await?, asker.workspace()).await?;
    Ok(people.zone_of(user).unwrap_or_else(|| asker.zone.clone()))
}

/// What is noted of somebody, after `first` when something was just done about it.
pub(super) async fn list(ctx: &Ctx, asker: &Asker, user: UserId, first: Option<&str>) -> Result<Rendered> {
    let absences = coming_absences(ctx, asker.workspace(), user).await?;
    let calendars = followed(ctx, asker.workspace(), user).await?;
    let zone = zone_of(ctx, asker, user).await?;
    let people = super::people(ctx, asker).await?;
    let reader = Reader { people: &people, zone: &asker.zone, now: ctx.clock.now() };
    let mine = asker.actor.user() == Some(user);
    Ok(absence_list(first, user, mine, &absences, &calendars, &zone, reader))
}

/// *Remove*: the list is shown anew without it.
pub async fn click_remove(ctx: &Ctx, asker: &Asker, absence: AbsenceId) -> Result<Answer> {
    match be_back(ctx, asker.actor, absence).await {
        Ok(back) => Ok(Answer::Instead(list(ctx, asker, back.user, Some("Removed.")).await?)),
        Err(away::Refusal::Store(error)) => Err(error.into()),
        Err(refusal) => Ok(refused(&refusal)),
    }
}
