//! The form of `/oncall link`: where a schedule announces what and to whom, where cover is asked for, which group it keeps
//! and with whom.

use serde::{Deserialize, Serialize};
use slack_morphism::blocks::{SlackModalView, SlackView};

use super::fields::{Field, Values, plain};
use super::offers::{GROUP, NO_GROUP};
use super::{FieldError, ModalId, Submitted, from_another_version, take_group};
use crate::ids::{ScheduleId, UserId};
use crate::slack::commands::Asker;
use crate::slack::commands::link::ours;
use crate::slack::messages::link_refusals::not_linked;
use crate::slack::messages::{linked as shown, section};
use crate::slack::mrkdwn::{Ink, bold};
use crate::store::links::{Announces, GroupHolds, Mentions};
use crate::store::people::{self, Standing};
use crate::usecases::change::Change;
use crate::usecases::link_schedule::{Agreed, MOST_PERMANENT, Outcome, Refusal, Wish, link_schedule};
use crate::usecases::links::Linked;
use crate::usecases::{Ctx, Result};

const CHANNEL: &str = "channel";
const ANNOUNCES: &str = "announces";
const MENTIONS: &str = "mentions";
const TOPIC: &str = "topic";
const DIGEST: &str = "digest";
const SWAPS: &str = "swaps";
const HOLDS: &str = "holds";
const PERMANENT: &str = "permanent";

const ANNOUNCED: [(&str, &str); 3] =
    [("all", "Every handoff"), ("gaps", "Only that nobody is on call"), ("none", "Nothing")];
const MENTIONED: [(&str, &str); 3] =
    [("joiners", "Who comes on call"), ("everybody", "Everybody on call"), ("nobody", "Nobody")];
const HELD: [(&str, &str); 3] =
    [("current", "Who is on call"), ("next", "Who is on call, and who is next"), ("all", "Everybody in the rotation")];

/// What the form remembers. `v` is raised when it would be read differently.
#[derive(Debug, Serialize, Deserialize)]
struct Memory {
    v: u8,
    schedule: ScheduleId,
    /// The schedule's version as the form showed it.
    version: i64,
}

const VERSION: u8 = 1;

/// The form, filled in with what is.
pub fn view(linked: &Linked) -> SlackView {
    let (schedule, link) = (&linked.schedule, &linked.link);
    let field = |name, label, hint| Field { name, label, hint, needed: false };
    let choice = |name, label| Field { name, label, hint: None, needed: true };
    let slack_id = |user: &UserId| linked.people.get(*user).and_then(|person| person.slack_id.clone());
    let permanent: Vec<String> = link.permanent.iter().filter_map(slack_id).collect();
    let come_in = "I come into a public channel by myself; into a private one I have to be invited.";
    let exactly = "It holds whom you choose below and nobody else. Who leaves it is shown before anything changes.";
    let blocks = vec![
        section(&bold(&schedule.name)),
        field(CHANNEL, "Announce in", Some(come_in)).channel(schedule.channel.as_deref()),
        choice(ANNOUNCES, "What is announced").one_of(&ANNOUNCED, link.announces.word()),
        choice(MENTIONS, "Who is mentioned").one_of(&MENTIONED, link.mentions.word()),
        field(TOPIC, "Topic", Some("The rest of the topic stays as it is. Slack notes each change in the channel."))
            .tick("Name who is on call in the channel's topic", link.in_topic),
        field(DIGEST, "Weekly digest", None)
            .tick("Say there on Mondays at nine who comes when that week", linked.weekly_digest),
        field(SWAPS, "Ask for cover in", Some("Empty: the channel above.")).channel(link.swap_channel.as_deref()),
        field(GROUP, "User group", Some(exactly)).group(linked.group.as_ref()),
        choice(HOLDS, "The group holds").one_of(&HELD, link.holds.word()),
        field(PERMANENT, "Always in the group", Some("Whoever is on call."))
            .some_users(&permanent, MOST_PERMANENT as u64),
    ];
    let memory = Memory { v: VERSION, schedule: schedule.id, version: schedule.version };
    SlackView::Modal(
        SlackModalView::new(plain("Link a schedule"), blocks)
            .with_submit(plain("Save"))
            .with_close(plain("Cancel"))
            .with_private_metadata(serde_json::to_string(&memory).unwrap_or_default())
            .with_callback_id(ModalId::LinkForm.to_string().into()),
    )
}

/// Links, or asks about the group first.
pub async fn submit(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<Submitted> {
    let memory = serde_json::from_str::<Memory>(&values.metadata).ok().filter(|memory| memory.v == VERSION);
    let Some(memory) = memory else { return Ok(Submitted::Said(from_another_version())) };
    let permanent = match permanent(ctx, asker, values).await? {
        Ok(permanent) => permanent,
        Err(wrong) => return Ok(Submitted::Wrong(vec![wrong])),
    };
    let wish = read(values, memory.version, permanent);
    match link_schedule(ctx, asker.actor, memory.schedule, wish.clone(), Agreed::NotYet).await {
        Ok(Outcome::Done(linked)) => Ok(Submitted::Said(shown(Some("Saved."), &linked))),
        Ok(Outcome::AskFirst(takeover)) => Ok(Submitted::Next(Box::new(take_group::view(&takeover, &wish)))),
        Err(refusal) => refused(refusal),
    }
}

/// What was filled in. A choice of another version leaves what was.
fn read(values: &Values, version: i64, permanent: Vec<UserId>) -> Wish {
    fn chosen<T: std::str::FromStr>(values: &Values, name: &str) -> Change<T> {
        values.option(name).and_then(|word| word.parse().ok()).map_or(Change::Keep, Change::To)
    }
    Wish {
        version: Some(version),
        channel: Change::To(values.conversation(CHANNEL)),
        group: Change::To(values.option(GROUP).filter(|id| *id != NO_GROUP).map(str::to_owned)),
        swap_channel: Change::To(values.conversation(SWAPS)),
        holds: chosen::<GroupHolds>(values, HOLDS),
        permanent: Change::To(permanent),
        in_topic: Change::To(values.is_ticked(TOPIC)),
        mentions: chosen::<Mentions>(values, MENTIONS),
        announces: chosen::<Announces>(values, ANNOUNCES),
        weekly_digest: if values.has(DIGEST) { Change::To(values.is_ticked(DIGEST)) } else { Change::Keep },
        keep_present: false,
    }
}

/// Who was chosen to be always in the group, or who of them cannot.
async fn permanent(ctx: &Ctx, asker: &Asker, values: &Values) -> Result<std::result::Result<Vec<UserId>, FieldError>> {
    let mut db = ctx.store.reader().await?;
    let mut chosen = Vec::new();
    for id in values.users(PERMANENT) {
        let Some(person) = people::by_slack_id(&mut db, asker.workspace(), &id).await? else {
            let unknown =
                "I haven't met everybody you chose yet: I read people from Slack every hour. Try again later.";
            return Ok(Err(FieldError::new(PERMANENT, unknown)));
        };
        let what = match person.standing {
            Standing::Admin | Standing::Member => {
                chosen.push(person.id);
                continue;
            }
            Standing::Guest => "is a guest, and guests can't be in user groups",
            Standing::Bot => "is a bot, and bots can't be in user groups",
            Standing::Deactivated => "has left this workspace",
        };
        return Ok(Err(FieldError::new(PERMANENT, &format!("{} {what}. Choose somebody else.", person.full_name))));
    }
    Ok(Ok(chosen))
}

fn refused(refusal: Refusal) -> Result<Submitted> {
    let block = match &refusal {
        Refusal::SwapChannel(..) => SWAPS,
        Refusal::Group(..) | Refusal::TooMany(..) => GROUP,
        Refusal::TopicOfNothing | Refusal::TopicScope(_) => TOPIC,
        Refusal::Gone
        | Refusal::Stranger
        | Refusal::MayNot(..)
        | Refusal::Changed(_)
        | Refusal::Channel(..)
        | Refusal::NotLinked(_) => CHANNEL,
        Refusal::Store(_) => return Err(ours(refusal)),
    };
    let sentence = not_linked(&refusal, Ink::Plain).unwrap_or_else(|| "Nothing was changed.".to_owned());
    Ok(Submitted::Wrong(vec![FieldError::new(block, &sentence)]))
}
