//! Before a group is taken over: who is in it now, who will be, and a box to keep those who would leave.

use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{SlackModalView, SlackView};

use super::fields::{Field, Values, plain};
use super::{ModalId, Submitted, from_another_version};
use crate::ids::{ScheduleId, UserId};
use crate::slack::commands::Asker;
use crate::slack::commands::link::ours;
use crate::slack::messages::link_refusals::not_linked;
use crate::slack::messages::{handle, linked, section, some_names, words};
use crate::slack::mrkdwn::{Ink, bold, list};
use crate::usecases::change::Change;
use crate::usecases::link_schedule::{Agreed, Outcome, Refusal, Takeover, Wish, link_schedule};
use crate::usecases::{Ctx, Result};

const KEEP: &str = "keep";
/// How many schedules are named that keep the group too.
const MOST_SCHEDULES: usize = 10;

/// What was wished, with the marks of fields that stay as they are left out. `v` is raised when it would be read differently.
#[derive(Debug, Serialize, Deserialize)]
struct Memory {
    v: u8,
    schedule: ScheduleId,
    /// The schedule's version when it was asked.
    version: i64,
    group: String,
    /// Empty: no channel; absent: as it is.
    channel: Option<String>,
    swaps: Option<String>,
    holds: Option<String>,
    permanent: Option<Vec<UserId>>,
    in_topic: Option<bool>,
    mentions: Option<String>,
    announces: Option<String>,
    weekly_digest: Option<bool>,
}

const VERSION: u8 = 1;

impl Memory {
    fn of(takeover: &Takeover, wish: &Wish) -> Self {
        let id = |change: &Change<Option<String>>| change.clone().new_value().map(Option::unwrap_or_default);
        Self {
            v: VERSION,
            schedule: takeover.schedule.id,
            version: takeover.schedule.version,
            group: takeover.group.slack_id.clone(),
            channel: id(&wish.channel),
            swaps: id(&wish.swap_channel),
            holds: wish.holds.new_value().map(|holds| holds.word().to_owned()),
            permanent: wish.permanent.clone().new_value(),
            in_topic: wish.in_topic.new_value(),
            mentions: wish.mentions.new_value().map(|mentions| mentions.word().to_owned()),
            announces: wish.announces.new_value().map(|announces| announces.word().to_owned()),
            weekly_digest: wish.weekly_digest.new_value(),
        }
    }

    fn wish(self, keep_present: bool) -> Wish {
        fn to<T>(value: Option<T>) -> Change<T> {
            value.map_or(Change::Keep, Change::To)
        }
        fn word<T: std::str::FromStr>(word: Option<String>) -> Change<T> {
            to(word.and_then(|word| word.parse().ok()))
        }
        let id = |id: Option<String>| to(id.map(|id| Some(id).filter(|id| !id.is_empty())));
        Wish {
            version: Some(self.version),
            channel: id(self.channel),
            group: Change::To(Some(self.group)),
            swap_channel: id(self.swaps),
            holds: word(self.holds),
            permanent: to(self.permanent),
            in_topic: to(self.in_topic),
            mentions: word(self.mentions),
            announces: word(self.announces),
            weekly_digest: to(self.weekly_digest),
            keep_present,
        }
    }
}

/// What taking the group over changes.
pub fn view(takeover: &Takeover, wish: &Wish) -> SlackView {
    let leave: Vec<&String> = takeover
        .present
        .iter()
        .filter(|name| !takeover.then.as_ref().is_some_and(|then| then.contains(name)))
        .collect();
    let mut blocks = vec![section(&sentences(takeover))];
    if !leave.is_empty() {
        let field = Field { name: KEEP, label: "Those who are in it now", hint: None, needed: false };
        blocks.push(field.tick("stay in it, whoever is on call", false));
    }
    let memory = serde_json::to_string(&Memory::of(takeover, wish)).unwrap_or_default();
    SlackView::Modal(
        SlackModalView::new(plain("Take over the group?"), blocks)
            .with_submit(plain("Take over"))
            .with_close(plain("Cancel"))
            .with_private_metadata(memory)
            .with_callback_id(ModalId::TakeGroup.to_string().into()),
    )
}

fn sentences(takeover: &Takeover) -> String {
    let names = |names: &[String]| if names.is_empty() { "nobody".to_owned() } else { some_names(names) };
    let group = handle(&takeover.group.handle);
    let mut lines = vec![
        format!(
            "{} would keep {group} from now on. Whoever is added by hand is taken out again.",
            bold(&takeover.schedule.name)
        ),
        format!("*Now:* {}.", names(&takeover.present)),
    ];
    lines.push(match &takeover.then {
        Some(then) if *then == takeover.present => "*Will be:* the same.".to_owned(),
        Some(then) => format!("*Will be:* {}.", names(then)),
        None => "*Will be:* disabled until somebody is on call.".to_owned(),
    });
    if !takeover.beside.is_empty() {
        let mut beside: Vec<String> = takeover.beside.iter().take(MOST_SCHEDULES).map(|name| bold(name)).collect();
        let more = takeover.beside.len() - beside.len();
        beside.extend((more > 0).then(|| format!("{more} more")));
        let keep = if takeover.beside.len() == 1 { "keeps" } else { "keep" };
        lines.push(format!("{} {keep} it too: it holds the people of all of them.", list(&beside)));
    }
    if takeover.group.is_disabled && takeover.then.is_some() {
        lines.push("It is disabled in Slack; I'd turn it on.".to_owned());
    }
    lines.join("\n")
}

/// Takes the group over.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let memory = serde_json::from_str::<Memory>(&values.metadata).ok().filter(|memory| memory.v == VERSION);
    let Some(memory) = memory else { return Ok(Submitted::Said(from_another_version())) };
    let schedule = memory.schedule;
    let wish = memory.wish(values.is_ticked(KEEP));
    match link_schedule(ctx, asker.actor, schedule, wish, Agreed::Yes).await {
        Ok(Outcome::Done(now)) => Ok(Submitted::Said(linked(Some("Taken over. The group follows in a moment."), &now))),
        Ok(Outcome::AskFirst(_)) => Ok(Submitted::Closed),
        Err(refusal @ Refusal::Store(_)) => Err(ours(refusal)),
        Err(refusal) => {
            let sentence = not_linked(&refusal, Ink::Markup).unwrap_or_else(|| "Nothing was changed.".to_owned());
            Ok(Submitted::Said(words(&sentence)))
        }
    }
}
