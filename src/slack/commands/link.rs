//! `/oncall link <schedule> #channel @group`: announces there and keeps that group, after showing who leaves it. Without a
//! channel or a group it shows what is linked; alone it opens a form. `/oncall unlink <schedule> [#channel|@group]` undoes it.

use super::{Asker, Known, Usage, cut_typed, find_schedule, plain, unknown_schedule, which, without_small_words};
use crate::ids::ScheduleId;
use crate::slack::answer::Answer;
use crate::slack::messages::link_refusals::not_linked;
use crate::slack::messages::{Rendered, linked as shown, no_schedules, unlinked, words};
use crate::slack::modals::{link_form, link_which, take_group};
use crate::slack::mrkdwn::{Ink, code};
use crate::store::{directory, schedules};
use crate::usecases::change::Change;
use crate::usecases::link_schedule::{Agreed, Outcome, Refusal, Wish, link_schedule};
use crate::usecases::links::linked;
use crate::usecases::unlink_schedule::{Unlink, unlink_schedule};
use crate::usecases::{Ctx, Error, Result, UserError};

/// With everything said.
pub const USAGE: Usage = Usage {
    typed: "/oncall link payments #payments @payments-oncall",
    answer: "announce payments there and keep that group; who would leave the group is shown first",
};
/// Without a channel or a group.
pub const FORM: Usage = Usage {
    typed: "/oncall link payments",
    answer: "what payments is linked to and how, with a button to change it; `/oncall link` alone is a form",
};
/// The way back.
pub const UNLINK: Usage = Usage {
    typed: "/oncall unlink payments",
    answer: "no channel and no group any more; add `#channel` or `@group` to unlink only that",
};

/// Words between what is linked.
const BETWEEN: [&str; 5] = ["to", "from", "with", "and", "group"];

/// What was understood; what was not said is left open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkTyped {
    /// Which schedule.
    pub schedule: Option<ScheduleId>,
    /// A channel.
    pub channel: Option<Place>,
    /// A user group.
    pub group: Option<Place>,
}

/// A channel or a group, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Slack knows which: its Slack id.
    Slack(String),
    /// Only a name was typed.
    Named(String),
}

/// Reads what follows `link` or `unlink`, markup and all.
pub fn parse(rest: &str, known: &Known) -> Result<LinkTyped, UserError> {
    let mut typed = LinkTyped::default();
    let mut words = Vec::new();
    for word in rest.split_whitespace() {
        let (place, slot, kind) = if let Some(id) = marked(word, "<#") {
            (Place::Slack(id), &mut typed.channel, "channel")
        } else if let Some(id) = marked(word, "<!subteam^") {
            (Place::Slack(id), &mut typed.group, "user group")
        } else if word.starts_with("<@") {
            return Err(UserError(
                "That is a person. A user group is chosen from Slack's list after `@`, like `@payments-oncall`"
                    .to_owned(),
            ));
        } else if let Some(name) = word.strip_prefix('#').filter(|name| !name.is_empty()) {
            (Place::Named(plain(name)), &mut typed.channel, "channel")
        } else if let Some(name) = word.strip_prefix('@').filter(|name| !name.is_empty()) {
            (Place::Named(plain(name)), &mut typed.group, "user group")
        } else {
            words.push(word);
            continue;
        };
        if slot.replace(place).is_some() {
            return Err(UserError(format!("I read more than one {kind}: name one")));
        }
    }
    let words = plain(&words.join(" "));
    let words: Vec<_> = words.split_whitespace().collect();
    typed.schedule = find_schedule(&words, known);
    if typed.schedule.is_none() {
        let rest: Vec<_> =
            words.iter().filter(|word| !BETWEEN.contains(&word.to_lowercase().as_str())).copied().collect();
        let rest = without_small_words(&rest);
        typed.schedule = find_schedule(&rest, known);
        if typed.schedule.is_none() && !rest.is_empty() {
            return Err(unknown_schedule(&rest.join(" "), known));
        }
    }
    Ok(typed)
}

/// The id in `<#C1|payments>` or `<!subteam^S1|@payments-oncall>`. What follows the bar may hold no space.
fn marked(word: &str, begin: &str) -> Option<String> {
    let inside = word.strip_prefix(begin)?.split('>').next()?;
    Some(inside.split('|').next().unwrap_or_default().to_owned())
}

/// Links, shows what is linked, or opens the form.
pub async fn run(ctx: &Ctx, asker: &Asker, typed: LinkTyped) -> Result<Answer> {
    let says_nothing = typed.channel.is_none() && typed.group.is_none();
    let Some(schedule) = typed.schedule else {
        return match which::schedule(ctx, asker, |name| format!("/oncall link {name}"), "").await? {
            Ok(schedule) if says_nothing => form(ctx, asker, schedule).await,
            Ok(schedule) => make(ctx, asker, schedule, typed).await,
            Err(_) if says_nothing => choose(ctx, asker).await,
            Err(question) => Ok(Answer::Only(question)),
        };
    };
    if says_nothing {
        return Ok(Answer::Only(match linked(ctx, asker.actor, schedule).await? {
            Some(linked) => shown(None, &linked),
            None => gone(),
        }));
    }
    make(ctx, asker, schedule, typed).await
}

async fn make(ctx: &Ctx, asker: &Asker, schedule: ScheduleId, typed: LinkTyped) -> Result<Answer> {
    let Places { channel, group } = places(ctx, asker, typed).await?;
    let to = |id: Option<String>| id.map_or(Change::Keep, |id| Change::To(Some(id)));
    let wish = Wish { channel: to(channel), group: to(group), ..Wish::default() };
    match link_schedule(ctx, asker.actor, schedule, wish.clone(), Agreed::NotYet).await {
        Ok(Outcome::Done(linked)) => Ok(Answer::Only(shown(Some("Linked."), &linked))),
        Ok(Outcome::AskFirst(takeover)) => Ok(Answer::Modal(Box::new(take_group::view(&takeover, &wish)))),
        Err(refusal) => refused(refusal),
    }
}

/// The form of one schedule.
pub async fn form(ctx: &Ctx, asker: &Asker, schedule: ScheduleId) -> Result<Answer> {
    let Some(linked) = linked(ctx, asker.actor, schedule).await? else { return Ok(Answer::Only(gone())) };
    if linked.may_change {
        return Ok(Answer::Modal(Box::new(link_form::view(&linked))));
    }
    Ok(Answer::Only(shown(None, &linked)))
}

async fn choose(ctx: &Ctx, asker: &Asker) -> Result<Answer> {
    let all = schedules::names(&mut ctx.store.reader().await?, asker.workspace()).await?;
    if all.is_empty() {
        return Ok(Answer::Only(no_schedules()));
    }
    Ok(Answer::Modal(Box::new(link_which::view(&all))))
}

/// Takes links away.
pub async fn run_unlink(ctx: &Ctx, asker: &Asker, typed: LinkTyped) -> Result<Answer> {
    let schedule = match typed.schedule {
        Some(schedule) => schedule,
        None => match which::schedule(ctx, asker, |name| format!("/oncall unlink {name}"), "").await? {
            Ok(schedule) => schedule,
            Err(question) => return Ok(Answer::Only(question)),
        },
    };
    let Places { channel, group } = places(ctx, asker, typed).await?;
    let what = match (&channel, &group) {
        (None, None) => Unlink::Everything,
        (Some(channel), None) => Unlink::Channel(channel),
        (None, Some(group)) => Unlink::Group(group),
        (Some(_), Some(_)) => {
            let all = code("/oncall unlink payments");
            return Ok(Answer::Only(words(&format!("Name the channel or the group, or neither: {all} unlinks both."))));
        }
    };
    match unlink_schedule(ctx, asker.actor, schedule, what).await {
        Ok(before) => Ok(Answer::Only(unlinked(&before, what))),
        Err(refusal) => refused(refusal),
    }
}

/// Slack ids of what was typed.
struct Places {
    channel: Option<String>,
    group: Option<String>,
}

async fn places(ctx: &Ctx, asker: &Asker, typed: LinkTyped) -> Result<Places> {
    let mut db = ctx.store.reader().await?;
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let unknown = |kind: &str, mark: char, name: &str| {
        let name = code(&cut_typed(&format!("{mark}{name}")));
        UserError(format!("I don't know a {kind} called {name}: choose it from Slack's list after `{mark}`"))
    };
    let channel = match typed.channel {
        Some(Place::Named(name)) => {
            let all = directory::channels(&mut db, asker.workspace()).await?;
            let found = all.into_iter().find(|channel| same(&channel.name, &name));
            Some(found.ok_or_else(|| unknown("channel", '#', &name))?.slack_id)
        }
        Some(Place::Slack(id)) => Some(id),
        None => None,
    };
    let group = match typed.group {
        Some(Place::Named(name)) => {
            let all = directory::groups(&mut db, asker.workspace()).await?;
            let found = all.into_iter().find(|group| same(&group.handle, &name));
            Some(found.ok_or_else(|| unknown("user group", '@', &name))?.slack_id)
        }
        Some(Place::Slack(id)) => Some(id),
        None => None,
    };
    Ok(Places { channel, group })
}

fn refused(refusal: Refusal) -> Result<Answer> {
    match not_linked(&refusal, Ink::Markup) {
        Some(sentence) => Ok(Answer::Only(words(&sentence))),
        None => Err(ours(refusal)),
    }
}

/// A refusal that is our fault.
pub fn ours(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Store(error) => error.into(),
        other => UserError(other.to_string()).into(),
    }
}

fn gone() -> Rendered {
    words("This schedule does not exist any more. `/oncall` lists who is on call.")
}
